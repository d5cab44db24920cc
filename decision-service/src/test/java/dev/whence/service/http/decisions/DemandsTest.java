package dev.whence.service.http.decisions;

import static dev.whence.service.TestService.order;
import static dev.whence.service.http.TestClient.json;
import static dev.whence.service.http.TestClient.problem;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.service.TestService;
import dev.whence.service.http.TestClient;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// What a caller may insist on, and how an address and a bundle are understood. Orders are decided
/// on Monday, 2026-05-04, at 09:00 in Reno and 11:00 in Dallas.
class DemandsTest {
  private static final String LINE =
      "{\"lineId\": \"1\", \"sku\": \"%s\", \"quantity\": 2, \"unitPriceMinor\": 2500}";

  private final TestClient api = TestService.client();

  private static String with(String order, String demand) {
    return order.replaceFirst("\\{", "{" + demand.replace("'", "\"") + ",");
  }

  /// With members of the order itself.
  private static String ordering(String order, String member) {
    return order.replace("\"orderId\"", member.replace("'", "\"") + ", \"orderId\"");
  }

  private static String twoLines(String order, String sku, String other) {
    String second = LINE.formatted(other).replace("\"1\"", "\"2\"");
    return order.replace(LINE.formatted(sku), LINE.formatted(sku) + ", " + second);
  }

  /// Decided without the services that other tests load.
  private JsonNode decided(String request) {
    var others = new TreeSet<String>();
    json(api.get("/v1/carrier-services"))
        .path("items")
        .forEach(service -> others.add(service.path("id").asText()));
    others.removeAll(List.of("GROUND", "AIR"));
    String excluded =
        others.stream().map(id -> ", '" + id + "'").collect(joining()).replace("'", "\"");
    return evaluated(
        request.contains("\"excludeServices\": [")
            ? request.replace("\"GROUND\"]", "\"GROUND\"" + excluded + "]")
            : with(request, "'excludeServices': [" + excluded.replaceFirst("^, ", "") + "]"));
  }

  private JsonNode evaluated(String request) {
    HttpResponse<String> response =
        api.post("/v1/decisions", request.replace("\"commit\"", "\"evaluate\""));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return json(response);
  }

  /// Each parcel as "node service day: line x units".
  private static List<String> parcels(JsonNode decision) {
    var parcels = new ArrayList<String>();
    for (JsonNode shipment : decision.path("shipments")) {
      var lines = new ArrayList<String>();
      for (JsonNode line : shipment.path("lines")) {
        lines.add(line.path("lineId").asText() + " x " + line.path("units").asText());
      }
      parcels.add(
          shipment.path("shipNode").asText()
              + " "
              + shipment.path("carrierService").asText()
              + " "
              + shipment.path("handoverDay").asText()
              + ": "
              + String.join(", ", lines));
    }
    return parcels;
  }

  private void refused(String request, String problem) {
    SortedMap<String, Long> before = TestService.rowCounts();

    HttpResponse<String> response = api.post("/v1/decisions", request);

    var told = new StringBuilder(problem(response));
    json(response).path("contradictions").forEach(one -> told.append('\n').append(one.asText()));
    assertThat(told.toString()).isEqualTo(problem);
    assertThat(TestService.rowCounts()).isEqualTo(before);
  }

  @Test
  void anExcludedServiceCarriesNothing_andItsFindingSaysSo() {
    TestService.stock("D-SERVICE", 10, "RENO");

    JsonNode decision =
        decided(
            with(
                order("d-service", "D-SERVICE"),
                "'excludeServices': ['GROUND'], 'explain': 'full'"));

    assertThat(parcels(decision)).containsExactly("RENO AIR 2026-05-04: 1 x 2");
    assertThat(decision.path("candidates").path(0).path("services").findParents("ruleId"))
        .extracting(finding -> finding.path("sentence").asText())
        .contains("is excluded by the request.");
  }

