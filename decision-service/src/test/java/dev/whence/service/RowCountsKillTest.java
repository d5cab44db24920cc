package dev.whence.service;

import static dev.whence.service.http.TestClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.service.http.TestClient;
import dev.whence.service.store.DatabaseAddress;
import dev.whence.service.store.TestDatabase;
import dev.whence.service.tabletests.RowCounts;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A process is killed while it counts in how many decisions each row answered: before its first
/// write, about a write, and between two.
class RowCountsKillTest {
  /// Since the process answers; a write is due each [RowCounts#EVERY].
  private static final List<Duration> KILLED_AFTER =
      List.of(Duration.ofMillis(1_500), RowCounts.EVERY, Duration.ofSeconds(13));

  /// A write may be late on a busy machine, and the process counts before it answers.
  private static final Duration LATE = Duration.ofSeconds(2);

  private static final String COUNTED =
      "SELECT coalesce(sum(decisions), 0) FROM rule_row_days WHERE table_name = ''";
  private static final String DIFFERENT_COUNTS =
      """
      SELECT count(DISTINCT counted)
      FROM (SELECT sum(decisions) AS counted FROM rule_row_days GROUP BY table_name, rule_id) AS each
      """;

  /// On which the orders of tests are decided.
  private static final String DAY = "2026-05-04";

  @TempDir private Path folder;
  private final DatabaseAddress address = TestDatabase.freshAddress();

  @Test
  void countsAreNotLostBeyondTheLastInterval_norCountedTwice() throws Exception {
    long countedBefore = 0;
    long recordedBefore = 0;
    for (int round = 0; round < KILLED_AFTER.size(); round++) {
      Deque<Instant> answered = commitUntilKilled(round);
      Instant killed = Instant.now();

      long recorded = number("SELECT count(*) FROM decisions");
      long counted = number(COUNTED);
      long oldEnough =
          answered.stream()
              .filter(at -> at.isBefore(killed.minus(RowCounts.EVERY).minus(LATE)))
              .count();
      assertThat(recorded - recordedBefore).as("round %d", round).isPositive();
      assertThat(counted - countedBefore)
          .as("round %d: of %d answered", round, answered.size())
          .isBetween(oldEnough, recorded - recordedBefore);
      assertThat(number(DIFFERENT_COUNTS))
          .as("round %d: all orders are alike, so decisions and rows have one count", round)
          .isLessThanOrEqualTo(1);
      assertThat(round < KILLED_AFTER.size() - 1 || oldEnough > 0)
          .as("the last one tells")
          .isTrue();
      countedBefore = counted;
      recordedBefore = recorded;
    }
    assertThat(countedBefore).as("some were lost").isLessThan(recordedBefore);

    recount();

    assertThat(number(COUNTED)).as("counted anew, whatever was lost").isEqualTo(recordedBefore);
  }

  private ServiceProcess start() throws Exception {
    return ServiceProcess.start(
        folder,
        List.of(
            "--db-url=" + address.jdbcUrl(),
            "--db-user=" + address.user(),
            "--decision-time=when-ordered"),
        Map.of("WHENCE_DB_PASSWORD", address.password()));
  }

  /// @return when each order was answered
  private Deque<Instant> commitUntilKilled(int round) throws Exception {
    ServiceProcess process = start();
    var api = new TestClient(process.port());
    if (round == 0) {
      TestService.network(api);
      TestService.stock(api, "CUP", 100_000, "RENO");
    }
    var answered = new ArrayDeque<Instant>();
    var over = new AtomicBoolean();
    Thread killer =
        Thread.ofPlatform()
            .start(() -> {
              try {
                Thread.sleep(KILLED_AFTER.get(round));
                over.set(true);
                process.kill();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    for (int i = 0; ; i++) {
      HttpResponse<String> reply;
      try {
        reply = api.post("/v1/decisions", TestService.order("R-%d-%d".formatted(round, i), "CUP"));
      } catch (AssertionError e) { // no answer
        assertThat(over).as("%s", e).isTrue();
        killer.join();
        return answered;
      }
      assertThat(reply.statusCode()).as(reply.body()).isEqualTo(201);
      answered.add(Instant.now());
    }
  }

  private void recount() throws Exception {
    ServiceProcess process = start();
    try {
      var api = new TestClient(process.port());
      HttpResponse<String> recounted = api.post("/v1/row-counts/%s/recount".formatted(DAY), "{}");
      assertThat(recounted.statusCode()).as(recounted.body()).isEqualTo(200);
      assertThat(json(recounted).path("leftOut").asInt()).isZero();
    } finally {
      process.stop();
    }
  }

  private long number(String sql) throws SQLException {
    try (var connection =
            DriverManager.getConnection(address.jdbcUrl(), address.user(), address.password());
        var rows = connection.createStatement().executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }
}
