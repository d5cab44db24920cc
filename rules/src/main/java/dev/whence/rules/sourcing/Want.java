package dev.whence.rules.sourcing;

import dev.whence.domain.inventory.Item;
import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.inventory.Sku;
import dev.whence.domain.orders.Component;
import dev.whence.domain.orders.OrderLine;
import dev.whence.domain.orders.OrderLineId;
import dev.whence.rules.search.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the search moves: a line, the part of a line that is pinned to a ship node, or one
/// component of a bundle whose components may leave apart.
///
/// A bundle whose components leave together is one want of several goods, packed as one piece.
///
/// @param line index in the order
/// @param units wanted, at least 1
/// @param goods what one unit takes from the shelf, at least one
/// @param pinnedTo the only ship node that may send it, null for any
/// @param unfilledMinor what a unit costs that does not ship, minor units
/// @param unitValueMinor what the customer pays for a unit
/// @param allOrNothing group that ships completely or not at all, or [Problem#NO_GROUP]
/// @param sameNode group that leaves one ship node, or [Problem#NO_GROUP]
/// @param inStep group of which as many units each stay behind, or [Problem#NO_GROUP]
/// @param measures of one unit
record Want(
    int line,
    OrderLine orderLine,
    int units,
    List<Goods> goods,
    @Nullable ShipNodeId pinnedTo,
    long unfilledMinor,
    long unitValueMinor,
    int allOrNothing,
    int sameNode,
    int inStep,
    Measures measures) {
  /// One SKU in a unit.
  record Goods(Item item, int perUnit) {}

  /// One unit, packed; hazardous when anything in it is.
  record Measures(
      long milligrams,
      long volumeCm3,
      int longestMm,
      int middleMm,
      int shortestMm,
      boolean hazmat) {
    static Measures of(List<Goods> goods) {
      long milligrams = 0;
      long volume = 0;
      int longest = 0;
      int middle = 0;
      int shortest = 0;
      boolean hazmat = false;
      for (Goods each : goods) {
        Item item = each.item();
        milligrams =
            Parcels.plus(milligrams, Parcels.times(item.weightMilligrams(), each.perUnit()));
        volume += (long) item.volumeCm3() * each.perUnit();
        longest = Math.max(longest, item.longestSideMm());
        middle = Math.max(middle, item.middleSideMm());
        shortest = Math.max(shortest, item.shortestSideMm());
        hazmat |= item.hazmat();
      }
      return new Measures(milligrams, volume, longest, middle, shortest, hazmat);
    }
  }

  OrderLineId lineId() {
    return orderLine.id();
  }

  /// Whether this is no component of a bundle that may leave apart, or the first of them.
  boolean isFirstComponent() {
    return !orderLine.isBundle()
        || orderLine.together()
        || goods.getFirst().item().sku().equals(orderLine.components().getFirst().sku());
  }

  /// The wants of an order, in the order of its lines; of one line the pinned parts first.
  static List<Want> of(OrderContext context) {
    Demands demands = context.orderCase.demands();
    List<OrderLine> lines = context.order.lines();
    List<List<OrderLineId>> groups = demands.oneNode();
    var wants = new ArrayList<Want>();
    int bundles = 0;
    for (int i = 0; i < lines.size(); i++) {
      OrderLine line = lines.get(i);
      int sameNode = sameNode(groups, line.id());
      int all = demands.shipComplete() ? 0 : Problem.NO_GROUP;
      int left = line.quantity();
      for (Demands.Pin pin : demands.pins()) {
        if (pin.line().equals(line.id())) {
          int units = Math.min(pin.units(), left);
          if (units > 0) {
            add(wants, context, i, line, units, pin.shipNode(), all, sameNode, bundles++);
            left -= units;
          }
        }
      }
      if (left > 0) {
        add(wants, context, i, line, left, null, all, sameNode, bundles++);
      }
    }
    return List.copyOf(wants);
  }

  private static int sameNode(List<List<OrderLineId>> groups, OrderLineId line) {
    for (int g = 0; g < groups.size(); g++) {
      if (groups.get(g).contains(line)) {
        return g;
      }
    }
    return Problem.NO_GROUP;
  }

  private static void add(
      List<Want> wants,
      OrderContext context,
      int index,
      OrderLine line,
      int units,
      @Nullable ShipNodeId pinnedTo,
      int allOrNothing,
      int sameNode,
      int bundle) {
    long price = line.unitPrice().minorUnits();
    long unfilled = unfilled(context, price);
    if (!line.isBundle() || line.together()) {
      var goods = new ArrayList<Goods>();
      for (Component component : line.goods()) {
        goods.add(new Goods(context.item(component.sku()), component.quantity()));
      }
      wants.add(
          new Want(
              index,
              line,
              units,
              List.copyOf(goods),
              pinnedTo,
              unfilled,
              price,
              allOrNothing,
              sameNode,
              Problem.NO_GROUP,
              Measures.of(goods)));
      return;
    }
    // The components share the bundle's price and the cost of leaving it out.
    int parts = line.components().size();
    for (int c = 0; c < parts; c++) {
      Component component = line.components().get(c);
      var goods = List.of(new Goods(context.item(component.sku()), component.quantity()));
      wants.add(
          new Want(
              index,
              line,
              units,
              goods,
              pinnedTo,
              share(unfilled, parts, c),
              share(price, parts, c),
              allOrNothing,
              sameNode,
              bundle,
              Measures.of(goods)));
    }
  }

  private static long share(long amount, int parts, int part) {
    return amount / parts + (part < amount % parts ? 1 : 0);
  }

  /// At least the policy's price, at least the policy's share of what the customer pays.
  private static long unfilled(OrderContext context, long price) {
    long byValue = Parcels.times(price, context.terms.unfilledValuePercent()) / 100;
    return Math.max(context.terms.unfilledUnitCostMinor(), byValue);
  }

  /// The SKUs that a list of wants takes from the shelf, each with its index, in SKU order.
  static Map<Sku, Integer> skuIndex(List<Want> wants) {
    var sorted = new java.util.TreeSet<Sku>();
    wants.forEach(want -> want.goods().forEach(goods -> sorted.add(goods.item().sku())));
    var index = new HashMap<Sku, Integer>();
    sorted.forEach(sku -> index.put(sku, index.size()));
    return index;
  }
}
