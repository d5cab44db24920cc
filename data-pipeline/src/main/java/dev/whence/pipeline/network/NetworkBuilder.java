package dev.whence.pipeline.network;

import dev.whence.domain.Cost;
import dev.whence.domain.GeoPoint;
import dev.whence.domain.Money;
import dev.whence.domain.Probability;
import dev.whence.domain.carriers.CarrierService;
import dev.whence.domain.carriers.CarrierServiceId;
import dev.whence.domain.carriers.RateZone;
import dev.whence.domain.inventory.Item;
import dev.whence.domain.inventory.NodeCalendar;
import dev.whence.domain.inventory.NodeType;
import dev.whence.domain.inventory.ShipNode;
import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.inventory.Sku;
import dev.whence.domain.inventory.StockPosition;
import dev.whence.pipeline.history.HistoryTable;
import dev.whence.pipeline.history.NodeRow;
import dev.whence.pipeline.history.ShipmentRow;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Currency;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Derives a network to route on from a history and what must be assumed beside it.
///
/// Ship nodes are those that sent something; each stocks what it sold. Freight prices are fitted to
/// what was charged. Everything else comes from the [Assumptions].
public final class NetworkBuilder {

  /// Heavier parcels are priced by other rules than a line.
  private static final double HEAVIEST_FITTED_KG = 30;

  /// A network and how well the history explains its prices.
  public record Built(Network network, List<FreightFit> fits) {
    public Built {
      fits = List.copyOf(fits);
    }
  }

  private final Path history;
  private final Assumptions assumptions;
  private final Currency currency;
  private final SequencedMap<ShipNodeId, NodeRow> nodes = new LinkedHashMap<>();
  private final SequencedMap<Sku, Item> items = new LinkedHashMap<>();
  private final Map<ShipNodeId, Map<Sku, Integer>> unitsSold = new TreeMap<>();

  private NetworkBuilder(Path history, Assumptions assumptions) {
    this.history = history;
    this.assumptions = assumptions;
    this.currency = Currency.getInstance(assumptions.currency());
  }

  /// @throws java.io.UncheckedIOException if the history lacks a table or cannot be read
  public static Built build(Path history, Assumptions assumptions) {
    return new NetworkBuilder(history, assumptions).build();
  }

  private Built build() {
    try (var rows = HistoryTable.SHIP_NODES.read(history)) {
      rows.forEach(row -> nodes.put(row.id(), row));
    }
    try (var rows = HistoryTable.ITEMS.read(history)) {
      rows.forEach(item -> items.put(item.sku(), item));
    }
    readSales();
    List<FreightFit> fits = fits();
    List<StockPosition> stock = stock();
    Set<Sku> stocked = new HashSet<>();
    stock.forEach(position -> stocked.add(position.sku()));
    var network =
        new Network(
            shipNodes(),
            assumptions.carrierServices().stream().map(service -> service(service, fits)).toList(),
            items.values().stream().filter(item -> stocked.contains(item.sku())).toList(),
            stock);
    return new Built(network, fits);
  }

  private void readSales() {
    var nodeOfShipment = new HashMap<String, ShipNodeId>();
    try (var shipments = HistoryTable.SHIPMENTS.read(history)) {
      shipments.forEach(row -> nodeOfShipment.put(row.shipmentId(), row.shipNode()));
    }
    try (var lines = HistoryTable.ORDER_LINES.read(history)) {
      lines.forEach(line -> {
        ShipNodeId node = nodeOfShipment.get(line.shipmentId());
        if (node != null && nodes.containsKey(node) && items.containsKey(line.sku())) {
          unitsSold
              .computeIfAbsent(node, _ -> new TreeMap<>())
              .merge(line.sku(), line.quantity(), Math::addExact);
        }
      });
    }
  }

  private List<FreightFit> fits() {
    var sums = new TreeMap<Integer, FreightFit.Sums>();
    for (Assumptions.Service service : assumptions.carrierServices()) {
      service.transitDays().keySet().forEach(km -> sums.put(km, new FreightFit.Sums()));
    }
    try (var shipments = HistoryTable.SHIPMENTS.read(history)) {
      shipments.filter(this::tellsAPrice).forEach(row -> add(row, sums));
    }
    var fits = new ArrayList<FreightFit>();
    sums.forEach((km, band) -> fits.add(band.fit(km)));
    return fits;
  }

