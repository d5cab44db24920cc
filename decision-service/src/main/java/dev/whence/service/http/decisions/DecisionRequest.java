package dev.whence.service.http.decisions;

import static java.util.stream.Collectors.toMap;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.domain.attributes.Attributes;
import dev.whence.domain.carriers.CarrierServiceId;
import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.orders.Destination;
import dev.whence.domain.orders.Order;
import dev.whence.domain.orders.OrderId;
import dev.whence.domain.orders.OrderLine;
import dev.whence.domain.orders.OrderLineId;
import dev.whence.domain.orders.Promise;
import dev.whence.rules.sourcing.Demands;
import dev.whence.service.failures.Failure;
import dev.whence.service.failures.FailureException;
import dev.whence.service.failures.FieldErrors;
import dev.whence.service.http.Fields;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// The body of `POST /v1/decisions`.
///
/// @param demands what the caller insists on
/// @param excluded what they exclude, in the order of the body
public record DecisionRequest(
    Mode mode, Order order, Demands demands, BasketFields.Excluded excluded) {
  private static final int MOST_DEMANDS = 1_000;

  /// @param whenOrdered of an order that does not say when it was placed
  /// @throws FailureException with every error if the body is no valid request
  public static DecisionRequest read(JsonNode body, Function<OrderId, Instant> whenOrdered) {
    return read(body, whenOrdered, Instant.MAX);
  }

  /// As [#read(JsonNode, Function)].
  ///
  /// @param latestOrder no order is placed later
  static DecisionRequest read(
      JsonNode body, Function<OrderId, Instant> whenOrdered, Instant latestOrder) {
    var errors = new FieldErrors();
    Fields fields = Fields.ofBody(body, "", errors);
    Mode mode =
        fields.has("mode")
            ? fields.oneOf("mode", List.of(Mode.values()), Mode::spelling)
            : Mode.COMMIT;
    OrderFields order = fields.object("order", placed -> OrderFields.read(placed, latestOrder));
    var excluded = BasketFields.Excluded.read(fields);
    Demands demands = readDemands(fields, order, excluded);
    fields.ignore("attributes");
    fields.end();
    errors.throwAs(Failure.InvalidRequest::new);
    Order read = order.order(whenOrdered);
    Map<OrderLineId, Integer> quantities =
        read.lines().stream().collect(toMap(OrderLine::id, OrderLine::quantity));
    List<Demands.Contradiction> contradictions =
        demands.conflicts(line -> quantities.getOrDefault(line, 0));
    if (!contradictions.isEmpty()) {
      throw new FailureException(new Failure.ContradictingDemands(contradictions));
    }
    return new DecisionRequest(mode, read, demands, excluded);
  }

  private static Demands readDemands(
      Fields fields, OrderFields order, BasketFields.Excluded excluded) {
    return new Demands(
        excluded.nodes(),
        excluded.services(),
        order.shipNotBefore,
        order.shipBy,
        fields.objectsOr("pins", MOST_DEMANDS, DecisionRequest::readPin),
        fields.objectsOr("sameNode", MOST_DEMANDS, DecisionRequest::readGroup),
        fields.has("shipComplete") && fields.flag("shipComplete"),
        fields.objectsOr("callerPlan", BasketFields.MOST_LINES, DecisionRequest::readParcel),
        fields.has("explain")
            ? fields.oneOf("explain", List.of(Demands.Explain.values()), Codes::lower)
            : Demands.Explain.NODES);
  }

  private static Demands.Pin readPin(Fields fields) {
    return new Demands.Pin(
        new OrderLineId(fields.word("lineId")),
        new ShipNodeId(fields.word("shipNode")),
        fields.integer("units", 1, BasketFields.HIGHEST_QUANTITY));
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
            BasketFields.MOST_LINES,
            line ->
                new Demands.PlannedLine(
                    new OrderLineId(line.word("lineId")),
                    line.integer("units", 1, BasketFields.HIGHEST_QUANTITY))));
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
      Optional<Instant> orderedAt,
      LocalDate shipNotBefore,
      LocalDate shipBy,
      List<BasketFields.Line> lines,
      Attributes attributes) {

    static OrderFields read(Fields fields, Instant latestOrder) {
      var order =
          new OrderFields(
              fields.word("orderId"),
              fields.word("channel"),
              fields.word("customerClass"),
              fields.wordOr("customerId", ""),
              fields.word("serviceLevel"),
              fields.object("destination", BasketFields::readDestination),
              readPromise(fields),
              fields.currency("currency"),
              readOrderedAt(fields, latestOrder),
              fields.dateOr("shipNotBefore", Demands.ANY_EARLY),
              fields.dateOr("shipBy", Demands.ANY_LATE),
              BasketFields.lines(fields, BasketFields.LineId.GIVEN),
              fields.attributes("attributes"));
      BasketFields.complainOfAttributes(fields, order.attributes, order.lines);
      return order;
    }

    private static Optional<Instant> readOrderedAt(Fields fields, Instant latestOrder) {
      if (!fields.has("orderedAt")) {
        return Optional.empty();
      }
      Instant orderedAt = fields.instant("orderedAt");
      if (orderedAt.isAfter(latestOrder)) {
        fields.complain(
            "orderedAt",
            "must not be later than %s.\nMaybe leave it out: then the order is placed now"
                .formatted(latestOrder.truncatedTo(ChronoUnit.SECONDS)));
      }
      return Optional.of(orderedAt);
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

    Order order(Function<OrderId, Instant> whenOrdered) {
      return new Order(
          new OrderId(id),
          channel,
          customerClass,
          customerId,
          serviceLevel,
          destination,
          promise,
          currency,
          orderedAt.orElseGet(() -> whenOrdered.apply(new OrderId(id))),
          lines.stream().map(line -> line.orderLine(currency)).toList(),
          attributes);
    }
  }
}
