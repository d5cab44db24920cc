package dev.whence.rules.tables.cells;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.domain.places.PostalAreas;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What cells of postal codes say, against codes as people write them and against a naive oracle.
class PostalCodesTest {
  private static final CellType.PostalCode TYPE = new CellType.PostalCode();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          SW1A 1AA                | SW1A1AA
          sw1a-1aa                | SW1A1AA
          = 1012 AB               | 1012AB
          01234                   | 01234
          １００１                | 1001
          ""                      | ""
          "10001-1234"            | 100011234
          10001-1234              | 100011234
          135-080                 | 135080
          10*                     | 10*
          sw1a *                  | SW1A*
          10001-12*               | 1000112*
          10000..19999            | 10000*..19999*
          10000 .. 19999          | 10000*..19999*
          10000*..19999*          | 10000*..19999*
          1000 aa..1099 zz        | 1000AA*..1099ZZ*
          10001-0000..10001-9999  | 100010000*..100019999*
          1..1                    | 1*..1*
          not 10*                 | not 10*
          not 10000..19999        | not 10000*..19999*
          Not 10001               | not 10001
          in 30301, 10*, 11000..11999 | in 10*, 11000*..11999*, 30301
          in 10001, 10001-        | 10001
          not in 10*, ""          | not in "", 10*
          NOT IN 10*, 20*         | not in 10*, 20*
          in 10*                  | 10*
          ``                      | ``
          """)
  void cellsAreReadAndWrittenBackInOneForm(String cell, String written) {
    assertThat(reread(cell, Reading.EDITED)).isEqualTo(written);
    assertThat(reread(written, Reading.EDITED)).isEqualTo(written);
    assertThat(reread(written, Reading.RECORDED)).isEqualTo(written);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          10000..9999             | WRONG_TYPE     | Maybe fill the shorter one up: 1000..1099, not 1000..109.
          19999..10000            | NEVER_TRUE     | Maybe write 10000..19999.
          10000..                 | MISSING_VALUE  | ``
          ..19999                 | MISSING_VALUE  | ``
          10000..15000..19999     | WRONG_TYPE     | ``
          10*..19                 | WRONG_TYPE     | Maybe write 10..19.
          10000-19999             | AMBIGUOUS_TEST | Maybe write 10000..19999 for the range, or 1000019999 for that code.
          10000 – 19999           | AMBIGUOUS_TEST | Maybe write 10000..19999 for the range, or 1000019999 for that code.
          **                      | WRONG_TYPE     | ``
          *10                     | WRONG_TYPE     | ``
          1*0                     | WRONG_TYPE     | ``
          10?                     | WRONG_TYPE     | ``
          10%                     | WRONG_TYPE     | ``
          "10*"                   | WRONG_TYPE     | ``
          not "10*"               | WRONG_TYPE     | ``
          1234567890123           | WRONG_TYPE     | ``
          in                      | MISSING_VALUE  | ``
          not                     | MISSING_VALUE  | ``
          =                       | MISSING_VALUE  | ``
          in 10*,,11*             | BAD_QUOTES     | ``
          >= 10000                | WRONG_TYPE     | Maybe use a range such as 10000..19999.
          < 10000                 | WRONG_TYPE     | Maybe use a range such as 10000..19999.
          """)
  void cellsThatMeanNothingAreRefused(String cell, String code, String advice) {
    Parsed<?> parsed = TestSyntax.read(TYPE, cell);

    assertThat(parsed).isInstanceOf(Parsed.Bad.class);
    if (parsed instanceof Parsed.Bad<?>(var flaw)) {
      assertThat(flaw.code() + " " + flaw.advice()).isEqualTo(code + " " + advice);
      assertThat(flaw.expected()).isNotBlank();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          10001           | 10001              | 10001-1234, 1000, ``
          10001*          | 10001, 10001-1234  | 10010, 1000, ``
          10001..10099    | 10001, 10001-1234, 10099, 10099-9999, 100 50 | 10000-9999, 10100, 1005, ``
          01000..01999    | 01234              | 1234, 11234
          SW1A*           | SW1A 1AA, sw1a1aa, SW1A | SW1B 1AA, SW1
          SW1..SW9        | SW1A 1AA, SW10 9AB | SE1 0AA, SW
          1000..1099      | 1012 AB, 1099zz, 1000 | 1100 AA, 10, 101
          in 10*, 30301   | 1012 AB, 30301     | 30301-0001, 20000
          not 10*         | 20000, ``, 1       | 10, 1012 AB
          not in 10*, ""  | 20000              | 10001, ``
          1000A..1000Z    | 1000B, 1000 XY     | 10009, 10010
          """)
  void codesAreComparedAsPeopleWriteThem(String cell, String inside, String outside) {
    dev.whence.rules.tables.cells.Test<String> test = good(cell, Reading.EDITED);

    for (String code : inside.split(", ?")) {
      assertThat(test.matches(fact(code))).as("%s in %s", code, cell).isTrue();
    }
    for (String code : outside.split(", ?")) {
      assertThat(test.matches(fact(code))).as("%s in %s", code, cell).isFalse();
    }
  }

  /// `10*` was a text like any other, and never matched; so was a range.
  @Test
  void whatWasRecordedBeforeThereWereStartsAndRangesSaysWhatItSaid() {
    for (String cell :
        List.of(
            "\"10*\"", "10001..10099", "not SW1A 1AA", "in 10001, sw1a-1aa", "not in \"\", 1")) {
      assertThat(reread(cell, Reading.RECORDED)).isEqualTo(cell);
    }
    assertThat(good("\"10*\"", Reading.RECORDED).matches("10001")).isFalse();
    assertThat(good("10001..10099", Reading.RECORDED).matches("10050")).isFalse();
    assertThat(good("not SW1A 1AA", Reading.RECORDED).matches("SW1A1AA")).isTrue();
    assertThat(good("10001*..10099*", Reading.RECORDED).matches("10050")).isTrue();
    assertThat(good("10001*", Reading.RECORDED).matches("100011234")).isTrue();
  }

  @Test
  void randomCellsMatchWhatANaiveReaderSays() {
    var random = new SplittableRandom(29);
    var naive = new Naive(random);
    int matched = 0;
    for (int i = 0; i < 4_000; i++) {
      Naive.Words words = naive.words();
      dev.whence.rules.tables.cells.Test<String> test = good(words.cell(), Reading.EDITED);
      for (int n = 0; n < 20; n++) {
        String code = naive.code(4);
        boolean matches = test.matches(fact(naive.spelt(code)));

        assertThat(matches).as("%s in %s", code, words.cell()).isEqualTo(words.matches(code));
        matched += matches ? 1 : 0;
      }
      assertThat(TestSyntax.read(TYPE, TestSyntax.write(TYPE, test)))
          .isEqualTo(new Parsed.Good<>(test));
    }
    assertThat(matched).isBetween(20_000, 60_000);
  }

  /// Also codes with characters that no cell names, and codes of any length.
  @Test
  void codesOfOneClassPassTheSameTests_andEveryMemberLiesInItsOwn() {
    var random = new SplittableRandom(31);
    var naive = new Naive(random);
    for (int i = 0; i < 1_000; i++) {
      List<dev.whence.rules.tables.cells.Test<String>> tests =
          IntStream.range(0, random.nextInt(1, 5))
              .mapToObj(_ -> good(naive.words().cell(), Reading.EDITED))
              .toList();
      var classes = PostalClasses.of(tests);
      List<String> members = classes.members();

      for (int n = 0; n < members.size(); n++) {
        assertThat(classes.of(members.get(n))).as("%s of %s", members.get(n), tests).isEqualTo(n);
      }
      for (int n = 0; n < 40; n++) {
        String code = n % 2 == 0 ? naive.code(5) : naive.strange(5);
        String member = members.get(classes.of(code));
        assertThat(tests.stream().map(test -> test.matches(code)).toList())
            .as("%s as %s in %s", code, member, tests)
            .isEqualTo(tests.stream().map(test -> test.matches(member)).toList());
      }
    }
  }

  /// Every code is tried, with characters in and around those of the cells.
  @Test
  void containmentIsExact() {
    var random = new SplittableRandom(37);
    var naive = new Naive(random);
    List<String> all = new ArrayList<>();
    for (int length = 0; length <= 4; length++) {
      all.addAll(Naive.all("!015:AMZ~9", length));
    }
    int contained = 0;
    for (int i = 0; i < 1_500; i++) {
      dev.whence.rules.tables.cells.Test<String> outer = good(naive.words().cell(), Reading.EDITED);
      dev.whence.rules.tables.cells.Test<String> inner = good(naive.words().cell(), Reading.EDITED);

      boolean contains = outer.contains(inner, TYPE);

      boolean counterexample =
          all.stream().anyMatch(code -> inner.matches(code) && !outer.matches(code));
      assertThat(contains).as("%s contains %s", outer, inner).isEqualTo(!counterexample);
      contained += contains ? 1 : 0;
    }
    assertThat(contained).isGreaterThan(100);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          10*            | 10001          | true
          10*            | 100*           | true
          100*           | 10*            | false
          10000..19999   | 15000          | true
          10000..19999   | 1*             | false
          10000..19999   | 15000*         | true
          10000..19999   | 12000..13000   | true
          10..19         | 10000..19999   | true
          10000..19999   | 10..19         | false
          1*             | 10000..19999   | true
          10000..19999   | 12000..20000   | false
          in 10*, 11*    | 10..11         | true
          in 10*, 12*    | 10..12         | false
          not 20*        | 10*            | true
          not 20*        | 2*             | false
          not 20*        | not 2*         | true
          not 2*         | not 20*        | false
          10*            | not 20*        | false
          not 10001      | not 10*        | true
          not ""         | 1*             | true
          in 1, 1000..1099 | in 1, 1050   | true
          """)
  void aTestContainsAnother(String outer, String inner, boolean contains) {
    assertThat(good(outer, Reading.EDITED).contains(good(inner, Reading.EDITED), TYPE))
        .isEqualTo(contains);
  }

  /// A code as it stands in a fact; two backquotes for none.
  private static String fact(String code) {
    return PostalAreas.normalized(code.replace("``", ""));
  }

  private static String reread(String cell, Reading reading) {
    return TestSyntax.write(TYPE, good(cell, reading));
  }

  private static dev.whence.rules.tables.cells.Test<String> good(String cell, Reading reading) {
    return switch (TestSyntax.read(TYPE, cell, reading)) {
      case Parsed.Good<dev.whence.rules.tables.cells.Test<String>>(var test) -> test;
      case Parsed.Bad<dev.whence.rules.tables.cells.Test<String>>(var flaw) ->
          throw new AssertionError(cell + ": " + flaw);
    };
  }

  /// Makes cells over a small alphabet and knows what they say by listing every start.
  private record Naive(SplittableRandom random) {
    private static final String ALPHABET = "019AZ";

    /// @param starts codes that start so are meant; `=` before one means that code alone
    record Words(boolean not, List<List<String>> starts, String cell) {
      boolean matches(String code) {
        boolean any =
            starts.stream()
                .flatMap(List::stream)
                .anyMatch(start ->
                    start.startsWith("=")
                        ? code.equals(start.substring(1))
                        : code.startsWith(start));
        return any != not;
      }
    }

    Words words() {
      boolean not = random.nextInt(4) == 0;
      int count = random.nextInt(1, 4);
      var starts = new ArrayList<List<String>>();
      var texts = new ArrayList<String>();
      for (int i = 0; i < count; i++) {
        int length = random.nextInt(1, 4);
        String a = ofLength(length);
        String b = ofLength(length);
        switch (random.nextInt(3)) {
          case 0 -> {
            starts.add(List.of("=" + a));
            texts.add(a);
          }
          case 1 -> {
            starts.add(List.of(a));
            texts.add(a + "*");
          }
          default -> {
            String low = a.compareTo(b) < 0 ? a : b;
            String high = a.compareTo(b) < 0 ? b : a;
            List<String> all = all(ALPHABET, length);
            starts.add(all.subList(all.indexOf(low), all.indexOf(high) + 1));
            texts.add(low + ".." + high);
          }
        }
      }
      String list = String.join(", ", texts);
      return new Words(not, starts, (not ? "not " : "") + (count > 1 ? "in " : "") + list);
    }

    /// In ascending order.
    static List<String> all(String alphabet, int length) {
      List<String> all = List.of("");
      for (int i = 0; i < length; i++) {
        all =
            all.stream()
                .flatMap(start -> alphabet.chars().mapToObj(c -> start + (char) c))
                .toList();
      }
      return all;
    }

    String code(int longest) {
      return ofLength(random.nextInt(longest + 1));
    }

    /// With characters between and beyond those of the cells.
    String strange(int longest) {
      return of("019AZ!5M~é\u0001\uffff", random.nextInt(longest + 1));
    }

    private String ofLength(int length) {
      return of(ALPHABET, length);
    }

    private String of(String alphabet, int length) {
      return IntStream.range(0, length)
          .mapToObj(_ -> alphabet.substring(random.nextInt(alphabet.length())).substring(0, 1))
          .collect(Collectors.joining());
    }

    /// As people might write it.
    String spelt(String code) {
      var spelt =
          new StringBuilder(random.nextBoolean() ? code.toLowerCase(java.util.Locale.ROOT) : code);
      for (int i = random.nextInt(3); i > 0 && !code.isEmpty(); i--) {
        spelt.insert(random.nextInt(spelt.length() + 1), " -–\u00a0".charAt(random.nextInt(4)));
      }
      return spelt.toString();
    }
  }
}