  private boolean tellsAPrice(ShipmentRow row) {
    return row.freightMinor() > 0
        && row.weightGrams() > 0
        && row.weightGrams() <= HEAVIEST_FITTED_KG * 1_000
        && row.currency().equals(currency);
  }

  private static void add(ShipmentRow row, NavigableMap<Integer, FreightFit.Sums> sums) {
    var band = sums.ceilingEntry((int) Math.ceil(row.distanceKm()));
    if (band != null) {
      band.getValue().add(row.weightGrams() / 1_000.0, (double) row.freightMinor());
    }
  }

  private CarrierService service(Assumptions.Service service, List<FreightFit> fits) {
    var zones = new ArrayList<RateZone>();
    new TreeMap<>(service.transitDays())
        .forEach((km, days) -> {
          FreightFit fit =
              fits.stream().filter(band -> band.upToKm() == km).findFirst().orElseThrow();
          zones.add(
              new RateZone(
                  "",
                  "",
                  km,
                  money(Math.round(fit.perParcelMinor() * service.priceFactor())),
                  money(Math.round(fit.perKilogramMinor() * service.priceFactor())),
                  days));
        });
    return new CarrierService(
        new CarrierServiceId(service.id()),
        service.carrier(),
        service.name(),
        currency,
        service.volumetricDivisor(),
        new Probability(service.publishedOnTime()),
        zones);
  }

  private List<ShipNode> shipNodes() {
    var all = new ArrayList<ShipNode>();
    for (ShipNodeId id : unitsSold.keySet()) {
      NodeRow row = nodes.get(id);
      if (row != null) {
        all.add(
            node(
                id,
                row.name(),
                row.type(),
                row.country(),
                row.region(),
                row.location(),
                row.timeZone()));
      }
    }
    for (Assumptions.HypotheticalNode node : assumptions.hypotheticalNodes()) {
      all.add(
          node(
              new ShipNodeId(node.id()),
              node.name(),
              NodeType.DC,
              node.country(),
              node.region(),
              new GeoPoint(node.latitude(), node.longitude()),
              node.timeZone()));
    }
    return all;
  }

  private ShipNode node(
      ShipNodeId id,
      String name,
      NodeType type,
      String country,
      String region,
      GeoPoint location,
      ZoneId timeZone) {
    Assumptions.NodeWork work = assumptions.nodes();
    return new ShipNode(
        id,
        name,
        type,
        country,
        region,
        location,
        true,
        work.handlesHazmat(),
        Set.of(),
        new NodeCalendar(
            timeZone,
            EnumSet.copyOf(work.workingDays()),
            work.cutoff(),
            Duration.ofMinutes(work.processingMinutes()),
            Set.of()),
        work.parcelsPerDay(),
        money(work.parcelHandlingMinor()),
        money(work.unitHandlingMinor()));
  }

  private List<StockPosition> stock() {
    var positions = new ArrayList<StockPosition>();
    unitsSold.forEach((node, units) ->
        units.forEach((sku, sold) ->
            positions.add(position(node, sku, sold + assumptions.stockMarginUnits()))));
    List<Sku> best = bestSellers();
    for (Assumptions.HypotheticalNode node : assumptions.hypotheticalNodes()) {
      for (Sku sku : new TreeSet<>(best.subList(0, Math.min(best.size(), node.bestSellers())))) {
        positions.add(position(new ShipNodeId(node.id()), sku, node.unitsOfEach()));
      }
    }
    return positions;
  }

  private static StockPosition position(ShipNodeId node, Sku sku, int onHand) {
    return new StockPosition(node, sku, onHand, 0, 0, Cost.ZERO);
  }

  /// SKUs by units sold, most first; equal ones by SKU.
  private List<Sku> bestSellers() {
    var total = new TreeMap<Sku, Integer>();
    unitsSold
        .values()
        .forEach(units -> units.forEach((sku, sold) -> total.merge(sku, sold, Math::addExact)));
    return total.entrySet().stream()
        .sorted(
            Comparator.comparing(Map.Entry<Sku, Integer>::getValue)
                .reversed()
                .thenComparing(Map.Entry::getKey))
        .map(Map.Entry::getKey)
        .toList();
  }

  private Money money(long minor) {
    return new Money(minor, currency);
  }
}
