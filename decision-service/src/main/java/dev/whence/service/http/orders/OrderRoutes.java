package dev.whence.service.http.orders;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.domain.inventory.Sku;
import dev.whence.domain.orders.OrderId;
import dev.whence.service.failures.Failure;
import dev.whence.service.failures.FailureException;
import dev.whence.service.failures.FieldError;
import dev.whence.service.failures.FieldErrors;
import dev.whence.service.http.Access;
import dev.whence.service.http.Answer;
import dev.whence.service.http.Call;
import dev.whence.service.http.Fields;
import dev.whence.service.http.Idempotency;
import dev.whence.service.http.LineFields;
import dev.whence.service.http.Page;
import dev.whence.service.http.Route;
import dev.whence.service.http.orders.RefusalView.ResourcedView;
import dev.whence.service.metrics.Metrics;
import dev.whence.service.orders.LineUnits;
import dev.whence.service.orders.OrderLives;
import dev.whence.service.orders.OrderLives.Attention;
import dev.whence.service.orders.OrderLives.Cancelled;
import dev.whence.service.orders.Portion;
import dev.whence.service.reservations.Hold;
import dev.whence.service.sourcing.Refusals;
import dev.whence.service.sourcing.Refusals.Reason;
import dev.whence.service.sourcing.Refusals.Refusal;
import dev.whence.service.sourcing.Replacements;
import dev.whence.service.sourcing.SourceOrder;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Look at an order, cancel it or a part of it, and refuse a parcel or a part of it.
public final class OrderRoutes {
  private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
  private static final int MOST_FOUND = 1_000_000_000;

  private final OrderLives orders;
  private final Refusals refusals;
  private final Replacements replacements;
  private final Metrics metrics;
  private final Idempotency idempotency;

  public OrderRoutes(
      OrderLives orders,
      Refusals refusals,
      Replacements replacements,
      Metrics metrics,
      Idempotency idempotency) {
    this.replacements = replacements;
    this.metrics = metrics;
    this.orders = orders;
    this.refusals = refusals;
    this.idempotency = idempotency;
  }

  public List<Route> routes() {
    return List.of(
        Route.get("/v1/orders/{id}", Access.READING, this::get),
        Route.get("/v1/orders", Access.READING, this::list),
        idempotency.once(Route.post("/v1/orders/{id}/cancel", Access.ORDERS, this::cancel)),
        idempotency.once(Route.post("/v1/orders/{id}/decline", Access.ORDERS, this::decline)),
        Route.post("/v1/shipments/{id}/refuse", Access.ORDERS, this::refuse),
        Route.post("/v1/shipments/{id}/replacement", Access.ORDERS, this::replace),
        idempotency.once(Route.post("/v1/shipments/{id}/refunded", Access.ORDERS, this::refunded)));
  }

  private Answer get(Call call) {
    return Answer.ok(view(new OrderId(call.pathParameter("id"))));
  }

  private Answer list(Call call) {
    var errors = new FieldErrors();
    Fields query = call.query(errors);
    Attention by =
        query.oneOf(
            "state", List.of(Attention.values()), one -> one.name().toLowerCase(Locale.ROOT));
    List<String> after = Page.cursor(query, 2);
    int limit = Page.limit(query);
    query.end();
    Instant afterTime = FIRST;
    if (!after.getFirst().isEmpty()) {
      try {
        afterTime = Instant.parse(after.getFirst());
      } catch (DateTimeParseException e) {
        query.complain("cursor", "must be the nextCursor of an earlier page");
      }
    }
    errors.throwAs(Failure.InvalidRequest::new);
    return Answer.ok(
        Page.of(
                orders.list(by, afterTime, after.getLast(), limit + 1),
                limit,
                order -> List.of(order.orderedAt().toString(), order.id().value()))
            .map(ListedView::of));
  }

