package dev.whence.service.http.history;

import dev.whence.domain.Probability;
import dev.whence.domain.carriers.CarrierServiceId;
import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.inventory.Sku;
import dev.whence.domain.orders.OrderId;
import dev.whence.domain.orders.OrderLineId;
import dev.whence.domain.orders.Promise;
import dev.whence.service.history.ReturnedUnits;
import dev.whence.service.history.ShipmentEvent;
import dev.whence.service.http.Fields;
import dev.whence.service.shipments.ShipmentRecord;
import java.time.Instant;
import java.util.List;

/// Reads what carriers and returns desks send. Members nobody knows are let pass: their senders add
/// some without asking.
final class ShipmentFields {
  private static final int MOST_LINES = 1_000;
  private static final int MOST_UNITS = 1_000_000;
  private static final int HALF_THE_EQUATOR_KM = 20_100;
  private static final int LONGEST_TRANSIT_DAYS = 365;
  private static final long HEAVIEST_GRAMS = 100_000_000;
  private static final long HIGHEST_FREIGHT_MINOR = 1_000_000_000_000L;

  private ShipmentFields() {}

  static ShipmentRecord readShipment(Fields fields) {
    var shipment =
        new ShipmentRecord(
            fields.word("shipmentId"),
            new OrderId(fields.word("orderId")),
            new ShipNodeId(fields.word("shipNode")),
            new CarrierServiceId(fields.word("carrierService")),
            fields.instant("orderedAt"),
            fields.country("originCountry"),
            fields.wordOr("originRegion", ""),
            fields.zone("originTimeZone"),
            fields.country("destinationCountry"),
            fields.wordOr("destinationRegion", ""),
            fields.zone("destinationTimeZone"),
            fields.decimal("distanceKm", 0, HALF_THE_EQUATOR_KM),
            fields.integerOr("publishedDays", 0, LONGEST_TRANSIT_DAYS, 0),
            new Probability(fields.decimalOr("publishedOnTime", 0, 1, 0)),
            fields.longInteger("weightGrams", 0, HEAVIEST_GRAMS),
            fields.has("freightMinor")
                ? fields.longInteger("freightMinor", 0, HIGHEST_FREIGHT_MINOR)
                : 0,
            fields.currency("currency"),
            fields.has("promisedDate")
                ? new Promise.On(fields.date("promisedDate"))
                : new Promise.AsPolicySays(),
            fields.isTable()
                ? List.of()
                : fields.objects("lines", 0, MOST_LINES, ShipmentFields::readLine),
            fields.attributes("attributes"));
    fields.ignoreOthers();
    return shipment;
  }

  private static ShipmentRecord.Line readLine(Fields fields) {
    var line =
        new ShipmentRecord.Line(
            new OrderLineId(fields.word("lineId")),
            new Sku(fields.word("sku")),
            fields.wordOr("category", ""),
            fields.wordOr("customerId", ""),
            fields.integer("units", 1, MOST_UNITS));
    fields.ignoreOthers();
    return line;
  }

  static ShipmentEvent readEvent(Fields fields) {
    Instant occurredAt = fields.instant("occurredAt");
    var event =
        new ShipmentEvent(
            fields.word("eventId"),
            fields.word("shipmentId"),
            fields.word("scan"),
            occurredAt,
            fields.instantOr("recordedAt", occurredAt),
            fields.wordOr("region", ""));
    if (event.recordedAt().isBefore(occurredAt)) {
      fields.complain("recordedAt", "must not lie before occurredAt");
    }
    fields.ignoreOthers();
    return event;
  }

  static ReturnedUnits readReturn(Fields fields) {
    var returned =
        new ReturnedUnits(
            fields.word("returnId"),
            new OrderId(fields.word("orderId")),
            new OrderLineId(fields.word("lineId")),
            fields.integer("units", 1, MOST_UNITS),
            fields.wordOr("reason", ""),
            fields.instant("returnedAt"));
    fields.ignoreOthers();
    return returned;
  }
}