  @Test
  void aPinnedPartLeavesItsShipNode_andTheRestTheCheapest() {
    TestService.stock("D-PIN", 10, "RENO", "DALLAS");

    JsonNode all =
        decided(
            with(
                order("d-pin-1", "D-PIN"),
                "'pins': [{'lineId': '1', 'shipNode': 'DALLAS', 'units': 2}]"));
    JsonNode part =
        decided(
            with(
                order("d-pin-2", "D-PIN"),
                "'pins': [{'lineId': '1', 'shipNode': 'DALLAS', 'units': 1}]"));

    assertThat(parcels(all)).containsExactly("DALLAS GROUND 2026-05-04: 1 x 2");
    assertThat(part.path("outcome").asText()).isEqualTo("ALLOCATED");
    assertThat(part.path("shipments").findValuesAsText("shipNode")).contains("DALLAS");
  }

  @Test
  void linesOfASameNodeGroupLeaveOneShipNode_alsoWhereTwoWouldBeCheaper() {
    TestService.stock("D-SAME-A", 10, "RENO", "TACOMA");
    TestService.stock("D-SAME-B", 10, "DALLAS", "TACOMA");
    String order = twoLines(order("d-same", "D-SAME-A"), "D-SAME-A", "D-SAME-B");

    JsonNode free = decided(with(order, "'excludeNodes': ['TACOMA']"));
    JsonNode together = decided(with(order, "'sameNode': [{'lineIds': ['1', '2']}]"));
    JsonNode impossible =
        decided(with(order, "'excludeNodes': ['TACOMA'], 'sameNode': [{'lineIds': ['1', '2']}]"));

    assertThat(free.path("shipments").findValuesAsText("shipNode"))
        .containsExactly("DALLAS", "RENO");
    assertThat(together.path("shipments").findValuesAsText("shipNode")).containsOnly("TACOMA");
    assertThat(together.path("outcome").asText()).isEqualTo("ALLOCATED");
    assertThat(impossible.path("shortages").findValuesAsText("reason")).contains("DEMANDS_NOT_MET");
  }

  @Test
  void anOrderThatMustShipCompleteShipsNothingWhereAUnitIsMissing() {
    TestService.stock("D-COMPLETE", 1, "RENO");

    JsonNode free = decided(order("d-complete", "D-COMPLETE"));
    JsonNode complete = decided(with(order("d-complete", "D-COMPLETE"), "'shipComplete': true"));

    assertThat(free.path("outcome").asText()).isEqualTo("PARTLY_BACKORDERED");
    assertThat(parcels(free)).containsExactly("RENO GROUND 2026-05-04: 1 x 1");
    assertThat(complete.path("outcome").asText()).isEqualTo("BACKORDERED");
    assertThat(parcels(complete)).isEmpty();
    assertThat(complete.path("shortages").path(0).path("holdings").path(0).path("onHand").asInt())
        .isEqualTo(1);
  }

  @Test
  void theCallersPlanIsScoredBesideOurs_orTheAnswerSaysWhyItIsNone() {
    TestService.stock("D-PLAN", 10, "RENO", "DALLAS");
    String plan =
        "'callerPlan': [{'shipNode': '%s', 'carrierService': '%s', 'lines': [{'lineId': '1', 'units': %d}]}]";
    String order = order("d-plan", "D-PLAN");

    JsonNode same = decided(with(order, plan.formatted("RENO", "GROUND", 2))).path("callerPlan");
    JsonNode dear = decided(with(order, plan.formatted("DALLAS", "AIR", 2))).path("callerPlan");
    JsonNode wrong = decided(with(order, plan.formatted("TACOMA", "AIR", 2))).path("callerPlan");

    assertThat(same.path("extraMinor").decimalValue()).isZero();
    assertThat(dear.path("allowed").asBoolean()).isTrue();
    assertThat(dear.path("extraMinor").decimalValue()).isGreaterThan(new java.math.BigDecimal(500));
    assertThat(dear.path("costMinor").path("freight").decimalValue()).isPositive();
    assertThat(wrong.path("allowed").asBoolean()).isFalse();
    assertThat(wrong.path("problem").asText()).isNotEmpty();
    assertThat(decided(order).has("callerPlan")).isFalse();
  }

