package dev.whence.rules.tables.pieces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whence.domain.inventory.NodeType;
import dev.whence.rules.tables.cells.CellType;
import dev.whence.rules.tables.cells.Parsed;
import dev.whence.rules.tables.cells.TestSyntax;
import dev.whence.rules.tables.schema.WholeRange;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// Values that pass the same tests of a column are one piece, and no others.
class PiecesTest {
  private static final CellType.Whole WHOLE = new CellType.Whole(0L, 100L, "units");
  private static final CellType.Decimal DECIMAL =
      new CellType.Decimal(BigDecimal.ZERO, BigDecimal.ONE, "probability");

  @Test
  void aLimitCutsInTwo_andTheLimitItselfLiesOnItsSide() {
    var pieces = cut(WHOLE, "> 5");

    assertThat(runs(pieces, 0L, 4L, 5L, 6L, 100L)).isEqualTo("0 0 0 1 1");
    assertThat(samples(pieces)).isEqualTo("4, 6");
  }

  @Test
  void aNamedValueIsApartFromTheGapsBesideIt() {
    assertThat(runs(cut(WHOLE, "5"), 4L, 5L, 6L)).isEqualTo("0 1 0");
    assertThat(runs(cut(WHOLE, "< 5", "5"), 4L, 5L, 6L)).isEqualTo("0 1 2");
    assertThat(runs(cut(WHOLE, "1..10", "5..20"), 0L, 1L, 4L, 5L, 10L, 11L, 20L, 21L))
        .isEqualTo("0 1 1 2 2 3 3 0");
  }

  @Test
  void aGapWithoutAnyNumberIsNoPiece() {
    var pieces = cut(WHOLE, "in 5, 6", "5");

    assertThat(runs(pieces, 4L, 5L, 6L, 7L)).isEqualTo("0 1 2 0");
    assertThat(pieces.count()).isEqualTo(3);
  }

  @Test
  void onlyAFactBeyondTheRangeLiesInAPieceWithoutASample() {
    var pieces = cut(WHOLE, "<= 100");

    assertThat(runs(pieces, -1L, 0L, 100L, 101L)).isEqualTo("0 0 0 1");
    assertThat(pieces.sample(0)).contains(99L);
    assertThat(pieces.sample(1)).isEmpty();
  }

  @Test
  void theEndsOfTheNumbersAreNoTrouble() {
    var all = new CellType.Whole(Long.MIN_VALUE, Long.MAX_VALUE, "units");
    var pieces =
        Pieces.cut(
            all,
            List.of(
                new dev.whence.rules.tables.cells.Test.In<>(List.of(Long.MIN_VALUE)),
                new dev.whence.rules.tables.cells.Test.AtLeast<>(Long.MAX_VALUE)));

    assertThat(runs(pieces, Long.MIN_VALUE, Long.MIN_VALUE + 1, Long.MAX_VALUE - 1, Long.MAX_VALUE))
        .isEqualTo("0 1 1 2");
  }

  @Test
  void theNumbersAroundOneReachToTheLimitsOnBothSides() {
    var pieces = (WholePieces) cut(WHOLE, "> 5", "1..10");

    assertThat(pieces.around(0)).isEqualTo(new WholeRange(Long.MIN_VALUE, 0));
    assertThat(pieces.around(5)).isEqualTo(new WholeRange(1, 5));
    assertThat(pieces.around(7)).isEqualTo(new WholeRange(6, 10));
    assertThat(pieces.around(99)).isEqualTo(new WholeRange(11, Long.MAX_VALUE));
  }

