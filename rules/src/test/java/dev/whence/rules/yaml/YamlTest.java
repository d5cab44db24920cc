package dev.whence.rules.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlTest {
  private final List<Complaint> complaints = new ArrayList<>();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "NO",
        "no",
        "yes",
        "Y",
        "on",
        "Off",
        "true",
        "FALSE",
        "NULL",
        "null",
        "~",
        "01",
        "007",
        "0600000",
        "0o17",
        "0x1F",
        "0b11",
        "1.10",
        "1_000",
        "1e3",
        ".5",
        "+1",
        "-0",
        "12:30:45",
        ".inf",
        ".NaN",
        "2024-01-01",
        "2024-01-01T00:00:00Z",
        "=",
        "<<",
        "n/a",
        "Norge og Sverige"
      })
  void everyWordIsTheTextThatStandsInTheFile(String word) {
    Yaml root = parse("value: " + word + "\nlist: [" + word + ", x]\n" + word + ": key\n");

    assertThat(root.get("value").text()).isEqualTo(word);
    assertThat(root.get("list").texts()).containsExactly(word, "x");
    assertThat(root.get(word).text()).isEqualTo("key");
    assertThat(complaints).isEmpty();
  }

  @Test
  void quotesAndBlocksAreOtherWaysToWriteText() {
    Yaml root =
        parse(
            """
            single: 'NO'
            double: "a\\tb"
            tagged: !!str NO
            folded: two
              lines
            block: |
              a
              b
            empty: ""
            """);

    assertThat(root.entries())
        .extracting(entry -> entry.getValue().text())
        .containsExactly("NO", "a\tb", "NO", "two lines", "a\nb\n", "");
    assertThat(complaints).isEmpty();
  }

  @Test
  void aKeyWithoutAValueIsNotGiven() {
    Yaml root = parse("a:\nb: \"\"\nlist: [x, '']\ndashes:\n  - x\n  -\n");

    assertThat(root.find("a")).isEmpty();
    assertThat(root.find("b")).contains("");
    assertThat(root.find("c")).isEmpty();
    assertThat(complaints).isEmpty();

    assertThat(root.required("a").text()).isEmpty();
    assertThat(root.required("c").text()).isEmpty();
    assertThat(root.get("a").text()).isEmpty();
    assertThat(root.get("dashes").texts()).containsExactly("x", "");
    assertThat(sentences())
        .containsExactly(
            "line 1: a: has no value",
            "line 1: c: is missing",
            "line 1: a: has no value; maybe \"\" for the empty text",
            "line 6: dashes[2]: has no value; maybe \"\" for the empty text");
  }

  @Test
  void whoWantsANumberATruthValueOrADateIsToldOfOtherWords() {
    Yaml root =
        parse(
            """
            whole: 1_000
            share: 1.5
            octal: 0o17
            flag: maybe
            date: 01.02.2026
            list: {a: 1}
            one: NULL
            """);

    root.get("whole").whole(0, 5_000);
    root.get("share").decimal(0, 1);
    root.get("octal").decimal();
    root.get("flag").flag();
    root.get("date").parsed("is not a date", LocalDate.MIN, LocalDate::parse);
    root.get("list").text();
    root.get("list").texts();
    root.get("one").texts();
    root.get("one").entries();
    assertThat(sentences())
        .containsExactly(
            "line 1: whole: '1_000' is not a whole number from 0 to 5000",
            "line 2: share: '1.5' is not a number from 0 to 1",
            "line 3: octal: '0o17' is not a number",
            "line 4: flag: 'maybe' is neither true nor false",
            "line 5: date: '01.02.2026' is not a date",
            "line 6: list: must be a text, not a map",
            "line 6: list: must be a list",
            "line 7: one: must be a list; maybe [NULL]",
            "line 7: one: must be a map");
  }

  @ParameterizedTest
  @CsvSource({"007, 7", "1e3, 1000", "5000, 5000", "12.0, 12"})
  void aNumberIsReadAsDecimal(String text, long value) {
    Yaml number = parse("n: " + text).get("n");

    assertThat(number.whole(0, 5_000)).isEqualTo(value);
    assertThat(number.decimal()).isEqualByComparingTo(BigDecimal.valueOf(value));
    assertThat(complaints).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"5001", "-1", "12.5", "", "seven", "1e999999999"})
  void whatIsNoWholeNumberInRangeIsComplainedOf(String text) {
    parse("n: '" + text + "'").get("n").whole(0, 5_000);

    assertThat(sentences())
        .containsExactly("line 1: n: '" + text + "' is not a whole number from 0 to 5000");
  }

  @ParameterizedTest
  @CsvSource({"true, true", "True, true", "YES, true", "on, true", "FALSE, false", "no, false"})
  void aTruthValueMayBeWrittenInAnyLetterCase(String text, boolean value) {
    assertThat(parse("f: " + text).get("f").flag()).isEqualTo(value);
    assertThat(complaints).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          'a: 1\nb: 2\n"a": 3'     | line 3: a: is a key twice, first in line 1; maybe drop one
          'x: {NO: 1, "NO": 2}'    | line 1: x.NO: is a key twice, first in line 1; maybe drop one
          'a: 1\n---\nb: 2'        | line 2: a second document starts here; maybe drop the line '---'
          'a: &x 1'                | line 1: a: has the anchor &x; maybe drop it
          'a: 1\nb: !!int 5'       | line 2: b: has the tag !!int; every value is text, maybe drop the tag
          '[a]: 1'                 | line 1: a key must be a text
          'a: {b: 1'               | line 1: is no YAML: expected ',' or '}', but got <stream end>
          'a: b: c'                | line 1: is no YAML: mapping values are not allowed here
          """)
  void whatYamlAllowsAndNobodyMeansIsRefusedByItsLine(String yaml, String sentence) {
    parse(yaml.replace("\\n", "\n"));

    assertThat(sentences()).containsExactly(sentence);
  }

  @Test
  void anAliasIsRefusedAndNotTakenForText() {
    parse("a: &x {b: 1}\nc: *x\nd: {<<: *x}\n");

    assertThat(sentences())
        .containsExactly(
            "line 1: a: has the anchor &x; maybe drop it",
            "line 2: c: is the alias *x; maybe write the value again",
            "line 3: d.<<: is the alias *x; maybe write the value again");
  }

  @Test
  void aByteOrderMarkIsIgnoredAndAnotherEncodingTold() {
    assertThat(parse("\uFEFFa: 1").get("a").text()).isEqualTo("1");

    Yaml.parse("a: größer".getBytes(StandardCharsets.ISO_8859_1), complaints);
    Yaml.parse("a: 1".getBytes(StandardCharsets.UTF_16), complaints);
    assertThat(sentences())
        .containsExactly(
            "line 1: is no text in UTF-8; maybe save it as UTF-8",
            "line 1: is no text in UTF-8; maybe save it as UTF-8");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "# nothing\n", "---\n"})
  void anEmptyFileHoldsNothing(String yaml) {
    Yaml root = parse(yaml);

    assertThat(root.isEmpty()).isTrue();
    assertThat(root.entries()).isEmpty();
    assertThat(complaints).isEmpty();
  }

  @Test
  void aThousandBracketsAreNoYamlOfOurs() {
    parse("[".repeat(100_000));

    assertThat(sentences()).containsExactly("line 1: is no YAML: it is nested more than 50 deep");
  }

  @Test
  void unknownKeysAreToldWithTheKnownOnes() {
    Yaml root = parse("a: {b: 1, c: 2}");

    root.get("a").onlyKeys("b");
    assertThat(sentences()).containsExactly("line 1: a.c: unknown key; known here: [b]");
    assertThat(root.entries()).extracting(Map.Entry::getKey).containsExactly("a");
  }

  private Yaml parse(String yaml) {
    return Yaml.parse(yaml.getBytes(StandardCharsets.UTF_8), complaints);
  }

  private List<String> sentences() {
    return complaints.stream().map(Complaint::sentence).toList();
  }
}
