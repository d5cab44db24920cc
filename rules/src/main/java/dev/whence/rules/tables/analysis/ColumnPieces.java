package dev.whence.rules.tables.analysis;

import dev.whence.rules.tables.cells.CellType;
import dev.whence.rules.tables.cells.Parsed;
import dev.whence.rules.tables.cells.PostalSpan;
import dev.whence.rules.tables.cells.Test;
import dev.whence.rules.tables.cells.TestSyntax;
import dev.whence.rules.tables.pieces.Pieces;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// The values of one column, cut into pieces that no cell can tell apart. The one place where a
/// cell becomes a set, and a set a cell.
final class ColumnPieces<T extends Comparable<? super T>> {
  private final CellType<T> type;
  private final Pieces<T> pieces;

  /// Values that cells name, ascending.
  private final List<T> named;

  private final List<Test<T>> tests;
  private final List<T> samples = new ArrayList<>();

  /// By piece, or for ordered types by cut, so that a piece is one run of values. Only values
  /// beyond the column's range have the number -1.
  private final int[] numbers;

  private final Map<Test<T>, long[]> sets = new HashMap<>();
  private final long[] whole;

  /// How many pieces, the first ones, have values that a cell can hold.
  private final int writable;

  /// @param tests of all cells of the column
  ColumnPieces(CellType<T> type, List<Test<T>> tests) {
    this.type = type;
    this.tests = List.copyOf(new LinkedHashSet<>(tests));
    pieces = Pieces.cut(type, this.tests);
    boolean ordered = type instanceof CellType.Ordered<T>;
    named = ordered ? Pieces.named(this.tests) : List.of();
    numbers = new int[ordered ? pieces.cuts() : pieces.count()];
    Arrays.fill(numbers, -1);
    number(ordered, sample -> isWritable(sample));
    writable = samples.size();
    number(ordered, sample -> !isWritable(sample));
    whole = Bits.all(samples.size());
  }

  /// Numbers what has no number yet and has such a sample.
  private void number(boolean ordered, Predicate<T> which) {
    for (int cut = 0; cut < pieces.cuts(); cut++) {
      Optional<T> sample = pieces.sampleOfCut(cut);
      int i = ordered ? cut : pieces.piece(cut);
      if (numbers[i] < 0
          && sample.isPresent()
          && index(sample.get()) == i
          && which.test(sample.get())) {
        numbers[i] = samples.size();
        samples.add(sample.get());
      }
    }
  }

  /// Postal codes of requests can hold characters that no cell does.
  private boolean isWritable(T value) {
    return !(type instanceof CellType.PostalCode)
        || TestSyntax.readValue(type, type.write(value)) instanceof Parsed.Good<T>;
  }

  /// Of a value in [#numbers].
  private int index(T value) {
    if (!(type instanceof CellType.Ordered<T>)) {
      return pieces.of(value);
    }
    int found = Collections.binarySearch(named, value);
    return found >= 0 ? 2 * found + 1 : -2 * found - 2;
  }

  long[] whole() {
    return whole;
  }

  /// The pieces with values that a cell can hold.
  long[] writable() {
    long[] set = new long[whole.length];
    for (int number = 0; number < writable; number++) {
      Bits.add(set, number);
    }
    return set;
  }

  /// The pieces whose values pass the test.
  long[] set(Test<T> test) {
    return sets.computeIfAbsent(test, this::passing);
  }

  /// A value of a piece, as a cell has it.
  String literal(int number) {
    return type.write(samples.get(number));
  }

  private long[] passing(Test<T> test) {
    if (test instanceof Test.Any<T>) {
      return whole;
    }
    long[] set = new long[whole.length];
    for (int number = 0; number < samples.size(); number++) {
      if (test.matches(samples.get(number))) {
        Bits.add(set, number);
      }
    }
    return set;
  }

  /// A test that holds as many of the allowed pieces as one cell can say, nothing else, and this
  /// one for sure. Empty where no cell says just that piece.
  Optional<Test<T>> widest(long[] allowed, int number) {
    return Bits.contains(allowed, whole)
        ? Optional.of(new Test.Any<>())
        : candidates(allowed, number)
            .filter(test -> Bits.contains(allowed, set(test)) && Bits.has(set(test), number))
            .reduce((best, next) -> Bits.count(set(next)) > Bits.count(set(best)) ? next : best);
  }

  /// The cell of a test.
  String write(Test<T> test) {
    return TestSyntax.write(type, test);
  }

