package dev.whence.service.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.whence.domain.orders.Destination;
import dev.whence.domain.orders.Order;
import dev.whence.domain.orders.OrderLine;
import dev.whence.domain.places.Precision;
import dev.whence.service.failures.Failure;
import dev.whence.service.failures.FieldError;
import dev.whence.service.http.Json;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A request to evaluate an order as fields of a form. A field is named by its JSON pointer in the
/// request, so that what the API complains about stands beside it; what has no field is carried
/// along. Amounts are typed in units of the currency, the API has them in minor units. Immutable.
public final class OrderForm {
  /// Members without a field.
  static final String REST = "rest";

  private static final Set<String> WHOLE_NUMBERS = Set.of("quantity");
  private static final Set<String> DECIMALS = Set.of("latitude", "longitude");
  private static final Set<String> FLAGS = Set.of("shipComplete");
  private static final Set<String> LISTS = Set.of("excludeNodes", "excludeServices");
  private static final String PRICE = "unitPriceMinor";
  private static final int MOST_LINES = 200;

  private final ObjectNode body;

  private OrderForm(ObjectNode body) {
    this.body = body;
    body.put("mode", "evaluate");
    body.remove("callerPlan");
  }

  /// @param request as `POST /v1/decisions` takes it
  static OrderForm of(byte[] request) {
    return Json.parse(request) instanceof ObjectNode object
        ? new OrderForm(object)
        : new OrderForm(JsonNodeFactory.instance.objectNode());
  }

