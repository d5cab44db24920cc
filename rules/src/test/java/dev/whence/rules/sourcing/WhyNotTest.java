package dev.whence.rules.sourcing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.domain.Cost;
import dev.whence.domain.Money;
import dev.whence.domain.carriers.CarrierServiceId;
import dev.whence.domain.inventory.Refusal;
import dev.whence.domain.inventory.ShipNode;
import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.inventory.Sku;
import dev.whence.domain.orders.OrderLineId;
import dev.whence.rules.facts.Reason;
import dev.whence.rules.facts.SourcingTerms.WhenShort;
import dev.whence.rules.sourcing.Demands.Pin;
import dev.whence.rules.sourcing.WhyNot.Answer;
import dev.whence.rules.sourcing.WhyNot.Change;
import dev.whence.rules.sourcing.WhyNot.Kind;
import dev.whence.rules.sourcing.WhyNot.Search;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.Duration;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// Each reported change makes the node send, and a smaller one does not.
class WhyNotTest {
  private static final ShipNodeId NEAR = new ShipNodeId("NEAR");
  private static final Currency USD = Currency.getInstance("USD");

  private static Scenario near(String order, String flags) {
    return Scenario.of(
        order,
        """
        node  km    A  B  parcels  flags
        NEAR  10    9  9  5        %s
        FAR   1500  9  9  5        hazmat
        """
            .formatted(flags));
  }

  private static Answer whyNot(Scenario scenario, String node) {
    return WhyNot.explain(
        scenario.market(),
        scenario.orderCase(),
        scenario.decide(),
        new ShipNodeId(node),
        scenario.ruleTables(),
        Scenario.trusting());
  }

  private static Search search(Scenario scenario) {
    return switch (whyNot(scenario, "NEAR")) {
      case Answer.Because because -> because.search();
      case Answer.NoCandidate(var search) -> search;
      case Answer.Chosen() -> throw new AssertionError("NEAR sends the order.");
      case Answer.Unknown() -> throw new AssertionError("NEAR is unknown.");
    };
  }

  /// Every change reported, proved to be enough.
  private static List<Change> changes(Scenario scenario) {
    Search search = search(scenario);
    search
        .changes()
        .forEach(change -> assertThat(sends(scenario, change)).as("%s", change).isTrue());
    assertThat(search.decisions()).isLessThanOrEqualTo(WhyNot.MOST_DECISIONS);
    return search.changes();
  }

  private static boolean sends(Scenario scenario, Change... changes) {
    return sends(scenario, NEAR, List.of(changes));
  }

  private static boolean sends(Scenario scenario, ShipNodeId node, List<Change> changes) {
    WhatIf changed =
        new WhatIf(scenario.market(), scenario.orderCase(), scenario.ruleTables()).with(changes);
    return WhatIf.sends(
        OrderSourcing.decide(
            changed.market(), changed.orderCase(), changed.tables(), Scenario.trusting()),
        node);
  }

  private static <C extends Change> C only(Scenario scenario, Class<C> kind) {
    List<C> found = changes(scenario).stream().filter(kind::isInstance).map(kind::cast).toList();
    assertThat(found).hasSize(1);
    return found.getFirst();
  }

  @Test
  void chosenAndUnknownNodesSaySo() {
    Scenario scenario = near("A 1", "");

    assertThat(whyNot(scenario, "NEAR")).isEqualTo(new Answer.Chosen());
    assertThat(whyNot(scenario, "NOWHERE")).isEqualTo(new Answer.Unknown());
  }

  @Test
  void switchedOffNodeNeedsSwitchingOnOrItsRowGone() {
    assertThat(changes(near("A 1", "closed")))
        .containsExactly(
            new Change.SwitchOn(NEAR), new Change.WithoutRow("node-eligibility", "inactive"));
  }

  @Test
  void nodeWithoutALicenseNeedsOneOrItsRowGone() {
    assertThat(changes(near("B 1", "")))
        .containsExactly(
            new Change.HandleHazmat(NEAR), new Change.WithoutRow("node-eligibility", "no-hazmat"));
  }

