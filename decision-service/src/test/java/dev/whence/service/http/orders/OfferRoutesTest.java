package dev.whence.service.http.orders;

import static dev.whence.service.http.TestClient.json;
import static dev.whence.service.http.TestClient.problem;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.whence.service.Service;
import dev.whence.service.TestService;
import dev.whence.service.http.TestClient;
import dev.whence.service.store.Database;
import dev.whence.service.store.DatabaseAddress;
import dev.whence.service.store.StatementBatch;
import dev.whence.service.store.TestDatabase;
import dev.whence.service.verify.StoreCheck;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Parcels are accepted by ship nodes, and several compete for one: two services on one store, with
/// tables that offer to many. Every test ends with everything in the store agreeing.
class OfferRoutesTest {
  private static final int STORES = 16;
  private static final int CLIENTS = 64;

  private static final String POLICY =
      """
      table,sourcing-policy
      hit policy,first match
      owner,fulfillment operations
      rule id,channel,late cost,split cost,most parcels,unfilled unit cost,return cost,when short,promise days,offer to,offer minutes,claim minutes
      many,market,400,250,3,50000,900,BACKORDER,7,100,30,60
      three,trio,400,250,3,50000,900,BACKORDER,7,3,30,60
      otherwise,,400,250,3,50000,900,BACKORDER,7,1,30,60
      """;

  private static final String ELIGIBILITY =
      """
      table,node-eligibility
      hit policy,all matches
      owner,fulfillment operations
      rule id,channel,units available,parcels left,acceptance percent,minutes to accept,parcels answered,ruled out because
      out-of-stock,,<= 0,,,,,SHORT_OF_STOCK
      capacity-used-up,,,<= 0,,,,CAPACITY_EXHAUSTED
      refuses-too-often,web,,,< 60,,>= 5,REFUSES_TOO_OFTEN
      accepts-too-late,web,,,,> 240,>= 5,ACCEPTS_TOO_LATE
      """;

  @TempDir private static Path tables;
  private static DatabaseAddress address;
  private static Service one;
  private static Service other;
  private static Database database;

  private static TestClient api;
  private static TestClient elsewhere;

  @BeforeAll
  static void start() throws IOException {
    try (var shipped = Files.list(Path.of("../rules/tables"))) {
      for (Path table : shipped.filter(file -> file.toString().endsWith(".csv")).toList()) {
        Files.copy(table, tables.resolve(table.getFileName()), REPLACE_EXISTING);
      }
    }
    Files.writeString(tables.resolve("sourcing-policy.csv"), POLICY);
    Files.writeString(tables.resolve("node-eligibility.csv"), ELIGIBILITY);
    address = TestDatabase.freshAddress();
    var settings = Map.of("tables-directory", tables.toString(), "db-connections", "8");
    one = TestService.start(address, settings);
    other = TestService.start(address, settings);
    database = Database.open(address, 1);
    api = new TestClient(one.port());
    elsewhere = new TestClient(other.port());
    var nodes = new ArrayList<String>();
    for (int i = 1; i <= STORES; i++) {
      nodes.add(
          quoted(
                  """
                  {'id': 'S%02d', 'name': 'Store %1$d', 'type': 'STORE', 'country': 'US', 'region': 'CA',
                   'latitude': %s, 'longitude': -122.4, 'timeZone': 'America/Los_Angeles',
                   'workingDays': ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'],
                   'cutoff': '16:00', 'processingMinutes': 60, 'parcelsPerDay': 100000,
                   'parcelHandlingMinor': %d, 'unitHandlingMinor': 10, 'currency': 'USD'}
                  """)
              .formatted(i, 37.7 + i * 0.01, 100 + i));
    }
    load("/v1/ship-nodes", "application/json", nodes.toString());
    load(
        "/v1/carrier-services",
        "text/csv",
        """
        id,carrier,name,currency,volumetricDivisor,publishedOnTime,originCountry,destinationCountry,upToKm,perParcelMinor,perKilogramMinor,transitDays
        GROUND,Parcel Co,Ground,USD,5000,0.95,US,US,5000,690,45,2
        """);
  }

  @AfterAll
  static void stop() {
    database.close();
    other.close();
    one.close();
  }

  @AfterEach
  void everythingAgrees() {
    assertThat(new StoreCheck(database).run().stream().filter(finding -> !finding.holds()).toList())
        .isEmpty();
  }

