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
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// The values of one column, cut into pieces that no cell can tell apart. The one place where a
/// cell becomes a set, and a set a cell.
final class ColumnPieces<T extends Comparable<? super T>> {
  /// Parts looked for inside of the text of one column, whose combinations are all looked at.
  static final int MOST_PARTS = 8;

  /// Of all columns of a table: 24 MB, so that a heap of 96 MB holds them beside a spreadsheet.
  static final long MOST_WORDS_OF_SETS = 3_000_000;

  /// Of a cell that names many words, those that examples are made of.
  private static final int MOST_WORDS = 4;

  private final CellType<T> type;

  /// One set for the column, and for text one more for each part that is looked for inside of it.
  private final List<Pieces<T>> cut;

  private final Pieces<T> pieces;

  /// Of texts, by their pieces in all sets.
  private final Map<List<Integer>, Integer> texts = new HashMap<>();

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
    cut = Pieces.cutAll(type, this.tests);
    pieces = cut.getFirst();
    boolean ordered = type instanceof CellType.Ordered<T>;
    named = ordered ? Pieces.named(this.tests) : List.of();
    numbers = new int[ordered ? pieces.cuts() : pieces.count()];
    Arrays.fill(numbers, -1);
    if (isText()) {
      numberTexts();
    }
    number(ordered, this::isWritable);
    writable = samples.size();
    number(ordered, sample -> !isWritable(sample));
    whole = Bits.all(samples.size());
  }

  private boolean isText() {
    return type instanceof CellType.Textual && !(type instanceof CellType.PostalCode);
  }

  /// Whether tests look inside of text for so many parts that their combinations are too many.
  static boolean isTooMany(List<? extends Test<?>> tests) {
    return tests.stream().filter(Test::looksInside).flatMap(ColumnPieces::parts).distinct().count()
        > MOST_PARTS;
  }

  /// How much the sets of a column's cells take, in words of 64 pieces, at most: each cell that
  /// says something of its own has one.
  static <T extends Comparable<? super T>> long words(AnalyzedTable.Column<T> column) {
    List<Test<T>> cells = List.copyOf(new LinkedHashSet<>(column.tests()));
    long named =
        column.type() instanceof CellType.PostalCode ? cells.size() : Pieces.named(cells).size();
    return cells.size() * (2 * named / Long.SIZE + 1);
  }

  /// Whether columns look inside of text for too many parts, or need more room than there is.
  static boolean areTooMuch(List<AnalyzedTable.Column<?>> columns) {
    return columns.stream().anyMatch(column -> isTooMany(column.tests()))
        || words(columns) > MOST_WORDS_OF_SETS;
  }

  static long words(List<AnalyzedTable.Column<?>> columns) {
    return columns.stream().mapToLong(column -> words(column)).sum();
  }

  /// A text for each piece of the first set with each combination of parts in it. Parts that stand
  /// apart from each other bring no other part along than those within them, so every combination
  /// that a text can have is among these.
  @SuppressWarnings("unchecked") // the values are texts
  private void numberTexts() {
    List<String> inside =
        tests.stream()
            .flatMap(ColumnPieces::parts)
            .distinct()
            .mapMulti((Test<?> part, Consumer<String> to) -> {
              if (part instanceof Test.Contains(var text)) {
                to.accept(text);
              }
            })
            .toList();
    for (int cut = 0; cut < pieces.cuts(); cut++) {
      pieces.sampleOfCut(cut).ifPresent(this::numberText);
    }
    if (inside.isEmpty()) {
      return;
    }
    String between = unused();
    var starts = new LinkedHashSet<String>();
    starts.add("");
    tests.stream()
        .flatMap(ColumnPieces::parts)
        .forEach(part -> {
          if (part instanceof Test.StartsWith(var start)) {
            starts.add(start);
          }
        });
    for (String start : starts) {
      for (int some = 0; some < 1 << inside.size(); some++) {
        var text = new StringBuilder(start).append(between);
        for (int i = 0; i < inside.size(); i++) {
          if ((some >>> i & 1) != 0) {
            text.append(inside.get(i)).append(between);
          }
        }
        numberText((T) text.toString());
      }
    }
  }

  private void numberText(T text) {
    if (texts.putIfAbsent(key(text), samples.size()) == null) {
      samples.add(text);
    }
  }

  private List<Integer> key(T text) {
    return cut.stream().map(set -> set.of(text)).toList();
  }

  /// A character that no test names.
  private String unused() {
    String all = tests.toString();
    return "-_~|;/+xqz#%&"
        .chars()
        .mapToObj(Character::toString)
        .filter(character -> !all.contains(character))
        .findFirst()
        .orElse("\u00b7");
  }

  /// The words, starts and parts of a test.
  private static Stream<Test<?>> parts(Test<?> test) {
    return switch (test) {
      case Test.AnyOf<?>(var parts) -> parts.stream().map(part -> part);
      case Test.NoneOf<?>(var parts) -> parts.stream().map(part -> part);
      default -> Stream.of(test);
    };
  }

  /// Numbers what has no number yet and has such a sample.
  private void number(boolean ordered, Predicate<T> which) {
    for (int cut = 0; cut < pieces.cuts(); cut++) {
      Optional<T> sample = pieces.sampleOfCut(cut);
      int i = ordered ? cut : pieces.piece(cut);
      if (!isText()
          && numbers[i] < 0
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
    if (type instanceof CellType.Ordered<T>) {
      pieces.cutsPassing(test).stream()
          .map(cut -> numbers[cut])
          .filter(number -> number >= 0)
          .forEach(number -> Bits.add(set, number));
      return set;
    }
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
            .filter(this::readsBack)
            .reduce((best, next) -> Bits.count(set(next)) > Bits.count(set(best)) ? next : best);
  }

  private boolean readsBack(Test<T> test) {
    return TestSyntax.read(type, write(test)) instanceof Parsed.Good<Test<T>>(var read)
        && Arrays.equals(passing(read), set(test));
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
    return texts(allowed);
  }

  /// All words, starts and parts that are allowed, or what none of the others holds.
  @SuppressWarnings("unchecked") // words, starts and parts are tests of texts
  private Stream<Test<T>> texts(long[] allowed) {
    List<T> words = Pieces.named(tests);
    List<Test<T>> parts =
        tests.stream()
            .flatMap(ColumnPieces::parts)
            .filter(part -> part instanceof Test.StartsWith || part instanceof Test.Contains)
            .distinct()
            .map(part -> (Test<T>) part)
            .toList();
    List<T> in = words.stream().filter(value -> isIn(allowed, value)).toList();
    List<T> out = words.stream().filter(value -> !isIn(allowed, value)).toList();
    List<Test<T>> partsIn =
        parts.stream().filter(part -> Bits.contains(allowed, set(part))).toList();
    List<Test<T>> partsOut = parts.stream().filter(part -> !Bits.meet(allowed, set(part))).toList();
    var found = new ArrayList<Test<T>>();
    if (!in.isEmpty()) {
      found.add(new Test.In<>(in));
    }
    if (!out.isEmpty()) {
      found.add(new Test.NotIn<>(out));
    }
    found.addAll(partsIn);
    if (partsIn.size() + in.size() > 1 && !partsIn.isEmpty()) {
      found.add(new Test.AnyOf<>(joined(in, partsIn)));
    }
    if (!partsOut.isEmpty()) {
      found.add(new Test.NoneOf<>(joined(out, partsOut)));
    }
    return found.stream();
  }

  private List<Test<T>> joined(List<T> words, List<Test<T>> parts) {
    return Stream.<Test<T>>concat(
            words.stream().map(word -> new Test.In<>(List.of(word))), parts.stream())
        .toList();
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
    int number = numberOf(value);
    return number >= 0 && Bits.has(set, number);
  }

  /// The piece that a value lies in, -1 where no case has it.
  private int numberOf(T value) {
    return isText() ? texts.getOrDefault(key(value), -1) : numbers[index(value)];
  }

  /// An end of what a test takes: a value that it takes, and the next that it does not. One of them
  /// may be missing.
  record Edge(Optional<Value> inside, Optional<Value> outside) {}

  /// @param literal as a cell has it
  record Value(int piece, String literal) {}

  /// Each end of an interval; of tests without intervals each value that is named, and one other.
  List<Edge> edges(Test<T> test) {
    return type instanceof CellType.Ordered<T> ordered ? ends(ordered, test) : words(test);
  }

  private List<Edge> ends(CellType.Ordered<T> ordered, Test<T> test) {
    var values = new TreeSet<T>();
    for (T named : Pieces.named(List.of(test))) {
      values.add(named);
      values.add(Step.before(ordered, named));
      values.add(Step.after(ordered, named));
    }
    var edges = new ArrayList<Edge>();
    T last = null;
    for (T value : values) {
      if (value.compareTo(ordered.least()) < 0 || value.compareTo(ordered.most()) > 0) {
        continue;
      }
      if (last != null && test.matches(last) != test.matches(value)) {
        edges.add(
            test.matches(value)
                ? new Edge(value(value), value(last))
                : new Edge(value(last), value(value)));
      }
      last = value;
    }
    return edges;
  }

  private Optional<Value> value(T value) {
    int piece = numberOf(value);
    return piece >= 0 && piece < writable && isWritable(value)
        ? Optional.of(new Value(piece, type.write(value)))
        : Optional.empty();
  }

  /// The first values that are named, not all of a long list.
  private List<Edge> words(Test<T> test) {
    var edges = new ArrayList<Edge>();
    var taken = new ArrayList<Value>();
    var left = new ArrayList<Value>();
    for (T word : telling(test)) {
      value(word).ifPresent(value -> (test.matches(word) ? taken : left).add(value));
    }
    long[] set = set(test);
    if (left.isEmpty()) {
      first(Bits.without(writable(), set)).ifPresent(left::add);
    }
    if (taken.isEmpty()) {
      first(Bits.both(writable(), set)).ifPresent(taken::add);
    }
    for (int i = 0; i < Math.min(MOST_WORDS, Math.max(taken.size(), left.size())); i++) {
      edges.add(
          new Edge(
              i < taken.size() ? Optional.of(taken.get(i)) : Optional.empty(),
              i < left.size() ? Optional.of(left.get(i)) : Optional.empty()));
    }
    return edges;
  }

  private Optional<Value> first(long[] set) {
    int piece = Bits.first(set);
    return piece < 0 ? Optional.empty() : Optional.of(new Value(piece, literal(piece)));
  }

  /// Values that show what a test names; of ranges of postal codes both ends and the codes beside
  /// them.
  @SuppressWarnings("unchecked") // starts, parts and postal codes are texts
  private List<T> telling(Test<T> test) {
    var values = new LinkedHashSet<T>();
    parts(test)
        .forEach(part -> {
          switch (part) {
            case Test.In<?>(var named) -> named.forEach(value -> values.add((T) value));
            case Test.NotIn<?>(var named) -> named.forEach(value -> values.add((T) value));
            case Test.StartsWith(var start) -> values.add((T) start);
            case Test.Contains(var text) -> values.add((T) text);
            case Test.Postal(_, var spans) ->
                spans.forEach(span -> codes(span).forEach(code -> values.add((T) code)));
            default -> {}
          }
        });
    return List.copyOf(values);
  }

  private static List<String> codes(PostalSpan span) {
    if (!(span instanceof PostalSpan.Range(var low, var high))) {
      return List.of(span.first());
    }
    var codes = new ArrayList<String>(List.of(low, high));
    if (low.matches("[0-9]{1,9}") && high.matches("[0-9]{1,9}")) {
      String form = "%0" + low.length() + "d";
      codes.add(form.formatted(Math.max(0, Integer.parseInt(low) - 1)));
      codes.add(form.formatted(Integer.parseInt(high) + 1));
      codes.removeIf(code -> code.length() != low.length());
    }
    return codes;
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
    return Stream.of(
        lowIn && highIn
            ? new Test.Between<>(low, high)
            : new Test.Range<>(low, lowIn, high, highIn));
  }
}
