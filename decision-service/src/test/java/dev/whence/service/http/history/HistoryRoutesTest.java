package dev.whence.service.http.history;

import static dev.whence.service.http.TestClient.json;
import static dev.whence.service.http.TestClient.problem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.service.TestService;
import dev.whence.service.http.TestClient;
import org.junit.jupiter.api.Test;

class HistoryRoutesTest {
  private static final String JSON = "application/json";
  private static final String CSV = "text/csv";

  private static final String NOTHING_SHORT = ",\"sentAllTheSame\":[],\"shortages\":[]}";

  private final TestClient api = TestService.client();

  @Test
  void scansOfACommittedShipmentCountOnceAndTakeItsUnitsFromStock() {
    TestService.stock("SCAN", 5, "RENO");
    JsonNode decision = json(api.post("/v1/decisions", TestService.order("scan-1", "SCAN")));
    String id = decision.path("shipments").path(0).path("shipmentId").asText();
    String events =
        """
        eventId,shipmentId,scan,occurredAt,recordedAt,region,courier
        scan-e2,%s,DELIVERED,2026-05-07T10:00:00Z,2026-05-07T11:00:00Z,CA,Ann
        scan-e1,%<s,HANDED_OVER,2026-05-04T23:00:00Z,,NV,
        scan-e3,%<s,TELEPORTED,2026-05-05T10:00:00+02:00,,,
        """
            .formatted(id);

    assertThat(api.post("/v1/shipment-events", CSV, events).body())
        .isEqualTo("{\"added\":3,\"repeated\":0,\"unknownShipments\":0" + NOTHING_SHORT);
    assertThat(api.post("/v1/shipment-events", CSV, events).body())
        .isEqualTo("{\"added\":0,\"repeated\":3,\"unknownShipments\":0" + NOTHING_SHORT);

    assertThat(api.get("/v1/shipments/" + id).body())
        .isEqualTo(
            "{\"shipmentId\":\"%s\",\"orderId\":\"scan-1\",\"shipNode\":\"RENO\",".formatted(id)
                + "\"carrierService\":\"%s\","
                    .formatted(decision.path("shipments").path(0).path("carrierService").asText())
                + "\"handedOverAt\":\"2026-05-04T23:00:00Z\","
                + "\"deliveredAt\":\"2026-05-07T10:00:00Z\",\"lastScan\":\"DELIVERED\"}");
    assertThat(json(api.get("/v1/shipments?order=scan-1")).path("items")).hasSize(1);
    JsonNode position = json(api.get("/v1/stock/SCAN")).path("items").path(0);
    assertThat(position.path("onHand").asInt()).isEqualTo(3);
    assertThat(position.path("reserved").asInt()).isZero();
  }

  @Test
  void eventsMayComeBeforeTheirShipment() {
    assertThat(
            api.post(
                    "/v1/shipment-events",
                    JSON,
                    """
                    [{"eventId": "early-1", "shipmentId": "early", "scan": "HANDED_OVER",
                      "occurredAt": "2026-05-04T23:00:00Z", "battery": {"level": 3}}]
                    """)
                .body())
        .isEqualTo("{\"added\":1,\"repeated\":0,\"unknownShipments\":1" + NOTHING_SHORT);
    String shipment =
        """
        shipmentId,orderId,shipNode,carrierService,orderedAt,originCountry,originRegion,originTimeZone,destinationCountry,destinationRegion,destinationTimeZone,distanceKm,weightGrams,currency
        early,early-1,ELSEWHERE,OTHER,2026-05-04T10:00:00Z,US,NV,America/Los_Angeles,US,CA,America/Los_Angeles,300.5,680,USD
        """;

    assertThat(api.post("/v1/shipments", CSV, shipment).body())
        .isEqualTo("{\"added\":1,\"repeated\":0}");
    assertThat(api.post("/v1/shipments", CSV, shipment).body())
        .isEqualTo("{\"added\":0,\"repeated\":1}");
    assertThat(json(api.get("/v1/shipments/early")).path("handedOverAt").asText())
        .isEqualTo("2026-05-04T23:00:00Z");
  }

  @Test
  void returnsCountOnce() {
    String returns =
        """
        {"returnId": "back-1", "orderId": "any", "lineId": "1", "units": 1, "returnedAt": "2026-06-01T08:00:00Z"}
        {"returnId": "back-2", "orderId": "any", "lineId": "1", "units": 1, "reason": "too small", "returnedAt": "2026-06-02T08:00:00Z"}
        """;

    assertThat(api.post("/v1/returns", "application/x-ndjson", returns).body())
        .isEqualTo("{\"added\":2,\"repeated\":0}");
    assertThat(api.post("/v1/returns", "application/x-ndjson", returns).body())
        .isEqualTo("{\"added\":0,\"repeated\":2}");
  }

  @Test
  void whatIsWrongIsToldByItsPlaceAndNothingChanges() {
    var before = TestService.rowCounts();

    assertThat(
            problem(
                api.post(
                    "/v1/returns",
                    JSON,
                    """
                    [{"returnId": "w-1", "orderId": "any", "lineId": "1", "units": 1, "returnedAt": "2026-06-01T08:00:00Z"},
                     {"returnId": "w-2", "orderId": "any", "units": 0, "returnedAt": "2026-06-01"}]
                    """)))
        .isEqualTo(
            """
            400 /problems/invalid-request
            /1/lineId is missing
            /1/units must be a whole number from 1 to 1000000
            /1/returnedAt must be a time with an offset, for instance 2026-11-23T14:00:00Z\
            """);
    assertThat(
            problem(
                api.post(
                    "/v1/shipment-events",
                    CSV,
                    """
                    eventId,shipmentId,scan,occurredAt,recordedAt
                    w-1,x,DELIVERED,2026-05-07T10:00:00Z,2026-05-07T09:59:59Z
                    """)))
        .isEqualTo("400 /problems/invalid-request\n2 recordedAt must not lie before occurredAt");
    assertThat(problem(api.get("/v1/shipments")))
        .isEqualTo("400 /problems/invalid-request\norder is missing");
    assertThat(problem(api.get("/v1/shipments/none"))).isEqualTo("404 /problems/not-found");
    assertThat(TestService.rowCounts()).isEqualTo(before);
  }
}
