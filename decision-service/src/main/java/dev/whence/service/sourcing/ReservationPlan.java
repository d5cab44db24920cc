package dev.whence.service.sourcing;

import dev.whence.domain.carriers.CarrierService;
import dev.whence.domain.carriers.RateZone;
import dev.whence.domain.inventory.Item;
import dev.whence.domain.inventory.ShipNode;
import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.inventory.Sku;
import dev.whence.domain.orders.Order;
import dev.whence.models.transit.ReferenceTransit;
import dev.whence.rules.sourcing.SourcingDecision.Allocation;
import dev.whence.rules.sourcing.SourcingDecision.Shipment;
import dev.whence.rules.sourcing.SourcingInputs;
import dev.whence.service.sourcing.CommitResult.Hold;
import dev.whence.service.sourcing.CommitResult.LostCapacity;
import dev.whence.service.sourcing.CommitResult.LostUnits;
import dev.whence.service.store.StatementBatch;
import dev.whence.service.store.StatementBatch.IntArray;
import dev.whence.service.store.StatementBatch.TextArray;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What a decision takes from the store: units by (ship node, SKU), summed over the order's lines,
/// and parcels by (ship node, hand-over day).
///
/// Both are taken by one guarded update a row, in key order, all in one round trip: two decisions
/// that want the same rows wait for one another and never block in a circle.
record ReservationPlan(
    NewDecision decision,
    ReservationId id,
    Duration hold,
    SortedMap<Units, Wanted> units,
    SortedMap<Parcels, Integer> parcels) {

  private static final String INSERT_RESERVATION =
      """
      INSERT INTO reservations (id, decision_id, order_id, status, expires_at)
      VALUES (?, ?, ?, 'HELD', now() + ? * interval '1 millisecond') RETURNING expires_at
      """;

  private static final String INSERT_LINES =
      """
      INSERT INTO reservation_lines (reservation_id, node, sku, units)
      SELECT ?, node, sku, units FROM unnest(?::text[], ?::text[], ?::int[])
        AS line (node, sku, units)
      """;

  private static final String INSERT_CAPACITY =
      """
      INSERT INTO reservation_capacity (reservation_id, node, day, parcels)
      SELECT ?, node, day::date, parcels FROM unnest(?::text[], ?::text[], ?::int[])
        AS load (node, day, parcels)
      """;

  private static final String INSERT_SHIPMENT =
      """
      INSERT INTO shipments (id, order_id, decision_id, reservation_id, node, carrier_service,
        ordered_at, origin_country, origin_region, origin_time_zone, destination_country,
        destination_region, destination_time_zone, distance_km, published_days,
        published_on_time, weight_grams, units, freight_minor, currency, promise_date,
        expected_hours, planned_handover)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """;

  private static final String INSERT_SHIPMENT_LINES =
      """
      INSERT INTO shipment_lines (shipment_id, line_id, sku, category, customer_id, units)
      SELECT ?, line_id, sku, category, ?, units
      FROM unnest(?::text[], ?::text[], ?::text[], ?::int[])
        AS line (line_id, sku, category, units)
      """;

  private static final String TAKE_UNITS =
      """
      UPDATE stock SET reserved = reserved + ?, updated_at = now()
      WHERE sku = ? AND node = ? AND on_hand - reserved - safety_stock - ? >= ?
      """;

  private static final String TAKE_PARCELS =
      """
      INSERT INTO capacity_bookings AS booked (node, day, parcels)
      SELECT id, ?, ? FROM ship_nodes WHERE id = ? AND parcels_per_day >= ?
      ON CONFLICT (node, day) DO UPDATE SET parcels = booked.parcels + excluded.parcels
      WHERE booked.parcels + excluded.parcels
        <= (SELECT parcels_per_day FROM ship_nodes WHERE id = excluded.node)
      """;

  private static final String AVAILABLE_UNITS =
      """
      SELECT node, sku, on_hand - reserved - safety_stock FROM stock
      WHERE (node, sku) IN (SELECT * FROM unnest(?::text[], ?::text[]))
      """;

  private static final String AVAILABLE_PARCELS =
      """
      SELECT id, load.day::date, parcels_per_day - coalesce(parcels, 0)
      FROM unnest(?::text[], ?::text[]) AS load (node, day)
      JOIN ship_nodes ON ship_nodes.id = load.node
      LEFT JOIN capacity_bookings AS booked ON booked.node = id AND booked.day = load.day::date
      """;

  static ReservationPlan of(NewDecision decision) {
    SortedMap<Units, Wanted> units = new TreeMap<>();
    SortedMap<Parcels, Integer> parcels = new TreeMap<>();
    Duration hold = Duration.ZERO;
    for (Shipment shipment : decision.decision().outcome().shipments()) {
      for (Allocation line : shipment.lines()) {
        units.merge(
            new Units(shipment.shipNode(), line.sku()),
            new Wanted(line.units(), line.protectedUnits()),
            Wanted::plus);
      }
      parcels.merge(new Parcels(shipment.shipNode(), shipment.handoverDay()), 1, Math::addExact);
      hold = hold.isZero() || shipment.hold().compareTo(hold) < 0 ? shipment.hold() : hold;
    }
    return new ReservationPlan(
        decision, ReservationId.next(decision.decision().decidedAt()), hold, units, parcels);
  }

  private boolean reserves() {
    return !units.isEmpty();
  }

  void addReservation(StatementBatch batch) {
    if (!reserves()) {
      return;
    }
    batch.add(
        INSERT_RESERVATION,
        id.value(),
        decision.id().value(),
        decision.inputs().orderCase().order().id().value(),
        hold.toMillis());
    batch.add(
        INSERT_LINES,
        id.value(),
        TextArray.of(units.keySet().stream().map(Units::node).toList()),
        TextArray.of(units.keySet().stream().map(Units::sku).toList()),
        new IntArray(units.values().stream().map(Wanted::units).toList()));
    batch.add(
        INSERT_CAPACITY,
        id.value(),
        TextArray.of(parcels.keySet().stream().map(Parcels::node).toList()),
        TextArray.of(parcels.keySet().stream().map(Parcels::day).toList()),
        new IntArray(List.copyOf(parcels.values())));
  }

  Hold readReservation(StatementBatch.Answers answers) throws SQLException {
    if (!reserves()) {
      return new Hold.Nothing();
    }
    OffsetDateTime expiresAt =
        answers.rows(row -> row.getObject(1, OffsetDateTime.class)).getFirst();
    answers.skip(2);
    return new Hold.Reserved(id, expiresAt.toInstant());
  }

  /// Two a shipment.
  int shipmentStatements() {
    return 2 * decision.decision().outcome().shipments().size();
  }

  /// What leaves, so that carrier scans find it.
  void addShipments(StatementBatch batch) {
    Map<Sku, Item> items =
        decision.inputs().orderCase().items().stream()
            .collect(Collectors.toMap(Item::sku, Function.identity()));
    List<Shipment> shipments = decision.decision().outcome().shipments();
    for (int i = 0; i < shipments.size(); i++) {
      addShipment(batch, shipments.get(i), decision.id().shipment(i + 1), items);
    }
  }

  private void addShipment(
      StatementBatch batch, Shipment shipment, String shipmentId, Map<Sku, Item> items) {
    Order order = decision.inputs().orderCase().order();
    ShipNode node = node(decision.inputs(), shipment.shipNode());
    CarrierService service = service(decision.inputs(), shipment);
    double distanceKm = node.location().distanceKm(order.destination().location());
    int publishedDays =
        service
            .card()
            .findZone(order.destination().laneFrom(node, shipment.handoverDay()))
            .map(RateZone::transitDays)
            .orElse(0);
    batch.add(
        INSERT_SHIPMENT,
        shipmentId,
        order.id().value(),
        decision.id().value(),
        id.value(),
        node.id().value(),
        service.id().value(),
        order.orderedAt(),
        node.country(),
        node.region(),
        node.calendar().timeZone().getId(),
        order.destination().country(),
        order.destination().region(),
        order.destination().timeZone().getId(),
        distanceKm,
        publishedDays,
        service.publishedOnTime().value(),
        shipment.measures().grams(),
        shipment.lines().stream().mapToInt(Allocation::units).sum(),
        shipment.cost().freight().roundedMinorUnits(),
        order.currency().getCurrencyCode(),
        decision.decision().promiseDate(),
        ReferenceTransit.hours(publishedDays, distanceKm),
        shipment.handover());
    batch.add(
        INSERT_SHIPMENT_LINES,
        shipmentId,
        order.customerId(),
        TextArray.of(shipment.lines().stream().map(Allocation::line).toList()),
        TextArray.of(shipment.lines().stream().map(Allocation::sku).toList()),
        TextArray.of(
            shipment.lines().stream().map(line -> item(items, line.sku()).category()).toList()),
        new IntArray(shipment.lines().stream().map(Allocation::units).toList()));
  }

  /// Last in the transaction, so that hot rows stay locked as shortly as possible.
  void addGuardedUpdates(StatementBatch batch) {
    units.forEach((key, wanted) ->
        batch.add(
            TAKE_UNITS,
            wanted.units(),
            key.sku().value(),
            key.node().value(),
            wanted.protectedUnits(),
            wanted.units()));
    parcels.forEach(
        (key, count) -> batch.add(TAKE_PARCELS, key.day(), count, key.node().value(), count));
  }

  /// Which of the guarded updates found too little.
  Lost readGuardedUpdates(StatementBatch.Answers answers) throws SQLException {
    var lostUnits = new ArrayList<Units>();
    for (Units key : units.keySet()) {
      if (answers.count() == 0) {
        lostUnits.add(key);
      }
    }
    var lostParcels = new ArrayList<Parcels>();
    for (Parcels key : parcels.keySet()) {
      if (answers.count() == 0) {
        lostParcels.add(key);
      }
    }
    return new Lost(lostUnits, lostParcels);
  }

  /// What was lost, with what is there in truth; read after the roll-back. Units come first: the
  /// decision must change for them anyway.
  CommitResult describe(Lost lost, Connection connection) throws SQLException {
    return lost.units().isEmpty()
        ? new CommitResult.CapacityLost(lostCapacity(lost.parcels(), connection))
        : new CommitResult.StockLost(lostUnits(lost.units(), connection));
  }

  private List<LostUnits> lostUnits(List<Units> lost, Connection connection) throws SQLException {
    var batch =
        new StatementBatch()
            .add(
                AVAILABLE_UNITS,
                TextArray.of(lost.stream().map(Units::node).toList()),
                TextArray.of(lost.stream().map(Units::sku).toList()));
    var available = new TreeMap<Units, Integer>();
    try (StatementBatch.Answers answers = batch.send(connection)) {
      answers.rows(row ->
          available.put(
              new Units(new ShipNodeId(row.getString(1)), new Sku(row.getString(2))),
              row.getInt(3)));
    }
    return lost.stream()
        .map(key -> {
          Wanted wanted = units.getOrDefault(key, Wanted.NOTHING);
          int left = Math.max(0, available.getOrDefault(key, 0) - wanted.protectedUnits());
          return new LostUnits(key.node(), key.sku(), wanted.units(), left);
        })
        .toList();
  }

  private List<LostCapacity> lostCapacity(List<Parcels> lost, Connection connection)
      throws SQLException {
    var batch =
        new StatementBatch()
            .add(
                AVAILABLE_PARCELS,
                TextArray.of(lost.stream().map(Parcels::node).toList()),
                TextArray.of(lost.stream().map(Parcels::day).toList()));
    var available = new TreeMap<Parcels, Integer>();
    try (StatementBatch.Answers answers = batch.send(connection)) {
      answers.rows(row ->
          available.put(
              new Parcels(new ShipNodeId(row.getString(1)), row.getObject(2, LocalDate.class)),
              row.getInt(3)));
    }
    return lost.stream()
        .map(key ->
            new LostCapacity(
                key.node(),
                key.day(),
                parcels.getOrDefault(key, 0),
                Math.max(0, available.getOrDefault(key, 0))))
        .toList();
  }

  private static ShipNode node(SourcingInputs inputs, ShipNodeId id) {
    return inputs.reference().nodes().stream()
        .filter(node -> node.id().equals(id))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("The decision ships from " + id + ", unknown."));
  }

  private static CarrierService service(SourcingInputs inputs, Shipment shipment) {
    return inputs.reference().services().stream()
        .filter(service -> service.id().equals(shipment.carrierService()))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "The decision ships by " + shipment.carrierService() + ", unknown."));
  }

  private static Item item(Map<Sku, Item> items, Sku sku) {
    Item item = items.get(sku);
    if (item == null) {
      throw new IllegalArgumentException("The decision ships SKU " + sku + ", unknown.");
    }
    return item;
  }

  /// A row of stock, in lock order.
  record Units(ShipNodeId node, Sku sku) implements Comparable<Units> {
    @Override
    public int compareTo(Units other) {
      int byNode = node.compareTo(other.node);
      return byNode != 0 ? byNode : sku.compareTo(other.sku);
    }
  }

  /// @param protectedUnits the most that any of the lines must leave alone
  record Wanted(int units, int protectedUnits) {
    static final Wanted NOTHING = new Wanted(0, 0);

    Wanted plus(Wanted other) {
      return new Wanted(
          Math.addExact(units, other.units), Math.max(protectedUnits, other.protectedUnits));
    }
  }

  /// A row of capacity, in lock order.
  record Parcels(ShipNodeId node, LocalDate day) implements Comparable<Parcels> {
    @Override
    public int compareTo(Parcels other) {
      int byNode = node.compareTo(other.node);
      return byNode != 0 ? byNode : day.compareTo(other.day);
    }
  }

  /// Rows that held too little.
  record Lost(List<Units> units, List<Parcels> parcels) {
    boolean nothing() {
      return units.isEmpty() && parcels.isEmpty();
    }
  }
}
