package dev.whence.rules.tables.cells;

import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/// What a condition cell asks of one value of a fact.
///
/// Values compare by their natural order, so the decimals 0.3 and 0.30 are equal.
public sealed interface Test<T extends Comparable<? super T>> {

  boolean matches(T value);

  /// Whether every value that matches `other` matches this: exact for every pair of tests of a
  /// column, given which values the column can have.
  default boolean contains(Test<T> other, CellType<T> type) {
    if (this instanceof Any<T> || equals(other)) {
      return true;
    }
    if (other instanceof In<T>(var values)) {
      return values.stream().allMatch(this::matches);
    }
    if (type instanceof CellType.PostalCode) {
      return containsCodes(this, other);
    }
    List<T> all = type.values();
    if (!all.isEmpty()) {
      return all.stream().filter(other::matches).allMatch(this::matches);
    }
    if (type instanceof CellType.Ordered<T> ordered) {
      return Segments.of(ordered, this).contains(Segments.of(ordered, other));
    }
    return containsTexts(this, other);
  }

  /// Whether a part of it, or it itself, looks for text inside of a value.
  default boolean looksInside() {
    return switch (this) {
      case AnyOf<T>(var parts) -> parts.stream().anyMatch(Test::looksInside);
      case NoneOf<T>(var parts) -> parts.stream().anyMatch(Test::looksInside);
      case Contains _ -> true;
      default -> false;
    };
  }

  /// A blank cell.
  record Any<T extends Comparable<? super T>>() implements Test<T> {
    @Override
    public boolean matches(T value) {
      return true;
    }
  }

  /// @param values at least one, made ascending and distinct
  record In<T extends Comparable<? super T>>(List<T> values) implements Test<T> {
    public In {
      values = ascending(values);
    }

    @Override
    public boolean matches(T value) {
      return Collections.binarySearch(values, value) >= 0;
    }
  }

  /// @param values at least one, made ascending and distinct
  record NotIn<T extends Comparable<? super T>>(List<T> values) implements Test<T> {
    public NotIn {
      values = ascending(values);
    }

    @Override
    public boolean matches(T value) {
      return Collections.binarySearch(values, value) < 0;
    }
  }

  record AtLeast<T extends Comparable<? super T>>(T bound) implements Test<T> {
    @Override
    public boolean matches(T value) {
      return value.compareTo(bound) >= 0;
    }
  }

  record MoreThan<T extends Comparable<? super T>>(T bound) implements Test<T> {
    @Override
    public boolean matches(T value) {
      return value.compareTo(bound) > 0;
    }
  }

  record AtMost<T extends Comparable<? super T>>(T bound) implements Test<T> {
    @Override
    public boolean matches(T value) {
      return value.compareTo(bound) <= 0;
    }
  }

  record LessThan<T extends Comparable<? super T>>(T bound) implements Test<T> {
    @Override
    public boolean matches(T value) {
      return value.compareTo(bound) < 0;
    }
  }

  /// Both ends included.
  record Between<T extends Comparable<? super T>>(T low, T high) implements Test<T> {
    @Override
    public boolean matches(T value) {
      return value.compareTo(low) >= 0 && value.compareTo(high) <= 0;
    }
  }

  /// At least one end not included; [Between] includes both.
  ///
  /// @param lowIn whether the low end belongs to it
  record Range<T extends Comparable<? super T>>(T low, boolean lowIn, T high, boolean highIn)
      implements Test<T> {
    @Override
    public boolean matches(T value) {
      int above = value.compareTo(low);
      int below = high.compareTo(value);
      return (lowIn ? above >= 0 : above > 0) && (highIn ? below >= 0 : below > 0);
    }
  }

  /// Text that starts so.
  ///
  /// @param start at least one character
  record StartsWith(String start) implements Test<String> {
    @Override
    public boolean matches(String value) {
      return value.startsWith(start);
    }
  }

  /// Text with this anywhere in it.
  ///
  /// @param part at least one character
  record Contains(String part) implements Test<String> {
    @Override
    public boolean matches(String value) {
      return value.contains(part);
    }
  }

  /// Several tests in one cell, one of which must hold. Of an ordered column: ascending intervals
  /// and values, disjoint, no two of which could be one. Of text: words, starts and parts, each
  /// once.
  ///
  /// @param parts at least two; each an [In] of one value, a bound, [Between], [Range],
  ///   [StartsWith] or [Contains]
  record AnyOf<T extends Comparable<? super T>>(List<Test<T>> parts) implements Test<T> {
    public AnyOf {
      parts = List.copyOf(parts);
    }

    @Override
    public boolean matches(T value) {
      for (Test<T> part : parts) {
        if (part.matches(value)) {
          return true;
        }
      }
      return false;
    }
  }

  /// Text that passes none of the tests. Ordered columns have none of these: what lies outside of
  /// intervals is intervals again.
  ///
  /// @param parts at least one, as of [AnyOf], and at least one of them no word
  record NoneOf<T extends Comparable<? super T>>(List<Test<T>> parts) implements Test<T> {
    public NoneOf {
      parts = List.copyOf(parts);
    }

    @Override
    public boolean matches(T value) {
      for (Test<T> part : parts) {
        if (part.matches(value)) {
          return false;
        }
      }
      return true;
    }
  }

  /// Postal codes that one of the spans holds, or that none does.
  ///
  /// @param outside whether it asks for the others
  /// @param spans at least one, at least one of them no single code; made distinct, in the order of
  ///   their texts
  record Postal(boolean outside, List<PostalSpan> spans) implements Test<String> {
    public Postal {
      spans = spans.stream().distinct().sorted(Comparator.comparing(PostalCells::write)).toList();
    }

    @Override
    public boolean matches(String code) {
      for (PostalSpan span : spans) {
        if (span.holds(code)) {
          return !outside;
        }
      }
      return outside;
    }
  }

  @SuppressWarnings("unchecked") // a column of postal codes tests texts
  private static boolean containsCodes(Test<?> outer, Test<?> inner) {
    var whole = (Test<String>) outer;
    var part = (Test<String>) inner;
    boolean cannot =
        part instanceof Postal(boolean outside, var spans)
            && !outside
            && spans.stream().anyMatch(span -> !whole.matches(span.first()));
    return !cannot
        && PostalClasses.of(List.of(whole, part)).members().stream()
            .filter(part::matches)
            .allMatch(whole::matches);
  }

  @SuppressWarnings("unchecked") // all other columns than those of texts were looked at before
  private static boolean containsTexts(Test<?> outer, Test<?> inner) {
    return Texts.of((Test<String>) outer).contains(Texts.of((Test<String>) inner));
  }

  private static <T extends Comparable<? super T>> List<T> ascending(List<T> values) {
    List<T> sorted = values.stream().sorted().toList();
    var distinct = new java.util.ArrayList<T>(sorted.size());
    for (T value : sorted) {
      if (distinct.isEmpty() || distinct.getLast().compareTo(value) != 0) {
        distinct.add(value);
      }
    }
    return List.copyOf(distinct);
  }
}
