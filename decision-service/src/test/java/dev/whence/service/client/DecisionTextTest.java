package dev.whence.service.client;

import static dev.whence.service.TestService.order;
import static dev.whence.service.http.TestClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.service.TestService;
import dev.whence.service.http.TestClient;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Answers of a service without models, as a terminal shows them.
class DecisionTextTest {
  private final TestClient api = TestService.client();

  private List<String> text(String request) {
    JsonNode answer = json(api.post("/v1/decisions", request.replace("commit", "evaluate")));
    return DecisionText.of(answer).stream().map(String::strip).toList();
  }

  private static String with(String order, String demand) {
    return order.replaceFirst("\\{", "{" + demand.replace("'", "\"") + ",");
  }

  @Test
  void aParcelIsToldWithWeightHandoverAndWhereItsDaysComeFrom() {
    TestService.stock("T-PARCEL", 10, "RENO");

    assertThat(text(order("t-parcel", "T-PARCEL")))
        .anySatisfy(line ->
            assertThat(line)
                .matches(
                    "parcel      RENO by \\w+: 2 x T-PARCEL; 0\\.8 kg; handed over"
                        + " 2026-05-04T23:00:00Z; on time 99\\.5 % \\(half within [0-9.]+ days, 95 % within"
                        + " [0-9.]+, published as 2 days\\)"))
        .contains(
            "low confidence: no model answered for it; no parcel of the service was seen lately; country never seen",
            "promise     2026-05-11: kept with 99.5 %");
  }

  @Test
  void aPromiseThatCannotBeKeptSaysWhatCanBeReached() {
    TestService.stock("T-LATE", 10, "RENO");
    String tomorrow = order("t-late", "T-LATE").replace("2026-05-11", "2026-05-05");

    assertThat(text(tomorrow))
        .anySatisfy(line ->
            assertThat(line)
                .matches(
                    "promise     2026-05-05: cannot be kept, [0-9.]+ %; 2026-05-\\d\\d can be reached"));
  }

  @Test
  void weightsOfThePolicyAreNeverToldAsMoney() {
    TestService.stock("T-WEIGHT", 1, "RENO");
    TestService.stock("T-WEIGHT", 5, "DALLAS");
    String order =
        order("t-weight", "T-WEIGHT")
            .replace("2026-05-11", "2026-05-06")
            .replace("\"quantity\": 2", "\"quantity\": 9");

    List<String> text = text(order);

    assertThat(text)
        .anySatisfy(line ->
            assertThat(line).startsWith("cost ").doesNotContain("lateness", "split", "left out"))
        .anySatisfy(line ->
            assertThat(line)
                .startsWith("weighed ")
                .contains("lateness ", "units left out ")
                .endsWith("(weights of the policy, no prices)"));
  }

  @Test
  void missingUnitsAreToldWithWhatIsThere() {
    TestService.stock("T-SHORT", 1, "TACOMA");
    TestService.stock("T-SHORT", 0, "RENO");
    TestService.stock("T-NONE", 0, "RENO", "DALLAS");

    assertThat(text(order("t-short", "T-SHORT")))
        .contains(
            "missing     2 x T-SHORT (line 1): waiting for stock",
            "TACOMA: 1 on hand, 1 kept for others, 0 available");
    assertThat(text(order("t-none", "T-NONE")))
        .contains("none on hand at any of 2 nodes")
        .noneMatch(line -> line.startsWith("promise"));
  }

  @Test
  void theSecondPlanTheCallersPlanAndTheLosersAreComparedInMoneyAndWords() {
    TestService.stock("T-SECOND", 10, "RENO", "DALLAS");
    String plan =
        "'callerPlan': [{'shipNode': 'DALLAS', 'carrierService': 'AIR', 'lines': [{'lineId': '1', 'units': 2}]}]";

    assertThat(text(with(order("t-second", "T-SECOND"), plan)))
        .anySatisfy(line ->
            assertThat(line)
                .matches(
                    "second      \\S+ by \\S+ on 2026-05-04: [0-9.]+ USD dearer.*; \\S+ decides.*"))
        .anySatisfy(line -> assertThat(line).matches("your plan   [0-9.]+ USD dearer.*"))
        .anySatisfy(
            line -> assertThat(line).matches("not         DALLAS +[0-9.]+ USD dearer.*, by \\S+"));
    assertThat(text(with(order("t-second", "T-SECOND"), plan.replace("DALLAS", "TACOMA"))))
        .anySatisfy(line -> assertThat(line).startsWith("your plan   not allowed: "));
  }

  @Test
  void anAddressThatIsKnownRoughlyLowersConfidence() {
    TestService.stock("T-ROUGH", 10, "RENO");
    String order =
        order("t-rough", "T-ROUGH")
            .replaceAll("\"latitude\": 37.75,\\s+\"longitude\": -122.41,", "")
            .replace("94110", "00000")
            .replace("\"CA\"", "\"GU\"");

    assertThat(text(order))
        .anySatisfy(line ->
            assertThat(line)
                .startsWith("low confidence: ")
                .contains("the address is known to its country only, give or take "));
  }
}
