package dev.whence.service.http;

import static dev.whence.service.TestService.order;
import static dev.whence.service.http.TestClient.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.whence.domain.places.Countries;
import dev.whence.service.TestService;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// Holds `openapi.yaml` to what the service does.
class OpenApiTest {
  private static final String DOCUMENT = "https://whence.dev/openapi.json";

  private final TestClient api = TestService.client();
  private final JsonNode document = json(api.get("/openapi.json"));
  private final SchemaRegistry schemas =
      SchemaRegistry.withDefaultDialect(
          SpecificationVersion.DRAFT_2020_12,
          registry -> registry.schemas(Map.of(DOCUMENT, document.toString())));

  @Test
  void theDocumentAndTheRoutesNameTheSame() {
    var documented = new TreeSet<String>();
    document
        .path("paths")
        .properties()
        .forEach(path ->
            path.getValue()
                .properties()
                .forEach(method ->
                    documented.add(
                        method.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey())));

    assertThat(documented).isEqualTo(new TreeSet<>(TestService.routes()));
  }

  @Test
  void theDocumentAndTheRoutesLetInTheSame() {
    var documented = new TreeMap<String, List<String>>();
    document
        .path("paths")
        .properties()
        .forEach(path ->
            path.getValue()
                .properties()
                .forEach(method -> {
                  var roles = new ArrayList<String>();
                  method.getValue().path("x-access").forEach(role -> roles.add(role.asText()));
                  assertThat(roles).as(method.getKey() + " " + path.getKey()).isNotEmpty();
                  documented.put(
                      method.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey(), roles);
                }));

    assertThat(documented).isEqualTo(TestService.access());
  }

  @Test
  void whatAnyoneMayNeedsNoScheme_andEverythingElseOneOfTwo() {
    assertThat(document.path("security").toString())
        .isEqualTo("[{\"apiKey\":[]},{\"session\":[]}]");
    for (JsonNode path : document.path("paths")) {
      for (JsonNode operation : path) {
        boolean anyone = operation.path("x-access").toString().equals("[\"anyone\"]");
        assertThat(operation.path("security").toString())
            .as(operation.path("operationId").asText())
            .isEqualTo(anyone ? "[]" : "");
      }
    }
  }

  @Test
  void whatChangesSomethingTakesNoOtherQueryThanTheDocumentSays() {
    for (var path : document.path("paths").properties()) {
      for (var method : path.getValue().properties()) {
        if (method.getKey().equals("get") || !queryOf(method.getValue()).isEmpty()) {
          continue;
        }
        String target = path.getKey().replaceAll("\\{\\w+}", "1") + "?mode=evaluate";

        HttpResponse<String> answer =
            api.send(
                api.request(target)
                    .method(method.getKey().toUpperCase(Locale.ROOT), BodyPublishers.noBody()));

        assertThat(answer.statusCode()).as(method.getKey() + " " + target).isEqualTo(400);
        assertThat(answer.body()).contains("parameter mode is not known here");
      }
    }
  }

  private List<String> queryOf(JsonNode operation) {
    var names = new ArrayList<String>();
    for (JsonNode parameter : operation.path("parameters")) {
      JsonNode told =
          parameter.has("$ref")
              ? document.at(parameter.path("$ref").asText().substring(1))
              : parameter;
      if (told.path("in").asText().equals("query")) {
        names.add(told.path("name").asText());
      }
    }
    return names;
  }

  @Test
  void everyReferenceLeadsSomewhere() {
    for (String reference : document.findValuesAsText("$ref")) {
      assertThat(document.at(reference.substring(1)).isMissingNode()).as(reference).isFalse();
    }
  }

  @Test
  void everyOperationHasAnIdOfItsOwn() {
    assertThat(document.findValuesAsText("operationId")).doesNotHaveDuplicates().hasSize(routes());
  }

  private int routes() {
    return TestService.routes().size();
  }

