package dev.whence.pipeline.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whence.domain.attributes.Attributes;
import dev.whence.domain.orders.Promise;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Histories that another engine wrote: DuckDB makes every column nullable.
class ForeignParquetTest {

  private static final String SHIPMENT =
      """
      SELECT 'S' || i AS shipment_id, 'O' || i AS order_id, 'DC' AS ship_node, 'GROUND' AS carrier_service,
        TIMESTAMPTZ '2026-03-02 10:00:00.123456Z' AS ordered_at,
        CAST(NULL AS TIMESTAMPTZ) AS planned_handover,
        'US' AS origin_country, 'IL' AS origin_region, 'America/Chicago' AS origin_time_zone,
        'US' AS destination_country, 'NY' AS destination_region,
        'America/New_York' AS destination_time_zone,
        CAST(812.5 AS DOUBLE) AS distance_km, 3 AS published_days, CAST(0.95 AS DOUBLE) AS published_on_time,
        CAST(1200 AS BIGINT) AS weight_grams, 2 AS units, CAST(795 AS BIGINT) AS freight_minor,
        'USD' AS currency, DATE '2026-03-06' AS promised_date, 'DELIVERED' AS status,
        TIMESTAMPTZ '2026-03-02 22:30:00Z' AS handed_over_at,
        TIMESTAMPTZ '2026-03-05 18:00:00Z' AS delivered_at,
        TIMESTAMPTZ '2026-03-05 20:00:00Z' AS known_at
      FROM range(1, 4) AS r(i)
      """;

  @TempDir private Path folder;
  private String file = "";

  @BeforeEach
  void nameFile() {
    file = HistoryTable.SHIPMENTS.file(folder).toString();
  }

  private void write(String select) throws SQLException {
    try (var duck = DriverManager.getConnection("jdbc:duckdb:");
        var statement = duck.createStatement()) {
      statement.execute("SET TimeZone = 'UTC'");
      statement.execute("COPY (" + select + ") TO '" + file + "' (FORMAT parquet)");
    }
  }

  /// Another query over the good rows.
  private void writeShipments(String select) throws SQLException {
    write(select.formatted("(" + SHIPMENT + ") AS s"));
  }

  private List<ShipmentRow> read() {
    try (var rows = HistoryTable.SHIPMENTS.read(folder)) {
      return rows.toList();
    }
  }

  @Test
  void nullableColumnsAreRead() throws SQLException {
    write(SHIPMENT);

    ShipmentRow row = read().getFirst();

    assertThat(read()).extracting(ShipmentRow::shipmentId).containsExactly("S1", "S2", "S3");
    assertThat(row.orderedAt()).isEqualTo(Instant.parse("2026-03-02T10:00:00.123456Z"));
    assertThat(row.plannedHandover()).isEmpty();
    assertThat(row.promise()).isEqualTo(new Promise.On(LocalDate.of(2026, 3, 6)));
    assertThat(row.units()).isEqualTo(2);
    assertThat(row.journey())
        .isEqualTo(
            new Journey.Delivered(
                Instant.parse("2026-03-02T22:30:00Z"),
                Instant.parse("2026-03-05T18:00:00Z"),
                Instant.parse("2026-03-05T20:00:00Z")));
  }

