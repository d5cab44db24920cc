package dev.whence.pipeline.history;

import com.jerolba.carpet.annotation.NotNull;
import dev.whence.domain.GeoPoint;
import dev.whence.domain.Probability;
import dev.whence.domain.attributes.Attributes;
import dev.whence.domain.attributes.Attributes.Value;
import dev.whence.domain.carriers.CarrierServiceId;
import dev.whence.domain.inventory.Item;
import dev.whence.domain.inventory.NodeType;
import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.inventory.Sku;
import dev.whence.domain.orders.Destination;
import dev.whence.domain.orders.OrderId;
import dev.whence.domain.orders.OrderLineId;
import dev.whence.domain.orders.Promise;
import dev.whence.models.attributes.AttributesJson;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Currency;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The columns of each history file. Component names become column names in snake case; what is
/// nullable here is nullable in the file, and what a file written elsewhere may lack has a default.
final class ParquetRows {

  /// By name: a history has millions of rows in a few zones.
  private static final Map<String, ZoneId> ZONES = new ConcurrentHashMap<>();

  private ParquetRows() {}

  /// @throws java.time.DateTimeException if there is no such zone
  private static ZoneId zone(String name) {
    return ZONES.computeIfAbsent(name, ZoneId::of);
  }

  /// @throws IllegalArgumentException also if a number is beyond 32 bits, which models are given
  private static Attributes told(@Nullable String text) {
    Attributes attributes = AttributesJson.read(text);
    attributes
        .values()
        .forEach((name, value) -> {
          if (value instanceof Value.Measure(var number) && !Float.isFinite((float) number)) {
            throw new IllegalArgumentException(
                "attribute %s is %s, which is no number to go by".formatted(name, number));
          }
        });
    return attributes;
  }

  /// A flat record as it lies in the file.
  interface Columns<T> {
    T toRow();
  }

  record OrderColumns(
      @NotNull String orderId,
      @NotNull Instant orderedAt,
      @IfAbsent("web") @NotNull String channel,
      @IfAbsent("regular") @NotNull String customerClass,
      @IfAbsent("") @NotNull String customerId,
      @IfAbsent("STANDARD") @NotNull String serviceLevel,
      @NotNull String currency,
      @NotNull String destinationCountry,
      @IfAbsent("") @NotNull String destinationRegion,
      @IfAbsent("") @NotNull String destinationPostalCode,
      double destinationLatitude,
      double destinationLongitude,
      @NotNull String destinationTimeZone,
      @Nullable LocalDate promisedDate,
      @IfAbsent("false") boolean canceled)
      implements Columns<OrderRow> {

    static OrderColumns of(OrderRow row) {
      Destination to = row.destination();
      return new OrderColumns(
          row.id().value(),
          row.orderedAt(),
          row.channel(),
          row.customerClass(),
          row.customerId(),
          row.serviceLevel(),
          row.currency().getCurrencyCode(),
          to.country(),
          to.region(),
          to.postalCode(),
          to.location().latitude(),
          to.location().longitude(),
          to.timeZone().getId(),
          dateOf(row.promise()),
          row.canceled());
    }

    @Override
    public OrderRow toRow() {
      return new OrderRow(
          new OrderId(orderId),
          orderedAt,
          channel,
          customerClass,
          customerId,
          serviceLevel,
          Currency.getInstance(currency),
          new Destination(
              destinationCountry,
              destinationRegion,
              destinationPostalCode,
              new GeoPoint(destinationLatitude, destinationLongitude),
              zone(destinationTimeZone)),
          promiseOf(promisedDate),
          canceled);
    }
  }

