package dev.whence.training.transit;

import dev.whence.domain.carriers.RecentTransit;
import dev.whence.domain.estimates.TransitQuery;
import dev.whence.domain.orders.Promise;
import dev.whence.pipeline.history.Journey;
import dev.whence.pipeline.history.ShipmentRow;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/// One shipment of a history with what was known when its order came in: the one place where both
/// become what the model is asked, wherever the windows were swept.
///
/// @param recent strictly before the order
/// @param handover as planned; where the history does not say, as [UsualHandover] expects it
public record Asked(ShipmentRow row, RecentTransit recent, Instant handover) {

  /// What the model is asked.
  public TransitQuery query() {
    return new TransitQuery(
        row.distanceKm(),
        row.publishedDays(),
        row.publishedOnTime(),
        row.weightGrams(),
        handover.atZone(row.originTimeZone()),
        !row.originCountry().equals(row.destinationCountry()),
        recent,
        row.attributes());
  }

  /// The parcel with what became of it; empty if it was never handed over or was called off.
  public Optional<Parcel> parcel() {
    return switch (row.journey()) {
      case Journey.NotHandedOver none -> Optional.empty();
      case Journey.Underway(var handedOver, var canceled) ->
          canceled ? Optional.empty() : Optional.of(unanswered());
      case Journey.Lost(var handedOver, var known) -> Optional.of(unanswered());
      case Journey.Delivered(var handedOver, var delivered, var known) ->
          Optional.of(parcel(delivered, known));
    };
  }

  /// The parcel as it was when its order came: nothing has become of it.
  public Parcel unanswered() {
    return parcel(Instant.MAX, Instant.MAX);
  }

  private Parcel parcel(Instant delivered, Instant known) {
    return new Parcel(
        row.shipmentId(),
        query(),
        row.orderedAt(),
        row.destinationTimeZone(),
        row.promisedUntil().orElseGet(this::endOfPromise),
        delivered,
        known,
        row.promisedUntil().isPresent());
  }

  private Instant endOfPromise() {
    return switch (row.promise()) {
      case Promise.On(var date) -> endOf(date);
      case Promise.Exactly(var date) -> endOf(date);
      case Promise.AsPolicySays() -> Instant.MAX;
    };
  }

  private Instant endOf(LocalDate date) {
    return date.plusDays(1).atStartOfDay(row.destinationTimeZone()).toInstant();
  }
}