  @Test
  void otherWidthsUnitsAndColumnsAreRead() throws SQLException {
    writeShipments(
        """
        SELECT 'more' AS note, [1, 2] AS list, * REPLACE (
          CAST(published_days AS BIGINT) AS published_days,
          CAST(units AS TINYINT) AS units,
          CAST(weight_grams AS INTEGER) AS weight_grams,
          CAST(distance_km AS FLOAT) AS distance_km,
          1 AS published_on_time,
          CAST(ordered_at AS TIMESTAMP) AS ordered_at,
          CAST(CAST(handed_over_at AS TIMESTAMP) AS TIMESTAMP_MS) AS handed_over_at,
          CAST(CAST(delivered_at AS TIMESTAMP) AS TIMESTAMP_NS) AS delivered_at,
          CAST(status AS ENUM ('DELIVERED', 'LOST')) AS status)
        FROM %s
        """);

    ShipmentRow row = read().getFirst();

    assertThat(row.publishedDays()).isEqualTo(3);
    assertThat(row.units()).isEqualTo(2);
    assertThat(row.weightGrams()).isEqualTo(1200);
    assertThat(row.distanceKm()).isEqualTo(812.5);
    assertThat(row.publishedOnTime().value()).isEqualTo(1);
    assertThat(row.orderedAt()).isEqualTo(Instant.parse("2026-03-02T10:00:00.123456Z"));
    assertThat(row.journey())
        .isEqualTo(
            new Journey.Delivered(
                Instant.parse("2026-03-02T22:30:00Z"),
                Instant.parse("2026-03-05T18:00:00Z"),
                Instant.parse("2026-03-05T20:00:00Z")));
  }

  @Test
  void columnsThatAreMissingOrNullHaveTheDefaultsOfTheImport() throws SQLException {
    writeShipments(
        """
        SELECT * EXCLUDE (planned_handover, promised_date, published_days, published_on_time, units,
            freight_minor, destination_region)
          REPLACE (CAST(NULL AS VARCHAR) AS origin_region, CAST(NULL AS BIGINT) AS weight_grams)
        FROM %s
        """);

    ShipmentRow row = read().getFirst();

    assertThat(row.plannedHandover()).isEqualTo(Optional.empty());
    assertThat(row.promise()).isEqualTo(new Promise.AsPolicySays());
    assertThat(List.of(row.publishedDays(), row.units())).containsExactly(0, 1);
    assertThat(row.originRegion() + row.destinationRegion()).isEmpty();
    assertThat(row.weightGrams()).isZero();
    assertThat(row.attributes()).isEqualTo(Attributes.NONE);
    assertThat(row.promisedUntil()).isEmpty();
  }

