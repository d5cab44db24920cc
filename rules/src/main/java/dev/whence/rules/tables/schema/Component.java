package dev.whence.rules.tables.schema;

import java.math.BigDecimal;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/// Reads one component of a fact as the value that a column's tests compare. Numbers can also be
/// read as they are, so that looking at one makes no object.
public sealed interface Component<F extends Record, T> extends Function<F, T> {

  record Whole<F extends Record>(ToLongFunction<F> number) implements Component<F, Long> {
    @Override
    public Long apply(F fact) {
      return number.applyAsLong(fact);
    }
  }

  /// A floating-point component, compared as the shortest decimal that names it.
  record Decimal<F extends Record>(ToDoubleFunction<F> number) implements Component<F, BigDecimal> {
    @Override
    public BigDecimal apply(F fact) {
      return BigDecimal.valueOf(number.applyAsDouble(fact));
    }
  }

  record YesNo<F extends Record>(Predicate<F> yes) implements Component<F, Boolean> {
    @Override
    public Boolean apply(F fact) {
      return yes.test(fact);
    }
  }

  record Value<F extends Record, T>(Function<F, T> value) implements Component<F, T> {
    @Override
    public T apply(F fact) {
      return value.apply(fact);
    }
  }
}
