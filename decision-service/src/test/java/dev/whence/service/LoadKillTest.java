package dev.whence.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.service.http.TestClient;
import dev.whence.service.store.Database;
import dev.whence.service.store.DatabaseAddress;
import dev.whence.service.store.TestDatabase;
import dev.whence.service.verify.StoreCheck;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A streamed load whose process is killed in the middle (`kill -9`).
class LoadKillTest {
  private static final int ROWS = 60_000;
  private static final int PART = 2_000;

  private static String items() {
    return "sku,category,weightGrams,volumeCm3,longestSideMm\n"
        + IntStream.range(0, ROWS)
            .mapToObj(n -> "K-" + n + ",home,400,2000,300\n")
            .collect(Collectors.joining());
  }

  private static String stock() {
    return "shipNode,sku,onHand\n"
        + IntStream.range(0, ROWS)
            .mapToObj(n -> "RENO,K-" + n + ",7\n")
            .collect(Collectors.joining());
  }

  private static String load(int port, String what, String rows) {
    return new TestClient(port).post("/v1/loads/" + what, "text/csv", rows).body();
  }

  private static int positions(DatabaseAddress database) throws SQLException {
    try (var connection =
            DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
        var statement = connection.createStatement();
        var count = statement.executeQuery("SELECT count(*) FROM stock WHERE on_hand = 7")) {
      count.next();
      return count.getInt(1);
    }
  }

  private static List<StoreCheck.Finding> discrepancies(DatabaseAddress address) {
    try (Database database = Database.open(address, 1)) {
      return new StoreCheck(database).run().stream().filter(finding -> !finding.holds()).toList();
    }
  }

  @Test
  void wholePartsAreThereOrNothingOfThem_andTheSameLoadAgainMakesItWhole(@TempDir Path folder)
      throws Exception {
    DatabaseAddress database = TestDatabase.freshAddress();
    try (Service other = TestService.start(database, Map.of());
        HttpClient http = HttpClient.newHttpClient()) {
      TestService.network(new TestClient(other.port()));
      assertThat(load(other.port(), "items", items())).contains("\"complete\":true");
      ServiceProcess process =
          ServiceProcess.start(
              folder,
              List.of("--db-url=" + database.jdbcUrl(), "--db-user=" + database.user()),
              Map.of("WHENCE_DB_PASSWORD", database.password()));
      CompletableFuture<?> broken =
          http.sendAsync(
              HttpRequest.newBuilder(
                      URI.create("http://127.0.0.1:" + process.port() + "/v1/loads/stock"))
                  .header("Content-Type", "text/csv")
                  .POST(BodyPublishers.ofString(stock()))
                  .build(),
              BodyHandlers.ofString());
      while (positions(database) < 2 * PART) {
        assertThat(broken).isNotCompletedExceptionally();
      }
      process.kill();

      assertThat(broken.handle((answer, failed) -> failed != null).get()).isTrue();
      assertThat(positions(database)).isGreaterThanOrEqualTo(2 * PART).isLessThan(ROWS);
      assertThat(positions(database) % PART).isZero();
      assertThat(discrepancies(database)).isEmpty();

      assertThat(load(other.port(), "stock", stock()))
          .contains("\"through\":60001,\"loaded\":60000,\"refused\":0,\"complete\":true");
      assertThat(positions(database)).isEqualTo(ROWS);
      assertThat(discrepancies(database)).isEmpty();
    }
  }
}