  record OrderLineColumns(
      @NotNull String orderId,
      @NotNull String lineId,
      @IfAbsent("") @NotNull String shipmentId,
      @NotNull Instant orderedAt,
      @IfAbsent("") @NotNull String customerId,
      @IfAbsent("web") @NotNull String channel,
      @NotNull String sku,
      @IfAbsent("") @NotNull String category,
      @IfAbsent("1") int quantity,
      long unitPriceMinor,
      @NotNull String currency,
      int orderUnits,
      int orderLines,
      int sameCategoryUnits,
      @IfAbsent("false") boolean canceled,
      @Nullable String attributes)
      implements Columns<OrderLineRow> {

    static OrderLineColumns of(OrderLineRow row) {
      return new OrderLineColumns(
          row.order().value(),
          row.line().value(),
          row.shipmentId(),
          row.orderedAt(),
          row.customerId(),
          row.channel(),
          row.sku().value(),
          row.category(),
          row.quantity(),
          row.unitPriceMinor(),
          row.currency().getCurrencyCode(),
          row.orderUnits(),
          row.orderLines(),
          row.sameCategoryUnits(),
          row.canceled(),
          AttributesJson.write(row.attributes()));
    }

    @Override
    public OrderLineRow toRow() {
      return new OrderLineRow(
          new OrderId(orderId),
          new OrderLineId(lineId),
          shipmentId,
          orderedAt,
          customerId,
          channel,
          new Sku(sku),
          category,
          quantity,
          unitPriceMinor,
          Currency.getInstance(currency),
          orderUnits,
          orderLines,
          sameCategoryUnits,
          canceled,
          told(attributes));
    }
  }

  /// How the file spells the cases of [Journey].
  enum Status {
    AWAITING_HANDOVER,
    CANCELED,
    IN_TRANSIT,
    DELIVERED,
    LOST
  }

  record ShipmentColumns(
      @NotNull String shipmentId,
      @NotNull String orderId,
      @NotNull String shipNode,
      @NotNull String carrierService,
      @NotNull Instant orderedAt,
      @Nullable Instant plannedHandover,
      @NotNull String originCountry,
      @IfAbsent("") @NotNull String originRegion,
      @NotNull String originTimeZone,
      @NotNull String destinationCountry,
      @IfAbsent("") @NotNull String destinationRegion,
      @NotNull String destinationTimeZone,
      double distanceKm,
      @IfAbsent("0") int publishedDays,
      @IfAbsent("0") double publishedOnTime,
      @IfAbsent("0") long weightGrams,
      @IfAbsent("1") int units,
      @IfAbsent("0") long freightMinor,
      @NotNull String currency,
      @Nullable LocalDate promisedDate,
      @NotNull Status status,
      @Nullable Instant handedOverAt,
      @Nullable Instant deliveredAt,
      @Nullable Instant knownAt,
      @Nullable Instant promisedUntil,
      @Nullable String attributes)
      implements Columns<ShipmentRow> {

    static ShipmentColumns of(ShipmentRow row) {
      return switch (row.journey()) {
        case Journey.NotHandedOver(var canceled) ->
            of(row, canceled ? Status.CANCELED : Status.AWAITING_HANDOVER, null, null, null);
        case Journey.Underway(var handedOver, var canceled) ->
            of(row, canceled ? Status.CANCELED : Status.IN_TRANSIT, handedOver, null, null);
        case Journey.Delivered(var handedOver, var delivered, var known) ->
            of(row, Status.DELIVERED, handedOver, delivered, known);
        case Journey.Lost(var handedOver, var known) ->
            of(row, Status.LOST, handedOver, null, known);
      };
    }

    private static ShipmentColumns of(
        ShipmentRow row,
        Status status,
        @Nullable Instant handedOverAt,
        @Nullable Instant deliveredAt,
        @Nullable Instant knownAt) {
      return new ShipmentColumns(
          row.shipmentId(),
          row.order().value(),
          row.shipNode().value(),
          row.carrierService().value(),
          row.orderedAt(),
          row.plannedHandover().orElse(null),
          row.originCountry(),
          row.originRegion(),
          row.originTimeZone().getId(),
          row.destinationCountry(),
          row.destinationRegion(),
          row.destinationTimeZone().getId(),
          row.distanceKm(),
          row.publishedDays(),
          row.publishedOnTime().value(),
          row.weightGrams(),
          row.units(),
          row.freightMinor(),
          row.currency().getCurrencyCode(),
          dateOf(row.promise()),
          status,
          handedOverAt,
          deliveredAt,
          knownAt,
          row.promisedUntil().orElse(null),
          AttributesJson.write(row.attributes()));
    }

    @Override
    public ShipmentRow toRow() {
      return new ShipmentRow(
          shipmentId,
          new OrderId(orderId),
          new ShipNodeId(shipNode),
          new CarrierServiceId(carrierService),
          orderedAt,
          Optional.ofNullable(plannedHandover),
          originCountry,
          originRegion,
          zone(originTimeZone),
          destinationCountry,
          destinationRegion,
          zone(destinationTimeZone),
          distanceKm,
          publishedDays,
          new Probability(publishedOnTime),
          weightGrams,
          units,
          freightMinor,
          Currency.getInstance(currency),
          promiseOf(promisedDate),
          journey(),
          Optional.ofNullable(promisedUntil),
          told(attributes));
    }

    private Journey journey() {
      return switch (status) {
        case AWAITING_HANDOVER -> new Journey.NotHandedOver(false);
        case CANCELED ->
            handedOverAt == null
                ? new Journey.NotHandedOver(true)
                : new Journey.Underway(handedOverAt, true);
        case IN_TRANSIT -> new Journey.Underway(required(handedOverAt, "handed_over_at"), false);
        case DELIVERED ->
            new Journey.Delivered(
                required(handedOverAt, "handed_over_at"),
                required(deliveredAt, "delivered_at"),
                required(knownAt, "known_at"));
        case LOST ->
            new Journey.Lost(
                required(handedOverAt, "handed_over_at"), required(knownAt, "known_at"));
      };
    }

    private Instant required(@Nullable Instant instant, String column) {
      return Objects.requireNonNull(
          instant, () -> "Shipment %s is %s but has no %s.".formatted(shipmentId, status, column));
    }
  }

