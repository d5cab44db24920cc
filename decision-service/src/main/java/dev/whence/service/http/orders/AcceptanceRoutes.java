package dev.whence.service.http.orders;

import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.service.failures.Failure;
import dev.whence.service.failures.FailureException;
import dev.whence.service.failures.FieldErrors;
import dev.whence.service.http.Access;
import dev.whence.service.http.Answer;
import dev.whence.service.http.Call;
import dev.whence.service.http.Fields;
import dev.whence.service.http.Idempotency;
import dev.whence.service.http.Route;
import dev.whence.service.inventory.NodeStore;
import dev.whence.service.metrics.Metrics;
import dev.whence.service.shipments.AcceptanceStore;
import dev.whence.service.shipments.AcceptanceStore.Answers;
import dev.whence.service.shipments.Acceptances;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/// Ship nodes accept parcels, and what they answered lately is told.
public final class AcceptanceRoutes {
  private final Acceptances acceptances;
  private final AcceptanceStore store;
  private final NodeStore nodes;
  private final Metrics metrics;
  private final Idempotency idempotency;

  public AcceptanceRoutes(
      Acceptances acceptances,
      AcceptanceStore store,
      NodeStore nodes,
      Metrics metrics,
      Idempotency idempotency) {
    this.idempotency = idempotency;
    this.acceptances = acceptances;
    this.store = store;
    this.nodes = nodes;
    this.metrics = metrics;
  }

  public List<Route> routes() {
    return List.of(
        idempotency.once(Route.post("/v1/shipments/{id}/accept", Access.ORDERS, this::accept)),
        Route.get("/v1/ship-nodes/{id}/acceptance", Access.READING, this::acceptance));
  }

  private Answer accept(Call call) {
    String shipment = call.pathParameter("id");
    return switch (acceptances.accept(shipment, by(call))) {
      case Acceptances.Result.NotFound ignored ->
          throw new FailureException(new Failure.NotFound("shipment", shipment));
      case Acceptances.Result.NotThere(var order, var problem) ->
          throw new FailureException(
              new Failure.ParcelNotThere(
                  shipment,
                  "%s\nMaybe look at the order with GET /v1/orders/%s."
                      .formatted(problem, order.value())));
      case Acceptances.Result.Accepted(var order, boolean first) -> {
        if (first) {
          metrics.parcelAnswered("accepted");
        }
        yield Answer.ok(new AcceptedView(shipment, order.value(), first));
      }
    };
  }

  /// Who accepts or claims, from a body that may be missing.
  static String by(Call call) {
    return call.findJson()
        .map(body -> {
          var errors = new FieldErrors();
          Fields fields = Fields.ofBody(body, "", errors);
          String by = fields.wordOr("by", "");
          fields.end();
          errors.throwAs(Failure.InvalidRequest::new);
          return by;
        })
        .orElse("");
  }

  private Answer acceptance(Call call) {
    var id = new ShipNodeId(call.pathParameter("id"));
    if (nodes.find(id).isEmpty()) {
      throw new FailureException(new Failure.NotFound("ship node", id.value()));
    }
    return Answer.ok(AcceptanceView.of(id, store.of(id)));
  }

  /// @param first whether it had not been accepted before
  record AcceptedView(String shipmentId, String orderId, boolean first) {}

  /// What a ship node answered lately.
  ///
  /// @param days over which answers count, today among them
  /// @param parcelsAnswered accepted and refused
  /// @param acceptedByWord of the accepted ones; the others were handed over without a word
  /// @param refusals parcels by the reason of their first refusal
  /// @param acceptancePercent drawn towards 95, as rule tables see it
  /// @param minutesToAccept drawn towards 30, as rule tables see it
  record AcceptanceView(
      String shipNode,
      int days,
      int parcelsAnswered,
      int parcelsAccepted,
      int acceptedByWord,
      int parcelsRefused,
      SortedMap<String, Integer> refusals,
      int acceptancePercent,
      int minutesToAccept) {
    static AcceptanceView of(ShipNodeId node, Answers answers) {
      var refusals = new TreeMap<String, Integer>();
      answers
          .refused()
          .forEach(
              (reason, parcels) -> refusals.put(reason.name().toLowerCase(Locale.ROOT), parcels));
      return new AcceptanceView(
          node.value(),
          AcceptanceStore.DAYS,
          answers.acceptance().answered(),
          answers.accepted(),
          answers.byWord(),
          answers.acceptance().refused(),
          refusals,
          answers.acceptance().percent(),
          answers.acceptance().minutes());
    }
  }
}
