package dev.whence.models.metrics;

import java.util.ArrayList;
import java.util.List;

/// What a list of rows, the highest probability first, finds as it grows longer. Rows of equal
/// probability enter together, so a curve has as many points as there are different ones, and of
/// many close ones only some.
public final class RankCurves {
  /// Points nearer than this in both directions to the one before are left out.
  private static final double NEAR = 0.01;

  /// Events found before which precision is noise, and the share of all events that is enough.
  private static final int FEW = 20;

  private static final double ENOUGH = 0.05;

  private RankCurves() {}

  public record Point(double x, double y) {}

  /// @param listed rows so far
  /// @param found events among them
  private record Step(long listed, long found) {}

  /// The ROC curve: share of the rows without the event (x) and of those with it (y) on the list,
  /// from (0, 0) to (1, 1).
  ///
  /// @throws IllegalArgumentException if there is no row or the lengths differ
  public static List<Point> roc(double[] probabilities, boolean[] events) {
    List<Step> steps = steps(probabilities, events);
    double with = steps.getLast().found();
    double without = steps.getLast().listed() - with;
    return thinned(
        steps.stream()
            .map(step -> new Point((step.listed() - step.found()) / without, step.found() / with))
            .toList());
  }

  /// Precision (y) over recall (x), from where twenty events are found, or one in twenty.
  ///
  /// @throws IllegalArgumentException if there is no row or the lengths differ
  public static List<Point> precisionRecall(double[] probabilities, boolean[] events) {
    List<Step> steps = steps(probabilities, events);
    double with = steps.getLast().found();
    List<Point> points = new ArrayList<>();
    for (Step step : steps) {
      if (step.found() >= Math.max(1, Math.min(FEW, ENOUGH * with))) {
        points.add(new Point(step.found() / with, (double) step.found() / step.listed()));
      }
    }
    points.addFirst(new Point(0, points.getFirst().y()));
    return thinned(points);
  }

  /// Cumulative gains: share of the rows on the list (x) and of the events it finds (y), from (0,
  /// 0) to (1, 1). Lift is y over x.
  ///
  /// @throws IllegalArgumentException if there is no row or the lengths differ
  public static List<Point> gains(double[] probabilities, boolean[] events) {
    List<Step> steps = steps(probabilities, events);
    double rows = steps.getLast().listed();
    double with = steps.getLast().found();
    return thinned(
        steps.stream().map(step -> new Point(step.listed() / rows, step.found() / with)).toList());
  }

  private static List<Step> steps(double[] probabilities, boolean[] events) {
    BinaryScores.requireSameLength(probabilities.length, events.length);
    int[] order = Ranking.falling(probabilities);
    List<Step> steps = new ArrayList<>();
    steps.add(new Step(0, 0));
    long found = 0;
    for (int i = 0; i < order.length; i++) {
      found += events[order[i]] ? 1 : 0;
      if (i + 1 == order.length || probabilities[order[i + 1]] != probabilities[order[i]]) {
        steps.add(new Step(i + 1, found));
      }
    }
    return steps;
  }

  private static List<Point> thinned(List<Point> points) {
    List<Point> kept = new ArrayList<>();
    for (int i = 0; i < points.size(); i++) {
      Point point = points.get(i);
      if (i == 0
          || i == points.size() - 1
          || Math.abs(point.x() - kept.getLast().x()) >= NEAR
          || Math.abs(point.y() - kept.getLast().y()) >= NEAR) {
        kept.add(point);
      }
    }
    return kept;
  }
}
