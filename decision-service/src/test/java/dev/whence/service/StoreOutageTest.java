package dev.whence.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.service.config.ConfigSource;
import dev.whence.service.config.ServiceConfig;
import dev.whence.service.http.TestClient;
import dev.whence.service.store.DatabaseAddress;
import dev.whence.service.store.TestDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What callers and operators see while the database is away, on a whole service.
class StoreOutageTest {
  private static final Duration FAST = Duration.ofSeconds(1);

  private static Service service(Map<String, String> more) {
    var settings = new HashMap<String, String>();
    settings.put("port", "0");
    settings.put("db-connections", "4");
    settings.put("models-directory", TestService.noModels());
    settings.putAll(more);
    return Service.start(
        ServiceConfig.of(Path.of(""), List.of(new ConfigSource("test", settings))));
  }

  private static Service service(int databasePort) {
    DatabaseAddress database = TestDatabase.freshAddress();
    return service(
        Map.of(
            "db-url", database.jdbcUrl().replaceFirst(":[0-9]+/", ":" + databasePort + "/"),
            "db-user", database.user(),
            "db-password", database.password()));
  }

  @Test
  void embeddedServerThatIsKilledIsStartedAgain(@TempDir Path folder) throws Exception {
    try (Service service = service(Map.of("data-directory", folder.toString()))) {
      var api = new TestClient(service.port());
      Path pidFile = folder.resolve("postgres/data/postmaster.pid");
      assertThat(api.get("/v1/ship-nodes").statusCode()).isEqualTo(200);
      long postmaster = Long.parseLong(Files.readAllLines(pidFile).getFirst().strip());
      int threads = threads();
      List<String> log;

      try (var lines = new LogLines()) {
        ProcessHandle.of(postmaster).orElseThrow().destroyForcibly();
        Instant killed = Instant.now();
        Set<String> health = ConcurrentHashMap.newKeySet();
        boolean refused = false;
        HttpResponse<String> response;
        do {
          Instant asked = Instant.now();
          response = api.get("/v1/ship-nodes");
          if (response.statusCode() != 200) {
            assertUnavailable(response);
            assertThat(Duration.between(asked, Instant.now())).isLessThan(FAST);
            refused = true;
            health.add(health(api));
          }
          assertThat(Duration.between(killed, Instant.now())).isLessThan(Duration.ofSeconds(30));
        } while (!refused || response.statusCode() != 200);
        System.out.printf("back after %d ms%n", Duration.between(killed, Instant.now()).toMillis());
        awaitReady(api);

        assertThat(health)
            .anySatisfy(told ->
                assertThat(told)
                    .matches("503 200 (does not answer since |has just failed to answer\\.).*"));
        assertThat(threads()).as("no crowd of waiting threads").isLessThan(threads + 20);
        // The server answers a moment before it is known to be durable.
        await(() -> lines.all().stream().anyMatch(line -> line.contains("runs again")));
        log = lines.all();
      }

      assertThat(
              api.put(
                      "/v1/items",
                      "text/csv",
                      "sku,category,weightGrams,volumeCm3,longestSideMm\nS,home,1,1,1\n")
                  .statusCode())
          .isEqualTo(200);
      // One line for each thing that happened. The watch may sleep through a very short outage.
      List<String> kinds =
          log.stream().map(line -> line.replaceFirst("( at|, after) .*", "")).toList();
      assertThat(kinds)
          .contains(
              "WARNING The embedded database was ended from outside and is being started again.",
              "INFO The embedded database runs again")
          .doesNotHaveDuplicates()
          .isSubsetOf(
              "WARNING The embedded database was ended from outside and is being started again.",
              "INFO The embedded database runs again",
              "WARNING The order store",
              "INFO The order store answers again");
    }
  }

