package dev.whence.service.http.events;

import static dev.whence.service.http.TestClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.service.TestService;
import dev.whence.service.http.TestClient;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What events and timelines tell: everything that can happen to an order is made to happen over
/// HTTP, and what the feed and `GET /v1/orders/{id}` say of it is compared with golden files.
class EventDataTest {
  private static final Path EVENTS = Path.of("src/test/resources/golden/events.txt");
  private static final Path TIMELINES = Path.of("src/test/resources/golden/timelines.txt");
  private static final Path GUIDE = Path.of("../docs/events.md");

  private static final int MOST_BYTES = 8 * 1024;

  /// Types that the tests of webhooks, of milestones and of offers are about.
  private static final Set<String> ELSEWHERE =
      Set.of(
          "webhook-test",
          "daily-digest",
          "parcel-late",
          "parcel-back-on-time",
          "parcel-accepted",
          "offer-opened",
          "offer-claimed",
          "offer-assigned",
          "offer-lost",
          "offer-expired",
          "offer-declined",
          "offer-withdrawn");

  private static final Pattern ID =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

  private final TestClient api = TestService.client();

  @AfterEach
  void everythingAgrees() {
    assertThat(TestService.discrepancies()).isEmpty();
  }

  @Test
  void everyKindOfEventTellsWhatHappened_andTheTimelineWhy() throws IOException {
    String start = json(api.get("/v1/events?after=now")).path("nextCursor").asText();
    List<String> orders =
        List.of(
            sentDeliveredAndReturned(),
            refused(),
            refusedTooOften(),
            released(),
            expired(),
            approvedAndCancelled(),
            declined(),
            timedOut(),
            changedAndMoved(),
            sentAllTheSameAndLost(),
            lostAndSentAgain(),
            lostAndRefunded());

    Map<String, List<JsonNode>> events = eventsOf(orders, start);
    var told = new StringBuilder();
    var timelines = new StringBuilder();
    for (String order : orders) {
      var ids = new LinkedHashMap<String, String>();
      told.append(order).append('\n');
      for (JsonNode event : events.getOrDefault(order, List.of())) {
        told.append(masked("  " + line(event), ids)).append('\n');
      }
      timelines.append(order).append('\n');
      for (JsonNode moment : json(api.get("/v1/orders/" + order)).path("timeline")) {
        timelines
            .append(
                masked(
                    "  %-22s %s: %s"
                        .formatted(
                            moment.path("kind").asText(),
                            moment.path("subject").asText(),
                            moment.path("detail").asText()),
                    ids))
            .append('\n');
      }
    }

    compare(EVENTS, told.toString());
    compare(TIMELINES, timelines.toString());
    List<JsonNode> all = events.values().stream().flatMap(List::stream).toList();
    assertThat(all)
        .allSatisfy(event ->
            assertThat(event.toString().getBytes(StandardCharsets.UTF_8).length)
                .isLessThan(MOST_BYTES / 4));
    theGuideTellsEveryMember(all);
    for (String order : orders) {
      JsonNode life = json(api.get("/v1/orders/" + order));
      var subscriber = new Subscriber(life.path("lines"));
      events.getOrDefault(order, List.of()).forEach(subscriber::hear);
      assertThat(subscriber.lines())
          .as("%s as one sees it who only hears events", order)
          .isEqualTo(Subscriber.lines(life));
    }
  }

  @Test
  void theDecisionOfAnOrderOfTwentyLinesIsSmall() {
    List<String> lines = IntStream.rangeClosed(1, 20).mapToObj(i -> "LARGE-" + i + " 2").toList();
    for (int i = 1; i <= 20; i++) {
      stock("LARGE-" + i, 9, i % 3 == 0 ? "DALLAS" : i % 3 == 1 ? "RENO" : "TACOMA");
    }
    String start = json(api.get("/v1/events?after=now")).path("nextCursor").asText();

    committed("large-1", "", lines.toArray(String[]::new));

    JsonNode event = eventsOf(List.of("large-1"), start).getOrDefault("large-1", List.of()).get(0);
    int bytes = event.toString().getBytes(StandardCharsets.UTF_8).length;
    System.out.printf("The decision of an order of 20 lines is told in %d bytes%n", bytes);
    assertThat(bytes).isLessThan(MOST_BYTES / 2);
    assertThat(event.at("/data/shipments").findValuesAsText("lineId")).hasSize(20);
  }

