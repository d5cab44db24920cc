package dev.whence.rules.tables.analysis;

import dev.whence.domain.inventory.NodeType;
import dev.whence.rules.tables.cells.CellType;
import dev.whence.rules.tables.cells.PostalClasses;
import dev.whence.rules.tables.cells.PostalSpan;
import dev.whence.rules.tables.cells.Test;
import dev.whence.rules.tables.schema.HitPolicy;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Small random tables of all kinds of columns, and for each column all values that its cells could
/// tell apart: those named, their neighbors, and others.
final class RandomAnalyzed {
  static final List<CellType<?>> TYPES =
      List.of(
          new CellType.Whole(0L, 9L, "units"),
          new CellType.Whole(-3L, 3L, "days"),
          new CellType.Decimal(new BigDecimal("0"), new BigDecimal("1"), "probability"),
          new CellType.Day(),
          new CellType.Words<>(NodeType.class),
          new CellType.YesNo(),
          new CellType.Text(),
          new CellType.OptionalText(),
          new CellType.Country(),
          new CellType.Currency(),
          new CellType.PostalCode());

  private static final LocalDate DAY = LocalDate.of(2026, 11, 20);

  private final RandomGenerator random;

  RandomAnalyzed(RandomGenerator random) {
    this.random = random;
  }

  AnalyzedTable table(HitPolicy hitPolicy, int columns, int rows, boolean endsBlank) {
    int blank = random.nextInt(30, 70);
    var made = new ArrayList<AnalyzedTable.Column<?>>();
    var header = new ArrayList<String>(List.of("rule id"));
    for (int c = 0; c < columns; c++) {
      header.add("column " + c);
      made.add(column("column " + c, pick(TYPES), rows, blank, endsBlank));
    }
    header.add("outcome");
    int outcomes = random.nextInt(1, 4);
    return new AnalyzedTable(
        "table",
        hitPolicy,
        made,
        IntStream.range(0, rows)
            .mapToObj(row -> new AnalyzedTable.Row("row-" + row, random.nextInt(outcomes), row + 5))
            .toList(),
        header);
  }

  private <T extends Comparable<? super T>> AnalyzedTable.Column<T> column(
      String name, CellType<?> any, int rows, int blank, boolean endsBlank) {
    @SuppressWarnings("unchecked") // the type's own values are made below
    var type = (CellType<T>) any;
    return new AnalyzedTable.Column<>(
        name,
        type,
        IntStream.range(0, rows)
            .<Test<T>>mapToObj(row ->
                random.nextInt(100) < blank || (endsBlank && row == rows - 1)
                    ? new Test.Any<>()
                    : test(type))
            .toList());
  }

  /// All values that matter to a column, and some more.
  static <T extends Comparable<? super T>> List<T> pool(AnalyzedTable.Column<T> column) {
    @SuppressWarnings("unchecked")
    var pool = (Collection<T>) values(column);
    return List.copyOf(pool);
  }

  private static Collection<?> values(AnalyzedTable.Column<?> column) {
    return switch (column.type()) {
      case CellType.Whole(var least, var most, _) ->
          Stream.iterate(least, value -> value <= most, value -> value + 1).toList();
      case CellType.Decimal _ ->
          IntStream.rangeClosed(0, 100).mapToObj(i -> new BigDecimal(i).movePointLeft(2)).toList();
      case CellType.Day _ -> IntStream.range(-2, 8).mapToObj(DAY::plusDays).toList();
      case CellType.Text _ ->
          List.of("a", "b", "c", "z", "ab", "ba", "aba", "a-ba", "ab-ba", "aa", "zb");
      case CellType.OptionalText _ -> List.of("", "a", "b", "z");
      case CellType.Country _ -> List.of("US", "BR", "DE", "FR");
      case CellType.Currency _ -> List.of("USD", "EUR", "JPY", "BRL");
      case CellType.PostalCode _ -> {
        @SuppressWarnings("unchecked")
        var tests = (List<Test<String>>) (List<?>) column.tests();
        var codes = new LinkedHashSet<>(PostalClasses.of(tests).members());
        codes.addAll(List.of("", "1", "10", "10001", "10002", "2", "99999", "SW1A1AA"));
        yield codes;
      }
      case CellType.Words<?> words -> words.values();
      case CellType.YesNo yesNo -> yesNo.values();
      case CellType.Ranking _ -> throw new IllegalArgumentException();
    };
  }

