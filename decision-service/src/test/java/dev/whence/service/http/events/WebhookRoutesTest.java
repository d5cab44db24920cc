package dev.whence.service.http.events;

import static dev.whence.service.http.TestClient.json;
import static dev.whence.service.http.TestClient.problem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.service.Service;
import dev.whence.service.TestService;
import dev.whence.service.events.WebhookDeliveryStore;
import dev.whence.service.http.TestClient;
import dev.whence.service.http.events.Receiver.Received;
import dev.whence.service.store.Database;
import dev.whence.service.store.DatabaseAddress;
import dev.whence.service.store.Outbox;
import dev.whence.service.store.StatementBatch;
import dev.whence.service.store.TestDatabase;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Webhooks over HTTP, to receivers on this machine; failed attempts are repeated after a second.
class WebhookRoutesTest {
  private static final Map<String, String> SETTINGS =
      Map.of("webhook-private-addresses", "allow", "webhook-retry-seconds", "1,1,1");
  private static final DatabaseAddress ADDRESS = TestDatabase.freshAddress();
  private static final Service SERVICE = TestService.start(ADDRESS, SETTINGS);
  private static final Database DATABASE = Database.open(ADDRESS, 4);
  private static final TestClient API = new TestClient(SERVICE.port());

  @AfterAll
  static void stop() {
    SERVICE.close();
    DATABASE.close();
  }

