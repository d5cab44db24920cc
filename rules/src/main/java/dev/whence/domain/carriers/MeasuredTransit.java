package dev.whence.domain.carriers;

import dev.whence.domain.Probability;
import dev.whence.domain.estimates.TransitDistribution;
import java.util.ArrayList;
import java.util.List;

/// What parcels of one carrier service took lately, everywhere: the share of the expected time in
/// which they arrived. It stands in where no model is trusted, drawn towards what the carrier
/// publishes as long as few parcels were seen. The formulas are in `docs/fallback.md`.
///
/// @param parcels whose arrival became known within the window, at least 0
/// @param ratios actual over expected hours at [TransitDistribution#LEVELS]; empty without parcels
public record MeasuredTransit(CarrierServiceId carrierService, long parcels, List<Double> ratios) {
  /// Parcels that weigh as much as the published figures.
  public static final double PRIOR_PARCELS = 20;

  /// What of a published share is believed until it is seen.
  public static final double UNSEEN_SHARE = 0.95;

  /// @throws IllegalArgumentException if ratios and levels differ in number, or ratios fall
  public MeasuredTransit {
    ratios = List.copyOf(ratios);
    if (parcels < 0 || (parcels == 0) != ratios.isEmpty()) {
      throw new IllegalArgumentException(
          "%s has %d parcels and %d ratios.".formatted(carrierService, parcels, ratios.size()));
    }
    if (!ratios.isEmpty() && ratios.size() != TransitDistribution.LEVELS.size()) {
      throw new IllegalArgumentException(
          "%d ratios given for %d levels."
              .formatted(ratios.size(), TransitDistribution.LEVELS.size()));
    }
    for (int i = 1; i < ratios.size(); i++) {
      if (ratios.get(i) < ratios.get(i - 1)) {
        throw new IllegalArgumentException("Ratios must not fall: " + ratios);
      }
    }
  }

  /// A service of which nothing was seen.
  public static MeasuredTransit none(CarrierServiceId carrierService) {
    return new MeasuredTransit(carrierService, 0, List.of());
  }

  /// How much is seen and how much published, 0 to 1.
  public double weight() {
    return parcels / (parcels + PRIOR_PARCELS);
  }

  /// The days from hand-over to the door: quantile by quantile the mean of what was seen and of
  /// what is published, weighted by the parcels seen.
  ///
  /// @param dueDays calendar days to the published arrival, at least 1
  /// @param publishedOnTime share of parcels the carrier says arrive by then
  public TransitDistribution distribution(int dueDays, Probability publishedOnTime) {
    double weight = weight();
    double share = publishedOnTime.value() * UNSEEN_SHARE;
    var days = new ArrayList<Double>(TransitDistribution.LEVELS.size());
    double before = 0;
    for (int i = 0; i < TransitDistribution.LEVELS.size(); i++) {
      double seen = ratios.isEmpty() ? 0 : ratios.get(i) * dueDays;
      double published = published(TransitDistribution.LEVELS.get(i), dueDays, share);
      before = Math.max(before, weight * seen + (1 - weight) * published);
      days.add(before);
    }
    return new TransitDistribution(Probability.ZERO, days);
  }

  /// `share` of the parcels arrive between half the due time and the due time, evenly; the others
  /// later, half of what is left in each further half of the due time, or day if that is longer.
  private static double published(double level, int dueDays, double share) {
    if (level <= share) {
      return dueDays * (0.5 + 0.5 * level / share);
    }
    double halving = Math.max(1, dueDays / 2.0);
    return dueDays + halving * Math.log((1 - share) / (1 - level)) / Math.log(2);
  }
}