  @Test
  void explanationComesInThreeLevels_andThePlanIsTheSame() {
    TestService.stock("D-EXPLAIN", 10, "RENO", "DALLAS");
    String order = order("d-explain", "D-EXPLAIN");

    JsonNode none = decided(with(order, "'explain': 'none'"));
    JsonNode nodes = decided(with(order, "'explain': 'nodes'"));
    JsonNode full = decided(with(order, "'explain': 'full'"));

    assertThat(none.path("candidates")).isEmpty();
    assertThat(nodes.path("candidates")).hasSize(2);
    assertThat(nodes.path("candidates").findValues("services")).allMatch(JsonNode::isEmpty);
    assertThat(full.path("candidates").findValues("services")).noneMatch(JsonNode::isEmpty);
    assertThat(full).isNotEqualTo(nodes);
    for (JsonNode level : List.of(none, nodes)) {
      assertThat(level.path("shipments")).isEqualTo(full.path("shipments"));
      assertThat(level.path("costMinor")).isEqualTo(full.path("costMinor"));
      assertThat(level.path("second")).isEqualTo(full.path("second"));
    }
    assertThat(decided(order).path("candidates"))
        .as("what nobody asks for otherwise")
        .isEqualTo(nodes.path("candidates"));
    assertThat(List.of(none, nodes, full))
        .extracting(level -> level.path("explain").asText())
        .containsExactly("none", "nodes", "full");
  }

  @Test
  void theHandOverLiesBetweenTheDaysTheCallerNames() {
    TestService.stock("D-DAYS", 10, "RENO");
    String order = order("d-days", "D-DAYS").replace("2026-05-11", "2026-05-20");

    assertThat(parcels(decided(order))).containsExactly("RENO GROUND 2026-05-04: 1 x 2");
    assertThat(parcels(decided(ordering(order, "'shipNotBefore': '2026-05-07'"))))
        .containsExactly("RENO GROUND 2026-05-07: 1 x 2");
    assertThat(
            parcels(
                decided(ordering(order, "'shipNotBefore': '2026-05-09', 'shipBy': '2026-05-11'"))))
        .as("a weekend and a Monday")
        .containsExactly("RENO GROUND 2026-05-11: 1 x 2");
    assertThat(
            decided(ordering(order, "'shipNotBefore': '2026-05-09', 'shipBy': '2026-05-10'"))
                .path("shipments"))
        .as("a weekend, when Reno is closed")
        .isEmpty();
  }

  @Test
  void aDeliveryOnTheVeryDayIsNeitherEarlyNorLate() {
    TestService.stock("D-ON", 10, "RENO");
    String order = order("d-on", "D-ON").replace("promiseDate", "deliverOn");

    JsonNode decision = decided(order);

    assertThat(decision.path("promise").path("requested").asText()).isEqualTo("2026-05-11");
    assertThat(decision.path("shipments").path(0).path("handoverDay").asText())
        .as("two days on the way, so it waits")
        .isGreaterThan("2026-05-05");
    refused(
        ordering(order, "'promiseDate': '2026-05-11'"),
        """
        400 /problems/invalid-request
        /order/deliverOn must not stand beside promiseDate: it names the very day of delivery\
        """);
  }

