package dev.whence.training.transit;

import dev.whence.domain.estimates.TransitQuery;
import dev.whence.domain.orders.OrderId;
import dev.whence.domain.orders.Promise;
import dev.whence.models.transit.Arrival;
import dev.whence.models.transit.RecentTransitTracker;
import dev.whence.models.transit.ReferenceTransit;
import dev.whence.pipeline.history.Journey;
import dev.whence.pipeline.history.ShipmentRow;
import dev.whence.training.history.HistoryRows;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    RecentTransitTracker recent = new RecentTransitTracker();
    rows.stream()
        .flatMap(row -> arrival(row).stream())
        .filter(arrival -> arrival.knownAt().isBefore(end))
        .sorted(Comparator.comparing(Arrival::knownAt))
        .forEach(recent::add);
    UsualHandover usual = new UsualHandover(rows);
    List<Parcel> parcels =
        rows.stream()
            .filter(row -> handedOver(row).filter(at -> at.isBefore(end)).isPresent())
            .flatMap(row -> parcel(row, recent, usual).stream())
            .map(parcel -> parcel.asOf(end))
            .toList();
    return new Parcels(parcels, end, settles(rows, end), HistoryRows.digest(rows.stream()));
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
            .flatMap(row ->
                handedOver(row)
                    .filter(at -> at.isBefore(end))
                    .map(at -> Duration.between(row.orderedAt(), at).toSeconds())
                    .stream())
            .mapToLong(Long::longValue)
            .sorted()
            .toArray();
    return seconds.length == 0
        ? Duration.ZERO
        : Duration.ofSeconds(Math.max(0, seconds[(int) (seconds.length * NEARLY_ALL)]));
  }

  private static Optional<Arrival> arrival(ShipmentRow row) {
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

  private static Optional<Parcel> parcel(
      ShipmentRow row, RecentTransitTracker recent, UsualHandover usual) {
    return switch (row.journey()) {
      case Journey.NotHandedOver none -> Optional.empty();
      case Journey.Underway(var handedOver, var canceled) ->
          canceled
              ? Optional.empty()
              : Optional.of(parcel(row, recent, usual, Instant.MAX, Instant.MAX));
      case Journey.Lost(var handedOver, var known) ->
          Optional.of(parcel(row, recent, usual, Instant.MAX, Instant.MAX));
      case Journey.Delivered(var handedOver, var delivered, var known) ->
          Optional.of(parcel(row, recent, usual, delivered, known));
    };
  }

  private static Parcel parcel(
      ShipmentRow row,
      RecentTransitTracker recent,
      UsualHandover usual,
      Instant delivered,
      Instant known) {
    Instant handover =
        row.plannedHandover().orElseGet(() -> usual.of(row.shipNode(), row.orderedAt()));
    TransitQuery query =
        new TransitQuery(
            row.distanceKm(),
            row.publishedDays(),
            row.publishedOnTime(),
            row.weightGrams(),
            handover.atZone(row.originTimeZone()),
            !row.originCountry().equals(row.destinationCountry()),
            recent.at(
                row.orderedAt(),
                row.carrierService(),
                row.originRegion(),
                row.destinationRegion()));
    return new Parcel(
        row.shipmentId(),
        query,
        row.orderedAt(),
        row.destinationTimeZone(),
        row.promisedUntil().orElseGet(() -> endOfPromise(row)),
        delivered,
        known);
  }

  private static Instant endOfPromise(ShipmentRow row) {
    return switch (row.promise()) {
      case Promise.On(var date) -> endOf(date, row);
      case Promise.Exactly(var date) -> endOf(date, row);
      case Promise.AsPolicySays() -> Instant.MAX;
    };
  }

  private static Instant endOf(LocalDate date, ShipmentRow row) {
    return date.plusDays(1).atStartOfDay(row.destinationTimeZone()).toInstant();
  }

  private static Instant newestInstant(ShipmentRow row) {
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