  /// An order in a list.
  ///
  /// @param backordered units that wait for stock
  /// @param exception why nobody tries to source what is open without being told to
  record ListedView(
      String orderId,
      Instant orderedAt,
      @Nullable Instant heldAt,
      int backordered,
      @Nullable String exception) {
    static ListedView of(OrderLives.Summary order) {
      return new ListedView(
          order.id().value(),
          order.orderedAt(),
          order.heldAt().orElse(null),
          order.waiting(),
          order.exception().isEmpty() ? null : order.exception());
    }
  }

  private OrderView view(OrderId id) {
    return orders.find(id).map(OrderView::of).orElseThrow(() -> notFound("order", id.value()));
  }

  private Answer cancel(Call call) {
    var id = new OrderId(call.pathParameter("id"));
    Cancellation cancellation =
        call.findJson()
            .map(OrderRoutes::readCancellation)
            .orElse(new Cancellation(new Portion.Whole(), ""));
    return cancelled(id, orders.cancel(id, cancellation.portion(), cancellation.reason()));
  }

  private Answer decline(Call call) {
    var id = new OrderId(call.pathParameter("id"));
    String reason =
        call.findJson().map(body -> read(body, fields -> fields.wordOr("reason", ""))).orElse("");
    return cancelled(id, orders.decline(id, reason));
  }

  private Answer cancelled(OrderId id, Cancelled cancelled) {
    return switch (cancelled) {
      case Cancelled.Done ignored -> Answer.ok(view(id));
      case Cancelled.NotFound ignored -> throw notFound("order", id.value());
      case Cancelled.NotHeld ignored ->
          throw new FailureException(new Failure.OrderNotHeld(id.value()));
      case Cancelled.TooMany(var problems, var possible) ->
          throw new FailureException(
              new Failure.UnitsHaveLeft(
                  "order",
                  id.value(),
                  problems,
                  possible.stream().map(LineUnits::toString).toList()));
    };
  }

  private static Cancellation readCancellation(JsonNode body) {
    return read(
        body,
        fields -> new Cancellation(LineFields.readPortion(fields), fields.wordOr("reason", "")));
  }

  private Answer refuse(Call call) {
    String shipment = call.pathParameter("id");
    Refusal refusal = read(call.json(), fields -> readRefusal(shipment, fields));
    Answer taken = idempotency.once(call, () -> refused(refusal, shipment));
    if (Idempotency.isRepeated(taken)) {
      return taken;
    }
    OrderId order = refusals.orderOf(shipment);
    Optional<ResourcedView> elsewhere =
        refusals.sourceElsewhere(order).flatMap(OrderRoutes::resourced);
    if (elsewhere.isEmpty()) {
      return taken;
    }
    Answer whole = Answer.ok(new RefusalView(elsewhere.get(), view(order)));
    idempotency.amend(call, whole);
    return whole;
  }

  private Answer refused(Refusal refusal, String shipment) {
    return switch (refusals.takeOut(refusal)) {
      case Refusals.Result.NotFound ignored -> throw notFound("shipment", shipment);
      case Refusals.Result.Untrue(var member, var problem, var value) -> {
        var errors = new FieldErrors();
        errors.add(new FieldError.Location.Pointer(member), problem, value);
        throw errors.as(Failure.InvalidRequest::new);
      }
      case Refusals.Result.NotThere(var order, var problems, var possible) ->
          throw new FailureException(
              new Failure.UnitsHaveLeft(
                  "order",
                  order.value(),
                  problems,
                  possible.stream().map(LineUnits::toString).toList()));
      case Refusals.Result.Refused(var order, var ignored) -> {
        metrics.parcelAnswered(refusal.reason().name().toLowerCase(Locale.ROOT));
        yield Answer.ok(new RefusalView(null, view(order)));
      }
    };
  }

