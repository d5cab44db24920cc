package dev.whence.models.transit;

import dev.whence.domain.carriers.CarrierServiceId;
import dev.whence.domain.carriers.RecentTransit;
import dev.whence.domain.carriers.TransitWindow;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What parcels took lately, at any instant of a history. Not thread-safe.
///
/// A window of `d` days at `t` holds the arrivals with `t - d <= knownAt < t`, to the microsecond:
/// strictly what was known before `t`. A day is 24 hours. Three windows are kept:
/// - destination: every carrier service into the destination region, 14 days;
/// - lane: one service from one origin region to one destination region, 28 days;
/// - service: one service everywhere, 28 days.
///
/// A window sums parcels, their hours from hand-over to door (each rounded down) and their
/// [ReferenceTransit] hours. Memory grows with the arrivals added, about 100 bytes each.
public final class RecentTransitTracker {
  public static final Duration DESTINATION_WINDOW = Duration.ofDays(14);
  public static final Duration LANE_WINDOW = Duration.ofDays(28);
  public static final Duration SERVICE_WINDOW = Duration.ofDays(28);

  private record Lane(CarrierServiceId service, String originRegion, String destinationRegion) {}

  private final Map<String, TimedSums> byDestination = new HashMap<>();
  private final Map<Lane, TimedSums> byLane = new HashMap<>();
  private final Map<CarrierServiceId, TimedSums> byService = new HashMap<>();
  private Instant newest = Instant.MIN;

  /// @throws IllegalArgumentException if an arrival that became known later was added before
  public void add(Arrival arrival) {
    if (arrival.knownAt().isBefore(newest)) {
      throw new IllegalArgumentException(
          "An arrival known at %s comes after one known at %s.\nMaybe sort the history by knownAt."
              .formatted(arrival.knownAt(), newest));
    }
    newest = arrival.knownAt();
    var lane =
        new Lane(arrival.carrierService(), arrival.originRegion(), arrival.destinationRegion());
    add(
        arrival,
        byDestination.computeIfAbsent(arrival.destinationRegion(), key -> new TimedSums()));
    add(arrival, byLane.computeIfAbsent(lane, key -> new TimedSums()));
    add(arrival, byService.computeIfAbsent(arrival.carrierService(), key -> new TimedSums()));
  }

  private static void add(Arrival arrival, TimedSums sums) {
    sums.add(TimedSums.micros(arrival.knownAt()), arrival.actualHours(), arrival.expectedHours());
  }

  /// What was known just before `now`, of the arrivals added so far. Questions may come in any
  /// order.
  public RecentTransit at(
      Instant now, CarrierServiceId service, String originRegion, String destinationRegion) {
    var destination = window(byDestination.get(destinationRegion), now, DESTINATION_WINDOW);
    var lane =
        window(byLane.get(new Lane(service, originRegion, destinationRegion)), now, LANE_WINDOW);
    var everywhere = window(byService.get(service), now, SERVICE_WINDOW);
    return of(service, originRegion, destinationRegion, destination, lane, everywhere);
  }

  /// What three windows say together, each kept by a [TimedSums] of its own to the arrivals of its
  /// key were added, with their actual and expected hours.
  public static RecentTransit of(
      CarrierServiceId service,
      String originRegion,
      String destinationRegion,
      TimedSums.Window destination,
      TimedSums.Window lane,
      TimedSums.Window everywhere) {
    long newestMicros =
        Math.max(
            destination.newestMicros(), Math.max(lane.newestMicros(), everywhere.newestMicros()));
    return new RecentTransit(
        service,
        originRegion,
        destinationRegion,
        transit(destination),
        transit(lane),
        transit(everywhere),
        Instant.EPOCH.plus(newestMicros, ChronoUnit.MICROS));
  }

  private static TimedSums.Window window(@Nullable TimedSums sums, Instant now, Duration length) {
    return sums == null ? TimedSums.Window.EMPTY : sums.before(now, length);
  }

  private static TransitWindow transit(TimedSums.Window window) {
    return new TransitWindow(window.count(), window.first(), window.second());
  }
}
