package dev.whence.service.reservations;

import dev.whence.domain.carriers.CarrierService;
import dev.whence.domain.carriers.RateZone;
import dev.whence.domain.inventory.Item;
import dev.whence.domain.inventory.ShipNode;
import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.inventory.Sku;
import dev.whence.domain.orders.Order;
import dev.whence.models.attributes.AttributesJson;
import dev.whence.models.transit.ReferenceTransit;
import dev.whence.rules.facts.SourcingTerms;
import dev.whence.rules.sourcing.Milestones;
import dev.whence.rules.sourcing.PromisedParcel;
import dev.whence.rules.sourcing.SourcingDecision;
import dev.whence.rules.sourcing.SourcingDecision.Allocation;
import dev.whence.rules.sourcing.SourcingDecision.Shipment;
import dev.whence.rules.sourcing.SourcingInputs;
import dev.whence.service.inventory.NodeDay;
import dev.whence.service.inventory.Position;
import dev.whence.service.inventory.StockLedger;
import dev.whence.service.json.CanonicalJson;
import dev.whence.service.orders.GiveBack;
import dev.whence.service.orders.OfferGroups;
import dev.whence.service.orders.OrderBasis;
import dev.whence.service.records.DecisionId;
import dev.whence.service.reservations.Reservation.Status;
import dev.whence.service.store.StatementBatch;
import dev.whence.service.store.StatementBatch.IntArray;
import dev.whence.service.store.StatementBatch.TextArray;
import dev.whence.service.store.TimeOrderedId;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What a decision takes from the store: units by (ship node, SKU), summed over the order's lines,
/// and parcels by (ship node, hand-over day).
///
/// Both are taken by one guarded update a row, in key order, all in one round trip: two decisions
/// that want the same rows wait for one another and never block in a circle.
public record ReservationPlan(
    Decided decision,
    ReservationId id,
    Duration hold,
    SortedMap<Position, Wanted> units,
    SortedMap<NodeDay, Integer> parcels) {

  private static final String INSERT_RESERVATION =
      """
      INSERT INTO reservations (id, decision_id, order_id, status, expires_at)
      VALUES (?, ?, ?, ?, now() + ? * interval '1 millisecond')
      """;

  private static final String EXPIRES_AT =
      "SELECT id, expires_at FROM reservations WHERE id = ANY (?::uuid[])";

  private static final String INSERT_SHIPMENT =
      """
      INSERT INTO shipments (id, order_id, decision_id, reservation_id, node, carrier_service,
        ordered_at, origin_country, origin_region, origin_time_zone, destination_country,
        destination_region, destination_time_zone, distance_km, published_days,
        published_on_time, weight_grams, units, freight_minor, currency, promise_date,
        expected_hours, planned_handover, handover_day, accept_by, pick_by, hand_over_by, transit,
        least_chance, expected_day, look_at, attributes)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
        ?::json, ?, nullif(?, '')::date, ?, nullif(?, ''))
      """;

  private static final String INSERT_SHIPMENT_LINES =
      """
      INSERT INTO shipment_lines (shipment_id, line_id, sku, category, customer_id, units)
      SELECT ?, line_id, sku, category, ?, units
      FROM unnest(?::text[], ?::text[], ?::text[], ?::int[])
        AS line (line_id, sku, category, units)
      """;

  private static final String AVAILABLE_UNITS =
      """
      SELECT node, sku,
        CASE WHEN NOT active THEN 0 WHEN uncounted THEN 2147483647
          ELSE greatest(0, on_hand::bigint - reserved - safety_stock) END::int
      FROM stock
      WHERE (node, sku) IN (SELECT * FROM unnest(?::text[], ?::text[]))
      """;

  private static final String AVAILABLE_PARCELS =
      """
      SELECT id, load.day::date, parcels_per_day - coalesce(parcels, 0)
      FROM unnest(?::text[], ?::text[]) AS load (node, day)
      JOIN ship_nodes ON ship_nodes.id = load.node
      LEFT JOIN capacity_bookings AS booked ON booked.node = id AND booked.day = load.day::date
      """;

  /// What is taken for a decision that is about to be written.
  public static ReservationPlan of(Decided decision) {
    SortedMap<Position, Wanted> units = new TreeMap<>();
    SortedMap<NodeDay, Integer> parcels = new TreeMap<>();
    Duration hold = Duration.ZERO;
    for (Shipment shipment : decision.decision().taken()) {
      for (Allocation line : shipment.lines()) {
        units.merge(
            new Position(shipment.shipNode(), line.sku()),
            new Wanted(line.units(), line.protectedUnits()),
            Wanted::plus);
      }
      parcels.merge(new NodeDay(shipment.shipNode(), shipment.handoverDay()), 1, Math::addExact);
      hold = hold.isZero() || shipment.hold().compareTo(hold) < 0 ? shipment.hold() : hold;
    }
    return new ReservationPlan(
        decision, ReservationId.next(decision.decision().decidedAt()), hold, units, parcels);
  }

  private boolean reserves() {
    return !units.isEmpty();
  }

  /// Adds the reservation, if something is reserved.
  public void addReservation(StatementBatch batch) {
    if (!reserves()) {
      return;
    }
    batch.add(
        INSERT_RESERVATION,
        id.value(),
        decision.id().value(),
        decision.inputs().orderCase().order().id().value(),
        status().name(),
        hold.toMillis());
  }

  private Status status() {
    if (decision.decision().keepsHeldStock()) {
      return Status.KEPT;
    }
    return decision.basis().confirmed() ? Status.CONFIRMED : Status.HELD;
  }

  /// Asks until when these hold what they have reserved; [#readExpiry] reads the answer.
  public static void askExpiry(StatementBatch batch, List<ReservationPlan> plans) {
    batch.add(EXPIRES_AT, TextArray.of(plans.stream().map(ReservationPlan::id).toList()));
  }

  /// Until when each holds what it has reserved.
  public static Map<ReservationId, Instant> readExpiry(StatementBatch.Answers answers)
      throws SQLException {
    var expiry = new HashMap<ReservationId, Instant>();
    answers.rows(
        EXPIRES_AT,
        row ->
            expiry.put(
                new ReservationId(row.getObject(1, UUID.class)),
                row.getObject(2, OffsetDateTime.class).toInstant()));
    return expiry;
  }

  /// What is held for the caller, after [#readExpiry].
  public Hold hold(Map<ReservationId, Instant> expiry) {
    return Optional.ofNullable(expiry.get(id))
        .<Hold>map(expiresAt ->
            status() == Status.KEPT ? new Hold.Kept(id) : new Hold.Reserved(id, expiresAt))
        .orElseGet(Hold.Nothing::new);
  }

  /// What leaves, so that carrier scans find it.
  public void addShipments(StatementBatch batch) {
    Map<Sku, Item> items =
        decision.inputs().orderCase().items().stream()
            .collect(Collectors.toMap(Item::sku, Function.identity()));
    List<Shipment> shipments = decision.decision().taken();
    for (int i = 0; i < shipments.size(); i++) {
      addShipment(batch, shipments.get(i), decision.id().shipment(i + 1), items);
    }
  }

  /// Offers of parcels that several ship nodes compete for; open at once where the reservation is
  /// confirmed.
  public void addOffers(StatementBatch batch) {
    List<Shipment> shipments = decision.decision().outcome().shipments();
    SourcingTerms.Offering terms = decision.decision().terms().offering();
    boolean offered = false;
    for (int i = 0; i < shipments.size(); i++) {
      Shipment shipment = shipments.get(i);
      if (!shipment.competing().isEmpty()) {
        var nodes = new ArrayList<String>();
        nodes.add(shipment.shipNode().value());
        shipment.competing().forEach(other -> nodes.add(other.shipNode().value()));
        OfferGroups.add(
            batch,
            TimeOrderedId.next(decision.decision().decidedAt()),
            decision.inputs().orderCase().order().id().value(),
            decision.id().value(),
            id.value(),
            decision.id().shipment(i + 1),
            nodes,
            nodes.stream()
                .map(node -> TimeOrderedId.next(decision.decision().decidedAt()))
                .sorted(TimeOrderedId::compare)
                .toList(),
            terms.minutes(),
            terms.claimMinutes());
        offered = true;
      }
    }
    if (offered && decision.basis().confirmed()) {
      OfferGroups.open(batch, id.value());
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
    PromisedParcel promised = PromisedParcel.of(decision.inputs(), decision.decision(), shipment);
    Instant decidedAt = decision.decision().decidedAt();
    Milestones milestones = promised.milestones(decidedAt);
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
        shipment.handover(),
        shipment.handoverDay(),
        milestones.acceptBy(),
        milestones.pickBy(),
        milestones.handOverBy(),
        CanonicalJson.write(promised.transit()),
        promised.leastChance(),
        promised.expected().map(Object::toString).orElse(""),
        milestones.acceptBy().plusSeconds(1),
        AttributesJson.text(decision.inputs().orderCase().told(node, shipment.handover())));
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

  /// Last in the transaction, so that hot rows stay locked as shortly as possible. What earlier
  /// parcels of the order hold of a row is given back before it is taken from.
  public void addGuardedUpdates(StatementBatch batch) {
    GiveBack giveBack = decision.basis().giveBack();
    var cause = new StockLedger.Cause(id.toString(), "decision");
    SortedMap<Position, SortedMap<UUID, Integer>> given = giveBack.byReservation();
    for (Position position : union(given.keySet(), units.keySet())) {
      given
          .getOrDefault(position, Collections.emptySortedMap())
          .forEach((reservation, units) ->
              StockLedger.release(
                  batch,
                  position,
                  units,
                  new StockLedger.Cause(reservation.toString(), "decision")));
      Wanted wanted = units.getOrDefault(position, Wanted.NOTHING);
      if (wanted.units() > 0) {
        StockLedger.reserve(
            batch, position, wanted.units(), leftForOthers(position, wanted), cause);
      }
    }
    SortedMap<NodeDay, Integer> places = giveBack.places();
    for (NodeDay day : union(places.keySet(), parcels.keySet())) {
      if (places.containsKey(day)) {
        StockLedger.giveParcels(batch, day, places.getOrDefault(day, 0));
      }
      if (parcels.containsKey(day)) {
        StockLedger.takeParcels(batch, day, parcels.getOrDefault(day, 0));
      }
    }
  }

  private int leftForOthers(Position position, Wanted wanted) {
    int kept = decision.basis().keptBack().getOrDefault(position, 0);
    return Math.addExact(wanted.protectedUnits(), kept);
  }

  /// What the decision takes of each position, for the update of a group.
  public List<StockLedger.Wanted> wantedUnits() {
    var cause = new StockLedger.Cause(id.toString(), "decision");
    return units.entrySet().stream()
        .map(entry ->
            new StockLedger.Wanted(
                entry.getKey(),
                entry.getValue().units(),
                leftForOthers(entry.getKey(), entry.getValue()),
                cause))
        .toList();
  }

  /// Which of the guarded updates found too little.
  public Lost readGuardedUpdates(StatementBatch.Answers answers) throws SQLException {
    var lostUnits = new ArrayList<Position>();
    for (Position position : units.keySet()) {
      if (answers.count(StockLedger.RESERVE) == 0) {
        lostUnits.add(position);
      }
    }
    var lostParcels = new ArrayList<NodeDay>();
    for (NodeDay day : parcels.keySet()) {
      if (answers.count(StockLedger.TAKE_PARCELS) == 0) {
        lostParcels.add(day);
      }
    }
    return new Lost(lostUnits, lostParcels);
  }

  private static <K extends Comparable<K>> SortedSet<K> union(Set<K> some, Set<K> others) {
    var all = new TreeSet<>(some);
    all.addAll(others);
    return all;
  }

  /// The units that were lost, with what is there in truth; read after the roll-back.
  public List<LostUnits> lostUnits(List<Position> lost, Connection connection) throws SQLException {
    var batch =
        new StatementBatch()
            .add(
                AVAILABLE_UNITS,
                TextArray.of(lost.stream().map(Position::node).toList()),
                TextArray.of(lost.stream().map(Position::sku).toList()));
    var available = new TreeMap<Position, Integer>();
    try (StatementBatch.Answers answers = batch.send(connection)) {
      answers.rows(
          AVAILABLE_UNITS,
          row ->
              available.put(
                  new Position(new ShipNodeId(row.getString(1)), new Sku(row.getString(2))),
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

  /// As [#lostUnits], of places of a day.
  public List<LostCapacity> lostCapacity(List<NodeDay> lost, Connection connection)
      throws SQLException {
    var batch =
        new StatementBatch()
            .add(
                AVAILABLE_PARCELS,
                TextArray.of(lost.stream().map(NodeDay::node).toList()),
                TextArray.of(lost.stream().map(NodeDay::day).toList()));
    var available = new TreeMap<NodeDay, Integer>();
    try (StatementBatch.Answers answers = batch.send(connection)) {
      answers.rows(
          AVAILABLE_PARCELS,
          row ->
              available.put(
                  new NodeDay(new ShipNodeId(row.getString(1)), row.getObject(2, LocalDate.class)),
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

  /// A decision about to be written, as far as it takes something.
  ///
  /// @param basis the order as it stood, and what is given back for the decision
  public record Decided(
      DecisionId id, OrderBasis basis, SourcingInputs inputs, SourcingDecision decision) {}

  /// @param protectedUnits the most that any of the lines must leave alone
  public record Wanted(int units, int protectedUnits) {
    static final Wanted NOTHING = new Wanted(0, 0);

    public Wanted plus(Wanted other) {
      return new Wanted(
          Math.addExact(units, other.units), Math.max(protectedUnits, other.protectedUnits));
    }
  }

  /// Rows that held too little.
  public record Lost(List<Position> units, List<NodeDay> parcels) {
    public boolean nothing() {
      return units.isEmpty() && parcels.isEmpty();
    }
  }
}
