package dev.whence.models.metrics;

/// The area under the ROC curve of rows that count several times or not at all: sorted once, asked
/// often.
public final class WeightedAuc {
  private final double[] scores;
  private final boolean[] events;
  private final int[] order;

  /// @throws IllegalArgumentException if there is no row or the lengths differ
  public WeightedAuc(double[] scores, boolean[] events) {
    BinaryScores.requireSameLength(scores.length, events.length);
    this.scores = scores.clone();
    this.events = events.clone();
    this.order = Ranking.rising(scores);
  }

  /// Chance that a row with the event scores above one without, ties counted half.
  ///
  /// @param weights how often each row counts
  /// @return not a number without both outcomes
  public double of(int[] weights) {
    double with = 0;
    double without = 0;
    double above = 0;
    for (int from = 0; from < order.length; ) {
      double tiedWith = 0;
      double tiedWithout = 0;
      int to = from;
      while (to < order.length && scores[order[to]] == scores[order[from]]) {
        int row = order[to++];
        if (events[row]) {
          tiedWith += weights[row];
        } else {
          tiedWithout += weights[row];
        }
      }
      above += tiedWith * (without + tiedWithout / 2);
      with += tiedWith;
      without += tiedWithout;
      from = to;
    }
    return above / (with * without);
  }
}