  // Competing offers.

  @Test
  void ofSixtyFourClientsAtTwoServicesExactlyOneWins_andEveryOtherIsToldWhoHasIt()
      throws Exception {
    stock("RACE", 5, stores());
    confirm(committed("race-1", "market", "RACE"));
    List<JsonNode> offers = offers("order=race-1");
    assertThat(offers).hasSize(STORES);
    assertThat(names(offers, "state")).containsOnly("open");

    var start = new CyclicBarrier(CLIENTS);
    List<HttpResponse<String>> answers =
        atOnce(
            IntStream.range(0, CLIENTS)
                .mapToObj(i ->
                    (Callable<HttpResponse<String>>)
                        () -> {
                          String offer = offers.get(i % STORES).path("offerId").asText();
                          start.await();
                          return claim(i % 2 == 0 ? api : elsewhere, offer, "client-" + i);
                        })
                .toList());

    List<HttpResponse<String>> won =
        answers.stream().filter(answer -> answer.statusCode() == 200).toList();
    assertThat(won).hasSize(1);
    String winner = json(won.getFirst()).path("shipNode").asText();
    for (HttpResponse<String> answer : answers) {
      if (answer.statusCode() != 200) {
        assertThat(problem(answer)).isEqualTo("409 /problems/offer-not-open");
        assertThat(json(answer).path("winner").asText()).isEqualTo(winner);
        assertThat(json(answer).path("detail").asText())
            .contains(winner + " (client-", "GET /v1/offers?shipNode=");
      }
    }
    assertThat(names(offers("order=race-1"), "state")).filteredOn("claimed"::equals).hasSize(1);
    assertThat(parcels("race-1")).containsExactly(winner + ": 2");
    assertThat(reserved("RACE")).isEqualTo(Map.of(winner, 2));
    assertThat(events("offer-lost", "race-1", STORES - 1)).hasSize(STORES - 1);
    assertThat(events("offer-claimed", "race-1", 1)).hasSize(1);
  }

  @Test
  void manyParcelsAreClaimedByManyAtOnce_eachOnce() throws Exception {
    stock("CROWD", 4, stores());
    var offers = new ArrayList<JsonNode>();
    for (int i = 0; i < 8; i++) {
      confirm(committed("crowd-" + i, "trio", "CROWD"));
      offers.addAll(offers("order=crowd-" + i));
    }
    assertThat(offers).hasSize(24);

    List<HttpResponse<String>> answers =
        atOnce(
            IntStream.range(0, offers.size())
                .mapToObj(i ->
                    (Callable<HttpResponse<String>>)
                        () ->
                            claim(
                                i % 2 == 0 ? api : elsewhere,
                                offers.get(i).path("offerId").asText(),
                                "client-" + i))
                .toList());

    var winners = new HashSet<String>();
    for (HttpResponse<String> answer : answers) {
      if (answer.statusCode() == 200) {
        assertThat(winners.add(json(answer).path("orderId").asText())).isTrue();
      } else {
        assertThat(answer.statusCode()).isEqualTo(409);
      }
    }
    assertThat(winners).hasSize(8);
  }

