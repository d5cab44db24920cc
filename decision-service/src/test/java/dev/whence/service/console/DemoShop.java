package dev.whence.service.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.whence.service.TestService;
import dev.whence.service.access.Accounts;
import dev.whence.service.access.Actor;
import dev.whence.service.access.ApiKeyStore;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

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
    try {
      var request =
          (ObjectNode) Json.parse(Files.readAllBytes(DEMO.resolve("orders/" + example + ".json")));
      ((ObjectNode) request.path("order")).put("orderedAt", orderedAt);
      var answer = api().post("/v1/decisions", request.toString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
      decisions.put(example, TestClient.json(answer).path("decisionId").asText());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  TestClient api() {
    return new TestClient(service.port());
  }

  String base() {
    return "http://127.0.0.1:" + service.port();
  }

  /// The decision about an order of the demonstration.
  String decision(String example) {
    return java.util.Objects.requireNonNull(decisions.get(example), example);
  }

  /// From the first one on, everybody has to sign in.
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
