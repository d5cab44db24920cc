package dev.whence.pipeline.simulation;

import dev.whence.domain.orders.OrderLineId;
import dev.whence.pipeline.history.ReturnRow;
import dev.whence.pipeline.simulation.Draws.Stream;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// Who sends what back, and why. No policy may see it.
final class ReturnTruth {

  private static final int WINDOW_DAYS = 45;
  private static final double MEDIAN_DAYS = 9;

  /// Logits of a return of an ordinary line, by category.
  private static final Map<String, Double> LEVEL =
      Map.of(
          "fashion", -1.45,
          "electronics", -2.6,
          "home", -2.9,
          "furniture", -2.5,
          "beauty", -3.5,
          "toys", -3.1,
          "sports", -2.6);

  private final long seed;

  ReturnTruth(long seed) {
    this.seed = seed;
  }

  /// What comes back of one delivered line, if anything does.
  ///
  /// @param ofStyle lines of the order with the same style: someone tries sizes
  /// @param daysLate whole days past the promise, 0 when on time
  Optional<ReturnRow> comesBack(
      Demand.DemandedOrder order,
      OrderLineId line,
      Demand.Line content,
      int ofStyle,
      int daysLate,
      Instant deliveredAt) {
    Product product = content.product();
    Draws draws = Draws.of(seed, Stream.RETURN, Draws.entity(order.id() + " " + line), 0);
    double price = StrictMath.log(product.priceMinor() / 5_000.0);
    double logit =
        LEVEL.getOrDefault(product.item().category(), -3.0)
            + product.returnTaste()
            + order.customer().returnTaste()
            + 0.25 * price
            + (ofStyle > 1 ? 1.5 : 0)
            + (order.channel().equals("marketplace") ? 0.25 : 0)
            + Math.min(0.6, 0.15 * daysLate);
    boolean comes = draws.chance(1 / (1 + StrictMath.exp(-logit)));
    double days = draws.logNormal(MEDIAN_DAYS, 0.5);
    int units = draws.chance(0.75) ? content.quantity() : 1 + draws.below(content.quantity());
    if (!comes || days > WINDOW_DAYS) {
      return Optional.empty();
    }
    Instant returnedAt = deliveredAt.plus(Duration.ofMinutes(Math.round(days * 24 * 60)));
    return Optional.of(
        new ReturnRow(order.id(), line, returnedAt, units, reason(product, daysLate, draws)));
  }

  private static String reason(Product product, int daysLate, Draws draws) {
    double ticket = draws.uniform();
    if (daysLate > 2 && ticket < 0.4) {
      return "ARRIVED_TOO_LATE";
    }
    if (product.sized()) {
      return ticket < 0.4 ? "TOO_SMALL" : ticket < 0.75 ? "TOO_LARGE" : "CHANGED_MIND";
    }
    return ticket < 0.3 ? "DAMAGED" : ticket < 0.55 ? "NOT_AS_DESCRIBED" : "CHANGED_MIND";
  }
}