  @Test
  void whoeverClaimsGetsTheUnitsWithTheClaim_andTheOthersAreTold() {
    stock("MOVE", 5, "S01", "S02", "S03", "S04");
    JsonNode decision = committed("move-1", "trio", "MOVE");
    assertThat(decision.at("/shipments/0/shipNode").asText()).isEqualTo("S01");
    assertThat(names(decision.at("/shipments/0/offeredTo"), "shipNode"))
        .containsExactly("S02", "S03");
    assertThat(offers("order=move-1")).as("nobody is asked before it is confirmed").isEmpty();
    confirm(decision);
    assertThat(names(offers("order=move-1"), "shipNode")).containsExactly("S01", "S02", "S03");
    assertThat(reserved("MOVE")).isEqualTo(Map.of("S01", 2));

    JsonNode won = json(claim(api, offer("move-1", "S03"), "anna"));

    assertThat(won.path("state").asText()).isEqualTo("claimed");
    assertThat(won.path("until").asText()).isNotEmpty();
    assertThat(reserved("MOVE")).isEqualTo(Map.of("S03", 2));
    assertThat(parcels("move-1")).containsExactly("S03: 2");
    assertThat(json(claim(elsewhere, offer("move-1", "S03"), "anna")).path("state").asText())
        .as("the answer was lost")
        .isEqualTo("claimed");
    assertThat(json(claim(api, offer("move-1", "S03"), "ben")).path("detail").asText())
        .contains("S03 (anna) has the parcel of order move-1 already");
    assertThat(json(claim(api, offer("move-1", "S01"), "carl")).path("detail").asText())
        .contains("S03 (anna) has the parcel of order move-1: its claim was first.");
    assertThat(names(events("offer-lost", "move-1", 2), "/data/takenBy")).containsOnly("S03");

    accept(won.path("shipmentId").asText(), "anna");

    assertThat(json(api.get("/v1/offers/" + offer("move-1", "S03"))).has("until")).isFalse();
    assertThat(timeline("move-1"))
        .containsSubsequence("offered", "offer-claimed", "parcel-accepted");
    assertFits("Decision", decision);
    assertFits("NodeOffer", won);
    assertFits("OfferPage", json(api.get("/v1/offers?order=move-1")));
    JsonNode replayed = json(api.post("/v1/decisions/" + lastDecision("move-1") + "/replay", "{}"));
    assertThat(replayed.path("equal").asBoolean()).as(replayed.toString()).isTrue();
    JsonNode first =
        json(api.post("/v1/decisions/" + decision.path("decisionId").asText() + "/replay", "{}"));
    assertThat(first.path("equal").asBoolean()).as(first.toString()).isTrue();
  }

  @Test
  void aClaimOfWhatTheNodeNoLongerHasIsRefused_andTheOfferStaysOpen() {
    stock("GONE", 5, "S01", "S02", "S03");
    confirm(committed("gone-1", "trio", "GONE"));
    stock("GONE", 1, "S02");

    HttpResponse<String> answer = claim(api, offer("gone-1", "S02"), "");

    assertThat(problem(answer)).isEqualTo("409 /problems/parcel-not-there");
    assertThat(json(answer).path("detail").asText()).contains("S02 cannot send", "short of stock");
    assertThat(reserved("GONE")).isEqualTo(Map.of("S01", 2));
    stock("GONE", 5, "S02");
    assertThat(claim(api, offer("gone-1", "S02"), "").statusCode()).isEqualTo(200);
    assertThat(reserved("GONE")).isEqualTo(Map.of("S02", 2));
  }

  @Test
  void whatNobodyClaimsFallsToThePlannedNode() {
    stock("IDLE", 5, "S01", "S02", "S03");
    confirm(committed("idle-1", "trio", "IDLE"));

    execute("UPDATE offer_groups SET open_until = now() WHERE order_id = 'idle-1'");
    assertThat(json(claim(api, offer("idle-1", "S02"), "")).path("title").asText())
        .isEqualTo("The offer is no longer open.");

    await(() -> states("idle-1").equals(List.of("S01 assigned", "S02 expired", "S03 expired")));
    assertThat(parcels("idle-1")).containsExactly("S01: 2");
    assertThat(names(events("offer-assigned", "idle-1", 1), "/data/shipNode"))
        .containsExactly("S01");
    accept(shipment("idle-1"), "");
  }

  @Test
  void whatAllOthersDeclineFallsToThePlannedNode_andWhatItDeclinesGoesElsewhere() {
    stock("DECLINE", 5, "S01", "S02", "S03", "S04");
    confirm(committed("decline-1", "trio", "DECLINE"));
    assertThat(problem(api.post("/v1/offers/" + offer("decline-1", "S02") + "/decline", "{}")))
        .startsWith("400 ");
    decline("decline-1", "S02", "busy");
    assertThat(states("decline-1")).containsExactly("S01 open", "S02 declined", "S03 open");

    decline("decline-1", "S01", "damaged");

    assertThat(parcels("decline-1")).containsExactly("S03: 2");
    assertThat(states("decline-1"))
        .as("a new offer, to those who have not declined")
        .containsExactly("S01 declined", "S02 declined", "S03 open", "S03 withdrawn", "S04 open");
    assertThat(claim(api, openOffer("decline-1", "S04"), "").statusCode()).isEqualTo(200);
    assertThat(parcels("decline-1")).containsExactly("S04: 2");
    stock("ALL", 5, "S01", "S02");
    confirm(committed("decline-2", "trio", "ALL"));
    decline("decline-2", "S02", "other");
    assertThat(states("decline-2")).containsExactly("S01 assigned", "S02 declined");
  }