  @Test
  void nodeThatServesOtherChannelsNeedsThisOne() {
    Scenario scenario = near("A 1", "");
    ShipNode node = scenario.market().node(NEAR);
    var elsewhere =
        new ShipNode(
            node.id(),
            node.name(),
            node.type(),
            node.country(),
            node.region(),
            node.location(),
            true,
            false,
            Set.of("store"),
            node.calendar(),
            node.parcelsPerDay(),
            node.parcelHandling(),
            node.unitHandling());

    var served =
        new WhatIf(scenario.market().with(elsewhere), scenario.orderCase(), scenario.ruleTables())
            .with(new Change.ServeChannel(NEAR, "web"));

    assertThat(served.market().node(NEAR).serves("web")).isTrue();
    assertThat(served.market().node(NEAR).serves("store")).isTrue();
  }

  @Test
  void excludedNodeNeedsNotToBe() {
    assertThat(changes(near("A 1", "").demands(Demands.NONE.excludingNodes(List.of(NEAR)))))
        .containsExactly(new Change.NodeNotExcluded(NEAR));
  }

  @Test
  void nodeThatRefusedNeedsNotToHave() {
    var refusal = new Refusal(NEAR, Refusal.Because.SHORT);

    assertThat(changes(near("A 1", "").demands(Demands.NONE.refused(List.of(refusal)))))
        .containsExactly(new Change.NotRefused(NEAR));
  }

  @Test
  void nodeWhoseOnlyServiceIsSwitchedOffNeedsIt() {
    Scenario scenario =
        Scenario.of("A 1", "node km A parcels\nNEAR 10 9 5")
            .services("service days parcel kg km flags\nGROUND 1 400 100 300 off");

    assertThat(changes(scenario))
        .containsExactly(new Change.SwitchOnService(new CarrierServiceId("GROUND")));
  }

  @Test
  void nodeWhoseStockIsSwitchedOffNeedsIt() {
    assertThat(changes(near("A 1", "off=A")))
        .containsExactly(new Change.SwitchOnStock(NEAR, new Sku("A")));
  }

  @Test
  void nodeWhoseOnlyServiceIsExcludedNeedsIt() {
    var ground = new CarrierServiceId("GROUND");
    Scenario scenario =
        Scenario.of("A 1", "node km A parcels\nNEAR 10 9 5")
            .services("service days parcel kg km\nGROUND 1 400 100 300")
            .demands(Demands.NONE.excludingServices(List.of(ground)));

    assertThat(changes(scenario)).containsExactly(new Change.ServiceNotExcluded(ground));
  }

  @Test
  void lineThatIsPinnedElsewhereNeedsNoPin() {
    var pin = new Pin(new OrderLineId("L1"), new ShipNodeId("FAR"), 1);

    assertThat(changes(near("A 1", "").demands(demands(List.of(pin), List.of(), false))))
        .containsExactly(new Change.WithoutPin(pin.line(), pin.shipNode()));
  }

  private static Demands demands(
      List<Pin> pins, List<List<OrderLineId>> sameNode, boolean complete) {
    return new Demands(
        List.of(),
        List.of(),
        Demands.ANY_EARLY,
        Demands.ANY_LATE,
        pins,
        sameNode,
        complete,
        List.of(),
        Demands.Explain.FULL);
  }

  @Test
  void linesOfOneNodeNeedToBeAllowedToPartOrTheStockThatIsLacking() {
    Scenario scenario =
        Scenario.of("A 1 @1000, C 1 @9000", "node km A C parcels\nNEAR 10 9 0 5\nFAR 1500 0 9 5")
            .demands(
                demands(
                    List.of(),
                    List.of(List.of(new OrderLineId("L1"), new OrderLineId("L2"))),
                    false))
            .policy(new Policy().unfilled(100, 200));

    assertThat(changes(scenario))
        .contains(
            new Change.WithoutSameNode(List.of(new OrderLineId("L1"), new OrderLineId("L2"))),
            new Change.MoreUnits(NEAR, new Sku("C"), 1));
  }

  @Test
  void orderThatShipsCompleteOrNotAtAllNeedsToShipInPart() {
    Scenario scenario =
        Scenario.of("A 1, C 1", "node km A C parcels\nNEAR 10 9 0 5")
            .demands(demands(List.of(), List.of(), true));

    assertThat(changes(scenario))
        .contains(new Change.WithoutShipComplete(), new Change.MoreUnits(NEAR, new Sku("C"), 1));
  }

  @Test
  void windowOfHandOverNeedsToReachTheNextOne() {
    var window =
        new Demands(
            List.of(),
            List.of(),
            Scenario.SATURDAY,
            Scenario.SATURDAY,
            List.of(),
            List.of(),
            false,
            List.of(),
            Demands.Explain.FULL);

    assertThat(changes(near("A 1", "").demands(window)))
        .contains(
            new Change.EarlierWindow(Scenario.FRIDAY, 1),
            new Change.LaterWindow(Scenario.NEXT_MONDAY, 2),
            new Change.OpenOn(NEAR, Scenario.SATURDAY));
  }