  record EventColumns(
      @NotNull String shipmentId,
      @NotNull Scan scan,
      @NotNull Instant occurredAt,
      @NotNull Instant recordedAt,
      @IfAbsent("") @NotNull String region)
      implements Columns<ShipmentEventRow> {

    static EventColumns of(ShipmentEventRow row) {
      return new EventColumns(
          row.shipmentId(), row.scan(), row.occurredAt(), row.recordedAt(), row.region());
    }

    @Override
    public ShipmentEventRow toRow() {
      return new ShipmentEventRow(shipmentId, scan, occurredAt, recordedAt, region);
    }
  }

  record ReturnColumns(
      @NotNull String orderId,
      @NotNull String lineId,
      @NotNull Instant returnedAt,
      @IfAbsent("1") int units,
      @IfAbsent("") @NotNull String reason)
      implements Columns<ReturnRow> {

    static ReturnColumns of(ReturnRow row) {
      return new ReturnColumns(
          row.order().value(), row.line().value(), row.returnedAt(), row.units(), row.reason());
    }

    @Override
    public ReturnRow toRow() {
      return new ReturnRow(
          new OrderId(orderId), new OrderLineId(lineId), returnedAt, units, reason);
    }
  }

  record NodeColumns(
      @NotNull String shipNode,
      @IfAbsent("") @NotNull String name,
      @NotNull NodeType type,
      @NotNull String country,
      @IfAbsent("") @NotNull String region,
      double latitude,
      double longitude,
      @NotNull String timeZone)
      implements Columns<NodeRow> {

    static NodeColumns of(NodeRow row) {
      return new NodeColumns(
          row.id().value(),
          row.name(),
          row.type(),
          row.country(),
          row.region(),
          row.location().latitude(),
          row.location().longitude(),
          row.timeZone().getId());
    }

    @Override
    public NodeRow toRow() {
      return new NodeRow(
          new ShipNodeId(shipNode),
          name,
          type,
          country,
          region,
          new GeoPoint(latitude, longitude),
          zone(timeZone));
    }
  }

  record ItemColumns(
      @NotNull String sku,
      @IfAbsent("") @NotNull String category,
      @IfAbsent("0") int weightGrams,
      @IfAbsent("0") int volumeCm3,
      @IfAbsent("0") int longestSideMm,
      @IfAbsent("false") boolean hazmat)
      implements Columns<Item> {

    static ItemColumns of(Item item) {
      return new ItemColumns(
          item.sku().value(),
          item.category(),
          Math.toIntExact(item.weightGrams()),
          item.volumeCm3(),
          item.longestSideMm(),
          item.hazmat());
    }

    @Override
    public Item toRow() {
      return new Item(new Sku(sku), category, weightGrams, volumeCm3, longestSideMm, hazmat);
    }
  }

  private static @Nullable LocalDate dateOf(Promise promise) {
    return switch (promise) {
      case Promise.On(var date) -> date;
      case Promise.Exactly(var date) -> date;
      case Promise.AsPolicySays() -> null;
    };
  }

  private static Promise promiseOf(@Nullable LocalDate promisedDate) {
    return promisedDate == null ? new Promise.AsPolicySays() : new Promise.On(promisedDate);
  }
}
