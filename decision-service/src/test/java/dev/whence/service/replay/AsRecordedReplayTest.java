package dev.whence.service.replay;

import static dev.whence.service.http.TestClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.whence.service.Service;
import dev.whence.service.TestService;
import dev.whence.service.client.WhenceClient;
import dev.whence.service.http.TestClient;
import dev.whence.service.store.Database;
import dev.whence.service.store.DatabaseAddress;
import dev.whence.service.store.TestDatabase;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What the tables and the code of the time have decided is not decided again in a replay, and that
/// changes nothing of what comes of it.
final class AsRecordedReplayTest {
  private static final int ORDERS = 90;
  private static final List<String> LEVELS = List.of("none", "nodes", "full");

  private final DatabaseAddress address = TestDatabase.freshAddress();

  @Test
  void whatIsNotDecidedAgainIsAsIfItWere() throws InterruptedException {
    try (Service service =
            TestService.start(
                address, Map.of("models-directory", Path.of("../models/released").toString()));
        var client = new WhenceClient(URI.create("http://127.0.0.1:" + service.port()))) {
      var api = new TestClient(service.port());
      client.loadNetwork(Path.of("../examples/demo"));
      TableReplayBenchmark.load(api, ORDERS / 2);
      record(api);
      String draft = TableReplayBenchmark.draft(api, "store-too-far,STORE", "store-too-far,DC");

      JsonNode asRecorded = replayed(api, draft);
      assertThat(asRecorded.at("/orders/changed").asInt()).isBetween(ORDERS / 10, ORDERS - 10);
      assertThat(asRecorded.at("/orders/likeRecord").asInt()).isEqualTo(ORDERS);

      execute("UPDATE decisions SET code = code + 1");
      assertThat(replayed(api, draft)).isEqualTo(asRecorded);

      execute("UPDATE decisions SET code = code - 1, rows_fired = '{}'");
      assertThat(replayed(api, draft).path("rows"))
          .as("rows that were noted are heard")
          .isNotEqualTo(asRecorded.path("rows"));

      execute("UPDATE decisions SET rule_set = repeat('0', 64)");
      assertThat(replayed(api, draft))
          .as("what other tables have decided is decided again")
          .isEqualTo(asRecorded);
    }
  }

  private static void record(TestClient api) {
    var lines = new StringBuilder();
    for (int i = 0; i < ORDERS; i++) {
      String explain = "{\"explain\":\"%s\",".formatted(LEVELS.get(i % LEVELS.size()));
      lines.append(TableReplayBenchmark.order(i).replaceFirst("\\{", explain)).append('\n');
    }
    String answers =
        api.post("/v1/decisions/batch", "application/x-ndjson", lines.toString()).body();
    assertThat(answers).doesNotContain("\"problem\"").contains("BACKORDERED");
  }

  /// What came of it, without what was asked of models anew, which a world that decides asks more.
  private static JsonNode replayed(TestClient api, String draft) throws InterruptedException {
    String replay =
        draft + "/replays/" + json(api.post(draft + "/replays", "{}")).path("id").asInt();
    JsonNode now = json(api.get(replay));
    long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    while (!now.has("endedAt") && System.nanoTime() < deadline) {
      Thread.sleep(100);
      now = json(api.get(replay));
    }
    assertThat(now.path("state").asText()).as(now.toString()).isEqualTo("done");
    return ((ObjectNode) now.path("result")).without("askedAnew");
  }

  private void execute(String sql) {
    try (Database database = Database.open(address, 1)) {
      database.transact(connection -> {
        try (var statement = connection.createStatement()) {
          return statement.execute(sql);
        }
      });
    }
  }
}
