package dev.whence.service.http.decisions;

import static dev.whence.service.TestService.order;
import static dev.whence.service.http.TestClient.json;
import static dev.whence.service.http.TestClient.problem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.service.Service;
import dev.whence.service.TestService;
import dev.whence.service.http.TestClient;
import dev.whence.service.store.Database;
import dev.whence.service.store.DatabaseAddress;
import dev.whence.service.store.TestDatabase;
import dev.whence.service.verify.StoreCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Many callers of several service processes want one SKU at one ship node.
class HotSkuTest {
  private static final int CLIENTS = 64;
  private static final int UNITS = 400;

  @Test
  void everyUnitIsSoldOnce_andNobodyIsToldThatNoneIsLeftBefore() throws Exception {
    DatabaseAddress address = TestDatabase.freshAddress();
    try (Service one = TestService.start(address, Map.of("db-connections", "8"));
        Service other = TestService.start(address, Map.of("db-connections", "8"));
        Database database = Database.open(address, 1)) {
      List<TestClient> apis = List.of(new TestClient(one.port()), new TestClient(other.port()));
      TestService.network(apis.getFirst());
      TestService.stock(apis.getFirst(), "HOT", UNITS, "RENO");
      var sold = new AtomicInteger();
      var refusedWhileLeft = new AtomicInteger();

      try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
        List<Future<?>> running = new ArrayList<>();
        for (int client = 0; client < CLIENTS; client++) {
          int me = client;
          running.add(clients.submit(() -> buy(apis.get(me % 2), me, sold, refusedWhileLeft)));
        }
        for (Future<?> client : running) {
          client.get();
        }
      }

      assertThat(sold).hasValue(UNITS);
      assertThat(refusedWhileLeft).hasValue(0);
      assertThat(available(apis.getFirst())).isZero();
      assertThat(new StoreCheck(database).run()).allMatch(StoreCheck.Finding::holds);
    }
  }

  /// Two units an order until there are none.
  private static void buy(
      TestClient api, int client, AtomicInteger sold, AtomicInteger refusedWhileLeft) {
    for (int i = 0; ; i++) {
      String id = "hot-%d-%d".formatted(client, i);
      var answer = api.post("/v1/decisions", order(id, "HOT"));
      if (answer.statusCode() == 409) {
        assertThat(problem(answer)).contains("reservation-lost");
        continue; // in three rounds others were faster: asked again
      }
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
      if (!json(answer).path("outcome").asText().equals("ALLOCATED")) {
        refusedWhileLeft.addAndGet(available(api));
        return;
      }
      sold.addAndGet(2);
    }
  }

  private static int available(TestClient api) {
    var position = json(api.get("/v1/stock?sku=HOT")).path("items").path(0);
    return position.path("onHand").intValue() - position.path("reserved").intValue();
  }
}