  @Test
  void aClaimThatIsNotAcceptedInTimeIsOfferedToTheOthers_andAfterThreeAPersonHasToLook() {
    stock("LAPSE", 5, "S01", "S02", "S03", "S04");
    confirm(committed("lapse-1", "trio", "LAPSE"));
    assertThat(claim(api, offer("lapse-1", "S02"), "").statusCode()).isEqualTo(200);

    lapse("lapse-1");

    await(() -> parcels("lapse-1").equals(List.of("S01: 2")));
    assertThat(states("lapse-1"))
        .containsExactly("S01 lost", "S01 open", "S02 expired", "S03 lost", "S03 open", "S04 open");
    assertThat(reserved("LAPSE")).isEqualTo(Map.of("S01", 2));
    assertThat(json(api.get("/v1/ship-nodes/S02/acceptance")).at("/refusals/unanswered").asInt())
        .isEqualTo(1);
    assertThat(json(claim(api, offer("lapse-1", "S02"), "")).path("detail").asText())
        .contains("S02 claimed the parcel and did not accept it in time.");

    assertThat(claim(api, openOffer("lapse-1", "S03"), "").statusCode()).isEqualTo(200);
    lapse("lapse-1");
    await(() -> parcels("lapse-1").equals(List.of("S01: 2")));
    assertThat(claim(api, openOffer("lapse-1", "S01"), "").statusCode()).isEqualTo(200);
    lapse("lapse-1");

    await(() -> parcels("lapse-1").isEmpty());
    assertThat(json(api.get("/v1/orders/lapse-1")).at("/lines/0/exception").asText())
        .isEqualTo("refused 3 times, last by S01: UNANSWERED");
    assertThat(timeline("lapse-1")).contains("offer-lapsed", "parcel-refused");
    assertThat(reserved("LAPSE")).isEmpty();
  }

  @Test
  void whatIsCancelledIsOfferedNoLonger_andWhatLeavesWasTaken() {
    stock("CANCEL", 5, "S01", "S02", "S03");
    confirm(committed("cancel-1", "trio", "CANCEL"));
    api.post("/v1/orders/cancel-1/cancel");
    assertThat(states("cancel-1"))
        .containsExactly("S01 withdrawn", "S02 withdrawn", "S03 withdrawn");
    assertThat(json(claim(api, offer("cancel-1", "S02"), "")).path("detail").asText())
        .contains("Nothing is planned in the parcel of order cancel-1 any more.");
    assertThat(events("offer-withdrawn", "cancel-1", 3)).hasSize(3);

    confirm(committed("leaves-1", "trio", "CANCEL"));
    leave("leaves-1");
    assertThat(states("leaves-1")).containsExactly("S01 claimed", "S02 lost", "S03 lost");
  }

  // Acceptance.

  @Test
  void acceptingIsKeptOnce_andCountsForTheNode() {
    stock("ACCEPT", 50, "S05");
    JsonNode before = json(api.get("/v1/ship-nodes/S05/acceptance"));
    assertThat(before.path("acceptancePercent").asInt()).isEqualTo(95);
    assertThat(before.path("minutesToAccept").asInt()).isEqualTo(30);
    committed("accept-1", "web", "ACCEPT");
    String shipment = shipment("accept-1");

    assertThat(accept(shipment, "eva").path("first").asBoolean()).isTrue();
    assertThat(accept(shipment, "tom").path("first").asBoolean()).isFalse();
    committed("accept-2", "web", "ACCEPT");
    leave("accept-2");
    committed("accept-3", "web", "ACCEPT");
    refuse(shipment("accept-3"), "other");

    JsonNode after = json(api.get("/v1/ship-nodes/S05/acceptance"));
    assertThat(after.path("parcelsAnswered").asInt()).isEqualTo(3);
    assertThat(after.path("parcelsAccepted").asInt()).isEqualTo(2);
    assertThat(after.path("acceptedByWord").asInt()).isEqualTo(1);
    assertThat(after.at("/refusals/other").asInt()).isEqualTo(1);
    // (2 + 9.5) / (3 + 10)
    assertThat(after.path("acceptancePercent").asInt()).isEqualTo(88);
    assertThat(moment("accept-1", "parcel-accepted")).isEqualTo("S05 after 0 minutes (eva)");
    assertThat(moment("accept-2", "parcel-accepted")).isEqualTo("S05, by handing it over");
    assertThat(names(events("parcel-accepted", "accept-1", 1), "/data/by")).containsExactly("eva");

    refuse(shipment, "damaged");
    assertThat(json(api.get("/v1/ship-nodes/S05/acceptance")).path("parcelsAccepted").asInt())
        .as("all of it was refused after all")
        .isEqualTo(1);
    assertThat(problem(api.post("/v1/shipments/" + shipment + "/accept")))
        .isEqualTo("409 /problems/parcel-not-there");
    assertThat(problem(api.post("/v1/shipments/nobody/accept")))
        .isEqualTo("404 /problems/not-found");
    assertThat(problem(api.get("/v1/ship-nodes/nobody/acceptance")))
        .isEqualTo("404 /problems/not-found");
    assertThat(problem(api.post("/v1/shipments/" + shipment + "/accept", quoted("{'who': 'me'}"))))
        .startsWith("400 ");
    assertThat(api.get("/metrics").body()).contains("whence_parcels_answered_total");
  }

