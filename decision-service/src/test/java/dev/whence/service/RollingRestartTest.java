package dev.whence.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.service.http.Json;
import dev.whence.service.http.TestClient;
import dev.whence.service.store.DatabaseAddress;
import dev.whence.service.store.TestDatabase;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Three service processes on one store behind a balancer that knows TCP only, each stopped by
/// SIGTERM and started again in turn, while clients commit, evaluate, confirm, release and read the
/// feed over connections that they keep. Every answer is one of success; only a request that not a
/// byte was answered to is sent again. Afterwards each effect is there once.
///
/// `-Dwhence.rolls=20` restarts all of them that often.
class RollingRestartTest {
  private static final int ROLLS = Integer.getInteger("whence.rolls", 1);
  private static final int PROCESSES = 3;
  private static final int CLIENTS = 4;
  private static final int MOST_TRIES = 200;
  private static final int COUNTED = 1_000_000;
  private static final int SCARCE = 40;

  /// What became of an order, as far as its caller was told.
  private record Known(String state, String sku, int quantity) {}

  /// An answer, and whether it was the last one on its connection.
  private record Reply(int status, boolean last, String body) {
    JsonNode json() {
      return Json.parse(body.getBytes(StandardCharsets.UTF_8));
    }
  }

  private final Map<String, Known> orders = new ConcurrentHashMap<>();
  private final Map<String, Integer> decisionEvents = new ConcurrentHashMap<>();
  private final AtomicInteger answers = new AtomicInteger();
  private final AtomicInteger again = new AtomicInteger();
  private final AtomicInteger closedOnRequest = new AtomicInteger();
  private final DatabaseAddress database = TestDatabase.freshAddress();
  private final List<ServiceProcess> processes = new ArrayList<>();
  private volatile boolean loading = true;

  @TempDir Path folder;

  @Test
  void noRequestFailsWhileEachProcessIsRestarted_andEachEffectIsThereOnce() throws Exception {
    try (var balancer = new TcpBalancer(PROCESSES);
        var threads = Executors.newCachedThreadPool()) {
      List<Future<ServiceProcess>> starting =
          IntStream.range(0, PROCESSES).mapToObj(i -> threads.submit(() -> start(i))).toList();
      for (int i = 0; i < PROCESSES; i++) {
        processes.add(starting.get(i).get());
        balancer.backend(i, processes.get(i).port());
      }
      load();
      var running = new ArrayList<Future<?>>();
      for (int client = 0; client < CLIENTS; client++) {
        int number = client;
        running.add(threads.submit(() -> trade(number, balancer.port())));
      }
      running.add(threads.submit(() -> follow(balancer.port())));

      for (int roll = 0; roll < ROLLS; roll++) {
        for (int i = 0; i < PROCESSES; i++) {
          Thread.sleep(300);
          restart(i, balancer);
        }
      }
      Thread.sleep(300);
      loading = false;
      for (Future<?> client : running) {
        client.get(60, TimeUnit.SECONDS);
      }

      check(processes.getFirst().port());
      assertThat(IntStream.range(0, PROCESSES).map(balancer::dealt)).allMatch(count -> count > 0);
      System.out.printf(
          "%d restarts, %d orders, %d answers, %d with Connection: close, %d requests sent again%n",
          ROLLS * PROCESSES, orders.size(), answers.get(), closedOnRequest.get(), again.get());
    } finally {
      for (ServiceProcess process : processes) {
        process.terminate();
      }
      for (ServiceProcess process : processes) {
        process.stop();
      }
    }
  }

  // The services.

  /// The first one does not drain: its port closes under load.
  private ServiceProcess start(int number) throws IOException, InterruptedException {
    return ServiceProcess.start(
        folder,
        List.of(
            "--db-url=" + database.jdbcUrl(),
            "--db-user=" + database.user(),
            "--db-connections=4",
            "--drain-seconds=" + (number == 0 ? 0 : 1),
            "--data-directory=" + folder),
        Map.of("WHENCE_DB_PASSWORD", database.password()));
  }

  private void restart(int number, TcpBalancer balancer) throws IOException, InterruptedException {
    ServiceProcess old = processes.get(number);
    old.terminate();
    if (number > 0) {
      tellsThatItIsNotReadyAndAnswersAllTheSame(old.port());
    }
    old.awaitExit();
    balancer.backend(number, 0);
    processes.set(number, start(number));
    balancer.backend(number, processes.get(number).port());
  }

