package dev.whence.rules.tables.pieces;

import dev.whence.rules.tables.schema.Component;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/// Reads one column of facts as numbers of pieces.
///
/// Facts come in runs in which most components stay the same, so the form for many facts looks a
/// value up only when it differs from the one before.
abstract sealed class PieceReader<F extends Record> {

  abstract int piece(F fact);

  /// Adds the piece of each fact to its key, moved left by `shift` bits.
  abstract void addTo(long[] keys, F[] facts, int shift);

  static final class OfWhole<F extends Record> extends PieceReader<F> {
    private final ToLongFunction<F> number;
    private final WholePieces pieces;

    OfWhole(ToLongFunction<F> number, WholePieces pieces) {
      this.number = number;
      this.pieces = pieces;
    }

    @Override
    int piece(F fact) {
      return pieces.ofNumber(number.applyAsLong(fact));
    }

    @Override
    void addTo(long[] keys, F[] facts, int shift) {
      long last = 0;
      long bits = (long) pieces.ofNumber(last) << shift;
      for (int i = 0; i < facts.length; i++) {
        long value = number.applyAsLong(facts[i]);
        if (value != last) {
          last = value;
          bits = (long) pieces.ofNumber(value) << shift;
        }
        keys[i] |= bits;
      }
    }
  }

  static final class OfDecimal<F extends Record> extends PieceReader<F> {
    private final ToDoubleFunction<F> number;
    private final DecimalPieces pieces;

    OfDecimal(ToDoubleFunction<F> number, DecimalPieces pieces) {
      this.number = number;
      this.pieces = pieces;
    }

    @Override
    int piece(F fact) {
      return pieces.ofNumber(number.applyAsDouble(fact));
    }

    @Override
    void addTo(long[] keys, F[] facts, int shift) {
      double last = 0;
      long bits = (long) pieces.ofNumber(last) << shift;
      for (int i = 0; i < facts.length; i++) {
        double value = number.applyAsDouble(facts[i]);
        if (value != last) {
          last = value;
          bits = (long) pieces.ofNumber(value) << shift;
        }
        keys[i] |= bits;
      }
    }
  }

  static final class OfYesNo<F extends Record> extends PieceReader<F> {
    private final Predicate<F> yes;
    private final YesNoPieces pieces;

    OfYesNo(Predicate<F> yes, YesNoPieces pieces) {
      this.yes = yes;
      this.pieces = pieces;
    }

    @Override
    int piece(F fact) {
      return pieces.ofAnswer(yes.test(fact));
    }

    @Override
    void addTo(long[] keys, F[] facts, int shift) {
      long whenYes = (long) pieces.ofAnswer(true) << shift;
      long whenNo = (long) pieces.ofAnswer(false) << shift;
      for (int i = 0; i < facts.length; i++) {
        keys[i] |= yes.test(facts[i]) ? whenYes : whenNo;
      }
    }
  }

  /// Of texts, words and days. Equal values that are not the same object are looked up again.
  static final class OfValue<F extends Record, T extends Comparable<? super T>>
      extends PieceReader<F> {
    private final Component<F, T> component;
    private final Pieces<T> pieces;

    OfValue(Component<F, T> component, Pieces<T> pieces) {
      this.component = component;
      this.pieces = pieces;
    }

    @Override
    int piece(F fact) {
      return pieces.of(component.apply(fact));
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // the quick answer; other values are looked up
    void addTo(long[] keys, F[] facts, int shift) {
      if (facts.length == 0) {
        return;
      }
      T last = component.apply(facts[0]);
      long bits = (long) pieces.of(last) << shift;
      for (int i = 0; i < facts.length; i++) {
        T value = component.apply(facts[i]);
        if (value != last) {
          last = value;
          bits = (long) pieces.of(value) << shift;
        }
        keys[i] |= bits;
      }
    }
  }
}
