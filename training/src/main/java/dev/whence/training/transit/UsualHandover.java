package dev.whence.training.transit;

import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.pipeline.history.Journey;
import dev.whence.pipeline.history.ShipmentRow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// When an order was to be expected to leave, where the history does not tell the plan: after as
/// many hours as parcels of its ship node took lately. Not thread-safe; asked in time order.
///
/// The geometric mean of the hours from order to hand-over of the node's parcels that were handed
/// over in the 28 days before, drawn by [#PRIOR_PARCELS] parcels towards that of all nodes. Only
/// what had been handed over before the order came counts.
final class UsualHandover {
  private static final Duration WINDOW = Duration.ofDays(28);
  private static final double PRIOR_PARCELS = 5;
  private static final double FIRST_GUESS_HOURS = 24;
  private static final double FEWEST_HOURS = 0.1;

  private record Leaving(ShipNodeId node, Instant at, double logHours) {}

  private static final class Sum {
    private double logHours;
    private long parcels;

    void add(double more, int count) {
      logHours += more;
      parcels += count;
    }

    double mean(double prior) {
      return (logHours + PRIOR_PARCELS * prior) / (parcels + PRIOR_PARCELS);
    }
  }

  private final Iterator<Leaving> coming;
  private final Deque<Leaving> window = new ArrayDeque<>();
  private final Map<ShipNodeId, Sum> byNode = new HashMap<>();
  private final Sum everywhere = new Sum();
  private Optional<Leaving> next;

  UsualHandover(Collection<ShipmentRow> history) {
    List<Leaving> all =
        history.stream()
            .flatMap(row -> handedOver(row).map(at -> leaving(row, at)).stream())
            .sorted(Comparator.comparing(Leaving::at))
            .toList();
    coming = all.iterator();
    next = take();
  }

  private static Leaving leaving(ShipmentRow row, Instant at) {
    double hours = Duration.between(row.orderedAt(), at).toMillis() / 3_600_000.0;
    return new Leaving(row.shipNode(), at, Math.log(Math.max(hours, FEWEST_HOURS)));
  }

  private Optional<Leaving> take() {
    return coming.hasNext() ? Optional.of(coming.next()) : Optional.empty();
  }

  /// When it was handed over, if it was.
  static Optional<Instant> handedOver(ShipmentRow row) {
    return switch (row.journey()) {
      case Journey.NotHandedOver none -> Optional.empty();
      case Journey.Underway(var at, var canceled) -> Optional.of(at);
      case Journey.Delivered(var at, var delivered, var known) -> Optional.of(at);
      case Journey.Lost(var at, var known) -> Optional.of(at);
    };
  }

  /// @param orderedAt not before the one asked last
  Instant of(ShipNodeId node, Instant orderedAt) {
    while (next.isPresent() && next.get().at().isBefore(orderedAt)) {
      window.addLast(next.get());
      count(next.get(), 1);
      next = take();
    }
    while (!window.isEmpty() && window.getFirst().at().isBefore(orderedAt.minus(WINDOW))) {
      count(window.removeFirst(), -1);
    }
    double usual = everywhere.mean(Math.log(FIRST_GUESS_HOURS));
    Sum ofNode = byNode.get(node);
    double logHours = ofNode == null ? usual : ofNode.mean(usual);
    return orderedAt.plusMillis(Math.round(Math.exp(logHours) * 3_600_000));
  }

  private void count(Leaving parcel, int sign) {
    byNode.computeIfAbsent(parcel.node(), key -> new Sum()).add(sign * parcel.logHours(), sign);
    everywhere.add(sign * parcel.logHours(), sign);
  }
}
