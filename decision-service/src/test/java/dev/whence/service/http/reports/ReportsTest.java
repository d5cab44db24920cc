package dev.whence.service.http.reports;

import static dev.whence.service.http.TestClient.json;
import static dev.whence.service.http.TestClient.problem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.whence.service.Service;
import dev.whence.service.TestService;
import dev.whence.service.http.TestClient;
import dev.whence.service.store.DatabaseAddress;
import dev.whence.service.store.TestDatabase;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Every figure is counted again from what the interface tells of each order, parcel and decision,
/// of orders whose lives were drawn by lot.
class ReportsTest {
  private static final int ORDERS = 80;
  private static final ZoneId DOOR = ZoneId.of("America/Los_Angeles");
  private static final String PERIOD = "since=2026-05-01T00:00:00Z&until=2026-06-01T00:00:00Z";

  private static final DatabaseAddress STORE = TestDatabase.freshAddress();
  private static final RandomGenerator RANDOM =
      RandomGeneratorFactory.of("L64X128MixRandom").create(20_261_129);
  private static Service service;
  private static TestClient api;

  @BeforeAll
  static void lives() {
    service = TestService.start(STORE, Map.of());
    api = new TestClient(service.port());
    TestService.network(api);
    for (String sku : List.of("A", "B", "C", "D")) {
      // In different places, so that orders are split, and too few.
      TestService.stock(api, sku, 50, sku.compareTo("C") < 0 ? "RENO" : "DALLAS");
    }
    for (int i = 0; i < ORDERS; i++) {
      live("order-" + i);
    }
    await(() -> json(report("fallbacks", "")).at("/total/whole").asLong() == decisions().size());
    await(ReportsTest::isSettled);
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  /// Refused and released units serve the waiting lines a moment later, which is looked for once a
  /// second.
  private static boolean isSettled() {
    String before = orders() + "" + decisions();
    try {
      Thread.sleep(2_500);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return before.equals(orders() + "" + decisions());
  }

  private static void live(String id) {
    int day = 4 + RANDOM.nextInt(5);
    int lines = 1 + RANDOM.nextInt(3);
    var body = new StringBuilder();
    for (int line = 0; line < lines; line++) {
      body.append(line == 0 ? "" : ",")
          .append(
              "{\"lineId\": \"%d\", \"sku\": \"%c\", \"quantity\": %d, \"unitPriceMinor\": 900}"
                  .formatted(line + 1, 'A' + RANDOM.nextInt(4), 1 + RANDOM.nextInt(3)));
    }
    String order =
        TestService.order(id, "A")
            .replaceFirst("\"lines\": \\[.*]", "\"lines\": [" + body + "]")
            .replace("2026-05-04T16:00:00Z", "2026-05-%02dT16:00:00Z".formatted(day));
    HttpResponse<String> committed = api.post("/v1/decisions", order);
    assertThat(committed.statusCode()).as(committed.body()).isEqualTo(201);
    JsonNode decision = json(committed);
    if (RANDOM.nextInt(8) == 0) {
      api.post("/v1/orders/" + id + "/cancel", "{\"lines\": [{\"lineId\": \"1\", \"units\": 1}]}");
    }
    if (decision.has("reservation")) {
      if (RANDOM.nextInt(10) == 0) {
        api.post("/v1/reservations/" + decision.at("/reservation/id").asText() + "/release");
        return;
      }
      api.post("/v1/reservations/" + decision.at("/reservation/id").asText() + "/confirm");
    }
    for (JsonNode parcel : json(api.get("/v1/orders/" + id)).path("parcels")) {
      parcel(id, parcel.path("shipmentId").asText(), day);
    }
  }

  private static void parcel(String order, String id, int day) {
    switch (RANDOM.nextInt(8)) {
      case 0 -> api.post("/v1/shipments/" + id + "/refuse", "{\"reason\": \"other\"}");
      case 1 -> api.post("/v1/shipments/" + id + "/accept", "{}");
      case 2 -> {
        scan(id, "HANDED_OVER", day + 1, 20);
        scan(id, "LOST", day + 9, 20);
      }
      case 3 -> scan(id, "HANDED_OVER", day + 1, 20);
      default -> {
        scan(id, "HANDED_OVER", day + 1, 20);
        scan(id, "DELIVERED", 9 + RANDOM.nextInt(5), 3 + RANDOM.nextInt(12));
        if (RANDOM.nextInt(3) == 0) {
          int units = 1 + RANDOM.nextInt(2);
          HttpResponse<String> answer =
              api.post(
                  "/v1/returns",
                  "[{\"returnId\": \"r-%s\", \"orderId\": \"%s\", \"lineId\": \"1\", \"units\": %d, \"reason\": \"size\", \"returnedAt\": \"2026-05-20T09:00:00Z\"}]"
                      .formatted(id, order, units));
          assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        }
      }
    }
  }

  private static void scan(String shipment, String scan, int day, int hour) {
    HttpResponse<String> answer =
        api.post(
            "/v1/shipment-events",
            "[{\"eventId\": \"%s-%s\", \"shipmentId\": \"%s\", \"scan\": \"%2$s\", \"occurredAt\": \"2026-05-%02dT%02d:30:00Z\"}]"
                .formatted(shipment, scan, shipment, day, hour));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  private static HttpResponse<String> report(String report, String more) {
    HttpResponse<String> answer = api.get("/v1/reports/%s?%s%s".formatted(report, PERIOD, more));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer;
  }

  /// A part and a whole.
  private record Share(long part, long whole) {
    Share plus(Share other) {
      return new Share(part + other.part, whole + other.whole);
    }

    static Share read(JsonNode figures) {
      return new Share(figures.path("part").asLong(), figures.path("whole").asLong());
    }
  }

  /// The total, the rows by key and the trend of a report are what was counted by hand, and behind
  /// each figure there are as many rows.
  private static void compare(String report, String by, Map<String, Share> counted) {
    JsonNode told = json(report(report, "&by=" + by));
    Share total = counted.values().stream().reduce(new Share(0, 0), Share::plus);
    assertThat(Share.read(told.path("total"))).as(report).isEqualTo(total);
    var rows = new TreeMap<String, Share>();
    for (JsonNode row : told.path("rows")) {
      rows.put(row.path("key").asText(), Share.read(row));
    }
    assertThat(rows).as(report + " by " + by).isEqualTo(counted);
    Share trend = new Share(0, 0);
    for (JsonNode point : told.path("trend")) {
      trend = trend.plus(Share.read(point));
    }
    assertThat(trend).as("trend of " + report).isEqualTo(total);
    assertThat(total.part()).as("something to count").isPositive();
    for (String key : counted.keySet()) {
      long part = 0;
      long whole = 0;
      for (JsonNode row : rows(report, by, key, "all")) {
        part += row.path("part").asLong();
        whole += row.path("whole").asLong();
        assertThat(row.path("decisionId").asText()).as(row.toString()).isNotEmpty();
      }
      assertThat(new Share(part, whole)).as(key).isEqualTo(counted.get(key));
      assertThat(rows(report, by, key, "part").size() + rows(report, by, key, "rest").size())
          .isEqualTo(rows(report, by, key, "all").size());
    }
    List<String> csv = report(report, "&format=csv&by=" + by).body().lines().toList();
    assertThat(csv.getFirst()).startsWith(by + ",part,whole,share");
    assertThat(csv).hasSize(counted.size() + 1);
  }

  private static List<JsonNode> rows(String report, String by, String key, String which) {
    var rows = new ArrayList<JsonNode>();
    String cursor = "";
    do {
      JsonNode page =
          json(
              api.get(
                  "/v1/reports/%s/rows?%s&by=%s&key=%s&which=%s&limit=7%s"
                      .formatted(report, PERIOD, by, key, which, cursor)));
      page.path("items").forEach(rows::add);
      cursor = page.has("nextCursor") ? "&cursor=" + page.path("nextCursor").asText() : "";
    } while (!cursor.isEmpty());
    return rows;
  }

  private static List<JsonNode> orders() {
    var orders = new ArrayList<JsonNode>();
    for (int i = 0; i < ORDERS; i++) {
      orders.add(json(api.get("/v1/orders/order-" + i)));
    }
    return orders;
  }

  private static List<JsonNode> decisions() {
    var decisions = new ArrayList<JsonNode>();
    json(api.get("/v1/decisions?limit=500")).path("items").forEach(decisions::add);
    return decisions;
  }

  /// Parcels that hold something or have left, as their orders tell, with `carrierService` and
  /// `freightMinor` as their decisions do.
  private static List<ObjectNode> parcels() {
    var decided = new TreeMap<String, JsonNode>();
    for (JsonNode decision : decisions()) {
      json(api.get("/v1/decisions/" + decision.path("decisionId").asText()))
          .path("shipments")
          .forEach(parcel -> decided.put(parcel.path("shipmentId").asText(), parcel));
    }
    var parcels = new ArrayList<ObjectNode>();
    for (JsonNode order : orders()) {
      for (JsonNode parcel : order.path("parcels")) {
        JsonNode plan =
            java.util.Objects.requireNonNull(
                decided.get(parcel.path("shipmentId").asText()), parcel.toString());
        var all = (ObjectNode) parcel.deepCopy();
        all.put("orderId", order.path("orderId").asText());
        all.put("carrierService", plan.path("carrierService").asText());
        all.put("freightMinor", plan.at("/costMinor/freight").asDouble());
        parcels.add(all);
      }
    }
    return parcels;
  }

  @Test
  void unitsThatArePlannedOrSentAreTheFillRate() {
    var bySku = new TreeMap<String, Share>();
    for (JsonNode order : orders()) {
      for (JsonNode line : order.path("lines")) {
        int wanted = line.path("quantity").asInt() - line.path("cancelled").asInt();
        int placed = 0;
        for (String state : List.of("reserved", "confirmed", "shipped", "delivered")) {
          placed += line.path(state).asInt();
        }
        if (wanted > 0) {
          bySku.merge(line.path("sku").asText(), new Share(placed, wanted), Share::plus);
        }
      }
    }

    compare("fill-rate", "sku", bySku);
  }

  @Test
  void parcelsThatCameByThePromisedDayAreOnTime() {
    var byNode = new TreeMap<String, Share>();
    for (JsonNode parcel : parcels()) {
      LocalDate promised = LocalDate.parse("2026-05-11"); // of every order
      boolean onTime =
          parcel.has("deliveredAt")
              && !LocalDate.ofInstant(Instant.parse(parcel.path("deliveredAt").asText()), DOOR)
                  .isAfter(promised);
      byNode.merge(parcel.path("shipNode").asText(), new Share(onTime ? 1 : 0, 1), Share::plus);
    }

    compare("on-time", "ship-node", byNode);
  }

  @Test
  void carriersAreMeasured() {
    JsonNode told = json(report("carriers", "&by=carrier-service"));
    var freight = new TreeMap<String, List<Double>>();
    for (JsonNode parcel : parcels()) {
      freight
          .computeIfAbsent(parcel.path("carrierService").asText(), name -> new ArrayList<>())
          .add(parcel.path("freightMinor").asDouble());
    }

    assertThat(told.path("currency").asText()).isEqualTo("USD");
    for (JsonNode row : told.path("rows")) {
      List<Double> all = freight.getOrDefault(row.path("key").asText(), List.of());
      double average = all.stream().mapToDouble(Double::doubleValue).average().orElse(0);
      assertThat(row.at("/more/freightMinor").asDouble())
          .isCloseTo(average, org.assertj.core.data.Offset.offset(0.5));
      assertThat(row.at("/more/published").asDouble()).isBetween(0.9, 1.0);
      assertThat(row.at("/more/measuredDays").asDouble()).isPositive();
    }
  }

  @Test
  void ordersInSeveralParcelsAreSplit() {
    var byChannel = new TreeMap<String, Share>();
    var parcels = new TreeMap<String, Integer>();
    parcels().forEach(parcel -> parcels.merge(parcel.path("orderId").asText(), 1, Integer::sum));
    parcels
        .values()
        .forEach(count -> byChannel.merge("web", new Share(count > 1 ? 1 : 0, 1), Share::plus));

    compare("splits", "channel", byChannel);
  }

  @Test
  void decisionsWithoutAModelAreFallbacks_byReason() {
    var reasons = new TreeMap<String, Share>();
    int fallbacks = 0;
    List<JsonNode> decisions = decisions();
    for (JsonNode decision : decisions) {
      JsonNode path =
          json(api.get("/v1/decisions/" + decision.path("decisionId").asText())).path("path");
      var codes = new java.util.TreeSet<String>();
      path.path("because").forEach(one -> codes.add(one.path("reason").asText()));
      codes.forEach(code ->
          reasons.merge(
              code,
              new Share(1, decisions.size()),
              (one, other) -> new Share(one.part() + 1, decisions.size())));
      fallbacks += codes.isEmpty() ? 0 : 1;
    }

    JsonNode told = json(report("fallbacks", "&by=reason"));
    assertThat(Share.read(told.path("total"))).isEqualTo(new Share(fallbacks, decisions.size()));
    var rows = new TreeMap<String, Share>();
    told.path("rows").forEach(row -> rows.put(row.path("key").asText(), Share.read(row)));
    assertThat(rows).isEqualTo(reasons).isNotEmpty();
    for (String reason : reasons.keySet()) {
      assertThat(rows("fallbacks", "reason", reason, "all"))
          .hasSize((int) reasons.get(reason).part());
    }
  }

  @Test
  void unitsThatCameBackAreReturns() {
    var bySku = new TreeMap<String, Share>();
    for (JsonNode order : orders()) {
      for (JsonNode line : order.path("lines")) {
        int sent = line.path("shipped").asInt() + line.path("delivered").asInt();
        int returned = line.path("returned").asInt();
        if (sent > 0) {
          bySku.merge(
              line.path("sku").asText(), new Share(Math.min(sent, returned), sent), Share::plus);
        }
      }
    }

    compare("returns", "sku", bySku);
  }

  @Test
  void whatNodesAnsweredIsTheirAcceptance() {
    String now = "since=2026-05-01T00:00:00Z";
    JsonNode told = json(api.get("/v1/reports/acceptance?" + now));
    assertThat(told.path("rows")).isNotEmpty();
    for (JsonNode row : told.path("rows")) {
      JsonNode node = json(api.get("/v1/ship-nodes/" + row.path("key").asText() + "/acceptance"));
      assertThat(row.path("part").asLong()).isEqualTo(node.path("parcelsAccepted").asLong());
      assertThat(row.path("whole").asLong() - row.path("part").asLong())
          .isEqualTo(node.path("parcelsRefused").asLong());
    }
  }

  @Test
  void whatCannotBeIsToldInWords() {
    assertThat(problem(api.get("/v1/reports/odd"))).isEqualTo("404 /problems/not-found");
    assertThat(problem(api.get("/v1/reports/splits?by=sku&trend=year&since=tomorrow")))
        .contains("since must be a time", "by must be one of", "trend must be one of");
    assertThat(
            problem(
                api.get(
                    "/v1/reports/splits?since=2026-05-02T00:00:00Z&until=2026-05-01T00:00:00Z")))
        .contains("since must lie before until");
    assertThat(
            problem(
                api.get(
                    "/v1/reports/splits?since=2016-05-02T00:00:00Z&until=2026-05-01T00:00:00Z")))
        .contains("since must lie at most 1098 days before until");
    assertThat(problem(api.get("/v1/reports/splits/rows?which=most&cursor=x")))
        .contains("which must be one of", "cursor must be the nextCursor");
    JsonNode empty =
        json(
            api.get("/v1/reports/fill-rate?since=2024-05-02T00:00:00Z&until=2024-06-01T00:00:00Z"));
    assertThat(empty.path("total").has("share")).isFalse();
    assertThat(empty.path("rows")).isEmpty();
  }

  private static void await(java.util.function.BooleanSupplier done) {
    Instant end = Instant.now().plus(Duration.ofSeconds(30));
    while (!done.getAsBoolean()) {
      assertThat(Instant.now()).as("waited in vain").isBefore(end);
      try {
        Thread.sleep(100);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }
}
