package dev.whence.service.inventory;

import static dev.whence.service.sourcing.TestShop.decision;
import static dev.whence.service.sourcing.TestShop.order;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.whence.domain.Cost;
import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.inventory.Sku;
import dev.whence.domain.inventory.StockPosition;
import dev.whence.service.inventory.StockStore.Adjustment;
import dev.whence.service.inventory.StockStore.Count;
import dev.whence.service.inventory.StockStore.Filter;
import dev.whence.service.inventory.StockStore.Result;
import dev.whence.service.inventory.StockStore.ShortPosition;
import dev.whence.service.sourcing.CommitResult;
import dev.whence.service.sourcing.TestShop;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class StockStoreTest {
  private static final ShipNodeId DC = new ShipNodeId("DC-1");
  private static final Sku A = new Sku("A");
  private static final Sku B = new Sku("B");

  private static final Filter ALL = new Filter("", "", false, Optional.empty());

  private TestShop shop;

  @BeforeEach
  void open() {
    shop = new TestShop().with("DC-1", "A", 10).with("DC-1", "B", 4);
    for (int i = 1; i <= 3; i++) {
      shop.commit(decision(shop.inputs(order("O-" + i, "A")), Map.of("A", "DC-1")));
    }
  }

  @AfterEach
  void everythingAgrees() {
    assertThat(shop.discrepancies()).isEmpty();
  }

  @Test
  void countReplacesTheUnitsOnHand_reservationsStay() {
    assertThat(shop.stock.count(List.of(new Count(DC, A, 7, 2), new Count(DC, B, 0, 0))))
        .isEqualTo(new Result.Done(2, List.of()));

    assertThat(shop.stock.find(A)).containsExactly(new StockPosition(DC, A, 7, 3, 2, Cost.ZERO));
  }

  @Test
  void countBelowTheReservedUnitsIsTakenAsItIs_andNamesTheOrdersThatMayNotFindTheirUnits() {
    Result result = shop.stock.count(List.of(new Count(DC, A, 1, 0)));

    var position = new StockPosition(DC, A, 1, 3, 0, Cost.ZERO);
    assertThat(result)
        .isInstanceOfSatisfying(
            Result.Done.class,
            done -> {
              assertThat(done.shortages())
                  .extracting(ShortPosition::position)
                  .containsExactly(position);
              assertThat(done.shortages().getFirst().endangered())
                  .extracting(endangered -> endangered.order().value())
                  .containsExactlyInAnyOrderElementsOf(lastPlanned(2));
            });
    assertThat(position.availableToPromise(0)).isZero();
    assertThat(shop.stock.find(A)).containsExactly(position);
    assertThat(shop.stock.list(new Filter("", "", true, Optional.empty()), "", "", 10))
        .containsExactly(position);
  }

  /// Ids of decisions made in one millisecond have no order of their own.
  private List<String> lastPlanned(int parcels) {
    return List.of(
        shop.text(
                "SELECT string_agg(order_id, ' ') FROM (SELECT order_id FROM shipments ORDER BY created_at DESC, id DESC LIMIT "
                    + parcels
                    + ") AS last")
            .split(" "));
  }

  @Test
  void releasedUnitsOfAShortPositionInventNone() {
    shop.stock.count(List.of(new Count(DC, A, 2, 0)));
    for (int i = 1; i <= 3; i++) {
      shop.execute("UPDATE reservations SET expires_at = now() - interval '1 second'");
    }
    shop.reservations.expire(10);

    assertThat(shop.stock.find(A)).containsExactly(new StockPosition(DC, A, 2, 0, 0, Cost.ZERO));
  }

  @Test
  void countTakenEarlierHasWhatMovedSinceAdded() {
    Instant counted = Instant.now().minusSeconds(3_600);
    everythingWasTwoHoursAgo();
    shop.stock.adjust(
        List.of(
            new Adjustment("a-1", DC, A, -4, "broken", Optional.of(counted.plusSeconds(60))),
            new Adjustment("a-2", DC, A, 2, "found", Optional.of(counted.minusSeconds(60)))));

    shop.stock.count(List.of(new Count(DC, A, 9, 0, false, Optional.of(counted))));

    assertThat(shop.stock.find(A).getFirst().onHand()).isEqualTo(9 - 4);
  }

  private void everythingWasTwoHoursAgo() {
    shop.execute("UPDATE stock_movements SET occurred_at = occurred_at - interval '2 hours'");
  }

  @Test
  void countThatCameTooLateLeavesTheLaterOneStanding() {
    everythingWasTwoHoursAgo();
    Instant noon = Instant.now().minusSeconds(3_600);
    shop.stock.count(List.of(new Count(DC, B, 7, 0, false, Optional.of(noon.plusSeconds(60)))));

    shop.stock.count(List.of(new Count(DC, B, 40, 0, false, Optional.of(noon))));

    assertThat(shop.stock.find(B).getFirst().onHand()).isEqualTo(7);
  }

  @Test
  void adjustmentFromBeforeTheLastCountIsInIt() {
    everythingWasTwoHoursAgo();
    Instant counted = Instant.now().minusSeconds(60);
    shop.stock.count(List.of(new Count(DC, B, 7, 0, false, Optional.of(counted))));

    shop.stock.adjust(
        List.of(new Adjustment("a-1", DC, B, -3, "sold", Optional.of(counted.minusSeconds(5)))));

    assertThat(shop.stock.find(B).getFirst().onHand()).isEqualTo(7);
  }

  @Test
  void positionThatIsNotCountedNeverRunsOut() {
    shop.stock.count(List.of(new Count(DC, B, 0, 0, true, Optional.empty())));

    StockPosition position = shop.stock.find(B).getFirst();
    assertThat(position.isCounted()).isFalse();
    assertThat(position.availableToPromise(5)).isEqualTo(1_000_000_000);
    for (int i = 10; i < 20; i++) {
      assertThat(shop.commit(decision(shop.inputs(order("O-" + i, "B")), Map.of("B", "DC-1"))))
          .isInstanceOf(CommitResult.Committed.class);
    }
    assertThat(shop.stock.list(new Filter("", "", true, Optional.empty()), "", "", 10)).isEmpty();
  }

  @Test
  void unknownNodesAndSkusAreNamed_andNothingIsChanged() {
    var counts =
        List.of(
            new Count(DC, A, 99, 0),
            new Count(new ShipNodeId("NOWHERE"), A, 1, 0),
            new Count(DC, new Sku("NOTHING"), 1, 0));

    assertThat(shop.stock.count(counts))
        .isEqualTo(
            new Result.Unknown(
                new TreeSet<>(List.of(new ShipNodeId("NOWHERE"))),
                new TreeSet<>(List.of(new Sku("NOTHING")))));
    assertThat(shop.stock.find(A).getFirst().onHand()).isEqualTo(10);
  }

  @Test
  void adjustmentsOfOnePositionAddUp_eachOnce() {
    var adjustments =
        List.of(
            new Adjustment("a-1", DC, A, -8, "broken", Optional.empty()),
            new Adjustment("a-2", DC, A, 5, "found", Optional.empty()));
    assertThat(shop.stock.adjust(adjustments)).isEqualTo(new Result.Done(2, List.of()));
    assertThat(shop.stock.adjust(adjustments)).isEqualTo(new Result.Done(0, List.of()));

    assertThat(shop.stock.find(A).getFirst().onHand()).isEqualTo(7);
    assertThat(shop.stock.movements("DC-1", "A", Long.MAX_VALUE, 2))
        .extracting(
            StockStore.Movement::kind, StockStore.Movement::onHand, StockStore.Movement::reason)
        .containsExactly(tuple("ADJUST", 5, "found"), tuple("ADJUST", -8, "broken"));
  }

  @Test
  void adjustmentOfAPositionThatIsNotThereIsRefused_withAllOthers() {
    assertThat(
            shop.stock.adjust(
                List.of(
                    new Adjustment("a-1", DC, A, -1, "broken", Optional.empty()),
                    new Adjustment(
                        "a-2", new ShipNodeId("DC-9"), B, 1, "found", Optional.empty()))))
        .isEqualTo(new Result.NoPosition(List.of(new Position(new ShipNodeId("DC-9"), B))));

    assertThat(shop.stock.find(A).getFirst().onHand()).isEqualTo(10);
  }

  @Test
  void listGoesByNodeAndSku_pageByPage() {
    shop.with("DC-0", "B", 1);

    assertThat(shop.stock.list(ALL, "", "", 2))
        .extracting(position -> position.node() + " " + position.sku())
        .containsExactly("DC-0 B", "DC-1 A");
    assertThat(shop.stock.list(ALL, "DC-1", "A", 2))
        .extracting(position -> position.node() + " " + position.sku())
        .containsExactly("DC-1 B");
  }
}