  @Test
  void databaseThatGoesAwayAndComesBackIsNoticedAtOnce() throws Exception {
    try (var relay = new Relay();
        Service service = service(relay.port());
        var lines = new LogLines()) {
      var api = new TestClient(service.port());
      assertThat(api.get("/v1/ship-nodes").statusCode()).isEqualTo(200);

      relay.refuse();
      await(() -> api.get("/v1/ship-nodes").statusCode() == 503);
      try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
        List<Future<HttpResponse<String>>> answers = new ArrayList<>();
        Instant asked = Instant.now();
        for (int i = 0; i < 200; i++) {
          answers.add(callers.submit(() -> api.get("/v1/ship-nodes")));
        }
        for (Future<HttpResponse<String>> answer : answers) {
          assertUnavailable(answer.get());
        }
        assertThat(Duration.between(asked, Instant.now()))
            .as("all 200")
            .isLessThan(FAST.multipliedBy(2));
      }
      assertThat(health(api)).startsWith("503 200 does not answer since ");
      assertThat(lines.all())
          .anyMatch(line ->
              line.startsWith(
                  "WARNING The order store at jdbc:postgresql://127.0.0.1:" + relay.port()));
      assertThat(api.get("/metrics").body()).contains("whence_order_store_up 0.0");

      relay.accept();
      awaitReady(api);
      assertThat(api.get("/v1/ship-nodes").statusCode()).isEqualTo(200);
      assertThat(api.get("/metrics").body()).contains("whence_order_store_up 1.0");
    }
  }

  /// A cable that is pulled: nobody is told that the connection is gone.
  @Test
  void databaseThatFallsSilentHoldsNobodyForLong() throws Exception {
    try (var relay = new Relay();
        Service service = service(relay.port())) {
      var api = new TestClient(service.port());
      assertThat(api.get("/v1/ship-nodes").statusCode()).isEqualTo(200);

      relay.hold();
      Instant silent = Instant.now();
      assertUnavailable(api.get("/v1/ship-nodes"));
      assertThat(Duration.between(silent, Instant.now())).isLessThan(Duration.ofSeconds(20));
      Instant asked = Instant.now();
      assertUnavailable(api.get("/v1/ship-nodes"));
      assertThat(Duration.between(asked, Instant.now())).isLessThan(FAST);

      relay.accept();
      awaitReady(api);
      assertThat(api.get("/v1/ship-nodes").statusCode()).isEqualTo(200);
    }
  }

  private static void assertUnavailable(HttpResponse<String> response) {
    assertThat(TestClient.problem(response)).isEqualTo("503 /problems/unavailable");
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(response.headers().firstValue("Retry-After")).hasValue("1");
    assertThat(TestClient.json(response).path("instance").asText()).isEqualTo("/v1/ship-nodes");
  }

  /// Status of ready and live, and what both say of the store.
  private static String health(TestClient api) {
    HttpResponse<String> ready = api.get("/health/ready");
    HttpResponse<String> live = api.get("/health/live");
    return ready.statusCode() + " " + live.statusCode() + " " + store(ready) + " | " + store(live);
  }

  private static String store(HttpResponse<String> health) {
    for (JsonNode check : TestClient.json(health).path("checks")) {
      if (check.path("name").asText().equals("order-store")) {
        return check.path("detail").asText();
      }
    }
    return "nothing";
  }

  private static int threads() {
    return Thread.getAllStackTraces().size();
  }

  private static void awaitReady(TestClient api) throws InterruptedException {
    await(() -> api.get("/health/ready").statusCode() == 200);
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    Instant end = Instant.now().plusSeconds(30);
    while (!condition.getAsBoolean()) {
      assertThat(Instant.now()).isBefore(end);
      Thread.sleep(20);
    }
  }

  /// Stands between a service and its database and can cut the line in several ways.
  private static final class Relay implements AutoCloseable {
    private final int target;
    private final int port;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile ServerSocket door;
    private volatile boolean held;

    Relay() throws IOException {
      String url = TestDatabase.freshAddress().jdbcUrl();
      target = Integer.parseInt(url.replaceFirst(".*:([0-9]+)/.*", "$1"));
      door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
      port = door.getLocalPort();
      serve(door);
    }

    int port() {
      return port;
    }

    void refuse() throws IOException {
      door.close();
      cutAll();
    }

    void hold() {
      held = true;
    }

    void accept() throws IOException {
      cutAll();
      held = false;
      if (door.isClosed()) {
        door = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        serve(door);
      }
    }

    private void serve(ServerSocket here) {
      Thread.ofVirtual()
          .start(() -> {
            while (!here.isClosed()) {
              try {
                Socket client = here.accept();
                var server = new Socket(InetAddress.getLoopbackAddress(), target);
                sockets.add(client);
                sockets.add(server);
                pump(client, server);
                pump(server, client);
              } catch (IOException e) {
                // The door was closed.
              }
            }
          });
    }

    private void pump(Socket from, Socket to) {
      Thread.ofVirtual()
          .start(() -> {
            try (from;
                to) {
              InputStream in = from.getInputStream();
              OutputStream out = to.getOutputStream();
              byte[] bytes = new byte[8_192];
              for (int length = in.read(bytes); length >= 0; length = in.read(bytes)) {
                while (held) {
                  Thread.sleep(50);
                }
                out.write(bytes, 0, length);
              }
            } catch (IOException | InterruptedException e) {
              // Cut.
            }
          });
    }

    private void cutAll() throws IOException {
      for (Socket socket : sockets) {
        socket.close();
      }
      sockets.clear();
    }

    @Override
    public void close() throws IOException {
      refuse();
    }
  }
}
