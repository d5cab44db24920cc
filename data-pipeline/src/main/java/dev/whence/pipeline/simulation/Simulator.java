package dev.whence.pipeline.simulation;

import dev.whence.domain.Cost;
import dev.whence.domain.attributes.Attributes;
import dev.whence.domain.inventory.Item;
import dev.whence.domain.inventory.ShipNode;
import dev.whence.domain.orders.Destination;
import dev.whence.domain.orders.OrderLineId;
import dev.whence.domain.orders.Promise;
import dev.whence.pipeline.history.HistoryDraft;
import dev.whence.pipeline.history.HistoryTable;
import dev.whence.pipeline.history.HistoryWriter;
import dev.whence.pipeline.history.Journey;
import dev.whence.pipeline.history.NodeRow;
import dev.whence.pipeline.history.OrderLineRow;
import dev.whence.pipeline.history.OrderRow;
import dev.whence.pipeline.history.ReturnRow;
import dev.whence.pipeline.history.Scan;
import dev.whence.pipeline.history.ShipmentEventRow;
import dev.whence.pipeline.history.ShipmentRow;
import dev.whence.pipeline.network.NetworkFolder;
import dev.whence.pipeline.network.OrderRequest;
import dev.whence.pipeline.simulation.Demand.DemandedOrder;
import dev.whence.pipeline.simulation.SimulationReport.ServiceReport;
import dev.whence.pipeline.simulation.StaticRouter.Leg;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Currency;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.IntConsumer;
import java.util.stream.Stream;

/// Plays a world day by day and writes what the merchant would know of it: the canonical history
/// and the network to route on.
///
/// Memory holds one day and what is still on its way, not the history. The same plan gives the same
/// rows in the same order and the same network files, byte for byte. (Parquet footers list
/// encodings in an order of their own.)
public final class Simulator {

  /// Days after the published transit when a carrier gives a parcel up.
  private static final int SEARCH_DAYS = 14;

  private static final Currency DOLLAR = Currency.getInstance("USD");
  private static final int SAMPLE_ORDERS = 2_000;
  private static final int LONGEST_CLOSURE_DAYS = 60;

  /// The one hub outage: nothing leaves Columbus on these days.
  private static final String STOPPED_HUB = "DC-COLUMBUS";

  private static final Instant OUTAGE_STARTS = Instant.parse("2026-02-10T05:00:00Z");
  private static final Instant OUTAGE_ENDS = Instant.parse("2026-02-13T05:00:00Z");

  private final SimulationPlan plan;
  private final World world;
  private final Instant end;
  private final Demand demand;
  private final StaticRouter router;
  private final TransitTruth transitTruth;
  private final ReturnTruth returnTruth;
  private final Map<String, ServiceReport> services = new HashMap<>();
  private final PriorityQueue<ShipmentEventRow> scansToCome =
      new PriorityQueue<>(
          Comparator.comparing(ShipmentEventRow::recordedAt)
              .thenComparing(ShipmentEventRow::shipmentId)
              .thenComparing(ShipmentEventRow::scan));
  private final PriorityQueue<ReturnRow> returnsToCome =
      new PriorityQueue<>(
          Comparator.comparing(ReturnRow::returnedAt)
              .thenComparing(ReturnRow::order)
              .thenComparing(ReturnRow::line));

  private Simulator(SimulationPlan plan) {
    this.plan = plan;
    this.world = World.of(plan.seed());
    this.end = plan.end().atStartOfDay(ZoneOffset.UTC).toInstant();
    double perDay = plan.size().ordersPerDay();
    this.demand = new Demand(world, perDay, (int) Math.max(50, perDay * plan.size().days() / 4));
    this.router = new StaticRouter(world);
    this.transitTruth = new TransitTruth(plan.seed(), plan.end());
    this.returnTruth = new ReturnTruth(plan.seed());
  }