  @Test
  void theCountriesAreThoseOfTheService() {
    assertThat(document.at("/components/schemas/Country/enum"))
        .extracting(JsonNode::asText)
        .containsExactlyElementsOf(Countries.codes());
  }

  @Test
  void theExampleRequestsFitTheirSchemasAndAreTaken() {
    for (String operation :
        List.of(
            "ship-nodes",
            "carrier-services",
            "items",
            "stock",
            "expected-receipts",
            "exchange-rates",
            "postal-areas",
            "conditions")) {
      for (JsonNode body : examples("/paths/~1v1~1" + operation + "/put")) {
        var answer = api.put("/v1/" + operation, "application/json", body.toString());

        assertThat(answer.statusCode()).as("%s %s", operation, answer.body()).isEqualTo(200);
      }
    }
    for (String operation :
        List.of("shipments", "shipment-events", "returns", "gradings", "receipts")) {
      JsonNode body = example("/paths/~1v1~1" + operation + "/post");

      var answer = api.post("/v1/" + operation, body.toString());

      assertThat(answer.statusCode()).as("%s %s", operation, answer.body()).isEqualTo(200);
    }
    for (JsonNode order : examples("/paths/~1v1~1decisions/post")) {
      var answer = api.post("/v1/decisions", order.toString());

      assertThat(answer.statusCode())
          .as(answer.body())
          .isEqualTo(order.path("mode").asText().equals("commit") ? 201 : 200);
      assertThat(json(answer).path("outcome").asText()).as(answer.body()).isEqualTo("ALLOCATED");
      assertFits("#/components/schemas/Decision", json(answer));
    }
    String orders =
        examples("/paths/~1v1~1decisions/post").stream()
            .map(order -> {
              String line = "{\"idempotencyKey\":\"openapi\"," + order.toString().substring(1);
              assertFits("#/components/schemas/BatchOrder", Json.parse(line.getBytes(UTF_8)));
              return line;
            })
            .collect(joining("\n", "", "\n{}\n"));
    List<String> answers =
        api.post("/v1/decisions/batch", "application/x-ndjson", orders).body().lines().toList();
    assertThat(answers).hasSizeGreaterThan(2);
    for (String answer : answers) {
      assertFits("#/components/schemas/BatchAnswer", Json.parse(answer.getBytes(UTF_8)));
    }
    String stock = examples("/paths/~1v1~1stock/put").getFirst().get(0) + "\n{}\n";
    for (String line :
        api.post("/v1/loads/stock", "application/x-ndjson", stock).body().lines().toList()) {
      assertFits("#/components/schemas/LoadProgress", Json.parse(line.getBytes(UTF_8)));
    }
    List<String> exported =
        api.get("/v1/decisions/export?until=2100-01-01T00:00:00Z").body().lines().toList();
    assertThat(exported).hasSizeGreaterThan(1);
    for (String line : exported) {
      assertFits("#/components/schemas/ExportLine", Json.parse(line.getBytes(UTF_8)));
    }
    JsonNode basket = example("/paths/~1v1~1promises/post");
    assertFits(
        "#/components/schemas/DeliveryOptions", json(api.post("/v1/promises", basket.toString())));
    assertThat(api.post("/v1/ping", example("/paths/~1v1~1ping/post").toString()).statusCode())
        .isEqualTo(200);
    for (String operation :
        List.of(
            "reservations~1{id}~1extend",
            "reservations~1{id}~1release",
            "orders~1{id}~1cancel",
            "orders~1{id}~1approve",
            "shipments~1{id}~1refuse",
            "shipments~1{id}~1accept",
            "offers~1{id}~1claim",
            "offers~1{id}~1decline",
            "stock-adjustments")) {
      example("/paths/~1v1~1" + operation + "/post");
    }
  }

  /// The first example of a request.
  private JsonNode example(String operation) {
    return examples(operation).getFirst();
  }

