package dev.whence.rules.tables.cells;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.domain.inventory.NodeType;
import dev.whence.rules.tables.errors.ErrorCode;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What condition cells may say, how it is written back, and how it is refused.
class TestSyntaxTest {
  private static final CellType.Text TEXT = new CellType.Text();
  private static final CellType.Whole WHOLE = new CellType.Whole(-100L, 1_000L, "units");
  private static final CellType.Decimal DECIMAL =
      new CellType.Decimal(BigDecimal.ZERO, BigDecimal.TEN, "days");
  private static final Map<String, Column<?>> COLUMNS =
      Map.of(
          "text", new Column<>(TEXT),
          "optional", new Column<>(new CellType.OptionalText()),
          "country", new Column<>(new CellType.Country()),
          "currency", new Column<>(new CellType.Currency()),
          "words", new Column<>(new CellType.Words<>(NodeType.class)),
          "yesno", new Column<>(new CellType.YesNo()),
          "whole", new Column<>(WHOLE),
          "decimal", new Column<>(DECIMAL),
          "day", new Column<>(new CellType.Day()));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          text    | ``                        | ``
          text    | `   `                     | ``
          text    | web                       | web
          text    | = web                     | web
          text    | =web                      | web
          text    | not web                   | not web
          text    | NOT web                   | refused AMBIGUOUS_TEST
          text    | "NOT web"                 | "NOT web"
          text    | in web, store             | in store, web
          text    | in web                    | refused AMBIGUOUS_TEST
          text    | in web,web , store        | in store, web
          text    | not in web, store         | not in store, web
          text    | not  in web, store        | not in store, web
          text    | New York                  | New York
          text    | A..B                      | A..B
          text    | "home, garden"            | "home, garden"
          text    | in "home, garden", toys   | in "home, garden", toys
          text    | "say ""hi\"""              | "say ""hi\"""
          text    | "in stock"                | "in stock"
          text    | "not"                     | "not"
          text    | not "not"                 | not "not"
          text    | not"x"                    | not x
          text    | "=1+1"                    | "=1+1"
          text    | ">= 5"                    | ">= 5"
          text    | ""                        | refused NEVER_TRUE
          text    | " padded "                | refused NEVER_TRUE
          text    | “web”                     | refused BAD_QUOTES
          text    | in “web”, store           | refused BAD_QUOTES
          text    | 'web'                     | refused BAD_QUOTES
          text    | men’s                     | "men’s"
          text    | -                         | refused NEVER_TRUE
          text    | any                       | refused NEVER_TRUE
          text    | "any"                     | "any"
          text    | web; store                | in store, web
          optional | ""                       | ""
          optional | " "                      | refused NEVER_TRUE
          country | US                        | US
          country | in US, BR                 | in BR, US
          country | USA                       | refused UNKNOWN_WORD
          country | us                        | US
          country | UK                        | refused UNKNOWN_WORD
          country | United States             | refused UNKNOWN_WORD
          country | ""                        | refused UNKNOWN_WORD
          currency | BRL                      | BRL
          currency | R$                       | refused UNKNOWN_WORD
          currency | usd                      | USD
          text    | indigo                    | indigo
          text    | nothing                   | nothing
          text    | 007                       | 007
          text    | System.exit(0)            | System.exit(0)
          words   | STORE                     | STORE
          words   | in STORE, DC              | in DC, STORE
          words   | not in SELLER, STORE      | not in STORE, SELLER
          yesno   | yes                       | yes
          yesno   | not yes                   | not yes
          yesno   | in yes, no                | in no, yes
          whole   | 5                         | 5
          whole   | = 5                       | 5
          whole   | 05                        | 5
          whole   | -5                        | -5
          whole   | >=5                       | >= 5
          whole   | > 5                       | > 5
          whole   | <= 5                      | <= 5
          whole   | < -5                      | < -5
          whole   | 1..10                     | 1..10
          whole   | 1 .. 10                   | 1..10
          whole   | -10..-1                   | -10..-1
          whole   | 7..7                      | 7
          whole   | in 10, 9, 10              | in 9, 10
          whole   | not 3                     | not 3
          decimal | 0.30                      | 0.3
          decimal | >= .5                     | >= 0.5
          decimal | 10                        | 10
          decimal | 0.1..0.25                 | 0.1..0.25
          decimal | in 0.5, 0.50              | 0.5
          day     | 2026-11-27                | 2026-11-27
          day     | >= 2026-11-27             | >= 2026-11-27
          day     | 2026-11-20..2026-11-30    | 2026-11-20..2026-11-30
          day     | 2024-02-29                | 2024-02-29
          """)
  void cellsAreReadAndWrittenBackInOneForm(String type, String cell, String written) {
    assertThat(column(type).reread(cell)).isEqualTo(written);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          text    | a, b                      | AMBIGUOUS_TEST | Maybe write in a, b, or write "a, b".
          text    | > 5                       | AMBIGUOUS_TEST | Maybe write "> 5".
          text    | in                        | MISSING_VALUE | Maybe write "in" if that is the text.
          text    | not                       | MISSING_VALUE | Maybe write "not" if that is the text.
          text    | =                         | AMBIGUOUS_TEST | Maybe write "=".
          text    | in a,,b                   | BAD_QUOTES    | ``
          text    | "open                     | BAD_QUOTES    | Maybe double the quotes inside a quoted text.
          text    | "a" b                     | BAD_QUOTES    | ``
          text    | 5" pipe                   | BAD_QUOTES    | Maybe double the quotes inside a quoted text.
          text    | a"b"c                     | BAD_QUOTES    | Maybe write "a""b""c".
          words   | STOER                     | UNKNOWN_WORD  | Maybe write STORE.
          words   | 3PL                       | UNKNOWN_WORD  | ``
          words   | in STORE, WAREHOUSE       | UNKNOWN_WORD  | ``
          words   | >= DC                     | UNKNOWN_WORD  | ``
          words   | not in DC, STORE, THREE_PL, DROP_SHIP_VENDOR, SELLER | NEVER_TRUE | ``
          yesno   | not in yes, no            | NEVER_TRUE    | ``
          whole   | lots                      | WRONG_TYPE    | ``
          whole   | 1,000                     | AMBIGUOUS_TEST | Maybe write 1000.
          whole   | 1 000                     | WRONG_TYPE    | Maybe write 1000.
          whole   | 1e3                       | WRONG_TYPE    | Maybe write 1000.
          whole   | 0x10                      | WRONG_TYPE    | ``
          whole   | 5 units                   | WRONG_TYPE    | Maybe write 5.
          whole   | 1001                      | OUT_OF_RANGE  | ``
          whole   | -101                      | OUT_OF_RANGE  | ``
          whole   | 99999999999999999999      | WRONG_TYPE    | ``
          whole   | 10..1                     | NEVER_TRUE    | Maybe write 1..10.
          whole   | 1..5..9                   | WRONG_TYPE    | ``
          whole   | > 1000                    | NEVER_TRUE    | ``
          whole   | < -100                    | NEVER_TRUE    | ``
          whole   | >=                        | MISSING_VALUE | ``
          whole   | System.exit(0)            | WRONG_TYPE    | ``
          decimal | 50%                       | WRONG_TYPE    | Maybe write 0.5.
          decimal | NaN                       | WRONG_TYPE    | ``
          decimal | 0.1234567890123456        | OUT_OF_RANGE  | Maybe round it to 0.123456789012346.
          decimal | 1.123456789012345         | OUT_OF_RANGE  | Maybe round it to 1.12345678901235.
          decimal | 10.1                      | OUT_OF_RANGE  | ``
          day     | 2026-11-31                | WRONG_TYPE    | ``
          day     | 2026-02-29                | WRONG_TYPE    | ``
          day     | 2026-11-30..2026-11-20    | NEVER_TRUE    | Maybe write 2026-11-20..2026-11-30.
          day     | 1026-11-27                | OUT_OF_RANGE  | ``
          """)
  void cellsThatMeanNothingAreRefused(String type, String cell, String code, String advice) {
    Parsed<?> parsed = column(type).read(cell);

    assertThat(parsed).isInstanceOf(Parsed.Bad.class);
    if (parsed instanceof Parsed.Bad<?>(var flaw)) {
      assertThat(flaw.code()).hasToString(code);
      assertThat(flaw.advice()).isEqualTo(advice);
      assertThat(flaw.expected()).isNotBlank();
    }
  }

  @Test
  void intervalsIncludeTheEndsThatTheyName() {
    assertThat(matching("1..3", 0, 1, 2, 3, 4)).containsExactly(1L, 2L, 3L);
    assertThat(matching(">= 2", 1, 2, 3)).containsExactly(2L, 3L);
    assertThat(matching("> 2", 1, 2, 3)).containsExactly(3L);
    assertThat(matching("<= 2", 1, 2, 3)).containsExactly(1L, 2L);
    assertThat(matching("< 2", 1, 2, 3)).containsExactly(1L);
    assertThat(matching("in 3, 1", 1, 2, 3)).containsExactly(1L, 3L);
    assertThat(matching("not 2", 1, 2, 3)).containsExactly(1L, 3L);
    assertThat(matching("not in 1, 3", 1, 2, 3)).containsExactly(2L);
    assertThat(matching("", 1, 2, 3)).containsExactly(1L, 2L, 3L);
  }

  @Test
  void spacesThatOnlyLookPlainCountAsPlain_exceptInQuotes() {
    assertThat(good(TEXT, "web\u00a0").matches("web")).isTrue();
    assertThat(good(TEXT, "in\u00a0web,\u202fstore").matches("store")).isTrue();
    assertThat(good(TEXT, "New\u00a0York").matches("New York")).isTrue();
    assertThat(good(TEXT, "\ufeffwe\u200bb\u200b").matches("web")).isTrue();
    assertThat(good(TEXT, "\"a\u00a0b\"").matches("a\u00a0b")).isTrue();
    assertThat(good(WHOLE, ">=\u00a05").matches(5L)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"we\u200bb\"", "we\u00adb", "\"\ufeffweb\"", "\"web\u202e\""})
  void whatCannotBeSeenIsRefused_andTheHintIsTheTextWithoutIt(String cell) {
    switch (TestSyntax.read(TEXT, cell)) {
      case Parsed.Good<?> good -> throw new AssertionError(good);
      case Parsed.Bad<?>(var flaw) -> {
        assertThat(flaw.code()).isEqualTo(ErrorCode.NEVER_TRUE);
        assertThat(flaw.expected()).startsWith("text without characters that cannot be seen (U+");
        assertThat(flaw.rewrites()).containsExactly("web");
      }
    }
  }

  @Test
  void decimalsCompareAsPeopleReadThem_notAsTheyAreStored() {
    assertThat(good(DECIMAL, "0.30").matches(BigDecimal.valueOf(0.3))).isTrue();
    assertThat(good(DECIMAL, ">= 0.3").matches(BigDecimal.valueOf(0.3))).isTrue();
    assertThat(good(DECIMAL, "> 0.3").matches(BigDecimal.valueOf(0.3))).isFalse();
    assertThat(good(DECIMAL, "> 0.3").matches(BigDecimal.valueOf(0.1 + 0.2))).isTrue();
    assertThat(good(DECIMAL, "in 1, 10").matches(BigDecimal.valueOf(10.0))).isTrue();
    assertThat(good(DECIMAL, "not 10").matches(BigDecimal.valueOf(10.0))).isFalse();
  }

  @Test
  void daysAreInARangeUpToItsLastDay() {
    var blackWeek = good(new CellType.Day(), "2026-11-20..2026-11-30");

    assertThat(blackWeek.matches(LocalDate.of(2026, 11, 19))).isFalse();
    assertThat(blackWeek.matches(LocalDate.of(2026, 11, 20))).isTrue();
    assertThat(blackWeek.matches(LocalDate.of(2026, 11, 30))).isTrue();
    assertThat(blackWeek.matches(LocalDate.of(2026, 12, 1))).isFalse();
  }

  @Test
  void anyTextSurvivesWritingAndReading() {
    var random = new SplittableRandom(11);
    List<String> pieces =
        List.of(
            "\"",
            ",",
            "\\",
            " ",
            "in ",
            "not ",
            "=",
            ">=",
            "..",
            "é",
            "中",
            "🙂",
            "x",
            "System.exit(0)",
            "\");",
            "_x0041_",
            "'",
            ">",
            "\u00a0",
            "0",
            "${a}",
            "#{b}");
    for (int i = 0; i < 20_000; i++) {
      var text = new StringBuilder();
      for (int n = random.nextInt(6); n >= 0; n--) {
        text.append(pieces.get(random.nextInt(pieces.size())));
      }
      if (text.toString().isBlank() || !text.toString().equals(text.toString().strip())) {
        continue; // no request has it, and no cell takes it
      }
      var test = new dev.whence.rules.tables.cells.Test.NotIn<>(List.of(text.toString(), "other"));

      String cell = TestSyntax.write(TEXT, test);

      assertThat(TestSyntax.read(TEXT, cell)).as(cell).isEqualTo(new Parsed.Good<>(test));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          A > B > C         | A > B > C
          A>B               | A > B
          A                 | A
          ``                | ``
          "A > B" > C       | "A > B" > C
          A > A             | refused WRONG_TYPE
          A, B              | refused WRONG_TYPE
          A >               | refused BAD_QUOTES
          > A               | refused BAD_QUOTES
          "" > A            | refused MISSING_VALUE
          """)
  void rankingsNameEachIdOnce(String cell, String written) {
    var type = new CellType.Ranking();
    String result =
        switch (type.read(cell)) {
          case Parsed.Good<List<String>>(var ids) -> type.write(ids);
          case Parsed.Bad<List<String>>(var flaw) -> "refused " + flaw.code();
        };

    assertThat(result).isEqualTo(written);
  }

  private static Column<?> column(String type) {
    return Objects.requireNonNull(COLUMNS.get(type));
  }

  private static List<Long> matching(String cell, long... values) {
    var test = good(WHOLE, cell);
    var matching = new ArrayList<Long>();
    for (long value : values) {
      if (test.matches(value)) {
        matching.add(value);
      }
    }
    return matching;
  }

  private static <T extends Comparable<? super T>> dev.whence.rules.tables.cells.Test<T> good(
      CellType<T> type, String cell) {
    return switch (TestSyntax.read(type, cell)) {
      case Parsed.Good<dev.whence.rules.tables.cells.Test<T>>(var test) -> test;
      case Parsed.Bad<dev.whence.rules.tables.cells.Test<T>>(var flaw) ->
          throw new AssertionError(flaw.toString());
    };
  }

  /// A column of one type.
  private record Column<T extends Comparable<? super T>>(CellType<T> type) {
    Parsed<dev.whence.rules.tables.cells.Test<T>> read(String cell) {
      return TestSyntax.read(type, cell);
    }

    String reread(String cell) {
      return switch (read(cell)) {
        case Parsed.Good<dev.whence.rules.tables.cells.Test<T>>(var test) ->
            TestSyntax.write(type, test);
        case Parsed.Bad<dev.whence.rules.tables.cells.Test<T>>(var flaw) ->
            "refused " + flaw.code();
      };
    }
  }
}