  @Test
  void theNumbersAroundOneAreThoseOfItsPieceBesideIt() {
    var random = new SplittableRandom(5);
    for (int round = 0; round < 500; round++) {
      String[] cells =
          random
              .ints(1 + random.nextInt(4), 0, 9)
              .mapToObj(n ->
                  switch (random.nextInt(4)) {
                    case 0 -> "> " + n;
                    case 1 -> "<= " + n;
                    case 2 -> Integer.toString(n);
                    default -> n + ".." + (n + random.nextInt(1, 4));
                  })
              .toArray(String[]::new);
      var pieces = (WholePieces) cut(WHOLE, cells);
      for (long number : LongStream.range(-1, 16).toArray()) {
        WholeRange around = pieces.around(number);
        for (long other : LongStream.range(-2, 17).toArray()) {
          boolean beside = around.contains(other);
          boolean alike =
              LongStream.rangeClosed(Math.min(number, other), Math.max(number, other))
                  .allMatch(between -> pieces.ofNumber(between) == pieces.of(other));
          assertThat(beside).as("%s and %s by %s", number, other, List.of(cells)).isEqualTo(alike);
        }
      }
    }
  }

  @Test
  void daysAreCutAsNumbersAre() {
    var pieces = cut(new CellType.Day(), "2026-11-20..2026-11-30", "2026-11-27");

    assertThat(
            runs(
                pieces,
                day("2026-11-19"),
                day("2026-11-20"),
                day("2026-11-27"),
                day("2026-11-28"),
                day("2026-11-30"),
                day("2026-12-01"),
                LocalDate.MAX))
        .isEqualTo("0 1 2 1 1 0 0");
    assertThat(samples(pieces)).isEqualTo("2026-11-19, 2026-11-20, 2026-11-27");
  }

  @Test
  void allWordsThatNoTestNamesAreOnePiece() {
    var text = cut(new CellType.Text(), "other", "in other, web", "not b2b");
    var words = cut(new CellType.Words<>(NodeType.class), "not in STORE, DC");

    assertThat(runs(text, "web", "b2b", "other", "Web", "", "other-2")).isEqualTo("0 1 2 3 3 3");
    assertThat(samples(text)).isEqualTo("b2b, other, web, other-2");
    assertThat(words.count()).isEqualTo(2);
    assertThat(samples(words)).isEqualTo("DC, THREE_PL");
  }

  @Test
  void postalCodesThatStartAlikeAreOnePiece_andShortOnesLieInNoRange() {
    var pieces = cut(new CellType.PostalCode(), "10*", "10000..10999", "not 20001");

    assertThat(
            runs(
                pieces, "10", "10001", "100011234", "10999", "109", "11000", "1", "", "20001", "2"))
        .isEqualTo("0 1 1 1 0 2 2 2 3 2");
    assertThat(pieces.count()).isEqualTo(4);
    samples(pieces);
  }

  @Test
  void yesAndNoAreApartOnlyWhereATestAsks() {
    assertThat(runs(cut(new CellType.YesNo(), "yes"), true, false)).isEqualTo("0 1");
    assertThat(cut(new CellType.YesNo(), "in yes, no").count()).isEqualTo(1);
  }

  @Test
  void withoutTestsAllIsOnePiece() {
    for (CellType<?> type :
        List.of(WHOLE, DECIMAL, new CellType.Day(), new CellType.Text(), new CellType.YesNo())) {
      assertThat(cutWithoutTests(type)).as("%s", type).isEqualTo(1);
    }
  }

  @Test
  void decimalsAreOneNumberHoweverTheyAreWritten() {
    var pieces = cut(DECIMAL, "0.3", "0.30", ">= 0.300");

    assertThat(pieces.count()).isEqualTo(3);
    assertThat(runs(pieces, decimal("0.29"), decimal("0.3"), decimal("0.30"), decimal("0.31")))
        .isEqualTo("0 1 1 2");
  }

