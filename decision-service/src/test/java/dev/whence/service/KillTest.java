package dev.whence.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.whence.service.http.Json;
import dev.whence.service.http.TestClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A service in a process of its own is killed in the middle of mixed load, again and again: by
/// turns the service, its database server, and both. Afterwards no effect that was acknowledged is
/// lost, and none is there twice, also where the caller never heard the answer and sent its request
/// again. Meanwhile versions of the rule tables are put in force: after a kill it is the one that
/// was acknowledged last, or the one in doubt.
///
/// `-Dwhence.kills=100` kills that often.
class KillTest {
  private static final int KILLS = Integer.getInteger("whence.kills", 3);
  private static final int CLIENTS = 12;
  private static final Duration LOAD = Duration.ofMillis(1_500);
  private static final List<String> SKUS = List.of("K1", "K2");
  private static final int COUNTED = 1_000_000;
  private static final String ONE_CANCELLED = "one cancelled";

  /// What is known of an order: what was acknowledged last, and whether something is in doubt.
  private record Known(String acknowledged, boolean inDoubt) {}

  /// A version that was put in force under a key.
  private record Activation(int number, String key, boolean acknowledged) {}

  /// A request that is safe to repeat.
  private record Sent(String method, String path, String body, Optional<String> key) {}

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();
  private final Map<String, Known> orders = new ConcurrentHashMap<>();
  private final Map<String, Sent> inDoubt = new ConcurrentHashMap<>();
  private final AtomicLong adjusted = new AtomicLong();
  private final List<Integer> versions = new ArrayList<>();
  private final List<Activation> activations = new ArrayList<>();
  private volatile boolean loading;
  private volatile int port;

  @TempDir Path home;
  private @Nullable ServiceProcess service;

  @Test
  void nothingAcknowledgedIsLostAndNothingIsThereTwice() throws Exception {
    start();
    load();
    try (var clients = Executors.newFixedThreadPool(CLIENTS);
        var analyst = Executors.newSingleThreadExecutor()) {
      for (int round = 0; round < KILLS; round++) {
        loading = true;
        var running = new ArrayList<Future<?>>();
        for (int client = 0; client < CLIENTS; client++) {
          String prefix = "k-%d-%d-".formatted(round, client);
          var random = new SplittableRandom(round * 31L + client);
          running.add(clients.submit(() -> trade(prefix, random)));
        }
        int begun = round;
        running.add(analyst.submit(() -> change(begun)));
        Thread.sleep(LOAD.toMillis());
        kill(round % 3);
        loading = false;
        for (Future<?> client : running) {
          client.get(60, TimeUnit.SECONDS);
        }
        if (round % 3 != 1) {
          start();
        }
        awaitReady();
        checkInForce();
        settle();
        check(round);
      }
    } finally {
      stop();
    }
    assertThat(orders.values()).extracting(Known::acknowledged).contains("committed", "shipped");
  }

  // The service.

  private void start() throws IOException, InterruptedException {
    service =
        ServiceProcess.start(home, List.of("--data-directory=" + home.resolve("data")), Map.of());
    port = service.port();
  }

  /// 0 kills the service, 1 its database server, 2 both at once.
  private void kill(int what) throws IOException, InterruptedException {
    if (what > 0) {
      Path pid = home.resolve("data/postgres/data/postmaster.pid");
      long postmaster = Long.parseLong(Files.readAllLines(pid).getFirst().strip());
      ProcessHandle.of(postmaster).ifPresent(ProcessHandle::destroyForcibly);
    }
    if (what != 1 && service != null) {
      service.kill();
    }
  }

  private void stop() throws InterruptedException {
    if (service != null) {
      service.stop();
    }
  }

  private void awaitReady() {
    Instant end = Instant.now().plusSeconds(60);
    while (Instant.now().isBefore(end)) {
      Optional<HttpResponse<String>> answer =
          send(new Sent("GET", "/health/ready", "", Optional.empty()));
      if (answer.isPresent() && answer.get().statusCode() == 200) {
        return;
      }
      pause(50);
    }
    throw new AssertionError("It did not get ready again.");
  }

  // The load.

  private void load() {
    var client = new TestClient(port);
    OneNodeNetwork.load(
        client, SKUS.stream().collect(Collectors.toMap(Function.identity(), sku -> COUNTED)));
    versions.addAll(List.of(1, version(client, 2), version(client, 3)));
  }

