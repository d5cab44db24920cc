package dev.whence.rules.sourcing;

import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.orders.OrderLineId;
import dev.whence.rules.facts.Reason;
import dev.whence.rules.facts.SourcingTerms.SplitLines;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/// Small networks with everything in them: shared stock, full days, weight steps, parcel limits,
/// bundles, pins, split lines. Drawn by a seed.
final class RandomNetworks {
  private static final List<String> SKUS = List.of("A", "B", "C");

  private static final List<String> NODE_FLAGS =
      List.of(
          "",
          "",
          "",
          " zone=Asia/Tokyo",
          " zone=America/New_York days=MON-SAT opens=09:00 closes=18:00 processing=12h",
          " holiday=2026-11-03/2026-11-04",
          " holiday=2026-11-03/2027-11-04",
          " cutoff=GROUND/10:00",
          " handling=JPY/90/10",
          " handling=EUR/50/10");

  private static final List<String> SERVICE_FLAGS =
      List.of(
          "",
          "",
          "",
          " delivers=MON-FRI working",
          " collects=TUE-FRI",
          " holiday=2026-11-05/2027-02-28",
          " divisor=5000 min=500",
          " currency=JPY",
          " currency=EUR");

  private static final List<SplitLines> SPLITS =
      List.of(SplitLines.NEVER, SplitLines.IF_NEEDED, SplitLines.ALWAYS);

  private RandomNetworks() {}

  /// A network as text, so that a failing one can be read and repeated.
  ///
  /// @param nodes one line each, without the line of column names
  /// @param services likewise
  record Network(
      String order,
      List<String> nodes,
      List<String> services,
      SplitLines splitLines,
      boolean partLines,
      int mostParcels,
      int splitCost,
      int unitsAParcel,
      int gramsAParcel,
      Demands demands,
      int promisedIn,
      boolean exactly,
      boolean trusted) {
    static final String NODE_COLUMNS = "node km A B C parcels flags\n";
    static final String SERVICE_COLUMNS = "service days parcel kg km flags\n";

    Scenario scenario() {
      var scenario = Scenario.of(order, NODE_COLUMNS + String.join("\n", nodes));
      LocalDate day = Scenario.MONDAY.plusDays(promisedIn);
      return (exactly ? scenario.exactly(day) : scenario.promise(day))
          .rate("JPY", "USD", "0.0067")
          .services(SERVICE_COLUMNS + String.join("\n", services))
          .policy(policy())
          .demands(demands)
          .estimator(trusted ? Scenario.trusting() : Scenario.failing())
          .tables(t ->
              t.limit(
                      "units",
                      Reason.CarrierCode.TOO_MANY_UNITS,
                      fact ->
                          fact.carrierService().equals("STEPS")
                              && fact.parcelUnits() > unitsAParcel)
                  .limit(
                      "weight",
                      Reason.CarrierCode.TOO_HEAVY,
                      fact -> fact.parcelWeightGrams() > gramsAParcel)
                  .limit(
                      "not-mixed",
                      Reason.CarrierCode.HAZMAT_NOT_MIXED,
                      fact -> fact.hazmatMixed()));
    }

    Policy policy() {
      var policy =
          new Policy()
              .late(600, 200)
              .split(splitCost)
              .most(mostParcels)
              .unfilled(2_000, 100)
              .splitLines(splitLines)
              .relax(1, 3);
      return partLines ? policy.partLines() : policy;
    }

    Network with(List<String> otherNodes) {
      return new Network(
          order,
          otherNodes,
          services,
          splitLines,
          partLines,
          mostParcels,
          splitCost,
          unitsAParcel,
          gramsAParcel,
          demands,
          promisedIn,
          exactly,
          trusted);
    }

    Network shuffled(Random random) {
      var otherNodes = new ArrayList<>(nodes);
      var otherServices = new ArrayList<>(services);
      Collections.shuffle(otherNodes, random);
      Collections.shuffle(otherServices, random);
      return new Network(
          order,
          otherNodes,
          otherServices,
          splitLines,
          partLines,
          mostParcels,
          splitCost,
          unitsAParcel,
          gramsAParcel,
          demands,
          promisedIn,
          exactly,
          trusted);
    }

    /// The same network with `most` of a column instead, at one node.
    Network withMore(int node, int column, int more) {
      var changed = new ArrayList<>(nodes);
      String[] cells = nodes.get(node).split(" ");
      cells[column] = String.valueOf(Integer.parseInt(cells[column]) + more);
      changed.set(node, String.join(" ", cells));
      return with(changed);
    }
  }

