package dev.whence.service;

import static dev.whence.service.http.TestClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.whence.models.bundles.Bundles;
import dev.whence.service.http.Json;
import dev.whence.service.http.TestClient;
import dev.whence.service.store.DatabaseAddress;
import dev.whence.service.store.TestDatabase;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Three service processes on one store decide under load while tables and models are put in force,
/// forward and back, and one process is killed in the middle of that. Each decision is explained by
/// exactly one version of each, which was in force while it was made; none fails; what was answered
/// is what is recorded; and every one is decided equally again. With the released models.
///
/// `-Dwhence.activations=200` changes them that often.
class VersionsInProcessesTest {
  private static final int ACTIVATIONS = Integer.getInteger("whence.activations", 20);
  private static final int PROCESSES = 3;
  private static final int CLIENTS = 4;
  private static final int VICTIM = 1;
  private static final Path RELEASED = Path.of("../models/released").toAbsolutePath();

  /// What was answered, and when.
  private record Answered(JsonNode decision, Instant sent, Instant at, boolean restarted) {}

  /// A change of what is in force, and when that was told.
  private record Change(Instant acknowledged) {}

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final DatabaseAddress database = TestDatabase.freshAddress();
  private final List<ServiceProcess> processes = new java.util.concurrent.CopyOnWriteArrayList<>();
  private final ConcurrentLinkedQueue<Answered> answers = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
  private final Map<String, Change> changes = new ConcurrentHashMap<>();
  private final AtomicInteger orders = new AtomicInteger();
  private final AtomicInteger sentAgain = new AtomicInteger();
  private volatile boolean loading = true;
  private volatile boolean restarted;

  @TempDir Path folder;

  @AfterEach
  void stop() throws InterruptedException {
    processes.forEach(ServiceProcess::terminate);
    for (ServiceProcess process : processes) {
      process.stop();
    }
  }

  @Test
  void eachDecisionIsMadeWithOneVersionOfEachAndNoneFails_whileOneProcessIsKilled()
      throws Exception {
    processes.add(start(RELEASED));
    TestClient api = client(0);
    TestService.network(api);
    TestService.stock(api, "CUP", 100_000_000, "RENO", "DALLAS");
    var tables = new ArrayList<Integer>();
    for (int i = 0; i < 4; i++) {
      tables.add(TestVersions.marked(api, "mark-" + i));
    }
    int twin = twin(api);
    activate(0, "rule-sets", tables.get(0));
    activate(0, "rule-sets", tables.get(1));
    activate(0, "model-assignments", twin);
    for (int i = 1; i < PROCESSES; i++) {
      processes.add(start(ServiceProcess.noModels(folder))); // the models come from the store
    }
    Thread.sleep(2_000); // until all have made ready what there is

    try (var threads = Executors.newCachedThreadPool()) {
      var running = new ArrayList<Future<?>>();
      for (int client = 0; client < CLIENTS; client++) {
        int number = client;
        running.add(threads.submit(() -> trade(number)));
      }
      try {
        changeAgainAndAgain(tables, twin);
      } finally {
        loading = false;
      }
      for (Future<?> client : running) {
        client.get(60, TimeUnit.SECONDS);
      }
    }

    assertThat(failures).isEmpty();
    check();
  }

  // The services.

  private ServiceProcess start(Path models) throws IOException, InterruptedException {
    return ServiceProcess.start(
        folder,
        models,
        List.of(
            "--db-url=" + database.jdbcUrl(),
            "--db-user=" + database.user(),
            "--db-connections=4",
            "--decision-time=when-ordered",
            "--data-directory=" + folder),
        Map.of("WHENCE_DB_PASSWORD", database.password()));
  }

  private TestClient client(int process) {
    return new TestClient(processes.get(process).port());
  }

  private static int twin(TestClient api) {
    var published =
        api.post(
            "/v1/models",
            TestService.publication(RELEASED.resolve("return-risk/2026-10-30.4"), "twin"));
    assertThat(published.statusCode()).as(published.body()).isEqualTo(201);
    return json(api.post(
            "/v1/model-assignments",
            "{\"models\": {\"return-risk\": \"twin\"}, \"author\": \"test\"}"))
        .path("number")
        .asInt();
  }

  // The changes.

  private void changeAgainAndAgain(List<Integer> tables, int twin) throws Exception {
    var random = new SplittableRandom(7);
    for (int i = 0; i < ACTIVATIONS; i++) {
      if (i == ACTIVATIONS / 2) {
        killWhileItIsTold(tables);
      }
      int process = random.nextInt(PROCESSES);
      switch (random.nextInt(5)) {
        case 0 -> rollBack(process, "rule-sets");
        case 1 -> activate(process, "model-assignments", random.nextBoolean() ? 1 : twin);
        case 2 -> rollBack(process, "model-assignments");
        default -> activate(process, "rule-sets", tables.get(random.nextInt(4)));
      }
      Thread.sleep(random.nextInt(150));
    }
  }

