package dev.whence.service.http.orders;

import static dev.whence.service.http.TestClient.json;
import static dev.whence.service.http.TestClient.problem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.service.TestService;
import dev.whence.service.http.TestClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What becomes of orders after their first decision. Every test ends with everything in the store
/// agreeing.
class OrderLifeTest {
  private final TestClient api = TestService.client();

  @AfterEach
  void everythingAgrees() {
    assertThat(TestService.discrepancies()).isEmpty();
  }

  @Test
  void aFurtherDecisionSourcesWhatIsOpen_andNothingElse() {
    stock("FURTHER-A", 5, "RENO");
    stock("FURTHER-B", 0, "RENO");
    JsonNode first = committed("further-1", "", "FURTHER-A 1", "FURTHER-B 1");
    assertThat(first.path("outcome").asText()).isEqualTo("PARTLY_BACKORDERED");
    confirm(first);
    scan("further-1", "HANDED_OVER");
    scan("further-1", "DELIVERED");

    assertThat(problem(commit("further-1", "", "FURTHER-A 1")))
        .isEqualTo("409 /problems/order-already-sourced");
    assertThat(json(commit("further-1", "", "FURTHER-A 1")).path("detail").asText())
        .contains("Line FURTHER-A: of 1 units 1 sent.");
    stock("FURTHER-B", 5, "DALLAS");

    await(() -> lines("further-1"), "FURTHER-A: delivered 1", "FURTHER-B: confirmed 1");
    assertThat(availableAt("FURTHER-A", "RENO")).isEqualTo(4);
  }

  @Test
  void anOrderThatDoesNotSayWhenItWasPlacedIsPlacedNow_andStaysAsOldAsItIs() {
    stock("AGE", 0, "RENO");
    Instant before = Instant.now().minusSeconds(1);
    String undated = TestService.order("age-1", "AGE").replaceAll("\"orderedAt\": [^,]*,", "");

    assertThat(api.post("/v1/decisions", undated).statusCode()).isEqualTo(201);
    Instant placed = Instant.parse(decided("age-1").path("orderedAt").asText());
    assertThat(placed).isBetween(before, Instant.now().plusSeconds(1));

    assertThat(api.post("/v1/decisions", undated).statusCode()).isEqualTo(201);
    assertThat(decided("age-1").path("orderedAt").asText()).isEqualTo(placed.toString());
  }

  private JsonNode decided(String order) {
    for (JsonNode each : json(api.get("/v1/orders?state=waiting")).path("items")) {
      if (each.path("orderId").asText().equals(order)) {
        return each;
      }
    }
    throw new AssertionError(order + " does not wait.");
  }

  @Test
  void unitsPinnedToANodeAreSentFromItOnce_andTheRestFromWhereItIs() {
    stock("PINNED", 2, "DALLAS");
    stock("PINNED", 0, "RENO");
    JsonNode first =
        committed(
            "pinned-1",
            "\"pins\": [{\"lineId\": \"PINNED\", \"shipNode\": \"DALLAS\", \"units\": 2}], ",
            "PINNED 4");
    assertThat(units(first)).isEqualTo(2);
    confirm(first);

    stock("PINNED", 2, "RENO");

    await(() -> lines("pinned-1"), "PINNED: confirmed 4");
    assertThat(availableAt("PINNED", "RENO")).isZero();
  }

  /// As a caller does it that sends the rest under the same order before anything has arrived.
  @Test
  void theRestOfAnOrderIsSentUnderItsId_withItsQuantityOrTheWholeLine() {
    stock("REST", 2, "RENO");
    committed("rest-1", "", "REST 5");
    TestService.execute(
        "UPDATE order_lines SET exception = 'not tried in this test' WHERE order_id = 'rest-1'");
    stock("REST", 3, "DALLAS");

    JsonNode one = committed("rest-1", "", "REST 1");
    JsonNode rest = committed("rest-1", "", "REST 5");

    assertThat(units(one)).isEqualTo(1);
    assertThat(units(rest)).isEqualTo(2);
    assertThat(lines("rest-1")).containsExactly("REST: reserved 5");
    assertThat(problem(commit("rest-1", "", "REST 6"))).isEqualTo("409 /problems/order-differs");
    assertThat(problem(commit("rest-1", "", "OTHER 1"))).isEqualTo("409 /problems/order-differs");
  }

  @Test
  void anExcludedNodeGivesBackWhatHasNotLeft_andTheOtherLinesStay() {
    stock("MOVE-A", 5, "RENO");
    stock("MOVE-B", 5, "DALLAS");
    JsonNode first = committed("move-1", "", "MOVE-A 1", "MOVE-B 1");
    confirm(first);
    stock("MOVE-B", 5, "RENO");

    JsonNode moved = committed("move-1", "'excludeNodes': ['DALLAS'],", "MOVE-B 1");

    assertThat(nodes(moved)).containsExactly("RENO");
    assertThat(lines("move-1")).containsExactly("MOVE-A: confirmed 1", "MOVE-B: reserved 1");
    assertThat(availableAt("MOVE-B", "DALLAS")).isEqualTo(5);
    assertThat(availableAt("MOVE-B", "RENO")).isEqualTo(4);
    assertThat(availableAt("MOVE-A", "RENO")).isEqualTo(4);
  }

