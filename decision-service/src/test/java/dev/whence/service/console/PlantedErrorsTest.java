package dev.whence.service.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.service.http.Json;
import dev.whence.service.http.TestClient;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Whoever approves is told of errors that a list of changes hides: a threshold with a digit too
/// many among forty other changes, and rows above others that they make idle. One row alone that
/// does so is an error, and never gets as far.
class PlantedErrorsTest {
  @Test
  void theFirstPageOfAnApprovalNamesEachOfThemInWords() {
    try (var shop = new DemoShop()) {
      // In force: nodes with next to nothing are left out, and what is short waits for a person.
      JsonNode brought =
          TestClient.json(
              shop.api()
                  .post(
                      "/v1/rule-sets",
                      Json.text(
                          Json.tree(
                              Map.of(
                                  "author",
                                  "test",
                                  "files",
                                  Map.of(
                                      "node-eligibility.csv",
                                      table(shop, "node-eligibility")
                                          .replaceFirst("(?m)^(out-of-stock,.*)<= 0", "$1<= 25"),
                                      "sourcing-policy.csv",
                                      table(shop, "sourcing-policy")
                                          .replace("BACKORDER", "HOLD")))))));
      int number = brought.path("number").asInt();
      assertThat(
              shop.api()
                  .post("/v1/rule-sets/" + number + "/activate", "{\"author\": \"test\"}")
                  .statusCode())
          .isEqualTo(200);

      int draft =
          TestClient.json(shop.api().post("/v1/table-drafts", "{\"title\": \"spring\"}"))
              .path("id")
              .asInt();
      shop.write(draft, "node-eligibility", text -> text.replace("<= 25,", "<= 250,"));
      shop.write(
          draft,
          "reservation-policy",
          text -> text.replaceFirst("(?m)^(rule id,.*\n)", "$1" + many()));
      shop.write(
          draft,
          "return-intervention",
          text ->
              text.replace(
                  "confirm-very-likely,",
                  """
                  small,,,>= 0.5,,<= 3,,,SUBSTITUTE
                  large,,,>= 0.5,,> 3,,,SUBSTITUTE
                  confirm-very-likely,\
                  """));
      shop.write(
          draft,
          "carrier-routing-guide",
          text -> text.replace("us-bulky,", "us-regular,US,regular,,,,,,PARCEL_GROUND\nus-bulky,"));
      String unreplayed = page(shop, draft, "what");
      shop.replay(draft);
      String what = page(shop, draft, "what");

      assertThat(unreplayed).contains("Not replayed");
      assertThat(first(what))
          .contains(
              "node-eligibility, row out-of-stock, units available: <= 25 became <= 250, 10 times as much.")
          .containsPattern("Of 8 recorded decisions, [78] would be held for a person")
          .containsPattern(
              "confirm-very-likely never answers: .*small; .*large together answer all")
          .containsPattern(
              "carrier-routing-guide, row us-regular takes cases from [0-9]+ of the rows below it: us-bulky")
          .doesNotContain("Not replayed");
      assertThat(page(shop, draft, "whom")).contains("because a changed row answers");
      JsonNode difference =
          TestClient.json(shop.api().get("/v1/table-drafts/" + draft + "/difference"));
      assertThat(difference.findValues("times").stream().map(JsonNode::asInt)).containsExactly(10);
    }
  }

  /// Rows that nothing is wrong with.
  private static String many() {
    var rows = new StringBuilder();
    for (int i = 0; i < 40; i++) {
      rows.append("partner-%d,,partner-%<d,,,,,45,0,\n".formatted(i));
    }
    return rows.toString();
  }

  private static String first(String html) {
    return html.replaceFirst("(?s).*id=\"first\"", "").replaceFirst("(?s)</section>.*", "");
  }

  private static String table(DemoShop shop, String table) {
    return TestClient.json(shop.api().get("/v1/rule-sets/in-force"))
        .at("/tables/" + table)
        .asText();
  }

  private static String page(DemoShop shop, int draft, String question) {
    return shop.api()
        .send(
            shop.api()
                .request("/console/drafts/" + draft + "/approval?question=" + question)
                .header("Accept", "text/html")
                .GET())
        .body()
        .replace("&lt;", "<");
  }
}
