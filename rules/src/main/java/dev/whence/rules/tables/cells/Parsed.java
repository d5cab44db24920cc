package dev.whence.rules.tables.cells;

import dev.whence.rules.tables.errors.Flaw;
import java.util.function.Function;

/// What came of reading a cell.
public sealed interface Parsed<T> {

  record Good<T>(T value) implements Parsed<T> {}

  record Bad<T>(Flaw flaw) implements Parsed<T> {}

  default <U> Parsed<U> map(Function<T, U> change) {
    return flatMap(value -> new Good<>(change.apply(value)));
  }

  default <U> Parsed<U> flatMap(Function<T, Parsed<U>> next) {
    return switch (this) {
      case Good<T>(var value) -> next.apply(value);
      case Bad<T>(var flaw) -> new Bad<>(flaw);
    };
  }
}