  @Test
  void aLineIsReleasedByItself_andUnknownMembersAreRefused() {
    stock("PART-A", 5, "RENO");
    stock("PART-B", 5, "RENO");
    String reservation = reservation(committed("part-1", "", "PART-A 2", "PART-B 1"));

    assertThat(problem(api.post(reservation + "/release", quoted("{'line': 'PART-A'}"))))
        .isEqualTo("400 /problems/invalid-request\n/line is not known here. Maybe lines");
    assertThat(problem(api.post(reservation + "/confirm", quoted("{'lines': []}"))))
        .isEqualTo("400 /problems/invalid-request\n/lines is not known here");
    JsonNode released =
        json(
            api.post(
                reservation + "/release", quoted("{'lines': [{'lineId': 'PART-A', 'units': 1}]}")));

    assertThat(released.path("status").asText()).isEqualTo("HELD");
    assertThat(released.path("lines").findValuesAsText("units")).containsExactly("1", "1");
    assertThat(lines("part-1")).containsExactly("PART-A: open 1, reserved 1", "PART-B: reserved 1");
    HttpResponse<String> tooMany =
        api.post(reservation + "/release", quoted("{'lines': [{'lineId': 'PART-A', 'units': 2}]}"));
    assertThat(problem(tooMany)).isEqualTo("409 /problems/units-have-left");
    assertThat(json(tooMany).path("possible").findValuesAsText("")).isEqualTo(List.of());
    assertThat(json(tooMany).path("possible").toString())
        .isEqualTo("[\"1 of line PART-A\",\"1 of line PART-B\"]");
  }

  @Test
  void whatHasLeftIsNotReleased_andKeepsItsPlaceOfTheDay() {
    stock("LEFT-A", 5, "DALLAS");
    stock("LEFT-B", 5, "RENO");
    JsonNode first = committed("left-1", "", "LEFT-A 1", "LEFT-B 1");
    String gone = scan("left-1", "HANDED_OVER");

    HttpResponse<String> all = api.post(reservation(first) + "/release");

    assertThat(problem(all)).isEqualTo("409 /problems/units-have-left");
    assertThat(json(all).path("detail").asText()).contains("Parcel " + gone + " has left.");
    assertThat(lines("left-1")).containsExactly("LEFT-A: shipped 1", "LEFT-B: reserved 1");
    assertThat(
            api.post(
                    reservation(first) + "/release",
                    quoted("{'lines': [{'lineId': 'LEFT-B', 'units': 1}]}"))
                .statusCode())
        .isEqualTo(200);
    assertThat(availableAt("LEFT-B", "RENO")).isEqualTo(5);
  }

  @Test
  void whatHasNotLeftIsReleasedOrCancelledAsTheRest_howeverOftenThatIsSent() {
    stock("REST-A", 5, "DALLAS");
    stock("REST-B", 5, "RENO");
    String reservation = reservation(committed("remains-1", "", "REST-A 1", "REST-B 2"));
    scan("remains-1", "HANDED_OVER");

    for (int i = 0; i < 2; i++) {
      HttpResponse<String> released = api.post(reservation + "/release", quoted("{'rest': true}"));
      assertThat(released.statusCode()).as(released.body()).isEqualTo(200);
      assertThat(lines("remains-1")).containsExactly("REST-A: shipped 1", "REST-B: open 2");
      assertThat(availableAt("REST-B", "RENO")).isEqualTo(5);
    }
    assertThat(
            problem(
                api.post(
                    reservation + "/release",
                    quoted("{'rest': true, 'lines': [{'lineId': 'REST-A', 'units': 1}]}"))))
        .startsWith("400 /problems/invalid-request\n/rest names what is left of all lines");
    assertThat(
            json(api.post(
                    reservation + "/release",
                    quoted("{'lines': [{'lineId': 'REST-A', 'units': 1}]}")))
                .path("detail")
                .asText())
        .contains("It does not hold 1 unit of line REST-A.");

    assertThat(problem(api.post("/v1/orders/remains-1/cancel")))
        .isEqualTo("409 /problems/units-have-left");
    cancel("remains-1", "{'rest': true, 'reason': 'too slow'}");
    cancel("remains-1", "{'rest': true}");
    assertThat(lines("remains-1")).containsExactly("REST-A: shipped 1", "REST-B: cancelled 2");
  }

  @Test
  void theRestOfWhatHasNotLeftAtAllIsAllOfIt() {
    stock("REST-ALL", 5, "RENO");
    String reservation = reservation(committed("remains-2", "", "REST-ALL 2"));

    JsonNode released = json(api.post(reservation + "/release", quoted("{'rest': true}")));

    assertThat(released.path("status").asText()).isEqualTo("RELEASED");
    assertThat(availableAt("REST-ALL", "RENO")).isEqualTo(5);
  }

  /// An expired hold used to sell a shipped parcel again.
  @Test
  void anExpiredHoldFreesWhatHasNotLeft_only() {
    stock("EXPIRED-A", 5, "DALLAS");
    stock("EXPIRED-B", 5, "RENO");
    committed("expired-1", "", "EXPIRED-A 1", "EXPIRED-B 1");
    scan("expired-1", "HANDED_OVER");
    TestService.execute(
        "UPDATE reservations SET expires_at = now() - interval '1 second' WHERE order_id = 'expired-1'");

    JsonNode again = committed("expired-1", "", "EXPIRED-A 1", "EXPIRED-B 1");

    assertThat(again.path("shipments").findValuesAsText("lineId")).containsExactly("EXPIRED-B");
    assertThat(availableAt("EXPIRED-A", "DALLAS")).isEqualTo(4);
    assertThat(availableAt("EXPIRED-B", "RENO")).isEqualTo(4);
  }

