package dev.whence.training.transit;

import dev.whence.domain.orders.OrderId;
import dev.whence.models.transit.Arrival;
import dev.whence.models.transit.RecentTransitTracker;
import dev.whence.models.transit.ReferenceTransit;
import dev.whence.pipeline.history.Journey;
import dev.whence.pipeline.history.ShipmentRow;
import dev.whence.training.history.HistoryRows;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/// The parcels of a history in the order in which they were ordered, each with what was known
/// before its order came in.
///
/// Left out are shipments never handed over and those called off underway: they say nothing about
/// carriers.
///
/// @param knownUntil the end of the data: what became known at or after it is forgotten
/// @param handoverSettles time after an order by which 99 of 100 parcels are handed over; only from
///   then on the parcels of a day are all among these
/// @param sha256 of the shipments behind them
public record Parcels(
    List<Parcel> all, Instant knownUntil, Duration handoverSettles, String sha256) {
  private static final double NEARLY_ALL = 0.99;

  public Parcels {
    all = List.copyOf(all);
  }

  /// @param until the instant from which on nothing is known, orders included; without it, just
  ///   after the newest instant in the history
  public static Parcels of(Collection<ShipmentRow> history, Optional<Instant> until) {
    List<ShipmentRow> rows =
        history.stream()
            .filter(row -> until.isEmpty() || row.orderedAt().isBefore(until.get()))
            .sorted(Comparator.comparing(ShipmentRow::orderedAt))
            .toList();
    Instant end =
        until.orElseGet(() ->
            rows.stream()
                .map(Parcels::newestInstant)
                .max(Comparator.naturalOrder())
                .map(newest -> newest.plusMillis(1))
                .orElse(Instant.MIN));
    var digest = new HistoryRows.Digest();
    digest.addAll(rows);
    return new Parcels(parcels(asked(rows), end), end, settles(rows, end), digest.hex());
  }

  /// Each shipment with what was known when its order came in.
  ///
  /// @param rows in the order in which they were ordered
  static Stream<Asked> asked(List<ShipmentRow> rows) {
    RecentTransitTracker recent = new RecentTransitTracker();
    rows.stream()
        .<Arrival>mapMulti((row, arrivals) -> arrival(row).ifPresent(arrivals))
        .sorted(Comparator.comparing(Arrival::knownAt))
        .forEach(recent::add);
    UsualHandover usual = new UsualHandover(rows);
    return rows.stream()
        .map(row ->
            new Asked(
                row,
                recent.at(
                    row.orderedAt(),
                    row.carrierService(),
                    row.originRegion(),
                    row.destinationRegion()),
                row.plannedHandover().orElseGet(() -> usual.of(row.shipNode(), row.orderedAt()))));
  }

  /// The parcels among shipments whose windows were swept elsewhere, in one pass.
  ///
  /// @param inOrder in the order in which they were ordered, those ordered at once in that of the
  ///   history
  /// @param end from when on nothing is known
  public static Parcels of(Stream<Asked> inOrder, Instant end, Duration handoverSettles) {
    var digest = new HistoryRows.Digest();
    List<Parcel> parcels = parcels(inOrder.peek(asked -> digest.add(asked.row())), end);
    return new Parcels(parcels, end, handoverSettles, digest.hex());
  }

  private static List<Parcel> parcels(Stream<Asked> inOrder, Instant end) {
    List<Parcel> parcels = new ArrayList<>();
    inOrder.forEachOrdered(asked -> {
      if (handedOver(asked.row()).filter(at -> at.isBefore(end)).isPresent()) {
        asked.parcel().map(parcel -> parcel.asOf(end)).ifPresent(parcels::add);
      }
    });
    return parcels;
  }

  /// When the newest orders begin that are to be left out.
  ///
  /// @param orders how many; none for 0
  public static Optional<Instant> newest(Collection<ShipmentRow> history, int orders) {
    Map<OrderId, Instant> orderedAt = new HashMap<>();
    history.forEach(row -> orderedAt.put(row.order(), row.orderedAt()));
    return orderedAt.values().stream()
        .sorted(Comparator.reverseOrder())
        .limit(orders)
        .min(Comparator.naturalOrder());
  }

  private static Optional<Instant> handedOver(ShipmentRow row) {
    return UsualHandover.handedOver(row);
  }

  private static Duration settles(List<ShipmentRow> rows, Instant end) {
    long[] seconds =
        rows.stream()
            .mapMultiToLong((row, each) -> secondsToHandover(row, end).ifPresent(each))
            .sorted()
            .toArray();
    return seconds.length == 0 ? Duration.ZERO : settled(seconds[(int) settledAt(seconds.length)]);
  }

  /// Seconds from its order to its hand-over; empty if it had none before the end of the data.
  public static OptionalLong secondsToHandover(ShipmentRow row, Instant end) {
    return handedOver(row)
        .filter(at -> at.isBefore(end))
        .map(at -> OptionalLong.of(Duration.between(row.orderedAt(), at).toSeconds()))
        .orElse(OptionalLong.empty());
  }

  /// Where, among so many parcels sorted by [#secondsToHandover], the one stands that
  /// `handoverSettles` goes by.
  public static long settledAt(long parcels) {
    return (long) (parcels * NEARLY_ALL);
  }

  /// `handoverSettles` of its seconds.
  public static Duration settled(long seconds) {
    return Duration.ofSeconds(Math.max(0, seconds));
  }

  /// What it tells later orders; empty if it did not arrive.
  public static Optional<Arrival> arrival(ShipmentRow row) {
    return row.journey() instanceof Journey.Delivered(var handedOver, var delivered, var known)
        ? Optional.of(
            new Arrival(
                row.carrierService(),
                row.originRegion(),
                row.destinationRegion(),
                handedOver,
                delivered,
                known,
                ReferenceTransit.hours(row.publishedDays(), row.distanceKm())))
        : Optional.empty();
  }

  /// The newest instant at which anything became known of it.
  public static Instant newestInstant(ShipmentRow row) {
    return switch (row.journey()) {
      case Journey.NotHandedOver none -> row.orderedAt();
      case Journey.Underway(var handedOver, var canceled) -> later(row.orderedAt(), handedOver);
      case Journey.Delivered(var handedOver, var delivered, var known) -> known;
      case Journey.Lost(var handedOver, var known) -> known;
    };
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }

  /// Time after an order by which 199 of 200 arrivals are known, by the older half of the history
  /// (whose end is not cut off), at least 3 and at most 120 days.
  public Duration arrivalSettles() {
    long[] seconds =
        all.stream()
            .limit(all.size() / 2)
            .filter(Parcel::isDelivered)
            .mapToLong(parcel -> Duration.between(parcel.orderedAt(), parcel.knownAt()).toSeconds())
            .sorted()
            .toArray();
    long days = seconds.length == 0 ? 0 : seconds[(int) (seconds.length * 0.995)] / 86_400 + 1;
    return Duration.ofDays(Math.clamp(days, 3, 120));
  }

  /// The parcels ordered before an instant, as they were known then.
  public Parcels asOf(Instant now) {
    return new Parcels(
        all.stream()
            .filter(parcel -> parcel.orderedAt().isBefore(now))
            .map(parcel -> parcel.asOf(now))
            .toList(),
        now,
        handoverSettles,
        sha256);
  }

  /// The parcels ordered in a time, with all that is known of them.
  ///
  /// @param until excluded
  public List<Parcel> between(Instant from, Instant until) {
    return ordered(from).filter(parcel -> parcel.orderedAt().isBefore(until)).toList();
  }

  private Stream<Parcel> ordered(Instant from) {
    return all.stream().filter(parcel -> !parcel.orderedAt().isBefore(from));
  }
}
