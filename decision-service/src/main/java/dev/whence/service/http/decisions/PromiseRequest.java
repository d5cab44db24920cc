package dev.whence.service.http.decisions;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.domain.attributes.Attributes;
import dev.whence.domain.orders.Destination;
import dev.whence.domain.orders.Order;
import dev.whence.domain.orders.OrderId;
import dev.whence.domain.orders.Promise;
import dev.whence.rules.sourcing.Demands;
import dev.whence.service.failures.Failure;
import dev.whence.service.failures.FailureException;
import dev.whence.service.failures.FieldErrors;
import dev.whence.service.http.Fields;
import java.time.Instant;
import java.util.Currency;
import java.util.List;

/// The body of `POST /v1/promises`: an order that is none yet.
///
/// @param basket as an order that is placed at the moment asked about
/// @param excluded what the demands exclude, in the order of the body
record PromiseRequest(Order basket, Demands demands, BasketFields.Excluded excluded) {
  /// No order has this id in any store: nothing of a promise is written.
  private static final OrderId NO_ORDER = new OrderId("basket");

  /// @param now the moment asked about where the body names none
  /// @throws FailureException with every error if the body is no valid request
  static PromiseRequest read(JsonNode body, Instant now) {
    var errors = new FieldErrors();
    Fields fields = Fields.ofBody(body, "", errors);
    String channel = fields.word("channel");
    String customerClass = fields.word("customerClass");
    String customerId = fields.wordOr("customerId", "");
    String serviceLevel = fields.wordOr("serviceLevel", "STANDARD");
    Destination destination = fields.object("destination", BasketFields::readDestination);
    Promise promise =
        fields.has("deliverOn")
            ? new Promise.Exactly(fields.date("deliverOn"))
            : new Promise.AsPolicySays();
    Currency currency = fields.currency("currency");
    Instant at = fields.instantOr("at", now);
    List<BasketFields.Line> lines = BasketFields.lines(fields, BasketFields.LineId.OR_POSITION);
    var excluded = BasketFields.Excluded.read(fields);
    Demands demands =
        Demands.NONE.excludingNodes(excluded.nodes()).excludingServices(excluded.services());
    Attributes attributes = fields.attributes("attributes");
    BasketFields.complainOfAttributes(fields, attributes, lines);
    fields.end();
    errors.throwAs(Failure.InvalidRequest::new);
    return new PromiseRequest(
        new Order(
            NO_ORDER,
            channel,
            customerClass,
            customerId,
            serviceLevel,
            destination,
            promise,
            currency,
            at,
            lines.stream().map(line -> line.orderLine(currency)).toList(),
            attributes),
        demands,
        excluded);
  }
}
