package dev.whence.rules.sourcing;

import static dev.whence.rules.sourcing.Scenario.inputs;
import static dev.whence.rules.sourcing.Scenario.nodes;
import static dev.whence.rules.sourcing.Scenario.order;
import static dev.whence.rules.sourcing.Scenario.terms;
import static dev.whence.rules.sourcing.Scenario.trusting;
import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.domain.Cost;
import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.inventory.Sku;
import dev.whence.rules.facts.SourcingTerms.WhenShort;
import dev.whence.rules.sourcing.WhyNot.Answer;
import dev.whence.rules.sourcing.WhyNot.Change;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class WhyNotTest {
  private static final TestTables TABLES = TestTables.of(terms(WhenShort.BACKORDER));

  private static Answer whyNot(SourcingInputs inputs, String node) {
    var decision = SourcingPolicy.decide(inputs, TABLES, trusting());
    return WhyNot.explain(inputs, decision, new ShipNodeId(node), TABLES, trusting());
  }

  private static List<Change> changes(SourcingInputs inputs, String node) {
    return ((Answer.Because) whyNot(inputs, node)).changes();
  }

  @Test
  void nodeTwoUnitsShortWouldHaveNeededTwoMoreUnits() {
    var inputs = inputs(order("A 5"), nodes("x\nNEAR 10 3 0 5\nFAR 1500 9 0 5"));

    assertThat(changes(inputs, "NEAR")).containsExactly(new Change.MoreUnits(new Sku("A"), 2));
  }

  @Test
  void nodeShortOfTwoSkusNeedsBothWhenNeitherAloneIsEnough() {
    var oneParcel =
        TestTables.of(
            new dev.whence.rules.facts.SourcingTerms(
                "one", 600, 100, 1, 5_000, 0, WhenShort.BACKORDER, 9));
    var inputs = inputs(order("A 1, B 1"), nodes("x\nNEAR 10 0 0 5 hazmat\nFAR 1500 9 9 5 hazmat"));
    var decision = SourcingPolicy.decide(inputs, oneParcel, trusting());

    var answer = WhyNot.explain(inputs, decision, new ShipNodeId("NEAR"), oneParcel, trusting());

    assertThat(((Answer.Because) answer).changes())
        .containsExactly(
            new Change.MoreUnitsOfSeveral(
                List.of(
                    new Change.MoreUnits(new Sku("A"), 1), new Change.MoreUnits(new Sku("B"), 1))));
  }

  @Test
  void fullNodeWouldHaveNeededOneMoreParcel() {
    var inputs = inputs(order("A 1"), nodes("x\nNEAR 10 3 0 0\nFAR 1500 9 0 5"));

    assertThat(changes(inputs, "NEAR")).containsExactly(new Change.MoreCapacity(1));
  }

  @Test
  void missedCutoffSaysByHowMuch() {
    var atNoon = inputs(order("A 1"), nodes("x\nNEAR 10 3 0 5\nFAR 1500 9 0 5"));
    var sameDay = atNoon.at(Instant.parse("2026-11-02T14:35:00Z"));
    var order = sameDayOrder();
    var inputs =
        new SourcingInputs(
            order,
            sameDay.now(),
            sameDay.nodes(),
            sameDay.services(),
            sameDay.items(),
            List.of(),
            List.of());

    assertThat(changes(inputs, "NEAR")).containsExactly(new Change.Earlier(Duration.ofMinutes(35)));
  }

  private static dev.whence.domain.orders.Order sameDayOrder() {
    var standard = order("A 1");
    return new dev.whence.domain.orders.Order(
        standard.id(),
        standard.channel(),
        standard.customerClass(),
        standard.customerId(),
        "SAME_DAY",
        standard.destination(),
        standard.promise(),
        standard.currency(),
        standard.orderedAt(),
        standard.lines());
  }

  @Test
  void dearerNodeSaysHowMuchCheaperItWouldHaveToBe() {
    var inputs = inputs(order("A 1"), nodes("x\nNEAR 10 3 0 5\nMID 400 9 0 5"));

    assertThat(changes(inputs, "MID"))
        .containsExactly(new Change.CheaperBy(Cost.ofMinorUnits(300)));
  }

  @Test
  void chosenAndUnknownNodesSaySo() {
    var inputs = inputs(order("A 1"), nodes("x\nNEAR 10 3 0 5"));

    assertThat(whyNot(inputs, "NEAR")).isEqualTo(new Answer.Chosen());
    assertThat(whyNot(inputs, "NOWHERE")).isEqualTo(new Answer.NoCandidate());
  }

  @Test
  void closedNodeFindsNoChangeOfStockCapacityOrTimeThatHelps() {
    var inputs = inputs(order("A 1"), nodes("x\nSHUT 10 3 0 5 closed\nFAR 1500 9 0 5"));

    assertThat(changes(inputs, "SHUT")).isEmpty();
  }
}