  @Test
  void oneRowOfSeveralIsNotEnough_butTheOneThatAloneRulesOutIs() {
    Scenario one =
        near("A 1", "")
            .tables(t ->
                t.limit(
                    "none-from-near",
                    Reason.CarrierCode.OUT_OF_REACH,
                    fact -> fact.shipNode().equals("NEAR")));
    Scenario two =
        near("A 1", "")
            .tables(t ->
                t.limit(
                        "none-from-near",
                        Reason.CarrierCode.OUT_OF_REACH,
                        fact -> fact.shipNode().equals("NEAR"))
                    .limit(
                        "nor-this",
                        Reason.CarrierCode.CONTENTS_NOT_CARRIED,
                        fact -> fact.shipNode().equals("NEAR")));

    assertThat(changes(one))
        .containsExactly(new Change.WithoutRow("carrier-eligibility", "none-from-near"));
    Search search = search(two);
    assertThat(search.changes()).isEmpty();
    assertThat(search.proven()).isTrue();
    assertThat(search.together())
        .containsExactly(
            new Change.WithoutRow("carrier-eligibility", "none-from-near"),
            new Change.WithoutRow("carrier-eligibility", "nor-this"));
  }

  @Test
  void rowThatRulesOutEveryNodeIsToldForThisNodeWhereItsAbsenceFavorsOthers() {
    Scenario scenario =
        Scenario.of("A 1", "node km A parcels\nCLOSE 10 9 5\nNEAR 400 9 5")
            .tables(t -> t.limit("nobody", Reason.CarrierCode.CONTENTS_NOT_CARRIED, fact -> true));

    assertThat(changes(scenario))
        .containsExactly(new Change.RowNotApplied("carrier-eligibility", "nobody", NEAR));
  }

  @Test
  void pricesOfAnotherCurrencyNeedARateAndSayUpToWhich() {
    Scenario scenario =
        Scenario.of(
            "A 1",
            """
            node  km    A  parcels  flags
            NEAR  10    9  5        handling=JPY/310/10
            FAR   1500  9  5
            """);

    Change.LoadRate rate = only(scenario, Change.LoadRate.class);

    assertThat(rate.from()).isEqualTo(Currency.getInstance("JPY"));
    BigDecimal next = rate.atMost().add(rate.atMost().ulp());
    assertThat(sends(scenario, new Change.LoadRate(rate.from(), USD, next, false))).isFalse();
    assertThat(rate.sentence())
        .startsWith("an exchange rate from JPY to USD loaded, with 1 JPY worth at most 0.0");
  }

  @Test
  void laneWithoutARateNeedsOneAndSaysHowDearItMayBe() {
    Scenario scenario =
        near("A 1", "")
            .nodes("node km A parcels\nNEAR 5000 9 5\nFAR 1500 9 5")
            .services("service days parcel kg km\nGROUND 3 900 100 4000");

    Change.LaneRate rate = only(scenario, Change.LaneRate.class);

    Money dearer = new Money(rate.atMost().minorUnits() + 1, USD);
    assertThat(
            sends(
                scenario,
                new Change.LaneRate(NEAR, rate.carrierService(), dearer, rate.transitDays())))
        .isFalse();
    assertThat(rate.sentence())
        .isEqualTo("a rate of GROUND from NEAR of at most 9.49 USD for the parcel in 3 days");
  }

  @Test
  void missedCutoffSaysByHowMuch() {
    Scenario scenario = near("A 1", "").at("2026-11-02T14:35:00Z").serviceLevel("SAME_DAY");

    Change.Earlier earlier = only(scenario, Change.Earlier.class);

    assertThat(earlier.by()).isEqualTo(Duration.ofMinutes(35));
    assertThat(earlier.sentence()).isEqualTo("the order placed 35 minutes earlier");
    assertThat(sends(scenario, new Change.Earlier(Duration.ofMinutes(34)))).isFalse();
  }