  @Test
  void aCountBelowWhatIsReservedIsAFact_andReleasedUnitsInventNone() {
    stock("SHORT", 10, "RENO");
    String reservation = reservation(committed("counted-1", "", "SHORT 8"));

    JsonNode loaded = stock("SHORT", 3, "RENO");

    assertThat(loaded.at("/shortages/0/position/shortBy").asInt()).isEqualTo(5);
    assertThat(loaded.at("/shortages/0/endangered/0/orderId").asText()).isEqualTo("counted-1");
    assertThat(json(api.get("/v1/stock?short=true&sku=SHORT")).path("items")).hasSize(1);
    api.post(reservation + "/release");
    assertThat(availableAt("SHORT", "RENO")).isEqualTo(3);
    assertThat(json(api.get("/v1/stock?short=true&sku=SHORT")).path("items")).isEmpty();
  }

  @Test
  void aReleasedParcelThatIsSentAllTheSameTakesItsUnits_andTheAnswerSaysWhatIsShort() {
    stock("GHOST", 10, "RENO");
    String first = reservation(committed("ghost-1", "", "GHOST 10"));
    api.post(first + "/release");
    String second = reservation(committed("ghost-2", "", "GHOST 10"));

    JsonNode answer = scanned("ghost-1", "HANDED_OVER");

    assertThat(answer.at("/sentAllTheSame/0").asText()).isEqualTo(shipment("ghost-1"));
    assertThat(answer.at("/shortages/0/position/shortBy").asInt()).isEqualTo(10);
    assertThat(answer.at("/shortages/0/endangered/0/orderId").asText()).isEqualTo("ghost-2");
    api.post(second + "/release");
    assertThat(availableAt("GHOST", "RENO")).isZero();
  }

  @Test
  void anOrderIsCancelledByLineAndUnit_openUnitsFirst() {
    stock("CANCEL", 3, "RENO");
    committed("cancel-1", "", "CANCEL 5");
    assertThat(lines("cancel-1")).containsExactly("CANCEL: backordered 2, reserved 3");

    cancel("cancel-1", "{'lines': [{'lineId': 'CANCEL', 'units': 3}], 'reason': 'too slow'}");

    assertThat(lines("cancel-1")).containsExactly("CANCEL: reserved 2, cancelled 3");
    assertThat(availableAt("CANCEL", "RENO")).isEqualTo(1);
    assertThat(
            problem(
                api.post(
                    "/v1/orders/cancel-1/cancel",
                    quoted("{'lines': [{'lineId': 'CANCEL', 'units': 3}]}"))))
        .isEqualTo("409 /problems/units-have-left");
    cancel("cancel-1", "{}");
    cancel("cancel-1", "{}");
    assertThat(lines("cancel-1")).containsExactly("CANCEL: cancelled 5");
    assertThat(availableAt("CANCEL", "RENO")).isEqualTo(3);
    assertThat(json(api.get("/v1/orders/cancel-1")).path("timeline").findValuesAsText("kind"))
        .contains("decided", "reserved", "parcel-planned", "parcel-emptied", "cancelled");
    assertThat(problem(api.post("/v1/orders/nobody/cancel"))).isEqualTo("404 /problems/not-found");
  }

  @Test
  void aChangedOrderIsDecidedAnew_inOneGo() {
    stock("CHANGE-A", 4, "RENO");
    stock("CHANGE-B", 4, "RENO");
    committed("change-1", "", "CHANGE-A 4", "CHANGE-B 1");

    JsonNode changed = changed("change-1", "CHANGE-A 2", "CHANGE-C 1");
    assertThat(changed.path("status").asInt()).isEqualTo(422);
    assertThat(lines("change-1")).containsExactly("CHANGE-A: reserved 4", "CHANGE-B: reserved 1");

    changed = changed("change-1", "CHANGE-A 3");
    assertThat(units(changed)).isEqualTo(3);
    assertThat(lines("change-1")).containsExactly("CHANGE-A: reserved 3", "CHANGE-B: cancelled 1");
    assertThat(availableAt("CHANGE-A", "RENO")).isEqualTo(1);
    assertThat(availableAt("CHANGE-B", "RENO")).isEqualTo(4);

    scan("change-1", "HANDED_OVER");
    assertThat(changed("change-1", "CHANGE-A 2").path("type").asText())
        .isEqualTo("/problems/order-differs");
    stock("CHANGE-A", 4, "RENO");
    changed("change-1", "CHANGE-A 5");
    assertThat(lines("change-1"))
        .containsExactly("CHANGE-A: reserved 2, shipped 3", "CHANGE-B: cancelled 1");
  }

