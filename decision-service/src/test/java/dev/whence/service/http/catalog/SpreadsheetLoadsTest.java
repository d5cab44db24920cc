package dev.whence.service.http.catalog;

import static dev.whence.service.http.TestClient.json;
import static dev.whence.service.http.TestClient.problem;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.service.TestService;
import dev.whence.service.http.TestClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Loads as spreadsheet programs and people leave them.
class SpreadsheetLoadsTest {
  private static final String CSV = "text/csv";
  private static final String HEADER = "sku,category,weightGrams,volumeCm3,longestSideMm,hazmat";

  private final TestClient api = TestService.client();

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "items; foo,bar; 1 foo is not known here|1 bar is not known here|1 sku is missing",
        "stock; node,sku,qty; 1 node is not known here|1 qty is not known here|1 shipNode is missing|1 onHand is missing",
        "ship-nodes; x,y; 1 x is not known here|1 id is missing",
        "carrier-services; id,nam; 1 nam is not known here|1 carrier is missing",
        "exchange-rates; from,to,rat; 1 rat is not known here|1 rate is missing",
        "postal-areas; country,prefix,lat,lon; 1 lat is not known here|1 latitude is missing",
        "expected-receipts; receipt,node; 1 receipt is not known here|1 receiptId is missing"
      })
  void wrongColumnsAreNamed_alsoWhereNoRowFollows(String things, String header, String some) {
    HttpResponse<String> answer = api.put("/v1/" + things, CSV, header + "\n");

    assertThat(problem(answer)).startsWith("400 /problems/invalid-request");
    assertThat(errors(answer)).contains(some.split("\\|"));
  }

  @Test
  void streamedLoadsNameWrongColumnsToo() {
    for (String body : List.of("node,sku,qty\n", "<html><p>no table</p></html>\n")) {
      HttpResponse<String> answer = api.post("/v1/loads/stock", CSV, body);

      assertThat(answer.body()).contains("is not known here").contains("shipNode");
      assertThat(answer.body()).doesNotContain("\"complete\":true");
    }
    assertThat(api.post("/v1/loads/stock", CSV, "shipNode,sku,onHand\n").body())
        .contains("\"complete\":true");
  }

  @Test
  void aHeaderThatIsRightLoadsNothing() {
    assertThat(api.put("/v1/items", CSV, HEADER + "\n").body()).startsWith("{\"loaded\":0");
    assertThat(api.put("/v1/stock", CSV, "shipNode,sku,onHand\n,,\n").body())
        .startsWith("{\"loaded\":0");
  }

  @Test
  void whatASpreadsheetAddsAroundATableIsPassedOver() {
    String body = "sep=,\n" + HEADER + ",,\nAROUND,toys,1,1,1,false,,\n,,,,,,,\n";

    assertThat(api.put("/v1/items", CSV, body).body()).startsWith("{\"loaded\":1");
    assertThat(api.get("/v1/items/AROUND").statusCode()).isEqualTo(200);
  }

  @Test
  void aColumnWithoutANameIsTold() {
    HttpResponse<String> answer =
        api.put("/v1/items", CSV, "sku,," + HEADER.substring(4) + "\nNAMELESS,x,t,1,1,1,false\n");

    assertThat(errors(answer)).containsExactly("1  has no name for column 2");
    assertThat(errors(api.put("/v1/items", CSV, HEADER + "\nLONGER,t,1,1,1,false,x\n")))
        .containsExactly("2  has 7 cells, the header 6");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"#N/A", "#REF!", "#NAME?", "1.23457E+11", "1E+05", "\"=\"\"00123\"\"\"", "=A2"})
  void whatASpreadsheetLeavesInPlaceOfAnIdIsRefused(String cell) {
    HttpResponse<String> answer =
        api.put("/v1/items", CSV, HEADER + "\n" + cell + ",toys,1,1,1,false\n");

    assertThat(problem(answer)).startsWith("400 /problems/invalid-request\n2 sku is a");
    assertThat(answer.body()).contains("spreadsheet").contains("Maybe ");
    assertThat(
            api.put(
                    "/v1/items",
                    CSV,
                    HEADER + "\nLEFT,\"" + cell.replace("\"", "") + "\",1,1,1,false\n")
                .statusCode())
        .isEqualTo(400);
  }

  @Test
  void idsThatOnlyLookLikeItAreIds() {
    for (String sku : List.of("1E5", "3E10-B", "#1", "A=B", "N/A-1", "12E+")) {
      assertThat(api.put("/v1/items", CSV, HEADER + "\n" + sku + ",toys,1,1,1,false\n").body())
          .as(sku)
          .startsWith("{\"loaded\":1");
    }
  }

  @Test
  void textOfAnotherEncodingIsToldWithTheRemedy() {
    byte[] latin = (HEADER + "\nLATIN,caf\u00e9,1,1,1,false\n").getBytes(ISO_8859_1);

    HttpResponse<String> answer =
        api.send(
            api.request("/v1/items")
                .header("Content-Type", CSV)
                .PUT(HttpRequest.BodyPublishers.ofByteArray(latin)));

    assertThat(json(answer).path("detail").asText())
        .isEqualTo("No proper CSV: It is no text in UTF-8.\nMaybe save it as \"CSV UTF-8\".");
  }

  private static List<String> errors(HttpResponse<String> answer) {
    var errors = new ArrayList<String>();
    for (JsonNode error : json(answer).path("errors")) {
      errors.add(
          "%s %s %s"
              .formatted(
                  error.path("row").asText(),
                  error.path("column").asText(),
                  error.path("message").asText().replaceFirst("(?s)\\.\n.*", "")));
    }
    return errors;
  }
}
