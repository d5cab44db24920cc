package dev.whence.service.console;

import dev.whence.models.metrics.Reliability;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What was expected beside what happened, in tenths of the rows. Measures are in units of the
/// picture.
///
/// @param diagonal where both would be equal
/// @param line through the points
/// @param levels of both axes
public record ReliabilityPlot(
    String diagonal, String line, List<Trend.Point> points, List<Level> levels) {
  static final ReliabilityPlot NONE = new ReliabilityPlot("", "", List.of(), List.of());

  static final int SIZE = 360;
  static final int LEFT = 64;
  static final int BOTTOM = 44;
  static final int TOP = 10;
  private static final int LEVELS = 5;

  /// A round share at both axes.
  public record Level(double x, double y, String label) {}

  public int size() {
    return SIZE;
  }

  public int left() {
    return LEFT;
  }

  public int floor() {
    return SIZE - BOTTOM;
  }

  public boolean isEmpty() {
    return points.isEmpty();
  }

  static ReliabilityPlot of(List<Reliability.Bin> bins) {
    if (bins.isEmpty()) {
      return NONE;
    }
    double most =
        bins.stream().mapToDouble(bin -> Math.max(bin.predicted(), bin.observed())).max().orElse(1);
    double to = roundUp(most);
    var points = new ArrayList<Trend.Point>();
    var line = new StringBuilder();
    for (Reliability.Bin bin : bins) {
      double x = x(bin.predicted() / to);
      double y = y(bin.observed() / to);
      line.append(line.isEmpty() ? "M" : "L").append(String.format(Locale.ROOT, "%.1f %.1f", x, y));
      points.add(
          new Trend.Point(
              x,
              y,
              "%s expected, %s happened, of %,d"
                  .formatted(
                      Show.percent(bin.predicted()), Show.percent(bin.observed()), bin.rows())));
    }
    var levels = new ArrayList<Level>();
    for (int i = 0; i <= LEVELS; i++) {
      double share = to * i / LEVELS;
      levels.add(
          new Level(
              x(share / to), y(share / to), String.format(Locale.ROOT, "%.0f %%", share * 100)));
    }
    return new ReliabilityPlot(
        String.format(Locale.ROOT, "M%.1f %.1fL%.1f %.1f", x(0), y(0), x(1), y(1)),
        line.toString(),
        points,
        levels);
  }

  /// The next of 5, 10, 25, 50 and 100 percent.
  private static double roundUp(double share) {
    for (double end : new double[] {0.05, 0.1, 0.25, 0.5}) {
      if (share <= end) {
        return end;
      }
    }
    return 1;
  }

  private static double x(double part) {
    return LEFT + (SIZE - LEFT - TOP) * part;
  }

  private static double y(double part) {
    return SIZE - BOTTOM - (SIZE - BOTTOM - TOP) * part;
  }
}
