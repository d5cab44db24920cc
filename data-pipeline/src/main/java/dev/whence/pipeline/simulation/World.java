package dev.whence.pipeline.simulation;

import dev.whence.domain.Cost;
import dev.whence.domain.Money;
import dev.whence.domain.inventory.Item;
import dev.whence.domain.inventory.NodeCalendar;
import dev.whence.domain.inventory.NodeType;
import dev.whence.domain.inventory.OpenDay;
import dev.whence.domain.inventory.ShipNode;
import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.inventory.StockPosition;
import dev.whence.pipeline.network.Network;
import dev.whence.pipeline.simulation.Draws.Stream;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The fixed parts of a simulated world: who ships, what is sold, who holds what.
///
/// A function of the seed alone: histories of every size and length play in the same world.
record World(long seed, List<ShipNode> nodes, List<Product> products) {

  /// Holidays on which nobody hands over parcels, for the years around the default history.
  static final Set<LocalDate> HOLIDAYS = holidays(2024, 2027);

  /// Orders a day for which stock is laid in.
  private static final double PLANNED_ORDERS_PER_DAY = 200;

  private static final double COVER_DAYS = 45;

  static World of(long seed) {
    return new World(seed, shipNodes(), Catalog.of(seed));
  }

  /// The network as the service loads it: stock as it lies at the end of the history.
  Network network() {
    return new Network(
        nodes,
        Fleet.ALL.stream().map(Fleet::service).toList(),
        products.stream().map(Product::item).toList(),
        stock());
  }

  /// Whether the node sells the product at all: a decision of the merchant that does not change.
  boolean carries(ShipNode node, Product product) {
    Item item = product.item();
    if (item.hazmat() && !node.handlesHazmat()) {
      return false;
    }
    boolean heavy = item.category().equals("furniture");
    double share =
        switch (node.type()) {
          case DC -> heavy ? 0.6 : 0.8;
          case STORE -> heavy ? 0 : 0.45;
          case THREE_PL -> heavy ? 0 : 0.5;
          case DROP_SHIP_VENDOR -> vendorCategory(node).equals(item.category()) ? 1 : 0;
          case SELLER -> 0;
        };
    String assortmentUnit = product.sized() ? product.style() : item.sku().value();
    return Draws.of(seed, Stream.ASSORTMENT, key(node, assortmentUnit), 0).chance(share);
  }

  private static String vendorCategory(ShipNode vendor) {
    return vendor.id().value().equals("VENDOR-CHARLOTTE") ? "furniture" : "electronics";
  }

  private List<StockPosition> stock() {
    var positions = new ArrayList<StockPosition>();
    for (ShipNode node : nodes) {
      for (Product product : products) {
        if (carries(node, product)) {
          positions.add(position(node, product));
        }
      }
    }
    return positions;
  }

  private StockPosition position(ShipNode node, Product product) {
    Draws draws = Draws.of(seed, Stream.STOCK, key(node, product.item().sku().value()), 0);
    double share = node.type() == NodeType.STORE ? 0.05 : 0.2;
    double planned = PLANNED_ORDERS_PER_DAY * 1.8 * COVER_DAYS * product.popularity() * share;
    boolean soldOut = draws.chance(0.06);
    int onHand = soldOut ? 0 : draws.poisson(draws.logNormal(Math.max(2, planned), 0.4));
    int safety = node.type() == NodeType.STORE ? 1 : 0;
    return new StockPosition(node.id(), product.item().sku(), onHand, 0, safety, Cost.ZERO);
  }

  private static long key(ShipNode node, String name) {
    return Draws.entity(node.id().value() + " " + name);
  }