  private Stream<Test<T>> candidates(long[] allowed, int number) {
    if (type instanceof CellType.Ordered<T> ordered) {
      return Stream.concat(run(ordered, allowed, number), others(allowed));
    }
    if (!type.values().isEmpty()) {
      List<T> in = type.values().stream().filter(value -> isIn(allowed, value)).toList();
      List<T> out = type.values().stream().filter(value -> !isIn(allowed, value)).toList();
      return in.size() <= out.size()
          ? Stream.of(new Test.In<>(in))
          : Stream.of(new Test.NotIn<>(out));
    }
    if (type instanceof CellType.PostalCode) {
      return postal(allowed);
    }
    List<T> words = Pieces.named(tests);
    List<T> in = words.stream().filter(value -> isIn(allowed, value)).toList();
    List<T> out = words.stream().filter(value -> !isIn(allowed, value)).toList();
    return Stream.<Test<T>>concat(
        in.isEmpty() ? Stream.of() : Stream.of(new Test.In<>(in)),
        out.isEmpty() ? Stream.of() : Stream.of(new Test.NotIn<>(out)));
  }

  /// Postal codes beside all spans that are not allowed, or the codes of one cell.
  @SuppressWarnings("unchecked") // the values of postal codes are texts
  private Stream<Test<T>> postal(long[] allowed) {
    var out = new ArrayList<PostalSpan>();
    for (Test<T> test : tests) {
      Test<T> inside = (Test<T>) inside((Test<String>) test);
      if (!Bits.meet(set(inside), allowed)) {
        out.addAll(spans((Test<String>) inside));
      }
    }
    Stream<Test<T>> beside =
        out.isEmpty() ? Stream.of() : Stream.of((Test<T>) new Test.Postal(true, out));
    return Stream.concat(
        beside,
        tests.stream().flatMap(test -> Stream.of(test, (Test<T>) inside((Test<String>) test))));
  }

  /// The test without its "not".
  private static Test<String> inside(Test<String> test) {
    return switch (test) {
      case Test.NotIn<String>(var codes) -> new Test.In<>(codes);
      case Test.Postal(_, var spans) -> new Test.Postal(false, spans);
      default -> test;
    };
  }

  private static List<PostalSpan> spans(Test<String> test) {
    return switch (test) {
      case Test.In<String>(var codes) ->
          codes.stream().<PostalSpan>map(PostalSpan.Code::new).toList();
      case Test.Postal(_, var spans) -> spans;
      default -> List.of();
    };
  }

  private boolean isIn(long[] set, T value) {
    int number = numbers[index(value)];
    return number >= 0 && Bits.has(set, number);
  }

  /// Everything but a few named values.
  private Stream<Test<T>> others(long[] allowed) {
    List<T> out = named.stream().filter(value -> !isIn(allowed, value)).toList();
    return out.isEmpty() ? Stream.of() : Stream.of(new Test.NotIn<>(out));
  }

  /// The unbroken run of allowed values around a piece. What lies beyond the column's range counts
  /// as allowed, so that a run which ends there has no end.
  private Stream<Test<T>> run(CellType.Ordered<T> ordered, long[] allowed, int number) {
    IntPredicate isAllowed =
        cut -> {
          int its = numbers[cut];
          return its < 0 || Bits.has(allowed, its);
        };
    int first = index(samples.get(number));
    int last = first;
    while (first > 0 && isAllowed.test(first - 1)) {
      first--;
    }
    while (last < numbers.length - 1 && isAllowed.test(last + 1)) {
      last++;
    }
    return between(ordered, first, last);
  }

  /// @param first even for a gap, odd for a named value
  private Stream<Test<T>> between(CellType.Ordered<T> ordered, int first, int last) {
    boolean noLow = first == 0;
    boolean noHigh = last == numbers.length - 1;
    boolean lowIn = first % 2 == 1;
    boolean highIn = last % 2 == 1;
    if (noLow && noHigh) {
      return Stream.of(new Test.Any<>());
    }
    if (noLow) {
      T high = named.get(last / 2);
      return Stream.of(highIn ? new Test.AtMost<>(high) : new Test.LessThan<>(high));
    }
    T low = named.get((first - 1) / 2);
    if (noHigh) {
      return Stream.of(lowIn ? new Test.AtLeast<>(low) : new Test.MoreThan<>(low));
    }
    T high = named.get(last / 2);
    if (ordered instanceof CellType.Stepped<T> stepped) {
      T from = lowIn ? low : stepped.next(low);
      T to = highIn ? high : stepped.previous(high);
      return Stream.of(
          from.compareTo(to) == 0 ? new Test.In<>(List.of(from)) : new Test.Between<>(from, to));
    }
    return lowIn && highIn ? Stream.of(new Test.Between<>(low, high)) : Stream.of();
  }
}
