package dev.whence.pipeline.simulation;

import dev.whence.domain.inventory.Sku;
import dev.whence.domain.inventory.StockPosition;
import dev.whence.pipeline.network.OrderRequest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/// A handful of orders of different kinds for the demonstration network, each named for what is
/// special about it.
///
/// They carry no time, so a demonstration decides them "now".
final class DemoOrders {

  private final World world;

  /// Nodes with a few units left, and nodes with any.
  private final Map<Sku, Set<String>> holders = new HashMap<>();

  private final Map<Sku, Set<String>> lastUnits = new HashMap<>();
  private final Map<Sku, Integer> units = new HashMap<>();

  private DemoOrders(World world) {
    this.world = world;
    for (StockPosition position : world.network().stock()) {
      int available = position.availableToPromise(0);
      if (available >= 3) {
        holders
            .computeIfAbsent(position.sku(), sku -> new HashSet<>())
            .add(position.node().value());
      }
      if (available >= 1) {
        lastUnits
            .computeIfAbsent(position.sku(), sku -> new HashSet<>())
            .add(position.node().value());
      }
      units.merge(position.sku(), available, Integer::sum);
    }
  }

  static Map<String, OrderRequest> of(World world) {
    return new DemoOrders(world).all();
  }

  private Map<String, OrderRequest> all() {
    var orders = new LinkedHashMap<String, OrderRequest>();
    Product home = popular(p -> is(p, "home") && heldBy(p) >= 4);
    orders.put("single-line", order("DEMO-1", "Chicago", "STANDARD", "web", line(home, 1)));
    List<Product> apart = apart();
    orders.put(
        "two-lines-that-split",
        order(
            "DEMO-2",
            "Nashville",
            "STANDARD",
            "web",
            line(apart.getFirst(), 1),
            line(apart.getLast(), 1)));
    Product toy = popular(p -> is(p, "toys") && heldBy(p) >= 3);
    orders.put(
        "same-sku-on-two-lines",
        order("DEMO-3", "Atlanta", "STANDARD", "app", line(toy, 2), line(toy, 1)));
    Product battery = popular(p -> is(p, "electronics") && p.item().hazmat() && heldBy(p) >= 2);
    orders.put("hazmat-battery", order("DEMO-4", "Seattle", "STANDARD", "web", line(battery, 1)));
    Product sofa =
        popular(p -> is(p, "furniture") && p.item().weightGrams() > 30_000 && heldBy(p) >= 2);
    orders.put("heavy-furniture", order("DEMO-5", "Charlotte", "STANDARD", "web", line(sofa, 1)));
    Product scarce = scarce();
    orders.put(
        "backorder",
        order(
            "DEMO-6",
            "Denver",
            "STANDARD",
            "web",
            line(scarce, units.getOrDefault(scarce.item().sku(), 0) + 5)));
    Product gadget = popular(p -> is(p, "electronics") && !p.item().hazmat() && heldBy(p) >= 4);
    orders.put("next-day", order("DEMO-7", "Boston", "NEXT_DAY", "web", line(gadget, 1)));
    Product shirt = popular(p -> p.sized() && heldBy(p) >= 3);
    List<Product> sizes =
        world.products().stream()
            .filter(p -> p.style().equals(shirt.style()) && heldBy(p) >= 1)
            .limit(3)
            .toList();
    orders.put(
        "fashion-sizes",
        order(
            "DEMO-8",
            "Los Angeles",
            "STANDARD",
            "app",
            sizes.stream().map(size -> line(size, 1)).toArray(Demand.Line[]::new)));
    return orders;
  }

  private static boolean is(Product product, String category) {
    return product.item().category().equals(category);
  }

  private int heldBy(Product product) {
    return holders.getOrDefault(product.item().sku(), Set.of()).size();
  }

  private Product popular(Predicate<Product> wanted) {
    return world.products().stream()
        .filter(wanted)
        .max(Comparator.comparingDouble(Product::popularity))
        .orElseThrow();
  }

  /// Two products that no node holds together.
  private List<Product> apart() {
    for (Product one : world.products()) {
      for (Product other : world.products()) {
        boolean light = one.item().weightGrams() < 5_000 && other.item().weightGrams() < 5_000;
        if (light
            && heldBy(one) >= 2
            && heldBy(other) >= 2
            && !is(one, other.item().category())
            && java.util.Collections.disjoint(nodes(one), nodes(other))) {
          return List.of(one, other);
        }
      }
    }
    throw new IllegalStateException("Every pair of products shares a node.");
  }

  private Set<String> nodes(Product product) {
    return lastUnits.getOrDefault(product.item().sku(), Set.of());
  }

  private Product scarce() {
    return world.products().stream()
        .filter(product -> !is(product, "furniture"))
        .min(
            Comparator.<Product>comparingInt(p -> units.getOrDefault(p.item().sku(), 0))
                .thenComparing(p -> p.item().sku()))
        .orElseThrow();
  }

  private static Demand.Line line(Product product, int quantity) {
    return new Demand.Line(product, quantity);
  }

  private static OrderRequest order(
      String id, String city, String serviceLevel, String channel, Demand.Line... lines) {
    Metro metro = Metro.of(city);
    var requested = new ArrayList<OrderRequest.Line>();
    for (Demand.Line line : lines) {
      requested.add(
          new OrderRequest.Line(
              Integer.toString(requested.size() + 1),
              line.product().item().sku().value(),
              line.quantity(),
              line.product().priceMinor()));
    }
    return new OrderRequest(
        id,
        channel,
        "regular",
        "C000042",
        serviceLevel,
        "USD",
        "",
        "",
        new OrderRequest.Destination(
            "US",
            metro.state(),
            metro.postalCode(),
            metro.center().latitude(),
            metro.center().longitude(),
            metro.timeZone().getId()),
        requested);
  }
}