  @Test
  void aScanAcceptsAsWell_andAcceptingCountsForTheMilestones() {
    stock("SCANNED", 5, "S01", "S02", "S03");
    confirm(committed("scanned-1", "trio", "SCANNED"));
    String shipment = json(claim(api, offer("scanned-1", "S02"), "")).path("shipmentId").asText();
    assertThat(
            api.post(
                    "/v1/shipment-events",
                    quoted(
                            "[{'eventId': 'scanned-a', 'shipmentId': '%s', 'scan': 'ACCEPTED', 'occurredAt': '2026-05-05T20:00:00Z'}]")
                        .formatted(shipment))
                .statusCode())
        .isEqualTo(200);
    assertThat(json(api.get("/v1/offers/" + offer("scanned-1", "S02"))).has("until"))
        .as("it is accepted")
        .isFalse();
    assertThat(moment("scanned-1", "parcel-accepted")).isEqualTo("S02, by a scan");
    assertThat(accept(shipment, "").path("first").asBoolean()).isFalse();

    confirm(committed("scanned-2", "web", "SCANNED"));
    accept(shipment("scanned-2"), "eva");
    assertThat(api.get("/v1/orders/scanned-2").body()).contains("acceptedAt");
  }

  @Test
  void aNodeThatRefusesTooOftenIsRuledOut_withTheValue_andTheDecisionReplays() {
    stock("OFTEN", 50, "S06", "S07");
    assertThat(committed("often-0", "web", "OFTEN").at("/shipments/0/shipNode").asText())
        .isEqualTo("S06");
    for (int i = 1; i <= 8; i++) {
      stock("OFTEN-" + i, 5, "S06");
      committed("often-" + i, "web", "OFTEN-" + i);
    }
    for (int i = 1; i <= 8; i++) {
      refuse(shipment("often-" + i), "other");
    }
    // (0 + 9.5) / (8 + 10)
    assertThat(json(api.get("/v1/ship-nodes/S06/acceptance")).path("acceptancePercent").asInt())
        .isEqualTo(53);

    await(() ->
        evaluated("often-10", "web", "OFTEN")
            .toString()
            .contains("refuses too often (8 of 8 parcels"));

    JsonNode decision = committed("often-9", "web", "OFTEN");
    String finding = "";
    for (JsonNode candidate : decision.path("candidates")) {
      if (candidate.path("shipNode").asText().equals("S06")) {
        finding = candidate.at("/findings/0").toString();
      }
    }
    assertThat(finding)
        .contains(
            "refuses-too-often",
            "refuses too often (8 of 8 parcels in 28 days, which counts as 53 % accepted)");
    String id = decision.path("decisionId").asText();
    assertThat(json(api.get("/v1/decisions/" + id + "/why-not/S06")).toString())
        .contains("refuses-too-often", "53 %");
    execute("DELETE FROM refusals WHERE node = 'S06'");
    execute("DELETE FROM acceptance_days WHERE node = 'S06'");
    JsonNode replayed = json(api.post("/v1/decisions/" + id + "/replay", "{}"));
    assertThat(replayed.path("equal").asBoolean()).as(replayed.toString()).isTrue();
  }

