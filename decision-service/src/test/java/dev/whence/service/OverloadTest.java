package dev.whence.service;

import static dev.whence.service.TestService.order;
import static dev.whence.service.http.TestClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.service.http.TestClient;
import dev.whence.service.store.DatabaseAddress;
import dev.whence.service.store.TestDatabase;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What callers see of a service that is asked more than it can do, or that has too little time; on
/// a whole service with the released models, of two places and two in the queue.
class OverloadTest {
  private static final DatabaseAddress DATABASE = TestDatabase.freshAddress();
  private static Service service;
  private static TestClient api;

  @BeforeAll
  static void start() {
    service =
        TestService.start(
            DATABASE,
            Map.of(
                "requests-at-once", "2",
                "requests-waiting", "2",
                "models-directory", Path.of("../models/released").toString()));
    api = new TestClient(service.port());
    TestService.network(api);
    TestService.stock(api, "SHIRT", 1_000, "RENO", "DALLAS");
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  /// Keeps everybody else from the stock.
  private static Connection locked() throws SQLException {
    Connection connection =
        DriverManager.getConnection(DATABASE.jdbcUrl(), DATABASE.user(), DATABASE.password());
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute("LOCK TABLE stock IN ACCESS EXCLUSIVE MODE");
    }
    return connection;
  }

  private static String body(String id, String mode) {
    return order(id, "SHIRT").replace("\"commit\"", "\"" + mode + "\"");
  }

  private static HttpResponse<String> decide(String id, String mode, String milliseconds) {
    return api.send(
        api.request("/v1/decisions")
            .header("Content-Type", "application/json")
            .header("Time-Budget-Milliseconds", milliseconds)
            .POST(BodyPublishers.ofString(body(id, mode))));
  }

  private static double metric(String name) {
    return api.get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .findFirst()
        .orElse(0);
  }

  @Test
  void whoFindsNoPlaceIsTurnedAwayAndThoseInsideAreAnswered() throws Exception {
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<HttpResponse<String>>> inside = new ArrayList<>();
      try (Connection lock = locked()) {
        for (int i = 0; i < 4; i++) {
          String id = "OVER-" + i;
          inside.add(callers.submit(() -> decide(id, "commit", "60000")));
        }
        while (metric("whence_requests_waiting{lane=\"decisions\"}") < 2) {
          Thread.sleep(5);
        }

        long start = System.nanoTime();
        HttpResponse<String> fifth = decide("OVER-5", "evaluate", "60000");
        assertThat(System.nanoTime() - start)
            .as("whoever asks again at once is slowed down")
            .isGreaterThan(Duration.ofMillis(240).toNanos());
        assertThat(fifth.statusCode()).isEqualTo(503);
        assertThat(json(fifth).path("type").asText()).isEqualTo("/problems/overloaded");
        assertThat(json(fifth).path("detail").asText())
            .startsWith("2 requests are worked on and 2 wait.");
        assertThat(fifth.headers().firstValue("Retry-After")).contains("1");
        assertThat(api.get("/v1/orders/OVER-0").statusCode())
            .as("others have places of their own")
            .isEqualTo(404);
        assertThat(api.get("/health/live").statusCode()).isEqualTo(200);
        assertThat(metric("whence_http_refused_total{reason=\"overloaded\"}")).isPositive();
        lock.rollback();
      }
      for (Future<HttpResponse<String>> each : inside) {
        assertThat(each.get().statusCode()).isEqualTo(201);
      }
    }
    assertThat(decide("OVER-5", "commit", "60000").statusCode()).isEqualTo(201);
  }

  @Test
  void whoWaitsLongerThanAQuarterOfItsTimeIsTurnedAway() throws Exception {
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
        Connection lock = locked()) {
      List<Future<HttpResponse<String>>> inside = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        String id = "WAIT-" + i;
        inside.add(callers.submit(() -> decide(id, "evaluate", "60000")));
      }
      while (metric("whence_requests_at_work{lane=\"decisions\"}") < 2) {
        Thread.sleep(5);
      }

      HttpResponse<String> third = decide("WAIT-3", "evaluate", "100");

      assertThat(third.statusCode()).isEqualTo(503);
      assertThat(json(third).path("type").asText()).isEqualTo("/problems/overloaded");
      lock.rollback();
      for (Future<HttpResponse<String>> each : inside) {
        assertThat(each.get().statusCode()).isEqualTo(200);
      }
    }
  }

  @Test
  void aDecisionThatComesTooLateIsNotMade() throws Exception {
    Future<HttpResponse<String>> late;
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
        Connection lock = locked()) {
      late = callers.submit(() -> decide("LATE-1", "commit", "150"));
      Thread.sleep(300);
      lock.rollback();
      assertThat(late.get().statusCode()).isEqualTo(503);
    }

    assertThat(json(late.get()).path("type").asText()).isEqualTo("/problems/time-budget-spent");
    assertThat(json(late.get()).path("stage").asText()).isEqualTo("decide");
    assertThat(json(late.get()).path("budgetMilliseconds").asInt()).isEqualTo(150);
    assertThat(api.get("/v1/orders/LATE-1").statusCode()).isEqualTo(404);
  }

  @Test
  void aTimeBudgetIsAWholeNumberOfMilliseconds() {
    for (String wrong : List.of("0", "-1", "60001", "1.5", "soon", "999999999999")) {
      HttpResponse<String> response = decide("WRONG", "evaluate", wrong);
      assertThat(response.statusCode()).as(wrong).isEqualTo(400);
      assertThat(json(response).at("/errors/0/header").asText())
          .isEqualTo("Time-Budget-Milliseconds");
    }
  }
}
