package dev.whence.training.history;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whence.domain.Probability;
import dev.whence.domain.attributes.Attributes;
import dev.whence.domain.carriers.CarrierServiceId;
import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.orders.OrderId;
import dev.whence.domain.orders.OrderLineId;
import dev.whence.domain.orders.Promise;
import dev.whence.pipeline.history.Journey;
import dev.whence.pipeline.history.ReturnRow;
import dev.whence.pipeline.history.ShipmentRow;
import dev.whence.training.runs.CannotTrain;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlausibleRowsTest {
  private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");
  private static final Path FILE = Path.of("history", "shipments.parquet");

  private static ShipmentRow shipment(String id, Instant orderedAt, Journey journey) {
    return new ShipmentRow(
        id,
        new OrderId(id),
        new ShipNodeId("DC"),
        new CarrierServiceId("GROUND"),
        orderedAt,
        Optional.empty(),
        "US",
        "",
        ZoneOffset.UTC,
        "US",
        "",
        ZoneOffset.UTC,
        100,
        0,
        Probability.ZERO,
        500,
        1,
        0,
        Currency.getInstance("USD"),
        new Promise.AsPolicySays(),
        journey,
        Optional.empty(),
        Attributes.NONE);
  }

  private static ShipmentRow delivered(String id, Instant at) {
    return shipment(
        id,
        at.minus(Duration.ofDays(3)),
        new Journey.Delivered(at.minus(Duration.ofDays(2)), at, at));
  }

  @Test
  void aHistoryThatCanBeIsTaken() {
    assertThatCode(() ->
            PlausibleRows.requireShipments(
                List.of(delivered("a", NOW), delivered("b", NOW.minusSeconds(9))), NOW, FILE))
        .doesNotThrowAnyException();
  }

  @Test
  void aRowDatedAheadIsRefusedWithItsPlace() {
    Instant ahead = Instant.parse("2066-11-29T00:00:00Z");
    List<ShipmentRow> rows = List.of(delivered("a", NOW), delivered("b", ahead));

    assertThatThrownBy(() -> PlausibleRows.requireShipments(rows, NOW, FILE))
        .isInstanceOf(CannotTrain.class)
        .hasMessage(
            "Shipment 'b' in %s is dated 2066-11-29T00:00:00Z, which has not come yet (now is 2026-11-29T12:00:00Z); 1 of 2 rows are.\nMaybe a year was misread: mend the source and import it again.",
            FILE);
    ReturnRow back = new ReturnRow(new OrderId("o"), new OrderLineId("1"), ahead, 1, "");
    assertThatThrownBy(() -> PlausibleRows.requireReturns(List.of(back), NOW, FILE))
        .hasMessageContaining("The return of order line 'o 1'");
  }

  @Test
  void anIdThatStandsThereTwiceIsRefused() {
    List<ShipmentRow> rows = List.of(delivered("a", NOW), delivered("b", NOW), delivered("a", NOW));

    assertThatThrownBy(() -> PlausibleRows.requireShipments(rows, NOW, FILE))
        .isInstanceOf(CannotTrain.class)
        .hasMessageContaining("Shipment 'a' stands in")
        .hasMessageContaining("1 rows repeat an earlier one");
  }
}
