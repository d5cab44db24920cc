package dev.whence.training.transit;

import dev.whence.domain.estimates.TransitDistribution;
import java.util.Arrays;
import java.util.Optional;

/// What someone says about some parcels, one entry each, in their order.
final class Forecast {
  private final double[] late;
  private final Optional<double[]> medianDays;
  private final Optional<double[][]> quantileDays;

  private Forecast(
      double[] late, Optional<double[]> medianDays, Optional<double[][]> quantileDays) {
    this.late = late;
    this.medianDays = medianDays;
    this.quantileDays = quantileDays;
  }

  /// Chances of being late, without days.
  static Forecast ofLate(double[] late) {
    return new Forecast(late, Optional.empty(), Optional.empty());
  }

  static Forecast ofMedians(double[] late, double[] medianDays) {
    return new Forecast(late, Optional.of(medianDays), Optional.empty());
  }

  /// @param quantileDays per parcel one value for each of the transit distribution's levels
  static Forecast ofQuantiles(double[] late, double[][] quantileDays) {
    return new Forecast(late, Optional.empty(), Optional.of(quantileDays));
  }

  double[] late() {
    return late;
  }

  /// Only of those who say a median and no other quantile.
  Optional<double[]> medianDays() {
    return medianDays;
  }

  /// The median days, of those who say a median or quantiles.
  Optional<double[]> medians() {
    int middle = TransitDistribution.LEVELS.indexOf(0.5);
    return quantileDays
        .map(each -> Arrays.stream(each).mapToDouble(days -> days[middle]).toArray())
        .or(() -> medianDays);
  }

  Optional<double[][]> quantileDays() {
    return quantileDays;
  }
}
