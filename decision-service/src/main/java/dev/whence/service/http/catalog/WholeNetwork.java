package dev.whence.service.http.catalog;

import dev.whence.domain.Cost;
import dev.whence.domain.ExchangeRate;
import dev.whence.domain.carriers.CarrierService;
import dev.whence.domain.inventory.Item;
import dev.whence.domain.inventory.ShipNode;
import dev.whence.domain.inventory.StockPosition;
import dev.whence.domain.places.PostalArea;
import dev.whence.service.http.Fields;
import dev.whence.service.http.StockShape;
import dev.whence.service.inventory.Position;
import dev.whence.service.inventory.StockStore;
import dev.whence.text.Nearest;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// A small network in one JSON object: `shipNodes`, `carrierServices`, `items` and `stock`, and
/// where it needs them `exchangeRates` and `postalAreas`, each in the shape that its load takes.
///
/// @param stock nothing of it is reserved
public record WholeNetwork(
    List<ShipNode> nodes,
    List<CarrierService> services,
    List<Item> items,
    List<StockPosition> stock,
    List<ExchangeRate> rates,
    List<PostalArea> areas) {
  private static final int MOST = 500;
  private static final int MOST_POSITIONS = 10_000;

  /// Rates may be published ahead; whatever day the order is of, all of them are taken.
  private static final LocalDate ANY_DAY = LocalDate.of(2200, 1, 1);

  /// Errors are told as those of the loads, and ship nodes and SKUs of the stock that are not in
  /// the network.
  public static WholeNetwork read(Fields fields) {
    List<ShipNode> nodes =
        fields.objects(
            "shipNodes", 1, MOST, CatalogRoutes.unique("id", ShipNodeShape::read, ShipNode::id));
    List<CarrierService> services = services(fields);
    List<Item> items =
        fields.objects("items", 1, MOST, CatalogRoutes.unique("sku", ItemShape::read, Item::sku));
    List<StockPosition> stock = stock(fields, nodes, items);
    List<ExchangeRate> rates =
        fields.objectsOr("exchangeRates", MOST, ExchangeRateShape.reader(ANY_DAY)).stream()
            .map(ExchangeRateShape::rateOfDay)
            .toList();
    List<PostalArea> areas =
        fields.objectsOr("postalAreas", MOST, PostalAreaShape.reader()).stream()
            .map(PostalAreaShape::area)
            .toList();
    return new WholeNetwork(nodes, services, items, stock, rates, areas);
  }

  private static List<CarrierService> services(Fields fields) {
    int before = fields.errors().total();
    var rows = new CarrierServiceRows(fields.errors());
    fields.objects("carrierServices", 1, MOST, rows::read);
    return fields.errors().total() == before ? rows.services() : List.of();
  }

  private static List<StockPosition> stock(Fields fields, List<ShipNode> nodes, List<Item> items) {
    List<String> nodeIds = nodes.stream().map(node -> node.id().value()).toList();
    List<String> skus = items.stream().map(item -> item.sku().value()).toList();
    var seen = new HashSet<Position>();
    return fields.objects("stock", 0, MOST_POSITIONS, row -> position(row, nodeIds, skus, seen));
  }

  private static StockPosition position(
      Fields row, List<String> nodes, List<String> skus, Set<Position> seen) {
    int before = row.errors().total();
    StockStore.Count count = StockShape.read(row);
    if (row.errors().total() == before) {
      requireKnown(row, "shipNode", "is no ship node of the network", nodes);
      requireKnown(row, "sku", "is no item of the network", skus);
      if (!seen.add(new Position(count.node(), count.sku()))) {
        row.complain(
            "sku",
            "of ship node %s stands there twice.\nMaybe add the counts up"
                .formatted(count.node().value()));
      }
    }
    return new StockPosition(
        count.node(),
        count.sku(),
        count.uncounted() ? StockPosition.UNCOUNTED : count.onHand(),
        0,
        count.safetyStock(),
        Cost.ZERO,
        count.active().orElse(true));
  }

  private static void requireKnown(Fields row, String name, String problem, List<String> known) {
    String id = row.raw().path(name).asText();
    if (!known.contains(id)) {
      row.complain(
          name, problem + Nearest.find(id, known).map(near -> ".\nMaybe " + near).orElse(""));
    }
  }
}
