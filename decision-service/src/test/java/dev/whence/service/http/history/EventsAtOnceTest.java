package dev.whence.service.http.history;

import static dev.whence.service.http.TestClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.service.TestService;
import dev.whence.service.http.TestClient;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Several senders at the same moment: sums hold all the same.
class EventsAtOnceTest {
  private static final int SENDERS = 12;

  private final TestClient api = TestService.client();

  @AfterEach
  void everythingAgrees() {
    assertThat(TestService.discrepancies()).isEmpty();
  }

  @Test
  void ofTwoUnitsOnlyTwoComeBackAndAreGraded_howeverManyReturnThemAtOnce() {
    TestService.stock("AT-ONCE", 5, "RENO");
    String parcel =
        json(api.post("/v1/decisions", TestService.order("at-once-1", "AT-ONCE")))
            .at("/shipments/0/shipmentId")
            .asText();
    api.post(
        "/v1/shipment-events",
        "[{\"eventId\": \"at-once-d\", \"shipmentId\": \"%s\", \"scan\": \"DELIVERED\", \"occurredAt\": \"2026-05-07T20:00:00Z\"}]"
            .formatted(parcel));

    List<HttpResponse<String>> returns =
        atOnce(i ->
            api.post(
                "/v1/returns",
                "[{\"returnId\": \"at-once-%d\", \"orderId\": \"at-once-1\", \"lineId\": \"1\", \"units\": 1, \"returnedAt\": \"2026-05-20T10:00:00Z\"}]"
                    .formatted(i)));

    assertThat(returns).extracting(HttpResponse::statusCode).containsOnly(200);
    assertThat(returns.stream().mapToInt(answer -> json(answer).path("added").asInt()).sum())
        .isEqualTo(2);
    assertThat(
            returns.stream()
                .mapToInt(answer -> json(answer).at("/quarantined/count").asInt())
                .sum())
        .isEqualTo(SENDERS - 2);
    int counted = 0;
    while (json(returns.get(counted)).path("added").asInt() == 0) {
      counted++;
    }
    String returned = "at-once-" + counted;
    List<HttpResponse<String>> gradings =
        atOnce(i ->
            api.post(
                "/v1/gradings",
                "[{\"gradingId\": \"at-once-%d\", \"returnId\": \"%s\", \"shipNode\": \"RENO\", \"sellable\": 1}]"
                    .formatted(i, returned)));
    assertThat(gradings).extracting(HttpResponse::statusCode).containsOnlyOnce(200);
    assertThat(json(api.get("/v1/stock/AT-ONCE")).at("/items/0/onHand").asInt()).isEqualTo(4);
  }

  @Test
  void whatIsExpectedAndWhatArrivesSeeOneAnother() {
    TestService.stock("DOCK", 0, "RENO");

    List<HttpResponse<String>> answers =
        atOnce(i ->
            i % 3 == 0
                ? api.put(
                    "/v1/expected-receipts",
                    "text/csv",
                    "receiptId,shipNode,sku,units,expectedOn\ndock,RENO,DOCK,100,2027-01-08\n")
                : api.post(
                    "/v1/receipts",
                    "text/csv",
                    "eventId,shipNode,sku,units,receiptId\ndock-%d,RENO,DOCK,1,dock\n"
                        .formatted(i / 2)));

    assertThat(answers).extracting(HttpResponse::statusCode).containsOnly(200);
    JsonNode expected = json(api.get("/v1/expected-receipts?sku=DOCK")).at("/items/0");
    int onHand = json(api.get("/v1/stock/DOCK")).at("/items/0/onHand").asInt();
    assertThat(expected.path("received").asInt()).isEqualTo(onHand).isEqualTo(6);
  }

  private static List<HttpResponse<String>> atOnce(IntFunction<HttpResponse<String>> send) {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var calls = new ArrayList<Callable<HttpResponse<String>>>();
      for (int i = 0; i < SENDERS; i++) {
        int sender = i;
        calls.add(() -> send.apply(sender));
      }
      var answers = new ArrayList<HttpResponse<String>>();
      for (Future<HttpResponse<String>> answer : threads.invokeAll(calls)) {
        answers.add(answer.get());
      }
      return answers;
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    }
  }
}