  @SuppressWarnings("unchecked") // each case gives a value of its type's T
  private <T> T value(CellType<T> type) {
    return (T)
        switch (type) {
          case CellType.Whole(var least, var most, _) -> random.nextLong(least, most + 1);
          case CellType.Decimal _ ->
              new BigDecimal(pick(List.of("0", "0.1", "0.25", "0.3", "0.7", "1")));
          case CellType.Day _ -> DAY.plusDays(random.nextInt(5));
          case CellType.Text _ -> pick(List.of("a", "b", "c"));
          case CellType.OptionalText _ -> pick(List.of("", "a", "b"));
          case CellType.Country _ -> pick(List.of("US", "BR", "DE"));
          case CellType.Currency _ -> pick(List.of("USD", "EUR", "JPY"));
          case CellType.PostalCode _ -> pick(List.of("", "1", "10", "10001", "10002", "2"));
          case CellType.Words<?> words -> pick(words.values());
          case CellType.YesNo _ -> random.nextBoolean();
          case CellType.Ranking _ -> throw new IllegalArgumentException();
        };
  }

  @SuppressWarnings("unchecked") // postal codes are texts
  private <T extends Comparable<? super T>> Test<T> test(CellType<T> type) {
    if (type instanceof CellType.PostalCode && random.nextInt(3) > 0) {
      return (Test<T>)
          new Test.Postal(
              random.nextInt(3) == 0,
              IntStream.range(0, random.nextInt(1, 3))
                  .<PostalSpan>mapToObj(_ ->
                      pick(
                          List.of(
                              new PostalSpan.Start("1"),
                              new PostalSpan.Start("100"),
                              new PostalSpan.Range("10", "20"),
                              new PostalSpan.Range("10000", "10001"))))
                  .toList());
    }
    if (type instanceof CellType.Text && random.nextInt(2) > 0) {
      return (Test<T>) parts();
    }
    T a = value(type);
    T b = value(type);
    if (type instanceof CellType.Decimal && a.compareTo(b) < 0 && random.nextBoolean()) {
      return new Test.Range<>(a, random.nextBoolean(), b, false);
    }
    var both = new TreeSet<>(List.of(a));
    both.add(b);
    int kinds =
        type instanceof CellType.Ordered<T> ordered
            ? a.compareTo(ordered.least()) > 0 && a.compareTo(ordered.most()) < 0 ? 8 : 6
            : 3;
    return switch (random.nextInt(kinds)) {
      case 0 -> new Test.In<>(List.of(a));
      case 1 -> new Test.In<>(List.copyOf(both));
      case 2 -> new Test.NotIn<>(type instanceof CellType.YesNo ? List.of(a) : List.copyOf(both));
      case 3 -> new Test.AtLeast<>(a);
      case 4 -> new Test.AtMost<>(a);
      case 5 -> new Test.Between<>(both.first(), both.last());
      case 6 -> new Test.MoreThan<>(a);
      default -> new Test.LessThan<>(a);
    };
  }

  private Test<String> parts() {
    List<Test<String>> parts =
        List.of(
            new Test.StartsWith("a"),
            new Test.StartsWith("ab"),
            new Test.Contains("b"),
            new Test.Contains("ba"));
    Test<String> one = pick(parts);
    Test<String> two = pick(parts);
    return switch (random.nextInt(3)) {
      case 0 -> one;
      case 1 -> new Test.NoneOf<>(one.equals(two) ? List.of(one) : List.of(one, two));
      default -> one.equals(two) ? one : new Test.AnyOf<>(List.of(one, two));
    };
  }

  private <T> T pick(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }
}
