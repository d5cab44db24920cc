package dev.whence.service.http.decisions;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.domain.GeoPoint;
import dev.whence.domain.Money;
import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.inventory.Sku;
import dev.whence.domain.orders.Destination;
import dev.whence.domain.orders.Order;
import dev.whence.domain.orders.OrderId;
import dev.whence.domain.orders.OrderLine;
import dev.whence.domain.orders.OrderLineId;
import dev.whence.domain.orders.Promise;
import dev.whence.service.failures.Failure;
import dev.whence.service.failures.FailureException;
import dev.whence.service.failures.FieldErrors;
import dev.whence.service.http.Fields;
import java.math.BigInteger;
import java.util.Currency;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// The body of `POST /v1/decisions`.
///
/// @param excluded ship nodes that may not be chosen, for instance because they refused the order
public record DecisionRequest(Mode mode, Order order, Set<ShipNodeId> excluded) {
  private static final int MOST_LINES = 200;
  private static final int MOST_EXCLUDED = 1_000;
  private static final int HIGHEST_QUANTITY = 10_000_000;
  private static final long HIGHEST_PRICE = 100_000_000_000L;

  /// In minor units: a ninth of what can be counted in ten-thousandths of one.
  private static final long HIGHEST_ORDER_VALUE = 100_000_000_000_000L;

  public DecisionRequest {
    excluded = Set.copyOf(excluded);
  }

  /// @throws FailureException with every error if the body is no valid request
  public static DecisionRequest read(JsonNode body) {
    var errors = new FieldErrors();
    Fields fields = Fields.ofBody(body, "", errors);
    Mode mode =
        fields.has("mode")
            ? fields.oneOf("mode", List.of(Mode.values()), Mode::spelling)
            : Mode.COMMIT;
    OrderFields order = fields.object("order", OrderFields::read);
    Set<ShipNodeId> excluded = new TreeSet<>();
    List<String> nodes = fields.words("excludeNodes");
    nodes.forEach(node -> excluded.add(new ShipNodeId(node)));
    if (nodes.size() > MOST_EXCLUDED) {
      fields.complain("excludeNodes", "must be at most " + MOST_EXCLUDED, nodes.size() + " nodes");
    }
    fields.ignore("attributes");
    fields.end();
    errors.throwAs(Failure.InvalidRequest::new);
    return new DecisionRequest(mode, order.order(), excluded);
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
              fields.has("promiseDate")
                  ? new Promise.On(fields.date("promiseDate"))
                  : new Promise.AsPolicySays(),
              fields.currency("currency"),
              fields.instant("orderedAt"),
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

    private static Destination readDestination(Fields fields) {
      return new Destination(
          fields.country("country"),
          fields.wordOr("region", ""),
          fields.wordOr("postalCode", ""),
          new GeoPoint(fields.decimal("latitude", -90, 90), fields.decimal("longitude", -180, 180)),
          fields.zone("timeZone"));
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

  private record LineFields(String id, String sku, int quantity, long unitPriceMinor) {

    /// Remembers the line ids it has read.
    static java.util.function.Function<Fields, LineFields> reader() {
      var ids = new HashSet<String>();
      return fields -> {
        var line =
            new LineFields(
                fields.word("lineId"),
                fields.word("sku"),
                fields.integer("quantity", 1, HIGHEST_QUANTITY),
                fields.longInteger("unitPriceMinor", 0, HIGHEST_PRICE));
        if (fields.raw().path("lineId").isTextual() && !ids.add(line.id)) {
          fields.complain("lineId", "is the id of an earlier line, too");
        }
        fields.ignore("attributes");
        return line;
      };
    }

    OrderLine orderLine(Currency currency) {
      return new OrderLine(
          new OrderLineId(id), new Sku(sku), quantity, new Money(unitPriceMinor, currency));
    }
  }
}
