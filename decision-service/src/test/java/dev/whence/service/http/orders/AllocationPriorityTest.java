package dev.whence.service.http.orders;

import static dev.whence.service.http.TestClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.service.Service;
import dev.whence.service.TestService;
import dev.whence.service.http.TestClient;
import dev.whence.service.store.Database;
import dev.whence.service.store.DatabaseAddress;
import dev.whence.service.store.StatementBatch;
import dev.whence.service.store.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who gets stock that several orders want, with an allocation-priority table of its own.
class AllocationPriorityTest {
  private static final String TABLE =
      """
      table,allocation-priority
      hit policy,first match
      owner,inventory planning
      description,The first row that matches says how early an order gets stock that others want too.
      rule id,channel,customer class,service level,order value minor,waiting hours,days to promise,priority,kept percent
      very-old,,,,,>= 1000000,,1000,0
      due-tomorrow,,,,,,<= 1,900,0
      urgent,,,NEXT_DAY,,,,300,0
      vip,,vip,,,,,200,0
      expensive,,,,>= 100000,,,150,0
      bulk,,bulk,,,,,0,30
      otherwise,,,,,,,0,0
      """
          .replace(">= 1000000", ">= 2000");

  @TempDir Path tables;
  private final DatabaseAddress address = TestDatabase.freshAddress();
  private final Database database = Database.open(address, 1);
  private final List<Service> services = new ArrayList<>();
  private TestClient api = TestService.client();

  @BeforeEach
  void start() throws IOException {
    try (var files = Files.list(Path.of("../rules/tables"))) {
      for (Path file : files.filter(each -> each.toString().endsWith(".csv")).toList()) {
        Files.copy(file, tables.resolve(file.getFileName()));
      }
    }
    Files.writeString(tables.resolve("allocation-priority.csv"), TABLE);
    api = another();
    load(
        "/v1/ship-nodes",
        "application/json",
        """
        [{"id": "RENO", "name": "Reno", "type": "DC", "country": "US", "region": "NV",
          "latitude": 39.53, "longitude": -119.81, "timeZone": "America/Los_Angeles",
          "workingDays": ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY"],
          "cutoff": "17:00", "processingMinutes": 120, "parcelsPerDay": 1000,
          "parcelHandlingMinor": 150, "unitHandlingMinor": 40, "currency": "USD"}]
        """);
    load(
        "/v1/carrier-services",
        "text/csv",
        """
        id,carrier,name,currency,volumetricDivisor,publishedOnTime,originCountry,destinationCountry,upToKm,perParcelMinor,perKilogramMinor,transitDays
        GROUND,Parcel Co,Ground,USD,5000,0.95,US,US,5000,890,95,2
        """);
    load(
        "/v1/items",
        "text/csv",
        "sku,category,weightGrams,volumeCm3,longestSideMm\nMUG,home,400,900,120\n");
    stock(0);
  }

  @AfterEach
  void stop() {
    services.forEach(Service::close);
    database.close();
  }

  private TestClient another() {
    Service service = TestService.start(address, Map.of("tables-directory", tables.toString()));
    services.add(service);
    return new TestClient(service.port());
  }

  @Test
  void aLaterOrderOfHigherPriorityIsServedFirst_ofEqualOnesTheOlder() {
    commit("first", "regular", 2);
    commit("second", "regular", 2);
    commit("third", "vip", 2);

    stock(2);
    await(() -> waits("third") == 0);
    assertThat(waits("first")).isEqualTo(2);

    stock(4);
    await(() -> waits("first") == 0);
    assertThat(waits("second")).isEqualTo(2);
  }

  @Test
  void valueAndPromiseCountToo() {
    commit("plain", "regular", 2);
    send(
        order("dear", "regular", 2)
            .replace("\"unitPriceMinor\": 2500", "\"unitPriceMinor\": 90000"));
    send(promised("2026-05-05", order("due", "regular", 2)));

    stock(2);
    await(() -> waits("due") == 0);
    stock(4);
    await(() -> waits("dear") == 0);
    assertThat(waits("plain")).isEqualTo(2);
  }

  @Test
  void aNewcomerOvertakesWhoWaitsOnlyWhereTheTableSaysSo() {
    commit("older", "regular", 2);
    // Nobody has got round to trying it.
    execute("UPDATE orders SET claimed_until = now() + interval '1 hour' WHERE id = 'older'");
    stock(2);

    assertThat(evaluate("younger", "regular")).isEqualTo("BACKORDERED");
    assertThat(evaluate("urgent", "vip")).isEqualTo("ALLOCATED");
    assertThat(commit("younger", "regular", 2).path("outcome").asText()).isEqualTo("BACKORDERED");

    execute("UPDATE orders SET claimed_until = NULL WHERE id = 'older'");
    await(() -> waits("older") == 0);
    assertThat(waits("younger")).isEqualTo(2);
    String id = json(api.get("/v1/orders/younger")).path("lastDecisionId").asText();
    assertThat(json(api.post("/v1/decisions/" + id + "/replay")).path("equal").asBoolean())
        .isTrue();
  }

