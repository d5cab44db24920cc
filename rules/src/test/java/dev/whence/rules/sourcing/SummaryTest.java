package dev.whence.rules.sourcing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.domain.carriers.CarrierServiceId;
import dev.whence.domain.estimates.FallbackReason;
import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.orders.OrderLineId;
import dev.whence.rules.facts.Reason;
import dev.whence.rules.facts.SourcingTerms.SplitLines;
import dev.whence.rules.facts.SourcingTerms.WhenShort;
import dev.whence.rules.sourcing.Demands.Pin;
import dev.whence.rules.sourcing.Demands.PlannedLine;
import dev.whence.rules.sourcing.Demands.PlannedParcel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Some fifty situations and what is said about them.
class SummaryTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/summaries.txt");

  private static final String TWO =
      """
      node  km    A  B  C  parcels  flags
      NEAR  10    9  9  9  5        hazmat
      FAR   1500  9  9  9  5        hazmat
      """;

  private final Map<String, String> told = new LinkedHashMap<>();

  private void tell(String situation, Scenario scenario) {
    told.put(situation, Summary.of(scenario.decide(), scenario.order().currency()));
  }

  private static Scenario two(String order) {
    return Scenario.of(order, TWO);
  }

  private static Scenario one(String order, String cells) {
    return Scenario.of(order, "node km A B C parcels flags\nNEAR " + cells);
  }

  private static Demands demands(
      List<Pin> pins,
      List<List<OrderLineId>> sameNode,
      boolean complete,
      List<PlannedParcel> callerPlan,
      Demands.Explain explain) {
    return new Demands(
        List.of(),
        List.of(),
        Demands.ANY_EARLY,
        Demands.ANY_LATE,
        pins,
        sameNode,
        complete,
        callerPlan,
        explain);
  }

  private static Demands planned(String node, String service, int units) {
    return demands(
        List.of(),
        List.of(),
        false,
        List.of(
            new PlannedParcel(
                new ShipNodeId(node),
                new CarrierServiceId(service),
                List.of(new PlannedLine(new OrderLineId("L1"), units)))),
        Demands.Explain.NODES);
  }

  private static UnitLimit units(int most) {
    return new UnitLimit(most);
  }

  /// Parcels of so many units at most.
  private record UnitLimit(int most) implements java.util.function.UnaryOperator<TestTables> {
    @Override
    public TestTables apply(TestTables tables) {
      return tables.limit(
          "few-units", Reason.CarrierCode.TOO_MANY_UNITS, fact -> fact.parcelUnits() > most);
    }
  }

  private static final String JAPAN =
      "service days parcel kg km flags\nGROUND 1 400 100 300 currency=JPY\nGROUND 3 900 100 4000";

  /// Maybe run with `-Dgolden=write` and review the difference.
  @Test
  void everySituationIsToldInSentences() throws IOException {
    shipping();
    promises();
    shortages();
    demandsAndPlans();
    nodesRuledOut();
    money();

    String all =
        told.entrySet().stream()
            .map(each -> "# " + each.getKey() + "\n" + each.getValue() + "\n")
            .collect(Collectors.joining("\n"));
    if ("write".equals(System.getProperty("golden"))) {
      Files.createDirectories(GOLDEN.getParent());
      Files.writeString(GOLDEN, all);
    }
    assertThat(all).isEqualTo(Files.readString(GOLDEN));
    assertThat(told).hasSizeGreaterThanOrEqualTo(50);
    assertThat(told.values())
        .allSatisfy(text ->
            assertThat(text)
                .endsWith(".")
                .doesNotContain("..", " .", " ,", "  ", " 0.00 USD", "1 units", ": ;", "null"));
  }

  private void shipping() {
    tell("one unit from the nearest", two("A 1"));
    tell("several units of one SKU", two("A 3"));
    tell("several SKUs in one parcel", two("A 2, B 1, C 1"));
    tell("two lines of one SKU", two("A 1, A 2"));
    tell("no other node", one("A 1", "10 9 0 0 5"));
    tell(
        "no other plan at all",
        one("A 1", "10 9 0 0 5").services("service days parcel kg km\nGROUND 1 400 100 300"));
    tell(
        "other nodes cost the same",
        Scenario.of("A 1", "node km A parcels\nEAST 10 9 5\nWEST 10 9 5"));
    tell(
        "next best costs less than a coin more",
        Scenario.of("A 1", "node km A parcels\nEAST 10 9 5\nWEST 400 9 5")
            .services("service days parcel kg km\nGROUND 1 400 0 300\nGROUND 3 400 1 4000")
            .policy(new Policy().promise(9)));
    tell(
        "next best is dearer in handling",
        Scenario.of(
            "A 1", "node km A parcels flags\nEAST 10 9 5\nWEST 10 9 5 handling=USD/170/10"));
    tell(
        "next best is later",
        two("A 1")
            .services("service days parcel kg km\nGROUND 1 400 100 300\nGROUND 6 400 100 4000"));
    tell(
        "split over two nodes",
        Scenario.of("A 1, C 1", "node km A C parcels\nNEAR 10 9 0 5\nFAR 1500 0 9 5"));
    tell("split line", Scenario.of("A 9", "node km A parcels\nNEAR 10 5 5\nFAR 1500 5 5"));
    tell("several parcels of one node", two("A 3").tables(units(1)));
    tell(
        "several days of one node",
        one("A 3", "10 9 0 0 1").tables(units(1)).policy(new Policy().promise(9)));
    tell(
        "many nodes",
        Scenario.of(
                "A 5", "node km A parcels\nN1 10 1 5\nN2 20 1 5\nN3 30 1 5\nN4 40 1 5\nN5 50 1 5")
            .policy(new Policy().most(9).splitLines(SplitLines.ALWAYS)));
    tell("bundle", two("KIT 2 == A 2 + C"));
    tell(
        "bundle whose parts leave apart",
        Scenario.of("KIT 1 = A 2 + C", "node km A C parcels\nNEAR 10 9 0 5\nFAR 1500 0 9 5"));
    tell("routing guide", two("A 1").estimator(Scenario.failing()).tables(t -> t.guide("GROUND")));
    tell(
        "without any explanation",
        two("A 1").demands(Demands.NONE.explaining(Demands.Explain.NONE)));
  }

  private void promises() {
    tell("promise of the policy", two("A 1").policy(new Policy().promise(9)));
    tell("promise kept", two("A 1").promise(Scenario.FRIDAY));
    tell(
        "promise that cannot be kept",
        one("A 1", "1500 9 0 0 5")
            .services("service days parcel kg km\nGROUND 3 900 100 4000")
            .promise(Scenario.TUESDAY));
    tell(
        "promise relaxed until it can be kept",
        one("A 1", "1500 9 0 0 5")
            .services("service days parcel kg km\nGROUND 3 900 100 4000")
            .promise(Scenario.TUESDAY)
            .policy(new Policy().relax(2, 5)));
    tell("promise in the past", two("A 1").promise(Scenario.MONDAY.minusDays(3)));
    tell(
        "promise that is never reached",
        one("A 1", "10 9 0 0 5").policy(new Policy().leastChance(1)));
    tell("wanted on the very day", two("A 1").exactly(Scenario.THURSDAY));
    tell("very day that cannot be met", two("A 1").exactly(Scenario.MONDAY));
    tell("Sunday as the very day", two("A 1").exactly(Scenario.SATURDAY.plusDays(1)));
  }

  private void shortages() {
    tell("backorder of everything", one("A 2", "10 0 0 0 5"));
    tell("backorder of a line", one("A 1, C 2", "10 9 0 0 5"));
    tell(
        "backorder of a part of a line", one("A 9", "10 4 0 0 5").policy(new Policy().partLines()));
    tell(
        "stock that others hold",
        Scenario.of(
                "A 5",
                "node km A parcels flags\nNEAR 10 9 5 reserved=A/5 safety=A/2\nFAR 1500 3 5 reserved=A/3")
            .tables(t -> t.protecting(1)));
    tell(
        "stock of many nodes",
        Scenario.of(
            "A 50", "node km A parcels\nN1 10 1 5\nN2 20 1 5\nN3 30 1 5\nN4 40 1 5\nN5 50 0 5"));
    tell("no stock record at all", Scenario.of("A 2", "node km C parcels\nNEAR 10 9 5"));
    tell("thousands of units of two SKUs", one("A 5000, C 1", "10 0 0 0 5"));
    tell("not worth a parcel", two("A 1 @500").policy(new Policy().unfilled(0, 100)));
    tell(
        "a line not worth a parcel",
        Scenario.of("A 1 @9000, C 1 @300", "node km A C parcels\nNEAR 10 9 0 5\nFAR 1500 0 9 5")
            .policy(new Policy().unfilled(0, 100)));
    tell(
        "more parcels than allowed",
        two("A 5").tables(units(1)).policy(new Policy().splitLines(SplitLines.NEVER)));
    tell(
        "one parcel allowed",
        two("A 2").tables(units(1)).policy(new Policy().most(1).splitLines(SplitLines.NEVER)));
    tell("no service takes it", two("A 1").tables(units(0)));
    tell(
        "hold with nothing to ship",
        one("A 1", "10 0 0 0 5").policy(new Policy().whenShort(WhenShort.HOLD)));
    tell(
        "hold with a part",
        one("A 1, C 1", "10 9 0 0 5").policy(new Policy().whenShort(WhenShort.HOLD)));
    tell(
        "refused as incomplete",
        one("A 1, C 1", "10 9 0 0 5").policy(new Policy().whenShort(WhenShort.REJECT)));
    tell(
        "bundles of which a part is there",
        Scenario.of("KIT 7 = A + C", "node km A C parcels\nN1 10 5 2 9\nN2 20 1 5 9")
            .policy(new Policy().partLines()));
    tell(
        "bundles of which no node has a whole one left",
        Scenario.of("KIT 4 == A + C", "node km A C parcels\nN1 10 5 2 9\nN2 20 1 5 9")
            .policy(new Policy().partLines()));
    tell(
        "one of two carrier services is switched off",
        one("C 1", "3000 0 0 9 5")
            .services(
                """
                service  days  parcel  kg   km    flags
                GROUND   1     400     100  300
                AIR      1     1500    300  4000  off
                """));
    tell(
        "all carrier services are switched off",
        one("A 1", "10 9 0 0 5")
            .services("service days parcel kg km flags\nAIR 1 1500 300 4000 off"));
    tell("bundle without one component", one("KIT 1 == A 2 + C", "10 9 0 0 5"));
    tell("two reasons at once", one("A 3, B 1", "10 1 9 0 5"));
  }

  private void demandsAndPlans() {
    tell(
        "caller's plan that splits against the policy",
        two("A 2")
            .demands(
                demands(
                    List.of(),
                    List.of(),
                    false,
                    List.of(
                        DemandsTest.parcel("NEAR", "GROUND", "L1", 1),
                        DemandsTest.parcel("FAR", "GROUND", "L1", 1)),
                    Demands.Explain.FULL)));
    tell(
        "ship complete",
        one("A 1, C 1", "10 9 0 0 5")
            .demands(demands(List.of(), List.of(), true, List.of(), Demands.Explain.FULL)));
    tell(
        "pinned",
        two("A 2")
            .demands(
                demands(
                    List.of(new Pin(new OrderLineId("L1"), new ShipNodeId("FAR"), 1)),
                    List.of(),
                    false,
                    List.of(),
                    Demands.Explain.FULL)));
    tell(
        "node excluded",
        two("A 1").demands(Demands.NONE.excludingNodes(List.of(new ShipNodeId("NEAR")))));
    tell(
        "every node excluded",
        one("A 1", "10 9 0 0 5")
            .demands(Demands.NONE.excludingNodes(List.of(new ShipNodeId("NEAR")))));
    tell("caller's plan is ours", two("A 1").demands(planned("NEAR", "GROUND", 1)));
    tell("caller's plan is dearer", two("A 1").demands(planned("NEAR", "AIR", 1)));
    tell(
        "caller's plan leaves more out",
        two("A 2").demands(planned("NEAR", "GROUND", 1)).policy(new Policy().partLines()));
    tell("caller's plan is not possible", two("A 1").demands(planned("NOWHERE", "GROUND", 1)));
  }

  private void nodesRuledOut() {
    tell(
        "nodes ruled out for several reasons",
        Scenario.of(
            "A 1, B 1",
            """
            node  km   A  B  parcels  flags
            N1    10   9  9  5        hazmat
            N2    20   9  9  5        closed
            N3    30   9  9  5        closed
            N4    40   0  0  5        hazmat
            N5    50   9  9  0        hazmat
            N6    60   9  9  5        hazmat holiday=2026-11-01/2026-11-30
            """));
    tell(
        "a dozen nodes switched off",
        Scenario.of(
            "A 1",
            "node km A parcels flags\nN0 10 9 5"
                + List.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12).stream()
                    .map(i -> "\nX" + i + " 10 9 5 closed")
                    .collect(Collectors.joining())));
    tell(
        "node out by its services",
        two("A 1")
            .tables(t ->
                t.limit(
                    "near",
                    Reason.CarrierCode.OUT_OF_REACH,
                    fact -> fact.shipNode().equals("NEAR"))));
  }

  private void money() {
    tell("yen", one("A 1", "10 9 0 0 5 handling=JPY/310/10").currency("JPY").services(JAPAN));
    tell(
        "dinars of three decimals",
        one("A 1", "10 9 0 0 5 handling=KWD/150/5")
            .currency("KWD")
            .services("service days parcel kg km flags\nGROUND 1 1400 100 300 currency=KWD"));
    tell(
        "rupiah",
        one("A 13000", "10 20000 0 0 5 handling=IDR/80000000/0")
            .currency("IDR")
            .policy(new Policy().unfilled(100_000_000, 100))
            .services("service days parcel kg km flags\nGROUND 1 1500000 0 300 currency=IDR"));
    tell(
        "prices converted",
        one("A 1", "10 9 0 0 5 handling=EUR/100/10")
            .rate("EUR", "USD", "1.08")
            .services("service days parcel kg km flags\nGROUND 1 500 0 300 currency=EUR"));
    tell(
        "no exchange rate",
        Scenario.of(
            "A 1", "node km A parcels flags\nNEAR 10 9 5 handling=JPY/310/10\nFAR 1500 9 5"));
    tell(
        "for nothing",
        one("A 1", "10 9 0 0 5 handling=USD/0/0")
            .policy(new Policy().returns(0))
            .services("service days parcel kg km\nGROUND 1 0 0 300"));
  }

  @Test
  void reasonsOfAFallbackEndWithoutAFullStop() {
    assertThat(new FallbackReason.Corrupt("transit-time", "The digest differs.").sentence())
        .isEqualTo("The transit-time model was refused: The digest differs");
  }

  @Test
  void anAmountIsToldInTheDecimalsOfItsCurrency() {
    var decision = two("A 1").decide();

    assertThat(Summary.of(decision, Currency.getInstance("JPY"))).contains("510 JPY for freight");
    assertThat(Summary.of(decision, Currency.getInstance("KWD"))).contains("0.510 KWD for freight");
  }
}
