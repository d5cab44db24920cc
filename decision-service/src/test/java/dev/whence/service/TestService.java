package dev.whence.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.whence.models.bundles.BundleFiles;
import dev.whence.models.bundles.Bundles;
import dev.whence.service.config.ConfigSource;
import dev.whence.service.config.ServiceConfig;
import dev.whence.service.http.Json;
import dev.whence.service.http.Route;
import dev.whence.service.http.TestClient;
import dev.whence.service.orders.OrderLives;
import dev.whence.service.records.DecisionId;
import dev.whence.service.reservations.ReservationStore;
import dev.whence.service.sourcing.OlderRecord;
import dev.whence.service.store.Database;
import dev.whence.service.store.DatabaseAddress;
import dev.whence.service.store.TestDatabase;
import dev.whence.service.verify.StoreCheck;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// A whole service on a real port and a real database, without models: started once for all tests,
/// which therefore use order ids and SKUs of their own. Orders are decided at the time they were
/// placed.
///
/// RENO and DALLAS are distribution centers, TACOMA is a store.
public final class TestService {
  private static final DatabaseAddress DATABASE = TestDatabase.freshAddress();
  private static final Service SERVICE = start();

  private TestService() {}

  private static Service start() {
    Service service = start(DATABASE, Map.of());
    Runtime.getRuntime().addShutdownHook(new Thread(service::close));
    network(new TestClient(service.port()));
    return service;
  }

  /// Loads the ship nodes and their carrier services.
  public static void network(TestClient client) {
    load(client, "/v1/ship-nodes", "application/json", SHIP_NODES);
    load(client, "/v1/carrier-services", "text/csv", CARRIER_SERVICES);
  }

  /// One more service without models, on a database that others may use, too.
  ///
  /// @param more settings beyond the usual ones of tests
  public static Service start(DatabaseAddress database, Map<String, String> more) {
    var settings =
        new TreeMap<>(
            Map.of(
                "port", "0",
                "db-url", database.jdbcUrl(),
                "db-user", database.user(),
                "db-password", database.password(),
                "db-connections", "4",
                "decision-time", "when-ordered",
                "models-directory", noModels(),
                // However busy the machine is that the tests run on.
                "requests-waiting", "1000",
                "time-budget-milliseconds", "60000"));
    settings.putAll(more);
    return Service.start(
        ServiceConfig.of(Path.of(""), List.of(new ConfigSource("test", settings))));
  }

