package dev.whence.service;

import static dev.whence.service.http.TestClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.service.http.TestClient;
import dev.whence.service.store.DatabaseAddress;
import dev.whence.service.store.TestDatabase;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A process is killed while it works on a replay.
class ReplayKillTest {
  @TempDir private Path folder;

  @Test
  void theReplayOfAKilledProcessIsLost_andIsDoneByAnotherWhenItIsAskedForAgain() throws Exception {
    DatabaseAddress address = TestDatabase.freshAddress();
    ServiceProcess process =
        ServiceProcess.start(
            folder,
            List.of(
                "--db-url=" + address.jdbcUrl(),
                "--db-user=" + address.user(),
                "--decision-time=when-ordered"),
            Map.of("WHENCE_DB_PASSWORD", address.password()));
    var api = new TestClient(process.port());
    TestService.network(api);
    TestService.stock(api, "CUP", 100, "RENO");
    for (int i = 0; i < 5; i++) {
      assertThat(api.post("/v1/decisions", TestService.order("K-" + i, "CUP")).statusCode())
          .isEqualTo(201);
    }
    String draft =
        "/v1/table-drafts/"
            + json(api.post("/v1/table-drafts", "{\"title\": \"t\"}")).path("id").asInt();
    String replay;
    try (var connection =
            DriverManager.getConnection(address.jdbcUrl(), address.user(), address.password());
        var statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("LOCK TABLE decisions IN ACCESS EXCLUSIVE MODE");
      replay = draft + "/replays/" + json(api.post(draft + "/replays", "{}")).path("id").asInt();
      await(api, replay, now -> now.path("state").asText().equals("running"));
      process.kill();
      connection.rollback();
    }

    try (Service other = TestService.start(address, Map.of())) {
      var there = new TestClient(other.port());
      assertThat(json(there.get(replay)).path("state").asText()).isEqualTo("running");
      JsonNode lost = await(there, replay, now -> !now.path("state").asText().equals("running"));
      assertThat(lost.path("state").asText()).isEqualTo("lost");
      String again =
          draft + "/replays/" + json(there.post(draft + "/replays", "{}")).path("id").asInt();
      JsonNode done = await(there, again, now -> now.has("endedAt"));
      assertThat(done.path("state").asText()).isEqualTo("done");
      assertThat(done.at("/result/orders/likeRecord").asInt()).isEqualTo(5);
    }
  }

  private static JsonNode await(TestClient api, String replay, Predicate<JsonNode> until)
      throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (System.nanoTime() < deadline) {
      JsonNode now = json(api.get(replay));
      if (until.test(now)) {
        return now;
      }
      Thread.sleep(100);
    }
    throw new AssertionError("waited in vain: " + api.get(replay).body());
  }
}
