package dev.whence.service.http.orders;

import static dev.whence.service.http.TestClient.json;
import static dev.whence.service.http.TestClient.problem;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.service.TestService;
import dev.whence.service.http.Json;
import dev.whence.service.http.TestClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The life of a bundle whose components leave in several parcels, a camera from RENO and a lens
/// from DALLAS: what happens to one of the parcels concerns what is in it, and nothing is sent
/// twice.
class BundlesInPartsTest {
  private final TestClient api = TestService.client();
  private final String id = "parts-" + UUID.randomUUID();
  private final String camera = id + "-cam";
  private final String lens = id + "-lens";

  @BeforeEach
  void cameraAndLensLieApart() {
    TestService.stock(camera, 9, "RENO");
    TestService.stock(lens, 3, "DALLAS");
  }

  @AfterEach
  void everythingAgrees() {
    assertThat(TestService.discrepancies()).isEmpty();
  }

  @Test
  void whatAShipNodeRefusesOfItIsSentFromElsewhere_andTheRestStays() {
    confirmed(2);
    TestService.stock(lens, 2, "RENO");

    HttpResponse<String> refused = refuse(parcel("DALLAS"), "'reason': 'damaged'");

    assertThat(refused.statusCode()).as(refused.body()).isEqualTo(200);
    assertThat(json(refused).at("/resourced/decisionId").asText()).isNotEmpty();
    assertThat(parcels())
        .containsExactlyInAnyOrder("RENO cam*2 confirmed", "RENO lens*2 confirmed");
    assertThat(line("confirmed")).isEqualTo(2);
  }

  @Test
  void ofTheUnitsThatAreRefusedInPartsEachPartIsSentOnce_whenItIsThere() {
    confirmed(3);

    // Of three, two lack the lens and one of these the camera, too.
    refuse(
        parcel("DALLAS"),
        "'reason': 'damaged', 'blocking': false, 'lines': [{'lineId': '1', 'units': 2}]");
    TestService.stock(camera, 3, "RENO");
    refuse(
        parcel("RENO"),
        "'reason': 'damaged', 'blocking': false, 'lines': [{'lineId': '1', 'units': 1}]");
    assertThat(line("backordered")).isEqualTo(2);
    assertThat(parcels())
        .containsExactlyInAnyOrder("RENO cam*2 confirmed", "DALLAS lens*1 confirmed");

    TestService.stock(camera, 9, "RENO");
    TestService.stock(lens, 3, "DALLAS");

    await("confirmed", 3);
    assertThat(line("backordered")).isZero();
    assertThat(parcels())
        .containsExactlyInAnyOrder(
            "RENO cam*2 confirmed",
            "DALLAS lens*1 confirmed",
            "RENO cam*1 confirmed",
            "DALLAS lens*2 confirmed");
  }

  @Test
  void thePartInALostParcelIsSentAgainAlone() {
    confirmed(1);
    String lost = parcel("DALLAS");
    scan(lost, "HANDED_OVER", "LOST");
    scan(parcel("RENO"), "HANDED_OVER", "DELIVERED");

    HttpResponse<String> replaced =
        api.post("/v1/shipments/" + lost + "/replacement", "{\"reason\": \"as asked\"}");

    assertThat(replaced.statusCode()).as(replaced.body()).isEqualTo(200);
    assertThat(json(replaced).at("/sentAgain/decisionId").asText()).isNotEmpty();
    assertThat(parcels())
        .containsExactlyInAnyOrder(
            "DALLAS lens*1 replaced", "RENO cam*1 delivered", "DALLAS lens*1 confirmed");
    assertThat(reserved(camera)).isZero();
    scan(json(order()).at("/parcels/2/shipmentId").asText(), "HANDED_OVER", "DELIVERED");
    assertThat(line("delivered")).isEqualTo(1);
  }

  @Test
  void ofALostPartThatIsNowhereTheUnitWaits_andWaitsNoMoreOnceItIsCancelled() {
    confirmed(1);
    TestService.stock(lens, 1, "DALLAS");
    String lost = parcel("DALLAS");
    scan(lost, "HANDED_OVER", "LOST");
    scan(parcel("RENO"), "HANDED_OVER", "DELIVERED");
    api.post("/v1/shipments/" + lost + "/replacement", "{}");
    assertThat(line("backordered")).isEqualTo(1);

    HttpResponse<String> cancelled = cancel("{'lines': [{'lineId': '1', 'units': 1}]}");

    assertThat(cancelled.statusCode()).as(cancelled.body()).isEqualTo(200);
    assertThat(line("cancelled")).isEqualTo(1);
    assertThat(line("backordered")).isZero();
  }

  @Test
  void onceAPartHasLeftTheOrderIsNotCancelledAsAWhole_butTheRestOfTheLineIs() {
    confirmed(1);
    scan(parcel("RENO"), "HANDED_OVER");

    HttpResponse<String> whole = cancel("{}");

    assertThat(problem(whole)).isEqualTo("409 /problems/units-have-left");
    assertThat(json(whole).path("detail").asText())
        .contains("1 unit of line 1 has left, at least in part.");
    assertThat(reserved(lens)).isEqualTo(1);
    assertThat(cancel("{'lines': [{'lineId': '1', 'units': 1}]}").statusCode()).isEqualTo(200);
    assertThat(line("cancelled")).isEqualTo(1);
    assertThat(reserved(lens)).isZero();
  }