  @Test
  void aNodeThatAcceptsTooLateIsRuledOut_byItsMedian() {
    stock("LATE", 50, "S08", "S09");
    for (int i = 0; i < 12; i++) {
      stock("LATE-" + i, 5, "S08");
      confirm(committed("late-" + i, "web", "LATE-" + i));
    }
    for (int i = 0; i < 12; i++) {
      String shipment = shipment("late-" + i);
      execute(
          "UPDATE reservations SET changed_at = now() - interval '400 minutes' WHERE order_id = 'late-"
              + i
              + "'");
      execute(
          "UPDATE shipments SET created_at = now() - interval '400 minutes' WHERE order_id = 'late-"
              + i
              + "'");
      accept(shipment, "");
    }

    // 10 of the prior and 12 between 240 and 480: the median lies one twelfth into that class.
    assertThat(json(api.get("/v1/ship-nodes/S08/acceptance")).path("minutesToAccept").asInt())
        .isEqualTo(260);
    await(() ->
        evaluated("late-e", "web", "LATE").at("/shipments/0/shipNode").asText().equals("S09"));
    assertThat(evaluated("late-e", "web", "LATE").toString())
        .contains("takes 260 minutes to accept a parcel");
  }

  // Steps.

  private static String[] stores() {
    return IntStream.rangeClosed(1, STORES).mapToObj("S%02d"::formatted).toArray(String[]::new);
  }

  private static <T> List<T> atOnce(List<Callable<T>> calls) throws Exception {
    try (var threads = Executors.newFixedThreadPool(CLIENTS)) {
      var answers = new ArrayList<T>();
      for (Future<T> future : threads.invokeAll(calls)) {
        answers.add(future.get());
      }
      return answers;
    }
  }

