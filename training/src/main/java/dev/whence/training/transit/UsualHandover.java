package dev.whence.training.transit;

import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.models.transit.TimedSums;
import dev.whence.models.transit.TimedSums.Window;
import dev.whence.pipeline.history.Journey;
import dev.whence.pipeline.history.ShipmentRow;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// When an order was to be expected to leave, where the history does not tell the plan: after as
/// many hours as parcels of its ship node took lately.
///
/// The geometric mean of the hours from order to hand-over of the node's parcels that were handed
/// over in the 28 days before, drawn by [#PRIOR_PARCELS] parcels towards that of all nodes. Only
/// what had been handed over before the order came counts. Logarithms are summed as billionths, so
/// that the sum does not depend on the order of its parts. Not thread-safe.
public final class UsualHandover {
  public static final Duration WINDOW = Duration.ofDays(28);

  private static final double BILLION = 1e9;
  private static final double PRIOR_PARCELS = 5;
  private static final double FIRST_GUESS_HOURS = 24;
  private static final double FEWEST_HOURS = 0.1;

  private final Map<ShipNodeId, TimedSums> byNode = new HashMap<>();
  private final TimedSums everywhere = new TimedSums();
  private final Collection<ShipmentRow> history;
  private boolean isSummed;

  /// One parcel that left.
  ///
  /// @param logHours from its order, in billionths of the natural logarithm
  public record Leaving(ShipNodeId node, Instant at, long logHours) {}

  UsualHandover(Collection<ShipmentRow> history) {
    this.history = history;
  }

  /// When first asked: where the history tells every plan, nobody does.
  private void sum() {
    if (!isSummed) {
      isSummed = true;
      history.stream()
          .<Leaving>mapMulti((row, all) -> leaving(row).ifPresent(all))
          .sorted(Comparator.comparing(Leaving::at))
          .forEach(this::add);
    }
  }

  private void add(Leaving parcel) {
    long at = TimedSums.micros(parcel.at());
    byNode.computeIfAbsent(parcel.node(), key -> new TimedSums()).add(at, parcel.logHours(), 0);
    everywhere.add(at, parcel.logHours(), 0);
  }

  /// Empty if it was never handed over.
  public static Optional<Leaving> leaving(ShipmentRow row) {
    return handedOver(row)
        .map(at -> {
          double hours = Duration.between(row.orderedAt(), at).toMillis() / 3_600_000.0;
          double log = StrictMath.log(Math.max(hours, FEWEST_HOURS));
          return new Leaving(row.shipNode(), at, Math.round(log * BILLION));
        });
  }

  /// When it was handed over, if it was.
  public static Optional<Instant> handedOver(ShipmentRow row) {
    return switch (row.journey()) {
      case Journey.NotHandedOver none -> Optional.empty();
      case Journey.Underway(var at, var canceled) -> Optional.of(at);
      case Journey.Delivered(var at, var delivered, var known) -> Optional.of(at);
      case Journey.Lost(var at, var known) -> Optional.of(at);
    };
  }

  Instant of(ShipNodeId node, Instant orderedAt) {
    sum();
    TimedSums ofNode = byNode.get(node);
    return expected(
        orderedAt,
        ofNode == null ? Window.EMPTY : ofNode.before(orderedAt, WINDOW),
        everywhere.before(orderedAt, WINDOW));
  }

  /// When an order is to be expected to leave.
  ///
  /// @param ofNode [Leaving#logHours] of its ship node's parcels in the [#WINDOW] before
  /// @param everywhere the same of all ship nodes
  public static Instant expected(Instant orderedAt, Window ofNode, Window everywhere) {
    double usual = mean(everywhere, StrictMath.log(FIRST_GUESS_HOURS));
    double logHours = ofNode.count() == 0 ? usual : mean(ofNode, usual);
    return orderedAt.plusMillis(Math.round(StrictMath.exp(logHours) * 3_600_000));
  }

  private static double mean(Window window, double prior) {
    return (window.first() / BILLION + PRIOR_PARCELS * prior) / (window.count() + PRIOR_PARCELS);
  }
}