  /// A scan that waits with its order locked is told before what waits for it.
  @Test
  void eventsOfAnOrderAreToldInTheOrderInWhichTheyHappened() throws Exception {
    String id = "tell-order";
    stock("TELL-M", 5, "RENO");
    stock("TELL-N", 0, "RENO");
    committed(id, "", "TELL-M 1", "TELL-N 1");
    String parcel = shipment(id);
    String start = json(api.get("/v1/events?after=now")).path("nextCursor").asText();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor();
        Connection other = TestService.connect();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute(
          "INSERT INTO shipment_events (event_id, shipment_id, scan, occurred_at, recorded_at, region)"
              + " VALUES ('tell-twin', 'none', 'NONE', now(), now(), '')");
      Future<HttpResponse<String>> scan =
          executor.submit(() ->
              api.post(
                  "/v1/shipment-events",
                  quoted(
                          "[{'eventId': 'tell-one', 'shipmentId': '%s', 'scan': 'HANDED_OVER', 'occurredAt': '2026-05-05T20:00:00Z'}, {'eventId': 'tell-twin', 'shipmentId': 'none', 'scan': 'NONE', 'occurredAt': '2026-05-05T20:00:00Z'}]")
                      .formatted(parcel)));
      Thread.sleep(1_000);
      Future<HttpResponse<String>> cancel =
          executor.submit(() ->
              api.post(
                  "/v1/orders/" + id + "/cancel",
                  quoted("{'lines': [{'lineId': 'TELL-N', 'units': 1}]}")));
      Thread.sleep(1_000);
      assertThat(scan.isDone()).isFalse();
      boolean cancelledFirst = cancel.isDone();
      other.rollback();
      ok(scan.get());
      ok(cancel.get());

      List<String> types =
          eventsOf(List.of(id), start).getOrDefault(id, List.of()).stream()
              .map(event -> event.path("type").asText())
              .toList();
      assertThat(types)
          .isEqualTo(
              cancelledFirst
                  ? List.of("order-cancelled", "shipment-left")
                  : List.of("shipment-left", "order-cancelled"));
    }
  }

  // What happens.

  private String sentDeliveredAndReturned() {
    String id = "tell-sent";
    stock("TELL-A", 5, "RENO");
    stock("TELL-B", 0, "RENO");
    JsonNode first = committed(id, "", "TELL-A 2", "TELL-B 1");
    ok(api.post(reservation(first) + "/extend", "{\"holdMinutes\": 120}"));
    ok(api.post(reservation(first) + "/confirm"));
    ok(api.post(reservation(first) + "/confirm"));
    scan(shipment(id), "HANDED_OVER", "2026-05-05T20:00:00Z");
    scan(shipment(id), "IN_TRANSIT", "2026-05-06T20:00:00Z");
    scan(shipment(id), "DELIVERED", "2099-05-07T20:00:00Z");
    scan(shipment(id), "DELIVERED", "2026-05-07T20:00:00Z");
    scan(shipment(id), "LOST", "2026-05-09T20:00:00Z");
    stock("TELL-B", 1, "DALLAS");
    until(() -> !json(api.get("/v1/orders/" + id)).at("/parcels/1").isMissingNode());
    ok(api.post("/v1/returns", quoted(returned(id, 1, "too small"))));
    ok(api.post("/v1/returns", quoted(returned(id, 9, "all of it"))));
    ok(
        api.post(
            "/v1/gradings",
            quoted(
                "[{'gradingId': 'tell-grading', 'returnId': 'tell-sent-r1', 'shipNode': 'RENO', 'sellable': 1, 'gradedAt': '2026-05-21T10:00:00Z'}]")));
    return id;
  }

  private static String returned(String order, int units, String reason) {
    return "[{'returnId': '%s-r%d', 'orderId': '%1$s', 'lineId': 'TELL-A', 'units': %2$d, 'reason': '%s', 'returnedAt': '2026-05-20T10:00:00Z'}]"
        .formatted(order, units, reason);
  }

  private String refused() {
    String id = "tell-refused";
    stock("TELL-C", 5, "RENO");
    committed(id, "", "TELL-C 2");
    String parcel = "/v1/shipments/" + shipment(id) + "/refuse";
    ok(
        api.post(
            parcel,
            quoted(
                "{'lines': [{'lineId': 'TELL-C', 'units': 1}], 'reason': 'damaged', 'note': 'moths'}")));
    ok(api.post(parcel, quoted("{'reason': 'short', 'found': 0, 'blocking': true}")));
    return id;
  }

  private String refusedTooOften() {
    String id = "tell-refused-often";
    for (String node : List.of("RENO", "DALLAS", "TACOMA")) {
      stock("TELL-L", 5, node);
    }
    committed(id, "", "TELL-L 1");
    for (int i = 0; i < 3; i++) {
      ok(
          api.post(
              "/v1/shipments/" + shipment(id) + "/refuse",
              quoted("{'reason': 'other', 'note': 'flooded'}")));
    }
    return id;
  }

  private String released() {
    String id = "tell-released";
    stock("TELL-D", 2, "RENO");
    String reservation = reservation(committed(id, "", "TELL-D 3"));
    ok(api.post(reservation + "/release", quoted("{'lines': [{'lineId': 'TELL-D', 'units': 1}]}")));
    ok(api.post(reservation + "/release"));
    ok(api.post(reservation + "/release"));
    return id;
  }

  private String expired() {
    String id = "tell-expired";
    stock("TELL-E", 2, "RENO");
    committed(id, "", "TELL-E 1");
    TestService.expire(id);
    return id;
  }

  private String approvedAndCancelled() {
    String id = held("tell-approved", "TELL-F");
    HttpResponse<String> approved = api.post("/v1/orders/" + id + "/approve");
    assertThat(approved.statusCode()).as(approved.body()).isEqualTo(201);
    ok(
        api.post(
            "/v1/orders/" + id + "/cancel",
            quoted("{'lines': [{'lineId': 'TELL-F-B', 'units': 1}], 'reason': 'too slow'}")));
    ok(api.post("/v1/orders/" + id + "/cancel", quoted("{'reason': 'bought elsewhere'}")));
    return id;
  }

  private String declined() {
    String id = held("tell-declined", "TELL-G");
    ok(api.post("/v1/orders/" + id + "/decline", quoted("{'reason': 'no credit'}")));
    return id;
  }

  private String timedOut() {
    String id = held("tell-timed-out", "TELL-H");
    TestService.timeOutHeldOrders(id);
    return id;
  }

  private String changedAndMoved() {
    String id = "tell-changed";
    stock("TELL-I", 5, "RENO");
    stock("TELL-J", 5, "RENO");
    stock("TELL-I", 5, "DALLAS");
    committed(id, "'excludeNodes': ['DALLAS'],", "TELL-I 2", "TELL-J 1");
    HttpResponse<String> changed =
        api.put("/v1/orders/" + id, "application/json", order(id, "", "TELL-I 1"));
    assertThat(changed.statusCode()).as(changed.body()).isIn(200, 201);
    String node = json(api.get("/v1/orders/" + id)).at("/parcels/0/shipNode").asText();
    committed(id, "'excludeNodes': ['" + node + "'],", "TELL-I 1");
    return id;
  }

  private String sentAllTheSameAndLost() {
    String id = "tell-lost";
    stock("TELL-K", 5, "RENO");
    JsonNode first = committed(id, "", "TELL-K 2");
    String parcel = shipment(id);
    ok(api.post(reservation(first) + "/release"));
    scan(parcel, "HANDED_OVER", "2026-05-05T20:00:00Z");
    scan(parcel, "LOST", "2026-05-15T20:00:00Z");
    return id;
  }

  private String lostAndSentAgain() {
    String id = "tell-again";
    String parcel = lost(id, "TELL-AGAIN");
    ok(api.post("/v1/shipments/" + parcel + "/replacement", quoted("{'reason': 'lost'}")));
    return id;
  }

  private String lostAndRefunded() {
    String id = "tell-refunded";
    String parcel = lost(id, "TELL-REFUNDED");
    ok(api.post("/v1/shipments/" + parcel + "/refunded", quoted("{'reason': 'no longer wanted'}")));
    return id;
  }

  /// @return a parcel that was handed over and lost
  private String lost(String id, String sku) {
    stock(sku, 5, "RENO");
    JsonNode first = committed(id, "", sku + " 2");
    ok(api.post(reservation(first) + "/confirm"));
    String parcel = shipment(id);
    scan(parcel, "HANDED_OVER", "2026-05-05T20:00:00Z");
    scan(parcel, "LOST", "2026-05-15T20:00:00Z");
    return parcel;
  }

  /// The shipped policy holds business orders that cannot ship completely.
  private String held(String id, String sku) {
    stock(sku + "-A", 5, "RENO");
    stock(sku + "-B", 0, "RENO");
    String order = order(id, "", sku + "-A 1", sku + "-B 2").replace("\"web\"", "\"b2b\"");
    assertThat(json(api.post("/v1/decisions", order)).path("outcome").asText()).isEqualTo("HELD");
    return id;
  }

  private static void stock(String sku, int onHand, String node) {
    TestService.stock(sku, onHand, node);
  }

  /// @param lines each "SKU units"; the SKU is the line's id, too
  private static String order(String id, String demands, String... lines) {
    var text = new ArrayList<String>();
    for (String line : lines) {
      String[] parts = line.split(" ", -1);
      text.add(
          quoted("{'lineId': '%s', 'sku': '%1$s', 'quantity': %s, 'unitPriceMinor': 9900}")
              .formatted(parts[0], parts[1]));
    }
    return TestService.order(id, "ANY")
        .replaceFirst("\\{", "{" + quoted(demands))
        .replaceFirst("\"lines\": \\[.*]", "\"lines\": [" + String.join(", ", text) + "]");
  }

  private JsonNode committed(String id, String demands, String... lines) {
    HttpResponse<String> answer = api.post("/v1/decisions", order(id, demands, lines));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    return json(answer);
  }

  private void scan(String shipment, String scan, String at) {
    ok(
        api.post(
            "/v1/shipment-events",
            quoted(
                    "[{'eventId': '%s-%s-%s', 'shipmentId': '%1$s', 'scan': '%2$s', 'occurredAt': '%3$s', 'region': 'CA'}]")
                .formatted(shipment, scan, at)));
  }

  private static String reservation(JsonNode decision) {
    return "/v1/reservations/" + decision.path("reservation").path("id").asText();
  }

  private String shipment(String id) {
    return json(api.get("/v1/orders/" + id)).at("/parcels/0/shipmentId").asText();
  }

  private static void ok(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  private static String quoted(String json) {
    return json.replace('\'', '"');
  }

  // What is told.

  /// Events of orders in the order of the feed, when nothing more comes for a moment.
  private Map<String, List<JsonNode>> eventsOf(List<String> orders, String start) {
    var events = new TreeMap<String, List<JsonNode>>();
    String cursor = start;
    while (true) {
      JsonNode page = json(api.get("/v1/events?limit=500&wait=2&after=" + cursor));
      for (JsonNode event : page.path("items")) {
        String order = event.path("orderId").asText();
        if (orders.contains(order)) {
          events.computeIfAbsent(order, id -> new ArrayList<>()).add(event);
        }
      }
      if (page.path("items").isEmpty()) {
        return events;
      }
      cursor = page.path("nextCursor").asText();
    }
  }

  private static String line(JsonNode event) {
    return "%s of %s\n    %s"
        .formatted(
            event.path("type").asText(),
            event.path("subject").asText(),
            String.join(
                "\n    ",
                event.path("data").properties().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .map(member -> member.getKey() + " " + member.getValue())
                    .toList()));
  }

  /// Ids are numbered in the order in which they come, and times of the database are left out.
  private static String masked(String text, Map<String, String> ids) {
    return ID.matcher(text)
        .replaceAll(id -> ids.computeIfAbsent(id.group(), id2 -> "#" + (ids.size() + 1)))
        .replaceAll("(\"?expiresAt\"?:? ?|until )\"?2\\d{3}-[^\",\\n]*\"?", "$1TIME")
        .replaceAll("(-quarantined of |quarantineId \")\\d+", "$1N")
        .replaceAll("(cancelled|declined|timed-out)( +)\\d+:", "$1$2N:")
        .replaceAll("of now \\([^)]*\\)", "of now (TIME)")
        .replaceAll("(?m) +$", "");
  }

  private static void compare(Path golden, String text) throws IOException {
    if (System.getProperty("golden", "").equals("write")) {
      Files.writeString(golden, text);
    }
    assertThat(text)
        .as("run the tests with -Dgolden=write and review the difference")
        .isEqualTo(Files.readString(golden));
  }

  /// The guide has a row for each type, which names every member of its data in backticks; members
  /// of members stand in the table of parts.
  private static void theGuideTellsEveryMember(List<JsonNode> events) throws IOException {
    String guide = Files.readString(GUIDE);
    var seen = new TreeMap<String, Set<String>>();
    var parts = new TreeSet<String>();
    for (JsonNode event : events) {
      event
          .path("data")
          .properties()
          .forEach(member -> {
            seen.computeIfAbsent(event.path("type").asText(), type -> new TreeSet<>())
                .add(member.getKey());
            addMembers(member.getValue(), parts);
          });
    }
    Map<String, String> rows =
        Pattern.compile("(?m)^\\| ((?:`[a-z-]+`(?:, )?)+) \\|(.*)\\|$")
            .matcher(guide)
            .results()
            .flatMap(row ->
                Pattern.compile("`([a-z-]+)`")
                    .matcher(row.group(1))
                    .results()
                    .map(type -> Map.entry(type.group(1), row.group(2))))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (one, two) -> one));

    assertThat(rows.keySet()).containsAll(seen.keySet());
    seen.forEach((type, members) ->
        assertThat(named(rows.getOrDefault(type, ""))).as(type).containsAll(members));
    assertThat(seen.keySet())
        .as("every type that the guide tells of has happened here")
        .containsAll(rows.keySet().stream().filter(type -> !ELSEWHERE.contains(type)).toList());
    assertThat(named(guide)).containsAll(parts);
  }

  private static void addMembers(JsonNode value, Set<String> names) {
    value.properties().forEach(member -> names.add(member.getKey()));
    value.forEach(inner -> addMembers(inner, names));
  }

  private static Set<String> named(String text) {
    return Pattern.compile("`([a-zA-Z]+)`")
        .matcher(text)
        .results()
        .map((MatchResult name) -> name.group(1))
        .collect(Collectors.toSet());
  }

  /// What the service does by itself takes a moment.
  private static void until(BooleanSupplier done) {
    Instant end = Instant.now().plus(Duration.ofSeconds(20));
    while (!done.getAsBoolean()) {
      assertThat(Instant.now()).as("waited in vain").isBefore(end);
      try {
        Thread.sleep(50);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }
}
