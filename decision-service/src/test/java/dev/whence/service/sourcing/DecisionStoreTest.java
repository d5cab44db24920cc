package dev.whence.service.sourcing;

import static dev.whence.service.sourcing.TestShop.decision;
import static dev.whence.service.sourcing.TestShop.forOrder;
import static dev.whence.service.sourcing.TestShop.line;
import static dev.whence.service.sourcing.TestShop.node;
import static dev.whence.service.sourcing.TestShop.order;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.inventory.Sku;
import dev.whence.domain.orders.Order;
import dev.whence.rules.sourcing.SourcingDecision.Outcome;
import dev.whence.rules.sourcing.SourcingInputs;
import dev.whence.service.failures.Failure;
import dev.whence.service.failures.FailureException;
import dev.whence.service.json.CanonicalJson;
import dev.whence.service.orders.Rest;
import dev.whence.service.records.DecisionId;
import dev.whence.service.reservations.Hold;
import dev.whence.service.reservations.LostCapacity;
import dev.whence.service.reservations.LostUnits;
import dev.whence.service.sourcing.CommitResult.Committed;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class DecisionStoreTest {
  private TestShop shop;

  @BeforeEach
  void open() {
    shop = new TestShop().with("DC-1", "A", 3).with("DC-1", "B", 1).with("DC-2", "A", 9);
  }

  @Test
  void recordedDecisionIsEqualToTheOneWritten_downToItsCanonicalText() {
    SourcingInputs inputs = shop.inputs(order("O-1", "A", "B"));
    NewDecision made = decision(inputs, Map.of("A", "DC-1", "B", "DC-1"));

    assertThat(shop.commit(made)).isInstanceOf(Committed.class);

    StoredDecision read = shop.decisions.find(made.id()).orElseThrow();
    assertThat(read.inputs()).isEqualTo(made.inputs());
    assertThat(read.decision()).isEqualTo(made.decision());
    assertThat(read.estimates()).isEqualTo(made.estimates());
    assertThat(read.timings()).isEqualTo(made.timings());
    assertThat(read.request()).isEqualTo(made.request());
    assertThat(CanonicalJson.write(read.inputs())).isEqualTo(CanonicalJson.write(made.inputs()));
    assertThat(CanonicalJson.write(read.decision()))
        .isEqualTo(CanonicalJson.write(made.decision()));
  }

  @Test
  void unitsAndParcelsAreTakenTogether_linesOfOneSkuSummed() {
    Order order = order("O-1", List.of(line("1", "A", 2), line("2", "A", 1)));

    CommitResult result = shop.commit(decision(shop.inputs(order), Map.of("A", "DC-1")));

    assertThat(result).isInstanceOf(Committed.class);
    assertThat(shop.number("SELECT reserved FROM stock WHERE node = 'DC-1' AND sku = 'A'"))
        .isEqualTo(3);
    assertThat(shop.number("SELECT parcels FROM capacity_bookings")).isEqualTo(1);
    SourcingInputs next = shop.inputs(order);
    assertThat(next.orderCase().nodes().getFirst().stock().getFirst().availableToPromise(0))
        .isZero();
    assertThat(next.orderCase().nodes().getFirst().booked())
        .singleElement()
        .satisfies(load -> assertThat(load.day()).isEqualTo(LocalDate.of(2026, 5, 4)));
  }

  @Test
  void twoLinesOfOneSkuThatFitOnlyAloneAreRefused_andNothingIsWritten() {
    Order order = order("O-1", List.of(line("1", "A", 2), line("2", "A", 2), line("3", "B", 1)));
    NewDecision made = decision(shop.inputs(order), Map.of("A", "DC-1", "B", "DC-1"));

    CommitResult result = shop.commit(made);

    assertThat(result)
        .isEqualTo(
            new CommitResult.StockLost(
                List.of(new LostUnits(new ShipNodeId("DC-1"), new Sku("A"), 4, 3))));
    assertThat(rowsWritten()).isZero();
    assertThat(shop.decisions.find(made.id())).isEmpty();
  }

  @Test
  void dayWithoutCapacityIsRefused_andTellsWhatIsLeft() {
    shop.nodes.upsert(List.of(node("DC-1", 1)));
    SourcingInputs inputs = shop.inputs(order("O-1", "A"));
    shop.commit(decision(inputs, Map.of("A", "DC-1")));

    CommitResult result = shop.commit(decision(forOrder(inputs, "O-2"), Map.of("A", "DC-1")));

    assertThat(result)
        .isEqualTo(
            new CommitResult.CapacityLost(
                List.of(new LostCapacity(new ShipNodeId("DC-1"), LocalDate.of(2026, 5, 4), 1, 0))));
    assertThat(shop.number("SELECT sum(reserved) FROM stock")).isEqualTo(1);
  }

  @Test
  void decisionThatShipsNothingIsRecorded_andHoldsNothing() {
    NewDecision made = decision(shop.inputs(order("O-1", "A")), new Outcome.Unfillable(List.of()));

    CommitResult result = shop.commit(made);

    assertThat(result)
        .isInstanceOfSatisfying(
            Committed.class,
            committed -> assertThat(committed.hold()).isEqualTo(new Hold.Nothing()));
    assertThat(shop.decisions.find(made.id())).isPresent();
    assertThat(shop.number("SELECT count(*) FROM reservations")).isZero();
  }

  @Test
  void orderThatHoldsStockIsNotReservedAgain_untilItIsReleased() {
    SourcingInputs inputs = shop.inputs(order("O-1", "A"));
    var first = (Committed) shop.commit(decision(inputs, Map.of("A", "DC-1")));

    assertThat(shop.commit(decision(inputs, Map.of("A", "DC-2"))))
        .isEqualTo(new CommitResult.OrderChanged());
    assertThat(shop.rest(order("O-1", "A")))
        .isEqualTo(new Rest.Nothing(List.of("Line L1: of 1 units 1 reserved.")));
    shop.reservations.release(((Hold.Reserved) first.hold()).reservation());

    assertThat(shop.commit(shop.again(order("O-1", "A"), Map.of("A", "DC-2"))))
        .isInstanceOf(Committed.class);
    assertThat(shop.number("SELECT sum(reserved) FROM stock")).isEqualTo(1);
  }

  @Test
  void sameKeyAndBodyGetsTheFirstAnswer_otherBodyAConflict_andNeitherChangesAnything() {
    SourcingInputs inputs = shop.inputs(order("O-1", "A"));
    var key = new CallerKey.Given("k-1", "digest-1");
    CommitResult first = shop.commit(decision(inputs, Map.of("A", "DC-1")), key);
    long rows = rowsWritten();

    CommitResult again = shop.commit(decision(inputs, Map.of("A", "DC-2")), key);
    CommitResult other =
        shop.commit(decision(inputs, Map.of("A", "DC-2")), new CallerKey.Given("k-1", "digest-2"));

    assertThat(again).isEqualTo(new CommitResult.DuplicateKey(((Committed) first).decision()));
    assertThat(other).isEqualTo(new CommitResult.KeyConflict("k-1"));
    assertThat(shop.decisions.findAnswer(key)).contains(again);
    assertThat(shop.decisions.findAnswer(new CallerKey.Given("k-2", "digest-1"))).isEmpty();
    assertThat(rowsWritten()).isEqualTo(rows);
    assertThat(shop.number("SELECT sum(reserved) FROM stock")).isEqualTo(1);
  }

  @Test
  void answersAreForgottenByAge() {
    var old = new CallerKey.Given("old", "digest");
    var young = new CallerKey.Given("young", "digest");
    shop.commit(decision(shop.inputs(order("O-1", "A")), Map.of("A", "DC-1")), old);
    shop.commit(decision(shop.inputs(order("O-2", "A")), Map.of("A", "DC-1")), young);
    shop.execute(
        "UPDATE idempotency_keys SET created_at = now() - interval '25 hours' WHERE key = 'old'");

    assertThat(new CallerKeys(shop.database).forget(Duration.ofHours(24))).isEqualTo(1);

    assertThat(shop.decisions.findAnswer(old)).isEmpty();
    assertThat(shop.decisions.findAnswer(young)).isPresent();
  }

  @Test
  void keyOfALostDecisionCanBeUsedAgain() {
    SourcingInputs inputs = shop.inputs(order("O-1", "B"));
    var key = new CallerKey.Given("k-1", "digest-1");
    shop.commit(decision(inputs, Map.of("B", "DC-1")));

    assertThat(shop.commit(decision(forOrder(inputs, "O-2"), Map.of("B", "DC-1")), key))
        .isInstanceOf(CommitResult.StockLost.class);

    assertThat(shop.decisions.findAnswer(key)).isEmpty();
  }

  @Test
  void failureBeforeTheEndLeavesNothing() {
    NewDecision made = decision(shop.inputs(order("O-1", "A")), Map.of("A", "DC-1"));

    shop.execute(
        """
        CREATE FUNCTION crash() RETURNS trigger LANGUAGE plpgsql
          AS $$ BEGIN RAISE 'crash after the units were taken'; END $$;
        CREATE TRIGGER crash BEFORE INSERT ON capacity_bookings EXECUTE FUNCTION crash()
        """);
    try {
      assertThatThrownBy(() -> shop.commit(made, new CallerKey.Given("k-1", "digest")))
          .hasMessageContaining("crash after the units were taken");
    } finally {
      shop.execute("DROP FUNCTION crash CASCADE");
    }

    assertThat(rowsWritten()).isZero();
    assertThat(shop.number("SELECT sum(reserved) FROM stock")).isZero();
    assertThat(shop.number("SELECT coalesce(sum(parcels), 0) FROM capacity_bookings")).isZero();
  }

  @Test
  void listIsNewestFirst_filteredAndPaged() {
    SourcingInputs inputs = shop.inputs(order("O-1", "A"));
    NewDecision first = decision(inputs, Map.of("A", "DC-2"));
    NewDecision held = decision(shop.inputs(order("O-2", "A")), new Outcome.Unfillable(List.of()));
    shop.commit(first);
    shop.commit(held);

    assertThat(shop.decisions.list(new DecisionStore.Query("O-1", ""), Optional.empty(), 10))
        .extracting(DecisionStore.Summary::id)
        .containsExactly(first.id());
    assertThat(shop.decisions.list(new DecisionStore.Query("", "Unfillable"), Optional.empty(), 10))
        .extracting(DecisionStore.Summary::id)
        .containsExactly(held.id());
    List<DecisionStore.Summary> page =
        shop.decisions.list(DecisionStore.Query.ALL, Optional.empty(), 1);
    assertThat(shop.decisions.list(DecisionStore.Query.ALL, Optional.of(page.getFirst().id()), 10))
        .hasSize(1)
        .doesNotContainAnyElementsOf(page);
  }

  private long rowsWritten() {
    return shop.number(
        """
        SELECT (SELECT count(*) FROM orders) + (SELECT count(*) FROM order_lines)
          + (SELECT count(*) FROM decisions) + (SELECT count(*) FROM reservations)
          + (SELECT count(*) FROM stock_movements WHERE kind <> 'COUNT') + (SELECT count(*) FROM shipments)
          + (SELECT count(*) FROM outbox) + (SELECT count(*) FROM idempotency_keys)
        """);
  }

  @Test
  void aDecisionOfThePreviousReleaseIsRefusedWithItsFormat_andStillListed() {
    DecisionId old = OlderRecord.insert(shop.database);

    assertThatThrownBy(() -> shop.decisions.find(old))
        .isInstanceOfSatisfying(
            FailureException.class,
            e -> assertThat(e.failure()).isEqualTo(new Failure.OlderRecord(old.toString(), 1)));
    assertThat(shop.decisions.list(DecisionStore.Query.ALL, Optional.empty(), 10))
        .extracting(DecisionStore.Summary::id)
        .containsExactly(old);
    assertThatThrownBy(() ->
            CanonicalJson.read(
                shop.text("SELECT inputs::text FROM decisions"), SourcingInputs.class))
        .as("the very reason for the format")
        .isInstanceOf(IllegalArgumentException.class);
  }
}
