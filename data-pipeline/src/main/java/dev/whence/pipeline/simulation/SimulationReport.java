package dev.whence.pipeline.simulation;

import java.time.LocalDate;
import java.util.Map;
import java.util.TreeMap;

/// What a simulation wrote.
///
/// @param rows by history file
/// @param services by carrier service, in the order of their names
public record SimulationReport(
    SimulationSize size,
    long seed,
    LocalDate start,
    LocalDate end,
    Map<String, Long> rows,
    Map<String, ServiceReport> services) {
  public SimulationReport {
    rows = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(rows));
    services = java.util.Collections.unmodifiableMap(new TreeMap<>(services));
  }

  /// What became of the parcels of one carrier service.
  ///
  /// @param delivered with a delivery scan
  /// @param withinPublished delivered by the end of the published day
  /// @param onTime delivered by the end of the promised day
  public record ServiceReport(long handedOver, long delivered, long withinPublished, long onTime) {
    static final ServiceReport EMPTY = new ServiceReport(0, 0, 0, 0);

    ServiceReport plus(ServiceReport other) {
      return new ServiceReport(
          handedOver + other.handedOver,
          delivered + other.delivered,
          withinPublished + other.withinPublished,
          onTime + other.onTime);
    }
  }
}
