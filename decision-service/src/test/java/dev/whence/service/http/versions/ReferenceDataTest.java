package dev.whence.service.http.versions;

import static dev.whence.service.http.TestClient.json;
import static dev.whence.service.http.TestClient.problem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.service.Service;
import dev.whence.service.TestService;
import dev.whence.service.http.TestClient;
import dev.whence.service.store.DatabaseAddress;
import dev.whence.service.store.TestDatabase;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Each load of reference data is a version: signed, with the rows it changed, and taken back as
/// one.
class ReferenceDataTest {
  private static final String PATH = "/v1/reference-data";

  private final DatabaseAddress address = TestDatabase.freshAddress();
  private final List<Service> services = new ArrayList<>();
  private final TestClient api = another();

  private TestClient another() {
    services.add(TestService.start(address, Map.of()));
    return new TestClient(services.getLast().port());
  }

  @AfterEach
  void stop() {
    services.forEach(Service::close);
  }

  @Test
  void aLoadIsAVersion_signed_withTheRowsThatItChanged() {
    TestService.network(api);
    int before = inForce();

    JsonNode loaded = rates(700, "?author=anna&note=winter%20rates");

    assertThat(loaded.path("version").asInt()).isEqualTo(before + 1).isEqualTo(inForce());
    JsonNode version = json(api.get(PATH + "/in-force"));
    assertThat(version.path("author").asText()).isEqualTo("anna");
    assertThat(version.path("note").asText()).isEqualTo("winter rates");
    assertThat(version.path("changed").asInt()).isEqualTo(2);
    List<JsonNode> changes = changes(before + 1);
    assertThat(changes)
        .extracting(change -> change.path("table").asText() + " " + change.path("key").asText())
        .containsExactly("rate_zones GROUND 0", "rate_zones GROUND 1"); // the service itself stays
    assertThat(changes.getFirst().at("/before/per_parcel_minor").asInt()).isEqualTo(690);
    assertThat(changes.getFirst().at("/after/per_parcel_minor").asInt()).isEqualTo(700);
    assertThat(changes.getLast().has("after")).isFalse();

    rates(700, "");
    TestService.network(api);

    assertThat(json(api.get(PATH)).path("items"))
        .extracting(each -> each.path("changed").asInt())
        .startsWith(2, 0, 0, 2);
    assertThat(json(api.get(PATH)).at("/items/1/author").asText()).isEqualTo("local");
    assertThat(problem(api.get(PATH + "/99"))).isEqualTo("404 /problems/not-found");
    assertThat(problem(api.get(PATH + "?cursor=x"))).startsWith("400 /problems/invalid-request");
    assertThat(problem(api.put("/v1/exchange-rates?who=me", "text/csv", "from,to,rate,date\n")))
        .startsWith("400 /problems/invalid-request");
  }

  @Test
  void whatWasLoadedIsTakenBackAsOneVersion_andDecisionsFollowInEveryProcess() {
    TestClient other = another();
    TestService.network(api);
    TestService.stock(api, "CUP", 1_000, "RENO", "DALLAS");
    load("/v1/exchange-rates", "from,to,rate,date,source\nEUR,USD,1.1,2026-01-02,bank\n");
    load(
        "/v1/postal-areas",
        "country,prefix,latitude,longitude,radiusKm,region\nUS,94,37.7,-122.4,9,CA\n");
    int good = inForce();
    List<String> stood = everything();
    JsonNode usual = decide(other, "R-1");
    rates(9_900, "?author=bert");
    load(
        "/v1/exchange-rates",
        "from,to,rate,date,source\nEUR,USD,9,2026-01-02,x\nEUR,JPY,1,2026-01-03,x\n");
    load(
        "/v1/postal-areas",
        "country,prefix,latitude,longitude,radiusKm,region\nUS,9,36.5,-119.5,1,\n");
    JsonNode node =
        ((com.fasterxml.jackson.databind.node.ObjectNode)
                json(api.get("/v1/ship-nodes/RENO")).deepCopy())
            .put("id", "EXTRA");
    assertThat(api.put("/v1/ship-nodes", "application/json", "[" + node + "]").statusCode())
        .isEqualTo(200);
    assertThat(patch("/v1/ship-nodes/DALLAS?author=bert", "{\"active\": false}")).isEqualTo(200);
    assertThat(everything()).isNotEqualTo(stood);
    JsonNode dear = decide(other, "R-2");
    assertThat(dear.path("costMinor")).isNotEqualTo(usual.path("costMinor"));

    var back =
        api.post(
            PATH + "/roll-back",
            "{\"author\": \"anna\", \"reason\": \"wrong file\", \"to\": %d}".formatted(good));

    assertThat(back.statusCode()).as(back.body()).isEqualTo(200);
    int after = json(back).path("number").asInt();
    assertThat(after).isEqualTo(good + 6);
    assertThat(json(back).path("author").asText()).isEqualTo("anna");
    assertThat(json(back).path("note").asText()).isEqualTo("wrong file");
    assertThat(json(back).path("inForce").asBoolean()).isTrue();
    assertThat(json(api.get("/v1/ship-nodes/EXTRA")).path("active").asBoolean()).isFalse();
    assertThat(everything()).isEqualTo(stood);
    JsonNode again = decide(other, "R-3");
    assertThat(again.path("costMinor")).isEqualTo(usual.path("costMinor"));
    assertThat(again.at("/versions/referenceData").asInt()).isEqualTo(after);
    assertThat(dear.at("/versions/referenceData").asInt()).isEqualTo(after - 1);
    for (JsonNode decision : List.of(usual, dear, again)) {
      String id = decision.path("decisionId").asText();
      assertThat(json(api.post("/v1/decisions/" + id + "/replay")).path("equal").asBoolean())
          .isTrue();
    }

    // The version before the one in force: what was taken back is there again.
    var forth = api.post(PATH + "/roll-back", "{\"author\": \"anna\"}");

    assertThat(json(forth).path("number").asInt()).isEqualTo(after + 1);
    assertThat(decide(other, "R-4").path("costMinor")).isEqualTo(dear.path("costMinor"));
    assertThat(json(api.get("/v1/store-check")).path("agrees").asBoolean()).isTrue();
    for (int to : List.of(after + 1, 999)) {
      assertThat(
              problem(
                  api.post(
                      PATH + "/roll-back", "{\"author\": \"anna\", \"to\": %d}".formatted(to))))
          .isEqualTo("409 /problems/broken-version");
    }
    assertThat(problem(api.post(PATH + "/roll-back", "{\"to\": 0}")))
        .startsWith("400 /problems/invalid-request");
  }

