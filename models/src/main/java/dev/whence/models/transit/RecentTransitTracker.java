package dev.whence.models.transit;

import dev.whence.domain.carriers.CarrierServiceId;
import dev.whence.domain.carriers.RecentTransit;
import dev.whence.domain.carriers.TransitWindow;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
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

  private final Map<String, RunningSums> byDestination = new HashMap<>();
  private final Map<Lane, RunningSums> byLane = new HashMap<>();
  private final Map<CarrierServiceId, RunningSums> byService = new HashMap<>();
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
    byDestination
        .computeIfAbsent(arrival.destinationRegion(), key -> new RunningSums())
        .add(arrival);
    byLane.computeIfAbsent(lane, key -> new RunningSums()).add(arrival);
    byService.computeIfAbsent(arrival.carrierService(), key -> new RunningSums()).add(arrival);
  }

  /// What was known just before `now`, of the arrivals added so far. Questions may come in any
  /// order.
  public RecentTransit at(
      Instant now, CarrierServiceId service, String originRegion, String destinationRegion) {
    var destination = window(byDestination.get(destinationRegion), now, DESTINATION_WINDOW);
    var lane =
        window(byLane.get(new Lane(service, originRegion, destinationRegion)), now, LANE_WINDOW);
    var everywhere = window(byService.get(service), now, SERVICE_WINDOW);
    long newestMicros =
        Math.max(
            destination.newestMicros(), Math.max(lane.newestMicros(), everywhere.newestMicros()));
    return new RecentTransit(
        service,
        originRegion,
        destinationRegion,
        destination.sums(),
        lane.sums(),
        everywhere.sums(),
        Instant.EPOCH.plus(newestMicros, ChronoUnit.MICROS));
  }

  private static Window window(@Nullable RunningSums sums, Instant now, Duration length) {
    return sums == null
        ? new Window(TransitWindow.EMPTY, 0)
        : sums.between(micros(now.minus(length)), micros(now));
  }

  private static long micros(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }

  private record Window(TransitWindow sums, long newestMicros) {}

  /// Sums up to each arrival, so that any window is a difference of two entries.
  private static final class RunningSums {
    private long[] knownAt = new long[8];
    private long[] actualHours = new long[8];
    private long[] expectedHours = new long[8];
    private int size;

    void add(Arrival arrival) {
      if (size == knownAt.length) {
        knownAt = Arrays.copyOf(knownAt, size * 2);
        actualHours = Arrays.copyOf(actualHours, size * 2);
        expectedHours = Arrays.copyOf(expectedHours, size * 2);
      }
      knownAt[size] = micros(arrival.knownAt());
      actualHours[size] = arrival.actualHours() + (size == 0 ? 0 : actualHours[size - 1]);
      expectedHours[size] = arrival.expectedHours() + (size == 0 ? 0 : expectedHours[size - 1]);
      size++;
    }

    Window between(long fromMicros, long untilMicros) {
      int from = firstAtOrAfter(fromMicros);
      int until = firstAtOrAfter(untilMicros);
      if (from >= until) {
        return new Window(TransitWindow.EMPTY, 0);
      }
      var sums =
          new TransitWindow(
              until - from,
              difference(actualHours, from, until),
              difference(expectedHours, from, until));
      return new Window(sums, knownAt[until - 1]);
    }

    private static long difference(long[] sums, int from, int until) {
      return sums[until - 1] - (from == 0 ? 0 : sums[from - 1]);
    }

    private int firstAtOrAfter(long micros) {
      int low = 0;
      int high = size;
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (knownAt[middle] < micros) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low;
    }
  }
}
