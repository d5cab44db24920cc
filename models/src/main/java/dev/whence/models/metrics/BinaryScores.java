package dev.whence.models.metrics;

import java.util.Arrays;
import java.util.stream.IntStream;

/// How well predicted probabilities match events.
///
/// @param rows how many predictions
/// @param eventShare share of rows in which the event happened
/// @param logLoss mean of `-ln(p)` of what happened, natural logarithm, p clipped by [#CLIP]
/// @param brier mean squared distance of p from 0 or 1
/// @param auc area under the ROC curve, ties counted half; not a number without both outcomes
/// @param prAuc area under precision over recall as average precision, ties entering together; not
///   a number without an event
/// @param calibrationError expected calibration error over [#BINS] bins of equally many rows
public record BinaryScores(
    int rows,
    double eventShare,
    double logLoss,
    double brier,
    double auc,
    double prAuc,
    double calibrationError) {

  /// Probabilities are kept this far from 0 and 1 in the log-loss, for every subject alike: a table
  /// that says "never" must not lose by an infinite amount.
  public static final double CLIP = 0.001;

  /// Bins of the calibration error.
  public static final int BINS = 10;

  /// @throws IllegalArgumentException if there is no row or the lengths differ
  public static BinaryScores of(double[] probabilities, boolean[] events) {
    requireSameLength(probabilities.length, events.length);
    return new BinaryScores(
        events.length,
        share(events),
        mean(logLosses(probabilities, events)),
        mean(brierLosses(probabilities, events)),
        auc(probabilities, events),
        prAuc(probabilities, events),
        Reliability.of(probabilities, events, BINS).calibrationError());
  }

  /// The log-loss of each row.
  public static double[] logLosses(double[] probabilities, boolean[] events) {
    double[] losses = new double[events.length];
    for (int i = 0; i < losses.length; i++) {
      double p = Math.clamp(probabilities[i], CLIP, 1 - CLIP);
      losses[i] = -Math.log(events[i] ? p : 1 - p);
    }
    return losses;
  }

  /// The squared distance of each row.
  public static double[] brierLosses(double[] probabilities, boolean[] events) {
    double[] losses = new double[events.length];
    for (int i = 0; i < losses.length; i++) {
      double distance = probabilities[i] - (events[i] ? 1 : 0);
      losses[i] = distance * distance;
    }
    return losses;
  }

  /// Chance that a row with the event scores above one without (Mann-Whitney).
  private static double auc(double[] scores, boolean[] events) {
    int[] order = Ranking.rising(scores);
    double rankSum = 0;
    long positives = 0;
    for (int from = 0; from < order.length; ) {
      int to = endOfTie(order, scores, from);
      double rank = (from + 1 + to) / 2.0;
      for (int i = from; i < to; i++) {
        if (events[order[i]]) {
          rankSum += rank;
          positives++;
        }
      }
      from = to;
    }
    long negatives = order.length - positives;
    return (rankSum - positives * (positives + 1) / 2.0) / ((double) positives * negatives);
  }

  private static double prAuc(double[] scores, boolean[] events) {
    int[] order = Ranking.falling(scores);
    long found = 0;
    double area = 0;
    for (int from = 0; from < order.length; ) {
      int to = endOfTie(order, scores, from);
      long before = found;
      for (int i = from; i < to; i++) {
        found += events[order[i]] ? 1 : 0;
      }
      area += (double) (found - before) * found / to;
      from = to;
    }
    return area / found;
  }

  private static int endOfTie(int[] order, double[] scores, int from) {
    int to = from + 1;
    while (to < order.length && scores[order[to]] == scores[order[from]]) {
      to++;
    }
    return to;
  }

  /// Events among the rows with the highest probabilities, over events among all: how much better
  /// than chance a short list is. Of rows with one probability at its end, a list that takes some
  /// of them has their share of events.
  ///
  /// @param share of the rows that go on the list, for instance 0.1
  public static double lift(double[] probabilities, boolean[] events, double share) {
    requireSameLength(probabilities.length, events.length);
    int[] order = Ranking.falling(probabilities);
    int listed = Math.max(1, (int) Math.round(order.length * share));
    double least = probabilities[order[listed - 1]];
    double above = 0;
    double foundAbove = 0;
    double tied = 0;
    double foundTied = 0;
    for (int i = 0; i < events.length; i++) {
      if (probabilities[i] > least) {
        above++;
        foundAbove += events[i] ? 1 : 0;
      } else if (probabilities[i] == least) {
        tied++;
        foundTied += events[i] ? 1 : 0;
      }
    }
    double found = foundAbove + (listed - above) * foundTied / tied;
    return found / listed / share(events);
  }

  static double share(boolean[] events) {
    return (double) IntStream.range(0, events.length).filter(i -> events[i]).count()
        / events.length;
  }

  static double mean(double[] values) {
    return Arrays.stream(values).sum() / values.length;
  }

  static void requireSameLength(int predictions, int outcomes) {
    if (outcomes == 0 || predictions != outcomes) {
      throw new IllegalArgumentException(
          "%d predictions for %d outcomes; there must be at least one, and as many of each."
              .formatted(predictions, outcomes));
    }
  }
}
