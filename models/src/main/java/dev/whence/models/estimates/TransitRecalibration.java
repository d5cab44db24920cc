package dev.whence.models.estimates;

import dev.whence.domain.estimates.TransitDistribution;
import dev.whence.models.bundles.Calibration;
import dev.whence.models.bundles.ModelCard;
import dev.whence.models.transit.ResidualLifeTable;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZoneOffset;
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

  /// A day at the door is asked about when its scans have come in.
  private static final Period SCANS_COME = Period.ofDays(1);

  private static final double MILLIS_PER_DAY = 86_400_000;

  private final double keptADay;

  private final Calibration.LogNormal released;
  private final List<Double> releasedShares;
  private final ResidualLifeTable seen;
  private double[] shape;

  /// A parcel that the model was asked about.
  ///
  /// @param mu as the model said, with `logSigma`
  /// @param leaves the planned hand-over
  /// @param door time zone in which a day at the door ends
  /// @param delivered [Instant#MAX] when it has not arrived, as far as is known
  /// @param known when the arrival was known; [Instant#MAX] when it is not
  /// @param byInstant whether the instant of the arrival counts; else only its day
  public record Asked(
      double mu,
      double logSigma,
      Instant leaves,
      ZoneId door,
      Instant delivered,
      Instant known,
      boolean byInstant) {
    /// Of which only the day of the arrival counts.
    public Asked(
        double mu, double logSigma, Instant leaves, ZoneId door, Instant delivered, Instant known) {
      this(mu, logSigma, leaves, door, delivered, known, false);
    }
  }

  /// What was counted of the days that have ended, faded.
  ///
  /// @param passes of each stretch of the life table
  /// @param arrivals of each stretch
  public record Counted(List<Double> passes, List<Double> arrivals) {
    public Counted {
      passes = List.copyOf(passes);
      arrivals = List.copyOf(arrivals);
    }
  }

  /// @param days after which a counted parcel weighs `1 / e`; 0 to stay with the released shape
  public TransitRecalibration(Calibration.LogNormal released, double days) {
    this(released, days, new ResidualLifeTable());
  }

  /// Goes on from where another stood at the end of a day.
  public TransitRecalibration(Calibration.LogNormal released, double days, Counted counted) {
    this(released, days, ResidualLifeTable.of(counted.passes(), counted.arrivals()));
  }

  private TransitRecalibration(
      Calibration.LogNormal released, double days, ResidualLifeTable seen) {
    this.seen = seen;
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

  /// Counts what became of a parcel on a day (UTC) that has ended, by what was known at its end: on
  /// the day before it at its door, whose scans have come in.
  ///
  /// @return whether it is still underway, and to be counted on the next day
  public boolean count(LocalDate day, Asked parcel) {
    Instant ends = day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    LocalDate local = ends.atZone(parcel.door()).toLocalDate().minus(SCANS_COME);
    Instant end = startOf(local, parcel);
    double from = Math.max(0, days(parcel, startOf(local.minusDays(1), parcel)));
    double until = days(parcel, end);
    if (parcel.known().isBefore(ends) && parcel.delivered().isBefore(end)) {
      if (parcel.byInstant()) {
        double at = Math.max(from, days(parcel, parcel.delivered()));
        underway(parcel.mu(), parcel.logSigma(), from, at);
        arrived(parcel.mu(), parcel.logSigma(), at, at);
        return false;
      }
      arrived(parcel.mu(), parcel.logSigma(), from, until);
      return false;
    }
    underway(parcel.mu(), parcel.logSigma(), from, until);
    return true;
  }

  private static Instant startOf(LocalDate day, Asked parcel) {
    return day.atStartOfDay(parcel.door()).toInstant();
  }

  private static double days(Asked parcel, Instant until) {
    return Duration.between(parcel.leaves(), until).toMillis() / MILLIS_PER_DAY;
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

  /// What was counted so far.
  public Counted counted() {
    return new Counted(seen.passesByStretch(), seen.arrivalsByStretch());
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
