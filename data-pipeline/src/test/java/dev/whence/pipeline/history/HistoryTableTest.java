package dev.whence.pipeline.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whence.domain.GeoPoint;
import dev.whence.domain.Probability;
import dev.whence.domain.attributes.Attributes;
import dev.whence.domain.attributes.Attributes.Value;
import dev.whence.domain.carriers.CarrierServiceId;
import dev.whence.domain.inventory.Item;
import dev.whence.domain.inventory.NodeType;
import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.inventory.Sku;
import dev.whence.domain.orders.Destination;
import dev.whence.domain.orders.OrderId;
import dev.whence.domain.orders.OrderLineId;
import dev.whence.domain.orders.Promise;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryTableTest {

  private static final Instant HANDOVER = Instant.parse("2026-03-02T22:30:00.123456Z");
  private static final Instant DOOR = Instant.parse("2026-03-05T18:00:00Z");
  private static final Instant KNOWN = Instant.parse("2026-03-05T20:00:00Z");
  private static final ZoneId CHICAGO = ZoneId.of("America/Chicago");
  private static final Currency USD = Currency.getInstance("USD");

  @TempDir private Path folder;

  @Test
  void everyKindOfJourneyComesBackAsItWasWritten() {
    var journeys =
        List.of(
            new Journey.NotHandedOver(false),
            new Journey.NotHandedOver(true),
            new Journey.Underway(HANDOVER, false),
            new Journey.Underway(HANDOVER, true),
            new Journey.Delivered(HANDOVER, DOOR, KNOWN),
            new Journey.Lost(HANDOVER, KNOWN));
    var rows = new ArrayList<ShipmentRow>();
    for (Journey journey : journeys) {
      rows.add(shipment("S" + rows.size(), new Promise.On(LocalDate.of(2026, 3, 6)), journey));
    }
    rows.add(shipment("no-promise", new Promise.AsPolicySays(), journeys.get(4)));

    assertThat(roundTrip(HistoryTable.SHIPMENTS, rows)).isEqualTo(rows);
  }

  @Test
  void attributesAndAnInstantOfThePromiseComeBack_andAreNullInTheFileWhereThereAreNone()
      throws SQLException {
    var told =
        new Attributes(
            Map.of(
                "temperature", new Value.Measure(-12.5),
                "mode", new Value.Word("Air \"Charter\" – Zürich")));
    ShipmentRow plain =
        shipment("S1", new Promise.AsPolicySays(), new Journey.NotHandedOver(false));
    ShipmentRow rich = shipment("S2", plain.promise(), plain.journey(), Optional.of(DOOR), told);
    OrderLineRow line = line(told);

    assertThat(roundTrip(HistoryTable.SHIPMENTS, List.of(plain, rich)))
        .containsExactly(plain, rich);
    assertThat(roundTrip(HistoryTable.ORDER_LINES, List.of(line, line(Attributes.NONE))))
        .containsExactly(line, line(Attributes.NONE));
    try (var duck = DriverManager.getConnection("jdbc:duckdb:");
        var statement = duck.createStatement();
        var rows =
            statement.executeQuery(
                "SELECT attributes, promised_until IS NULL FROM '"
                    + HistoryTable.SHIPMENTS.file(folder)
                    + "'")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getString(1)).isNull();
      assertThat(rows.getBoolean(2)).isTrue();
      assertThat(rows.next()).isTrue();
      assertThat(rows.getString(1))
          .isEqualTo("{\"mode\":\"Air \\\"Charter\\\" – Zürich\",\"temperature\":-12.5}");
    }
  }

  @Test
  void theOtherRowsComeBackAsTheyWereWritten() {
    var order =
        new OrderRow(
            new OrderId("O1"),
            HANDOVER,
            "web",
            "regular",
            "",
            "STANDARD",
            USD,
            new Destination("US", "IL", "60601", new GeoPoint(41.88, -87.63), CHICAGO),
            new Promise.On(LocalDate.of(2026, 3, 6)),
            false);
    OrderLineRow line = line(Attributes.NONE);
    var event = new ShipmentEventRow("S1", Scan.DELIVERED, DOOR, KNOWN, "IL");
    var comeback = new ReturnRow(new OrderId("O1"), new OrderLineId("1"), KNOWN, 1, "TOO_SMALL");
    var node =
        new NodeRow(
            new ShipNodeId("DC-1"),
            "Joliet",
            NodeType.DC,
            "US",
            "IL",
            new GeoPoint(41.5, -88.1),
            CHICAGO);
    var item = new Item(new Sku("A"), "fashion", 300, 2_000, 350, false);

    assertThat(roundTrip(HistoryTable.ORDERS, List.of(order))).containsExactly(order);
    assertThat(roundTrip(HistoryTable.ORDER_LINES, List.of(line))).containsExactly(line);
    assertThat(roundTrip(HistoryTable.SHIPMENT_EVENTS, List.of(event))).containsExactly(event);
    assertThat(roundTrip(HistoryTable.RETURNS, List.of(comeback))).containsExactly(comeback);
    assertThat(roundTrip(HistoryTable.SHIP_NODES, List.of(node))).containsExactly(node);
    assertThat(roundTrip(HistoryTable.ITEMS, List.of(item))).containsExactly(item);
  }

  @Test
  void anotherEngineReadsTheSameValuesWithTimesInUtc() throws SQLException {
    write(
        HistoryTable.SHIPMENTS,
        List.of(shipment("S1", new Promise.AsPolicySays(), new Journey.Underway(HANDOVER, false))));

    try (var duck = DriverManager.getConnection("jdbc:duckdb:");
        var statement = duck.createStatement();
        var rows =
            statement.executeQuery(
                "SELECT shipment_id, distance_km, weight_grams, status, epoch_us(handed_over_at),"
                    + " delivered_at IS NULL, promised_date IS NULL, typeof(handed_over_at)"
                    + " FROM '"
                    + HistoryTable.SHIPMENTS.file(folder)
                    + "'")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getString(1)).isEqualTo("S1");
      assertThat(rows.getDouble(2)).isEqualTo(812.5);
      assertThat(rows.getLong(3)).isEqualTo(1_200);
      assertThat(rows.getString(4)).isEqualTo("IN_TRANSIT");
      assertThat(rows.getLong(5)).isEqualTo(HANDOVER.toEpochMilli() * 1_000 + 456);
      assertThat(rows.getBoolean(6)).isTrue();
      assertThat(rows.getBoolean(7)).isTrue();
      assertThat(rows.getString(8)).isEqualTo("TIMESTAMP WITH TIME ZONE");
      assertThat(rows.next()).isFalse();
    }
  }

  @Test
  void aWriterThatDoesNotCommitLeavesTheOlderFileAlone() throws Exception {
    var row = shipment("old", new Promise.AsPolicySays(), new Journey.NotHandedOver(false));
    write(HistoryTable.SHIPMENTS, List.of(row));

    try (var writer = HistoryTable.SHIPMENTS.create(folder)) {
      writer.write(shipment("new", new Promise.AsPolicySays(), new Journey.NotHandedOver(true)));
    }

    try (var rows = HistoryTable.SHIPMENTS.read(folder)) {
      assertThat(rows).containsExactly(row);
    }
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(HistoryTable.SHIPMENTS.file(folder));
    }
  }

  @Test
  void aMissingFileSaysWhichAndWhatToDo() {
    assertThatThrownBy(() -> HistoryTable.RETURNS.read(folder))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("returns.parquet")
        .hasMessageContaining("\nMaybe ");
  }

  @Test
  void whatCannotHaveHappenedIsRefused() {
    assertThatThrownBy(() -> new Journey.Delivered(DOOR, DOOR, KNOWN))
        .hasMessageContaining("not after its hand-over");
    assertThatThrownBy(() -> new Journey.Delivered(HANDOVER, KNOWN, DOOR))
        .hasMessageContaining("before it was delivered");
    assertThatThrownBy(() -> new Journey.Lost(KNOWN, DOOR))
        .hasMessageContaining("before its hand-over");
  }

  private <T> List<T> roundTrip(HistoryTable<T> table, List<T> rows) {
    write(table, rows);
    try (var read = table.read(folder)) {
      return read.toList();
    }
  }

  private <T> void write(HistoryTable<T> table, List<T> rows) {
    try (var writer = table.create(folder)) {
      rows.forEach(writer::write);
      writer.commit();
    }
  }

  private static OrderLineRow line(Attributes attributes) {
    return new OrderLineRow(
        new OrderId("O1"),
        new OrderLineId(attributes.isEmpty() ? "1" : "2"),
        "S1",
        HANDOVER,
        "C1",
        "web",
        new Sku("A"),
        "fashion",
        2,
        1999,
        USD,
        3,
        2,
        2,
        false,
        attributes);
  }

  private static ShipmentRow shipment(String id, Promise promise, Journey journey) {
    return shipment(id, promise, journey, Optional.empty(), Attributes.NONE);
  }

  private static ShipmentRow shipment(
      String id,
      Promise promise,
      Journey journey,
      Optional<Instant> promisedUntil,
      Attributes attributes) {
    return new ShipmentRow(
        id,
        new OrderId("O1"),
        new ShipNodeId("DC-1"),
        new CarrierServiceId("PARCEL_GROUND"),
        HANDOVER.minusSeconds(7_200),
        Optional.of(HANDOVER.minusSeconds(60)),
        "US",
        "IL",
        CHICAGO,
        "US",
        "NY",
        ZoneId.of("America/New_York"),
        812.5,
        3,
        new Probability(0.95),
        1_200,
        2,
        795,
        USD,
        promise,
        journey,
        promisedUntil,
        attributes);
  }
}
