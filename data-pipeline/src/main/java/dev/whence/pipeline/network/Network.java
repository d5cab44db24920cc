package dev.whence.pipeline.network;

import dev.whence.domain.carriers.CarrierService;
import dev.whence.domain.inventory.Item;
import dev.whence.domain.inventory.ShipNode;
import dev.whence.domain.inventory.StockPosition;
import java.util.List;

/// Everything the service must know before it can route: who ships, by what, which items, how many.
public record Network(
    List<ShipNode> nodes,
    List<CarrierService> services,
    List<Item> items,
    List<StockPosition> stock) {
  public Network {
    nodes = List.copyOf(nodes);
    services = List.copyOf(services);
    items = List.copyOf(items);
    stock = List.copyOf(stock);
  }
}