  static Network draw(Random random) {
    var nodes = new ArrayList<String>();
    int count = random.nextInt(5);
    for (int n = 0; n < count; n++) {
      nodes.add(node(random, "N" + n));
    }
    var services = new ArrayList<String>();
    services.add("GROUND 1 400 100 300" + SERVICE_FLAGS.get(random.nextInt(SERVICE_FLAGS.size())));
    services.add("GROUND 3 700 100 4000");
    if (random.nextBoolean()) {
      services.add("AIR 1 1500 300 4000" + SERVICE_FLAGS.get(random.nextInt(SERVICE_FLAGS.size())));
    }
    if (random.nextBoolean()) {
      services.add(
          "STEPS 2 100 %d 4000 steps=1000:%d/3000:900"
              .formatted(random.nextBoolean() ? 0 : 250, 200 + random.nextInt(500)));
    }
    if (random.nextInt(3) == 0) {
      services.add("DATED 1 900 50 4000 until=2026-11-03");
      services.add("DATED 1 350 50 4000 from=2026-11-04");
    }
    var order = order(random);
    return new Network(
        String.join(", ", order),
        nodes,
        services,
        SPLITS.get(random.nextInt(3)),
        random.nextBoolean(),
        1 + random.nextInt(4),
        random.nextInt(3) * 100,
        1 + random.nextInt(3),
        2_000 + random.nextInt(4) * 1_500,
        demands(random, order.size(), count),
        random.nextInt(9) - 1,
        random.nextInt(8) == 0,
        random.nextInt(4) > 0);
  }

  static String node(Random random, String id) {
    return id
        + " "
        + random.nextInt(8) * 200
        + " "
        + random.nextInt(5)
        + " "
        + random.nextInt(5)
        + " "
        + random.nextInt(5)
        + " "
        + random.nextInt(4)
        + NODE_FLAGS.get(random.nextInt(NODE_FLAGS.size()))
        + (random.nextInt(4) > 0 ? " hazmat" : "")
        + (random.nextInt(8) == 0 ? " closed" : "")
        + (random.nextInt(3) == 0 ? " booked=2026-11-02/1" : "")
        + (random.nextInt(5) == 0 ? " booked=2026-11-03/2" : "");
  }

  private static List<String> order(Random random) {
    var lines = new ArrayList<String>();
    int count = 1 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      int units = 1 + random.nextInt(3);
      switch (random.nextInt(6)) {
        case 0 -> lines.add("KIT " + (1 + units / 3) + " = A 1 + C 1");
        case 1 -> lines.add("KIT " + (1 + units / 3) + " == A 2 + B 1");
        default -> lines.add(SKUS.get(random.nextInt(3)) + " " + units);
      }
    }
    return lines;
  }

  private static Demands demands(Random random, int lines, int nodes) {
    var pins = new ArrayList<Demands.Pin>();
    if (nodes > 0 && random.nextInt(5) == 0) {
      pins.add(
          new Demands.Pin(new OrderLineId("L1"), new ShipNodeId("N" + random.nextInt(nodes)), 1));
    }
    var sameNode = new ArrayList<List<OrderLineId>>();
    if (lines > 1 && random.nextInt(5) == 0) {
      sameNode.add(List.of(new OrderLineId("L1"), new OrderLineId("L2")));
    }
    return new Demands(
        List.of(),
        List.of(),
        Demands.ANY_EARLY,
        Demands.ANY_LATE,
        pins,
        sameNode,
        random.nextInt(6) == 0,
        List.of(),
        Demands.Explain.FULL);
  }
}