  @Test
  void nodeOnHolidayForTheWholeHorizonNeedsOneDayOrALongerHorizon() {
    Scenario scenario =
        near("A 1", "holiday=2026-11-02/2026-11-13").policy(new Policy().horizon(10).promise(30));

    assertThat(changes(scenario))
        .contains(
            new Change.OpenOn(NEAR, Scenario.MONDAY),
            new Change.LongerHorizon(14),
            new Change.Earlier(Duration.ofHours(70)));
    assertThat(sends(scenario, new Change.LongerHorizon(13))).isFalse();
  }

  @Test
  void openingOneSaturdayOpensNoOther() {
    var open =
        new WhatIf(
                near("A 1", "").market(), near("A 1", "").orderCase(), near("A 1", "").ruleTables())
            .with(new Change.OpenOn(NEAR, Scenario.SATURDAY));

    assertThat(
            open.market()
                .node(NEAR)
                .calendar()
                .handovers(Scenario.NOON, Scenario.NOON, 14, new CarrierServiceId("GROUND")))
        .extracting(handover -> handover.day())
        .contains(Scenario.SATURDAY)
        .doesNotContain(Scenario.SATURDAY.plusWeeks(1));
  }

  @Test
  void carrierThatNeverComesOnOpenDaysNeedsAWeekday() {
    Scenario scenario =
        near("A 1", "")
            .nodes("node km A parcels\nNEAR 10 9 5")
            .services("service days parcel kg km flags\nGROUND 1 400 100 300 collects=SAT-SUN");

    assertThat(changes(scenario))
        .contains(
            new Change.CollectOn(new CarrierServiceId("GROUND"), DayOfWeek.MONDAY),
            new Change.OpenOn(NEAR, Scenario.SATURDAY));
  }

  @Test
  void carrierOnHolidayNeedsToWork() {
    Scenario scenario =
        near("A 1", "")
            .nodes("node km A parcels\nNEAR 10 9 5")
            .services(
                "service days parcel kg km flags\nGROUND 1 400 100 300 holiday=2026-11-02/2026-11-03")
            .policy(new Policy().horizon(1));

    assertThat(changes(scenario))
        .contains(new Change.WorkOn(new CarrierServiceId("GROUND"), Scenario.MONDAY));
  }

  @Test
  void goodsThatNeedFourParcelsNeedFourToBeAllowed() {
    Scenario scenario =
        near("A 4", "")
            .nodes("node km A parcels\nNEAR 10 9 9")
            .tables(t ->
                t.limit(
                    "one-unit", Reason.CarrierCode.TOO_MANY_UNITS, fact -> fact.parcelUnits() > 1));

    assertThat(changes(scenario)).contains(new Change.MoreParcels(4));
    assertThat(sends(scenario, new Change.MoreParcels(3))).isFalse();
  }

  @Test
  void fullNodeNeedsOneMoreParcelOnItsFirstDay() {
    Scenario scenario =
        near("A 1", "booked=2026-11-02/5").policy(new Policy().horizon(0).promise(9));

    assertThat(changes(scenario))
        .contains(new Change.MoreCapacity(NEAR, 1, Scenario.MONDAY))
        .contains(new Change.LongerHorizon(1));
    assertThat(new Change.MoreCapacity(NEAR, 1, Scenario.MONDAY).sentence())
        .isEqualTo("capacity for 1 more parcel at NEAR on 2026-11-02");
  }

  @Test
  void overbookedNodeNeedsWhatIsOverbookedAsWell() {
    Scenario scenario =
        near("A 1", "booked=2026-11-02/7").policy(new Policy().horizon(0).promise(9));

    assertThat(changes(scenario)).contains(new Change.MoreCapacity(NEAR, 3, Scenario.MONDAY));
    assertThat(sends(scenario, new Change.MoreCapacity(NEAR, 2, Scenario.MONDAY))).isFalse();
  }

  @Test
  void nodeTwoUnitsShortNeedsTwoMoreAndWhatIsKeptForOthers() {
    Scenario scenario =
        Scenario.of("A 5", "node km A parcels flags\nNEAR 10 4 5 reserved=A/1\nFAR 1500 9 5")
            .tables(t -> t.protecting(1));

    Change.MoreUnits units = only(scenario, Change.MoreUnits.class);

    assertThat(units).isEqualTo(new Change.MoreUnits(NEAR, new Sku("A"), 3));
    assertThat(units.sentence()).isEqualTo("3 more units of A at NEAR");
    assertThat(sends(scenario, new Change.MoreUnits(NEAR, new Sku("A"), 2))).isFalse();
  }