  /// Tables that mean the same as the ones in force.
  private int version(TestClient client, int owner) {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("author", "test");
    String table =
        TestClient.json(client.get("/v1/rule-sets/1")).at("/tables/reservation-policy").asText();
    body.putObject("files")
        .put("reservation-policy.csv", table.replaceFirst("owner,.*", "owner,owner " + owner));
    var added = client.post("/v1/rule-sets", body.toString());
    assertThat(added.statusCode()).as(added.body()).isEqualTo(201);
    return TestClient.json(added).path("number").asInt();
  }

  /// An analyst who cannot make up his mind.
  private void change(int round) {
    var random = new SplittableRandom(round);
    for (int i = 0; loading; i++) {
      int number = versions.get(random.nextInt(versions.size()));
      String key = "version-%d-%d".formatted(round, i);
      boolean acknowledged = isDone(send(activation(number, key)));
      activations.add(new Activation(number, key, acknowledged));
      if (!acknowledged) {
        return;
      }
      pause(20);
    }
  }

  private static Sent activation(int number, String key) {
    return new Sent(
        "POST",
        "/v1/rule-sets/%d/activate".formatted(number),
        "{\"author\": \"test\", \"reason\": \"%s\"}".formatted(key),
        Optional.of(key));
  }

  /// The version in force is that of the last activation, or of the one before if that is in doubt;
  /// sent again, it is there once.
  private void checkInForce() {
    if (activations.isEmpty()) {
      return;
    }
    Activation last = activations.getLast();
    int inForce = get("/v1/rule-sets/in-force").path("number").asInt();
    int before = activations.size() > 1 ? activations.get(activations.size() - 2).number() : 1;
    assertThat(inForce)
        .as("version in force after %s", last)
        .isIn(last.acknowledged() ? List.of(last.number()) : List.of(last.number(), before));
    assertThat(isDone(answered(activation(last.number(), last.key())))).isTrue();
    assertThat(get("/v1/rule-sets/in-force").path("number").asInt()).isEqualTo(last.number());
    var told = new ArrayList<String>();
    get("/v1/rule-sets/activations?limit=500")
        .path("items")
        .forEach(item -> told.add(item.path("reason").asText()));
    assertThat(told).doesNotHaveDuplicates();
    List<String> latest = activations.reversed().stream().map(Activation::key).limit(400).toList();
    assertThat(told.subList(0, latest.size())).isEqualTo(latest);
    activations.set(activations.size() - 1, new Activation(last.number(), last.key(), true));
  }

  private void trade(String prefix, SplittableRandom random) {
    for (int i = 0; loading; i++) {
      String id = prefix + i;
      Optional<JsonNode> committed =
          effect(
              id,
              "committed",
              new Sent("POST", "/v1/decisions", order(id, random), Optional.of("key-" + id)));
      if (committed.isEmpty()) {
        continue;
      }
      String reservation = committed.get().at("/reservation/id").asText();
      String shipment = committed.get().at("/shipments/0/shipmentId").asText();
      switch (random.nextInt(6)) {
        case 0 -> {
          var _ =
              effect(id, "confirmed", keyed("/v1/reservations/" + reservation + "/confirm", ""));
        }
        case 1 -> {
          var _ = effect(id, "released", keyed("/v1/reservations/" + reservation + "/release", ""));
        }
        case 2 -> {
          var _ = effect(id, "cancelled", keyed("/v1/orders/" + id + "/cancel", ""));
        }
        case 3 -> {
          var _ =
              effect(
                  id,
                  "shipped",
                  post(
                      "/v1/shipment-events",
                      "[{\"eventId\": \"e-%s\", \"shipmentId\": \"%s\", \"scan\": \"HANDED_OVER\", \"occurredAt\": \"%s\"}]"
                          .formatted(id, shipment, Instant.now())));
        }
        case 4 -> {
          // Counted whether it was heard or not: what was not is sent again until it is.
          adjusted.incrementAndGet();
          Sent adjustment =
              post(
                  "/v1/stock-adjustments",
                  "[{\"adjustmentId\": \"a-%s\", \"shipNode\": \"N\", \"sku\": \"%s\", \"units\": 1, \"reason\": \"found\"}]"
                      .formatted(id, SKUS.get(random.nextInt(SKUS.size()))));
          if (!isDone(send(adjustment))) {
            inDoubt.put("a-" + id, adjustment);
          }
        }
        default -> {
          // Without its key a second one would take away a second unit.
          String cancel = "{\"lines\": [{\"lineId\": \"1\", \"units\": 1}]}";
          var _ = effect(id, ONE_CANCELLED, keyed("/v1/orders/" + id + "/cancel", cancel));
        }
      }
    }
  }

  /// Under a key that its path names.
  private static Sent keyed(String path, String body) {
    return new Sent("POST", path, body, Optional.of("key-" + path));
  }