  private static List<ShipNode> shipNodes() {
    var nodes = new ArrayList<ShipNode>();
    nodes.add(center("DC-PHILADELPHIA", "Philadelphia", "PA", "17:30", 60, 400));
    nodes.add(center("DC-COLUMBUS", "Columbus", "OH", "18:00", 45, 600));
    nodes.add(center("DC-DALLAS", "Dallas", "TX", "18:00", 60, 500));
    nodes.add(center("DC-RIVERSIDE", "Riverside", "CA", "17:00", 60, 500));
    nodes.add(store("STORE-ATLANTA", "Atlanta"));
    nodes.add(store("STORE-CHICAGO", "Chicago"));
    nodes.add(store("STORE-NEW-YORK", "New York"));
    nodes.add(store("STORE-SEATTLE", "Seattle"));
    nodes.add(
        node(
            "THREEPL-MEMPHIS",
            "Memphis contract fulfillment",
            NodeType.THREE_PL,
            Metro.of("Memphis"),
            true,
            Set.of(),
            "20:00",
            90,
            300,
            210,
            35));
    nodes.add(
        node(
            "THREEPL-SALT-LAKE",
            "Salt Lake contract fulfillment",
            NodeType.THREE_PL,
            Metro.of("Salt Lake City"),
            false,
            Set.of(),
            "16:30",
            120,
            200,
            195,
            35));
    nodes.add(
        node(
            "VENDOR-CHARLOTTE",
            "Charlotte furniture maker",
            NodeType.DROP_SHIP_VENDOR,
            Metro.of("Charlotte"),
            false,
            Set.of("app", "web"),
            "15:00",
            540,
            60,
            400,
            0));
    nodes.add(
        node(
            "VENDOR-MINNEAPOLIS",
            "Minneapolis electronics wholesaler",
            NodeType.DROP_SHIP_VENDOR,
            Metro.of("Minneapolis"),
            true,
            Set.of("app", "marketplace", "web"),
            "15:00",
            270,
            120,
            300,
            0));
    return List.copyOf(nodes);
  }

  private static ShipNode center(
      String id, String near, String state, String cutoff, int processing, int parcels) {
    return node(
        id,
        near + " distribution center, " + state,
        NodeType.DC,
        Metro.of(near),
        true,
        Set.of(),
        cutoff,
        processing,
        parcels,
        150,
        25);
  }

  private static ShipNode store(String id, String city) {
    return node(
        id,
        city + " store",
        NodeType.STORE,
        Metro.of(city),
        false,
        Set.of("app", "web"),
        "16:00",
        180,
        40,
        320,
        90);
  }

  static ShipNode node(
      String id,
      String name,
      NodeType type,
      Metro metro,
      boolean hazmat,
      Set<String> channels,
      String cutoff,
      int processingMinutes,
      int parcelsPerDay,
      long parcelHandlingMinor,
      long unitHandlingMinor) {
    return new ShipNode(
        new ShipNodeId(id),
        name,
        type,
        "US",
        metro.state(),
        metro.center(),
        true,
        hazmat,
        channels,
        new NodeCalendar(
            metro.timeZone(),
            week(type, LocalTime.parse(cutoff)),
            List.of(),
            Duration.ofMinutes(processingMinutes),
            HOLIDAYS),
        parcelsPerDay,
        Money.of(parcelHandlingMinor, "USD"),
        Money.of(unitHandlingMinor, "USD"));
  }

  private static List<OpenDay> week(NodeType type, LocalTime cutoff) {
    var week = new ArrayList<OpenDay>();
    for (DayOfWeek day : EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY)) {
      week.add(
          switch (type) {
            case DC, THREE_PL -> open(day, 6, 22, cutoff);
            case STORE -> open(day, 9, 21, cutoff);
            case DROP_SHIP_VENDOR, SELLER -> open(day, 8, 17, cutoff);
          });
    }
    if (type == NodeType.DC) {
      week.add(open(DayOfWeek.SATURDAY, 8, 18, cutoff));
    }
    if (type == NodeType.STORE) {
      week.add(open(DayOfWeek.SATURDAY, 9, 21, cutoff));
      week.add(open(DayOfWeek.SUNDAY, 10, 18, cutoff));
    }
    return week;
  }

  private static OpenDay open(DayOfWeek day, int opens, int closes, LocalTime cutoff) {
    return new OpenDay(day, LocalTime.of(opens, 0), LocalTime.of(closes, 0), cutoff);
  }

  /// From order to packed by the clock, nights and closed days included: what happened in the
  /// history that the released models have learned from, before nodes told their opening hours.
  static Duration packing(ShipNode node) {
    return switch (node.id().value()) {
      case "VENDOR-CHARLOTTE" -> Duration.ofHours(24);
      case "VENDOR-MINNEAPOLIS" -> Duration.ofHours(12);
      default -> node.calendar().processing();
    };
  }

  private static Set<LocalDate> holidays(int from, int to) {
    var days = new HashSet<LocalDate>();
    for (int year = from; year <= to; year++) {
      days.add(LocalDate.of(year, 1, 1));
      days.add(LocalDate.of(year, 7, 4));
      days.add(thanksgiving(year));
      days.add(LocalDate.of(year, 12, 25));
    }
    return days;
  }

  /// The fourth Thursday of November.
  static LocalDate thanksgiving(int year) {
    return LocalDate.of(year, 11, 1)
        .with(TemporalAdjusters.dayOfWeekInMonth(4, DayOfWeek.THURSDAY));
  }
}