  @Test
  void attributesThatAnotherEngineWroteAreRead_nullsLeftOut() throws SQLException {
    writeShipments(
        """
        SELECT *, TIMESTAMPTZ '2026-03-06 10:15:00Z' AS promised_until,
          CAST(to_json({mode: 'Air', wind: 7, vendor: CAST(NULL AS VARCHAR)}) AS VARCHAR) AS attributes
        FROM %s
        """);

    ShipmentRow row = read().getFirst();

    assertThat(row.attributes().word("mode")).contains("Air");
    assertThat(row.attributes().number("wind")).hasValue(7);
    assertThat(row.attributes().values()).hasSize(2);
    assertThat(row.promisedUntil()).contains(Instant.parse("2026-03-06T10:15:00Z"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SELECT * REPLACE (nullif(ship_node, 'DC') AS ship_node) FROM %s              | shipments, row 1: column ship_node is null.
          SELECT * REPLACE (CASE WHEN order_id <> 'O2' THEN distance_km END AS distance_km) FROM %s | shipments, row 2: column distance_km is null.
          SELECT * REPLACE (CASE WHEN order_id = 'O2' THEN 1e308 ELSE 7 END AS distance_km) FROM %s | shipments, row 2: Shipment S2 goes 1.0E308 km in 3 published days; neither may be negative, and no way is longer than 100000 km.
          SELECT * REPLACE (CAST(3000000000 AS BIGINT) AS units) FROM %s               | shipments, row 1: column units is 3000000000, beyond 32 bits.
          SELECT * REPLACE ('GONE' AS status) FROM %s                                  | shipments, row 1: column status is 'GONE', none of [AWAITING_HANDOVER, CANCELED, IN_TRANSIT, DELIVERED, LOST].
          SELECT * REPLACE (CASE WHEN order_id = 'O3' THEN 'XXQ' ELSE 'USD' END AS currency) FROM %s | shipments, row 3:
          SELECT * REPLACE (CASE WHEN order_id <> 'O2' THEN known_at END AS known_at) FROM %s | shipments, row 2: Shipment S2 is DELIVERED but has no known_at.
          SELECT *, '[1]' AS attributes FROM %s                                        | shipments, row 1: attributes are '[1]', no JSON object such as {"mode":"Air"}.
          SELECT *, '{"mode":"Air' AS attributes FROM %s                               | shipments, row 1: attributes are no JSON:
          SELECT *, '{"mode":["Air"]}' AS attributes FROM %s                           | shipments, row 1: attribute mode is ["Air"], neither a number nor a word.
          SELECT *, '{"wind":1e39}' AS attributes FROM %s                              | shipments, row 1: attribute wind is 1.0E39, which is no number to go by
          SELECT *, '{"Mode":"Air"}' AS attributes FROM %s                             | shipments, row 1: "Mode" is no name of an attribute.
          SELECT *, 7 AS attributes FROM %s                                            | shipments: column attributes is INT32 (INTEGER(32,true)), which is no text.
          SELECT * EXCLUDE (ordered_at) FROM %s                                        | shipments: column ordered_at is missing.
          SELECT * REPLACE (1 AS shipment_id) FROM %s                                  | shipments: column shipment_id is INT32 (INTEGER(32,true)), which is no text.
          SELECT * REPLACE ('now' AS ordered_at) FROM %s                               | shipments: column ordered_at is BINARY (STRING), which is no timestamp.
          SELECT * REPLACE ([1] AS units) FROM %s                                      | shipments: column units is no single value.
          """)
  void whatCannotBeIsRefusedWithFileRowAndColumn(String select, String expected)
      throws SQLException {
    writeShipments(select);

    assertThatThrownBy(this::read)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageStartingWith(file + " cannot be read as " + expected)
        .hasMessageContaining("\nMaybe correct it where the file was made; ");
  }

  @Test
  void aNewerVersionIsRefused_andOursIsTold() throws Exception {
    write(SHIPMENT);
    List<ShipmentRow> rows = read();
    try (var writer = HistoryTable.SHIPMENTS.create(folder)) {
      rows.forEach(writer::write);
      writer.commit();
    }
    assertThat(read()).isEqualTo(rows);
    try (var duck = DriverManager.getConnection("jdbc:duckdb:");
        var statement = duck.createStatement();
        var metadata =
            statement.executeQuery(
                "SELECT decode(value) FROM parquet_kv_metadata('%s') WHERE decode(key) = 'whence.history.version'"
                    .formatted(file))) {
      assertThat(metadata.next()).isTrue();
      assertThat(metadata.getString(1)).isEqualTo("1");
    }

    try (var duck = DriverManager.getConnection("jdbc:duckdb:");
        var statement = duck.createStatement()) {
      statement.execute(
          "COPY (%s) TO '%s' (FORMAT parquet, KV_METADATA {'whence.history.version': '2'})"
              .formatted(SHIPMENT, file));
    }
    assertThatThrownBy(this::read)
        .hasMessageStartingWith(
            file
                + " cannot be read as shipments: its version is 2, and this release reads up to 1; a newer release wrote it.");
  }

  @Test
  void aFileThatIsCutShortOrNoParquetIsNamed() throws IOException, SQLException {
    write(SHIPMENT);
    byte[] whole = Files.readAllBytes(Path.of(file));
    for (int length : List.of(0, 3, 200, whole.length / 2, whole.length - 1)) {
      Files.write(Path.of(file), java.util.Arrays.copyOf(whole, length));
      assertThatThrownBy(this::read)
          .as(length + " bytes")
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageStartingWith(
              file
                  + " cannot be read as shipments: it does not end as a Parquet file does.\nMaybe it was cut short");
    }
  }
}
