package dev.whence.service.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.domain.Cost;
import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.inventory.Sku;
import dev.whence.domain.inventory.StockPosition;
import dev.whence.service.inventory.StockStore.Adjustment;
import dev.whence.service.inventory.StockStore.Count;
import dev.whence.service.inventory.StockStore.Result;
import dev.whence.service.sourcing.TestShop;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class StockStoreTest {
  private static final ShipNodeId DC = new ShipNodeId("DC-1");
  private static final Sku A = new Sku("A");
  private static final Sku B = new Sku("B");

  private TestShop shop;

  @BeforeEach
  void open() {
    shop = new TestShop().with("DC-1", "A", 10).with("DC-1", "B", 4);
    shop.execute("UPDATE stock SET reserved = 3 WHERE sku = 'A'");
  }

  @Test
  void countReplacesTheUnitsOnHand_reservationsStay() {
    assertThat(shop.stock.count(List.of(new Count(DC, A, 7, 2), new Count(DC, B, 0, 0))))
        .isEqualTo(new Result.Done(2, List.of()));

    assertThat(shop.stock.find(A)).containsExactly(new StockPosition(DC, A, 7, 3, 2, Cost.ZERO));
  }

  @Test
  void countBelowTheReservedUnitsStopsSelling_andIsReported() {
    var raised = new StockPosition(DC, A, 3, 3, 0, Cost.ZERO);

    assertThat(shop.stock.count(List.of(new Count(DC, A, 1, 0))))
        .isEqualTo(new Result.Done(1, List.of(raised)));

    assertThat(raised.availableToPromise(0)).isZero();
    assertThat(shop.stock.find(A)).containsExactly(raised);
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
  void adjustmentsOfOnePositionAddUp() {
    assertThat(shop.stock.adjust(List.of(new Adjustment(DC, A, -8), new Adjustment(DC, A, 5))))
        .isEqualTo(new Result.Done(1, List.of()));

    assertThat(shop.stock.find(A).getFirst().onHand()).isEqualTo(7);
  }

  @Test
  void adjustmentThatWouldTakeReservedUnitsIsRefused_withAllOthers() {
    assertThat(shop.stock.adjust(List.of(new Adjustment(DC, A, -8), new Adjustment(DC, B, 1))))
        .isEqualTo(new Result.Refused(List.of(new StockPosition(DC, A, 10, 3, 0, Cost.ZERO))));

    assertThat(shop.stock.find(B).getFirst().onHand()).isEqualTo(4);
  }

  @Test
  void listGoesByNodeAndSku_pageByPage() {
    shop.with("DC-0", "B", 1);

    assertThat(shop.stock.list("", "", 2))
        .extracting(position -> position.node() + " " + position.sku())
        .containsExactly("DC-0 B", "DC-1 A");
    assertThat(shop.stock.list("DC-1", "A", 2))
        .extracting(position -> position.node() + " " + position.sku())
        .containsExactly("DC-1 B");
  }
}
