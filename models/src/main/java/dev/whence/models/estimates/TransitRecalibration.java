package dev.whence.models.estimates;

import dev.whence.domain.estimates.TransitDistribution;
import dev.whence.models.bundles.Calibration;
import dev.whence.models.bundles.ModelCard;
import dev.whence.models.transit.ResidualLifeTable;
import java.util.List;

/// Keeps the shape of a released transit-time model in step with what parcels do since: day by day,
/// from the parcels it was asked about. Not thread-safe; the same days give the same shapes.
///
/// Each day every parcel that is underway was either still underway at its end or had arrived.
/// Counted by standardized days in a period life table whose counts fade, beside the released
/// shape, which at each stage weighs as much as all that was counted, and never less than
/// [#FEWEST_PARCELS] parcels underway. So a slowdown shows in the estimates within days, long
/// before the slow parcels have arrived, and goes half the way: a model knows already from its
/// features what parcels took lately, and a week that was slow is no reason for the next to be.
public final class TransitRecalibration {
  public static final double FEWEST_PARCELS = 50;

  /// Something always gets lost; and a hazard must end.
  private static final double MOST_ARRIVING = 0.9999;

  private static final String SETTING = "recalibration_days";

  private final double keptADay;

  private final Calibration.LogNormal released;
  private final List<Double> releasedShares;
  private final ResidualLifeTable seen = new ResidualLifeTable();
  private double[] shape;

  /// @param days after which a counted parcel weighs `1 / e`; 0 to stay with the released shape
  public TransitRecalibration(Calibration.LogNormal released, double days) {
    this.released = released;
    this.keptADay = days > 0 ? Math.exp(-1 / days) : 0;
    double arriving = Math.min(1 - released.lostShare(), MOST_ARRIVING);
    this.releasedShares =
        TransitDistribution.LEVELS.stream().map(level -> level * arriving).toList();
    this.shape = both().shape();
  }

  /// What folds found for a model: the setting `recalibration_days` of its training, 0 without.
  public static double days(ModelCard card) {
    return Double.parseDouble(card.training().settings().getOrDefault(SETTING, "0"));
  }

  /// A parcel was underway all day.
  ///
  /// @param fromDays from its planned hand-over to the beginning of the day, 0 if it left on it
  /// @param untilDays to the end of the day
  public void underway(double mu, double logSigma, double fromDays, double untilDays) {
    seen.underway(score(mu, logSigma, fromDays), score(mu, logSigma, untilDays));
  }

  /// A parcel was underway at the beginning of the day and arrived on it.
  public void arrived(double mu, double logSigma, double fromDays, double untilDays) {
    seen.arrived(score(mu, logSigma, fromDays), score(mu, logSigma, untilDays), shape);
  }

  private static double score(double mu, double logSigma, double days) {
    return days > 0 ? (Math.log(days) - mu) / Math.exp(logSigma) : Double.NEGATIVE_INFINITY;
  }

  /// The day has ended, and what was counted fades.
  public void endDay() {
    seen.fade(keptADay);
    shape = both().shape();
  }

  private ResidualLifeTable both() {
    double parcels = Math.max(FEWEST_PARCELS, seen.arrivals());
    return ResidualLifeTable.of(released.residualQuantiles(), releasedShares, parcels).plus(seen);
  }

  /// The shape to estimate with now; the released one until something has arrived.
  public Calibration.LogNormal calibration() {
    if (!(seen.arrivals() > 0)) {
      return released;
    }
    ResidualLifeTable both = both();
    return new Calibration.LogNormal(both.neverShare(), both.quantiles(TransitDistribution.LEVELS));
  }
}
