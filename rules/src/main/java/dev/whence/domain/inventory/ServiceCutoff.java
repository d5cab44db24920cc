package dev.whence.domain.inventory;

import dev.whence.domain.carriers.CarrierServiceId;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.util.Comparator;

/// When one carrier service collects from a ship node on a weekday, where that is not the node's
/// own cutoff.
public record ServiceCutoff(CarrierServiceId carrierService, DayOfWeek day, LocalTime cutoff)
    implements Comparable<ServiceCutoff> {
  @Override
  public int compareTo(ServiceCutoff other) {
    return Comparator.comparing(ServiceCutoff::carrierService)
        .thenComparing(ServiceCutoff::day)
        .compare(this, other);
  }
}
