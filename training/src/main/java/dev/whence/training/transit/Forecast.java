package dev.whence.training.transit;

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

  Optional<double[][]> quantileDays() {
    return quantileDays;
  }
}
