package dev.whence.pipeline.network;

/// A line fitted by least squares: freight of a shipment = per parcel + per kilogram x weight.
/// Neither part is negative.
///
/// @param upToKm far end of the distance band
/// @param shipments it was fitted to
/// @param explained share of the variance it explains (R squared), 0 with too little to tell
public record FreightFit(
    int upToKm, long shipments, long perParcelMinor, long perKilogramMinor, double explained) {

  /// Sums over the shipments of one band. Not thread-safe.
  static final class Sums {
    private long n;
    private double x;
    private double y;
    private double xx;
    private double xy;
    private double yy;

    void add(double kilograms, double freightMinor) {
      n++;
      x += kilograms;
      y += freightMinor;
      xx += kilograms * kilograms;
      xy += kilograms * freightMinor;
      yy += freightMinor * freightMinor;
    }

    FreightFit fit(int upToKm) {
      if (n == 0) {
        return new FreightFit(upToKm, 0, 0, 0, 0);
      }
      double varX = xx - x * x / n;
      double varY = yy - y * y / n;
      double covariance = xy - x * y / n;
      double slope = varX > 0 ? Math.max(0, covariance / varX) : 0;
      double intercept = Math.max(0, (y - slope * x) / n);
      boolean tells = n > 2 && varX > 0 && varY > 0;
      double explained = tells ? covariance * covariance / (varX * varY) : 0;
      return new FreightFit(upToKm, n, Math.round(intercept), Math.round(slope), explained);
    }
  }
}