  @Test
  void aBundleShipsWithAllOfItsComponentsOrNotAtAll_andTogetherMeansFromOneNode() {
    TestService.stock("D-LAMP", 10, "RENO", "TACOMA");
    TestService.stock("D-BULB", 10, "DALLAS", "TACOMA");
    TestService.stock("D-SHADE", 3, "RENO");
    String order =
        order("d-bundle", "D-SET")
            .replace(
                "\"quantity\"",
                "\"components\": [{\"sku\": \"D-LAMP\", \"quantity\": 1},"
                    + " {\"sku\": \"D-BULB\", \"quantity\": 2}], \"quantity\"");

    JsonNode apart = decided(with(order, "'excludeNodes': ['TACOMA']"));
    JsonNode together =
        decided(order.replace("\"components\"", "\"together\": true, \"components\""));
    JsonNode half = decided(order.replace("D-BULB", "D-SHADE"));

    assertThat(apart.path("shipments").findValuesAsText("sku"))
        .containsExactlyInAnyOrder("D-LAMP", "D-BULB");
    assertThat(together.path("shipments").findValuesAsText("shipNode")).containsOnly("TACOMA");
    assertThat(half.path("shipments").findValuesAsText("sku"))
        .as("four shades are wanted, three are there: one set")
        .containsExactlyInAnyOrder("D-LAMP", "D-SHADE");
    assertThat(half.at("/shipments/0/lines").findValuesAsText("units"))
        .containsExactlyInAnyOrder("1", "2");
    assertThat(half.path("outcome").asText()).isEqualTo("PARTLY_BACKORDERED");
    assertThat(half.path("shortages").path(0).path("units").asInt()).isEqualTo(1);
    refused(
        order.replace("D-BULB", "D-GHOST"),
        """
        422 /problems/unknown-reference
        /order/lines/0/components/1/sku is no item\
        """);
    refused(
        order.replace("D-BULB", "D-LAMP"),
        """
        400 /problems/invalid-request
        /order/lines/0/components/1/sku is an earlier component of the bundle, too\
        """);
    refused(
        order.replace("\"quantity\": 2}]", "\"quantity\": 5000001}]"),
        """
        400 /problems/invalid-request
        /order/lines/0/components ask for 10000002 units of D-BULB together; a line may ask for at most 10000000. Maybe send it as several orders\
        """);
  }

  @Test
  void aBundleInOneParcelIsReservedRecordedAndLeavesWithAllOfItsComponents() {
    TestService.stock("D-CUP", 10, "RENO");
    TestService.stock("D-SAUCER", 10, "RENO");
    String order =
        order("d-cups", "D-CUPS")
            .replace(
                "\"quantity\"",
                "\"components\": [{\"sku\": \"D-CUP\", \"quantity\": 1},"
                    + " {\"sku\": \"D-SAUCER\", \"quantity\": 2}], \"quantity\"");

    HttpResponse<String> response = api.post("/v1/decisions", order);

    assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
    JsonNode shipment = json(response).path("shipments").path(0);
    assertThat(shipment.path("lines").findValuesAsText("units")).containsExactly("2", "4");
    assertThat(List.of(reserved("D-CUP"), reserved("D-SAUCER")))
        .containsExactly("2 of 10", "4 of 10");
    String decision = "/v1/decisions/" + json(response).path("decisionId").asText();
    assertThat(json(api.post(decision + "/replay")).path("equal").asBoolean()).isTrue();
    assertThat(json(api.get(decision)).path("shipments").path(0)).isEqualTo(shipment);

    api.post(
        "/v1/shipment-events",
        "[{\"eventId\": \"d-cups-1\", \"shipmentId\": \"%s\", \"scan\": \"HANDED_OVER\", \"occurredAt\": \"2026-05-05T00:00:00Z\"}]"
            .formatted(shipment.path("shipmentId").asText()));

    assertThat(List.of(reserved("D-CUP"), reserved("D-SAUCER")))
        .containsExactly("0 of 8", "0 of 6");
  }

  private String reserved(String sku) {
    JsonNode position = json(api.get("/v1/stock/" + sku)).path("items").path(0);
    return position.path("reserved").asText() + " of " + position.path("onHand").asText();
  }

