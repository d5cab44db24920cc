package dev.whence.rules.sourcing;

import static java.util.Comparator.comparing;

import dev.whence.domain.inventory.ShipNode;
import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.orders.Order;
import dev.whence.domain.orders.OrderLine;
import dev.whence.domain.orders.OrderLineId;
import dev.whence.rules.facts.Reason;
import dev.whence.rules.facts.ReservationFact;
import dev.whence.rules.facts.ReservationTerms;
import dev.whence.rules.facts.RuleTables;
import dev.whence.rules.facts.RuleTables.Fired;
import dev.whence.rules.facts.ShipNodeFact;
import dev.whence.rules.sourcing.SourcingDecision.Finding;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The hard rules for ship nodes: what each node holds, when it hands over, and which lines it may
/// send.
///
/// @param lines one entry a line, in the order of the order
/// @param findings against the node, in rule-id order, each with the lines it holds for
record NodeReview(
    NodeSnapshot snapshot,
    double distanceKm,
    ZonedDateTime handover,
    int parcelsLeft,
    List<LineReview> lines,
    List<Finding> findings) {

  /// Findings that hold whatever the tables say: nothing may ship that is not there.
  static final String ENGINE_STOCK = "engine-short-of-stock";

  static final String ENGINE_CAPACITY = "engine-capacity-exhausted";

  static final String ENGINE_EXCLUDED = "engine-excluded-by-caller";

  /// @param available units this order may take here, protected units taken off
  /// @param onlyStock whether stock is all that keeps the line from being sent
  record LineReview(
      OrderLine line,
      int available,
      ReservationTerms reservation,
      boolean eligible,
      boolean onlyStock) {}

  ShipNode node() {
    return snapshot.node();
  }

  ShipNodeId id() {
    return snapshot.id();
  }

  boolean sendsSomething() {
    return lines.stream().anyMatch(LineReview::eligible);
  }

  /// Reviews every node at once, in node-id order.
  ///
  /// @param orderDate in the destination's time zone
  static List<NodeReview> of(SourcingInputs inputs, RuleTables tables, LocalDate orderDate) {
    var reservations = new HashMap<ReservationFact, ReservationTerms>();
    var drafts = new ArrayList<Draft>();
    var facts = new ArrayList<ShipNodeFact>();
    for (NodeSnapshot snapshot : inputs.nodes()) {
      Draft draft = Draft.of(inputs, snapshot, tables, orderDate, reservations);
      drafts.add(draft);
      facts.addAll(draft.facts());
    }
    List<List<Fired<Reason.NodeCode>>> fired = tables.nodeEligibility(facts);
    var reviews = new ArrayList<NodeReview>();
    int at = 0;
    for (Draft draft : drafts) {
      int lines = draft.facts().size();
      boolean excluded = inputs.excluded().contains(draft.snapshot().id());
      reviews.add(draft.judged(fired.subList(at, at + lines), excluded));
      at += lines;
    }
    return reviews;
  }

  /// A node before the tables have spoken.
  private record Draft(
      NodeSnapshot snapshot,
      double distanceKm,
      ZonedDateTime handover,
      int parcelsLeft,
      List<OrderLine> lines,
      List<ReservationTerms> reservations,
      List<ShipNodeFact> facts) {

    static Draft of(
        SourcingInputs inputs,
        NodeSnapshot snapshot,
        RuleTables tables,
        LocalDate orderDate,
        Map<ReservationFact, ReservationTerms> known) {
      Order order = inputs.order();
      ShipNode node = snapshot.node();
      Instant now = inputs.now();
      ZonedDateTime handover =
          node.calendar()
              .firstHandover(now, 400)
              .orElseThrow()
              .at()
              .atZone(node.calendar().timeZone());
      int parcelsLeft = snapshot.parcelsLeft(handover.toLocalDate());
      double distanceKm = node.location().distanceKm(order.destination().location());
      long minutesToCutoff =
          node.calendar().minutesToCutoff(now, node.calendar().packedAfter(now, 400).orElse(now));
      var reservations = new ArrayList<ReservationTerms>();
      var facts = new ArrayList<ShipNodeFact>();
      for (OrderLine line : order.lines()) {
        var item = inputs.item(line.sku());
        ReservationTerms reservation =
            known.computeIfAbsent(
                new ReservationFact(
                    node.id().value(),
                    node.type(),
                    order.channel(),
                    order.customerClass(),
                    order.serviceLevel(),
                    item.category(),
                    orderDate),
                tables::reservationPolicy);
        int available =
            snapshot
                .findStock(line.sku())
                .map(stock -> stock.availableToPromise(reservation.protectedUnits()))
                .orElse(0);
        reservations.add(reservation);
        facts.add(
            new ShipNodeFact(
                node.id().value(),
                node.type(),
                node.country(),
                node.region(),
                order.destination().country(),
                order.destination().region(),
                order.channel(),
                order.customerClass(),
                order.serviceLevel(),
                item.category(),
                item.hazmat(),
                node.handlesHazmat(),
                node.active(),
                node.serves(order.channel()),
                line.quantity(),
                available,
                Math.max(0, line.quantity() - available),
                minutesToCutoff,
                parcelsLeft,
                Math.toIntExact(Math.round(distanceKm)),
                orderDate));
      }
      return new Draft(
          snapshot, distanceKm, handover, parcelsLeft, order.lines(), reservations, facts);
    }

    NodeReview judged(List<List<Fired<Reason.NodeCode>>> firedByLine, boolean excluded) {
      var findings = new Findings();
      var reviews = new ArrayList<LineReview>();
      for (int i = 0; i < lines.size(); i++) {
        OrderLine line = lines.get(i);
        ShipNodeFact fact = facts.get(i);
        List<Fired<Reason.NodeCode>> fired = withPhysics(fact, firedByLine.get(i));
        fired.forEach(f -> findings.add(f.ruleId(), f.code().from(fact), line.id()));
        if (excluded) {
          findings.add(ENGINE_EXCLUDED, new Reason.ExcludedByCaller(), line.id());
        }
        reviews.add(
            new LineReview(
                line,
                fact.unitsAvailable(),
                reservations.get(i),
                fired.isEmpty() && !excluded,
                !fired.isEmpty()
                    && !excluded
                    && fired.stream().allMatch(f -> f.code() == Reason.NodeCode.SHORT_OF_STOCK)));
      }
      return new NodeReview(
          snapshot, distanceKm, handover, parcelsLeft, reviews, findings.sorted());
    }

    private static List<Fired<Reason.NodeCode>> withPhysics(
        ShipNodeFact fact, List<Fired<Reason.NodeCode>> fired) {
      var all = new ArrayList<>(fired);
      if (fact.unitsShort() > 0 && lacks(fired, Reason.NodeCode.SHORT_OF_STOCK)) {
        all.add(new Fired<>(ENGINE_STOCK, Reason.NodeCode.SHORT_OF_STOCK));
      }
      if (fact.parcelsLeft() == 0 && lacks(fired, Reason.NodeCode.CAPACITY_EXHAUSTED)) {
        all.add(new Fired<>(ENGINE_CAPACITY, Reason.NodeCode.CAPACITY_EXHAUSTED));
      }
      return all;
    }

    private static boolean lacks(List<Fired<Reason.NodeCode>> fired, Reason.NodeCode code) {
      return fired.stream().noneMatch(f -> f.code() == code);
    }
  }

  /// Collects findings: the same rule and evidence against several lines is one finding.
  static final class Findings {
    private final Map<Finding, List<OrderLineId>> linesOf = new LinkedHashMap<>();

    void add(String ruleId, Reason reason, OrderLineId line) {
      linesOf
          .computeIfAbsent(new Finding(ruleId, reason, List.of()), f -> new ArrayList<>())
          .add(line);
    }

    List<Finding> sorted() {
      return linesOf.entrySet().stream()
          .map(e -> new Finding(e.getKey().ruleId(), e.getKey().reason(), e.getValue()))
          .sorted(comparing(Finding::ruleId).thenComparing(f -> f.reason().toString()))
          .toList();
    }
  }
}
