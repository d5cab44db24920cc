package dev.whence.training.reports;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/// An axis that begins, ends and ticks at round numbers: whole multiples of 1, 2 or 5 times a power
/// of ten.
///
/// @param step between ticks
/// @param first the axis begins at this multiple of the step
/// @param last and ends at this one
record RoundAxis(BigDecimal step, long first, long last) {
  /// Of an axis whose data is one number.
  private static final double LEAST_WIDTH = 1e-9;

  private static final List<Integer> LEADING = List.of(1, 2, 5);

  /// The shortest axis around values, less than a step longer at either end.
  ///
  /// @param most ticks, at least 2
  /// @throws IllegalArgumentException if a value is not a finite number or `high` is below `low`
  static RoundAxis over(double low, double high, int most) {
    if (!Double.isFinite(low) || !Double.isFinite(high) || high < low) {
      throw new IllegalArgumentException("An axis from %s to %s.".formatted(low, high));
    }
    double least = Math.max(LEAST_WIDTH, Math.max(Math.abs(low), Math.abs(high)) * LEAST_WIDTH);
    if (high - low < least) {
      return low == 0 ? over(0, 1, most) : over(Math.min(0, low), Math.max(0, high), most);
    }
    int power = (int) Math.floor(Math.log10((high - low) / most)) - 1;
    for (; ; power++) {
      for (int leading : LEADING) {
        BigDecimal step = BigDecimal.valueOf(leading).scaleByPowerOfTen(power);
        RoundAxis axis =
            new RoundAxis(step, multiple(low, step, false), multiple(high, step, true));
        if (axis.last - axis.first + 1 <= most) {
          return axis;
        }
      }
    }
  }

  /// The multiple of the step at or beyond a value; what double arithmetic leaves over a multiple
  /// does not count.
  private static long multiple(double value, BigDecimal step, boolean above) {
    double times = value / step.doubleValue();
    long nearest = Math.round(times);
    if (Math.abs(times - nearest) < 1e-6) {
      return nearest;
    }
    return (long) (above ? Math.ceil(times) : Math.floor(times));
  }

  double low() {
    return at(first);
  }

  double high() {
    return at(last);
  }

  /// Low to high.
  List<Double> ticks() {
    List<Double> ticks = new ArrayList<>();
    for (long i = first; i <= last; i++) {
      ticks.add(at(i));
    }
    return ticks;
  }

  private double at(long multiple) {
    return step.multiply(BigDecimal.valueOf(multiple)).doubleValue();
  }

  /// A tick with as many digits as its step needs.
  String label(double tick, Report.Form form) {
    return switch (form) {
      case NUMBER -> plain(BigDecimal.valueOf(tick), step);
      case SHARE ->
          plain(BigDecimal.valueOf(tick).scaleByPowerOfTen(2), step.scaleByPowerOfTen(2)) + " %";
    };
  }

  private static String plain(BigDecimal value, BigDecimal step) {
    int digits = Math.max(0, step.stripTrailingZeros().scale());
    return value.setScale(digits, RoundingMode.HALF_EVEN).toPlainString();
  }
}
