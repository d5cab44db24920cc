package dev.whence.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/// The loop, as it is used: a service without models takes orders, scans and returns over REST; the
/// installed commands export its store, train, compare, publish; the service decides by the new
/// version.
///
/// The world is made up here: parcels take what their carrier publishes, longer to some regions,
/// and faster and slower in turns; what is fragile, which only the orders tell, longer; fashion
/// comes back, and what a line is told to be a gift.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class RetrainTest {
  private static final Path ARCHIVE = Path.of(System.getProperty("whence.archive", ""));
  private static final String VERSION = System.getProperty("whence.version", "");

  /// By how much slower parcels go whose orders are told to be fragile (logarithm).
  private static final double FRAGILE = 0.35;

  private static final Pattern ANSWERS = Pattern.compile("Whence answers at (http://[0-9.:]+)");
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final int ORDERS = 4_900;
  private static final int DAYS = 430;

  /// What a service reads of a batch before it has answered, and its client sends at once.
  private static final int LINES = 50;

  private static final int EVENTS = 2_000;
  private static final ObjectMapper JSON = new ObjectMapper();

  /// Where orders go, and by how much slower or faster parcels go there than published (logarithm).
  private record Place(
      String region,
      String postalCode,
      double latitude,
      double longitude,
      String zone,
      double slow) {}

  private static final List<Place> PLACES =
      List.of(
          new Place("IL", "60601", 41.88, -87.63, "America/Chicago", -0.1),
          new Place("CA", "94110", 37.75, -122.41, "America/Los_Angeles", 0.1),
          new Place("TX", "75201", 32.78, -96.8, "America/Chicago", 0),
          new Place("FL", "33101", 25.77, -80.19, "America/New_York", 0.45),
          new Place("NY", "10001", 40.75, -73.99, "America/New_York", -0.1),
          new Place("WA", "98101", 47.61, -122.33, "America/Los_Angeles", 0.3),
          new Place("GA", "30301", 33.75, -84.39, "America/New_York", 0),
          new Place("CO", "80201", 39.74, -104.99, "America/Denver", 0.25));

  private record Article(String sku, String category) {}

  @TempDir static Path folder;

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final Random CHANCE = new Random(7);
  private static final ArrayNode SCANS = JSON.createArrayNode();
  private static final ArrayNode RETURNS = JSON.createArrayNode();

  @SuppressWarnings("NullAway.Init") // set before all tests
  private static Process service;

  private static String base = "";

  /// When the test began.
  private static Instant now = Instant.EPOCH;

  @BeforeAll
  static void aServiceWithoutModelsHasDecidedAndHeardWhatBecameOfIt() throws Exception {
    now = Instant.now().truncatedTo(ChronoUnit.HOURS);
    must(List.of("tar", "-xzf", ARCHIVE.toAbsolutePath().toString()));
    Files.createDirectory(folder.resolve("none"));
    Path log = folder.resolve("service.log");
    service =
        Shell.start(
            folder,
            environment(),
            log,
            List.of(
                command(),
                "serve",
                "--port=0",
                "--data-directory=data",
                "--models-directory=none",
                "--decision-time=when-ordered"));
    base = await(log, ANSWERS).group(1);
    load();
    List<Article> articles = articles();
    for (int from = 0; from < ORDERS; from += LINES) {
      decide(from, Math.min(ORDERS, from + LINES), articles);
    }
    tell("/v1/shipment-events", SCANS);
    tell("/v1/returns", RETURNS);
  }

  @AfterAll
  static void stop() throws Exception {
    service.destroy();
    assertThat(service.waitFor(60, TimeUnit.SECONDS)).isTrue();
    HTTP.close();
  }

  @Test
  @Order(1)
  void theExportIsAHistoryOfTheWholeStore_byMonth() throws Exception {
    assertThat(decisionBy()).isEqualTo("rules");
    Shell.Result exported =
        whence("pipeline", "export", "--data-directory", "data", "--out", "history");

    assertThat(exported.code()).as(exported.text()).isZero();
    assertThat(exported.text())
        .containsPattern("orders +%,d rows".formatted(ORDERS))
        .containsPattern("order_lines +%,d rows".formatted(2 * ORDERS))
        .containsPattern("returns +%,d rows".formatted(RETURNS.size()))
        .containsPattern("shipment_events +%,d rows".formatted(SCANS.size()))
        .containsPattern("delivered %,d".formatted(SCANS.size() / 2));
    try (Stream<Path> months = Files.list(folder.resolve("history/shipments"))) {
      assertThat(months.map(month -> String.valueOf(month.getFileName())))
          .hasSizeBetween(14, 16)
          .allSatisfy(month -> assertThat(month).matches("month=\\d{4}-\\d{2}"));
    }
    Shell.Result elsewhere =
        whence("pipeline", "export", "--data-directory", "none", "--out", "history");
    assertThat(elsewhere.code()).isEqualTo(1);
    assertThat(elsewhere.text()).contains("There is no order store in", "Maybe");
    Files.writeString(folder.resolve("history/letter.txt"), "keep me");
    assertThat(whence("pipeline", "export", "--data-directory", "data", "--out", "history").code())
        .isZero();
    assertThat(folder.resolve("history/letter.txt")).hasContent("keep me");
  }

  @Test
  @Order(2)
  void oneCommandTrainsPublishesAndAssigns_andTheNextDecisionIsMadeByTheNewModels()
      throws Exception {
    Shell.Result retrained =
        whence("retrain", "--url", base, "--data-directory", "data", "--work", "work");

    assertThat(retrained.code()).as(retrained.text()).isZero();
    assertThat(retrained.text())
        .containsPattern("transit-time@\\S+ answers now\\.")
        .containsPattern("return-risk@\\S+ answers now\\.");
    JsonNode report = JSON.readTree(folder.resolve("work/retrain-report.json").toFile());
    assertThat(report.path("rows").path("order_lines").asInt()).isEqualTo(2 * ORDERS);
    assertThat(report.path("models").findValuesAsText("passed")).containsExactly("true", "true");
    assertThat(decisionBy()).isEqualTo("model");
    JsonNode active = get("/v1/model-assignments").path("items").path(0);
    assertThat(active.path("inForce").asBoolean()).isTrue();
    assertThat(active.path("number")).isEqualTo(report.path("assignment"));
    assertThat(active.path("models").findValuesAsText("version"))
        .isEqualTo(report.path("models").findValuesAsText("version"));
  }

  @Test
  @Order(3)
  void whatTheOrdersToldHasBeenLearned_andWhereItIsNotToldTheRulesSaySo() throws Exception {
    JsonNode usual = next(false, false);
    // A fragile order may go by another service, which is what the estimate is for.
    JsonNode fragile =
        evaluate(
            likewise(
                order("NEXT", now, PLACES.getFirst(), articles().subList(0, 2), true, true),
                usual.at("/shipments/0")));

    assertThat(fragile.at("/shipments/0/carrierService"))
        .isEqualTo(usual.at("/shipments/0/carrierService"));
    assertThat(fragile.at("/shipments/0/shipNode")).isEqualTo(usual.at("/shipments/0/shipNode"));
    assertThat(fragile.at("/shipments/0/transit/days/p50").asDouble())
        .isGreaterThan((1 + FRAGILE / 2) * usual.at("/shipments/0/transit/days/p50").asDouble());
    // By the days of the policy both may be as sure as can be, as the weekday and hour have it.
    LocalDate promise = likelyArrival(fragile);
    JsonNode usualByThen = evaluate(promised(promise, usual, false));
    JsonNode fragileByThen = evaluate(promised(promise, usual, true));
    assertThat(fragileByThen.at("/shipments/0/onTime").asDouble())
        .as("%s and %s", fragileByThen, usualByThen)
        .isLessThan(usualByThen.at("/shipments/0/onTime").asDouble());
    ObjectNode gift = order("NEXT", now, PLACES.getFirst(), articles().subList(0, 2), true, true);
    ObjectNode none = gift.deepCopy();
    ((ObjectNode) none.at("/order/lines/0/attributes")).put("gift", false);
    JsonNode given = onceReturnsCount(gift).at("/returns/0");
    JsonNode kept = evaluate(none).at("/returns/0");
    assertThat(given.path("probability").asDouble())
        .as("%s and %s", given, kept)
        .isGreaterThan(0.05 + kept.path("probability").asDouble());

    ((ObjectNode) none.path("order")).remove("attributes");
    JsonNode silent = evaluate(none);
    assertThat(silent.at("/path/by").asText()).isEqualTo("rules");
    assertThat(silent.at("/path/because").toString()).contains("attributes.handling");
  }

  @Test
  @Order(4)
  void theActiveModelStays_whereNothingNewIsKnown() throws Exception {
    JsonNode before = get("/v1/model-assignments").path("items").path(0);
    Shell.Result again =
        whence(
            "retrain",
            "--url",
            base,
            "--data-directory",
            "data",
            "--work",
            "work",
            "--model",
            "return-risk");

    assertThat(again.code()).as(again.text()).isEqualTo(4);
    assertThat(again.text()).contains("THE ACTIVE MODEL STAYS", "goes on answering");
    assertThat(get("/v1/model-assignments").path("items").path(0)).isEqualTo(before);
  }

  @Test
  @Order(5)
  void whatCannotBeIsSaidAtOnce() {
    Shell.Result nobody =
        whence("retrain", "--url", "http://127.0.0.1:1", "--data-directory", "data", "--work", "w");
    assertThat(nobody.code()).isEqualTo(1);
    assertThat(nobody.text()).contains("No answer from http://127.0.0.1:1", "Maybe");
    Shell.Result other =
        whence("retrain", "--data-directory", "data", "--work", "w", "--model", "demand");
    assertThat(other.code()).isEqualTo(2);
    assertThat(other.text()).contains("There is no model demand");
  }

  /// By what an order of now is decided.
  private static String decisionBy() throws Exception {
    return next(true, true).at("/path/by").asText();
  }

  /// How an order of now is decided.
  private static JsonNode next(boolean fragile, boolean gift) throws Exception {
    ObjectNode order =
        order("NEXT", now, PLACES.getFirst(), articles().subList(0, 2), fragile, gift);
    return evaluate(order);
  }

  /// The day on which nine parcels in ten like the first one have arrived.
  private static LocalDate likelyArrival(JsonNode decision) {
    JsonNode parcel = decision.path("shipments").path(0);
    double days = parcel.at("/transit/days/p90").asDouble();
    assertThat(days).as(decision.toString()).isPositive();
    return Instant.parse(parcel.path("handover").asText())
        .plusSeconds((long) (days * 86_400))
        .atZone(ZoneId.of(PLACES.getFirst().zone()))
        .toLocalDate();
  }

  /// An order of now with a promise of its own, to go as the first parcel of a decision.
  private static ObjectNode promised(LocalDate promise, JsonNode decision, boolean fragile)
      throws Exception {
    ObjectNode request =
        likewise(
            order("NEXT", now, PLACES.getFirst(), articles().subList(0, 2), fragile, true),
            decision.at("/shipments/0"));
    ((ObjectNode) request.path("order")).put("promiseDate", promise.toString());
    return request;
  }

  /// The order from the same ship node by the same service as a parcel.
  private static ObjectNode likewise(ObjectNode request, JsonNode parcel) throws Exception {
    String service = parcel.path("carrierService").asText();
    ArrayNode others = request.putArray("excludeServices");
    Path demo = folder.resolve("whence-" + VERSION + "/examples/demo/carrier-services.json");
    for (JsonNode each : JSON.readTree(demo.toFile())) {
      if (!each.path("id").asText().equals(service)) {
        others.add(each.path("id").asText());
      }
    }
    ArrayNode pins = request.putArray("pins");
    for (JsonNode line : request.at("/order/lines")) {
      pins.addObject()
          .put("lineId", line.path("lineId").asText())
          .put("shipNode", parcel.path("shipNode").asText())
          .put("units", line.path("quantity").asInt());
    }
    return request;
  }

  /// The service counts once a minute what came back; until then it sees lines that were sold and
  /// none that came back, which no model was trained on.
  private static JsonNode onceReturnsCount(ObjectNode order) throws Exception {
    JsonNode decision = evaluate(order);
    Instant end = Instant.now().plus(PATIENCE);
    while (decision.at("/returns/0/source").asText().equals("assumed")
        && Instant.now().isBefore(end)) {
      Thread.sleep(1_000);
      decision = evaluate(order);
    }
    return decision;
  }

  /// On a busy machine a model may be late once, and says so.
  private static JsonNode evaluate(ObjectNode order) throws Exception {
    String request = order.put("mode", "evaluate").toString();
    JsonNode decision = post("/v1/decisions", "application/json", request);
    for (int tries = 0; tries < 50 && decision.toString().contains("TIMED_OUT"); tries++) {
      decision = post("/v1/decisions", "application/json", request);
    }
    return decision;
  }

  private static void load() throws Exception {
    Path demo = folder.resolve("whence-" + VERSION + "/examples/demo");
    for (String kind : List.of("ship-nodes", "carrier-services", "items")) {
      put("/v1/" + kind, "application/json", Files.readString(demo.resolve(kind + ".json")));
    }
    String plenty =
        Files.readString(demo.resolve("stock.csv"))
            .replaceAll("(?m)^([^,\n]*,[^,\n]*),\\d+,", "$1,100000,");
    put("/v1/stock", "text/csv", plenty);
  }

  private static List<Article> articles() throws IOException {
    Path items = folder.resolve("whence-" + VERSION + "/examples/demo/items.json");
    var articles = new ArrayList<Article>();
    for (JsonNode item : JSON.readTree(items.toFile())) {
      if (!item.path("hazmat").asBoolean() && item.path("weightGrams").asInt() < 6_000) {
        articles.add(new Article(item.path("sku").asText(), item.path("category").asText()));
      }
    }
    return articles;
  }

  private static void decide(int from, int until, List<Article> articles) throws Exception {
    var lines = new StringBuilder();
    var placed = new ArrayList<ObjectNode>();
    var bought = new ArrayList<List<Article>>();
    var places = new ArrayList<Place>();
    for (int i = from; i < until; i++) {
      Instant at =
          now.minus(Duration.ofDays(DAYS))
              .plusSeconds((long) (i * ((DAYS - 5) * 86_400.0 / ORDERS)));
      Place place = PLACES.get(CHANCE.nextInt(PLACES.size()));
      int first = CHANCE.nextInt(articles.size());
      List<Article> two =
          List.of(
              articles.get(first),
              articles.get((first + 1 + CHANCE.nextInt(articles.size() - 1)) % articles.size()));
      ObjectNode order =
          order("O" + i, at, place, two, CHANCE.nextInt(3) == 0, CHANCE.nextInt(3) == 0);
      placed.add(order);
      bought.add(two);
      places.add(place);
      lines.append(order).append('\n');
    }
    String[] answers =
        send(HttpRequest.newBuilder(URI.create(base + "/v1/decisions/batch"))
                .header("Content-Type", "application/x-ndjson")
                .POST(HttpRequest.BodyPublishers.ofString(lines.toString())))
            .split("\n");
    for (int i = 0; i < answers.length; i++) {
      JsonNode decision = JSON.readTree(answers[i]).path("decision");
      assertThat(decision.path("outcome").asText()).as(answers[i]).isEqualTo("ALLOCATED");
      for (JsonNode shipment : decision.path("shipments")) {
        boolean fragile = placed.get(i).at("/order/attributes/handling").asText().equals("fragile");
        travel(shipment, places.get(i).slow() + (fragile ? FRAGILE : 0));
      }
      comeBack(placed.get(i).path("order"), bought.get(i));
    }
  }

  /// @param fragile as the order is told to be
  /// @param gift as its first line is told to be, and the second one is not
  private static ObjectNode order(
      String id, Instant at, Place place, List<Article> articles, boolean fragile, boolean gift) {
    ObjectNode request = JSON.createObjectNode().put("mode", "commit");
    ObjectNode order =
        request
            .putObject("order")
            .put("orderId", id)
            .put("channel", "web")
            .put("customerClass", "regular")
            .put("customerId", "C" + CHANCE.nextInt(900))
            .put("serviceLevel", "STANDARD")
            .put("currency", "USD")
            .put("orderedAt", at.truncatedTo(ChronoUnit.SECONDS).toString());
    order
        .putObject("destination")
        .put("country", "US")
        .put("region", place.region())
        .put("postalCode", place.postalCode())
        .put("latitude", place.latitude())
        .put("longitude", place.longitude())
        .put("timeZone", place.zone());
    order.putObject("attributes").put("handling", fragile ? "fragile" : "usual");
    ArrayNode lines = order.putArray("lines");
    for (int i = 0; i < articles.size(); i++) {
      lines
          .addObject()
          .put("lineId", Integer.toString(i + 1))
          .put("sku", articles.get(i).sku())
          .put("quantity", 1)
          .put("unitPriceMinor", 900 + CHANCE.nextInt(8_000))
          .putObject("attributes")
          .put("gift", gift && i == 0);
    }
    return request;
  }

  /// Leaves as planned and arrives in the afternoon of some day; what is underway still is told of
  /// by nobody.
  ///
  /// @param slow by how much slower than published (logarithm)
  private static void travel(JsonNode shipment, double slow) {
    Instant handover = Instant.parse(shipment.path("handover").asText());
    int published = Math.max(1, shipment.path("transit").path("dueDays").asInt());
    double turns = 0.4 * Math.sin(2 * Math.PI * Duration.between(now, handover).toDays() / 120.0);
    double days = published * Math.exp(-0.05 + slow + turns + 0.12 * CHANCE.nextGaussian());
    Instant arrived =
        handover
            .plusSeconds((long) (days * 86_400))
            .atOffset(ZoneOffset.UTC)
            .with(LocalTime.of(17, 0))
            .toInstant();
    if (!arrived.isAfter(handover)) {
      arrived = handover.plus(Duration.ofHours(20));
    }
    if (arrived.isBefore(now)) {
      scan(shipment, "HANDED_OVER", handover);
      scan(shipment, "DELIVERED", arrived);
    }
  }

  private static void scan(JsonNode shipment, String scan, Instant at) {
    String id = shipment.path("shipmentId").asText();
    SCANS
        .addObject()
        .put("eventId", scan.charAt(0) + id)
        .put("shipmentId", id)
        .put("scan", scan)
        .put("occurredAt", at.toString());
  }

  private static void comeBack(JsonNode order, List<Article> articles) {
    Instant at = Instant.parse(order.path("orderedAt").asText());
    for (int i = 0; i < articles.size(); i++) {
      boolean dear = order.path("lines").get(i).path("unitPriceMinor").asInt() > 5_000;
      boolean gift = order.path("lines").get(i).at("/attributes/gift").asBoolean();
      double risk =
          (articles.get(i).category().equals("fashion") ? (dear ? 0.8 : 0.15) : (dear ? 0.3 : 0.02))
              + (gift ? 0.2 : 0);
      Instant back = at.plus(Duration.ofDays(9 + CHANCE.nextInt(31)));
      if (CHANCE.nextDouble() < risk && back.isBefore(now)) {
        RETURNS
            .addObject()
            .put("returnId", "r-%s-%d".formatted(order.path("orderId").asText(), i))
            .put("orderId", order.path("orderId").asText())
            .put("lineId", Integer.toString(i + 1))
            .put("units", 1)
            .put("returnedAt", back.toString());
      }
    }
  }

  private static void tell(String path, ArrayNode all) throws Exception {
    for (int from = 0; from < all.size(); from += EVENTS) {
      ArrayNode some = JSON.createArrayNode();
      for (int i = from; i < Math.min(all.size(), from + EVENTS); i++) {
        some.add(all.get(i));
      }
      JsonNode answer = post(path, "application/json", some.toString());
      assertThat(answer.path("added").asInt()).as(answer.toString()).isEqualTo(some.size());
    }
  }

  private static JsonNode get(String path) throws Exception {
    return JSON.readTree(send(HttpRequest.newBuilder(URI.create(base + path)).GET()));
  }

  private static JsonNode post(String path, String type, String body) throws Exception {
    return JSON.readTree(
        send(
            HttpRequest.newBuilder(URI.create(base + path))
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString(body))));
  }

  private static void put(String path, String type, String body) throws Exception {
    send(
        HttpRequest.newBuilder(URI.create(base + path))
            .header("Content-Type", type)
            .PUT(HttpRequest.BodyPublishers.ofString(body)));
  }

  private static String send(HttpRequest.Builder request) throws Exception {
    HttpResponse<String> response =
        HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode())
        .as(() -> response.body() + "\n" + lastWords())
        .isBetween(200, 299);
    return response.body();
  }

  /// The end of what the service said.
  private static String lastWords() {
    try {
      String said = Files.readString(folder.resolve("service.log"));
      return said.substring(Math.max(0, said.length() - 5_000));
    } catch (IOException e) {
      return "Its log cannot be read: " + e;
    }
  }

  private static Matcher await(Path log, Pattern words) throws Exception {
    Instant end = Instant.now().plus(PATIENCE);
    while (Instant.now().isBefore(end) && service.isAlive()) {
      Matcher found = words.matcher(Files.readString(log));
      if (found.find()) {
        return found;
      }
      Thread.sleep(20);
    }
    service.destroyForcibly();
    throw new AssertionError("It does not say " + words + ":\n" + Files.readString(log));
  }

  private static String command() {
    return "whence-" + VERSION + "/bin/whence";
  }

  private static Shell.Result whence(String... arguments) {
    var words = new ArrayList<>(List.of(command()));
    words.addAll(List.of(arguments));
    return Shell.run(folder, environment(), words, PATIENCE);
  }

  private static void must(List<String> command) {
    Shell.Result result = Shell.run(folder, environment(), command);
    assertThat(result.code()).as(result.text()).isZero();
  }

  private static Map<String, String> environment() {
    return Map.of(
        "PATH",
        "/usr/local/bin:/usr/bin:/bin",
        "JAVA_HOME",
        System.getProperty("java.home"),
        "HOME",
        folder.toString(),
        "LANG",
        "C");
  }
}
