package dev.whence.service.http.events;

import static dev.whence.service.http.TestClient.json;
import static dev.whence.service.http.TestClient.problem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.service.Service;
import dev.whence.service.TestService;
import dev.whence.service.http.TestClient;
import dev.whence.service.store.Database;
import dev.whence.service.store.DatabaseAddress;
import dev.whence.service.store.Outbox;
import dev.whence.service.store.StatementBatch;
import dev.whence.service.store.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// The feed over HTTP, of a service with four connections.
class EventRoutesTest {
  private static final DatabaseAddress ADDRESS = TestDatabase.freshAddress();
  private static final Service SERVICE = TestService.start(ADDRESS, Map.of());
  private static final Database DATABASE = Database.open(ADDRESS, 4);

  private final TestClient api = new TestClient(SERVICE.port());

  @AfterAll
  static void stop() {
    SERVICE.close();
    DATABASE.close();
  }

  @Test
  void whatHappensIsToldWithItsOrder_onceEach() {
    TestClient shop = TestService.client();
    TestService.stock("TOLD", 5, "RENO");
    String cursor = json(shop.get("/v1/events?after=now")).path("nextCursor").asText();

    JsonNode decision = json(shop.post("/v1/decisions", TestService.order("told-1", "TOLD")));
    String reservation = decision.path("reservation").path("id").asText();
    String parcel = json(shop.get("/v1/shipments?order=told-1")).at("/items/0/shipmentId").asText();
    shop.post(
        "/v1/shipment-events",
        """
        [{"eventId": "told-scan", "shipmentId": "%s", "scan": "HANDED_OVER",
          "occurredAt": "2026-05-05T20:00:00Z", "recordedAt": "2026-05-05T20:00:00Z"}]
        """
            .formatted(parcel));
    JsonNode second = json(shop.post("/v1/decisions", TestService.order("told-2", "TOLD")));
    String other = second.path("reservation").path("id").asText();
    shop.post("/v1/reservations/" + other + "/release");

    var told = new ArrayList<String>();
    while (told.size() < 4) {
      JsonNode page = json(shop.get("/v1/events?limit=1&wait=5&after=" + cursor));
      assertThat(page.path("items").size()).as("%s", told).isEqualTo(1);
      JsonNode event = page.path("items").path(0);
      assertThat(event.path("at").asText()).endsWith("Z");
      if (event.path("orderId").asText().startsWith("told-")) {
        told.add(
            event.path("type").asText()
                + " "
                + event.path("subject").asText()
                + " "
                + event.path("orderId").asText());
      }
      cursor = page.path("nextCursor").asText();
    }
    assertThat(told)
        .containsExactly(
            "decision " + decision.path("decisionId").asText() + " told-1",
            "shipment-left " + parcel + " told-1",
            "decision " + second.path("decisionId").asText() + " told-2",
            "reservation-released " + other + " told-2");
    assertThat(reservation).isNotEqualTo(other);
  }

  @Test
  void aReaderResumesWithTheCursor_alsoAfterAnEmptyPage() {
    String start = now();
    for (int i = 1; i <= 5; i++) {
      write(i % 2 == 0 ? "even" : "odd", "n" + i);
    }
    TestDatabase.awaitReaders(DATABASE);

    JsonNode first = read("after=" + start + "&limit=2");
    JsonNode second = read("after=" + first.path("nextCursor").asText() + "&limit=2");
    JsonNode third = read("after=" + second.path("nextCursor").asText() + "&limit=2");
    JsonNode end = read("after=" + third.path("nextCursor").asText());
    assertThat(subjects(first)).containsExactly("n1", "n2");
    assertThat(subjects(second)).containsExactly("n3", "n4");
    assertThat(subjects(third)).containsExactly("n5");
    assertThat(subjects(end)).isEmpty();
    assertThat(end.path("nextCursor")).isEqualTo(third.path("nextCursor"));

    JsonNode even = read("after=" + start + "&type=even,none");
    assertThat(subjects(even)).containsExactly("n2", "n4");
    assertThat(even.path("nextCursor"))
        .as("past what it did not want")
        .isEqualTo(end.path("nextCursor"));
    write("odd", "n6");
    TestDatabase.awaitReaders(DATABASE);
    assertThat(subjects(read("after=" + end.path("nextCursor").asText()))).containsExactly("n6");
  }