  /// A past order, to be placed anew: as it was wanted, under an id of its own.
  static OrderForm of(Order order) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    ObjectNode to = body.putObject("order");
    to.put("orderId", order.id().value() + "-again");
    to.put("channel", order.channel());
    to.put("customerClass", order.customerClass());
    if (!order.customerId().isEmpty()) {
      to.put("customerId", order.customerId());
    }
    to.put("serviceLevel", order.serviceLevel());
    to.put("currency", order.currency().getCurrencyCode());
    Destination destination = order.destination();
    ObjectNode place = to.putObject("destination");
    place.put("country", destination.country());
    if (!destination.region().isEmpty()) {
      place.put("region", destination.region());
    }
    if (!destination.postalCode().isEmpty()) {
      place.put("postalCode", destination.postalCode());
    }
    if (destination.place().precision() == Precision.COORDINATES) {
      place.put("latitude", destination.location().latitude());
      place.put("longitude", destination.location().longitude());
    }
    place.put("timeZone", destination.timeZone().getId());
    if (destination.poBox()) {
      place.putArray("addressLines").add("PO Box 1");
    }
    ArrayNode lines = to.putArray("lines");
    order.lines().forEach(line -> put(line, lines.addObject()));
    return new OrderForm(body);
  }

  private static void put(OrderLine line, ObjectNode to) {
    to.put("lineId", line.id().value());
    to.put("sku", line.sku().value());
    to.put("quantity", line.quantity());
    to.put(PRICE, line.unitPrice().minorUnits());
    if (line.isBundle()) {
      ArrayNode components = to.putArray("components");
      line.components()
          .forEach(component ->
              components
                  .addObject()
                  .put("sku", component.sku().value())
                  .put("quantity", component.quantity()));
      to.put("together", line.together());
    }
  }

  /// What was typed. Lines in which nothing stands are left out.
  ///
  /// @throws dev.whence.service.failures.FailureException if the members without a field are no
  ///   JSON, which a form never sends
  static OrderForm of(Map<String, String> fields) {
    String rest = fields.getOrDefault(REST, "");
    ObjectNode body =
        !rest.isEmpty()
                && Json.parse(rest.getBytes(StandardCharsets.UTF_8)) instanceof ObjectNode carried
            ? carried
            : JsonNodeFactory.instance.objectNode();
    String currency = fields.getOrDefault("/order/currency", "");
    fields.forEach((name, value) -> {
      if (name.startsWith("/") && !name.startsWith("/order/lines/")) {
        put(body, name.substring(1).split("/", -1), value.strip(), currency);
      }
    });
    ObjectNode order = objectAt(body, "order");
    ArrayNode lines = JsonNodeFactory.instance.arrayNode();
    JsonNode before = order.path("lines");
    for (int i = 0; i < MOST_LINES; i++) {
      String place = "/order/lines/" + i + "/";
      if (!fields.containsKey(place + "sku")) {
        continue;
      }
      ObjectNode line =
          before.path(i) instanceof ObjectNode known
              ? known
              : JsonNodeFactory.instance.objectNode();
      boolean empty = true;
      for (String member : List.of("lineId", "sku", "quantity", PRICE)) {
        String value = fields.getOrDefault(place + member, "").strip();
        empty &= value.isEmpty();
        put(line, member, value, currency);
      }
      if (!empty) {
        if (!line.has("lineId")) {
          line.put("lineId", Integer.toString(lines.size() + 1));
        }
        lines.add(line);
      }
    }
    order.set("lines", lines);
    return new OrderForm(body);
  }

  private static ObjectNode objectAt(ObjectNode parent, String name) {
    return parent.path(name) instanceof ObjectNode known ? known : parent.putObject(name);
  }

  private static void put(ObjectNode body, String[] path, String value, String currency) {
    ObjectNode parent = body;
    for (int i = 0; i < path.length - 1; i++) {
      parent = objectAt(parent, path[i]);
    }
    put(parent, path[path.length - 1], value, currency);
  }

  private static void put(ObjectNode parent, String name, String value, String currency) {
    if (value.isEmpty()) {
      parent.remove(name);
    } else if (LISTS.contains(name)) {
      ArrayNode list = parent.putArray(name);
      for (String one : value.split("[,\\s]+", -1)) {
        if (!one.isBlank()) {
          list.add(one);
        }
      }
    } else if (FLAGS.contains(name)) {
      parent.put(name, true);
    } else if (name.equals(PRICE)) {
      minor(value, currency)
          .ifPresentOrElse(minor -> parent.put(name, minor), () -> parent.put(name, value));
    } else if (WHOLE_NUMBERS.contains(name)) {
      number(value)
          .flatMap(OrderForm::whole)
          .ifPresentOrElse(number -> parent.put(name, number), () -> parent.put(name, value));
    } else if (DECIMALS.contains(name)) {
      number(value)
          .ifPresentOrElse(number -> parent.put(name, number), () -> parent.put(name, value));
    } else {
      parent.put(name, value);
    }
  }

  private static Optional<Long> minor(String amount, String currency) {
    return number(amount)
        .map(number -> number.movePointRight(Show.decimals(currency)))
        .flatMap(OrderForm::whole);
  }

  private static Optional<Long> whole(BigDecimal number) {
    try {
      return Optional.of(number.longValueExact());
    } catch (ArithmeticException e) {
      return Optional.empty();
    }
  }

  /// Of as many digits as a person types.
  private static Optional<BigDecimal> number(String text) {
    return text.matches("[+-]?\\d{1,18}(\\.\\d{0,12})?")
        ? Optional.of(new BigDecimal(text))
        : Optional.empty();
  }

  /// The request.
  JsonNode body() {
    return body.deepCopy();
  }

  /// The request as it would be sent to the API.
  public String json() {
    return body.toPrettyString();
  }

  /// What a field holds, as it was typed.
  public String value(String pointer) {
    JsonNode node = body.at(pointer);
    if (node.isArray()) {
      var words = new ArrayList<String>();
      node.forEach(word -> words.add(word.asText()));
      return String.join(", ", words);
    }
    if (pointer.endsWith("/" + PRICE) && node.isIntegralNumber()) {
      int decimals = Show.decimals(value("/order/currency"));
      return node.decimalValue().movePointLeft(decimals).setScale(decimals).toPlainString();
    }
    return node.isMissingNode() || node.isNull() ? "" : node.asText();
  }

  public int lines() {
    return body.at("/order/lines").size();
  }

  /// Whether a line is a bundle: its components have no fields.
  public boolean isBundle(int line) {
    return !body.at("/order/lines/" + line + "/components").isEmpty();
  }

  /// Errors by the field they stand beside; those of no field under an empty name.
  static Map<String, String> errors(Failure failure) {
    List<FieldError> errors =
        switch (failure) {
          case Failure.InvalidRequest(var all, var ignored) -> all;
          case Failure.UnknownReference(var all, var ignored) -> all;
          case Failure.OutOfUse(var all, var ignored) -> all;
          default -> List.of();
        };
    var told = new LinkedHashMap<String, String>();
    for (FieldError error : errors) {
      String place =
          error.location() instanceof FieldError.Location.Pointer(var pointer) ? pointer : "";
      String message =
          place.endsWith("/" + PRICE) && error.message().startsWith("must be a whole number")
              ? "must be an amount with the decimals of its currency, for instance 27.99"
              : error.message();
      told.merge(place, message, (one, other) -> one + "; " + other);
    }
    return told;
  }
}