  private static void tellsThatItIsNotReadyAndAnswersAllTheSame(int port)
      throws InterruptedException {
    try (var direct = new Wire(port)) {
      Optional<Reply> ready = direct.ask(get("/health/ready"));
      while (ready.isPresent() && ready.get().status() == 200) {
        Thread.sleep(10);
        ready = direct.ask(get("/health/ready"));
      }
      assertThat(ready).as("not ready before it refuses connections").isPresent();
      assertThat(ready.get().status()).isEqualTo(503);
      assertThat(ready.get().last()).isTrue();
      assertThat(direct.ask(get("/v1/stock")))
          .hasValueSatisfying(answer -> assertThat(answer.status()).isEqualTo(200));
    }
  }

  // The load.

  private void load() {
    OneNodeNetwork.load(
        new TestClient(processes.getFirst().port()), Map.of("PLENTY", COUNTED, "SCARCE", SCARCE));
  }

  private void trade(int client, int port) {
    var random = new SplittableRandom(client);
    try (var wire = new Wire(port)) {
      for (int i = 0; loading; i++) {
        String id = "r-%d-%d".formatted(client, i);
        String sku = random.nextInt(10) == 0 ? "SCARCE" : "PLENTY";
        int quantity = 1 + random.nextInt(3);
        String commit =
            post("/v1/decisions", order("commit", id, sku, quantity), "Idempotency-Key: " + id);
        JsonNode committed = done(wire, commit);
        orders.put(id, new Known("reserved", sku, quantity));
        String reservation = committed.at("/reservation/id").asText();
        switch (random.nextInt(5)) {
          case 0 -> done(wire, post("/v1/decisions", order("evaluate", id + "-e", sku, 1), ""));
          case 1 ->
              assertThat(done(wire, commit).path("decisionId"))
                  .isEqualTo(committed.path("decisionId"));
          case 2 -> {
            if (!reservation.isEmpty()) {
              done(wire, post("/v1/reservations/" + reservation + "/release", "", ""));
              orders.put(id, new Known("open", sku, quantity));
            }
          }
          case 3 -> {
            if (!reservation.isEmpty()) {
              done(wire, post("/v1/reservations/" + reservation + "/confirm", "", ""));
              orders.put(id, new Known("confirmed", sku, quantity));
            }
          }
          default -> done(wire, get("/v1/orders/" + id));
        }
      }
    }
  }

  /// Reads the feed as long as there is load, and then until nothing comes any more.
  private void follow(int port) {
    try (var wire = new Wire(port)) {
      String after = "";
      boolean more = true;
      while (loading || more) {
        JsonNode page =
            done(
                wire,
                get(
                    "/v1/events?type=decision&limit=500&wait=%d%s"
                        .formatted(loading ? 2 : 1, after)));
        for (JsonNode event : page.path("items")) {
          decisionEvents.merge(event.path("orderId").asText(), 1, Integer::sum);
        }
        more = !page.path("items").isEmpty();
        after = "&after=" + page.path("nextCursor").asText();
      }
    }
  }

  /// Sends a request until it is answered; any answer but success fails.
  private JsonNode done(Wire wire, String request) {
    for (int tries = 0; tries < MOST_TRIES; tries++) {
      Optional<Reply> reply = wire.ask(request);
      if (reply.isPresent()) {
        answers.incrementAndGet();
        if (reply.get().last()) {
          closedOnRequest.incrementAndGet();
        }
        assertThat(reply.get().status())
            .as("%s%n%s", request, reply.get().body())
            .isBetween(200, 201);
        return reply.get().json();
      }
      again.incrementAndGet();
    }
    throw new AssertionError("Never answered: " + request);
  }

  private static String get(String path) {
    return "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".formatted(path);
  }

  /// @param header a whole one, or empty
  private static String post(String path, String body, String header) {
    return "POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: %d\r\n%s\r\n%s"
        .formatted(path, body.length(), header.isEmpty() ? "" : header + "\r\n", body);
  }

  private static String order(String mode, String id, String sku, int quantity) {
    return """
    {"mode": "%s", "explain": "none",
     "order": {"orderId": "%s", "channel": "web", "customerClass": "regular",
      "serviceLevel": "STANDARD", "currency": "USD", "orderedAt": "%s",
      "destination": {"country": "US", "region": "NY", "latitude": 40.7, "longitude": -74.0,
       "timeZone": "America/New_York"},
      "lines": [{"lineId": "1", "sku": "%s", "quantity": %d, "unitPriceMinor": 5000}]}}
    """
        .formatted(mode, id, Instant.now(), sku, quantity);
  }

