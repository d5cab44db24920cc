package dev.whence.pipeline.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.whence.pipeline.Main;
import dev.whence.pipeline.history.HistoryTable;
import dev.whence.pipeline.history.Journey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The shipped Olist mapping on the real files, against SQL over the same files by another engine.
/// The data may not be in the source tree; without it these tests are skipped.
class OlistImportTest {

  private static final Path ROOT = Path.of(System.getProperty("basedir", "."), "..").normalize();
  private static final Path DATA =
      Path.of(
          System.getProperty(
              "whence.shared-data", ROOT.resolve("../shared/data").normalize().toString()),
          "olist");

  @TempDir private static Path folder;

  @BeforeAll
  static void importAll() {
    boolean there = Files.isDirectory(DATA);
    if (!there) {
      System.out.println(
          "SKIPPED OlistImportTest: no " + DATA + "; set -Dwhence.shared-data=FOLDER");
    }
    assumeTrue(there);
    int exit =
        Main.run(
            "import",
            "--mapping",
            ROOT.resolve("examples/olist/mapping.yaml").toString(),
            "--source",
            DATA.toString(),
            "--out",
            folder.resolve("history").toString());
    assertThat(exit).isZero();
  }

  @Test
  void countsAndSumsAgreeWithSqlOverTheSourceFiles() throws SQLException {
    assertSame(
        "SELECT count(*), sum(epoch(order_purchase_timestamp::TIMESTAMP))::BIGINT"
            + " FROM '$src/olist_orders_dataset.csv.gz'",
        "SELECT count(*), sum(epoch(ordered_at AT TIME ZONE 'America/Sao_Paulo'))::BIGINT"
            + " FROM '$out/orders.parquet'");
    assertSame(
        "SELECT count(*), sum(round(price * 100))::BIGINT, count(DISTINCT order_id)"
            + " FROM '$src/olist_order_items_dataset.csv.gz'",
        "SELECT count(*), sum(unit_price_minor)::BIGINT, count(DISTINCT order_id)"
            + " FROM '$out/order_lines.parquet'");
    assertSame(
        "SELECT count(*), sum(product_weight_g)::BIGINT,"
            + " sum(product_length_cm * product_height_cm * product_width_cm)::BIGINT"
            + " FROM '$src/olist_products_dataset.csv.gz'",
        "SELECT count(*), sum(weight_grams)::BIGINT, sum(volume_cm3)::BIGINT"
            + " FROM '$out/items.parquet'");
    assertSame(
        "SELECT count(*) FROM '$src/olist_sellers_dataset.csv.gz'",
        "SELECT count(*) FROM '$out/ship_nodes.parquet'");
  }

  @Test
  void shipmentsAreOrdersBySellerLessTheRejectedOnes() throws SQLException {
    String consistent =
        """
        WITH s AS (
          SELECT i.order_id, i.seller_id, count(*) AS units,
                 sum(round(freight_value * 100))::BIGINT AS freight,
                 any_value(o.order_status) AS status,
                 any_value(o.order_delivered_carrier_date) AS out_at,
                 any_value(o.order_delivered_customer_date) AS in_at,
                 any_value(o.order_estimated_delivery_date)::DATE AS promised
          FROM '$src/olist_order_items_dataset.csv.gz' i
          JOIN '$src/olist_orders_dataset.csv.gz' o USING (order_id) GROUP BY 1, 2)
        SELECT count(*), sum(units)::BIGINT, sum(freight)::BIGINT,
               count(*) FILTER (status = 'delivered'),
               (sum(epoch(in_at) - epoch(out_at)) FILTER (status = 'delivered'))::BIGINT,
               count(*) FILTER (status = 'delivered' AND in_at::DATE > promised)
        FROM s
        WHERE CASE status
          WHEN 'delivered' THEN out_at IS NOT NULL AND in_at IS NOT NULL AND in_at > out_at
          WHEN 'shipped' THEN out_at IS NOT NULL AND in_at IS NULL
          WHEN 'canceled' THEN in_at IS NULL
          WHEN 'unavailable' THEN in_at IS NULL
          ELSE out_at IS NULL AND in_at IS NULL END
        """;
    assertSame(
        consistent,
        """
        SELECT count(*), sum(units)::BIGINT, sum(freight_minor)::BIGINT,
               count(*) FILTER (status = 'DELIVERED'),
               (sum(epoch(delivered_at AT TIME ZONE 'America/Sao_Paulo')
                 - epoch(handed_over_at AT TIME ZONE 'America/Sao_Paulo'))
                 FILTER (status = 'DELIVERED'))::BIGINT,
               count(*) FILTER (
                 (delivered_at AT TIME ZONE 'America/Sao_Paulo')::DATE > promised_date)
        FROM '$out/shipments.parquet'
        """);
  }