  @Test
  void withoutCoordinatesThePlaceIsThePostalArea_elseTheRegion_elseTheCountry() {
    TestService.stock("D-PLACE", 10, "RENO");
    var loaded =
        api.put(
            "/v1/postal-areas",
            "text/csv",
            "country,prefix,latitude,longitude,radiusKm,region\nUS,891,36.2,-115.1,40,NV\n");
    assertThat(loaded.statusCode()).isEqualTo(200);
    String order =
        order("d-place", "D-PLACE")
            .replaceAll("\"latitude\": 37.75,\\s+\"longitude\": -122.41,", "")
            .replace("94110", "89101")
            .replace("\"CA\"", "\"NV\"");

    JsonNode area = decided(order);
    JsonNode region = decided(order.replace("89101", "00000"));
    JsonNode country = decided(order.replace("89101", "00000").replace("\"NV\"", "\"PR\""));
    JsonNode exact = decided(order("d-place", "D-PLACE"));

    assertThat(area.path("destination").toString())
        .isEqualTo("{\"precision\":\"POSTAL_AREA\",\"uncertaintyKm\":40}");
    assertThat(region.path("destination").path("precision").asText()).isEqualTo("REGION");
    assertThat(country.path("destination").path("precision").asText()).isEqualTo("COUNTRY");
    assertThat(country.path("destination").path("uncertaintyKm").asDouble()).isGreaterThan(500);
    assertThat(country.path("shipments").path(0).path("whyLow"))
        .extracting(JsonNode::asText)
        .contains("PLACE_UNCERTAIN");
    assertThat(exact.path("destination").toString())
        .isEqualTo("{\"precision\":\"COORDINATES\",\"uncertaintyKm\":0}");
    assertThat(spread(country)).isGreaterThan(spread(exact));
    refused(
        order.replace("\"country\"", "\"latitude\": 37.75, \"country\""),
        """
        400 /problems/invalid-request
        /order/destination/longitude is missing\
        """);
    refused(
        order.replaceAll("\"country\": \"US\",", ""),
        """
        400 /problems/invalid-request
        /order/destination/country is missing\
        """);
  }

  /// Days between the 50th and the 95th percentile.
  private static double spread(JsonNode decision) {
    JsonNode days = decision.path("shipments").path(0).path("transit").path("days");
    return days.path("p95").asDouble() - days.path("p50").asDouble();
  }

  @Test
  void aPostOfficeBoxIsKnownByItsAddressLines() {
    TestService.stock("D-BOX", 10, "RENO");
    // A service of elsewhere by the name that the shipped table knows: no other test is touched.
    var loaded =
        api.put(
            "/v1/carrier-services",
            "text/csv",
            """
            id,carrier,name,currency,volumetricDivisor,publishedOnTime,originCountry,destinationCountry,upToKm,perParcelMinor,perKilogramMinor,transitDays
            REGIONAL_EXPRESS,Regional Co,Express,USD,5000,0.9,LI,LI,50,500,50,1
            """);
    assertThat(loaded.statusCode()).as(loaded.body()).isEqualTo(200);
    String order =
        order("d-box", "D-BOX")
            .replace(
                "\"country\"",
                "\"addressLines\": [\"Jo Doe\", \"P.O. Box 12\", \"\"], \"country\"");

    JsonNode box = evaluated(with(order, "'explain': 'full'"));
    JsonNode street = evaluated(order.replace("P.O. Box 12", "12 Box Street"));

    assertThat(box.path("candidates").findValuesAsText("reason")).contains("ADDRESS_NOT_SERVED");
    assertThat(street.path("candidates").findValuesAsText("reason"))
        .doesNotContain("ADDRESS_NOT_SERVED");
    refused(
        order.replace("\"Jo Doe\"", "7"),
        """
        400 /problems/invalid-request
        /order/destination/addressLines/0 must be text of at most 200 characters\
        """);
  }