  @AfterEach
  void deleteEndpoints() {
    for (JsonNode endpoint : json(API.get("/v1/webhook-endpoints")).path("items")) {
      assertThat(call("DELETE", path(endpoint), "").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void theSecretIsToldOnce() {
    HttpResponse<String> created =
        API.post(
            "/v1/webhook-endpoints",
            "{\"url\": \"http://127.0.0.1:1/x\", \"types\": [\"decision\"], \"description\": \"shop\"}");
    JsonNode endpoint = json(created);

    assertThat(created.statusCode()).isEqualTo(201);
    assertThat(created.headers().firstValue("Location")).contains(path(endpoint));
    assertThat(endpoint.path("secret").asText()).matches("whsec_[A-Za-z0-9+/]{43}=");
    assertThat(json(API.get(path(endpoint))))
        .isEqualTo(((com.fasterxml.jackson.databind.node.ObjectNode) endpoint).without("secret"));
    assertThat(API.get("/v1/webhook-endpoints").body()).doesNotContain("whsec_");
    JsonNode changed = json(call("PATCH", path(endpoint), "{\"active\": false, \"types\": []}"));
    assertThat(changed.path("url").asText()).isEqualTo("http://127.0.0.1:1/x");
    assertThat(changed.path("description").asText()).isEqualTo("shop");
    assertThat(changed.path("active").asBoolean()).isFalse();
    assertThat(changed.path("types")).isEmpty();
    assertThat(call("DELETE", path(endpoint), "").body()).doesNotContain("whsec_");
    assertThat(problem(API.get(path(endpoint)))).isEqualTo("404 /problems/not-found");
    assertThat(problem(call("PATCH", path(endpoint), "{}"))).isEqualTo("404 /problems/not-found");
    assertThat(problem(API.post(path(endpoint) + "/rotate-secret"))).startsWith("404 ");
    assertThat(problem(API.post(path(endpoint) + "/test"))).startsWith("404 ");
    assertThat(problem(API.get("/v1/webhook-endpoints/x"))).startsWith("404 ");
    assertThat(problem(API.post("/v1/webhook-deliveries/0/replay"))).startsWith("404 ");
  }

  @Test
  void whatIsNoEndpointIsRefused() {
    assertThat(problem(API.post("/v1/webhook-endpoints", "{\"types\": [1], \"secret\": \"x\"}")))
        .isEqualTo(
            """
            400 /problems/invalid-request
            /url is missing
            /types/0 must be a word
            /secret is not known here\
            """);
    assertThat(problem(API.post("/v1/webhook-endpoints", "{\"url\": \"ftp://shop/\"}")))
        .isEqualTo(
            """
            400 /problems/invalid-request
            /url must be a URL with http or https and a host, of at most 2000 characters\
            """);
    assertThat(problem(API.get("/v1/webhook-deliveries?status=LOST&cursor=x")))
        .isEqualTo(
            """
            400 /problems/invalid-request
            status must be one of PENDING, DELIVERED, DEAD
            cursor must be the nextCursor of an earlier page\
            """);
  }

  @Test
  void loopbackIsRefusedUnlessItIsAllowed() {
    assertThat(
            problem(
                TestService.client()
                    .post("/v1/webhook-endpoints", "{\"url\": \"http://localhost:8080/\"}")))
        .startsWith("400 /problems/invalid-request\n/url must not lead to the private address ")
        .endsWith(" Maybe set webhook-private-addresses to allow.");
  }

  @Test
  void aNameThatComesToLeadInsideIsNotFollowed() {
    DatabaseAddress address = TestDatabase.freshAddress();
    try (var receiver = new Receiver(request -> 200);
        Service service = TestService.start(address, Map.of());
        Database database = Database.open(address, 2)) {
      var client = new TestClient(service.port());
      JsonNode endpoint =
          json(client.post("/v1/webhook-endpoints", "{\"url\": \"https://host.invalid/\"}"));
      sql(database, "UPDATE webhook_endpoints SET url = '" + receiver.url() + "'");

      client.post(path(endpoint) + "/test");
      until(() -> client.get("/v1/webhook-deliveries").body().contains("lastError"));

      assertThat(json(client.get("/v1/webhook-deliveries")).at("/items/0/lastError").asText())
          .isEqualTo("It leads to the private address 127.0.0.1.");
      assertThat(receiver.received()).isEmpty();
    }
  }

  @Test
  void anEventArrivesSigned_asTheFeedTellsIt(@TempDir Path folder) throws Exception {
    String start = json(API.get("/v1/events?after=now")).path("nextCursor").asText();
    try (var receiver = new Receiver(request -> 204)) {
      JsonNode endpoint = endpoint(receiver, "\"types\": [\"decision\", \"other\"]");
      write("ignored", "i1", "signed");
      write("decision", "d1", "signed");
      until(() -> !receiver.received().isEmpty());

      Received request = receiver.received().getFirst();
      JsonNode told =
          json(API.get("/v1/events?type=decision&after=" + start)).path("items").path(0);
      assertThat(request.subject()).isEqualTo("d1");
      assertThat(request.id()).isEqualTo(told.path("id").asText());
      for (String member : List.of("id", "type", "subject", "orderId", "data")) {
        assertThat(request.json().path(member)).as(member).isEqualTo(told.path(member));
      }
      assertThat(Instant.parse(request.json().path("at").asText()))
          .isEqualTo(Instant.parse(told.path("at").asText()));
      assertThat(Long.parseLong(request.timestamp()))
          .isCloseTo(Instant.now().getEpochSecond(), org.assertj.core.data.Offset.offset(60L));
      String secret = endpoint.path("secret").asText();
      assertThat(request.signature()).isEqualTo(signature(secret, request));
      assertThat(verifiedByTheGuide(folder, secret, request)).isZero();
      assertThat(verifiedByTheGuide(folder, "whsec_" + "A".repeat(43) + "=", request)).isOne();
      assertThat(receiver.received()).hasSize(1);
      until(() -> deliveries(endpoint, "DELIVERED").size() == 1);
      assertThat(metric("whence_webhook_attempts_total{result=\"delivered\"}")).isPositive();
    }
  }

  @Test
  void twoSecretsSignWhileTheyAreExchanged_notThree() {
    try (var receiver = new Receiver(request -> 200)) {
      JsonNode endpoint = endpoint(receiver, "");
      String first = endpoint.path("secret").asText();
      JsonNode rotated = json(API.post(path(endpoint) + "/rotate-secret"));
      String second = rotated.path("secret").asText();
      assertThat(Instant.parse(rotated.path("oldSecretValidUntil").asText()))
          .isBetween(
              Instant.now().plus(Duration.ofHours(23)), Instant.now().plus(Duration.ofHours(25)));

      API.post(path(endpoint) + "/test");
      until(() -> receiver.received().size() == 1);
      Received request = receiver.received().getFirst();
      assertThat(request.signature())
          .isEqualTo(signature(second, request) + " " + signature(first, request));

      String third = json(API.post(path(endpoint) + "/rotate-secret")).path("secret").asText();
      sql(DATABASE, "UPDATE webhook_deliveries SET status = 'PENDING', next_attempt_at = now()");
      until(() -> receiver.received().size() == 2);
      Received again = receiver.received().getLast();
      assertThat(again.signature())
          .isEqualTo(signature(third, again) + " " + signature(second, again));

      sql(DATABASE, "UPDATE webhook_secrets SET valid_until = now() WHERE valid_until IS NOT NULL");
      API.post(path(endpoint) + "/test");
      until(() -> receiver.received().size() == 3);
      assertThat(receiver.received().getLast().signature())
          .isEqualTo(signature(third, receiver.received().getLast()));
    }
  }

  @Test
  void aFailureHoldsBackThatOrderOnly_andIsTriedAgain() {
    var failures = new AtomicInteger(2);
    try (var receiver =
        new Receiver(request ->
            request.subject().equals("a1") && failures.getAndDecrement() > 0 ? 503 : 200)) {
      JsonNode endpoint = endpoint(receiver, "");
      write("t", "a1", "a");
      write("t", "a2", "a");
      write("t", "b1", "b");
      write("t", "a3", "a");
      write("t", "none", "");
      write("t", "b2", "b");

      until(() -> receiver.received().size() == 8);
      until(() -> deliveries(endpoint, "DELIVERED").size() == 6);
      assertThat(receiver.subjects().stream().filter(subject -> subject.startsWith("a")))
          .containsExactly("a1", "a1", "a1", "a2", "a3");
      assertThat(receiver.subjects().stream().filter(subject -> subject.startsWith("b")))
          .containsExactly("b1", "b2");
      assertThat(receiver.subjects()).contains("none");
      assertThat(receiver.subjects().indexOf("b2")).as("not held back").isLessThan(5);
      List<Received> tries =
          receiver.received().stream().filter(request -> request.subject().equals("a1")).toList();
      assertThat(tries).extracting(Received::id).containsOnly(tries.getFirst().id());
      assertThat(Duration.ofNanos(tries.get(1).nanos() - tries.get(0).nanos()))
          .isGreaterThan(Duration.ofMillis(790));
      JsonNode first = json(API.get("/v1/webhook-deliveries?order=a")).path("items").path(2);
      assertThat(first.path("subject").asText()).isEqualTo("a1");
      assertThat(first.path("attempts").asInt()).isEqualTo(3);
    }
  }

  @Test
  void whatIsNeverTakenIsADeadLetter_whichCanBeReplayed() {
    var broken = new java.util.concurrent.atomic.AtomicBoolean(true);
    try (var receiver =
        new Receiver(request -> broken.get() && request.subject().equals("d1") ? 500 : 200)) {
      JsonNode endpoint = endpoint(receiver, "");
      write("t", "d1", "d");
      write("t", "d2", "d");

      until(() -> deliveries(endpoint, "DEAD").size() == 1);
      until(() -> deliveries(endpoint, "DELIVERED").size() == 1);
      assertThat(receiver.subjects()).containsExactly("d1", "d1", "d1", "d1", "d2");
      JsonNode dead = deliveries(endpoint, "DEAD").path(0);
      assertThat(dead.path("lastStatus").asInt()).isEqualTo(500);
      assertThat(dead.path("lastError").asText()).isEqualTo("It answered 500.");
      assertThat(dead.has("nextAttemptAt")).isFalse();
      until(() -> metric("whence_webhook_dead") >= 1);

      broken.set(false);
      String replay = "/v1/webhook-deliveries/" + dead.path("id").asText() + "/replay";
      assertThat(API.post(replay).statusCode()).isEqualTo(202);
      until(() -> deliveries(endpoint, "DELIVERED").size() == 2);
      assertThat(receiver.received().getLast().id()).isEqualTo(dead.path("eventId").asText());
      assertThat(deliveries(endpoint, "DEAD")).isEmpty();
    }
  }

  @Test
  void anEndpointThatIsGoneIsSwitchedOff_untilSomebodySwitchesItOn() {
    var status = new AtomicInteger(410);
    try (var receiver = new Receiver(request -> status.get())) {
      JsonNode endpoint = endpoint(receiver, "");
      write("t", "g1", "g");
      until(() -> !json(API.get(path(endpoint))).path("active").asBoolean());
      write("t", "g2", "g");

      assertThat(json(API.get(path(endpoint))).path("disabledReason").asText())
          .isEqualTo("It answered 410: it is gone.");
      assertThat(deliveries(endpoint, "DEAD")).hasSize(1);
      status.set(200);
      assertThat(API.post(path(endpoint) + "/test").statusCode()).isEqualTo(202);
      until(() -> receiver.received().size() == 2);
      assertThat(receiver.received().getLast().json().path("type").asText())
          .as("also while it is off")
          .isEqualTo("webhook-test");

      JsonNode on = json(call("PATCH", path(endpoint), "{\"active\": true}"));
      assertThat(on.has("disabledReason")).isFalse();
      write("t", "g3", "g");
      until(() -> receiver.received().size() == 4);
      assertThat(receiver.subjects().subList(2, 4))
          .as("what happened while it was off comes first")
          .containsExactly("g2", "g3");
    }
  }

  /// Its subscriber would not know that something is missing in between.
  @Test
  void whatHappensWhileAnEndpointIsOffWaitsForIt_inOrderAndOnceEach() {
    try (var receiver = new Receiver(request -> 200)) {
      JsonNode endpoint = endpoint(receiver, "\"types\": [\"wanted\"]");
      write("wanted", "o1", "o");
      until(() -> receiver.received().size() == 1);
      call("PATCH", path(endpoint), "{\"active\": false}");
      write("wanted", "o2", "o");
      write("unwanted", "o3", "o");
      write("wanted", "p1", "p");
      write("wanted", "o4", "o");
      until(() -> deliveries(endpoint, "PENDING").size() == 3);
      assertThat(receiver.received()).hasSize(1);
      assertThat(metric("whence_webhook_lag_seconds"))
          .as("nobody is waiting for an endpoint that is off")
          .isZero();

      call("PATCH", path(endpoint), "{\"active\": true}");
      write("wanted", "o5", "o");
      until(() -> deliveries(endpoint, "DELIVERED").size() == 5);

      assertThat(receiver.subjects())
          .filteredOn(subject -> subject.startsWith("o"))
          .containsExactly("o1", "o2", "o4", "o5");
      assertThat(receiver.subjects()).hasSize(5).contains("p1");
    }
  }

  @Test
  void anEndpointThatTakesNothingForDaysIsSwitchedOff() {
    try (var receiver = new Receiver(request -> 302)) {
      JsonNode endpoint = endpoint(receiver, "");
      write("t", "l1", "l");
      until(() -> json(API.get(path(endpoint))).has("failingSince"));
      assertThat(json(API.get(path(endpoint))).path("active").asBoolean()).isTrue();
      assertThat(deliveries(endpoint, "PENDING").path(0).path("lastError").asText())
          .isEqualTo("It answered 302; redirects are not followed.");
      sql(DATABASE, "UPDATE webhook_endpoints SET failing_since = now() - interval '73 hours'");

      until(() -> !json(API.get(path(endpoint))).path("active").asBoolean());
      assertThat(json(API.get(path(endpoint))).path("disabledReason").asText())
          .startsWith("It has taken nothing since 20")
          .endsWith(" UTC.");
    }
  }

  @Test
  void aSlowEndpointIsGivenTenSeconds_andHoldsUpNobodyElse() {
    var never = new CountDownLatch(1);
    try (var slow =
            new Receiver(request -> {
              await(never, 30);
              return 200;
            });
        var quick = new Receiver(request -> 200)) {
      JsonNode endpoint = endpoint(slow, "");
      endpoint(quick, "");
      for (int i = 0; i < 100; i++) {
        write("t", "s" + i, "s" + i);
      }
      long start = System.nanoTime();
      until(() -> quick.received().size() == 100);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
      assertThat(slow.received()).hasSizeLessThanOrEqualTo(16);

      until(() -> API.get(deliveriesOf(endpoint) + "&limit=500").body().contains("lastError"));
      assertThat(Duration.ofNanos(System.nanoTime() - slow.received().getFirst().nanos()))
          .isBetween(Duration.ofSeconds(9), Duration.ofSeconds(20));
      assertThat(API.get(deliveriesOf(endpoint) + "&limit=500").body())
          .contains("There was no whole answer within 10 s.");
      never.countDown();
    }
  }

  @Test
  void twoProcessesDeliverEachEventOnce_inTheOrderOfItsOrder() {
    var underWay = new ConcurrentHashMap<String, AtomicInteger>();
    var most = new AtomicInteger();
    try (Service second = TestService.start(ADDRESS, SETTINGS);
        var receiver =
            new Receiver(request -> {
              var of = underWay.computeIfAbsent(request.order(), order -> new AtomicInteger());
              most.accumulateAndGet(of.incrementAndGet(), Math::max);
              await(new CountDownLatch(1), ThreadLocalRandom.current().nextInt(20) / 1000.0);
              of.decrementAndGet();
              return 200;
            })) {
      JsonNode endpoint = endpoint(receiver, "");
      assertThat(second.port()).isNotEqualTo(SERVICE.port());
      int orders = 10;
      int each = 30;
      for (int n = 0; n < each; n++) {
        for (int order = 0; order < orders; order++) {
          write("t", "o%d-%02d".formatted(order, n), "o" + order);
        }
      }
      long written = System.nanoTime();
      until(() -> deliveries(endpoint, "DELIVERED").size() == orders * each);
      System.out.printf(
          "%d events of %d orders delivered %d ms after the last was written%n",
          orders * each, orders, Duration.ofNanos(System.nanoTime() - written).toMillis());

      assertThat(receiver.subjects()).doesNotHaveDuplicates().hasSize(orders * each);
      for (int order = 0; order < orders; order++) {
        String prefix = "o" + order + "-";
        assertThat(receiver.subjects().stream().filter(subject -> subject.startsWith(prefix)))
            .isSorted()
            .hasSize(each);
      }
      assertThat(most).as("attempts at once for one order").hasValue(1);
    }
  }

  @Test
  void deliveriesThatEndedAreForgottenAfterAMonth_andThoseForAnEndpointThatStaysOff() {
    var store = new WebhookDeliveryStore(DATABASE);
    try (var receiver = new Receiver(request -> request.subject().equals("m1") ? 200 : 500)) {
      JsonNode endpoint = endpoint(receiver, "");
      write("t", "m1", "m");
      until(() -> deliveries(endpoint, "DELIVERED").size() == 1);
      write("t", "m2", "m");
      until(() -> receiver.subjects().contains("m2"));
      sql(
          DATABASE,
          """
          UPDATE webhook_deliveries SET created_at = now() - interval '31 days',
            ended_at = CASE WHEN subject = 'm1' THEN now() - interval '31 days' END
          """);

      store.forgetOlderThan(Duration.ofDays(32));
      assertThat(json(API.get(deliveriesOf(endpoint))).path("items")).hasSize(2);
      store.forgetOlderThan(Duration.ofDays(30));
      assertThat(json(API.get(deliveriesOf(endpoint))).path("items").findValuesAsText("subject"))
          .containsExactly("m2");
      call("PATCH", path(endpoint), "{\"active\": false}");
      store.forgetOlderThan(Duration.ofDays(30));
      assertThat(json(API.get(deliveriesOf(endpoint))).path("items")).isEmpty();
    }
  }

  @Test
  void aLateCommitterIsDelivered_andBeforeWhatFollowsIt() throws Exception {
    var inserted = new CountDownLatch(1);
    var mayCommit = new CountDownLatch(1);
    try (var receiver = new Receiver(request -> 200)) {
      endpoint(receiver, "");
      Thread late =
          Thread.ofVirtual()
              .start(() -> {
                DATABASE.transact(connection -> {
                  add("t", "late", "order").send(connection).close();
                  inserted.countDown();
                  return await(mayCommit, 30);
                });
              });
      await(inserted, 30);
      write("t", "early", "order");
      Thread.sleep(1_000);
      assertThat(receiver.received()).isEmpty();
      mayCommit.countDown();
      late.join();

      until(() -> receiver.received().size() == 2);
      assertThat(receiver.subjects()).containsExactly("late", "early");
    }
  }

  @Test
  void aProcessKilledBetweenAttemptAndRecordLosesNothing() throws Exception {
    DatabaseAddress address = TestDatabase.freshAddress();
    var answered = new CountDownLatch(1);
    try (var receiver =
            new Receiver(request -> {
              await(answered, 30);
              return 200;
            });
        Database database = Database.open(address, 2)) {
      Process process = serve(address);
      try {
        var client = new TestClient(portOf(process));
        assertThat(
                client
                    .post("/v1/webhook-endpoints", "{\"url\": \"" + receiver.url() + "\"}")
                    .statusCode())
            .isEqualTo(201);
        write(database, "t", "k1", "k");
        write(database, "t", "k2", "k");
        until(() -> receiver.received().size() == 1);
      } finally {
        process.destroyForcibly().waitFor();
      }
      answered.countDown();

      try (Service service = TestService.start(address, SETTINGS)) {
        var client = new TestClient(service.port());
        Thread.sleep(1_000);
        assertThat(receiver.subjects()).as("the lease has not run out").containsExactly("k1");
        sql(
            database,
            "UPDATE webhook_deliveries SET next_attempt_at = next_attempt_at - interval '31 seconds'");

        until(() -> receiver.received().size() == 3);
        assertThat(receiver.subjects()).containsExactly("k1", "k1", "k2");
        assertThat(receiver.received().get(1).id()).isEqualTo(receiver.received().get(0).id());
        until(() ->
            json(client.get("/v1/webhook-deliveries?status=DELIVERED")).path("items").size() == 2);
      }
    }
  }

  /// The service in a process of its own.
  private static Process serve(DatabaseAddress address) throws IOException {
    var service =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            "dev.whence.service.Main",
            "serve",
            "--port=0",
            "--db-url=" + address.jdbcUrl(),
            "--db-user=" + address.user(),
            "--models-directory=" + TestService.noModels(),
            "--webhook-private-addresses=allow");
    service.environment().put("WHENCE_DB_PASSWORD", address.password());
    return service.redirectErrorStream(true).start();
  }

  private static int portOf(Process process) throws IOException {
    var lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    var seen = new StringBuilder();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      seen.append(line).append('\n');
      Matcher port = Pattern.compile("answers at http://127\\.0\\.0\\.1:(\\d+)").matcher(line);
      if (port.find()) {
        Thread.ofVirtual().start(() -> lines.lines().forEach(ignored -> {}));
        return Integer.parseInt(port.group(1));
      }
    }
    throw new AssertionError("The service did not start: " + seen);
  }

  /// Runs the program of `docs/events.md`.
  ///
  /// @return its exit code
  private static int verifiedByTheGuide(Path folder, String secret, Received request)
      throws IOException, InterruptedException {
    String guide = Files.readString(Path.of("..", "docs", "events.md"));
    Matcher code = Pattern.compile("```java\n(.*?)\n```", Pattern.DOTALL).matcher(guide);
    assertThat(code.find()).as("docs/events.md has a program").isTrue();
    Path program = Files.writeString(folder.resolve("VerifyWebhook.java"), code.group(1));
    Path body = Files.writeString(folder.resolve("body.json"), request.body());
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            program.toString(),
            secret,
            request.id(),
            request.timestamp(),
            request.signature(),
            body.toString())
        .inheritIO()
        .start()
        .waitFor();
  }

