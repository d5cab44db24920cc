package dev.whence.service.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.whence.service.TestService;
import dev.whence.service.access.Accounts;
import dev.whence.service.access.Actor;
import dev.whence.service.access.ApiKeyStore;
import dev.whence.service.access.Callers;
import dev.whence.service.access.PasswordHashing;
import dev.whence.service.access.Role;
import dev.whence.service.access.SessionStore;
import dev.whence.service.access.UserStore;
import dev.whence.service.client.WhenceClient;
import dev.whence.service.http.Json;
import dev.whence.service.http.TestClient;
import dev.whence.service.store.Database;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/// A service with the released models and the demonstration network, and every order of the
/// demonstration committed on a Monday morning.
final class DemoShop implements AutoCloseable {
  private static final Path DEMO = Path.of("../examples/demo");
  private static final String MONDAY = "2026-11-30T15:00:00Z";

  private final TestService.Released service = TestService.released(Path.of("../rules/tables"));
  private final Map<String, String> decisions = new LinkedHashMap<>();

  private final String orderedAt;

  static final String PASSWORD = "four words without sense";

  DemoShop() {
    this(MONDAY);
  }

  /// @param orderedAt when its orders were placed
  DemoShop(String orderedAt) {
    this.orderedAt = orderedAt;
    try (var client = new WhenceClient(URI.create(base()))) {
      client.loadNetwork(DEMO);
    }
    Console.EXAMPLES.forEach(this::commit);
  }

  private void commit(String example) {
    decisions.put(example, commitAs(example, ""));
  }

  /// Commits an order of the demonstration once more.
  ///
  /// @param id of the order; empty for its own
  /// @return the id of the decision
  String commitAs(String example, String id) {
    return commit(example, id, orderedAt).path("decisionId").asText();
  }

  /// Three weeks of orders with what became of them, for pictures.
  void live() {
    for (int day = 1; day <= 21; day++) {
      String at =
          java.time.Instant.parse(orderedAt).minus(java.time.Duration.ofDays(day)).toString();
      for (String example : List.of("single-line", "two-lines-that-split", "fashion-sizes")) {
        var decision = commit(example, example + "-" + day, at);
        if (day % 7 == 3 && example.equals("single-line")) {
          continue;
        }
        api().post("/v1/reservations/" + decision.at("/reservation/id").asText() + "/confirm");
        for (var parcel : decision.path("shipments")) {
          String id = parcel.path("shipmentId").asText();
          scan(id, "HANDED_OVER", java.time.Instant.parse(at).plus(java.time.Duration.ofHours(20)));
          int hours = 40 + Math.floorMod(id.hashCode(), day % 5 == 0 ? 260 : 90);
          if (day > 4 && Math.floorMod(id.hashCode(), 17) != 0) {
            scan(
                id,
                "DELIVERED",
                java.time.Instant.parse(at).plus(java.time.Duration.ofHours(hours)));
          }
        }
      }
    }
  }

  /// Publishes the released transit-time model under another name and asks it beside.
  void askBeside(String version) {
    var bundle = Path.of("../models/released/transit-time/2026-10-30.4");
    api().post("/v1/models", TestService.publication(bundle, version));
    var assigned =
        TestClient.json(
            api()
                .post(
                    "/v1/model-assignments",
                    "{\"shadows\": {\"transit-time\": \"%s\"}, \"author\": \"anna\", \"note\": \"Trained on what November brought.\"}"
                        .formatted(version)));
    api()
        .post(
            "/v1/model-assignments/%s/activate".formatted(assigned.path("number").asText()),
            "{\"author\": \"anna\", \"reason\": \"To see it beside the one that answers.\"}");
  }

  private void scan(String shipment, String scan, java.time.Instant at) {
    api()
        .post(
            "/v1/shipment-events",
            "[{\"eventId\": \"%s-%s\", \"shipmentId\": \"%s\", \"scan\": \"%2$s\", \"occurredAt\": \"%s\"}]"
                .formatted(shipment, scan, shipment, at));
  }