  @Test
  void rejectsAreFewAndAccountedFor() throws SQLException, IOException {
    List<List<Long>> lines =
        query(
            "SELECT (SELECT count(*) FROM '$src/olist_order_items_dataset.csv.gz'),"
                + " (SELECT sum(units)::BIGINT FROM '$out/shipments.parquet'),"
                + " (SELECT count(DISTINCT \"row\") FROM read_csv('$out/rejects.csv', header=true,"
                + " all_varchar=true) WHERE \"table\" = 'shipments')");

    assertThat(lines.getFirst().get(1) + lines.getFirst().get(2))
        .isEqualTo(lines.getFirst().getFirst());
    assertThat(lines.getFirst().get(2)).isLessThan(100);
  }

  @Test
  void theNetworkAndTheNewestOrdersFitTogetherAndTheHistoryBeforeKnowsNoneOfThem()
      throws SQLException {
    Path history = folder.resolve("history");
    int network =
        Main.run(
            "network",
            "--from",
            history.toString(),
            "--assumptions",
            ROOT.resolve("examples/olist/network.yaml").toString(),
            "--out",
            folder.resolve("network").toString());
    int requests =
        Main.run(
            "requests",
            "--from",
            history.toString(),
            "--newest",
            "1000",
            "--out",
            folder.resolve("orders.jsonl").toString(),
            "--history-before",
            folder.resolve("before").toString());

    assertThat(List.of(network, requests)).containsOnly(0);
    assertThat(
            query(
                "SELECT count(*), count(DISTINCT orderId), (SELECT count(*) FROM"
                    + " '$all/before/orders.parquet' b WHERE b.order_id IN (SELECT orderId FROM"
                    + " '$all/orders.jsonl')), (SELECT count(*) FROM (SELECT unnest(lines).sku AS"
                    + " sku FROM '$all/orders.jsonl') WHERE sku NOT IN (SELECT sku FROM"
                    + " '$all/network/stock.csv' WHERE onHand > 0)) FROM '$all/orders.jsonl'"))
        .containsExactly(List.of(1000L, 1000L, 0L, 0L));
    try (var shipments = HistoryTable.SHIPMENTS.read(folder.resolve("before"))) {
      assertThat(shipments.filter(row -> row.journey() instanceof Journey.Underway)).isNotEmpty();
    }
  }

  private static void assertSame(String overSource, String overHistory) throws SQLException {
    assertThat(query(overHistory)).isEqualTo(query(overSource));
  }

  private static List<List<Long>> query(String sql) throws SQLException {
    String filled =
        sql.replace("$src", DATA.toString())
            .replace("$out", folder.resolve("history").toString())
            .replace("$all", folder.toString());
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        var statement = duck.createStatement();
        var rows = statement.executeQuery(filled)) {
      var found = new ArrayList<List<Long>>();
      int width = rows.getMetaData().getColumnCount();
      while (rows.next()) {
        var row = new ArrayList<Long>();
        for (int i = 1; i <= width; i++) {
          row.add(rows.getLong(i));
        }
        found.add(row);
      }
      return found;
    }
  }
}