  /// Writes the history into `folder` and the network into `folder/network`.
  ///
  /// @param progress told the days done after each one
  /// @throws java.io.UncheckedIOException if the folder cannot be written
  public static SimulationReport run(SimulationPlan plan, Path folder, IntConsumer progress) {
    try (HistoryDraft draft = HistoryDraft.in(folder)) {
      SimulationReport report =
          new Simulator(plan).play(draft.folder(), folder.resolve("network"), progress);
      draft.commit();
      return report;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Writes the demonstration network and its orders: what `examples/demo` holds.
  ///
  /// @throws java.io.UncheckedIOException if the folder cannot be written
  public static void writeDemonstration(long seed, Path folder) {
    World world = World.of(seed);
    NetworkFolder.write(folder, world.network());
    DemoOrders.of(world)
        .forEach((name, order) ->
            NetworkFolder.writeOrder(folder.resolve("orders").resolve(name + ".json"), order));
  }

  private SimulationReport play(Path folder, Path network, IntConsumer progress) {
    var rows = new LinkedHashMap<String, Long>();
    try (var orders = HistoryTable.ORDERS.create(folder);
        var lines = HistoryTable.ORDER_LINES.create(folder);
        var shipments = HistoryTable.SHIPMENTS.create(folder);
        var scans = HistoryTable.SHIPMENT_EVENTS.create(folder);
        var returns = HistoryTable.RETURNS.create(folder);
        var nodes = HistoryTable.SHIP_NODES.create(folder);
        var items = HistoryTable.ITEMS.create(folder)) {
      for (int day = 0; day < plan.days(); day++) {
        LocalDate date = plan.start().plusDays(day);
        for (DemandedOrder order : demand.on(date)) {
          if (order.orderedAt().isBefore(end)) {
            write(order, orders, lines, shipments);
          }
        }
        Instant known = date.atStartOfDay(ZoneOffset.UTC).toInstant();
        flush(known, scans, returns);
        progress.accept(day + 1);
      }
      flush(end, scans, returns);
      world.nodes().forEach(node -> nodes.write(row(node)));
      world.products().forEach(product -> items.write(product.item()));
      for (HistoryWriter<?> writer :
          List.of(orders, lines, shipments, scans, returns, nodes, items)) {
        writer.commit();
      }
      rows.put("orders", orders.rows());
      rows.put("order_lines", lines.rows());
      rows.put("shipments", shipments.rows());
      rows.put("shipment_events", scans.rows());
      rows.put("returns", returns.rows());
      rows.put("ship_nodes", nodes.rows());
      rows.put("items", items.rows());
    }
    writeDemonstration(plan.seed(), network);
    NetworkFolder.writeOrders(network.resolve("orders.jsonl"), sampleOrders());
    return new SimulationReport(plan.size(), plan.seed(), plan.start(), plan.end(), rows, services);
  }

  /// Orders of the days after the history: nothing in it knows them.
  private List<OrderRequest> sampleOrders() {
    return Stream.iterate(plan.end().plusDays(1), day -> day.plusDays(1))
        .flatMap(day -> demand.on(day).stream())
        .limit(SAMPLE_ORDERS)
        .map(Simulator::request)
        .toList();
  }

  private static OrderRequest request(DemandedOrder order) {
    Destination to = order.customer().address();
    var lines = new ArrayList<OrderRequest.Line>();
    for (Demand.Line line : order.lines()) {
      Product product = line.product();
      lines.add(
          new OrderRequest.Line(
              lineId(lines.size()).value(),
              product.item().sku().value(),
              line.quantity(),
              product.priceMinor()));
    }
    return new OrderRequest(
        order.id().value(),
        order.channel(),
        order.customer().customerClass(),
        order.customer().id(),
        order.serviceLevel(),
        "USD",
        order.orderedAt().toString(),
        "",
        OrderRequest.Destination.of(to),
        lines);
  }

  private void flush(
      Instant until, HistoryWriter<ShipmentEventRow> scans, HistoryWriter<ReturnRow> returns) {
    for (var next = scansToCome.peek();
        next != null && next.recordedAt().isBefore(until);
        next = scansToCome.peek()) {
      scans.write(scansToCome.remove());
    }
    for (var next = returnsToCome.peek();
        next != null && next.returnedAt().isBefore(until);
        next = returnsToCome.peek()) {
      returns.write(returnsToCome.remove());
    }
  }

  private void write(
      DemandedOrder order,
      HistoryWriter<OrderRow> orders,
      HistoryWriter<OrderLineRow> lines,
      HistoryWriter<ShipmentRow> shipments) {
    List<Leg> legs = router.route(order);
    boolean canceled = order.canceled() || legs.isEmpty();
    Promise promise = promise(order, legs);
    orders.write(
        new OrderRow(
            order.id(),
            order.orderedAt(),
            order.channel(),
            order.customer().customerClass(),
            order.customer().id(),
            order.serviceLevel(),
            DOLLAR,
            order.customer().address(),
            promise,
            canceled));
    String[] shipmentOfLine = new String[order.lines().size()];
    Arrays.fill(shipmentOfLine, "");
    for (int i = 0; i < legs.size(); i++) {
      String shipmentId = order.id() + "-" + (i + 1);
      Leg leg = legs.get(i);
      leg.lines().forEach(line -> shipmentOfLine[line] = shipmentId);
      shipments.write(shipment(shipmentId, order, leg, handover(leg, order), promise, canceled));
    }
    writeLines(order, shipmentOfLine, canceled, lines);
  }

  private static void writeLines(
      DemandedOrder order,
      String[] shipmentOfLine,
      boolean canceled,
      HistoryWriter<OrderLineRow> lines) {
    int units = order.lines().stream().mapToInt(Demand.Line::quantity).sum();
    for (int i = 0; i < order.lines().size(); i++) {
      Demand.Line line = order.lines().get(i);
      Product product = line.product();
      String category = product.item().category();
      lines.write(
          new OrderLineRow(
              order.id(),
              lineId(i),
              shipmentOfLine[i],
              order.orderedAt(),
              order.customer().id(),
              order.channel(),
              product.item().sku(),
              category,
              line.quantity(),
              product.priceMinor(),
              DOLLAR,
              units,
              order.lines().size(),
              order.lines().stream()
                  .filter(other -> other.product().item().category().equals(category))
                  .mapToInt(Demand.Line::quantity)
                  .sum(),
              canceled || shipmentOfLine[i].isEmpty(),
              Attributes.NONE));
    }
  }

  private static OrderLineId lineId(int index) {
    return new OrderLineId(Integer.toString(index + 1));
  }

  private static Instant plannedHandover(Leg leg, DemandedOrder order) {
    return handoverAfter(leg.node(), order.orderedAt());
  }

  private static Instant handoverAfter(ShipNode node, Instant ordered) {
    return node.calendar()
        .firstHandover(ordered, ordered.plus(World.packing(node)), LONGEST_CLOSURE_DAYS)
        .orElseThrow()
        .at();
  }

  private static Instant handover(Leg leg, DemandedOrder order) {
    Instant planned = plannedHandover(leg, order);
    boolean stopped =
        leg.node().id().value().equals(STOPPED_HUB)
            && !planned.isBefore(OUTAGE_STARTS)
            && planned.isBefore(OUTAGE_ENDS);
    return stopped ? handoverAfter(leg.node(), OUTAGE_ENDS) : planned;
  }

  /// The last leg's published day, plus a day of buffer in the quarters when the merchant is
  /// careful, never a Sunday. Nobody foresaw the outage, so it is not in the promise.
  private static Promise promise(DemandedOrder order, List<Leg> legs) {
    ZoneId zone = order.customer().metro().timeZone();
    LocalDate ordered = order.orderedAt().atZone(zone).toLocalDate();
    boolean careful = (ordered.getMonthValue() - 1) / 3 % 2 == 1;
    int buffer = careful && order.serviceLevel().equals("STANDARD") ? 1 : 0;
    return legs.stream()
        .map(leg ->
            plannedHandover(leg, order)
                .atZone(zone)
                .toLocalDate()
                .plusDays(leg.zone().transitDays() + buffer))
        .max(Comparator.naturalOrder())
        .map(day -> day.getDayOfWeek() == DayOfWeek.SUNDAY ? day.plusDays(1) : day)
        .<Promise>map(Promise.On::new)
        .orElse(new Promise.AsPolicySays());
  }

  private ShipmentRow shipment(
      String shipmentId,
      DemandedOrder order,
      Leg leg,
      Instant handover,
      Promise promise,
      boolean canceled) {
    Destination to = order.customer().address();
    long milligrams = 0;
    long cm3 = 0;
    int units = 0;
    for (int i : leg.lines()) {
      Demand.Line line = order.lines().get(i);
      Item item = line.product().item();
      milligrams += item.weightMilligrams() * line.quantity();
      cm3 += (long) item.volumeCm3() * line.quantity();
      units += line.quantity();
    }
    long charged = leg.fleet().service().card().chargedGrams(milligrams, cm3);
    var freight = new Cost(leg.zone().tariff().price(charged).orElseThrow());
    Journey journey =
        canceled
            ? new Journey.NotHandedOver(true)
            : journey(shipmentId, order, leg, handover, promise);
    return new ShipmentRow(
        shipmentId,
        order.id(),
        leg.node().id(),
        leg.fleet().service().id(),
        order.orderedAt(),
        Optional.of(plannedHandover(leg, order)),
        leg.node().country(),
        leg.node().region(),
        leg.node().calendar().timeZone(),
        to.country(),
        to.region(),
        to.timeZone(),
        leg.distanceKm(),
        leg.zone().transitDays(),
        leg.fleet().service().publishedOnTime(),
        Math.ceilDiv(milligrams, 1_000),
        units,
        freight.roundedMinorUnits(),
        DOLLAR,
        promise,
        journey,
        Optional.empty(),
        Attributes.NONE);
  }

  private Journey journey(
      String shipmentId, DemandedOrder order, Leg leg, Instant handover, Promise promise) {
    if (!handover.isBefore(end)) {
      return new Journey.NotHandedOver(false);
    }
    Optional<Instant> arrival =
        transitTruth.arrival(
            Draws.entity(shipmentId),
            leg.fleet(),
            leg.node().region(),
            climate(leg.node()),
            order.customer().metro(),
            handover.atZone(leg.node().calendar().timeZone()),
            leg.zone().transitDays(),
            order.load());
    if (arrival.isEmpty()) {
      return lost(shipmentId, leg, handover);
    }
    Instant door = arrival.get();
    List<ShipmentEventRow> scans =
        Scans.ofDelivered(
            plan.seed(),
            shipmentId,
            leg.node().region(),
            order.customer().metro().state(),
            handover,
            door);
    scansToCome.addAll(scans);
    addReturns(order, leg, door, promise);
    Journey journey =
        knownBy(scans, Scan.DELIVERED)
            .<Journey>map(known -> new Journey.Delivered(handover, door, known))
            .orElse(new Journey.Underway(handover, false));
    count(leg, order, handover, journey, promise);
    return journey;
  }

  private Journey lost(String shipmentId, Leg leg, Instant handover) {
    Instant givenUpAt = handover.plus(leg.zone().transitDays() + SEARCH_DAYS, ChronoUnit.DAYS);
    List<ShipmentEventRow> scans =
        Scans.ofLost(plan.seed(), shipmentId, leg.node().region(), handover, givenUpAt);
    scansToCome.addAll(scans);
    services.merge(leg.fleet().id(), new ServiceReport(1, 0, 0, 0), ServiceReport::plus);
    return knownBy(scans, Scan.LOST)
        .<Journey>map(known -> new Journey.Lost(handover, known))
        .orElse(new Journey.Underway(handover, false));
  }

  /// When the shipper learned it from the scans, if that was before the history ends.
  private Optional<Instant> knownBy(List<ShipmentEventRow> scans, Scan scan) {
    return scans.stream()
        .filter(event -> event.scan() == scan)
        .map(ShipmentEventRow::recordedAt)
        .min(Comparator.naturalOrder())
        .filter(known -> known.isBefore(end));
  }

  private void addReturns(DemandedOrder order, Leg leg, Instant door, Promise promise) {
    LocalDate day = door.atZone(order.customer().metro().timeZone()).toLocalDate();
    int daysLate =
        promise instanceof Promise.On(var date)
            ? (int) Math.max(0, ChronoUnit.DAYS.between(date, day))
            : 0;
    for (int i : leg.lines()) {
      Demand.Line line = order.lines().get(i);
      int ofStyle =
          line.product().sized()
              ? (int)
                  order.lines().stream()
                      .filter(other -> other.product().style().equals(line.product().style()))
                      .count()
              : 1;
      returnTruth
          .comesBack(order, lineId(i), line, ofStyle, daysLate, door)
          .ifPresent(returnsToCome::add);
    }
  }

  private void count(
      Leg leg, DemandedOrder order, Instant handover, Journey journey, Promise promise) {
    long delivered = 0;
    long withinPublished = 0;
    long onTime = 0;
    if (journey instanceof Journey.Delivered(var from, var door, var known)) {
      ZoneId zone = order.customer().metro().timeZone();
      LocalDate day = door.atZone(zone).toLocalDate();
      LocalDate published = handover.atZone(zone).toLocalDate().plusDays(leg.zone().transitDays());
      delivered = 1;
      withinPublished = day.isAfter(published) ? 0 : 1;
      onTime = promise instanceof Promise.On(var date) && !day.isAfter(date) ? 1 : 0;
    }
    services.merge(
        leg.fleet().id(),
        new ServiceReport(1, delivered, withinPublished, onTime),
        ServiceReport::plus);
  }

  private static Metro.Climate climate(ShipNode node) {
    return Metro.ALL.stream()
        .filter(metro -> metro.state().equals(node.region()))
        .findFirst()
        .orElseThrow()
        .climate();
  }

  private static NodeRow row(ShipNode node) {
    return new NodeRow(
        node.id(),
        node.name(),
        node.type(),
        node.country(),
        node.region(),
        node.location(),
        node.calendar().timeZone());
  }
}