  /// The examples of a request, which fit its schema.
  private List<JsonNode> examples(String operation) {
    String content = operation + "/requestBody/content/application~1json";
    var values = new ArrayList<JsonNode>();
    for (var example : document.at(content + "/examples").properties()) {
      values.add(example.getValue().path("value"));
      assertFits(content + "/schema", values.getLast());
    }
    return values;
  }

  @Test
  void answersFitTheirSchemas() {
    TestService.stock("SCHEMA", 10, "RENO", "DALLAS");
    TestService.stock("SCHEMA", 1, "TACOMA");
    JsonNode committed = json(api.post("/v1/decisions", order("schema-1", "SCHEMA")));
    String decision = "/v1/decisions/" + committed.path("decisionId").asText();
    String reservation = "/v1/reservations/" + committed.path("reservation").path("id").asText();

    assertFits("#/components/schemas/Decision", committed);
    assertFits(
        "#/components/schemas/Decision",
        json(api.post("/v1/decisions", order("schema-2", "SCHEMA").replace("commit", "evaluate"))));
    assertFits(
        "#/components/schemas/Decision",
        json(
            api.post(
                "/v1/decisions",
                order("schema-3", "SCHEMA").replace("\"quantity\": 2", "\"quantity\": 50"))));
    assertFits("#/components/schemas/DecisionPage", json(api.get("/v1/decisions?limit=1")));
    assertFits("#/components/schemas/WhyNot", json(api.get(decision + "/why-not/DALLAS")));
    assertFits("#/components/schemas/WhyNot", json(api.get(decision + "/why-not/TACOMA")));
    assertFits("#/components/schemas/Replay", json(api.post(decision + "/replay")));
    assertFits("#/components/schemas/Reservation", json(api.get(reservation)));
    assertFits("#/components/schemas/ShipNodePage", json(api.get("/v1/ship-nodes?limit=1")));
    assertFits("#/components/schemas/CarrierServicePage", json(api.get("/v1/carrier-services")));
    assertFits("#/components/schemas/ItemPage", json(api.get("/v1/items")));
    assertFits("#/components/schemas/StockPage", json(api.get("/v1/stock/SCHEMA")));
    assertFits("#/components/schemas/StockPage", json(api.get("/v1/stock?sku=SCHEMA&short=true")));
    assertFits(
        "#/components/schemas/StockMovementPage", json(api.get("/v1/stock-movements?sku=SCHEMA")));
    assertFits(
        "#/components/schemas/StockLoaded",
        json(api.put("/v1/stock", "text/csv", "shipNode,sku,onHand\nRENO,SCHEMA,0\n")));
    assertFits(
        "#/components/schemas/StockAdjusted",
        json(
            api.post(
                "/v1/stock-adjustments",
                """
                [{"adjustmentId": "schema-a", "shipNode": "RENO", "sku": "SCHEMA", "units": -1,
                  "reason": "broken"}]
                """)));
    assertFits("#/components/schemas/OrderLife", json(api.get("/v1/orders/schema-1")));
    assertFits("#/components/schemas/OrderPage", json(api.get("/v1/orders?state=waiting&limit=1")));
    assertFits("#/components/schemas/ExceptionPage", json(api.get("/v1/exceptions?limit=20")));
    assertFits("#/components/schemas/CapacityPage", json(api.get("/v1/capacity")));
    assertFits(
        "#/components/schemas/CapacityPage", json(api.get("/v1/capacity?shipNode=RENO&days=3")));
    assertFits("#/components/schemas/ReportKindPage", json(api.get("/v1/reports")));
    assertFits("#/components/schemas/SettingPage", json(api.get("/v1/settings")));
    for (JsonNode kind : json(api.get("/v1/reports")).path("items")) {
      String report = "/v1/reports/" + kind.path("report").asText();
      for (JsonNode split : kind.path("splits")) {
        String question = "?since=2026-05-01T00:00:00Z&by=" + split.asText();
        assertFits("#/components/schemas/Report", json(api.get(report + question)));
        assertFits(
            "#/components/schemas/ReportRowPage", json(api.get(report + "/rows" + question)));
      }
    }
    String shipment = json(api.get("/v1/orders/schema-1")).at("/parcels/0/shipmentId").asText();
    assertFits(
        "#/components/schemas/AcceptedParcel",
        json(api.post("/v1/shipments/" + shipment + "/accept", "{\"by\": \"anna\"}")));
    assertFits("#/components/schemas/Acceptance", json(api.get("/v1/ship-nodes/RENO/acceptance")));
    assertFits("#/components/schemas/OfferPage", json(api.get("/v1/offers?state=open")));
    assertFits(
        "#/components/schemas/Refused",
        json(
            api.post(
                "/v1/shipments/" + shipment + "/refuse",
                "{\"reason\": \"damaged\", \"lines\": [{\"lineId\": \"1\", \"units\": 1}]}")));
    assertFits(
        "#/components/schemas/OrderLife",
        json(api.post("/v1/orders/schema-1/cancel", "{\"reason\": \"too late\"}")));
    assertFits("#/components/schemas/ExchangeRatePage", json(api.get("/v1/exchange-rates")));
    assertFits("#/components/schemas/PostalAreaPage", json(api.get("/v1/postal-areas")));
    assertFits("#/components/schemas/ShipmentPage", json(api.get("/v1/shipments?order=schema-1")));
    assertFits(
        "#/components/schemas/ReturnsAdded",
        json(
            api.post(
                "/v1/returns",
                """
                [{"returnId": "schema-r", "orderId": "any", "lineId": "1", "units": 1,
                  "returnedAt": "2150-01-01T00:00:00Z"}]
                """)));
    assertFits(
        "#/components/schemas/EventsAdded",
        json(
            api.post(
                "/v1/shipment-events",
                """
                [{"eventId": "schema-e", "shipmentId": "any", "scan": "LOST",
                  "occurredAt": "2150-01-01T00:00:00Z"}]
                """)));
    JsonNode quarantine = json(api.get("/v1/quarantine?limit=500"));
    assertFits("#/components/schemas/QuarantinePage", quarantine);
    for (JsonNode entry : quarantine.path("items")) {
      if (entry.path("eventId").asText().startsWith("schema-")) {
        assertFits(
            "#/components/schemas/Quarantined",
            json(api.post("/v1/quarantine/" + entry.path("quarantineId").asText() + "/discard")));
      }
    }
    assertFits("#/components/schemas/Added", json(api.post("/v1/gradings", "[]")));
    TestService.stock("SCHEMA-DUE", 0, "RENO");
    assertFits(
        "#/components/schemas/Loaded",
        json(
            api.put(
                "/v1/expected-receipts",
                "text/csv",
                "receiptId,shipNode,sku,units,expectedOn\nschema-p,RENO,SCHEMA-DUE,5,2027-01-08\n")));
    assertFits("#/components/schemas/ExpectedReceiptPage", json(api.get("/v1/expected-receipts")));
    JsonNode waits = json(api.post("/v1/decisions", order("schema-4", "SCHEMA-DUE")));
    assertThat(waits.at("/shortages/0/expected/units").asInt()).isEqualTo(5);
    assertFits("#/components/schemas/Decision", waits);
    assertFits(
        "#/components/schemas/Received",
        json(
            api.post(
                "/v1/receipts",
                "text/csv",
                "eventId,shipNode,sku,units,receiptId\nschema-i,RENO,SCHEMA-DUE,1,schema-p\n")));
    assertFits("#/components/schemas/StoreCheck", json(api.get("/v1/store-check")));
    assertFits("#/components/schemas/Health", json(api.get("/health/live")));
    assertFits("#/components/schemas/Health", json(api.get("/health/ready")));
    assertFits("#/components/schemas/Problem", json(api.get("/v1/decisions?limit=0")));
    assertFits("#/components/schemas/Problem", json(api.get("/nothing")));
  }