  @Test
  void aRefusedLineIsSentFromElsewhere_andTheNodeIsBelieved() {
    stock("REFUSE-A", 5, "RENO");
    stock("REFUSE-B", 5, "RENO");
    stock("REFUSE-B", 5, "DALLAS");
    JsonNode first =
        committed("refuse-1", "'excludeNodes': ['DALLAS'],", "REFUSE-A 1", "REFUSE-B 1");
    confirm(first);
    TestService.execute(
        "UPDATE orders SET standing = replace(standing::text, '\"excludedNodes\":[\"DALLAS\"]', '\"excludedNodes\":[]')::json WHERE id = 'refuse-1'");
    String parcel = shipment("refuse-1");

    JsonNode refused =
        json(
            api.post(
                "/v1/shipments/" + parcel + "/refuse",
                quoted(
                    "{'lines': [{'lineId': 'REFUSE-B', 'units': 1}], 'reason': 'short', 'note': 'shelf is empty'}")));

    String again = refused.at("/resourced/decisionId").asText();
    assertThat(again).isNotEmpty();
    JsonNode ruledOut = json(api.get("/v1/decisions/" + again)).at("/candidates/1");
    assertThat(ruledOut.path("shipNode").asText()).isEqualTo("RENO");
    assertThat(ruledOut.at("/findings/0/ruleId").asText()).isEqualTo("engine-refused-by-node");
    assertThat(ruledOut.at("/findings/0/reason").asText()).isEqualTo("REFUSED_BY_NODE");
    assertThat(ruledOut.at("/findings/0/sentence").asText())
        .isEqualTo("has refused units of this order, being short of them.");
    assertThat(ruledOut.findValuesAsText("reason")).doesNotContain("EXCLUDED_BY_CALLER");
    assertThat(json(api.get("/v1/decisions/" + again + "/why-not/RENO")).toString())
        .contains("RENO not having refused units of the order");
    assertThat(json(api.post("/v1/decisions/" + again + "/replay")).path("equal").asBoolean())
        .isTrue();
    assertThat(lines("refuse-1")).containsExactly("REFUSE-A: confirmed 1", "REFUSE-B: confirmed 1");
    assertThat(refused.at("/order/parcels").findValuesAsText("shipNode"))
        .containsExactlyInAnyOrder("RENO", "DALLAS");
    assertThat(availableAt("REFUSE-B", "RENO")).isZero();
    assertThat(availableAt("REFUSE-A", "RENO")).isEqualTo(4);
    assertThat(
            problem(api.post("/v1/shipments/" + parcel + "/refuse", quoted("{'reason': 'lazy'}"))))
        .startsWith("400 ");
    scan("refuse-1", "HANDED_OVER");
    assertThat(
            problem(api.post("/v1/shipments/" + parcel + "/refuse", quoted("{'reason': 'busy'}"))))
        .isEqualTo("409 /problems/units-have-left");
  }

  /// The shipped policy has a row for orders of less than 25 dollars.
  @Test
  void whatIsLeftOfAnOrderIsDecidedAsAPartOfIt_andNotAsASmallOrder() {
    stock("PART-A", 5, "RENO");
    stock("PART-B", 5, "RENO");
    String request =
        order("part-1", "", "PART-A 1", "PART-B 1")
            .replaceFirst("(PART-B\", \"quantity\": 1, \"unitPriceMinor\": )9900", "$12000");
    JsonNode first = json(api.post("/v1/decisions", request));
    confirm(first);
    stock("PART-B", 5, "DALLAS");

    JsonNode refused =
        json(
            api.post(
                "/v1/shipments/" + shipment("part-1") + "/refuse",
                quoted("{'lines': [{'lineId': 'PART-B', 'units': 1}], 'reason': 'damaged'}")));

    String again = refused.at("/resourced/decisionId").asText();
    assertThat(policyRow(first)).isEqualTo("standard");
    assertThat(policyRow(json(api.get("/v1/decisions/" + again)))).isEqualTo("standard");
    assertThat(json(api.post("/v1/decisions/" + again + "/replay")).path("equal").asBoolean())
        .isTrue();
  }

  private static String policyRow(JsonNode decision) {
    for (JsonNode row : decision.path("rows")) {
      if (row.path("table").asText().equals("sourcing-policy")) {
        return row.path("ruleId").asText();
      }
    }
    return "";
  }

  @Test
  void ofABundleOnlyTheComponentIsShortThatIsNamed() {
    for (String sku : List.of("KIT-CAM", "KIT-LENS")) {
      stock(sku, 5, "RENO");
      stock(sku, 5, "DALLAS");
    }
    String kit =
        "{'lineId': '1', 'sku': 'KIT', 'quantity': 2, 'unitPriceMinor': 5000, 'together': true,"
            + " 'components': [{'sku': 'KIT-CAM', 'quantity': 1}, {'sku': 'KIT-LENS', 'quantity': 1}]}";
    JsonNode decision =
        json(
            api.post(
                "/v1/decisions",
                TestService.order("kit-short", "KIT-CAM")
                    .replace(
                        quoted(
                            "{'lineId': '1', 'sku': 'KIT-CAM', 'quantity': 2, 'unitPriceMinor': 2500}"),
                        quoted(kit))
                    .replaceFirst(
                        "\\{",
                        quoted("{'pins': [{'lineId': '1', 'shipNode': 'RENO', 'units': 2}],"))));
    confirm(decision);
    String path = "/v1/shipments/" + shipment("kit-short") + "/refuse";

    assertThat(problem(api.post(path, quoted("{'reason': 'short', 'found': 1}"))))
        .isEqualTo(
            """
            400 /problems/invalid-request
            /found tells of one SKU, and units of KIT-CAM, KIT-LENS are refused. Maybe name in skus which of them is short\
            """);
    assertThat(problem(api.post(path, quoted("{'reason': 'short', 'skus': ['KIT']}"))))
        .isEqualTo(
            """
            400 /problems/invalid-request
            /skus/0 is not among the refused units, which are of KIT-CAM, KIT-LENS\
            """);
    assertThat(
            problem(
                api.post(path, quoted("{'reason': 'short', 'skus': ['KIT-LENS'], 'found': 6}"))))
        .isEqualTo(
            """
            400 /problems/invalid-request
            /found is more than the 5 units of KIT-LENS on hand at RENO. Maybe count them with PUT /v1/stock, and refuse as other\
            """);
    assertThat(problem(api.post(path, quoted("{'reason': 'busy', 'skus': ['KIT-LENS']}"))))
        .isEqualTo(
            """
            400 /problems/invalid-request
            /skus stand beside the reasons short and damaged only\
            """);
    assertThat(availableAt("KIT-LENS", "RENO")).isEqualTo(3);

    json(
        api.post(
            path,
            quoted(
                "{'lines': [{'lineId': '1', 'units': 1}], 'reason': 'short', 'skus': ['KIT-LENS']}")));

    // One lens is left for the other bundle; the cameras are all there.
    assertThat(availableAt("KIT-LENS", "RENO")).isZero();
    assertThat(availableAt("KIT-CAM", "RENO")).isEqualTo(4);
  }

