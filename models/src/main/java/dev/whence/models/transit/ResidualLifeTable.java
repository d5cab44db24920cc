package dev.whence.models.transit;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/// A life table of standardized transit times `u = (ln(days) - mu) / sigma`: how many parcels were
/// underway when they passed each stretch of `u`, and how many of them arrived there. Not
/// thread-safe.
///
/// A parcel counts only for the time that was watched, so one that is underway tells nothing but
/// that it has not arrived yet (right censoring), and parcels seen from the middle of their way on
/// tell nothing of its beginning (left truncation). The share that has arrived by `u` is `1 -
/// exp(-sum of arrivals / passes)` over the stretches below, the estimator of Nelson and Aalen;
/// what it never reaches is the share that never arrives. With older counts faded it is a period
/// life table: what parcels would take if all of them met the days that were counted last.
///
/// Stretches are 1/10 wide from -5 to 7; what lies outside counts for the outermost.
public final class ResidualLifeTable {
  static final double LOW = -5;
  static final double HIGH = 7;
  private static final int STRETCHES = 120;
  private static final double WIDTH = (HIGH - LOW) / STRETCHES;

  /// In stretches, for what arrives in no time.
  private static final double SHORTEST = 0.01;

  /// Of a stretch in which nothing ever arrived.
  private static final double SMALLEST_WEIGHT = 1e-9;

  private final double[] passes;
  private final double[] arrivals;

  public ResidualLifeTable() {
    this(new double[STRETCHES], new double[STRETCHES]);
  }

  private ResidualLifeTable(double[] passes, double[] arrivals) {
    this.passes = passes;
    this.arrivals = arrivals;
  }

  /// A table in which `parcels` were underway in each stretch, and arrived as a distribution says.
  ///
  /// @param arrived share of all parcels that has arrived by each of `at`, never falling, below 1
  /// @param at values of `u`, never falling
  public static ResidualLifeTable of(List<Double> at, List<Double> arrived, double parcels) {
    var table = new ResidualLifeTable();
    double before = 0;
    for (int i = 0; i < STRETCHES; i++) {
      double by = interpolate(at, arrived, edge(i + 1));
      table.passes[i] = parcels;
      table.arrivals[i] = parcels * (Math.log1p(-before) - Math.log1p(-by));
      before = by;
    }
    return table;
  }

  /// A table as it was counted.
  ///
  /// @throws IllegalArgumentException if there are not as many numbers as stretches
  public static ResidualLifeTable of(List<Double> passes, List<Double> arrivals) {
    if (passes.size() != STRETCHES || arrivals.size() != STRETCHES) {
      throw new IllegalArgumentException(
          "A life table of %d stretches was counted in %d and %d."
              .formatted(STRETCHES, passes.size(), arrivals.size()));
    }
    return new ResidualLifeTable(
        passes.stream().mapToDouble(Double::doubleValue).toArray(),
        arrivals.stream().mapToDouble(Double::doubleValue).toArray());
  }

  public List<Double> passesByStretch() {
    return Arrays.stream(passes).boxed().toList();
  }

  public List<Double> arrivalsByStretch() {
    return Arrays.stream(arrivals).boxed().toList();
  }

  private static double interpolate(List<Double> at, List<Double> arrived, double u) {
    if (u < at.getFirst()) {
      return 0;
    }
    for (int i = 1; i < at.size(); i++) {
      if (u < at.get(i)) {
        double part = (u - at.get(i - 1)) / (at.get(i) - at.get(i - 1));
        return arrived.get(i - 1) * (1 - part) + arrived.get(i) * part;
      }
    }
    return arrived.getLast();
  }

  /// A parcel was underway at `from` and still at `until`.
  ///
  /// @param from negative infinity from its hand-over on
  public void underway(double from, double until) {
    double start = place(from);
    double end = place(until);
    for (int i = (int) start; i < end; i++) {
      passes[i] += part(i, start, end);
    }
  }

