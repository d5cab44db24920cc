package dev.whence.rules.sourcing;

import static java.util.Comparator.comparing;

import dev.whence.domain.Cost;
import dev.whence.domain.inventory.Acceptance;
import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.inventory.Sku;
import dev.whence.domain.inventory.StockPosition;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// What moves at one candidate ship node: stock and bookings.
///
/// @param stock positions of the order's SKUs at this node, one a SKU; kept in SKU order
/// @param booked parcels already planned, by local hand-over date; days without one are free
/// @param acceptance how the node has answered to parcels lately
/// @param capacityPrice what one parcel of capacity is worth to later orders; zero until computed
public record NodeState(
    ShipNodeId id,
    List<StockPosition> stock,
    List<DayLoad> booked,
    Acceptance acceptance,
    Cost capacityPrice) {

  /// @throws IllegalArgumentException if a position belongs to another node or repeats a SKU
  public NodeState {
    stock = sorted(stock, comparing(StockPosition::sku));
    booked = sorted(booked, comparing(DayLoad::day));
    for (int i = 0; i < stock.size(); i++) {
      if (!stock.get(i).node().equals(id)
          || (i > 0 && stock.get(i).sku().equals(stock.get(i - 1).sku()))) {
        throw new IllegalArgumentException(
            "Stock position %s does not fit ship node %s, or repeats a SKU."
                .formatted(stock.get(i), id));
      }
    }
  }

  /// Mostly they come in order.
  private static <T> List<T> sorted(List<T> list, Comparator<T> order) {
    for (int i = 1; i < list.size(); i++) {
      if (order.compare(list.get(i - 1), list.get(i)) > 0) {
        return list.stream().sorted(order).toList();
      }
    }
    return List.copyOf(list);
  }

  Optional<StockPosition> findStock(Sku sku) {
    int low = 0;
    int high = stock.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = stock.get(middle).sku().compareTo(sku);
      if (order == 0) {
        return Optional.of(stock.get(middle));
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return Optional.empty();
  }

  int booked(LocalDate day) {
    int taken = 0;
    for (int i = 0; i < booked.size() && !booked.get(i).day().isAfter(day); i++) {
      if (booked.get(i).day().equals(day)) {
        taken += booked.get(i).parcels();
      }
    }
    return taken;
  }

  /// Parcels planned for one local hand-over date.
  public record DayLoad(LocalDate day, int parcels) {}
}