  @Test
  void nodeShortOfTwoSkusNeedsBothWhenNeitherAloneIsEnough() {
    Scenario scenario =
        Scenario.of("A 2, C 1", "node km A C parcels\nNEAR 10 0 0 5\nFAR 1500 9 9 5")
            .policy(new Policy().most(1));

    assertThat(changes(scenario))
        .contains(
            new Change.MoreUnitsOfSeveral(
                List.of(
                    new Change.MoreUnits(NEAR, new Sku("A"), 2),
                    new Change.MoreUnits(NEAR, new Sku("C"), 1))));
  }

  @Test
  void dearerNodeSaysHowMuchCheaperItWouldHaveToBe() {
    Scenario scenario = Scenario.of("A 1", "node km A parcels\nCLOSE 10 9 5\nNEAR 400 9 5");

    Change.CheaperBy cheaper = only(scenario, Change.CheaperBy.class);

    assertThat(cheaper.cost()).isEqualTo(Cost.ofMinorUnits(300));
    assertThat(cheaper.sentence()).isEqualTo("a plan through NEAR cheaper by more than 3.00 USD");
    assertThat(sends(scenario, new Change.CheaperBy(NEAR, cheaper.cost().minus(new Cost(2)), USD)))
        .isFalse();
  }

  @Test
  void slowCheapNodeNeedsALaterPromise() {
    Scenario scenario =
        Scenario.of("A 1", "node km A parcels flags\nFAST 10 9 5 handling=USD/350/10\nNEAR 400 9 5")
            .services(
                """
                service  days  parcel  kg   km
                GROUND   1     900     100  300
                GROUND   5     400     100  4000
                """)
            .policy(new Policy().promise(2).late(2_000, 0));

    Change.LaterPromise later = only(scenario, Change.LaterPromise.class);

    assertThat(later).isEqualTo(new Change.LaterPromise(Scenario.SATURDAY, 3));
    assertThat(sends(scenario, new Change.LaterPromise(Scenario.FRIDAY, 2))).isFalse();
  }

  @Test
  void nodeWithoutAnyStockRecordNeedsAStockRecord() {
    Scenario both = near("A 2", "");
    var without =
        new Case(
            both.order(),
            Scenario.NOON,
            both.orderCase().nodes().stream().filter(n -> !n.id().equals(NEAR)).toList(),
            both.orderCase().items(),
            List.of(),
            both.orderCase().measuredTransit(),
            List.of(),
            Demands.NONE);
    var decision =
        OrderSourcing.decide(both.market(), without, both.ruleTables(), Scenario.trusting());

    Answer answer =
        WhyNot.explain(
            both.market(), without, decision, NEAR, both.ruleTables(), Scenario.trusting());

    assertThat(answer)
        .isInstanceOfSatisfying(
            Answer.NoCandidate.class,
            none ->
                assertThat(none.search().changes())
                    .containsExactly(new Change.MoreUnits(NEAR, new Sku("A"), 2)));
    assertThat(answer.sentence(NEAR))
        .isEqualTo(
            "NEAR has no stock record of any SKU of the order. Enough would have been: 2 more units of A at NEAR.");
  }

  @Test
  void twoThingsInTheWayAreToldTogetherAndThatNoOneIsEnough() {
    Scenario scenario =
        Scenario.of("A 5", "node km A parcels flags\nNEAR 10 3 5 closed\nFAR 1500 9 5");

    Search search = search(scenario);

    assertThat(search.changes()).isEmpty();
    assertThat(search.proven()).isTrue();
    assertThat(search.together())
        .containsExactly(new Change.SwitchOn(NEAR), new Change.MoreUnits(NEAR, new Sku("A"), 2));
    assertThat(search.sentence())
        .isEqualTo(
            "No single change would have sent it there. Enough would have been together: NEAR switched on and 2 more units of A at NEAR.");
    assertThat(
            sends(scenario, new Change.SwitchOn(NEAR), new Change.MoreUnits(NEAR, new Sku("A"), 1)))
        .isFalse();
  }

  @Test
  void switchedOffNodeThatWouldBeDearerNeedsAlsoToBeCheaper() {
    Scenario scenario =
        Scenario.of("A 1", "node km A parcels flags\nCLOSE 10 9 5\nNEAR 400 9 5 closed");

    assertThat(search(scenario).together())
        .containsExactly(
            new Change.SwitchOn(NEAR), new Change.CheaperBy(NEAR, Cost.ofMinorUnits(300), USD));
  }