  /// A connection that is kept for as long as the service keeps it.
  private static final class Wire implements AutoCloseable {
    private final int port;
    private @Nullable Socket socket;
    private @Nullable InputStream in;

    Wire(int port) {
      this.port = port;
    }

    /// @return empty if the connection ended and not a byte was answered
    /// @throws AssertionError if it ended within the answer, or no answer comes
    Optional<Reply> ask(String request) {
      String line;
      try {
        line = sent(request);
      } catch (IOException e) {
        line = "";
      }
      if (line.isEmpty()) {
        close();
        return Optional.empty();
      }
      try {
        Reply reply = rest(line);
        if (reply.last()) {
          close();
        }
        return Optional.of(reply);
      } catch (IOException e) {
        throw new AssertionError("Cut off after " + line, e);
      }
    }

    /// @return the first line of the answer; empty if there is none
    private String sent(String request) throws IOException {
      if (socket == null) {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(30_000);
        in = new BufferedInputStream(socket.getInputStream());
      }
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      return line(false);
    }

    private Reply rest(String first) throws IOException {
      int status = Integer.parseInt(first.split(" ")[1]);
      int length = 0;
      boolean last = false;
      for (String header = line(true); !header.isEmpty(); header = line(true)) {
        String lower = header.toLowerCase(Locale.ROOT);
        if (lower.startsWith("content-length:")) {
          length = Integer.parseInt(lower.substring("content-length:".length()).strip());
        }
        last |= lower.equals("connection: close");
      }
      byte[] body = stream().readNBytes(length);
      if (body.length < length) {
        throw new IOException("%d of %d bytes".formatted(body.length, length));
      }
      return new Reply(status, last, new String(body, StandardCharsets.UTF_8));
    }

    private InputStream stream() throws IOException {
      if (in == null) {
        throw new IOException("There is no connection.");
      }
      return in;
    }

    /// @param begun whether something came already, so that an end is one too early
    private String line(boolean begun) throws IOException {
      var line = new StringBuilder();
      try {
        for (int next = stream().read(); next != '\n'; next = stream().read()) {
          if (next < 0) {
            throw new IOException("It ended.");
          }
          if (next != '\r') {
            line.append((char) next);
          }
        }
      } catch (java.net.SocketTimeoutException e) {
        throw new AssertionError("No answer for 30 s.", e);
      } catch (IOException e) {
        if (begun || !line.isEmpty()) {
          throw new AssertionError("Cut off after: " + line, e);
        }
        throw e;
      }
      return line.toString();
    }

    @Override
    public void close() {
      if (socket != null) {
        try {
          socket.close();
        } catch (IOException e) {
          // It was closed from the other side.
        }
        socket = null;
      }
    }
  }

  // What must hold.

  private void check(int port) {
    try (var wire = new Wire(port)) {
      JsonNode check = done(wire, get("/v1/store-check"));
      assertThat(check.path("agrees").asBoolean()).as("%s", check).isTrue();
      int held = 0;
      for (var entry : orders.entrySet()) {
        Known known = entry.getValue();
        JsonNode line = done(wire, get("/v1/orders/" + entry.getKey())).at("/lines/0");
        assertThat(line.path("quantity").asInt()).isEqualTo(known.quantity());
        if (known.sku().equals("PLENTY")) {
          assertThat(line.path(known.state()).asInt())
              .as("%s: %s: %s", entry.getKey(), known, line)
              .isEqualTo(known.quantity());
          assertThat(decisionEvents).as(entry.getKey()).containsEntry(entry.getKey(), 1);
          held += known.state().equals("open") ? 0 : known.quantity();
        }
      }
      assertThat(orders.values())
          .extracting(Known::state)
          .contains("reserved", "open", "confirmed");
      for (JsonNode position : done(wire, get("/v1/stock?shipNode=N")).path("items")) {
        boolean plenty = position.path("sku").asText().equals("PLENTY");
        assertThat(position.path("onHand").asInt()).isEqualTo(plenty ? COUNTED : SCARCE);
        if (plenty) {
          assertThat(position.path("reserved").asInt()).isEqualTo(held);
        } else {
          assertThat(position.path("reserved").asInt()).isBetween(1, SCARCE);
        }
      }
    }
  }
}
