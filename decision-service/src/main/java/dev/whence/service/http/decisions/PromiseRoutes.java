package dev.whence.service.http.decisions;

import dev.whence.service.carriers.CarrierStore;
import dev.whence.service.http.Access;
import dev.whence.service.http.Answer;
import dev.whence.service.http.Call;
import dev.whence.service.http.Route;
import dev.whence.service.inventory.NodeStore;
import dev.whence.service.metrics.Metrics;
import dev.whence.service.sourcing.OfferDelivery;
import dev.whence.service.sourcing.OfferDelivery.Result;
import dev.whence.service.sourcing.SourceOrder;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/// Delivery options of a basket, before there is an order.
public final class PromiseRoutes {
  private final OfferDelivery offerDelivery;
  private final KnownIds known;
  private final Metrics metrics;
  private final Clock clock;

  public PromiseRoutes(
      OfferDelivery offerDelivery,
      NodeStore nodes,
      CarrierStore carriers,
      Metrics metrics,
      Clock clock) {
    this.offerDelivery = offerDelivery;
    this.known = new KnownIds(nodes, carriers);
    this.metrics = metrics;
    this.clock = clock;
  }

  public List<Route> routes() {
    return List.of(
        Route.post("/v1/promises", Access.ORDERS, this::promise).under(Route.Load.DECISION));
  }

  private Answer promise(Call call) {
    long start = System.nanoTime();
    PromiseRequest request = PromiseRequest.read(call.json(), clock.instant());
    known.requireKnown(request.demands(), request.excluded());
    Answer answer =
        switch (offerDelivery.offer(request.basket(), request.demands(), call.deadline())) {
          case Result.UnknownSkus(var skus) -> throw KnownIds.unknown("", request.basket(), skus);
          case Result.TooLate ignored ->
              throw DecisionRoutes.tooLate(call.budget(), SourceOrder.Stage.DECIDE);
          case Result.OutOfUse(var skus) -> throw KnownIds.outOfUse("", request.basket(), skus);
          case Result.Offered offered -> {
            metrics.offered(offered.options());
            yield Answer.ok(DeliveryOptionsView.of(offered));
          }
        };
    metrics.stageTook("promise", Duration.ofNanos(System.nanoTime() - start));
    return answer;
  }
}
