package dev.whence.rules.replay;

import java.util.Optional;

/// The mean difference between two figures of the same orders, with a 95 % interval.
///
/// Orders that follow one another share stock, so their differences depend on each other and cannot
/// be taken for independent ones. The orders are cut, in the order of time, into 32 to 64 batches
/// of equal length, and the interval is that of Student's t over the means of the batches (Law and
/// Kelton, *Simulation Modeling and Analysis*, method of batch means): dependence inside of a batch
/// does no harm, and that between neighbors gets less the longer they are. Takes the same memory
/// however many orders there are. Not thread-safe.
final class Paired {
  private static final int MOST_BATCHES = 64;

  private final double[] batches = new double[MOST_BATCHES];
  private int full;
  private long size = 1;
  private long inLast;
  private double last;
  private long orders;
  private double before;
  private double after;

  void add(double valueBefore, double valueAfter) {
    orders++;
    before += valueBefore;
    after += valueAfter;
    last += valueAfter - valueBefore;
    if (++inLast < size) {
      return;
    }
    batches[full++] = last;
    last = 0;
    inLast = 0;
    if (full == MOST_BATCHES) {
      full /= 2;
      for (int i = 0; i < full; i++) {
        batches[i] = batches[2 * i] + batches[2 * i + 1];
      }
      size *= 2;
    }
  }

  long orders() {
    return orders;
  }

  /// Sum of all orders.
  double before() {
    return before;
  }

  double after() {
    return after;
  }

  /// A mean difference an order.
  ///
  /// @param low lower end of the 95 % interval
  record Interval(double low, double high) {}

  /// Empty with fewer than two batches.
  Optional<Interval> interval() {
    if (full < 2) {
      return Optional.empty();
    }
    double sum = 0;
    for (int i = 0; i < full; i++) {
      sum += batches[i] / size;
    }
    double mean = sum / full;
    double squares = 0;
    for (int i = 0; i < full; i++) {
      double off = batches[i] / size - mean;
      squares += off * off;
    }
    double half = StudentT.twoSided95(full - 1) * Math.sqrt(squares / (full - 1) / full);
    double center = (after - before) / orders;
    return Optional.of(new Interval(center - half, center + half));
  }
}
