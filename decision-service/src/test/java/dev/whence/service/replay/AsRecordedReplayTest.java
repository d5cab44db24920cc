package dev.whence.service.replay;

import static dev.whence.service.http.TestClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.whence.service.Service;
import dev.whence.service.http.TestClient;
import dev.whence.service.store.DatabaseAddress;
import dev.whence.service.store.TestDatabase;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What the tables and the code of the time have decided is not decided again in a replay, and that
/// changes nothing of what comes of it.
final class AsRecordedReplayTest {
  private static final int ORDERS = 90;
  private static final List<String> LEVELS = List.of("none", "nodes", "full");

  private final DatabaseAddress address = TestDatabase.freshAddress();

  @Test
  void whatIsNotDecidedAgainIsAsIfItWere() throws InterruptedException {
    try (Service service = ReplayedShop.start(address, ORDERS / 2)) {
      var api = new TestClient(service.port());
      record(api);
      String draft = ReplayedShop.draft(api, "store-too-far,STORE", "store-too-far,DC");

      JsonNode asRecorded = replayed(api, draft);
      assertThat(asRecorded.at("/orders/changed").asInt()).isBetween(ORDERS / 10, ORDERS - 10);
      assertThat(asRecorded.at("/orders/likeRecord").asInt()).isEqualTo(ORDERS);

      ReplayedShop.execute(address, "UPDATE decisions SET code = code + 1");
      assertThat(replayed(api, draft)).isEqualTo(asRecorded);

      ReplayedShop.execute(address, "UPDATE decisions SET code = code - 1, rows_fired = '{}'");
      assertThat(replayed(api, draft).path("rows"))
          .as("rows that were noted are heard")
          .isNotEqualTo(asRecorded.path("rows"));

      ReplayedShop.execute(address, "UPDATE decisions SET rule_set = repeat('0', 64)");
      assertThat(replayed(api, draft))
          .as("what other tables have decided is decided again")
          .isEqualTo(asRecorded);
    }
  }

  private static void record(TestClient api) {
    var lines = new StringBuilder();
    for (int i = 0; i < ORDERS; i++) {
      String explain = "{\"explain\":\"%s\",".formatted(LEVELS.get(i % LEVELS.size()));
      lines.append(ReplayedShop.order(i).replaceFirst("\\{", explain)).append('\n');
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
}