  @Test
  void demandsThatContradictEachOtherAreToldOneByOne() {
    TestService.stock("D-CONTRA", 10, "RENO", "DALLAS");
    String order = twoLines(order("d-contra", "D-CONTRA"), "D-CONTRA", "D-CONTRA");

    refused(
        ordering(order, "'shipNotBefore': '2026-05-09', 'shipBy': '2026-05-08'"),
        """
        422 /problems/contradicting-demands
        /order/shipBy shipNotBefore is 2026-05-09 and shipBy is 2026-05-08: no day is left. Maybe drop one of the two
        shipNotBefore is 2026-05-09 and shipBy is 2026-05-08: no day is left.\
        """);
    refused(
        with(
            order,
            "'excludeNodes': ['RENO'], 'pins': [{'lineId': '1', 'shipNode': 'RENO', 'units': 1}]"),
        """
        422 /problems/contradicting-demands
        /pins/0/shipNode Line 1 is pinned to RENO, which is excluded. Maybe drop one of the two
        Line 1 is pinned to RENO, which is excluded.\
        """);
    refused(
        with(
            order,
            "'pins': [{'lineId': '1', 'shipNode': 'RENO', 'units': 2}, {'lineId': '1', 'shipNode': 'DALLAS', 'units': 1}]"),
        """
        422 /problems/contradicting-demands
        /pins/1/units 3 units of line 1 are pinned, it asks for 2. Maybe pin at most 2 of line 1
        3 units of line 1 are pinned, it asks for 2.\
        """);
    refused(
        with(order, "'pins': [{'lineId': '7', 'shipNode': 'RENO', 'units': 1}]"),
        """
        422 /problems/contradicting-demands
        /pins/0/lineId A pin names the line 7, which the order does not have. Maybe name a line of the order
        A pin names the line 7, which the order does not have.\
        """);
    refused(
        with(order, "'sameNode': [{'lineIds': ['1', '7']}]"),
        """
        422 /problems/contradicting-demands
        /sameNode/0/lineIds/1 A same-node group names the line 7, which the order does not have. Maybe name a line of the order
        A same-node group names the line 7, which the order does not have.\
        """);
    refused(
        with(
            order,
            "'sameNode': [{'lineIds': ['1', '2']}], 'pins': [{'lineId': '1', 'shipNode': 'RENO', 'units': 1}, {'lineId': '2', 'shipNode': 'DALLAS', 'units': 1}]"),
        """
        422 /problems/contradicting-demands
        /sameNode/0/lineIds The lines 1, 2 must leave one ship node, and are pinned to DALLAS and RENO. Maybe pin them to one ship node, or drop the group
        The lines 1, 2 must leave one ship node, and are pinned to DALLAS and RENO.\
        """);
  }

  @Test
  void demandsThatNameWhatIsNotLoadedOrNotThereAreRefusedByTheirPlace() {
    TestService.stock("D-NAMES", 10, "RENO");
    String order = order("d-names", "D-NAMES");

    refused(
        with(
            order,
            "'excludeNodes': ['MARS'], 'excludeServices': ['BOAT'],"
                + " 'pins': [{'lineId': '1', 'shipNode': 'VENUS', 'units': 1}],"
                + " 'callerPlan': [{'shipNode': 'PLUTO', 'carrierService': 'ROCKET', 'lines': [{'lineId': '1', 'units': 1}]}]"),
        """
        422 /problems/unknown-reference
        /excludeNodes/0 is no ship node
        /pins/0/shipNode is no ship node
        /callerPlan/0/shipNode is no ship node
        /excludeServices/0 is no carrier service
        /callerPlan/0/carrierService is no carrier service\
        """);
    refused(
        with(
            order,
            "'pins': [{'lineId': '1', 'units': 0}], 'sameNode': [{'lineIds': ['1']}],"
                + " 'shipComplete': 'yes', 'callerPlan': [{'lines': []}], 'explain': 'everything'"),
        """
        400 /problems/invalid-request
        /pins/0/shipNode is missing
        /pins/0/units must be a whole number from 1 to 10000000
        /sameNode/0/lineIds must be at least two lines
        /shipComplete must be true or false
        /callerPlan/0/shipNode is missing
        /callerPlan/0/carrierService is missing
        /callerPlan/0/lines must be an array of 1 to 200 objects
        /explain must be one of none, nodes, full\
        """);
  }

