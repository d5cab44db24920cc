package dev.whence.training.transit;

import dev.whence.models.bundles.Calibration;
import dev.whence.models.estimates.TransitRecalibration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/// The shape of a transit-time model on each day (UTC), recalibrated by what had become of the
/// parcels it was asked about before.
///
/// @param shapes at the beginning of each day from `first` on
record DailyShapes(LocalDate first, List<Calibration.LogNormal> shapes) {
  DailyShapes {
    shapes = List.copyOf(shapes);
  }

  /// @param asked in the order in which they came; of each what is known counts from then on
  /// @param outputs `mu` and `log_sigma` of each
  /// @param days as [TransitRecalibration]; 0 for the released shape on every day
  static DailyShapes watching(
      List<Parcel> asked, float[][] outputs, Calibration.LogNormal released, double days) {
    LocalDate first = day(asked.getFirst().orderedAt());
    LocalDate last = day(asked.getLast().orderedAt());
    var recalibration = new TransitRecalibration(released, days);
    List<Calibration.LogNormal> shapes = new ArrayList<>();
    List<Integer> underway = List.of();
    int next = 0;
    for (LocalDate day = first; !day.isAfter(last); day = day.plusDays(1)) {
      shapes.add(recalibration.calibration());
      Instant ends = day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
      List<Integer> today = new ArrayList<>(underway);
      while (next < asked.size() && asked.get(next).orderedAt().isBefore(ends)) {
        today.add(next++);
      }
      underway = new ArrayList<>();
      for (int i : today) {
        if (recalibration.count(day, counted(asked.get(i), outputs[0][i], outputs[1][i]))) {
          underway.add(i);
        }
      }
      recalibration.endDay();
    }
    return new DailyShapes(first, shapes);
  }

  private static TransitRecalibration.Asked counted(Parcel parcel, double mu, double logSigma) {
    return new TransitRecalibration.Asked(
        mu,
        logSigma,
        parcel.leavesAt(),
        parcel.destinationZone(),
        parcel.deliveredAt(),
        parcel.knownAt(),
        parcel.byInstant());
  }

  private static LocalDate day(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC).toLocalDate();
  }

  /// The shape on the day of an instant between the first and the last parcel.
  Calibration.LogNormal on(Instant instant) {
    return shapes.get((int) ChronoUnit.DAYS.between(first, day(instant)));
  }
}
