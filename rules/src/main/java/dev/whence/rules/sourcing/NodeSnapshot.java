package dev.whence.rules.sourcing;

import static java.util.Comparator.comparing;

import dev.whence.domain.Cost;
import dev.whence.domain.inventory.ShipNode;
import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.inventory.Sku;
import dev.whence.domain.inventory.StockPosition;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/// One candidate ship node with its stock and bookings.
///
/// @param stock positions of the order's SKUs at this node, one a SKU; kept in SKU order
/// @param booked parcels already planned, by local hand-over date; days without one are free
/// @param capacityPrice what one parcel of capacity is worth to later orders; zero until computed
public record NodeSnapshot(
    ShipNode node, List<StockPosition> stock, List<DayLoad> booked, Cost capacityPrice) {

  /// @throws IllegalArgumentException if a position belongs to another node or repeats a SKU
  public NodeSnapshot {
    stock = stock.stream().sorted(comparing(StockPosition::sku)).toList();
    booked = booked.stream().sorted(comparing(DayLoad::day)).toList();
    for (int i = 0; i < stock.size(); i++) {
      if (!stock.get(i).node().equals(node.id())
          || (i > 0 && stock.get(i).sku().equals(stock.get(i - 1).sku()))) {
        throw new IllegalArgumentException(
            "Stock position %s does not fit ship node %s, or repeats a SKU."
                .formatted(stock.get(i), node.id()));
      }
    }
  }

  public ShipNodeId id() {
    return node.id();
  }

  Optional<StockPosition> findStock(Sku sku) {
    for (StockPosition position : stock) {
      if (position.sku().equals(sku)) {
        return Optional.of(position);
      }
    }
    return Optional.empty();
  }

  /// Parcels the node can still hand over on a day, never negative.
  int parcelsLeft(LocalDate day) {
    int taken =
        booked.stream().filter(load -> load.day().equals(day)).mapToInt(DayLoad::parcels).sum();
    return Math.max(0, node.parcelsPerDay() - taken);
  }

  /// Parcels planned for one local hand-over date.
  public record DayLoad(LocalDate day, int parcels) {}
}
