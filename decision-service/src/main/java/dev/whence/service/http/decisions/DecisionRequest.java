package dev.whence.service.http.decisions;

import static java.util.stream.Collectors.toMap;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.domain.GeoPoint;
import dev.whence.domain.Money;
import dev.whence.domain.carriers.CarrierServiceId;
import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.inventory.Sku;
import dev.whence.domain.orders.Component;
import dev.whence.domain.orders.Destination;
import dev.whence.domain.orders.Order;
import dev.whence.domain.orders.OrderId;
import dev.whence.domain.orders.OrderLine;
import dev.whence.domain.orders.OrderLineId;
import dev.whence.domain.orders.Promise;
import dev.whence.domain.places.AddressFacts;
import dev.whence.domain.places.Countries;
import dev.whence.domain.places.Located;
import dev.whence.domain.places.Locator;
import dev.whence.domain.places.PostalAreas;
import dev.whence.domain.places.Precision;
import dev.whence.rules.sourcing.Demands;
import dev.whence.service.failures.Failure;
import dev.whence.service.failures.FailureException;
import dev.whence.service.failures.FieldErrors;
import dev.whence.service.http.Fields;
import java.math.BigInteger;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Currency;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// The body of `POST /v1/decisions`.
///
/// @param demands what the caller insists on
public record DecisionRequest(Mode mode, Order order, Demands demands) {
  private static final int MOST_LINES = 200;
  private static final int MOST_EXCLUDED = 1_000;
  private static final int MOST_COMPONENTS = 50;
  private static final int MOST_DEMANDS = 1_000;
  private static final int MOST_ADDRESS_LINES = 10;
  private static final int LONGEST_ADDRESS_LINE = 200;
  private static final int HIGHEST_QUANTITY = 10_000_000;
  private static final long HIGHEST_PRICE = 100_000_000_000L;

  /// In minor units: a ninth of what can be counted in ten-thousandths of one.
  private static final long HIGHEST_ORDER_VALUE = 100_000_000_000_000L;

  /// @throws FailureException with every error if the body is no valid request
  public static DecisionRequest read(JsonNode body) {
    var errors = new FieldErrors();
    Fields fields = Fields.ofBody(body, "", errors);
    Mode mode =
        fields.has("mode")
            ? fields.oneOf("mode", List.of(Mode.values()), Mode::spelling)
            : Mode.COMMIT;
    OrderFields order = fields.object("order", OrderFields::read);
    Demands demands = readDemands(fields, order);
    fields.ignore("attributes");
    fields.end();
    errors.throwAs(Failure.InvalidRequest::new);
    Order read = order.order();
    Map<OrderLineId, Integer> quantities =
        read.lines().stream().collect(toMap(OrderLine::id, OrderLine::quantity));
    List<String> contradictions = demands.contradictions(line -> quantities.getOrDefault(line, 0));
    if (!contradictions.isEmpty()) {
      throw new FailureException(new Failure.ContradictingDemands(contradictions));
    }
    return new DecisionRequest(mode, read, demands);
  }

  private static Demands readDemands(Fields fields, OrderFields order) {
    return new Demands(
        ids(fields, "excludeNodes", ShipNodeId::new),
        ids(fields, "excludeServices", CarrierServiceId::new),
        order.shipNotBefore,
        order.shipBy,
        fields.objectsOr("pins", MOST_DEMANDS, DecisionRequest::readPin),
        fields.objectsOr("sameNode", MOST_DEMANDS, DecisionRequest::readGroup),
        fields.has("shipComplete") && fields.flag("shipComplete"),
        fields.objectsOr("callerPlan", MOST_LINES, DecisionRequest::readParcel),
        fields.has("explain")
            ? fields.oneOf("explain", List.of(Demands.Explain.values()), Codes::lower)
            : Demands.Explain.FULL);
  }

  private static <T> List<T> ids(Fields fields, String name, Function<String, T> id) {
    List<String> words = fields.words(name);
    if (words.size() > MOST_EXCLUDED) {
      fields.complain(name, "must be at most " + MOST_EXCLUDED, words.size() + " ids");
    }
    return words.stream().map(id).toList();
  }

  private static Demands.Pin readPin(Fields fields) {
    return new Demands.Pin(
        new OrderLineId(fields.word("lineId")),
        new ShipNodeId(fields.word("shipNode")),
        fields.integer("units", 1, HIGHEST_QUANTITY));
  }

  private static List<OrderLineId> readGroup(Fields fields) {
    List<String> lines = fields.words("lineIds");
    if (lines.size() < 2) {
      fields.complain("lineIds", "must be at least two lines", lines.size() + " lines");
    }
    return lines.stream().map(OrderLineId::new).toList();
  }

  private static Demands.PlannedParcel readParcel(Fields fields) {
    return new Demands.PlannedParcel(
        new ShipNodeId(fields.word("shipNode")),
        new CarrierServiceId(fields.word("carrierService")),
        fields.objects(
            "lines",
            1,
            MOST_LINES,
            line ->
                new Demands.PlannedLine(
                    new OrderLineId(line.word("lineId")),
                    line.integer("units", 1, HIGHEST_QUANTITY))));
  }