  @Test
  void refusedOrderNeedsToBeComplete() {
    Scenario scenario =
        Scenario.of("A 1, C 1", "node km A C parcels\nNEAR 10 9 0 5")
            .policy(new Policy().whenShort(WhenShort.REJECT));

    Answer answer = whyNot(scenario, "NEAR");

    assertThat(answer.sentence(NEAR))
        .startsWith("NEAR could send it, but the order is refused as incomplete.");
    assertThat(changes(scenario)).contains(new Change.MoreUnits(NEAR, new Sku("C"), 1));
  }

  @Test
  void whatIsOutOfReachIsProvenToBeSo() {
    Scenario scenario =
        near("A 5", "")
            .nodes("node km A parcels flags\nNEAR 10 3 5 closed booked=2026-11-02/5\nFAR 1500 9 5")
            .policy(new Policy().horizon(0).promise(9));

    Search search = search(scenario);

    assertThat(search.changes()).isEmpty();
    assertThat(search.proven()).isTrue();
    assertThat(search.together()).isEmpty();
    assertThat(search.tried()).contains(Kind.SWITCH, Kind.STOCK, Kind.CAPACITY, Kind.HORIZON);
  }

  @Test
  void nothingIsCalledProvenWhereAKindMayHelpBeyondItsLimit() {
    Scenario scenario =
        near("A 9", "")
            .nodes("node km A parcels\nNEAR 10 9 99\nFAR 1500 9 99")
            .tables(t ->
                t.limit(
                    "one-unit",
                    Reason.CarrierCode.TOO_MANY_UNITS,
                    fact -> fact.shipNode().equals("NEAR") && fact.parcelUnits() > 1));

    assertThat(search(scenario).sentence()).doesNotContain("No single change would");
  }

  @Test
  void everyChangeReportedOnRandomNetworksMakesTheNodeSend_andASmallerOneDoesNot() {
    var kinds = new TreeSet<String>();
    for (long seed = 0; seed < 150; seed++) {
      Scenario scenario = WhyNotNetworks.of(seed);
      SourcingDecision decision = scenario.decide();
      for (ShipNode node : scenario.market().reference().nodes()) {
        Answer answer =
            WhyNot.explain(
                scenario.market(),
                scenario.orderCase(),
                decision,
                node.id(),
                scenario.ruleTables(),
                Scenario.trusting());
        if (answer instanceof Answer.Because because) {
          String what = "seed " + seed + ", " + node.id() + ": ";
          assertThat(because.search().decisions()).isLessThanOrEqualTo(WhyNot.MOST_DECISIONS);
          for (Change change : because.changes()) {
            kinds.add(change.getClass().getSimpleName());
            assertThat(sends(scenario, node.id(), List.of(change))).as(what + change).isTrue();
            smaller(change)
                .ifPresent(less ->
                    assertThat(sends(scenario, node.id(), List.of(less)))
                        .as(what + less)
                        .isFalse());
          }
          if (!because.search().together().isEmpty()) {
            kinds.add("together");
            assertThat(sends(scenario, node.id(), because.search().together()))
                .as(what + because.search().together())
                .isTrue();
          }
          assertThat(answer.sentence(node.id())).endsWith(".").doesNotContain("..");
        }
      }
    }
    assertThat(kinds)
        .contains(
            "SwitchOn",
            "HandleHazmat",
            "NodeNotExcluded",
            "WithoutRow",
            "RowNotApplied",
            "LoadRate",
            "LaneRate",
            "Earlier",
            "OpenOn",
            "CollectOn",
            "LongerHorizon",
            "MoreParcels",
            "MoreCapacity",
            "MoreUnits",
            "CheaperBy",
            "together");
  }

  private static Optional<Change> smaller(Change change) {
    return switch (change) {
      case Change.MoreUnits(var node, var sku, int units) when units > 1 ->
          Optional.of(new Change.MoreUnits(node, sku, units - 1));
      case Change.MoreCapacity(var node, int parcels, var day) when parcels > 1 ->
          Optional.of(new Change.MoreCapacity(node, parcels - 1, day));
      case Change.LaterPromise(var date, int days) when days > 1 ->
          Optional.of(new Change.LaterPromise(date.minusDays(1), days - 1));
      case Change.LongerHorizon(int days) when days > 11 ->
          Optional.of(new Change.LongerHorizon(days - 1));
      case Change.Earlier(var by) -> Optional.of(new Change.Earlier(by.minusMinutes(1)));
      default -> Optional.empty();
    };
  }
}