  @Test
  void ageMoves_soWhoWaitsIsAskedAboutAgain() {
    commit("old", "regular", 2); // of May; what is old is counted from now on
    String now = Instant.now().toString();
    send(promised("2099-01-01", order("new", "vip", 2)).replace("2026-05-04T16:00:00Z", now));
    execute("UPDATE orders SET priority_at = 'epoch'");
    await(() -> priority("old") == 1_000);
    assertThat(priority("new")).isEqualTo(200);

    stock(2);
    await(() -> waits("old") == 0);
    assertThat(waits("new")).isEqualTo(2);
  }

  @Test
  void aShareOfWhatIsOnHandIsLeftForOtherChannels_andWhatTheyHoldCounts() {
    stock(10);
    assertThat(evaluate("bulk", "bulk", 8)).isEqualTo("PARTLY_BACKORDERED");
    assertThat(evaluate("bulk", "bulk", 7)).isEqualTo("ALLOCATED");
    assertThat(evaluate("other", "regular", 10)).isEqualTo("ALLOCATED");

    send(order("market", "regular", 2).replace("\"web\"", "\"marketplace\""));
    assertThat(evaluate("bulk", "bulk", 7)).isEqualTo("ALLOCATED");
    assertThat(evaluate("bulk", "bulk", 8)).isEqualTo("PARTLY_BACKORDERED");

    commit("bulk", "bulk", 7);
    assertThat(evaluate("more", "bulk", 1)).isEqualTo("BACKORDERED");
    assertThat(evaluate("other", "regular", 1)).isEqualTo("ALLOCATED");
  }

  @Test
  void twoProcessesServeEachUnitOnce_inTheOrderOfTheTable() {
    another();
    for (int i = 0; i < 12; i++) {
      commit("regular-" + i, "regular", 1);
      commit("vip-" + i, "vip", 1);
    }
    stock(12);

    await(() -> available() == 0);
    await(() -> {
      for (int i = 0; i < 12; i++) {
        if (waits("vip-" + i) > 0) {
          return false;
        }
      }
      return true;
    });
    for (int i = 0; i < 12; i++) {
      assertThat(waits("regular-" + i)).isEqualTo(1);
    }
    assertThat(json(api.get("/v1/store-check")).path("agrees").asBoolean()).isTrue();
  }

  private void load(String path, String type, String body) {
    var response = api.put(path, type, body);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
  }

  private void stock(int units) {
    load("/v1/stock", "text/csv", "shipNode,sku,onHand\nRENO,MUG," + units + "\n");
  }

  private int available() {
    JsonNode position = json(api.get("/v1/stock?sku=MUG")).at("/items/0");
    return position.path("onHand").asInt() - position.path("reserved").asInt();
  }

  private static String order(String id, String customerClass, int units) {
    return TestService.order(id, "MUG")
        .replace("\"regular\"", "\"" + customerClass + "\"")
        .replace("\"quantity\": 2", "\"quantity\": " + units);
  }

  private static String promised(String date, String order) {
    return order.replaceAll("\"promiseDate\": \"[^\"]*\"", "\"promiseDate\": \"" + date + "\"");
  }

  private JsonNode commit(String id, String customerClass, int units) {
    return send(order(id, customerClass, units));
  }

  private JsonNode send(String order) {
    var response = api.post("/v1/decisions", order);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
    JsonNode decision = json(response);
    if (decision.has("reservation")) {
      api.post("/v1/reservations/" + decision.at("/reservation/id").asText() + "/confirm");
    }
    return decision;
  }

  private String evaluate(String id, String customerClass) {
    return evaluate(id, customerClass, 2);
  }

  private String evaluate(String id, String customerClass, int units) {
    return json(api.post(
            "/v1/decisions", order(id, customerClass, units).replace("commit", "evaluate")))
        .path("outcome")
        .asText();
  }

  private int waits(String order) {
    return json(api.get("/v1/orders/" + order)).at("/lines/0/backordered").asInt();
  }

  private int priority(String order) {
    String select = "SELECT priority FROM orders WHERE id = ?";
    return database.run(connection -> {
      try (StatementBatch.Answers answers =
          new StatementBatch().add(select, order).send(connection)) {
        return answers.rows(select, row -> row.getInt(1)).getFirst();
      }
    });
  }

  private void execute(String sql) {
    database.run(connection -> {
      new StatementBatch().add(sql).send(connection).close();
      return sql;
    });
  }

  private static void await(BooleanSupplier condition) {
    Instant end = Instant.now().plusSeconds(20);
    try {
      while (!condition.getAsBoolean()) {
        assertThat(Instant.now()).isBefore(end);
        Thread.sleep(50);
      }
    } catch (InterruptedException e) {
      throw new UncheckedIOException(new IOException(e));
    }
  }
}