  @Test
  void noLateCommitterIsSkipped() throws Exception {
    String start = now();
    var inserted = new CountDownLatch(1);
    var mayCommit = new CountDownLatch(1);
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Boolean> slow =
          executor.submit(() ->
              DATABASE.transact(connection -> {
                add("late", "slow").send(connection).close();
                inserted.countDown();
                return await(mayCommit);
              }));
      await(inserted);
      write("late", "fast"); // has the higher id and commits first

      JsonNode before = read("after=" + start);
      assertThat(subjects(before)).as("what the slow one may still come before").isEmpty();

      Future<JsonNode> waiting =
          executor.submit(() -> read("wait=20&after=" + before.path("nextCursor").asText()));
      mayCommit.countDown();
      assertThat(slow.get()).isTrue();
      assertThat(subjects(waiting.get(10, TimeUnit.SECONDS))).containsExactly("slow", "fast");
    }
  }

  @Test
  void itWaitsUntilSomethingComes_orTheTimeIsOver() throws Exception {
    String start = now();
    long asked = System.nanoTime();
    JsonNode nothing = read("wait=1&type=waited-for&after=" + start);
    assertThat(Duration.ofNanos(System.nanoTime() - asked))
        .isBetween(Duration.ofMillis(950), Duration.ofSeconds(5));
    assertThat(subjects(nothing)).isEmpty();

    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<JsonNode> waiting =
          executor.submit(() -> read("wait=30&type=waited-for&after=" + start));
      Thread.sleep(300);
      write("something-else", "not this");
      Thread.sleep(500);
      assertThat(waiting.isDone()).isFalse();
      write("waited-for", "this");

      assertThat(subjects(waiting.get(5, TimeUnit.SECONDS))).containsExactly("this");
    }
  }

  @Test
  void hundredsOfReadersWaitWithoutConnections() throws Exception {
    String start = now();
    int readers = 400;
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var waiting = new ArrayList<Future<JsonNode>>();
      for (int i = 0; i < readers; i++) {
        waiting.add(executor.submit(() -> read("wait=60&type=for-many&after=" + start)));
      }
      Thread.sleep(2_000);
      assertThat(waiting).noneMatch(Future::isDone);
      for (int i = 0; i < 20; i++) {
        long asked = System.nanoTime();
        assertThat(api.get("/v1/ship-nodes").statusCode()).isEqualTo(200);
        assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(2));
      }
      long written = System.nanoTime();
      write("for-many", "all");

      for (Future<JsonNode> reader : waiting) {
        assertThat(subjects(reader.get(30, TimeUnit.SECONDS))).containsExactly("all");
      }
      System.out.printf(
          "%d waiting readers were told after %d ms%n",
          readers, Duration.ofNanos(System.nanoTime() - written).toMillis());
    }
  }

  @Test
  void aCursorFromBeforeWhatIsKeptIsRefused_neverSkipped() {
    String start = now();
    write("old", "one");
    TestDatabase.awaitReaders(DATABASE);
    String middle = read("after=" + start + "&limit=1").path("nextCursor").asText();
    write("old", "two");
    TestDatabase.awaitReaders(DATABASE);
    String last = read("after=" + middle + "&limit=1").path("nextCursor").asText();
    sql("UPDATE outbox SET created_at = now() - interval '31 days' WHERE type = 'old'");
    new Outbox(DATABASE).forgetOlderThan(Duration.ofDays(30));
    write("young", "three");
    TestDatabase.awaitReaders(DATABASE);

    assertThat(problem(api.get("/v1/events?after=" + middle)))
        .isEqualTo("410 /problems/cursor-expired");
    assertThat(problem(api.get("/v1/events?wait=60&after=" + start)))
        .isEqualTo("410 /problems/cursor-expired");
    assertThat(subjects(read("after=" + last + "&type=young"))).containsExactly("three");
    assertThat(subjects(read("type=young"))).as("from the oldest kept").containsExactly("three");
  }

  @Test
  void aCursorOfAnotherStoreIsRefused() {
    assertThat(problem(api.get("/v1/events?after=18446744073709551615-1")))
        .isEqualTo("410 /problems/cursor-expired");
  }

  @Test
  void whatIsNoCursorIsRefused() {
    for (String text :
        List.of(
            "abc",
            "1",
            "1-",
            "-1",
            "1-2-3",
            "01-2",
            "1%202",
            "99999999999999999999-1",
            "1-9999999999999999999")) {
      assertThat(problem(api.get("/v1/events?after=" + text)))
          .as(text)
          .isEqualTo(
              "400 /problems/invalid-request\nafter must be the nextCursor of an earlier answer, or now");
    }
    assertThat(problem(api.get("/v1/events?wait=61&limit=0&since=1")))
        .isEqualTo(
            """
            400 /problems/invalid-request
            limit must be a whole number from 1 to 500
            wait must be a whole number from 0 to 60
            since is not known here\
            """);
  }

  @Test
  void aServiceThatStopsSendsReadersHome() throws Exception {
    Service service = TestService.start(TestDatabase.freshAddress(), Map.of());
    var client = new TestClient(service.port());
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<JsonNode> waiting =
          executor.submit(() -> json(client.get("/v1/events?after=now&wait=60")));
      Thread.sleep(500);
      long stopped = System.nanoTime();
      service.close();

      assertThat(subjects(waiting.get(5, TimeUnit.SECONDS))).isEmpty();
      assertThat(Duration.ofNanos(System.nanoTime() - stopped)).isLessThan(Duration.ofSeconds(8));
    }
  }

  private String now() {
    return read("after=now").path("nextCursor").asText();
  }

  private JsonNode read(String query) {
    var response = api.get("/v1/events?" + query);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return json(response);
  }

  private static List<String> subjects(JsonNode page) {
    return page.path("items").findValuesAsText("subject");
  }

  private static void write(String type, String subject) {
    DATABASE.transact(connection -> {
      add(type, subject).send(connection).close();
      return true;
    });
  }

  private static StatementBatch add(String type, String subject) {
    var batch = new StatementBatch();
    Outbox.add(batch, type, subject, "{\"n\": 1.50}");
    return batch;
  }

  private static void sql(String statement) {
    DATABASE.transact(connection -> {
      new StatementBatch().add(statement).send(connection).close();
      return true;
    });
  }

  private static boolean await(CountDownLatch latch) {
    try {
      return latch.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
