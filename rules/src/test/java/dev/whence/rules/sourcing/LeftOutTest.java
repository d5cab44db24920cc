package dev.whence.rules.sourcing;

import static dev.whence.rules.sourcing.Scenario.plain;
import static dev.whence.rules.sourcing.Scenario.shipments;
import static dev.whence.rules.sourcing.Scenario.shortages;
import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.inventory.Sku;
import dev.whence.rules.facts.SourcingTerms.WhenShort;
import dev.whence.rules.sourcing.SourcingDecision.Holding;
import dev.whence.rules.sourcing.SourcingDecision.Outcome;
import dev.whence.rules.sourcing.SourcingDecision.ShortageReason;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What does not ship costs what it is worth, and the reason is the true one.
class LeftOutTest {
  private static final String ONE = "node km A B C parcels\nONE 10 9 9 9 5";

  private static Policy calm() {
    return new Policy().late(0, 0).returns(0);
  }

  @Test
  void unitIsLeftOutOnlyWhereSendingCostsMoreThanTheShareOfItsPrice() {
    // Sending A costs 450 + 60 = 510. The policy takes at least 300 a unit, or so many per cent of
    // what the customer pays for it.
    var scenario = Scenario.of("A 1 @1000", ONE);

    var fifty = scenario.policy(calm().unfilled(300, 50)).decide();
    var fiftyOne = scenario.policy(calm().unfilled(300, 51)).decide();
    var fiftyTwo = scenario.policy(calm().unfilled(300, 52)).decide();

    assertThat(shortages(fifty))
        .containsExactly(
            "L1*1 NotWorthAParcel[sending=Cost[tenThousandths=5100000],"
                + " leavingOut=Cost[tenThousandths=5000000]]");
    assertThat(plain(fifty.cost().unfilled())).isEqualTo("500");
    // At equal cost the goods ship.
    assertThat(shipments(fiftyOne)).containsExactly("ONE GROUND 11-02 L1*1");
    assertThat(shipments(fiftyTwo)).containsExactly("ONE GROUND 11-02 L1*1");
  }

  @Test
  void unitCostsAtLeastThePolicysAmountHoweverCheapItIs() {
    var decision = Scenario.of("A 1 @10", ONE).policy(calm().unfilled(509, 100)).decide();

    assertThat(plain(decision.cost().unfilled())).isEqualTo("509");
    assertThat(shortages(decision)).hasSize(1);
    assertThat(shipments(Scenario.of("A 1 @10", ONE).policy(calm().unfilled(510, 100)).decide()))
        .hasSize(1);
  }

  @Test
  void orderNotWorthItsParcelIsNotSaidToWaitForStock() {
    var decision = Scenario.of("A 1 @10", ONE).policy(calm().unfilled(100, 0)).decide();

    assertThat(decision.outcome()).isInstanceOf(Outcome.Unfillable.class);
  }

  @Test
  void secondParcelIsNotWorthItsSplitCost_bothAmountsAreTold() {
    // B lies elsewhere: 500 + 60 and 100 for the second parcel against 600 for leaving it out.
    var decision =
        Scenario.of(
                "A 1, B 1",
                """
                node   km  A  B  parcels flags
                LEFT   10  9  0  5
                RIGHT  20  0  9  5       hazmat
                """)
            .policy(calm().unfilled(600, 0))
            .decide();

    assertThat(shipments(decision)).containsExactly("LEFT GROUND 11-02 L1*1");
    assertThat(decision.outcome().shortages())
        .singleElement()
        .satisfies(shortage ->
            assertThat(shortage.reason())
                .isInstanceOfSatisfying(
                    ShortageReason.NotWorthAParcel.class,
                    reason -> {
                      assertThat(plain(reason.sending())).isEqualTo("660");
                      assertThat(plain(reason.leavingOut())).isEqualTo("600");
                    }));
  }

  @Test
  void holdingsTellOnHandReservedSafetyAndProtectedUnitsOfEachNode() {
    var decision =
        Scenario.of(
                "A 5",
                """
                node   km  A  parcels flags
                LEFT   10  9  5       reserved=A/3 safety=A/2
                RIGHT  20  1  5
                """)
            .tables(t -> t.protecting(1))
            .policy(calm())
            .decide();

    // LEFT: 9 - 3 - 2 - 1; RIGHT: 1 - 1.
    assertThat(shortages(decision)).containsExactly("L1*5 NoStock[]");
    assertThat(decision.outcome().shortages().getFirst().holdings())
        .containsExactly(
            new Holding(new ShipNodeId("LEFT"), new Sku("A"), 9, 3, 2, 1, 3),
            new Holding(new ShipNodeId("RIGHT"), new Sku("A"), 1, 0, 0, 1, 0));
  }

  @Test
  void thirteenThousandUnitsAreSentLikeTwelveThousand() {
    // 800 000 rupiah of handling a unit, paid 1 000 000 for: worth sending at any number.
    for (int units : List.of(12_000, 13_000, 300_000)) {
      var decision =
          Scenario.of(
                  "A " + units + " @100000000",
                  "node km A parcels flags\nJKT 10 9999999 5 country=ID handling=IDR/0/80000000")
              .currency("IDR")
              .services(
                  """
                  service  days  parcel     kg  km    flags
                  GROUND   1     100000000  0   4000  currency=IDR
                  """)
              .policy(calm().unfilled(90_000_000, 100))
              .decide();

      assertThat(shipments(decision)).containsExactly("JKT GROUND 11-02 L1*" + units);
      assertThat(decision.search().optimalityGap().tenThousandths()).isZero();
    }
  }

  @Test
  void rejectedOrderStillSaysThatOnlyStockIsMissing() {
    var decision = Scenario.of("A 99", ONE).policy(calm().whenShort(WhenShort.REJECT)).decide();

    assertThat(decision.outcome()).isInstanceOf(Outcome.Unfillable.class);
    assertThat(shortages(decision)).containsExactly("L1*99 NoStock[]");
  }

  @Test
  void unitsAtTwoNodesThatAreNotWorthTheirParcelsAreSaidToBeThat() {
    // Each unit costs 450 + 60 from its node and 400 left out.
    var decision =
        Scenario.of("A 2", "node km A parcels\nLEFT 10 1 5\nRIGHT 20 1 5")
            .policy(calm().unfilled(400, 0))
            .decide();

    assertThat(shortages(decision))
        .containsExactly(
            "L1*2 NotWorthAParcel[sending=Cost[tenThousandths=5100000],"
                + " leavingOut=Cost[tenThousandths=4000000]]");
  }

  @Test
  void stockAtANodeThatMayNotSendItIsNoStock() {
    // The closed node has plenty; the open one has none and could send it.
    var decision =
        Scenario.of("A 1", "node km A parcels flags\nOPEN 10 0 5\nSHUT 10 9 5 closed")
            .policy(calm())
            .decide();

    assertThat(shortages(decision)).containsExactly("L1*1 NoStock[]");
    assertThat(decision.outcome()).isInstanceOf(Outcome.Backordered.class);
  }
}
