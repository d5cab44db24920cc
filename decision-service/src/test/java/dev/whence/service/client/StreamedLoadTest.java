package dev.whence.service.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.service.Service;
import dev.whence.service.TestService;
import dev.whence.service.http.Json;
import dev.whence.service.http.TestClient;
import dev.whence.service.store.DatabaseAddress;
import dev.whence.service.store.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `POST /v1/loads/items` and `POST /v1/loads/stock`.
class StreamedLoadTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String CSV = "Content-Type: text/csv";
  private static final String NDJSON = "Content-Type: application/x-ndjson";

  private final TestClient api = TestService.client();
  private final String run = UUID.randomUUID().toString().substring(0, 8);

  @AfterEach
  void everythingAgrees() {
    assertThat(TestService.discrepancies()).isEmpty();
  }

  private static LineExchange open(TestClient client, String path, String... headers)
      throws IOException {
    URI target = client.request(path).GET().build().uri();
    return LineExchange.open(target, List.of(headers), PATIENCE);
  }

  private static List<JsonNode> rest(LineExchange exchange) throws IOException {
    var answers = new ArrayList<JsonNode>();
    for (Optional<String> line = exchange.next(); line.isPresent(); line = exchange.next()) {
      answers.add(json(line.get()));
    }
    return answers;
  }

  private static JsonNode json(String line) {
    return Json.parse(line.getBytes(StandardCharsets.UTF_8));
  }

  private static List<JsonNode> load(TestClient client, String path, byte[] body, String... headers)
      throws IOException {
    try (LineExchange exchange = open(client, path, headers)) {
      for (int from = 0; from < body.length; from += 32 << 10) {
        byte[] piece =
            java.util.Arrays.copyOfRange(body, from, Math.min(body.length, from + (32 << 10)));
        exchange.send(piece, piece.length);
      }
      exchange.end();
      return rest(exchange);
    }
  }

  private List<JsonNode> load(String path, String body, String... headers) throws IOException {
    return load(api, path, body.getBytes(StandardCharsets.UTF_8), headers);
  }

  /// What was refused, and how it ended; progress depends on the clock.
  private static List<String> told(List<JsonNode> answers) {
    return answers.stream()
        .filter(answer -> answer.has("row") || answer.has("complete"))
        .map(answer ->
            answer.has("row")
                ? answer.path("row").asText() + " " + first(answer.path("problem"))
                : "%s loaded, %s refused, through %s, complete %s"
                    .formatted(
                        answer.path("loaded").asText(),
                        answer.path("refused").asText(),
                        answer.path("through").asText(),
                        answer.path("complete").asText()))
        .toList();
  }

  private static String first(JsonNode problem) {
    JsonNode error = problem.at("/errors/0");
    return problem.path("type").asText().replace("/problems/", "")
        + (error.isMissingNode()
            ? ""
            : " "
                + error.path("pointer").asText(error.path("column").asText())
                + " "
                + error.path("message").asText().lines().findFirst().orElse(""));
  }

  private String sku(int n) {
    return "LOAD-%s-%06d".formatted(run, n);
  }

  private void items(int count) throws IOException {
    assertThat(
            told(
                load(
                    "/v1/loads/items",
                    "sku,category,weightGrams,volumeCm3,longestSideMm\n"
                        + IntStream.range(0, count)
                            .mapToObj(n -> sku(n) + ",home,400,2000,300\n")
                            .collect(Collectors.joining()),
                    CSV)))
        .containsExactly(
            "%d loaded, 0 refused, through %d, complete true".formatted(count, count + 1));
  }

  private String stock(int count, int onHand) {
    return "shipNode,sku,onHand\n"
        + IntStream.range(0, count)
            .mapToObj(n -> "RENO," + sku(n) + "," + onHand + "\n")
            .collect(Collectors.joining());
  }

  private int onHand(int n) {
    return json(api.get("/v1/stock/" + sku(n)).body()).at("/items/0/onHand").asInt(-1);
  }

  @Test
  void eachWrongRowIsToldByItsNumber_andAllOthersAreInForce() throws IOException {
    items(4);

    List<JsonNode> csv =
        load(
            "/v1/loads/stock",
            """

            shipNode,sku,onHand
            RENO,%1$s,7
            NOWHERE,%1$s,7

            RENO,%2$s,minus one
            RENO,NOTHING-%3$s,1
            RENO,%2$s
            RENO,%2$s,8
            """
                .formatted(sku(0), sku(1), run),
            CSV);
    List<JsonNode> lines =
        load(
            "/v1/loads/stock",
            """
            {"shipNode": "RENO", "sku": "%1$s", "onHand": 9}

            {"shipNode": "RENO", "sku":
            {"shipNode": "RENO", "sku": "%2$s", "onHands": 9}
            {"shipNode": "NOWHERE", "sku": "NOTHING-%3$s", "onHand": 9}
            {"shipNode": "RENO", "sku": "%2$s", "onHand": 10, "safetyStock": 2}
            """
                .formatted(sku(2), sku(3), run),
            NDJSON);

    assertThat(told(csv))
        .containsExactly(
            "6 invalid-request onHand must be a whole number from 0 to 1000000000",
            "8 invalid-request  has 2 cells, the header 3",
            "4 unknown-reference shipNode is no ship node",
            "7 unknown-reference sku is no item",
            "2 loaded, 4 refused, through 9, complete true");
    assertThat(told(lines))
        .containsExactly(
            "3 malformed-body",
            "4 invalid-request /onHand is missing",
            "5 unknown-reference /shipNode is no ship node",
            "2 loaded, 3 refused, through 6, complete true");
    assertThat(IntStream.range(0, 4).map(this::onHand)).containsExactly(7, 8, 9, 10);
  }

  @Test
  void moreThanAnyBulkLoadMayHaveIsTaken_andProgressIsToldWhileItIsSent() throws IOException {
    DatabaseAddress database = TestDatabase.freshAddress();
    try (Service small = TestService.start(database, Map.of("bulk-bytes", "2048"))) {
      var client = new TestClient(small.port());
      try (LineExchange exchange = open(client, "/v1/loads/items", CSV)) {
        exchange.send("sku,category,weightGrams,volumeCm3,longestSideMm");
        int sent = 0;
        for (; sent < 5_000; sent++) { // two parts, and some
          exchange.send("S-" + sent + ",home,400,2000,300");
        }
        exchange.flush();

        assertThat(json(exchange.next().orElseThrow()).path("through").asLong())
            .isBetween(2_000L, 5_000L);

        for (; sent < 9_000; sent++) {
          exchange.send("S-" + sent + ",home,400,2000,300");
        }
        exchange.end();
        List<JsonNode> answers = rest(exchange);

        assertThat(told(answers))
            .containsExactly(
                "%d loaded, 0 refused, through %d, complete true".formatted(sent, sent + 1));
      }
    }
  }

  @Test
  void whatWasToldToBeInForceStaysSoWhenTheConnectionBreaks_andTheLoadGoesOnThere()
      throws IOException {
    items(9_000);
    long through = 0;
    try (LineExchange exchange = open(api, "/v1/loads/stock", CSV)) {
      byte[] most = stock(8_500, 5).getBytes(StandardCharsets.UTF_8);
      exchange.send(most, most.length);
      exchange.flush();
      while (through < 2_000) {
        through = json(exchange.next().orElseThrow()).path("through").asLong();
      }
    }
    assertThat(onHand(Math.toIntExact(through - 2))).isEqualTo(5);

    List<JsonNode> rest = load("/v1/loads/stock?after=" + through, stock(9_000, 5), CSV);

    assertThat(told(rest))
        .containsExactly(
            "%d loaded, 0 refused, through 9001, complete true".formatted(9_001 - through));
    assertThat(onHand(8_999)).isEqualTo(5);
  }

  @Test
  void aCountOfWhatIsThereMovesIt_andNamesThePositionsThatAreShort() throws IOException {
    items(3);
    assertThat(told(load("/v1/loads/stock", stock(2, 10), CSV))).hasSize(1);
    assertThat(api.post("/v1/decisions", TestService.order(run, sku(1))).statusCode())
        .isEqualTo(201);

    List<JsonNode> answers = load("/v1/loads/stock", stock(3, 1), CSV);

    JsonNode told =
        answers.stream().filter(answer -> answer.has("shortages")).findFirst().orElseThrow();
    assertThat(told.at("/shortages/0/position/sku").asText()).isEqualTo(sku(1));
    assertThat(told.at("/shortages/0/position/shortBy").asInt()).isEqualTo(1);
    assertThat(IntStream.range(0, 3).map(this::onHand)).containsExactly(1, 1, 1);
    JsonNode movements =
        json(api.get("/v1/stock-movements?shipNode=RENO&sku=" + sku(1)).body()).path("items");
    assertThat(movements.findValuesAsText("onHand")).containsExactly("-9", "0", "10");
  }

  @Test
  void aHeaderThatNobodyKnowsStopsItAtOnce() throws IOException {
    items(1);

    List<JsonNode> answers =
        load("/v1/loads/stock", "shipNode,sku,onHand,colour\nRENO," + sku(0) + ",1,red\n", CSV);

    assertThat(told(answers)).containsExactly("0 loaded, 0 refused, through 0, complete false");
    assertThat(answers.getLast().at("/problem/errors/0/column").asText()).isEqualTo("colour");
    assertThat(api.get("/v1/stock/" + sku(0)).statusCode()).isEqualTo(404);
  }

  @Test
  void aFileThatIsWrongThroughoutIsNotReadToItsEnd() throws IOException {
    List<JsonNode> answers = load("/v1/loads/stock", stock(1_500, -1), CSV);

    assertThat(told(answers)).hasSize(1_001);
    assertThat(told(answers).getLast())
        .isEqualTo("0 loaded, 1000 refused, through 1001, complete false");
    assertThat(answers.getLast().at("/problem/detail").asText()).contains("1000 rows were refused");
  }

  @Test
  void aQuoteThatIsNeverClosedEndsIt_andWhatCameBeforeIsInForce() throws IOException {
    items(1);

    List<JsonNode> answers =
        load("/v1/loads/stock", stock(1, 4) + "\"RENO,\n" + "x\n".repeat(1_000_000), CSV);

    assertThat(told(answers)).containsExactly("1 loaded, 0 refused, through 2, complete false");
    assertThat(answers.getLast().at("/problem/status").asInt()).isEqualTo(413);
    assertThat(onHand(0)).isEqualTo(4);
  }

  @Test
  void ordersAreServedBesideALoadOfTheSamePositions() throws Exception {
    items(2_000);
    load("/v1/loads/stock", stock(2_000, 1_000), CSV);
    String at = "2020-01-01T00:00:00Z";
    String earlier =
        "shipNode,sku,onHand,countedAt\n"
            + IntStream.range(0, 2_000)
                .mapToObj(n -> "RENO," + sku(n) + ",1000," + at + "\n")
                .collect(Collectors.joining());

    CompletableFuture<Integer> sold =
        CompletableFuture.supplyAsync(() ->
            IntStream.range(0, 40)
                .map(n ->
                    api.post("/v1/decisions", TestService.order(run + "-" + n, sku(n * 50)))
                        .statusCode())
                .filter(status -> status == 201)
                .map(status -> 1)
                .sum());
    for (int n = 0; n < 5; n++) {
      load("/v1/loads/stock", earlier, CSV);
    }

    assertThat(sold.get()).isEqualTo(40);
    assertThat(onHand(50)).isEqualTo(1_000);
  }

  @Test
  void theCommandLoadsAFolderOfCompressedFiles(@TempDir Path folder) throws IOException {
    DatabaseAddress database = TestDatabase.freshAddress();
    Path demo = Path.of("../examples/demo");
    for (String file : List.of("ship-nodes.json", "carrier-services.json")) {
      Files.copy(demo.resolve(file), folder.resolve(file));
    }
    try (var items = new GZIPOutputStream(Files.newOutputStream(folder.resolve("items.jsonl.gz")));
        var stock = new GZIPOutputStream(Files.newOutputStream(folder.resolve("stock.csv.gz")))) {
      JsonNode all = json(Files.readString(demo.resolve("items.json")));
      for (JsonNode item : all) {
        items.write((item + "\n").getBytes(StandardCharsets.UTF_8));
      }
      Files.copy(demo.resolve("stock.csv"), stock);
      stock.write("DC-DALLAS,NO-SUCH-ITEM,1,0\n".getBytes(StandardCharsets.UTF_8));
    }
    var told = new ByteArrayOutputStream();
    boolean whole;
    try (Service service = TestService.start(database, Map.of());
        var client = new WhenceClient(URI.create("http://127.0.0.1:" + service.port()));
        var out = new PrintStream(told, true, StandardCharsets.UTF_8)) {
      whole = new NetworkLoad(client, out, out).load(folder);

      assertThat(client.get("/v1/stock?limit=1").json().path("items")).hasSize(1);
    }

    assertThat(whole).isFalse();
    int rows = Files.readAllLines(demo.resolve("stock.csv")).size() - 1;
    assertThat(told.toString(StandardCharsets.UTF_8))
        .contains("items.jsonl.gz")
        .contains("%,d rows in ".formatted(rows))
        .contains("stock.csv.gz row %d: sku is no item".formatted(rows + 2))
        .contains("; 1 refused");
  }
}