  @Test
  void eventsAndWebhooksFitTheirSchemas() {
    TestService.stock("EVENT", 10, "RENO");
    String cursor = json(api.get("/v1/events?after=now")).path("nextCursor").asText();
    api.post("/v1/decisions", order("event-1", "EVENT"));

    JsonNode events = json(api.get("/v1/events?wait=10&limit=1&after=" + cursor));
    assertThat(events.path("items")).hasSize(1);
    assertFits("#/components/schemas/EventPage", events);
    assertFits("#/components/schemas/EventPage", json(api.get("/v1/events?after=now")));

    String change = "/paths/~1v1~1webhook-endpoints~1{id}/patch";
    JsonNode wish = example("/paths/~1v1~1webhook-endpoints/post");
    JsonNode endpoint = json(api.post("/v1/webhook-endpoints", wish.toString()));
    String path = "/v1/webhook-endpoints/" + endpoint.path("id").asText();
    assertFits("#/components/schemas/WebhookEndpoint", endpoint);
    assertFits("#/components/schemas/WebhookEndpointPage", json(api.get("/v1/webhook-endpoints")));
    assertFits("#/components/schemas/WebhookEndpoint", json(api.get(path)));
    assertFits(
        "#/components/schemas/WebhookEndpoint",
        json(
            api.send(
                api.request(path)
                    .header("Content-Type", "application/json")
                    .method("PATCH", BodyPublishers.ofString(example(change).toString())))));
    assertFits("#/components/schemas/WebhookSecret", json(api.post(path + "/rotate-secret")));
    JsonNode delivery = json(api.post(path + "/test"));
    assertFits("#/components/schemas/WebhookDelivery", delivery);
    String deliveryPath = "/v1/webhook-deliveries/" + delivery.path("id").asText();
    assertFits("#/components/schemas/WebhookDelivery", json(api.get(deliveryPath)));
    assertFits("#/components/schemas/WebhookDelivery", json(api.post(deliveryPath + "/replay")));
    JsonNode page = json(api.get("/v1/webhook-deliveries?limit=1"));
    assertThat(page.path("items")).hasSize(1);
    assertFits("#/components/schemas/WebhookDeliveryPage", page);
    assertFits("#/components/schemas/WebhookEndpoint", json(api.send(api.request(path).DELETE())));
  }