  private com.fasterxml.jackson.databind.JsonNode commit(String example, String id, String at) {
    try {
      var request =
          (ObjectNode) Json.parse(Files.readAllBytes(DEMO.resolve("orders/" + example + ".json")));
      var order = (ObjectNode) request.path("order");
      order.put("orderedAt", at);
      if (!id.isEmpty()) {
        order.put("orderId", id);
      }
      var answer = api().post("/v1/decisions", request.toString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
      return TestClient.json(answer);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /// The day on which its orders were placed.
  String since() {
    return orderedAt.substring(0, 10);
  }

  /// Three weeks before that.
  String weeksBefore() {
    return java.time.LocalDate.parse(since()).minusDays(21).toString();
  }

  /// The day after it.
  String until() {
    return java.time.LocalDate.parse(since()).plusDays(1).toString();
  }

  TestClient api() {
    return new TestClient(service.port());
  }

  String base() {
    return "http://127.0.0.1:" + service.port();
  }

  /// A draft in which a row is new, a cell is changed, and a test is kept.
  ///
  /// @return its number
  int draft(String title) {
    int draft = json(post("/v1/table-drafts", Map.of("title", title))).path("id").asInt();
    String at = "/v1/table-drafts/" + draft;
    write(
        draft,
        "reservation-policy",
        table ->
            table
                .replace("store,STORE,,,,,,30,1,", "store,STORE,,,,,,30,2,")
                .replace("\notherwise,", "\nclub,,web,club,,,,240,0,\notherwise,"));
    write(
        draft,
        "node-eligibility",
        table ->
            table.replace("store-too-far,STORE,", "store-too-far,,").replace("> 1600", "> 900"));
    var suggested =
        json(post(at + "/tests/suggestions", Map.of("table", "reservation-policy", "limit", 1)));
    var test = suggested.at("/tests/0/content");
    put(
        at + "/tests/" + test.path("test").asText(),
        0,
        ((ObjectNode) test).without(java.util.List.of("test")).toString());
    return draft;
  }

  /// Saves a table of a draft as it stands in force, but for a change.
  void write(int draft, String table, UnaryOperator<String> change) {
    String now =
        TestClient.json(api().get("/v1/rule-sets/in-force")).at("/tables/" + table).asText();
    put(
        "/v1/table-drafts/%d/tables/%s".formatted(draft, table),
        0,
        Json.text(Json.tree(Map.of("text", change.apply(now)))));
  }

  /// Asks for a replay and waits for it.
  ///
  /// @return its number
  int replay(int draft) {
    String at = "/v1/table-drafts/" + draft + "/replays";
    int replay = json(post(at, Map.of())).path("id").asInt();
    long end = System.nanoTime() + 60_000_000_000L;
    while (!TestClient.json(api().get(at + "/" + replay)).path("state").asText().equals("done")) {
      assertThat(System.nanoTime()).as("done within a minute").isLessThan(end);
    }
    return replay;
  }

  /// Has it wait for approval.
  void submit(int draft) {
    String at = "/v1/table-drafts/" + draft;
    int revision = TestClient.json(api().get(at)).path("revision").asInt();
    json(post(at + "/submit", Map.of("revision", revision, "words", "As agreed on Monday.")));
  }

  private HttpResponse<String> post(String path, Map<String, ?> body) {
    return api().post(path, Json.text(Json.tree(body)));
  }

  private void put(String path, int seen, String body) {
    json(
        api()
            .send(
                api()
                    .request(path)
                    .header("Content-Type", "application/json")
                    .header("If-Match", "\"" + seen + "\"")
                    .PUT(BodyPublishers.ofString(body))));
  }

  private static JsonNode json(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 202);
    return TestClient.json(answer);
  }

  /// The decision about an order of the demonstration.
  String decision(String example) {
    return java.util.Objects.requireNonNull(decisions.get(example), example);
  }

  /// From the first one on, everybody has to sign in: as soon as this returns, though what the
  /// service read of its store before counts for a second.
  void addUser(String name, Role... roles) {
    Clock clock = Clock.systemUTC();
    try (Database database = Database.open(service.database(), 1);
        var hashing = new PasswordHashing()) {
      new Accounts(
              new UserStore(database, clock),
              new SessionStore(database, clock),
              new ApiKeyStore(database, clock),
              hashing,
              () -> {})
          .addPerson(Actor.atTheCommandLine("test"), name, Set.of(roles), PASSWORD, false);
    }
    var end = java.time.Instant.now().plusSeconds(20);
    while (api().get("/v1/decisions").statusCode() != 401) {
      assertThat(java.time.Instant.now()).as("still open").isBefore(end);
    }
  }

  /// Lets the sessions of a user run out.
  void endSessions(String user) {
    var database = service.database();
    try (var connection =
            DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
        var statement =
            connection.prepareStatement(
                """
                UPDATE sessions SET created_at = now() - interval '2 days',
                  last_used_at = now() - interval '1 day', expires_at = now() - interval '1 hour'
                WHERE user_id = (SELECT id FROM users WHERE name = ?)
                """)) {
      statement.setString(1, user);
      statement.executeUpdate();
      Thread.sleep(Callers.LIFETIME); // for so long the service takes whom it knows
    } catch (SQLException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /// Lets nobody in at the database, and throws out whoever is in.
  void takeDatabaseAway() {
    admin("ALTER DATABASE \"%s\" ALLOW_CONNECTIONS false");
    admin("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '%s'");
  }

  void giveDatabaseBack() {
    admin("ALTER DATABASE \"%s\" ALLOW_CONNECTIONS true");
  }

  private void admin(String sql) {
    var database = service.database();
    String name = database.jdbcUrl().replaceFirst(".*/([^/?]+)(\\?.*)?$", "$1");
    String admin = database.jdbcUrl().replace("/" + name, "/postgres");
    try (var connection = DriverManager.getConnection(admin, database.user(), database.password());
        var statement = connection.createStatement()) {
      statement.execute(sql.formatted(name));
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    service.close();
  }
}