  @Test
  void whatIsOpenIsSourcedAgain_whateverWasCancelledOfTheOrder() {
    stock("OPEN-AGAIN-A", 9, "RENO");
    stock("OPEN-AGAIN-B", 9, "RENO");
    JsonNode first = committed("open-again-1", "", "OPEN-AGAIN-A 2", "OPEN-AGAIN-B 2");
    cancel("open-again-1", "{'lines': [{'lineId': 'OPEN-AGAIN-A', 'units': 1}]}");
    api.post(
        reservation(first) + "/release",
        quoted("{'lines': [{'lineId': 'OPEN-AGAIN-B', 'units': 1}]}"));
    assertThat(lines("open-again-1"))
        .containsExactly(
            "OPEN-AGAIN-A: reserved 1, cancelled 1", "OPEN-AGAIN-B: open 1, reserved 1");

    HttpResponse<String> again = api.post("/v1/orders/open-again-1/source");

    assertThat(again.statusCode()).as(again.body()).isEqualTo(201);
    assertThat(units(json(again))).isEqualTo(1);
    assertThat(lines("open-again-1"))
        .containsExactly("OPEN-AGAIN-A: reserved 1, cancelled 1", "OPEN-AGAIN-B: reserved 2");
    cancel("open-again-1", "{}");
    assertThat(json(api.post("/v1/orders/open-again-1/source")).path("detail").asText())
        .startsWith("Nothing of order open-again-1 is open. All of it is cancelled.\n");
  }

  @Test
  void aChangeThatWantsNoMoreThanHasLeftSaysWhatToCancel() {
    stock("DROP-A", 5, "RENO");
    stock("DROP-B", 5, "DALLAS");
    confirm(committed("drop-1", "", "DROP-A 1", "DROP-B 1"));
    scan("drop-1", "HANDED_OVER");
    boolean first = lines("drop-1").contains("DROP-A: shipped 1");
    String sent = first ? "DROP-A" : "DROP-B";
    String other = first ? "DROP-B" : "DROP-A";

    JsonNode refused = changed("drop-1", sent + " 1");

    assertThat(refused.path("detail").asText())
        .isEqualTo(
            """
            Nothing of order drop-1 is open. Everything that is wanted has left. Not wanted, and not \
            sent yet: 1 of line %s.
            Maybe release what is to be decided again, or cancel what is not wanted with \
            POST /v1/orders/drop-1/cancel.\
            """
                .formatted(other));
    cancel("drop-1", "{'lines': [{'lineId': '%s', 'units': 1}]}".formatted(other));
    assertThat(lines("drop-1"))
        .containsExactlyInAnyOrder(sent + ": shipped 1", other + ": cancelled 1");
    assertThat(changed("drop-1", sent + " 1").path("detail").asText())
        .startsWith("Nothing of order drop-1 is open. Everything that is wanted has left.\n");
  }

  @Test
  void onceUnitsHaveLeftTheCurrencyStays() {
    stock("CURRENCY-A", 5, "RENO");
    confirm(committed("currency-1", "", "CURRENCY-A 2"));
    String inEuro = order("currency-1", "", "CURRENCY-A 3").replace("\"USD\"", "\"EUR\"");

    assertThat(json(api.post("/v1/decisions", inEuro)).path("detail").asText())
        .contains("Its prices are in USD, those asked for in EUR.");
    scan("currency-1", "HANDED_OVER");
    JsonNode refused = json(api.put("/v1/orders/currency-1", "application/json", inEuro));

    assertThat(refused.path("type").asText()).isEqualTo("/problems/order-differs");
    assertThat(refused.path("detail").asText())
        .isEqualTo(
            """
            Order currency-1 is known otherwise. Units have left that were sold in USD, the change \
            asks for prices in EUR.
            Maybe ask for no less than what has left, in the same currency; the rest is cancelled \
            with POST /v1/orders/currency-1/cancel.\
            """);
    assertThat(lines("currency-1")).containsExactly("CURRENCY-A: shipped 2");
    assertThat(changed("currency-1", "CURRENCY-A 3").path("outcome").asText())
        .isEqualTo("ALLOCATED");
  }

  @Test
  void untilUnitsHaveLeftAnOrderMayChangeItsCurrency() {
    stock("CURRENCY-B", 5, "RENO");
    committed("currency-2", "", "CURRENCY-B 2");
    String inEuro = order("currency-2", "", "CURRENCY-B 2").replace("\"USD\"", "\"EUR\"");

    assertThat(
            json(api.put("/v1/orders/currency-2", "application/json", inEuro))
                .path("currency")
                .asText())
        .isEqualTo("EUR");
  }