  /// Worked out here, from the scheme and not from our own code.
  private static String signature(String secret, Received request) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(
          new SecretKeySpec(
              Base64.getDecoder().decode(secret.replace("whsec_", "")), "HmacSHA256"));
      String signed = request.id() + "." + request.timestamp() + "." + request.body();
      return "v1,"
          + Base64.getEncoder()
              .encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /// @param more members, or nothing
  private static JsonNode endpoint(Receiver receiver, String more) {
    HttpResponse<String> created =
        API.post(
            "/v1/webhook-endpoints",
            "{\"url\": \"%s\"%s}".formatted(receiver.url(), more.isEmpty() ? "" : ", " + more));
    assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
    return json(created);
  }

  private static String path(JsonNode endpoint) {
    return "/v1/webhook-endpoints/" + endpoint.path("id").asText();
  }

  private static String deliveriesOf(JsonNode endpoint) {
    return "/v1/webhook-deliveries?endpoint=" + endpoint.path("id").asText();
  }

  private static JsonNode deliveries(JsonNode endpoint, String status) {
    return json(API.get(deliveriesOf(endpoint) + "&limit=500&status=" + status)).path("items");
  }

  private static double metric(String name) {
    return API.get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }

  private static HttpResponse<String> call(String method, String path, String body) {
    return API.send(
        API.request(path)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body)));
  }

  private static void write(String type, String subject, String order) {
    write(DATABASE, type, subject, order);
  }

  private static void write(Database database, String type, String subject, String order) {
    database.transact(connection -> {
      add(type, subject, order).send(connection).close();
      return true;
    });
  }

  private static StatementBatch add(String type, String subject, String order) {
    var batch = new StatementBatch();
    if (order.isEmpty()) {
      Outbox.add(batch, type, subject, "{}");
    } else {
      Outbox.add(batch, type, subject, "{\"n\": 1.50, \"word\": \"Zoë\"}", order);
    }
    return batch;
  }

  private static void sql(Database database, String statement) {
    database.transact(connection -> {
      new StatementBatch().add(statement).send(connection).close();
      return true;
    });
  }

  private static boolean await(CountDownLatch latch, double seconds) {
    try {
      return latch.await(Math.round(seconds * 1000), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Waits for at most half a minute.
  private static void until(BooleanSupplier done) {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!done.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited in vain").isLessThan(deadline);
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
