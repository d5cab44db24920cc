package dev.whence.rules.tables.pieces;

import dev.whence.rules.tables.cells.CellType;
import dev.whence.rules.tables.cells.Test;
import dev.whence.rules.tables.schema.Component;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// How the tests of one column cut the values of its type into pieces: values of one piece pass the
/// same tests, values of different pieces do not. Immutable.
///
/// First the values are cut where any test names one: for ordered types into the named values and
/// the gaps before, between and after them, for texts into the named words and all others, for
/// postal codes into the classes of [dev.whence.rules.tables.cells.PostalClasses], for closed lists
/// into their words. Cuts that no test tells apart are then one piece, numbered in the order in
/// which they first appear.
public abstract sealed class Pieces<T extends Comparable<? super T>>
    permits WholePieces,
        DecimalPieces,
        DayPieces,
        WordPieces,
        YesNoPieces,
        TextPieces,
        PartPieces,
        PostalPieces {
  private final Cuts<T> cuts;
  private final int[] pieceOfCut;
  private final int count;
  private final Map<Integer, T> samples = new HashMap<>();

  /// Of the cuts, those with values that may stand in a fact.
  private final BitSet allowed = new BitSet();

  /// @param cuts in the order of [#cut]; for a cut without any value, with one of another cut
  /// @param allowed whether a value may stand in a fact
  Pieces(Cuts<T> cuts, List<Test<T>> tests, Predicate<T> allowed) {
    this.cuts = cuts;
    pieceOfCut = cuts.pieces(new LinkedHashSet<>(tests));
    for (int cut = 0; cut < pieceOfCut.length; cut++) {
      T member = cuts.members().get(cut);
      if (allowed.test(member)) {
        samples.putIfAbsent(pieceOfCut[cut], member);
        this.allowed.set(cut);
      }
    }
    count = Arrays.stream(pieceOfCut).max().orElse(0) + 1;
  }

  /// Pieces that together tell apart what the tests tell apart: one set for the column, and for
  /// text one more, of two pieces, for each part that a test looks for inside of it.
  ///
  /// @param tests all tests that the column's cells hold, any number of times each
  @SuppressWarnings("unchecked") // only texts are looked into
  public static <T extends Comparable<? super T>> List<Pieces<T>> cutAll(
      CellType<T> type, List<Test<T>> tests) {
    var whole = new ArrayList<Test<T>>();
    var parts = new LinkedHashSet<Test.Contains>();
    tests.forEach(test -> divide(test, whole, parts));
    var all = new ArrayList<Pieces<T>>();
    all.add(cut(type, whole));
    parts.forEach(part -> all.add((Pieces<T>) (Pieces<?>) new PartPieces(part)));
    return List.copyOf(all);
  }

  private static <T extends Comparable<? super T>> void divide(
      Test<T> test, List<Test<T>> whole, Set<Test.Contains> parts) {
    if (!test.looksInside()) {
      whole.add(test);
      return;
    }
    switch (test) {
      case Test.AnyOf<T>(var each) -> each.forEach(part -> divide(part, whole, parts));
      case Test.NoneOf<T>(var each) -> each.forEach(part -> divide(part, whole, parts));
      case Test.Contains part -> parts.add(part);
      default -> throw new IllegalArgumentException("No test of texts: " + test + ".");
    }
  }

  /// @param tests all tests that the column's cells hold, any number of times each; none that looks
  ///   inside of text, see [#cutAll]
  @SuppressWarnings("unchecked") // each case gives the pieces of its type's T
  public static <T extends Comparable<? super T>> Pieces<T> cut(
      CellType<T> type, List<Test<T>> tests) {
    return (Pieces<T>)
        switch ((CellType<?>) type) {
          case CellType.Whole whole -> new WholePieces(whole, (List<Test<Long>>) (List<?>) tests);
          case CellType.Decimal decimal ->
              new DecimalPieces(decimal, (List<Test<BigDecimal>>) (List<?>) tests);
          case CellType.Day day -> new DayPieces(day, (List<Test<LocalDate>>) (List<?>) tests);
          case CellType.Words<?> words -> words(words, tests);
          case CellType.YesNo _ -> new YesNoPieces((List<Test<Boolean>>) (List<?>) tests);
          case CellType.PostalCode _ -> PostalPieces.of((List<Test<String>>) (List<?>) tests);
          case CellType.Textual text -> new TextPieces(text, (List<Test<String>>) (List<?>) tests);
          case CellType.Ranking ranking ->
              throw new IllegalArgumentException("No condition is a ranking: " + ranking + ".");
        };
  }

  @SuppressWarnings("unchecked") // tests of a column of words compare words
  private static <E extends Enum<E>> WordPieces<E> words(CellType.Words<E> type, List<?> tests) {
    return new WordPieces<>(type, (List<Test<E>>) tests);
  }

  /// The number of the piece that a value lies in, from 0 to [#count()] - 1. Every value lies in
  /// one, also beyond the range of the column.
  public final int of(T value) {
    return piece(cut(value));
  }

  /// How many pieces there are, at least 1.
  public final int count() {
    return count;
  }

  /// A value of the piece; empty when the column's range has none, so that only a fact beyond the
  /// range could lie in it.
  public final Optional<T> sample(int piece) {
    return Optional.ofNullable(samples.get(piece));
  }

  abstract int cut(T value);

  /// The piece that a cut lies in.
  public final int piece(int cut) {
    return pieceOfCut[cut];
  }

  /// How many cuts there are: for ordered types one more than twice the named values.
  public final int cuts() {
    return pieceOfCut.length;
  }

  /// A value of a cut; empty when the column's range has none. For ordered types the cuts ascend: a
  /// gap, a named value, a gap, ..., a gap. For a gap without any value it is the value after it.
  public final Optional<T> sampleOfCut(int cut) {
    return allowed.get(cut) ? Optional.of(cuts.members().get(cut)) : Optional.empty();
  }

  /// The cuts whose values pass a test.
  public final BitSet cutsPassing(Test<T> test) {
    return cuts.passing(test);
  }

  /// The pieces whose values pass a test.
  ///
  /// @param test one of those that cut the pieces, or that they tell apart
  final BitSet passing(Test<T> test) {
    var passing = new BitSet(count);
    cuts.passing(test).stream().forEach(cut -> passing.set(pieceOfCut[cut]));
    return passing;
  }

  /// Reads a fact's piece without making objects, where the component allows it.
  <F extends Record> PieceReader<F> reader(Component<F, T> component) {
    return new PieceReader.OfValue<>(component, this);
  }

  /// The values that the tests name, ascending and distinct.
  public static <T extends Comparable<? super T>> List<T> named(List<Test<T>> tests) {
    var named = new TreeSet<T>();
    tests.forEach(test -> values(test).forEach(named::add));
    return List.copyOf(named);
  }

  private static <T extends Comparable<? super T>> Stream<T> values(Test<T> test) {
    return switch (test) {
      case Test.Any<T>() -> Stream.of();
      case Test.In<T>(var values) -> values.stream();
      case Test.NotIn<T>(var values) -> values.stream();
      case Test.AtLeast<T>(var bound) -> Stream.of(bound);
      case Test.MoreThan<T>(var bound) -> Stream.of(bound);
      case Test.AtMost<T>(var bound) -> Stream.of(bound);
      case Test.LessThan<T>(var bound) -> Stream.of(bound);
      case Test.Between<T>(var low, var high) -> Stream.of(low, high);
      case Test.Range<T>(var low, _, var high, _) -> Stream.of(low, high);
      case Test.AnyOf<T>(var parts) -> parts.stream().flatMap(Pieces::values);
      case Test.NoneOf<T>(var parts) -> parts.stream().flatMap(Pieces::values);
      case Test.StartsWith _, Test.Contains _ -> Stream.of();
      case Test.Postal _ ->
          throw new IllegalArgumentException("Postal codes are cut by PostalPieces: " + test + ".");
    };
  }

  /// Values of the gaps around named values: one before the first, one between each two, one after
  /// the last.
  interface Gaps<T> {
    T before(T first);

    T between(T low, T high);

    T after(T last);

    T anywhere();
  }

  /// A gap, a named value, a gap, ..., a gap.
  static <T> List<T> members(List<T> named, Gaps<T> gaps) {
    if (named.isEmpty()) {
      return List.of(gaps.anywhere());
    }
    var members = new ArrayList<T>();
    members.add(gaps.before(named.getFirst()));
    for (int i = 0; i < named.size(); i++) {
      T value = named.get(i);
      members.add(value);
      members.add(i + 1 < named.size() ? gaps.between(value, named.get(i + 1)) : gaps.after(value));
    }
    return members;
  }

  /// The cut that a search of the named values found: even for a gap, odd for a named value.
  static int orderedCut(int found) {
    return found >= 0 ? 2 * found + 1 : -2 * found - 2;
  }
}