  @Test
  void aChangeSendsWhatHasLeftOfItNoSecondTime() {
    confirmed(2);
    scan(parcel("RENO"), "HANDED_OVER");

    HttpResponse<String> changed =
        api.put("/v1/orders/" + id, "application/json", "{\"order\": " + bundle(3) + "}");

    assertThat(changed.statusCode()).as(changed.body()).isEqualTo(201);
    assertThat(parcels())
        .containsExactlyInAnyOrder(
            "RENO cam*2 shipped", "RENO cam*1 reserved", "DALLAS lens*3 reserved");
  }

  @Test
  void aChangeToFewerUnitsThanHaveLeftInPartIsRefused() {
    confirmed(2);
    scan(parcel("RENO"), "HANDED_OVER");

    HttpResponse<String> changed =
        api.put("/v1/orders/" + id, "application/json", "{\"order\": " + bundle(1) + "}");

    assertThat(problem(changed)).isEqualTo("409 /problems/order-differs");
    assertThat(json(changed).path("detail").asText())
        .contains("2 units of line 1 have left, at least in part, the change asks for 1.");
  }

  @Test
  void aFurtherDecisionMovesWhatHasNotLeft() {
    confirmed(1);
    scan(parcel("RENO"), "HANDED_OVER");
    TestService.stock(lens, 2, "RENO");

    HttpResponse<String> further =
        api.post(
            "/v1/decisions",
            "{\"mode\": \"commit\", \"excludeNodes\": [\"DALLAS\"], \"order\": " + bundle(1) + "}");

    assertThat(further.statusCode()).as(further.body()).isEqualTo(201);
    assertThat(parcels()).containsExactlyInAnyOrder("RENO cam*1 shipped", "RENO lens*1 reserved");
  }

  private String bundle(int quantity) {
    String request =
        TestService.order(id, "KIT-OF-PARTS")
            .replace(
                "\"quantity\": 2",
                "\"components\": [{\"sku\": \"%s\", \"quantity\": 1}, {\"sku\": \"%s\", \"quantity\": 1}], \"quantity\": %d"
                    .formatted(camera, lens, quantity));
    return Json.parse(request.getBytes(UTF_8)).path("order").toString();
  }

  private void confirmed(int quantity) {
    JsonNode decided =
        json(
            api.post(
                "/v1/decisions", "{\"mode\": \"commit\", \"order\": " + bundle(quantity) + "}"));
    String reservation = decided.at("/reservation/id").asText();
    assertThat(api.post("/v1/reservations/" + reservation + "/confirm").statusCode())
        .as(decided.toString())
        .isEqualTo(200);
    assertThat(parcels())
        .containsExactlyInAnyOrder(
            "RENO cam*%d confirmed".formatted(quantity),
            "DALLAS lens*%d confirmed".formatted(quantity));
  }

  private HttpResponse<String> order() {
    return api.get("/v1/orders/" + id);
  }

  private int line(String member) {
    return json(order()).at("/lines/0/" + member).asInt();
  }

  /// For instance: RENO cam*2 confirmed.
  private List<String> parcels() {
    var told = new ArrayList<String>();
    for (JsonNode parcel : json(order()).path("parcels")) {
      var what = new ArrayList<String>();
      for (JsonNode part : parcel.path("lines")) {
        what.add(
            part.path("sku").asText().substring(id.length() + 1)
                + "*"
                + part.path("units").asInt());
      }
      if (!what.isEmpty()) {
        told.add(
            "%s %s %s"
                .formatted(
                    parcel.path("shipNode").asText(),
                    String.join(" ", what),
                    parcel.path("state").asText()));
      }
    }
    return told;
  }

  private String parcel(String node) {
    for (JsonNode parcel : json(order()).path("parcels")) {
      if (parcel.path("shipNode").asText().equals(node)) {
        return parcel.path("shipmentId").asText();
      }
    }
    throw new AssertionError("No parcel of " + node);
  }

  private int reserved(String sku) {
    int reserved = 0;
    for (JsonNode position : json(api.get("/v1/stock?sku=" + sku)).path("items")) {
      reserved += position.path("reserved").asInt();
    }
    return reserved;
  }

  private HttpResponse<String> refuse(String shipment, String members) {
    return api.post(
        "/v1/shipments/" + shipment + "/refuse", ("{" + members + "}").replace('\'', '"'));
  }

  private HttpResponse<String> cancel(String body) {
    return api.post("/v1/orders/" + id + "/cancel", body.replace('\'', '"'));
  }

  private void scan(String shipment, String... scans) {
    for (String scan : scans) {
      HttpResponse<String> answer =
          api.post(
              "/v1/shipment-events",
              "[{\"eventId\": \"%s\", \"shipmentId\": \"%s\", \"scan\": \"%s\", \"occurredAt\": \"%s\"}]"
                  .formatted(UUID.randomUUID(), shipment, scan, Instant.now()));
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }
  }

  private void await(String member, int units) {
    Instant end = Instant.now().plus(Duration.ofSeconds(30));
    while (line(member) < units) {
      assertThat(Instant.now()).isBefore(end);
    }
  }
}