  /// A parcel was underway at `from` and had arrived by `until`: when between, as likely as `like`
  /// says.
  ///
  /// @param like of [#shape]
  public void arrived(double from, double until, double[] like) {
    double start = place(from);
    double end = Math.max(place(until), start + SHORTEST);
    double whole = 0;
    for (int i = (int) start; i < end; i++) {
      whole += part(i, start, end) * weight(like, i);
    }
    double passed = 0;
    for (int i = (int) start; i < end; i++) {
      int stretch = Math.min(i, STRETCHES - 1);
      double part = part(i, start, end);
      double share = part * weight(like, i) / whole;
      passes[stretch] += part * (1 - passed - share / 2);
      arrivals[stretch] += share;
      passed += share;
    }
  }

  private static double part(int stretch, double start, double end) {
    return Math.min(stretch + 1, end) - Math.max(stretch, start);
  }

  private static double weight(double[] like, int stretch) {
    return like[Math.min(stretch, STRETCHES - 1)] + SMALLEST_WEIGHT;
  }

  /// Share of all parcels that arrives in each stretch. A table that is counted again and again by
  /// the shape that it had before comes to the likeliest distribution of arrivals of which only the
  /// day is known (Turnbull's estimator).
  public double[] shape() {
    double[] shape = new double[STRETCHES];
    double sum = 0;
    double before = 0;
    for (int i = 0; i < STRETCHES; i++) {
      sum += passes[i] > 0 ? arrivals[i] / passes[i] : 0;
      double by = -Math.expm1(-sum);
      shape[i] = by - before;
      before = by;
    }
    return shape;
  }

  /// For [#arrived], before anything is known: each stretch alike.
  public static double[] evenShape() {
    double[] shape = new double[STRETCHES];
    Arrays.fill(shape, 1.0 / STRETCHES);
    return shape;
  }

  /// Where in the table a value lies, in stretches.
  private static double place(double u) {
    return Math.clamp((u - LOW) / WIDTH, 0, STRETCHES);
  }

  private static double edge(int stretch) {
    return LOW + stretch * WIDTH;
  }

  /// Lets what was counted so far weigh less.
  ///
  /// @param share that is left of it, 0 to 1
  public void fade(double share) {
    for (int i = 0; i < STRETCHES; i++) {
      passes[i] *= share;
      arrivals[i] *= share;
    }
  }

  /// Both counts together.
  public ResidualLifeTable plus(ResidualLifeTable other) {
    double[] moreArrivals = arrivals.clone();
    double[] morePasses = passes.clone();
    for (int i = 0; i < STRETCHES; i++) {
      moreArrivals[i] += other.arrivals[i];
      morePasses[i] += other.passes[i];
    }
    return new ResidualLifeTable(morePasses, moreArrivals);
  }

  /// Parcels that arrived, faded ones in part.
  public double arrivals() {
    return Arrays.stream(arrivals).sum();
  }

  /// Share of all parcels that never arrives; 1 where none did.
  public double neverShare() {
    return Math.exp(-logHazard(STRETCHES));
  }

  private double logHazard(int stretches) {
    double sum = 0;
    for (int i = 0; i < stretches; i++) {
      sum += passes[i] > 0 ? arrivals[i] / passes[i] : 0;
    }
    return sum;
  }

  /// The `u` by which a share of those that arrive at all has arrived.
  ///
  /// @param levels rising, 0 to 1
  /// @return one value each, never falling
  /// @throws IllegalStateException if nothing arrived
  public List<Double> quantiles(List<Double> levels) {
    double all = -Math.expm1(-logHazard(STRETCHES));
    if (!(all > 0)) {
      throw new IllegalStateException("A life table without an arrival has no quantiles.");
    }
    return levels.stream().map(level -> quantile(level * all)).toList();
  }

  private double quantile(double share) {
    double before = 0;
    OptionalDouble last = OptionalDouble.empty();
    double[] shape = shape();
    for (int i = 0; i < STRETCHES; i++) {
      if (shape[i] > 0) {
        if (before + shape[i] >= share) {
          return edge(i) + WIDTH * (share - before) / shape[i];
        }
        last = OptionalDouble.of(edge(i + 1));
        before += shape[i];
      }
    }
    return last.orElse(HIGH);
  }
}