  @Test
  void loadsOfTwoProcessesAtOnceAreAVersionEach() throws Exception {
    TestClient other = another();
    TestService.network(api);
    int before = inForce();
    try (var threads = Executors.newFixedThreadPool(4)) {
      List<Future<Integer>> loads =
          IntStream.range(0, 12)
              .mapToObj(i ->
                  threads.submit(() ->
                      rates(i % 2 == 0 ? api : other, 1_000 + i, "?author=a" + i)
                          .path("version")
                          .asInt()))
              .toList();
      for (int i = 0; i < loads.size(); i++) {
        int version = loads.get(i).get();
        assertThat(version).isBetween(before + 1, before + 12);
        assertThat(json(api.get(PATH + "/" + version)).path("author").asText()).isEqualTo("a" + i);
        assertThat(changes(version).getFirst().at("/after/per_parcel_minor").asInt())
            .isEqualTo(1_000 + i);
      }
      assertThat(loads.stream().map(Future::resultNow).distinct()).hasSize(12);
    }
    assertThat(inForce()).isEqualTo(before + 12);
    assertThat(json(api.get("/v1/store-check")).path("agrees").asBoolean()).isTrue();
  }

  private int inForce() {
    return json(api.get(PATH + "/in-force")).path("number").asInt();
  }

  private List<JsonNode> changes(int version) {
    var changes = new ArrayList<JsonNode>();
    json(api.get(PATH + "/" + version + "/changes?limit=500")).path("items").forEach(changes::add);
    return changes;
  }

  private JsonNode rates(int perParcel, String query) {
    return rates(api, perParcel, query);
  }

  private static JsonNode rates(TestClient client, int perParcel, String query) {
    var answer =
        client.put(
            "/v1/carrier-services" + query,
            "text/csv",
            """
            id,carrier,name,currency,volumetricDivisor,publishedOnTime,originCountry,destinationCountry,upToKm,perParcelMinor,perKilogramMinor,transitDays
            GROUND,Parcel Co,Ground,USD,5000,0.95,US,US,500,%d,45,2
            """
                .formatted(perParcel));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return json(answer);
  }

  private void load(String path, String csv) {
    var answer = api.put(path, "text/csv", csv);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  private int patch(String path, String body) {
    return api.send(
            api.request(path)
                .header("Content-Type", "application/json")
                .method("PATCH", BodyPublishers.ofString(body)))
        .statusCode();
  }

  private static JsonNode decide(TestClient client, String order) {
    var answer = client.post("/v1/decisions", TestService.order(order, "CUP"));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    return json(answer);
  }

  /// All that is in use of reference data.
  private List<String> everything() {
    return List.of(
        api.get("/v1/ship-nodes?active=true&limit=500").body(),
        api.get("/v1/carrier-services?limit=500").body(),
        api.get("/v1/exchange-rates?limit=500").body(),
        api.get("/v1/postal-areas?limit=500").body());
  }
}