  @Test
  void deliveryOptionsFitTheirSchema_alsoWithoutAnOption() {
    TestService.stock("PROMISED", 10, "RENO", "DALLAS");
    JsonNode example = example("/paths/~1v1~1promises/post");
    String basket = example.toString().replace("SHIRT-M", "PROMISED");

    for (String change :
        List.of(
            "",
            "\"deliverOn\":\"2031-05-08\",\"at\":\"2031-05-05T12:00:00Z\",",
            "\"excludeNodes\":[\"DALLAS\",\"RENO\"],")) {
      String body = "{" + change + basket.substring(1);

      JsonNode promises = json(api.post("/v1/promises", body));

      assertFits("#/components/schemas/DeliveryOptions", promises);
      assertThat(promises.path("options").isEmpty()).isEqualTo(change.contains("excludeNodes"));
    }
  }

  @Test
  void whatTheSchemaOfAnOrderRefusesIsRefused_andTheOtherWayRound() {
    TestService.stock("BOTH", 50, "RENO");
    String order =
        order("both-1", "BOTH")
            .replace("commit", "evaluate")
            .replaceAll("\"latitude\": 37.75,\\s+", "\"latitude\": 37.75, ");
    List<List<String>> changes = new ArrayList<>();
    changes.add(List.of("\"quantity\": 2", "\"quantity\": 0"));
    changes.add(List.of("\"quantity\": 2", "\"quantity\": 2.5"));
    changes.add(List.of("\"quantity\": 2", "\"quantity\": \"2\""));
    changes.add(List.of("\"quantity\": 2", "\"quantity\": null"));
    changes.add(List.of("\"quantity\": 2", "\"quantity\": 10000000"));
    changes.add(List.of("\"quantity\": 2", "\"quantity\": 10000001"));
    changes.add(List.of("\"country\": \"US\"", "\"country\": \"us\""));
    changes.add(List.of("\"country\": \"US\"", "\"country\": \"NO\""));
    changes.add(List.of("\"country\": \"US\"", "\"country\": \"UK\""));
    changes.add(List.of("\"country\": \"US\"", "\"country\": \"ZZ\""));
    changes.add(List.of("\"latitude\": 37.75", "\"latitude\": 90"));
    changes.add(List.of("\"latitude\": 37.75", "\"latitude\": 90.01"));
    changes.add(List.of("\"customerId\": \"c-77\",", ""));
    changes.add(List.of("\"channel\": \"web\",", ""));
    changes.add(List.of("\"channel\": \"web\"", "\"channel\": \"" + "w".repeat(101) + "\""));
    changes.add(List.of("\"orderId\"", "\"attributes\": {\"a\": [1]}, \"orderId\""));
    changes.add(List.of("\"orderId\"", "\"note\": 1, \"orderId\""));
    changes.add(List.of("\"mode\": \"evaluate\",", ""));
    changes.add(List.of("\"latitude\": 37.75,", ""));
    changes.add(List.of("\"latitude\": 37.75, \"longitude\": -122.41,", ""));
    changes.add(List.of("\"region\"", "\"addressLines\": [\"\", \"\"], \"region\""));
    changes.add(
        List.of("\"region\"", "\"addressLines\": [\"" + "a".repeat(201) + "\"], \"region\""));
    changes.add(List.of("\"promiseDate\"", "\"shipBy\": \"2026-05-06\", \"promiseDate\""));
    changes.add(List.of("\"promiseDate\"", "\"deliverOn\""));
    changes.add(List.of("\"quantity\"", "\"components\": [], \"quantity\""));
    changes.add(List.of("\"quantity\"", "\"components\": [{\"sku\": \"BOTH\"}], \"quantity\""));
    changes.add(
        List.of(
            "\"quantity\"",
            "\"components\": [{\"sku\": \"BOTH\", \"quantity\": 3}], \"together\": true, \"quantity\""));
    for (String demand :
        List.of(
            "\"excludeServices\": [\"AIR\"]",
            "\"excludeServices\": [\"AIR\", \"AIR\"]",
            "\"pins\": [{\"lineId\": \"1\", \"shipNode\": \"RENO\", \"units\": 1}]",
            "\"pins\": [{\"lineId\": \"1\", \"shipNode\": \"RENO\"}]",
            "\"pins\": {}",
            "\"sameNode\": [{\"lineIds\": [\"1\"]}]",
            "\"sameNode\": [[\"1\", \"2\"]]",
            "\"shipComplete\": \"yes\"",
            "\"shipComplete\": true",
            "\"callerPlan\": []",
            "\"callerPlan\": [{\"shipNode\": \"RENO\", \"carrierService\": \"GROUND\", \"lines\": []}]",
            "\"explain\": \"none\"",
            "\"explain\": \"FULL\"")) {
      changes.add(List.of("\"mode\"", demand + ", \"mode\""));
    }
    for (List<String> change : changes) {
      String changed = order.replace(change.getFirst(), change.getLast());
      assertThat(changed).isNotEqualTo(order);
      JsonNode request = Json.parse(changed.getBytes(java.nio.charset.StandardCharsets.UTF_8));

      boolean fits = errors("#/components/schemas/DecisionRequest", request).isEmpty();

      assertThat(api.post("/v1/decisions", changed).statusCode() < 300)
          .as("%s", change)
          .isEqualTo(fits);
    }
  }

  private void assertFits(String reference, JsonNode value) {
    assertThat(errors(reference, value)).as("%s", value).isEmpty();
  }

  private List<String> errors(String reference, JsonNode value) {
    String pointer = reference.startsWith("#") ? reference : "#" + reference;
    Schema schema = schemas.getSchema(SchemaLocation.of(DOCUMENT + pointer));
    return schema.validate(value).stream().map(Object::toString).toList();
  }
}