  private static void load(String path, String contentType, String body) {
    HttpResponse<String> answer = api.put(path, contentType, body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  private void stock(String sku, int onHand, String... nodes) {
    load(
        "/v1/items",
        "text/csv",
        "sku,category,weightGrams,volumeCm3,longestSideMm\n" + sku + ",home,400,2000,300\n");
    var rows = new StringBuilder("shipNode,sku,onHand\n");
    for (String node : nodes) {
      rows.append(node).append(',').append(sku).append(',').append(onHand).append('\n');
    }
    load("/v1/stock", "text/csv", rows.toString());
  }

  private JsonNode committed(String order, String channel, String sku) {
    HttpResponse<String> answer =
        api.post(
            "/v1/decisions",
            TestService.order(order, sku).replace("\"web\"", "\"" + channel + "\""));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    return json(answer);
  }

  private JsonNode evaluated(String order, String channel, String sku) {
    return json(
        api.post(
            "/v1/decisions",
            TestService.order(order, sku)
                .replace("\"web\"", "\"" + channel + "\"")
                .replace("\"commit\"", "\"evaluate\"")));
  }

  private void confirm(JsonNode decision) {
    String reservation = decision.path("reservation").path("id").asText();
    assertThat(api.post("/v1/reservations/" + reservation + "/confirm").statusCode())
        .isEqualTo(200);
  }

  private static HttpResponse<String> claim(TestClient client, String offer, String by) {
    return client.post("/v1/offers/" + offer + "/claim", quoted("{'by': '%s'}").formatted(by));
  }

  private void decline(String order, String node, String reason) {
    HttpResponse<String> answer =
        api.post(
            "/v1/offers/" + openOffer(order, node) + "/decline",
            quoted("{'reason': '%s'}").formatted(reason));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(json(answer).path("state").asText()).isEqualTo("declined");
  }

  private JsonNode accept(String shipment, String by) {
    HttpResponse<String> answer =
        api.post("/v1/shipments/" + shipment + "/accept", quoted("{'by': '%s'}").formatted(by));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return json(answer);
  }

  private void refuse(String shipment, String reason) {
    HttpResponse<String> answer =
        api.post(
            "/v1/shipments/" + shipment + "/refuse", quoted("{'reason': '%s'}").formatted(reason));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  private void leave(String order) {
    HttpResponse<String> answer =
        api.post(
            "/v1/shipment-events",
            quoted(
                    "[{'eventId': '%s-left', 'shipmentId': '%s', 'scan': 'HANDED_OVER', 'occurredAt': '2026-05-05T20:00:00Z'}]")
                .formatted(order, shipment(order)));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  private static void lapse(String order) {
    execute(
        "UPDATE offer_groups SET claimed_until = now() WHERE state = 'CLAIMED' AND order_id = '"
            + order
            + "'");
  }

  private static void execute(String sql) {
    database.run(connection -> {
      new StatementBatch().add(sql).send(connection).close();
      return true;
    });
  }

  // What is looked at.

  private static void assertFits(String schema, JsonNode value) {
    String address = "https://whence.dev/openapi.json";
    var registry =
        SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            schemas -> schemas.schemas(Map.of(address, api.get("/openapi.json").body())));
    assertThat(
            registry
                .getSchema(SchemaLocation.of(address + "#/components/schemas/" + schema))
                .validate(value))
        .as("%s", value)
        .isEmpty();
  }

  private List<JsonNode> offers(String query) {
    var offers = new ArrayList<JsonNode>();
    json(api.get("/v1/offers?limit=100&" + query)).path("items").forEach(offers::add);
    return offers;
  }

  private String offer(String order, String node) {
    return json(api.get("/v1/offers?order=" + order + "&shipNode=" + node))
        .at("/items/0/offerId")
        .asText();
  }

  private String openOffer(String order, String node) {
    return json(api.get("/v1/offers?state=open&order=" + order + "&shipNode=" + node))
        .at("/items/0/offerId")
        .asText();
  }

  /// Each offer as "node state".
  private List<String> states(String order) {
    return offers("order=" + order).stream()
        .map(offer -> offer.path("shipNode").asText() + " " + offer.path("state").asText())
        .sorted()
        .toList();
  }

  private String shipment(String order) {
    return json(api.get("/v1/orders/" + order)).at("/parcels/0/shipmentId").asText();
  }

  private String lastDecision(String order) {
    return json(api.get("/v1/orders/" + order)).path("lastDecisionId").asText();
  }

  private List<String> parcels(String order) {
    var parcels = new ArrayList<String>();
    for (JsonNode parcel : json(api.get("/v1/orders/" + order)).path("parcels")) {
      parcels.add(parcel.path("shipNode").asText() + ": " + parcel.at("/lines/0/units").asText());
    }
    return parcels;
  }

  private Map<String, Integer> reserved(String sku) {
    var reserved = new java.util.TreeMap<String, Integer>();
    for (JsonNode position : json(api.get("/v1/stock/" + sku)).path("items")) {
      if (position.path("reserved").asInt() > 0) {
        reserved.put(position.path("shipNode").asText(), position.path("reserved").asInt());
      }
    }
    return reserved;
  }

  private List<String> timeline(String order) {
    return names(json(api.get("/v1/orders/" + order)).path("timeline"), "kind");
  }

  private String moment(String order, String kind) {
    for (JsonNode moment : json(api.get("/v1/orders/" + order)).path("timeline")) {
      if (moment.path("kind").asText().equals(kind)) {
        return moment.path("detail").asText();
      }
    }
    return "";
  }

  /// Once so many can be read: an event shows when no older transaction is under way.
  private List<JsonNode> events(String type, String order, int least) {
    await(() -> events(type, order).size() >= least);
    return events(type, order);
  }

  private List<JsonNode> events(String type, String order) {
    var events = new ArrayList<JsonNode>();
    String cursor = "";
    do {
      JsonNode page = json(api.get("/v1/events?limit=100&type=" + type + cursor));
      page.path("items")
          .forEach(event -> {
            if (event.path("orderId").asText().equals(order)) {
              events.add(event);
            }
          });
      cursor = page.path("items").isEmpty() ? "" : "&after=" + page.path("nextCursor").asText();
    } while (!cursor.isEmpty());
    return events;
  }

  private static List<String> names(Iterable<JsonNode> all, String member) {
    var names = new ArrayList<String>();
    all.forEach(
        each -> names.add((member.startsWith("/") ? each.at(member) : each.path(member)).asText()));
    return names;
  }

  private static String quoted(String json) {
    return json.replace('\'', '"');
  }

  private static void await(BooleanSupplier seen) {
    Instant end = Instant.now().plus(Duration.ofSeconds(30));
    while (!seen.getAsBoolean()) {
      assertThat(Instant.now()).isBefore(end);
      try {
        Thread.sleep(50);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }
}
