package dev.whence.training.transit;

import dev.whence.training.metrics.IsotonicFit;
import java.util.ArrayList;
import java.util.List;

/// The shape of a transit distribution, learned where it is asked: at the ends of days.
///
/// Promises end when a day ends, and doors are served by day. Between the last round of one day and
/// the first of the next nothing arrives, so the share arrived by midnight is more than a smooth
/// curve through the arrivals says, and a parcel expected on the promised afternoon would look late
/// far too often. So each calibration parcel is asked at the end of each day whether it had
/// arrived; the rising curve through the answers over `u = (ln(days) - mu) / sigma` is the
/// distribution of `u`, right at the only instants that decide.
final class DayEndQuantiles {
  /// Days after hand-over to ask about at most.
  private static final int DAYS = 90;

  /// Scores beyond which nobody is asked. The limit must not depend on the answer: asking the
  /// missing longer than the arrived would make all look missing.
  private static final double WIDEST = 8;

  private DayEndQuantiles() {}

  /// @param parcels undelivered ones never arrive on any day asked
  /// @param mu of each parcel
  /// @param logSigma of each parcel
  /// @param levels rising
  /// @return per level the `u` by which that share has arrived, never falling
  static List<Double> of(List<Parcel> parcels, float[] mu, float[] logSigma, List<Double> levels) {
    List<Double> scores = new ArrayList<>();
    List<Boolean> arrived = new ArrayList<>();
    for (int i = 0; i < parcels.size(); i++) {
      Parcel parcel = parcels.get(i);
      double took = parcel.isDelivered() ? parcel.days() : Double.POSITIVE_INFINITY;
      for (double end : parcel.dayEnds(DAYS)) {
        double score = (Math.log(end) - mu[i]) / Math.exp(logSigma[i]);
        if (Math.abs(score) <= WIDEST) {
          scores.add(score);
          arrived.add(took < end);
        }
      }
    }
    boolean[] events = new boolean[arrived.size()];
    for (int i = 0; i < events.length; i++) {
      events[i] = arrived.get(i);
    }
    IsotonicFit curve =
        IsotonicFit.of(scores.stream().mapToDouble(Double::doubleValue).toArray(), events, 0);
    return levels.stream().map(level -> inverse(curve, level)).toList();
  }

  /// Where the rising line through the blocks reaches `level`.
  private static double inverse(IsotonicFit curve, double level) {
    List<Double> shares = curve.probabilities();
    int high = 0;
    while (high < shares.size() && shares.get(high) < level) {
      high++;
    }
    if (high == 0) {
      return curve.scores().getFirst();
    }
    if (high == shares.size()) {
      return curve.scores().getLast();
    }
    double part = (level - shares.get(high - 1)) / (shares.get(high) - shares.get(high - 1));
    return curve.scores().get(high - 1) * (1 - part) + curve.scores().get(high) * part;
  }
}
