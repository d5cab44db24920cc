package dev.whence.service;

import static dev.whence.service.http.TestClient.json;
import static dev.whence.service.http.TestClient.problem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.whence.service.http.TestClient;
import dev.whence.service.store.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What another policy would have come to, by `whence replay` and a whole service: of forty orders
/// that RENO sends, half are of the channel `app`, which rule set 2 does not let it send.
/// Thirty-six have arrived, two of them late; one was cancelled, and one more has no stock.
class PolicyReplayTest {
  private static final Path RELEASED = Path.of("../models/released");
  private static final int ORDERS = 40;
  private static final int ARRIVED = 36;
  private static final int LATE = 2;
  private static final String TABLE = "node-eligibility";
  private static final String CHOICES = "/v1/decisions/choices?limit=7&policy=";

  private static Service service;
  private static TestClient api;

  @TempDir private Path folder;
  private String printed = "";
  private String complaint = "";

  @BeforeAll
  static void recordedOrders() {
    service =
        TestService.start(
            TestDatabase.freshAddress(), Map.of("models-directory", RELEASED.toString()));
    api = new TestClient(service.port());
    TestService.network(api);
    TestService.stock(api, "CUP", 1_000, "RENO", "DALLAS");
    TestService.stock(api, "GONE", 0, "RENO");
    var events = new ArrayList<String>();
    for (int i = 1; i <= ORDERS; i++) {
      JsonNode decision = decided("P-" + i, "CUP", i);
      assertThat(decision.at("/shipments/0/shipNode").asText()).isEqualTo("RENO");
      if (i <= ARRIVED) {
        String shipment = decision.at("/shipments/0/shipmentId").asText();
        events.add(scan(shipment, "HANDED_OVER", "2026-05-05T23:00:00Z"));
        events.add(
            scan(
                shipment,
                "DELIVERED",
                i <= LATE ? "2026-05-13T18:00:00Z" : "2026-05-08T18:00:00Z"));
      }
    }
    assertThat(decided("P-41", "GONE", 41).path("shipments")).isEmpty();
    assertThat(api.post("/v1/orders/P-40/cancel", "{}").statusCode()).isEqualTo(200);
    assertThat(json(api.post("/v1/shipment-events", events.toString())).path("added").asInt())
        .isEqualTo(2 * ARRIVED);

    ObjectNode body = JsonNodeFactory.instance.objectNode().put("author", "test");
    body.putObject("files")
        .put(
            TABLE + ".csv",
            TestVersions.withoutAppFromReno(
                json(api.get("/v1/rule-sets/1")).at("/tables/" + TABLE).asText()));
    assertThat(json(api.post("/v1/rule-sets", body.toString())).path("number").asInt())
        .isEqualTo(2);
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  private static JsonNode decided(String id, String sku, int minute) {
    var answer =
        api.post(
            "/v1/decisions",
            TestService.order(id, sku)
                .replace("T16:00:00Z", "T16:%02d:00Z".formatted(minute))
                .replace("\"web\"", minute % 2 == 0 ? "\"app\"" : "\"web\""));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    return json(answer);
  }

  private static String scan(String shipment, String scan, String at) {
    return "{\"eventId\": \"%s-%s\", \"shipmentId\": \"%s\", \"scan\": \"%s\", \"occurredAt\": \"%s\"}"
        .formatted(shipment, scan, shipment, scan, at);
  }

  private int whence(String... options) {
    var arguments =
        new ArrayList<>(List.of("replay", "--url", "http://127.0.0.1:" + service.port()));
    arguments.addAll(List.of(options));
    var out = new ByteArrayOutputStream();
    var err = new StringWriter();
    PrintStream before = System.out;
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    try {
      return Main.execute(new PrintWriter(err, true), arguments.toArray(String[]::new));
    } finally {
      System.setOut(before);
      printed = out.toString(StandardCharsets.UTF_8);
      complaint = err.toString();
    }
  }

  @Test
  void ofWhatWasNeverTriedThereIsNoVerdict_andWhatIsExpectedIsSaidToBeUnverified() {
    assertThat(whence("--policy", "rule-set:2")).isEqualTo(3);

    assertThat(printed)
        .contains("Policy rule-set:2, on 41 logged decisions: ")
        .contains("1 changed-later, 3 open, 36 settled, 1 ships-nothing")
        .contains("It changes 18 of the 36 settled ones.")
        .contains("freight an order, minor units of USD, lower is better")
        .contains(
            "n 36 in 1 clusters of day and ship node, ESS 18.0, largest weight 1.00, without support 50.00 %")
        .contains(
            "NO VERDICT. Model-based, unverified: every logged choice was made without chance, so nothing is known of the 18 that the policy changes.")
        .contains("By its estimates alone the policy differs by +")
        .contains("which nothing has verified.")
        .contains("orders on time, share, higher is better")
        .contains("as decided         0.9444") // 34 of 36
        .doesNotContain("SNIPS")
        .doesNotContain("BETTER")
        .doesNotContain("WORSE");
  }

  @Test
  void theTablesThatDecidedChangeNothing_whichIsStillTooLittleForAVerdict() {
    for (String same : List.of("rule-set:1", "current", "models:1")) {
      assertThat(whence("--policy", same)).isEqualTo(3);
      assertThat(printed)
          .as(same)
          .contains("It changes 0 of the 36 settled ones.")
          .contains("ESS 36.0, largest weight 1.00, without support 0.00 %")
          .contains("SNIPS")
          .contains(
              "NO VERDICT. The choices count for 36 as the policy weighs them; 400 are needed.");
    }
  }

  @Test
  void onlyTheNewestOrThoseSinceAreLookedAt() {
    assertThat(whence("--policy", "rule-set:2", "--limit", "10")).isEqualTo(3);
    // Of P-32 to P-41 the first five have arrived.
    assertThat(printed)
        .contains("on 10 logged decisions: 1 changed-later, 3 open, 5 settled, 1 ships-nothing.")
        .contains("It changes 3 of the 5 settled ones.");

    assertThat(whence("--policy", "rule-set:2", "--since", "2026-05-04T16:39:00Z")).isEqualTo(3);
    assertThat(printed)
        .contains("on 3 logged decisions: 1 changed-later, 1 open, 1 ships-nothing.");
    assertThat(printed).contains("NO VERDICT. No outcome is settled yet.");
  }

  @Test
  void policiesThatThereAreNotAreRefusedInWords() {
    assertThat(whence("--policy", "yesterday")).isEqualTo(2);
    assertThat(complaint)
        .contains("status 400", "must be current, rule-set:NUMBER or models:NUMBER");
    assertThat(whence("--policy", "rule-set:99")).isEqualTo(2);
    assertThat(complaint).contains("status 404", "99");
    assertThat(whence("--policy", "models:99")).isEqualTo(2);
    assertThat(complaint).contains("status 404", "99");
    assertThat(whence("--policy", "current", "--basis", "current")).isEqualTo(2);
    assertThat(complaint).contains("--policy and --basis cannot both be given.");

    assertThat(problem(api.get("/v1/decisions/choices")))
        .startsWith("400 /problems/invalid-request");
    assertThat(problem(api.get(CHOICES + "rule-set:99"))).startsWith("404 /problems/not-found");
    assertThat(problem(api.get(CHOICES + "current&cursor=x")))
        .startsWith("400 /problems/invalid-request");
  }

  @Test
  void choicesAreToldPageByPage() {
    var choices = new ArrayList<JsonNode>();
    String cursor = "";
    do {
      JsonNode page = json(api.get(CHOICES + "rule-set:2" + cursor));
      assertThat(page.path("items").size()).isLessThanOrEqualTo(7);
      page.path("items").forEach(choices::add);
      cursor = page.has("nextCursor") ? "&cursor=" + page.path("nextCursor").asText() : "";
    } while (!cursor.isEmpty());

    assertThat(choices).hasSize(41);
    JsonNode kept = choices.get(2);
    assertThat(kept.path("arms")).hasSize(1);
    assertThat(kept.at("/arms/0/propensity").asDouble()).isOne();
    assertThat(kept.at("/arms/0/target").asDouble()).isOne();
    assertThat(kept.at("/outcome/onTime").asBoolean()).isTrue();
    JsonNode changed = choices.get(1);
    assertThat(changed.path("day").asText()).isEqualTo("2026-05-04");
    assertThat(changed.path("origin").asText()).isEqualTo("RENO");
    assertThat(changed.at("/arms/0/parcels/0").asText()).startsWith("RENO by GROUND on 2026-05-0");
    assertThat(changed.at("/arms/0/target").asDouble()).isZero();
    assertThat(changed.at("/arms/1/parcels/0").asText()).startsWith("DALLAS by ");
    assertThat(changed.at("/arms/1/propensity").asDouble()).isZero();
    assertThat(changed.at("/outcome/onTime").asBoolean()).isFalse();
    assertThat(changed.at("/outcome/freightMinor").asDouble())
        .isEqualTo(Math.rint(changed.at("/arms/0/freightMinor").asDouble()));
    assertThat(choices.get(40).path("standing").asText()).isEqualTo("ships-nothing");
    assertThat(choices.get(40).has("arms")).isFalse();
  }

  @Test
  void choicesThatWereDrawnByChanceElsewhereHaveAVerdict() throws IOException {
    var random = new SplittableRandom(5);
    var lines = new ArrayList<String>();
    for (int i = 0; i < 2_000; i++) {
      int chosen = random.nextDouble() < 0.6 ? 0 : 1;
      lines.add(
          line(
              i % 50,
              chosen,
              (chosen == 0 ? 900 : 800) + random.nextInt(100),
              random.nextInt(10) > 0));
    }
    Path file = Files.write(folder.resolve("choices.ndjson"), lines);

    assertThat(whence("--choices", file.toString())).isZero();

    assertThat(printed)
        .contains("The policy of choices.ndjson, on 2000 logged decisions: 2000 settled.")
        .contains("n 2000 in 50 clusters of day and ship node")
        .contains("largest weight 2.50, without support 0.00 %")
        .contains("BETTER: by -")
        .contains("TOO CLOSE TO CALL: by ")
        .containsPattern("switch-DR +8\\d\\d\\.\\d\\d")
        .doesNotContain("NO VERDICT");

    lines.set(2, lines.get(2).replace("\"propensity\":0.4", "\"propensity\":4"));
    assertThat(whence("--choices", Files.write(file, lines).toString())).isEqualTo(2);
    assertThat(complaint).contains("[choices.ndjson row 3] The propensity of an action is 4.0.");
    lines.set(2, "{\"day\": \"2026-05-04\"}");
    assertThat(whence("--choices", Files.write(file, lines).toString())).isEqualTo(2);
    assertThat(complaint).contains("[choices.ndjson row 3] ");
    assertThat(whence("--choices", folder.resolve("none").toString())).isEqualTo(2);
  }

  /// A target that takes the second of two carriers.
  private static String line(int day, int chosen, int freight, boolean onTime) {
    return """
    {"day":"2026-0%d-%02d","origin":"RENO","currency":"USD","chosen":%d,\
    "arms":[{"propensity":0.6,"target":0,"freightMinor":920,"onTime":0.9},\
    {"propensity":0.4,"target":1,"freightMinor":860,"onTime":0.9}],\
    "outcome":{"freightMinor":%d,"onTime":%s}}\
    """
        .formatted(5 + day / 25, 1 + day % 25, chosen, freight, onTime);
  }
}