  private void activate(int process, String kind, int number) {
    change(process, "/v1/%s/%d/activate".formatted(kind, number));
  }

  private void rollBack(int process, String kind) {
    change(process, "/v1/" + kind + "/roll-back");
  }

  private void change(int process, String path) {
    String key = "change-" + changes.size();
    Optional<HttpResponse<String>> answer = send(process, path, reason(key), key);
    assertThat(answer)
        .hasValueSatisfying(each -> assertThat(each.statusCode()).as(each.body()).isEqualTo(200));
    changes.put(key, new Change(Instant.now()));
  }

  private static String reason(String key) {
    return "{\"author\": \"test\", \"reason\": \"%s\"}".formatted(key);
  }

  /// Activations are sent to a process until it is killed. Of the last one, which nobody was told
  /// of, either all has happened or nothing; sent again, it is there once.
  private void killWhileItIsTold(List<Integer> tables) throws Exception {
    var random = new SplittableRandom(11);
    Thread killer =
        Thread.ofPlatform()
            .start(() -> {
              try {
                Thread.sleep(300);
                processes.get(VICTIM).kill();
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
            });
    int before = inForce();
    int wanted = before;
    String key = "";
    Optional<HttpResponse<String>> answer;
    do {
      before = wanted;
      wanted = tables.get(random.nextInt(4));
      key = "change-" + changes.size();
      answer = send(VICTIM, "/v1/rule-sets/%d/activate".formatted(wanted), reason(key), key);
      changes.put(key, new Change(Instant.now()));
    } while (answer.isPresent());
    killer.join();

    assertThat(inForce()).as("in force after a kill").isIn(before, wanted);
    assertThat(activations("rule-sets").stream().filter(has(key))).hasSizeLessThanOrEqualTo(1);
    var again =
        send(0, "/v1/rule-sets/%d/activate".formatted(wanted), reason(key), key).orElseThrow();
    assertThat(again.statusCode()).as(again.body()).isEqualTo(200);
    changes.put(key, new Change(Instant.now()));
    assertThat(inForce()).isEqualTo(wanted);
    assertThat(activations("rule-sets").stream().filter(has(key))).hasSize(1);

    restarted = true;
    processes.set(VICTIM, start(ServiceProcess.noModels(folder)));
  }

  private static java.util.function.Predicate<JsonNode> has(String reason) {
    return activation -> activation.path("reason").asText().equals(reason);
  }

  private int inForce() {
    return json(client(0).get("/v1/rule-sets/in-force")).path("number").asInt();
  }

  private List<JsonNode> activations(String kind) {
    var items = new ArrayList<JsonNode>();
    json(client(0).get("/v1/%s/activations?limit=500".formatted(kind)))
        .path("items")
        .forEach(items::add);
    return items;
  }

  // The load.

  private void trade(int client) {
    var random = new SplittableRandom(client);
    while (loading) {
      String id = "V-" + orders.incrementAndGet();
      int process = random.nextInt(PROCESSES);
      boolean old = process == VICTIM && restarted;
      Instant sent = Instant.now();
      var answer = send(process, "/v1/decisions", TestService.order(id, "CUP"), id);
      while (answer.isEmpty()) { // it was killed: another one is asked, under the same key
        sentAgain.incrementAndGet();
        process = (process + 1) % PROCESSES;
        answer = send(process, "/v1/decisions", TestService.order(id, "CUP"), id);
      }
      if (answer.get().statusCode() == 201) {
        answers.add(new Answered(json(answer.get()), sent, Instant.now(), old));
      } else {
        failures.add(answer.get().statusCode() + " " + answer.get().body());
      }
    }
  }

  /// @return empty if the process is not there or broke off
  private Optional<HttpResponse<String>> send(int process, String path, String body, String key) {
    var request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + processes.get(process).port() + path))
            .timeout(Duration.ofSeconds(30))
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", key)
            .POST(BodyPublishers.ofString(body));
    try {
      return Optional.of(http.send(request.build(), BodyHandlers.ofString()));
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  // What must hold.

  private void check() throws Exception {
    TestClient api = client(0);
    Map<Integer, String> digests = new TreeMap<>();
    Map<Integer, String> marks = new TreeMap<>();
    for (JsonNode version : json(api.get("/v1/rule-sets")).path("items")) {
      digests.put(version.path("number").asInt(), version.path("digest").asText());
      marks.put(version.path("number").asInt(), version.path("note").asText());
    }
    var assigned = new TreeMap<String, String>();
    for (JsonNode version : json(api.get("/v1/model-assignments")).path("items")) {
      version
          .path("models")
          .properties()
          .forEach(model ->
              assigned.put(
                  version.path("number").asText() + " " + model.getKey(),
                  model.getValue().path("version").asText()));
    }
    List<JsonNode> ruleSetsInForce = activations("rule-sets");
    List<JsonNode> modelsInForce = activations("model-assignments");

    var made = new TreeSet<String>();
    for (Answered answered : answers) {
      JsonNode decision = answered.decision();
      int ruleSet = decision.at("/versions/ruleSet").asInt();
      int models = decision.at("/versions/models").asInt();
      assertThat(decision.path("ruleSet").asText()).isEqualTo(digests.get(ruleSet));
      assertThat(TestVersions.marksOf(decision)).containsExactly(marks.get(ruleSet));
      decision
          .path("models")
          .forEach(model ->
              assertThat(versionOf(model))
                  .as("%s by models %d", decision.path("decisionId"), models)
                  .isEqualTo(assigned.get(models + " " + model.path("name").asText())));
      if (!answered.restarted()) {
        assertThat(ruleSet).isIn(inForce(ruleSetsInForce, answered));
        assertThat(models).isIn(inForce(modelsInForce, answered));
      }
      made.add(ruleSet + "/" + models);
    }
    Stream<Integer> ruleSets = made.stream().map(each -> Integer.valueOf(each.split("/")[0]));
    assertThat(ruleSets.distinct()).hasSizeGreaterThan(2);
    assertThat(made.stream().map(each -> each.split("/")[1]).distinct()).hasSize(2);
    assertThat(
            answers.stream()
                .filter(each -> each.decision().at("/path/by").asText().equals("model")))
        .isNotEmpty();

    try (var threads = Executors.newFixedThreadPool(CLIENTS)) {
      var checks = new ArrayList<Future<?>>();
      for (Answered answered : answers) {
        checks.add(threads.submit(() -> checkRecord(api, answered.decision())));
      }
      for (Future<?> each : checks) {
        each.get();
      }
    }
    JsonNode check = json(api.get("/v1/store-check"));
    assertThat(check.path("agrees").asBoolean()).as(check.toString()).isTrue();
    for (int i = 0; i < PROCESSES; i++) {
      assertThat(client(i).get("/health/ready").statusCode()).isEqualTo(200);
    }
    System.out.printf(
        "%d changes, %d decisions with %d pairs of versions, %d requests sent again after a kill; all equal in record and replay%n",
        changes.size(), answers.size(), made.size(), sentAgain.get());
  }

  /// Where a model is late, as on a busy machine, its second line answers, which is of the version.
  private static String versionOf(JsonNode model) {
    String version = model.path("version").asText();
    return version.endsWith(Bundles.SECOND_SUFFIX)
        ? version.substring(0, version.length() - Bundles.SECOND_SUFFIX.length())
        : version;
  }

  /// Versions that were in force at some moment between request and answer: from the beginning of
  /// its activation until somebody was told that another one is.
  private List<Integer> inForce(List<JsonNode> activations, Answered answered) {
    var numbers = new ArrayList<Integer>();
    Instant until = Instant.MAX; // the latest first
    for (JsonNode activation : activations) {
      Instant from = Instant.parse(activation.path("from").asText());
      if (from.isBefore(answered.at()) && until.isAfter(answered.sent())) {
        numbers.add(activation.path("number").asInt());
      }
      Change change = changes.get(activation.path("reason").asText());
      until = change == null ? from : change.acknowledged();
    }
    return numbers;
  }

  private static void checkRecord(TestClient api, JsonNode decision) {
    String id = decision.path("decisionId").asText();
    JsonNode recorded = json(api.get("/v1/decisions/" + id));
    assertThat(asDecided(recorded)).as(id).isEqualTo(asDecided(decision));
    JsonNode replay = json(api.post("/v1/decisions/" + id + "/replay"));
    assertThat(replay.path("equal").asBoolean()).as(replay.toString()).isTrue();
  }

  /// Without what goes on, and without what was measured after it was written.
  private static JsonNode asDecided(JsonNode decision) {
    ObjectNode copy = (ObjectNode) Json.parse(decision.toString().getBytes(StandardCharsets.UTF_8));
    copy.remove(List.of("reservation", "timingsMicros"));
    return copy;
  }
}