  /// An order before it is known to be valid.
  private record OrderFields(
      String id,
      String channel,
      String customerClass,
      String customerId,
      String serviceLevel,
      Destination destination,
      Promise promise,
      Currency currency,
      java.time.Instant orderedAt,
      LocalDate shipNotBefore,
      LocalDate shipBy,
      List<LineFields> lines) {

    static OrderFields read(Fields fields) {
      var order =
          new OrderFields(
              fields.word("orderId"),
              fields.word("channel"),
              fields.word("customerClass"),
              fields.wordOr("customerId", ""),
              fields.word("serviceLevel"),
              fields.object("destination", OrderFields::readDestination),
              readPromise(fields),
              fields.currency("currency"),
              fields.instant("orderedAt"),
              fields.dateOr("shipNotBefore", Demands.ANY_EARLY),
              fields.dateOr("shipBy", Demands.ANY_LATE),
              fields.objects("lines", 1, MOST_LINES, LineFields.reader()));
      fields.ignore("attributes");
      complainOfValue(fields, order.lines);
      return order;
    }

    private static void complainOfValue(Fields fields, List<LineFields> lines) {
      BigInteger value =
          lines.stream()
              .map(line ->
                  BigInteger.valueOf(line.unitPriceMinor)
                      .multiply(BigInteger.valueOf(line.quantity)))
              .reduce(BigInteger.ZERO, BigInteger::add);
      if (value.compareTo(BigInteger.valueOf(HIGHEST_ORDER_VALUE)) > 0) {
        fields.complain(
            "lines",
            "are worth %d minor units together; an order may be worth at most %d.\nMaybe send it as several orders"
                .formatted(value, HIGHEST_ORDER_VALUE),
            lines.size() + " lines");
      }
    }

    /// A day until which it arrives, or the very day; not both.
    private static Promise readPromise(Fields fields) {
      boolean exactly = fields.has("deliverOn");
      Promise promise = new Promise.AsPolicySays();
      if (fields.has("promiseDate")) {
        promise = new Promise.On(fields.date("promiseDate"));
        if (exactly) {
          fields.complain(
              "deliverOn", "must not stand beside promiseDate: it names the very day of delivery");
        }
      }
      return exactly ? new Promise.Exactly(fields.date("deliverOn")) : promise;
    }

    /// Where there are no coordinates, the place is looked up later among the loaded postal areas.
    private static Destination readDestination(Fields fields) {
      String country = fields.country("country");
      String region = fields.wordOr("region", "");
      String postalCode = fields.wordOr("postalCode", "");
      Optional<GeoPoint> given = Optional.empty();
      if (fields.has("latitude") || fields.has("longitude")) {
        given =
            Optional.of(
                new GeoPoint(
                    fields.decimal("latitude", -90, 90), fields.decimal("longitude", -180, 180)));
      }
      List<String> addressLines =
          fields.textLines("addressLines", MOST_ADDRESS_LINES, LONGEST_ADDRESS_LINE);
      ZoneId zone = fields.zone("timeZone");
      return new Destination(
          country,
          region,
          postalCode,
          Countries.isCode(country)
              ? Locator.locate(country, region, postalCode, given, PostalAreas.NONE)
              : new Located(new GeoPoint(0, 0), Precision.COUNTRY, 0),
          zone,
          AddressFacts.poBox(addressLines));
    }

    Order order() {
      return new Order(
          new OrderId(id),
          channel,
          customerClass,
          customerId,
          serviceLevel,
          destination,
          promise,
          currency,
          orderedAt,
          lines.stream().map(line -> line.orderLine(currency)).toList());
    }
  }

  private record LineFields(
      String id,
      String sku,
      int quantity,
      long unitPriceMinor,
      List<Component> components,
      boolean together) {

    /// Remembers the line ids it has read.
    static Function<Fields, LineFields> reader() {
      var ids = new HashSet<String>();
      return fields -> {
        var line =
            new LineFields(
                fields.word("lineId"),
                fields.word("sku"),
                fields.integer("quantity", 1, HIGHEST_QUANTITY),
                fields.longInteger("unitPriceMinor", 0, HIGHEST_PRICE),
                fields.objectsOr("components", MOST_COMPONENTS, componentReader()),
                fields.has("together") && fields.flag("together"));
        if (fields.raw().path("lineId").isTextual() && !ids.add(line.id)) {
          fields.complain("lineId", "is the id of an earlier line, too");
        }
        fields.ignore("attributes");
        line.complainOfComponents(fields);
        return line;
      };
    }

    /// So many bundles of so many units are as many units as a line may ask for, or more.
    private void complainOfComponents(Fields fields) {
      for (Component component : components) {
        long units = (long) quantity * component.quantity();
        if (units > HIGHEST_QUANTITY) {
          fields.complain(
              "components",
              "ask for %d units of %s together; a line may ask for at most %d.\nMaybe send it as several orders"
                  .formatted(units, component.sku(), HIGHEST_QUANTITY),
              components.size() + " components");
        }
      }
    }

    private static Function<Fields, Component> componentReader() {
      var skus = new HashSet<String>();
      return fields -> {
        String sku = fields.word("sku");
        if (!skus.add(sku)) {
          fields.complain("sku", "is an earlier component of the bundle, too");
        }
        return new Component(new Sku(sku), fields.integer("quantity", 1, HIGHEST_QUANTITY));
      };
    }

    OrderLine orderLine(Currency currency) {
      return new OrderLine(
          new OrderLineId(id),
          new Sku(sku),
          quantity,
          new Money(unitPriceMinor, currency),
          components,
          together);
    }
  }
}
