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
import dev.whence.training.split.TemporalParts.Part;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The parcels of a history in the order of their hand-over, each with what was known before its
/// order came in.
///
/// Left out are shipments never handed over and those called off underway: they say nothing about
/// carriers.
///
/// @param knownUntil the end of the data: the newest instant in it, or where the hold-out begins
/// @param sha256 of the shipments behind them, without those held out
public record Parcels(List<Parcel> all, Instant knownUntil, String sha256) {

  public Parcels {
    all = List.copyOf(all);
  }

  /// @param holdOutOrders the newest orders of which nothing may be known
  public static Parcels of(Collection<ShipmentRow> history, int holdOutOrders) {
    Optional<Instant> holdOutFrom = holdOutFrom(history, holdOutOrders);
    List<ShipmentRow> rows =
        history.stream()
            .filter(row -> holdOutFrom.isEmpty() || row.orderedAt().isBefore(holdOutFrom.get()))
            .toList();
    RecentTransitTracker recent = new RecentTransitTracker();
    rows.stream()
        .flatMap(row -> arrival(row).stream())
        .sorted(Comparator.comparing(Arrival::knownAt))
        .forEach(recent::add);
    List<Parcel> parcels =
        rows.stream()
            .flatMap(row -> parcel(row, recent).stream())
            .sorted(Comparator.comparing(Parcel::handedOverAt))
            .toList();
    Instant newest =
        rows.stream()
            .map(Parcels::newestInstant)
            .max(Comparator.naturalOrder())
            .orElse(Instant.MIN);
    return new Parcels(parcels, holdOutFrom.orElse(newest), HistoryRows.digest(rows.stream()));
  }

  private static Optional<Instant> holdOutFrom(Collection<ShipmentRow> history, int orders) {
    if (orders == 0) {
      return Optional.empty();
    }
    Map<OrderId, Instant> orderedAt = new HashMap<>();
    history.forEach(row -> orderedAt.put(row.order(), row.orderedAt()));
    return orderedAt.values().stream()
        .sorted(Comparator.reverseOrder())
        .limit(orders)
        .min(Comparator.naturalOrder());
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

  private static Optional<Parcel> parcel(ShipmentRow row, RecentTransitTracker recent) {
    return switch (row.journey()) {
      case Journey.NotHandedOver none -> Optional.empty();
      case Journey.Underway(var handedOver, var canceled) ->
          canceled
              ? Optional.empty()
              : Optional.of(parcel(row, recent, handedOver, Instant.MAX, Instant.MAX));
      case Journey.Lost(var handedOver, var known) ->
          Optional.of(parcel(row, recent, handedOver, Instant.MAX, Instant.MAX));
      case Journey.Delivered(var handedOver, var delivered, var known) ->
          Optional.of(parcel(row, recent, handedOver, delivered, known));
    };
  }

  private static Parcel parcel(
      ShipmentRow row,
      RecentTransitTracker recent,
      Instant handedOver,
      Instant delivered,
      Instant known) {
    TransitQuery query =
        new TransitQuery(
            row.distanceKm(),
            row.publishedDays(),
            row.publishedOnTime(),
            row.weightGrams(),
            handedOver.atZone(row.originTimeZone()),
            !row.originCountry().equals(row.destinationCountry()),
            recent.at(
                row.orderedAt(),
                row.carrierService(),
                row.originRegion(),
                row.destinationRegion()));
    return new Parcel(
        query, row.orderedAt(), row.destinationTimeZone(), promisedUntil(row), delivered, known);
  }

  private static Instant promisedUntil(ShipmentRow row) {
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

  /// Time after which 199 of 200 arrivals are known, by the older half of the history (whose end is
  /// not cut off), at least 3 and at most 60 days.
  public Duration usualEmbargo() {
    long[] seconds =
        all.stream()
            .limit(all.size() / 2)
            .filter(Parcel::isDelivered)
            .mapToLong(
                parcel -> Duration.between(parcel.handedOverAt(), parcel.knownAt()).toSeconds())
            .sorted()
            .toArray();
    long days = seconds.length == 0 ? 0 : seconds[(int) (seconds.length * 0.995)] / 86_400 + 1;
    return Duration.ofDays(Math.clamp(days, 3, 60));
  }

  /// Parcels handed over in a part, with arrivals forgotten that became known too late for it.
  public List<Parcel> in(Part part) {
    List<Parcel> parcels = new ArrayList<>();
    for (Parcel parcel : all) {
      if (part.contains(parcel.handedOverAt())) {
        boolean known = !parcel.isDelivered() || part.knows(parcel.knownAt());
        parcels.add(known ? parcel : parcel.asUndelivered());
      }
    }
    return parcels;
  }
}