  private static Sent post(String path, String body) {
    return new Sent("POST", path, body, Optional.empty());
  }

  /// Sends a request and notes what is known of the order then.
  private Optional<JsonNode> effect(String order, String effect, Sent request) {
    Optional<HttpResponse<String>> answer = send(request);
    if (isDone(answer)) {
      orders.put(order, new Known(effect, false));
      return Optional.of(Json.parse(answer.orElseThrow().body().getBytes(StandardCharsets.UTF_8)));
    }
    // No answer, or "unavailable": it may have happened.
    inDoubt.put(order, request);
    orders.put(order, new Known(effect, true));
    return Optional.empty();
  }

  private static boolean isDone(Optional<HttpResponse<String>> answer) {
    if (answer.isEmpty() || answer.get().statusCode() == 503) {
      return false;
    }
    assertThat(answer.get().statusCode()).as(answer.get().body()).isBetween(200, 201);
    return true;
  }

  /// What was in doubt is sent again, and must be taken as done.
  private void settle() {
    for (var entry : Map.copyOf(inDoubt).entrySet()) {
      assertThat(isDone(answered(entry.getValue()))).as("%s", entry).isTrue();
      inDoubt.remove(entry.getKey());
      orders.computeIfPresent(
          entry.getKey(), (id, known) -> new Known(known.acknowledged(), false));
    }
  }

  /// Asks again while the answer is 503: that the server was killed may be noticed a moment after
  /// the service said that it is well.
  private Optional<HttpResponse<String>> answered(Sent sent) {
    Instant end = Instant.now().plusSeconds(30);
    Optional<HttpResponse<String>> answer = send(sent);
    while (!isDone(answer) && Instant.now().isBefore(end)) {
      pause(100);
      answer = send(sent);
    }
    return answer;
  }

  private Optional<HttpResponse<String>> send(Sent sent) {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + sent.path()))
            .timeout(Duration.ofSeconds(20));
    sent.key().ifPresent(key -> request.header("Idempotency-Key", key));
    if (!sent.body().isEmpty()) {
      request.header("Content-Type", "application/json");
    }
    request.method(
        sent.method(),
        sent.body().isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(sent.body()));
    try {
      return Optional.of(http.send(request.build(), BodyHandlers.ofString()));
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static String order(String id, SplittableRandom random) {
    return """
    {"mode": "commit", "explain": "none",
     "order": {"orderId": "%s", "channel": "web", "customerClass": "regular",
      "serviceLevel": "STANDARD", "currency": "USD", "orderedAt": "%s",
      "destination": {"country": "US", "region": "NY", "latitude": 40.7, "longitude": -74.0,
       "timeZone": "America/New_York"},
      "lines": [{"lineId": "1", "sku": "%s", "quantity": %d, "unitPriceMinor": 5000}]}}
    """
        .formatted(id, Instant.now(), SKUS.get(random.nextInt(SKUS.size())), 1 + random.nextInt(3));
  }

  // What must hold.

  private void check(int round) {
    JsonNode check = get("/v1/store-check");
    assertThat(check.path("agrees").asBoolean()).as("round %d: %s", round, check).isTrue();
    long shipped = 0;
    for (var entry : orders.entrySet()) {
      JsonNode line = get("/v1/orders/" + entry.getKey()).at("/lines/0");
      if (entry.getValue().acknowledged().equals(ONE_CANCELLED)) {
        assertThat(line.path("cancelled").asInt()).as("round %d: %s", round, line).isEqualTo(1);
        continue;
      }
      int quantity = line.path("quantity").asInt();
      String state =
          switch (entry.getValue().acknowledged()) {
            case "committed" -> "reserved";
            case "released" -> "open";
            case String other -> other;
          };
      assertThat(line.path(state).asInt())
          .as("round %d: %s was %s: %s", round, entry.getKey(), entry.getValue(), line)
          .isEqualTo(quantity)
          .isPositive();
      shipped += line.path("shipped").asInt();
    }
    long onHand = 0;
    for (JsonNode position : get("/v1/stock?shipNode=N").path("items")) {
      onHand += position.path("onHand").asInt();
    }
    assertThat(onHand)
        .as("round %d", round)
        .isEqualTo((long) SKUS.size() * COUNTED + adjusted.get() - shipped);
  }

  private JsonNode get(String path) {
    HttpResponse<String> answer =
        answered(new Sent("GET", path, "", Optional.empty())).orElseThrow();
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return TestClient.json(answer);
  }

  private static void pause(long milliseconds) {
    try {
      Thread.sleep(milliseconds);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