  @Test
  void damagedUnitsAreWrittenOff_andAfterThreeRefusalsAPersonHasToLook() {
    for (String node : List.of("RENO", "DALLAS", "TACOMA")) {
      stock("THREE", 5, node);
    }
    committed("three-1", "", "THREE 1");

    for (int i = 0; i < 3; i++) {
      api.post("/v1/shipments/" + shipment("three-1") + "/refuse", quoted("{'reason': 'damaged'}"));
    }

    JsonNode line = json(api.get("/v1/orders/three-1")).at("/lines/0");
    assertThat(line.path("exception").asText()).startsWith("refused 3 times, last by ");
    assertThat(line.path("backordered").asInt()).isEqualTo(1);
    int left = 0;
    for (JsonNode position : json(api.get("/v1/stock/THREE")).path("items")) {
      left += position.path("onHand").asInt();
    }
    assertThat(left).isEqualTo(12);
    stock("THREE", 9, "RENO");
    committed("three-1", "", "THREE 1");
    assertThat(json(api.get("/v1/orders/three-1")).at("/lines/0").has("exception")).isFalse();
  }

  @Test
  void aBusyNodeGetsNoMoreParcelsOnThatDay() {
    stock("BUSY", 9, "TACOMA");
    String day =
        json(api.get("/v1/orders/" + first("busy-1"))).at("/parcels/0/handoverDay").asText();

    api.post(
        "/v1/shipments/" + shipment("busy-1") + "/refuse",
        quoted("{'reason': 'busy', 'blocking': false}"));

    String next = json(api.get("/v1/orders/busy-1")).at("/parcels/0/handoverDay").asText();
    assertThat(next).isGreaterThan(day);
    assertThat(committed("busy-2", "", "BUSY 1").at("/shipments/0/handoverDay").asText())
        .isEqualTo(next);
    TestService.execute("UPDATE capacity_bookings SET most = NULL");
  }

  private String first(String order) {
    committed(order, "", "BUSY 1");
    return order;
  }

  @Test
  void whatWaitsIsServedBeforeANewcomer_theLongestWaitingFirst() {
    stock("QUEUE", 0, "RENO");
    committed("queue-1", "", "QUEUE 2");
    String longest = order("queue-2", "", "QUEUE 2").replace("05-04T16:00", "05-04T15:00");
    assertThat(api.post("/v1/decisions", longest).statusCode()).isEqualTo(201);

    stock("QUEUE", 3, "RENO");
    JsonNode newcomer = committed("queue-3", "", "QUEUE 1");

    assertThat(newcomer.path("outcome").asText()).isEqualTo("BACKORDERED");
    await(() -> lines("queue-2"), "QUEUE: confirmed 2");
    await(() -> lines("queue-1"), "QUEUE: backordered 1, confirmed 1");
    stock("QUEUE", 10, "DALLAS");
    await(() -> lines("queue-1"), "QUEUE: confirmed 2");
    await(() -> lines("queue-3"), "QUEUE: confirmed 1");
  }

  @Test
  void aHeldOrderShipsWhatWasProposedOnceAPersonApproves_andItsDecisionReplaysEqual() {
    held("approve-1", "APPROVE");
    assertThat(
            json(api.get("/v1/orders?state=held&limit=500"))
                .path("items")
                .findValuesAsText("orderId"))
        .contains("approve-1");
    assertThat(lines("approve-1")).containsExactly("APPROVE-A: open 1", "APPROVE-B: open 1");

    HttpResponse<String> approved = api.post("/v1/orders/approve-1/approve");

    assertThat(approved.statusCode()).as(approved.body()).isEqualTo(201);
    assertThat(json(approved).path("outcome").asText()).isEqualTo("PARTLY_BACKORDERED");
    assertThat(lines("approve-1"))
        .containsExactly("APPROVE-A: reserved 1", "APPROVE-B: backordered 1");
    String decision = "/v1/decisions/" + json(approved).path("decisionId").asText();
    assertThat(json(api.post(decision + "/replay")).path("equal").asBoolean()).isTrue();
    assertThat(problem(api.post("/v1/orders/approve-1/approve")))
        .isEqualTo("409 /problems/order-not-held");
    confirm(json(approved));
    stock("APPROVE-B", 2, "RENO");
    await(() -> lines("approve-1"), "APPROVE-A: confirmed 1", "APPROVE-B: confirmed 1");
  }

  @Test
  void aHeldOrderIsApprovedInPart() {
    held("approve-2", "INPART");

    HttpResponse<String> approved =
        api.post("/v1/orders/approve-2/approve", quoted("{'lineIds': ['INPART-A']}"));

    assertThat(json(approved).path("outcome").asText()).isEqualTo("ALLOCATED");
    assertThat(lines("approve-2")).containsExactly("INPART-A: reserved 1", "INPART-B: open 1");
    assertThat(problem(api.post("/v1/orders/approve-2/approve", quoted("{'lines': ['INPART-A']}"))))
        .startsWith("400 ");
  }