  /// A folder of models that is empty.
  public static String noModels() {
    try {
      return Files.createDirectories(Path.of("target/no-models").toAbsolutePath()).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The body that publishes a bundle under a version of its own.
  ///
  /// @param bundle its folder
  public static String publication(Path bundle, String version) {
    return publication(bundle, version, card -> {});
  }

  /// Lets a published version answer for transit times.
  public static void transitTime(TestClient client, String version) {
    JsonNode assigned =
        TestClient.json(
            client.post(
                "/v1/model-assignments",
                "{\"models\": {\"transit-time\": \"%s\"}, \"author\": \"anna\"}"
                    .formatted(version)));
    client.post(
        "/v1/model-assignments/%s/activate".formatted(assigned.path("number").asText()),
        "{\"author\": \"anna\"}");
  }

  /// As [#publication(Path, String)], with another card of the first line.
  public static String publication(Path bundle, String version, Consumer<ObjectNode> edit) {
    try {
      var mapper = new ObjectMapper();
      ObjectNode files = mapper.createObjectNode();
      for (Map.Entry<String, byte[]> file : BundleFiles.all(bundle).entrySet()) {
        byte[] content = file.getValue();
        if (file.getKey().endsWith("card.json")) {
          var card = (ObjectNode) mapper.readTree(content);
          String suffix = file.getKey().startsWith("second-") ? Bundles.SECOND_SUFFIX : "";
          if (suffix.isEmpty()) {
            edit.accept(card);
          }
          content = mapper.writeValueAsBytes(card.put("version", version + suffix));
        }
        files.put(file.getKey(), Base64.getEncoder().encodeToString(content));
      }
      ObjectNode body = mapper.createObjectNode().put("author", "test");
      body.set("files", files);
      return body.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A service of its own with the released models, on an empty database; orders are decided at the
  /// time they were placed.
  ///
  /// @param tables folder of rule tables
  public static Released released(Path tables) {
    DatabaseAddress database = TestDatabase.freshAddress();
    var settings =
        Map.of(
            "port", "0",
            "db-url", database.jdbcUrl(),
            "db-user", database.user(),
            "db-password", database.password(),
            "db-connections", "4",
            "decision-time", "when-ordered",
            "tables-directory", tables.toString(),
            "models-directory", Path.of("../models/released").toString());
    return new Released(
        Service.start(ServiceConfig.of(Path.of(""), List.of(new ConfigSource("test", settings)))),
        database);
  }

  /// @param service stopped on close
  public record Released(Service service, DatabaseAddress database) implements AutoCloseable {
    public int port() {
      return service.port();
    }

    @Override
    public void close() {
      service.close();
    }
  }

  private static void load(TestClient client, String path, String contentType, String body) {
    var response = client.put(path, contentType, body);
    if (response.statusCode() != 200) {
      throw new AssertionError(response.body());
    }
  }

  /// Every method and path of the API.
  public static List<String> routes() {
    return api().map(route -> route.method() + " " + route.path()).toList();
  }

  /// What is served, without the pages of the console.
  private static Stream<Route> api() {
    return SERVICE.routes().stream()
        .filter(route -> !route.path().startsWith("/console"))
        .filter(route -> !(route.method() + " " + route.path()).equals("GET /sign-in"));
  }

  /// Who may call what is served, by method and path.
  public static Map<String, List<String>> access() {
    var access = new TreeMap<String, List<String>>();
    api().forEach(route -> access.put(route.method() + " " + route.path(), route.access().words()));
    return access;
  }

  public static TestClient client() {
    return new TestClient(SERVICE.port());
  }

  /// Loads an item with `onHand` units at each ship node named.
  public static void stock(String sku, int onHand, String... nodes) {
    stock(client(), sku, onHand, nodes);
  }

  /// As [#stock(String, int, String...)], for another service.
  public static void stock(TestClient client, String sku, int onHand, String... nodes) {
    load(
        client,
        "/v1/items",
        "text/csv",
        "sku,category,weightGrams,volumeCm3,longestSideMm\n" + sku + ",home,400,2000,300\n");
    var rows = new StringBuilder("shipNode,sku,onHand\n");
    for (String node : nodes) {
      rows.append(node).append(',').append(sku).append(',').append(onHand).append('\n');
    }
    load(client, "/v1/stock", "text/csv", rows.toString());
  }

  /// A request for two units of a SKU, placed on a Monday morning.
  public static String order(String orderId, String sku) {
    return """
    {
      "mode": "commit",
      "order": {
        "orderId": "%s",
        "channel": "web",
        "customerClass": "regular",
        "customerId": "c-77",
        "serviceLevel": "STANDARD",
        "currency": "USD",
        "orderedAt": "2026-05-04T16:00:00Z",
        "promiseDate": "2026-05-11",
        "destination": {
          "country": "US",
          "region": "CA",
          "postalCode": "94110",
          "latitude": 37.75,
          "longitude": -122.41,
          "timeZone": "America/Los_Angeles"
        },
        "lines": [{"lineId": "1", "sku": "%s", "quantity": 2, "unitPriceMinor": 2500}]
      }
    }
    """
        .formatted(orderId, sku);
  }

  /// Puts a decision of the previous release into the store, made under an idempotency key.
  ///
  /// @param request the caller's body of the time
  public static DecisionId olderRecord(String key, String request) {
    DecisionId id = OlderRecord.insert(DATABASE);
    olderKey(key, request, id);
    return id;
  }

  /// Answers a key as the previous release did: with the id of the decision as a text.
  public static void olderKey(String key, String request, DecisionId id) {
    String body = Json.sha256(Json.parse(request.getBytes(StandardCharsets.UTF_8)));
    try (var connection =
            DriverManager.getConnection(DATABASE.jdbcUrl(), DATABASE.user(), DATABASE.password());
        var statement =
            connection.prepareStatement(
                "INSERT INTO idempotency_keys (key, request_sha256, status, body) VALUES (?, ?, 201, ?)")) {
      statement.setString(1, key);
      statement.setString(2, body);
      statement.setString(3, id.toString());
      statement.executeUpdate();
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  /// A connection of its own to the order store of [#client()], to be closed.
  public static Database database() {
    return Database.open(DATABASE, 1);
  }

  /// What the store says in several places and does not agree on; empty when all is well.
  public static List<StoreCheck.Finding> discrepancies() {
    try (Database database = database()) {
      return new StoreCheck(database).run().stream().filter(finding -> !finding.holds()).toList();
    }
  }

  /// Lets an order wait for a person for too long, and does what housekeeping does once a minute.
  public static void timeOutHeldOrders(String id) {
    execute("UPDATE orders SET held_at = now() - interval '9 days' WHERE id = '" + id + "'");
    try (Database database = database()) {
      var _ = new OrderLives(database).timeOut(Duration.ofDays(3), 100);
    }
  }

  /// Lets the hold of an order run out, and does what housekeeping does every few seconds.
  public static void expire(String order) {
    execute(
        "UPDATE reservations SET expires_at = now() - interval '1 second' WHERE order_id = '"
            + order
            + "'");
    try (Database database = database()) {
      var _ = new ReservationStore(database).expire(100);
    }
  }

  /// Changes the store behind the service's back, for instance to let time pass.
  public static void execute(String sql) {
    try (var connection =
            DriverManager.getConnection(DATABASE.jdbcUrl(), DATABASE.user(), DATABASE.password());
        var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  /// Where the service's database is.
  public static DatabaseAddress address() {
    return DATABASE;
  }

  /// A connection behind the service's back.
  public static Connection connect() throws SQLException {
    return DriverManager.getConnection(DATABASE.jdbcUrl(), DATABASE.user(), DATABASE.password());
  }

  /// What the service writes by itself, a moment after what caused it or at the turn of a day.
  private static final List<String> BY_ITSELF =
      List.of(
          "rule_row_days",
          "daily_digests",
          "watched_estimates",
          "recalibrations",
          "recalibration_parcels");

  /// How many rows each table has: equal before and after a request that must change nothing.
  public static SortedMap<String, Long> rowCounts() {
    var counts = new TreeMap<String, Long>();
    try (var connection =
            DriverManager.getConnection(DATABASE.jdbcUrl(), DATABASE.user(), DATABASE.password());
        var statement = connection.createStatement();
        var count = connection.createStatement()) {
      var tables =
          statement.executeQuery("SELECT tablename FROM pg_tables WHERE schemaname = 'public'");
      while (tables.next()) {
        String table = tables.getString(1);
        if (BY_ITSELF.contains(table)) {
          continue;
        }
        try (var rows = count.executeQuery("SELECT count(*) FROM " + table)) {
          rows.next();
          counts.put(table, rows.getLong(1));
        }
      }
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
    return counts;
  }

  private static final String SHIP_NODES =
      """
      [
        {"id": "RENO", "name": "Reno", "type": "DC", "country": "US", "region": "NV",
         "latitude": 39.53, "longitude": -119.81, "active": true, "handlesHazmat": true,
         "channels": [], "timeZone": "America/Los_Angeles",
         "workingDays": ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY"],
         "cutoff": "16:00", "processingMinutes": 90, "holidays": ["2026-05-25"],
         "parcelsPerDay": 1000000, "parcelHandlingMinor": 150, "unitHandlingMinor": 40,
         "currency": "USD"},
        {"id": "DALLAS", "name": "Dallas", "type": "DC", "country": "US", "region": "TX",
         "latitude": 32.78, "longitude": -96.8, "active": true, "handlesHazmat": true,
         "channels": ["web", "app"], "timeZone": "America/Chicago",
         "workingDays": ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY"],
         "cutoff": "17:30", "processingMinutes": 60, "holidays": [],
         "parcelsPerDay": 1000000, "parcelHandlingMinor": 140, "unitHandlingMinor": 35,
         "currency": "USD"},
        {"id": "TACOMA", "name": "Tacoma", "type": "STORE", "country": "US", "region": "WA",
         "latitude": 47.25, "longitude": -122.44, "active": true, "handlesHazmat": false,
         "channels": [], "timeZone": "America/Los_Angeles",
         "workingDays": ["MONDAY", "SATURDAY"], "cutoff": "12:00", "processingMinutes": 240,
         "holidays": [], "parcelsPerDay": 20, "parcelHandlingMinor": 300,
         "unitHandlingMinor": 90, "currency": "USD"}
      ]
      """;

  private static final String CARRIER_SERVICES =
      """
      id,carrier,name,currency,volumetricDivisor,publishedOnTime,originCountry,destinationCountry,upToKm,perParcelMinor,perKilogramMinor,transitDays
      GROUND,Parcel Co,Ground,USD,5000,0.95,US,US,500,690,45,2
      GROUND,Parcel Co,Ground,USD,5000,0.95,US,US,5000,890,95,5
      AIR,Parcel Co,Air,USD,6000,0.97,US,US,5000,1900,250,2
      """;
}