  @Test
  void whatIsNotLoadedIsNamedByItsPlaceInTheBody_inWhateverOrderItStands() {
    TestService.stock("D-PLACES", 10, "RENO");

    refused(
        with(
            order("d-places", "D-PLACES"),
            "'excludeNodes': ['VENUS', 'DALLAS'], 'excludeServices': ['ROCKET', 'AIR']"),
        """
        422 /problems/unknown-reference
        /excludeNodes/0 is no ship node
        /excludeServices/0 is no carrier service\
        """);
  }

  @Test
  void aContradictionNamesItsPlaceAndWhatHelps() {
    TestService.stock("D-HELP", 10, "RENO");

    JsonNode answer =
        json(
            api.post(
                "/v1/decisions",
                with(
                    order("d-help", "D-HELP"),
                    "'pins': [{'lineId': '1', 'shipNode': 'RENO', 'units': 3}, {'lineId': '7', 'shipNode': 'RENO', 'units': 1}],"
                        + " 'callerPlan': [{'shipNode': 'RENO', 'carrierService': 'GROUND', 'lines': [{'lineId': '8', 'units': 1}]}]")));

    assertThat(answer.path("detail").asText())
        .isEqualTo(
            """
            A pin names the line 7, which the order does not have. 3 units of line 1 are pinned, it \
            asks for 2. The caller's plan names the line 8, which the order does not have.
            Maybe name a line of the order; pin at most 2 of line 1.\
            """);
    assertThat(answer.path("errors"))
        .extracting(error ->
            error.path("pointer").asText()
                + " "
                + error.path("value").asText()
                + " "
                + error.path("message").asText())
        .containsExactly(
            "/pins/1/lineId 7 A pin names the line 7, which the order does not have.\nMaybe name a line of the order",
            "/pins/0/units 3 3 units of line 1 are pinned, it asks for 2.\nMaybe pin at most 2 of line 1",
            "/callerPlan/0/lines/0/lineId 8 The caller's plan names the line 8, which the order does not have.\nMaybe name a line of the order");
  }

  @Test
  void pinsOfMoreUnitsThanAnybodyCountsAreRefusedLikeOthers() {
    TestService.stock("D-MANY", 10, "RENO");
    String pin = "{'lineId': '1', 'shipNode': 'RENO', 'units': 10000000}";

    refused(
        with(
            order("d-many", "D-MANY"),
            "'pins': [" + String.join(", ", java.util.Collections.nCopies(300, pin)) + "]"),
        """
        422 /problems/contradicting-demands
        /pins/299/units 3000000000 units of line 1 are pinned, it asks for 2. Maybe pin at most 2 of line 1
        3000000000 units of line 1 are pinned, it asks for 2.\
        """);
  }

  @Test
  void aComponentWithoutASkuIsMissingItAndRepeatsNone() {
    refused(
        ordering(order("d-parts", "D-PARTS"), "'attributes': {}")
            .replace(
                "\"quantity\": 2",
                "\"quantity\": 2, \"components\": [{\"quantity\": 1}, {\"quantity\": 1}]"),
        """
        400 /problems/invalid-request
        /order/lines/0/components/0/sku is missing
        /order/lines/0/components/1/sku is missing\
        """);
  }

  @Test
  void aDayThatIsTooEarlyOrTooLateIsToldSo() {
    refused(
        ordering(
            order("d-days", "D-DAYS").replace("2026-05-11", "2026-02-30"),
            "'shipNotBefore': '1899-12-31', 'shipBy': '9999-12-31'"),
        """
        400 /problems/invalid-request
        /order/promiseDate must be a date, for instance 2026-11-27
        /order/shipNotBefore must lie between 1900-01-01 and 2200-01-01
        /order/shipBy must lie between 1900-01-01 and 2200-01-01\
        """);
  }

  @Test
  void aWordOfDigitsThatIsTooLongIsNotToldToDropItsQuotes() {
    refused(
        order("d-digits", "D-DIGITS").replace("94110", "9".repeat(101)),
        """
        400 /problems/invalid-request
        /order/destination/postalCode must be text of 1 to 100 characters\
        """);
  }
}