  @Test
  void stockOfAHeldOrderIsKeptForIt_andNobodyCanConfirmOrAcceptIt() {
    held("kept-1", "KEPT");

    JsonNode parcel = json(api.get("/v1/orders/kept-1")).at("/parcels/0");
    assertThat(parcel.path("state").asText()).isEqualTo("kept");
    assertThat(lines("kept-1")).containsExactly("KEPT-A: open 1", "KEPT-B: open 1");
    assertThat(availableAt("KEPT-A", "RENO")).isEqualTo(4);
    String reservation = "/v1/reservations/" + parcel.path("reservationId").asText();
    JsonNode kept = json(api.get(reservation));
    assertThat(kept.path("status").asText()).isEqualTo("KEPT");
    assertThat(kept.has("expiresAt")).isFalse();
    HttpResponse<String> confirmed = api.post(reservation + "/confirm");
    assertThat(problem(confirmed)).isEqualTo("409 /problems/reservation-not-active");
    assertThat(confirmed.body()).contains("until a person decides", "approve the order");
    HttpResponse<String> accepted =
        api.post("/v1/shipments/" + parcel.path("shipmentId").asText() + "/accept");
    assertThat(problem(accepted)).isEqualTo("409 /problems/parcel-not-there");
    assertThat(accepted.body()).contains("approves order kept-1");
    assertThat(TestService.discrepancies()).isEmpty();
  }

  @Test
  void whatIsKeptIsApprovedBeforeNewcomers_orTheirsOnceItIsDeclined() {
    for (String sku : List.of("FIRST", "SECOND")) {
      stock(sku + "-A", 1, "RENO");
      stock(sku + "-B", 0, "RENO");
      hold(sku, sku + "-A 1", sku + "-B 1");
      committed(sku + "-NEW", "", sku + "-A 1");
      assertThat(lines(sku + "-NEW")).containsExactly(sku + "-A: backordered 1");
    }

    assertThat(api.post("/v1/orders/FIRST/approve").statusCode()).isEqualTo(201);
    assertThat(api.post("/v1/orders/SECOND/decline").statusCode()).isEqualTo(200);

    await(() -> lines("SECOND-NEW"), "SECOND-A: confirmed 1");
    assertThat(lines("FIRST")).containsExactly("FIRST-A: reserved 1", "FIRST-B: backordered 1");
    assertThat(lines("FIRST-NEW")).containsExactly("FIRST-A: backordered 1");
    assertThat(TestService.discrepancies()).isEmpty();
  }

  @Test
  void unitsOfAHeldOrderAreCancelled_andDecliningGivesTheRestBack() {
    stock("UNKEPT-A", 3, "RENO");
    stock("UNKEPT-B", 0, "RENO");
    hold("unkept-1", "UNKEPT-A 3", "UNKEPT-B 1");
    assertThat(availableAt("UNKEPT-A", "RENO")).isZero();

    cancel("unkept-1", "{'lines': [{'lineId': 'UNKEPT-A', 'units': 1}]}");
    assertThat(availableAt("UNKEPT-A", "RENO")).isEqualTo(1);
    assertThat(lines("unkept-1"))
        .containsExactly("UNKEPT-A: open 2, cancelled 1", "UNKEPT-B: open 1");
    assertThat(TestService.discrepancies()).isEmpty();

    api.post("/v1/orders/unkept-1/decline");

    assertThat(availableAt("UNKEPT-A", "RENO")).isEqualTo(3);
    assertThat(TestService.discrepancies()).isEmpty();
  }

  @Test
  void aHeldOrderIsApproved_whateverWasCancelledOfItMeanwhile() {
    stock("CUT-A", 3, "RENO");
    stock("CUT-B", 0, "RENO");
    hold("cut-1", "CUT-A 3", "CUT-B 1");
    cancel("cut-1", "{'lines': [{'lineId': 'CUT-A', 'units': 1}]}");

    HttpResponse<String> approved = api.post("/v1/orders/cut-1/approve");

    assertThat(approved.statusCode()).as(approved.body()).isEqualTo(201);
    assertThat(lines("cut-1"))
        .containsExactly("CUT-A: reserved 2, cancelled 1", "CUT-B: backordered 1");
    assertThat(TestService.discrepancies()).isEmpty();
  }

  @Test
  void approvingALineGivesBackWhatIsKeptForTheOthers() {
    stock("SOME-A", 1, "RENO");
    stock("SOME-B", 1, "RENO");
    stock("SOME-C", 0, "RENO");
    hold("some-1", "SOME-A 1", "SOME-B 1", "SOME-C 1");

    api.post("/v1/orders/some-1/approve", quoted("{'lineIds': ['SOME-A']}"));

    assertThat(lines("some-1"))
        .containsExactly("SOME-A: reserved 1", "SOME-B: open 1", "SOME-C: open 1");
    assertThat(availableAt("SOME-B", "RENO")).isEqualTo(1);
    assertThat(TestService.discrepancies()).isEmpty();
  }

  @Test
  void aHeldOrderIsDeclined_byAPersonOrByTime() {
    held("decline-1", "DECLINE");
    held("decline-2", "TIMEOUT");

    assertThat(
            api.post("/v1/orders/decline-1/decline", quoted("{'reason': 'no credit'}"))
                .statusCode())
        .isEqualTo(200);
    TestService.timeOutHeldOrders("decline-2");

    assertThat(lines("decline-1"))
        .containsExactly("DECLINE-A: cancelled 1", "DECLINE-B: cancelled 1");
    assertThat(lines("decline-2"))
        .containsExactly("TIMEOUT-A: cancelled 1", "TIMEOUT-B: cancelled 1");
    assertThat(json(api.get("/v1/orders/decline-2")).path("timeline").findValuesAsText("kind"))
        .contains("timed-out");
    assertThat(problem(api.post("/v1/orders/decline-1/decline")))
        .isEqualTo("409 /problems/order-not-held");
  }

