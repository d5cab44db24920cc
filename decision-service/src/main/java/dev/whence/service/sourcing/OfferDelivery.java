package dev.whence.service.sourcing;

import dev.whence.domain.estimates.PromiseLevels;
import dev.whence.domain.inventory.Sku;
import dev.whence.domain.orders.Order;
import dev.whence.rules.sourcing.DeliveryOptions;
import dev.whence.rules.sourcing.Demands;
import dev.whence.rules.sourcing.PromisePolicy;
import dev.whence.rules.tables.UnknownId;
import dev.whence.service.admission.Deadline;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Currency;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.Function;

/// Tells when a basket can arrive and what that costs: one snapshot and one pure call to
/// [PromisePolicy]; nothing is reserved or recorded. Thread-safe.
public final class OfferDelivery {
  private final SnapshotStore snapshots;
  private final TableWarnings warnings;
  private final Function<Instant, PromiseLevels> levels;

  /// @param levels in force at an instant
  public OfferDelivery(
      SnapshotStore snapshots, TableWarnings warnings, Function<Instant, PromiseLevels> levels) {
    this.snapshots = snapshots;
    this.warnings = warnings;
    this.levels = levels;
  }

  /// What came of it.
  public sealed interface Result {
    /// @param currency of every amount
    /// @param warnings ids in rows that may have mattered and that nothing was loaded for
    /// @param timings by stage: `read` the snapshot, `decide` with the models' time in it
    record Offered(
        Currency currency,
        DeliveryOptions options,
        List<UnknownId> warnings,
        SortedMap<String, Duration> timings)
        implements Result {
      public Offered {
        warnings = List.copyOf(warnings);
        timings = Collections.unmodifiableSortedMap(new TreeMap<>(timings));
      }
    }

    /// Nothing is known of these SKUs.
    record UnknownSkus(SortedSet<Sku> skus) implements Result {}

    /// These items are out of use.
    record OutOfUse(SortedSet<Sku> skus) implements Result {}

    /// The deadline was over before it was decided.
    record TooLate() implements Result {}
  }

  /// @param basket as an order placed at the moment asked about
  public Result offer(Order basket, Demands demands, Deadline deadline) {
    var timings = new TreeMap<String, Duration>();
    long start = System.nanoTime();
    Snapshot snapshot = snapshots.snapshot(basket, basket.orderedAt(), demands);
    long read = System.nanoTime();
    timings.put("read", Duration.ofNanos(read - start));
    if (deadline.isOver()) {
      return new Result.TooLate();
    }
    return switch (snapshot) {
      case Snapshot.UnknownSkus(var skus) -> new Result.UnknownSkus(skus);
      case Snapshot.OutOfUse(var skus) -> new Result.OutOfUse(skus);
      case Snapshot.Ready(var market, var orderCase, var inForce, int ignored) -> {
        DeliveryOptions options =
            PromisePolicy.offer(
                market,
                orderCase,
                inForce.ruleSet().tables(),
                TimedEstimator.forOneOrder(inForce.models().estimator(), deadline, timings),
                levels.apply(orderCase.now()));
        timings.put("decide", Duration.ofNanos(System.nanoTime() - read));
        yield new Result.Offered(
            basket.currency(),
            options,
            warnings.touching(inForce.ruleSet().book(), market, basket, options.rows()),
            timings);
      }
    };
  }
}
