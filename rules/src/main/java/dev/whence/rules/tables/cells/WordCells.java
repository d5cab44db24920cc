package dev.whence.rules.tables.cells;

import dev.whence.rules.tables.errors.ErrorCode;
import dev.whence.rules.tables.errors.Flaw;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// Reads the cells of columns with a closed list of values in the spellings that people bring. No
/// value looks like an operator there, so almost any spelling has one meaning.
///
/// @param type of the column
record WordCells<T extends Comparable<? super T>>(CellType<T> type) {
  private static final Pattern OR = Pattern.compile("\\s+or\\s+", Pattern.CASE_INSENSITIVE);

  /// @param cell not blank
  Parsed<Test<T>> read(String cell) {
    String upper = cell.toUpperCase(Locale.ROOT);
    if (Spelling.isPlaceholder(cell)) {
      return type.read(upper) instanceof Parsed.Good<T>
          ? bad(ErrorCode.AMBIGUOUS_TEST, "a test that reads one way only", List.of("", upper))
          : new Parsed.Good<>(new Test.Any<>());
    }
    if (Spelling.meansNothing(cell)) {
      return bad(ErrorCode.NEVER_TRUE, type.expected(), List.of(""));
    }
    Optional<Shape> shape = Shape.of(OR.matcher(cell).replaceAll(", "), true);
    if (shape.isEmpty()) {
      return bad(ErrorCode.WRONG_TYPE, type.expected(), List.of());
    }
    return read(shape.get());
  }

  private Parsed<Test<T>> read(Shape shape) {
    var values = new ArrayList<T>();
    var guessed = new ArrayList<T>();
    Optional<Flaw> refused = Optional.empty();
    for (String part : shape.parts()) {
      switch (Loose.read(type, part)) {
        case Parsed.Good<T>(var value) -> {
          values.add(value);
          guessed.add(value);
        }
        case Parsed.Bad<T>(var flaw) -> {
          refused = refused.or(() -> Optional.of(flaw));
          if (flaw.rewrites().size() == 1
              && type.read(flaw.rewrites().getFirst()) instanceof Parsed.Good<T>(var value)) {
            guessed.add(value);
          }
        }
      }
    }
    if (refused.isEmpty()) {
      return test(shape.outside(), values);
    }
    Flaw flaw = refused.get();
    boolean all = guessed.size() == shape.parts().size();
    return all && test(shape.outside(), guessed) instanceof Parsed.Good<Test<T>>(var meant)
        ? bad(flaw.code(), flaw.expected(), List.of(TestSyntax.write(type, meant)))
        : new Parsed.Bad<>(
            shape.parts().size() == 1 && shape.plain()
                ? flaw
                : new Flaw(flaw.code(), flaw.expected()));
  }

  private Parsed<Test<T>> test(boolean outside, List<T> values) {
    Test<T> test = outside ? new Test.NotIn<>(values) : new Test.In<>(values);
    boolean never = !type.values().isEmpty() && type.values().stream().noneMatch(test::matches);
    return never
        ? bad(ErrorCode.NEVER_TRUE, "at least one value left over", List.of())
        : new Parsed.Good<>(test);
  }

  private static <T> Parsed<T> bad(ErrorCode code, String expected, List<String> rewrites) {
    return new Parsed.Bad<>(Flaw.rewritten(code, expected, rewrites));
  }
}