  /// The shipped policy holds business orders that cannot ship completely.
  private void held(String id, String sku) {
    stock(sku + "-A", 5, "RENO");
    stock(sku + "-B", 0, "RENO");
    hold(id, sku + "-A 1", sku + "-B 1");
  }

  private void hold(String id, String... lines) {
    String order = order(id, "", lines).replace("\"web\"", "\"b2b\"");
    HttpResponse<String> answer = api.post("/v1/decisions", order);
    assertThat(json(answer).path("outcome").asText()).as(answer.body()).isEqualTo("HELD");
  }

  // What a caller does.

  private JsonNode stock(String sku, int onHand, String node) {
    TestService.stock(sku + "-UNUSED", 0, node);
    api.put(
        "/v1/items",
        "text/csv",
        "sku,category,weightGrams,volumeCm3,longestSideMm\n" + sku + ",home,400,2000,300\n");
    return json(
        api.put(
            "/v1/stock",
            "text/csv",
            "shipNode,sku,onHand\n%s,%s,%d\n".formatted(node, sku, onHand)));
  }

  /// @param lines each "SKU units"; the SKU is the line's id, too
  private static String order(String id, String demands, String... lines) {
    var text = new ArrayList<String>();
    for (String line : lines) {
      String[] parts = line.split(" ");
      text.add(
          quoted("{'lineId': '%s', 'sku': '%1$s', 'quantity': %s, 'unitPriceMinor': 9900}")
              .formatted(parts[0], parts[1]));
    }
    return TestService.order(id, "ANY")
        .replaceFirst("\\{", "{" + quoted(demands))
        .replaceFirst("\"lines\": \\[.*]", "\"lines\": [" + String.join(", ", text) + "]");
  }

  private HttpResponse<String> commit(String id, String demands, String... lines) {
    return api.post("/v1/decisions", order(id, demands, lines));
  }

  private JsonNode committed(String id, String demands, String... lines) {
    HttpResponse<String> answer = commit(id, demands, lines);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    return json(answer);
  }

  private JsonNode changed(String id, String... lines) {
    return json(api.put("/v1/orders/" + id, "application/json", order(id, "", lines)));
  }

  private void confirm(JsonNode decision) {
    assertThat(api.post(reservation(decision) + "/confirm").statusCode()).isEqualTo(200);
  }

  private void cancel(String id, String body) {
    HttpResponse<String> answer = api.post("/v1/orders/" + id + "/cancel", quoted(body));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  /// A scan of the order's first parcel.
  private String scan(String id, String scan) {
    scanned(id, scan);
    return shipment(id);
  }

  private JsonNode scanned(String id, String scan) {
    return json(
        api.post(
            "/v1/shipment-events",
            quoted(
                    "[{'eventId': '%s-%s', 'shipmentId': '%s', 'scan': '%2$s', 'occurredAt': '2026-05-0%dT20:00:00Z'}]")
                .formatted(id, scan, shipment(id), scan.equals("DELIVERED") ? 7 : 5)));
  }

  private static String reservation(JsonNode decision) {
    return "/v1/reservations/" + decision.path("reservation").path("id").asText();
  }

  /// The first parcel of an order that is planned or has left, else the first of all.
  private String shipment(String id) {
    JsonNode parcels = json(api.get("/v1/orders/" + id)).path("parcels");
    return parcels.isEmpty()
        ? json(api.get("/v1/shipments?order=" + id)).at("/items/0/shipmentId").asText()
        : parcels.path(0).path("shipmentId").asText();
  }

  // What is looked at.

  /// Each line as "id: what became of its units".
  private List<String> lines(String id) {
    var lines = new ArrayList<String>();
    for (JsonNode line : json(api.get("/v1/orders/" + id)).path("lines")) {
      var parts = new ArrayList<String>();
      for (String state :
          List.of(
              "open",
              "backordered",
              "reserved",
              "confirmed",
              "shipped",
              "delivered",
              "cancelled")) {
        if (line.path(state).asInt() > 0) {
          parts.add(state + " " + line.path(state).asInt());
        }
      }
      lines.add(line.path("lineId").asText() + ": " + String.join(", ", parts));
    }
    return lines;
  }

  private int availableAt(String sku, String node) {
    return json(api.get("/v1/stock?sku=" + sku + "&shipNode=" + node))
        .at("/items/0/availableToPromise")
        .asInt();
  }

  private static int units(JsonNode decision) {
    int units = 0;
    for (JsonNode shipment : decision.path("shipments")) {
      for (JsonNode line : shipment.path("lines")) {
        units += line.path("units").asInt();
      }
    }
    return units;
  }

  private static List<String> nodes(JsonNode decision) {
    return decision.path("shipments").findValuesAsText("shipNode");
  }

  private static String quoted(String json) {
    return json.replace('\'', '"');
  }

  /// What the service does by itself takes a moment.
  private static void await(Supplier<List<String>> seen, String... expected) {
    Instant end = Instant.now().plus(Duration.ofSeconds(20));
    while (!seen.get().equals(List.of(expected))) {
      if (Instant.now().isAfter(end)) {
        assertThat(seen.get()).containsExactly(expected);
      }
      try {
        Thread.sleep(50);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }
}
