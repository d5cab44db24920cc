package dev.whence.service.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.service.Service;
import dev.whence.service.TestService;
import dev.whence.service.http.Json;
import dev.whence.service.http.TestClient;
import dev.whence.service.store.DatabaseAddress;
import dev.whence.service.store.TestDatabase;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// `POST /v1/decisions/batch`, as clients of all kinds use it.
class BatchTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final TestClient api = TestService.client();
  private final String run = UUID.randomUUID().toString().substring(0, 8);

  @AfterEach
  void everythingAgrees() {
    assertThat(TestService.discrepancies()).isEmpty();
  }

  private static LineExchange open(TestClient client, String query) throws IOException {
    URI target = client.request("/v1/decisions/batch" + query).GET().build().uri();
    return LineExchange.open(target, PATIENCE);
  }

  /// A client with little room for answers that nobody has read yet.
  private static LineExchange narrow(TestClient client) throws IOException {
    URI target = client.request("/v1/decisions/batch").GET().build().uri();
    var socket = new Socket();
    socket.setReceiveBufferSize(4_096);
    socket.connect(new InetSocketAddress(target.getHost(), target.getPort()));
    return LineExchange.over(socket, target);
  }

  /// An order on one line, and its key.
  private String line(int n, String sku) {
    return TestService.order(run + "-" + n, sku)
        .replaceAll("\\s*\n\\s*", " ")
        .replaceFirst("\\{", "{\"idempotencyKey\": \"" + run + "-" + n + "\",");
  }

  private static JsonNode json(String line) {
    return Json.parse(line.getBytes(StandardCharsets.UTF_8));
  }

  private static List<JsonNode> rest(LineExchange exchange) throws IOException {
    var answers = new ArrayList<JsonNode>();
    for (Optional<String> line = exchange.next(); line.isPresent(); line = exchange.next()) {
      answers.add(json(line.get()));
    }
    return answers;
  }

  private List<JsonNode> answers(String query, List<String> lines) throws IOException {
    try (LineExchange exchange = open(api, query)) {
      for (String line : lines) {
        exchange.send(line);
      }
      exchange.end();
      return rest(exchange);
    }
  }

  /// Line, order, and what came of it.
  private static String told(JsonNode answer) {
    assertThat(answer.has("decision")).as("%s", answer).isNotEqualTo(answer.has("problem"));
    return "%s %s %s"
        .formatted(
            answer.path("line").asText(),
            answer.path("orderId").asText("?"),
            answer.has("problem")
                ? answer.at("/problem/status").asText()
                    + answer.at("/problem/type").asText().replace("/problems/", " ")
                : answer.at("/decision/mode").asText()
                    + " "
                    + answer.at("/decision/outcome").asText()
                    + (answer.path("repeated").asBoolean() ? " repeated" : ""));
  }

  @Test
  void aLineThatIsExplainedInFullHasTheTraceOfTheSameOrderAlone() throws IOException {
    String sku = "BATCH-T-" + run;
    TestService.stock(sku, 5, "RENO", "DALLAS");
    String evaluate =
        TestService.order(run + "-traced", sku)
            .replaceAll("\\s*\n\\s*", " ")
            .replace("\"commit\"", "\"evaluate\"");
    String full = evaluate.replace("\"mode\"", "\"explain\": \"full\", \"mode\"");

    List<JsonNode> answers = answers("", List.of(full, evaluate));

    JsonNode alone = json(api.post("/v1/decisions", full).body());
    assertThat(answers.get(0).at("/decision/trace/tables")).isNotEmpty();
    assertThat(answers.get(0).at("/decision/trace")).isEqualTo(alone.path("trace"));
    assertThat(answers.get(1).path("decision").has("trace")).isFalse();
  }

  @Test
  void eachLineIsDecidedOrIsOneProblem_andFailsNoOther() throws IOException {
    String sku = "LINES-" + run;
    TestService.stock(sku, 100, "RENO");
    List<String> lines =
        List.of(
            line(1, sku),
            line(2, sku).replace("commit", "evaluate"),
            "",
            "{\"mode\": ",
            "[1]",
            line(6, sku).replace("\"web\"", "\"" + "w".repeat(1 << 20) + "\""),
            line(7, sku).replace("\"channel\"", "\"chanel\""),
            line(8, "NOTHING-" + run),
            line(1, sku),
            line(1, sku)
                .replace(run + "-1\",\"", run + "-10\",\"")
                .replace("Key\": \"", "Key\": \"x"),
            line(1, sku).replace("\"quantity\": 2", "\"quantity\": 3"),
            line(12, sku).replaceFirst("Key\": \"[^\"]*\"", "Key\": \"\""),
            line(13, sku).replace("94110", "\\u0000"),
            line(14, sku));

    List<JsonNode> answers = answers("", lines);

    assertThat(answers)
        .extracting(BatchTest::told)
        .containsExactly(
            "1 " + run + "-1 commit ALLOCATED",
            "2 " + run + "-2 evaluate ALLOCATED",
            "4 ? 400 malformed-body",
            "5 ? 400 invalid-request",
            "6 ? 413 body-too-large",
            "7 " + run + "-7 400 invalid-request",
            "8 " + run + "-8 422 unknown-reference",
            "9 " + run + "-1 commit ALLOCATED repeated",
            "10 " + run + "-1 409 order-already-sourced",
            "11 " + run + "-1 409 idempotency-key-reused",
            "12 " + run + "-12 400 invalid-request",
            "13 ? 400 invalid-request",
            "14 " + run + "-14 commit ALLOCATED");
    assertThat(answers.get(2).at("/problem/line").asInt()).isEqualTo(4);
    assertThat(answers.get(5).at("/problem/errors/0/pointer").asText()).isEqualTo("/order/channel");
    assertThat(answers.get(7).at("/decision/decisionId"))
        .isEqualTo(answers.get(0).at("/decision/decisionId"));
  }

  @Test
  void theKeyOfALineIsThatOfASingleRequest_andTheOtherWayRound() throws IOException {
    String sku = "ONEKEY-" + run;
    TestService.stock(sku, 100, "RENO");
    String order = TestService.order(run + "-1", sku);

    JsonNode single =
        TestClient.json(
            api.send(
                api.request("/v1/decisions")
                    .header("Content-Type", "application/json")
                    .header("Idempotency-Key", run + "-1")
                    .POST(java.net.http.HttpRequest.BodyPublishers.ofString(order))));
    JsonNode line = answers("", List.of(line(1, sku))).getFirst();

    assertThat(told(line)).endsWith("commit ALLOCATED repeated");
    assertThat(line.at("/decision/decisionId")).isEqualTo(single.path("decisionId"));
  }

  @Test
  void manyLinesAreAnsweredOnce_inTheirOrderOrInAny() throws IOException {
    String sku = "MANY-" + run;
    TestService.stock(sku, 10_000, "RENO");
    List<String> lines =
        IntStream.range(0, 300)
            .mapToObj(n -> line(n, sku).replace("commit", n % 3 == 0 ? "commit" : "evaluate"))
            .toList();
    List<Integer> numbers = IntStream.rangeClosed(1, 300).boxed().toList();

    assertThat(answers("?order=kept", lines))
        .extracting(answer -> answer.path("line").asInt())
        .isEqualTo(numbers);
    assertThat(answers("?order=any", lines))
        .allSatisfy(answer -> assertThat(told(answer)).contains("ALLOCATED"))
        .extracting(answer -> answer.path("line").asInt())
        .containsExactlyInAnyOrderElementsOf(numbers);
  }

  @Test
  void linesOfOneOrderAreDecidedInTheirOrder() throws IOException {
    String sku = "TWINS-" + run;
    TestService.stock(sku, 10_000, "RENO");
    var lines = new ArrayList<String>();
    for (int n = 0; n < 40; n++) {
      lines.add(line(n, sku));
      lines.add(line(n, sku).replaceFirst("Key\": \"", "Key\": \"x-"));
    }

    List<JsonNode> answers = answers("?order=any", lines);

    assertThat(answers)
        .hasSize(80)
        .allSatisfy(answer ->
            assertThat(told(answer))
                .endsWith(
                    answer.path("line").asInt() % 2 == 1
                        ? "commit ALLOCATED"
                        : "409 order-already-sourced"));
  }

  @Test
  void clientThatWaitsForEachAnswerIsAnsweredAtOnce() throws IOException {
    String sku = "WAITS-" + run;
    TestService.stock(sku, 1_000, "RENO");
    try (LineExchange exchange = open(api, "")) {
      for (int n = 1; n <= 20; n++) {
        exchange.send(line(n, sku));
        exchange.flush();

        assertThat(told(json(exchange.next().orElseThrow())))
            .isEqualTo("%d %s-%1$d commit ALLOCATED".formatted(n, run));
      }
      exchange.end();
      assertThat(exchange.next()).isEmpty();
    }
  }

  @Test
  void requestAsAWholeIsRefusedForItsTypeAndItsQueryOnly() throws IOException {
    assertThat(TestClient.problem(api.post("/v1/decisions/batch", "{}")))
        .isEqualTo("415 /problems/unsupported-media-type");
    assertThat(
            TestClient.problem(
                api.post("/v1/decisions/batch?order=best", "application/x-ndjson", "{}")))
        .isEqualTo("400 /problems/invalid-request\norder must be one of kept, any");
    assertThat(api.post("/v1/decisions/batch", "application/x-ndjson", "").body()).isEmpty();
    assertThat(api.post("/v1/ping", "{}").statusCode()).isEqualTo(200);
  }

  /// A batch of any length, in chunks of any size, in the pieces that arrive.
  @Test
  void bodyLargerThanAnyOtherIsTaken() throws Exception {
    String blank = " ".repeat(900_000);
    try (LineExchange exchange = open(api, "")) {
      for (int n = 0; n < 60; n++) {
        exchange.send(blank);
      }
      exchange.send("{}");
      exchange.end();

      assertThat(rest(exchange))
          .extracting(BatchTest::told)
          .containsExactly("61 ? 400 invalid-request");
    }
  }

  @Test
  void clientThatTakesNoAnswersIsNotReadAnyFurther_andLosesNone() throws Exception {
    String sku = "FULL-" + run;
    int many = 3_000;
    TestService.stock(sku, 100_000, "RENO", "DALLAS", "TACOMA");
    try (LineExchange exchange = narrow(api)) {
      CompletableFuture<Void> sending =
          CompletableFuture.runAsync(
              () -> {
                try {
                  for (int n = 1; n <= many; n++) {
                    exchange.send(
                        line(n, sku).replace("commit\"", "evaluate\", \"explain\": \"full\""));
                  }
                  exchange.end();
                } catch (IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              },
              Thread::startVirtualThread);
      double start = evaluated();
      double before = -1;
      while (before < evaluated() - start) {
        before = evaluated() - start;
        Thread.sleep(1_500);
      }

      assertThat(before).as("decided before it was stopped").isBetween(64.0, many - 500.0);
      assertThat(rest(exchange))
          .hasSize(many)
          .allSatisfy(answer -> assertThat(told(answer)).endsWith("evaluate ALLOCATED"));
      sending.join();
    }
  }

  /// How many evaluations the service has told about.
  private double evaluated() {
    return api.get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith("whence_decisions_total") && line.contains("evaluate"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }

  private static Service impatient(DatabaseAddress database) {
    Service service = TestService.start(database, Map.of("silence-seconds", "2"));
    var client = new TestClient(service.port());
    TestService.network(client);
    return service;
  }

  @Test
  void whoStopsSendingOrTakingIsClosed_butNotWhoWaitsForAnswers() throws Exception {
    DatabaseAddress database = TestDatabase.freshAddress();
    try (Service service = impatient(database)) {
      var client = new TestClient(service.port());
      TestService.stock(client, "SLOW", 100_000, "RENO", "DALLAS");
      try (LineExchange silent = open(client, "")) {
        silent.send(line(1, "SLOW"));
        silent.flush();
        assertThat(told(json(silent.next().orElseThrow()))).contains("ALLOCATED");
        Instant begin = Instant.now();

        assertThatThrownBy(silent::next).isInstanceOf(IOException.class);
        assertThat(Duration.between(begin, Instant.now()))
            .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(8));
      }
      try (LineExchange nothing = open(client, "")) {
        assertThatThrownBy(nothing::next)
            .hasMessageContaining("408")
            .hasMessageContaining("/problems/");
      }
      // Much longer than anybody may be silent, and never silent.
      try (LineExchange slow = open(client, "")) {
        for (int n = 2; n <= 9; n++) {
          Thread.sleep(700);
          slow.send(line(n, "SLOW") + " ".repeat(2_000));
          slow.flush();
          assertThat(told(json(slow.next().orElseThrow()))).contains("ALLOCATED");
        }
        slow.end();
        assertThat(slow.next()).isEmpty();
      }
      String metrics = client.get("/metrics").body();
      assertThat(metrics)
          .contains("whence_http_refused_total{reason=\"slow_request\"} 2.0")
          .contains("whence_http_refused_total{reason=\"slow_reader\"} 0.0");
      try (LineExchange deaf = narrow(client)) {
        CompletableFuture<Void> sending =
            CompletableFuture.runAsync(
                () -> {
                  try {
                    for (int n = 1; n <= 20_000; n++) {
                      deaf.send(
                          line(n, "SLOW").replace("commit\"", "evaluate\", \"explain\": \"full\""));
                    }
                  } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                  }
                },
                Thread::startVirtualThread);
        assertThatThrownBy(sending::join).hasCauseInstanceOf(java.io.UncheckedIOException.class);
      }
      assertThat(client.get("/metrics").body())
          .contains("whence_http_refused_total{reason=\"slow_reader\"} 1.0");
    }
  }

  @Test
  void fileSentAgainAfterTheConnectionBrokeRepeatsTheAnswersAndDecidesTheRest() throws Exception {
    String sku = "CUT-" + run;
    int many = 120;
    TestService.stock(sku, 10_000, "RENO");
    List<String> lines = IntStream.rangeClosed(1, many).mapToObj(n -> line(n, sku)).toList();
    Map<Integer, String> first = new HashMap<>();
    try (LineExchange exchange = open(api, "")) {
      for (String line : lines.subList(0, many / 2)) {
        exchange.send(line);
      }
      exchange.send("half a line".repeat(10_000)); // without an end, as far as anybody knows
      exchange.flush();
      for (int n = 0; n < many / 4; n++) {
        JsonNode answer = json(exchange.next().orElseThrow());
        first.put(answer.path("line").asInt(), answer.at("/decision/decisionId").asText());
      }
    } // cut, with answers under way

    List<JsonNode> again = answers("", lines);

    assertThat(again).hasSize(many);
    assertThat(again.stream().map(BatchTest::told))
        .allSatisfy(answer -> assertThat(answer).contains("commit ALLOCATED"));
    first.forEach((line, decision) -> {
      JsonNode answer = again.get(line - 1);
      assertThat(told(answer)).endsWith("repeated");
      assertThat(answer.at("/decision/decisionId").asText()).isEqualTo(decision);
    });
    assertThat(again.getLast().has("repeated")).isFalse();
    assertThat(TestClient.json(api.get("/v1/stock/" + sku)).at("/items/0/reserved").asInt())
        .as("units reserved, two an order")
        .isEqualTo(2 * many);
  }

  @Test
  void whatIsLeftOfABatchWhenTheServiceIsAboutToStopIsRefusedLineByLine() throws Exception {
    DatabaseAddress database = TestDatabase.freshAddress();
    Service service = TestService.start(database, Map.of("drain-seconds", "3"));
    var client = new TestClient(service.port());
    try {
      TestService.network(client);
      TestService.stock(client, "STOP", 100_000, "RENO");
      try (LineExchange exchange = open(client, "")) {
        exchange.send(line(1, "STOP"));
        exchange.flush();
        assertThat(told(json(exchange.next().orElseThrow()))).contains("ALLOCATED");
        Thread draining = Thread.startVirtualThread(service::drain);
        Thread.sleep(500);
        exchange.send(line(2, "STOP"));
        exchange.send("{");
        exchange.end();

        assertThat(rest(exchange))
            .extracting(BatchTest::told)
            .containsExactly("2 " + run + "-2 503 unavailable", "3 ? 400 malformed-body");
        draining.join();
      }
    } finally {
      service.close();
    }
  }
}
