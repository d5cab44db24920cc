package dev.whence.training.transit;

import dev.whence.models.transit.ResidualLifeTable;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/// The shape of a transit distribution, counted from parcels whose days somebody estimated.
///
/// Promises end when a day ends and doors are served by day, so a parcel is asked at the end of
/// each day at its door whether it had arrived: only about days that have ended, for of the others
/// nobody knows. Where promises end at an instant, the instant of the arrival counts.
final class LifeTables {
  /// By then the likeliest shape changes no more in its third digit.
  private static final int ROUNDS = 40;

  private LifeTables() {}

  /// @param parcels as they were known at `now`
  /// @param mu of each parcel
  /// @param logSigma of each parcel
  static ResidualLifeTable of(List<Parcel> parcels, float[] mu, float[] logSigma, Instant now) {
    List<Watched> watched = new ArrayList<>();
    for (int i = 0; i < parcels.size(); i++) {
      watched.add(watched(parcels.get(i), mu[i], logSigma[i], now));
    }
    double[] shape = ResidualLifeTable.evenShape();
    var table = new ResidualLifeTable();
    for (int round = 0; round < ROUNDS; round++) {
      table = new ResidualLifeTable();
      for (Watched parcel : watched) {
        table.underway(Double.NEGATIVE_INFINITY, parcel.underwayUntil());
        if (parcel.hasArrived()) {
          table.arrived(parcel.underwayUntil(), parcel.arrivedBy(), shape);
        }
      }
      shape = table.shape();
    }
    return table;
  }

  /// @param underwayUntil last end of a day, or instant, at which it had not arrived, standardized
  /// @param arrivedBy the next end of a day, if it had arrived by then, or the instant
  private record Watched(double underwayUntil, double arrivedBy) {
    boolean hasArrived() {
      return !Double.isNaN(arrivedBy);
    }
  }

  private static Watched watched(Parcel parcel, double mu, double logSigma, Instant now) {
    if (parcel.byInstant()) {
      boolean hasArrived = parcel.isDelivered() && parcel.deliveredAt().isBefore(now);
      double until = score(parcel, hasArrived ? parcel.deliveredAt() : now, mu, logSigma);
      return new Watched(until, hasArrived ? until : Double.NaN);
    }
    LocalDate today = now.atZone(parcel.destinationZone()).toLocalDate();
    if (parcel.isDelivered()) {
      LocalDate day = parcel.deliveredAt().atZone(parcel.destinationZone()).toLocalDate();
      if (day.isBefore(today)) {
        return new Watched(
            score(parcel, parcel.startOf(day), mu, logSigma),
            score(parcel, parcel.startOf(day.plusDays(1)), mu, logSigma));
      }
    }
    return new Watched(score(parcel, parcel.startOf(today), mu, logSigma), Double.NaN);
  }

  private static double score(Parcel parcel, Instant at, double mu, double logSigma) {
    double days = parcel.daysUntil(at);
    return days > 0 ? (Math.log(days) - mu) / Math.exp(logSigma) : Double.NEGATIVE_INFINITY;
  }
}