  /// Also next to numbers with more digits than a double has, which no cell may hold.
  @Test
  void aFloatingPointNumberLiesWhereItsShortestDecimalDoes() {
    var random = new SplittableRandom(3);
    for (int round = 0; round < 2_000; round++) {
      List<BigDecimal> named = named(random);
      var pieces =
          (DecimalPieces)
              Pieces.cut(
                  DECIMAL,
                  named.stream()
                      .<dev.whence.rules.tables.cells.Test<BigDecimal>>map(value ->
                          random.nextBoolean()
                              ? new dev.whence.rules.tables.cells.Test.AtLeast<>(value)
                              : new dev.whence.rules.tables.cells.Test.In<>(List.of(value)))
                      .toList());
      for (BigDecimal value : named) {
        double near = value.doubleValue();
        for (double number : new double[] {near, Math.nextUp(near), Math.nextDown(near), -near}) {
          assertThat(pieces.ofNumber(number))
              .as("%s among %s", number, named)
              .isEqualTo(pieces.of(BigDecimal.valueOf(number)));
        }
      }
    }
  }

  private static List<BigDecimal> named(SplittableRandom random) {
    var named = new ArrayList<BigDecimal>();
    for (int i = 0; i < 4; i++) {
      double number = random.nextInt(3) == 0 ? random.nextInt(100) / 100.0 : random.nextDouble();
      named.add(
          switch (random.nextInt(3)) {
            case 0 -> BigDecimal.valueOf(number);
            case 1 -> new BigDecimal(number);
            default -> new BigDecimal(number).add(new BigDecimal("1e-20"));
          });
      named.add(BigDecimal.valueOf(Math.nextUp(number)));
    }
    return named;
  }

  @Test
  void whatIsNoNumberIsRefused() {
    var pieces = (DecimalPieces) cut(DECIMAL, ">= 0.5");

    assertThatThrownBy(() -> pieces.ofNumber(Double.NaN)).isInstanceOf(NumberFormatException.class);
    assertThatThrownBy(() -> pieces.ofNumber(Double.POSITIVE_INFINITY))
        .isInstanceOf(NumberFormatException.class);
  }

  private static <T extends Comparable<? super T>> Pieces<T> cut(
      CellType<T> type, String... cells) {
    return Pieces.cut(type, Arrays.stream(cells).map(cell -> test(type, cell)).toList());
  }

  private static int cutWithoutTests(CellType<?> type) {
    return switch (type) {
      case CellType.Whole whole -> cut(whole).count();
      case CellType.Decimal decimal -> cut(decimal).count();
      case CellType.Day day -> cut(day).count();
      case CellType.Textual text -> cut(text).count();
      case CellType.YesNo yesNo -> cut(yesNo).count();
      case CellType.Words<?> words -> cut(words).count();
      case CellType.Ranking _ -> 0;
    };
  }

  private static <T extends Comparable<? super T>> dev.whence.rules.tables.cells.Test<T> test(
      CellType<T> type, String cell) {
    return switch (TestSyntax.read(type, cell)) {
      case Parsed.Good<dev.whence.rules.tables.cells.Test<T>>(var test) -> test;
      case Parsed.Bad<dev.whence.rules.tables.cells.Test<T>>(var flaw) ->
          throw new AssertionError(cell + ": expected " + flaw.expected());
    };
  }

  /// The piece of each value, numbered anew in the order in which they appear.
  @SafeVarargs
  @SuppressWarnings("varargs") // only read
  private static <T extends Comparable<? super T>> String runs(Pieces<T> pieces, T... values) {
    List<Integer> numbers = Arrays.stream(values).map(pieces::of).toList();
    List<Integer> distinct = numbers.stream().distinct().toList();
    return numbers.stream()
        .map(number -> Integer.toString(distinct.indexOf(number)))
        .collect(Collectors.joining(" "));
  }

  /// Samples in the order of the pieces; each lies in its own.
  private static <T extends Comparable<? super T>> String samples(Pieces<T> pieces) {
    return IntStream.range(0, pieces.count())
        .mapToObj(piece -> {
          Optional<T> sample = pieces.sample(piece);
          assertThat(sample.map(pieces::of)).contains(piece);
          return sample.orElseThrow().toString();
        })
        .collect(Collectors.joining(", "));
  }

  private static LocalDate day(String text) {
    return LocalDate.parse(text);
  }

  private static BigDecimal decimal(String text) {
    return new BigDecimal(text);
  }
}