  /// The units wait from the moment that the parcel is noted as replaced, so nothing is owed twice
  /// and nothing is forgotten when the process ends before they are sourced.
  private Answer replace(Call call) {
    String shipment = call.pathParameter("id");
    String reason = reason(call, false);
    String author = call.principal().name();
    Answer noted =
        idempotency.once(
            call,
            () ->
                Answer.ok(
                    new ReplacementView(
                        shipment,
                        null,
                        view(
                            dealt(
                                replacements.deal(
                                    shipment, Replacements.How.REPLACED, author, reason))))));
    if (Idempotency.isRepeated(noted)) {
      return noted;
    }
    OrderId order = refusals.orderOf(shipment);
    Optional<ResourcedView> sent = replacements.source(order).flatMap(OrderRoutes::resourced);
    if (sent.isEmpty()) {
      return noted;
    }
    Answer whole = Answer.ok(new ReplacementView(shipment, sent.get(), view(order)));
    idempotency.amend(call, whole);
    return whole;
  }

  private Answer refunded(Call call) {
    String shipment = call.pathParameter("id");
    String reason = reason(call, true);
    return Answer.ok(
        new ReplacementView(
            shipment,
            null,
            view(
                dealt(
                    replacements.deal(
                        shipment, Replacements.How.REFUNDED, call.principal().name(), reason)))));
  }

  private static String reason(Call call, boolean needed) {
    if (needed) {
      return read(call.json(), fields -> fields.freeText("reason", true));
    }
    return call.findJson()
        .map(body -> read(body, fields -> fields.freeText("reason", false)))
        .orElse("");
  }

  private static OrderId dealt(Replacements.Result result) {
    return switch (result) {
      case Replacements.Result.Done(var order, _) -> order;
      case Replacements.Result.NotFound(var shipment) -> throw notFound("shipment", shipment);
      case Replacements.Result.NotLost(var shipment, var why) ->
          throw new FailureException(new Failure.ShipmentNotLost(shipment, why));
    };
  }

  /// What became of a lost parcel.
  ///
  /// @param sentAgain the decision that sends its units again; left out while they wait, and where
  ///   the money was given back
  record ReplacementView(String shipmentId, @Nullable ResourcedView sentAgain, OrderView order) {}

  private static Refusal readRefusal(String shipment, Fields fields) {
    Reason reason =
        fields.oneOf("reason", Reason.said(), one -> one.name().toLowerCase(Locale.ROOT));
    Optional<Integer> found =
        fields.has("found")
            ? Optional.of(fields.integer("found", 0, MOST_FOUND))
            : Optional.empty();
    if (found.isPresent() && reason != Reason.SHORT) {
      fields.complain("found", "stands beside the reason short only");
    }
    List<Sku> skus = fields.words("skus").stream().map(Sku::new).toList();
    if (!skus.isEmpty() && reason != Reason.SHORT && reason != Reason.DAMAGED) {
      fields.complain("skus", "stand beside the reasons short and damaged only");
    }
    return new Refusal(
        shipment,
        LineFields.read(fields),
        reason,
        found,
        skus,
        !fields.has("blocking") || fields.flag("blocking"),
        fields.wordOr("note", ""));
  }

  /// The decision that sends the units from elsewhere.
  private static Optional<ResourcedView> resourced(SourceOrder.Result result) {
    return result instanceof SourceOrder.Result.Committed committed
        ? Optional.of(
            new ResourcedView(
                committed.id().toString(),
                committed.hold() instanceof Hold.Reserved reserved
                    ? reserved.reservation().toString()
                    : null))
        : Optional.empty();
  }

  private static <T> T read(JsonNode body, Function<Fields, T> read) {
    var errors = new FieldErrors();
    Fields fields = Fields.ofBody(body, "", errors);
    T value = read.apply(fields);
    fields.end();
    errors.throwAs(Failure.InvalidRequest::new);
    return value;
  }

  private static FailureException notFound(String what, String id) {
    return new FailureException(new Failure.NotFound(what, id));
  }

  private record Cancellation(Portion portion, String reason) {}
}
