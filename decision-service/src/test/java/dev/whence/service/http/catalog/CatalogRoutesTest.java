package dev.whence.service.http.catalog;

import static dev.whence.service.http.TestClient.json;
import static dev.whence.service.http.TestClient.problem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.service.TestService;
import dev.whence.service.http.TestClient;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CatalogRoutesTest {
  private static final String JSON = "application/json";
  private static final String CSV = "text/csv";

  private final TestClient api = TestService.client();

  @Test
  void whatIsListedCanBeLoadedAgain() {
    TestService.stock("AGAIN", 5, "RENO", "DALLAS");

    for (String things : new String[] {"ship-nodes", "carrier-services", "items", "stock"}) {
      JsonNode listed = json(api.get("/v1/" + things + "?limit=500")).path("items");

      HttpResponse<String> loaded = api.put("/v1/" + things, JSON, listed.toString());

      assertThat(json(loaded).path("loaded").asInt()).as(loaded.body()).isEqualTo(listed.size());
      assertThat(json(api.get("/v1/" + things + "?limit=500")).path("items")).isEqualTo(listed);
    }
  }

  @Test
  void csvAndNdjsonAndJsonLoadTheSame() {
    String csv =
        """
        id,name,type,country,region,latitude,longitude,active,handlesHazmat,channels,timeZone,workingDays,cutoff,processingMinutes,holidays,parcelsPerDay,parcelHandlingMinor,unitHandlingMinor,currency
        FORM,"Form, the",STORE,CA,ON,43.7,-79.4,false,true,web|app,America/Toronto,MONDAY|SATURDAY,12:30,45,2026-12-25|2027-01-01,7,100,20,CAD
        """;
    assertThat(api.put("/v1/ship-nodes", CSV, csv).body()).startsWith("{\"loaded\":1");
    HttpResponse<String> fromCsv = api.get("/v1/ship-nodes/FORM");

    assertThat(api.put("/v1/ship-nodes", "application/x-ndjson", fromCsv.body() + "\n\n").body())
        .startsWith("{\"loaded\":1");
    assertThat(api.get("/v1/ship-nodes/FORM").body()).isEqualTo(fromCsv.body());
    assertThat(api.put("/v1/ship-nodes", JSON, "[" + fromCsv.body() + "]").body())
        .startsWith("{\"loaded\":1");
    assertThat(api.get("/v1/ship-nodes/FORM").body()).isEqualTo(fromCsv.body());
    assertThat(json(fromCsv).path("channels")).hasToString("[\"app\",\"web\"]");
  }

  @Test
  void zonesInCsvRowsBelongToOneService() {
    JsonNode service = json(api.get("/v1/carrier-services/GROUND"));

    assertThat(service.path("zones").findValuesAsText("upToKm")).containsExactly("500", "5000");
    assertThat(
            problem(
                api.put(
                    "/v1/carrier-services",
                    CSV,
                    """
                    id,carrier,name,currency,volumetricDivisor,publishedOnTime,originCountry,destinationCountry,upToKm,perParcelMinor,perKilogramMinor,transitDays
                    SLOW,Parcel Co,Slow,USD,5000,0.95,,,500,690,45,2
                    SLOW,Parcel Inc,Slow,EUR,5000,0.95,,,900,690,45,2
                    """)))
        .isEqualTo(
            """
            400 /problems/invalid-request
            3 carrier differs from an earlier row of SLOW: Parcel Co
            3 currency differs from an earlier row of SLOW: USD\
            """);
  }

  @Test
  void aZoneForAListOfCountriesIsRefused_andIsNoneForAnyCountry() {
    String service =
        """
        [{"id": "LIST", "carrier": "Parcel Co", "name": "List", "currency": "EUR",
          "volumetricDivisor": 0, "publishedOnTime": 0.9,
          "zones": [{"destinationCountry": WHERE, "upToKm": 900, "perParcelMinor": 500,
                     "perKilogramMinor": 0, "transitDays": 2}]}]\
        """;
    for (String wrong : List.of("[\"DE\", \"AT\"]", "{}", "[]", "0")) {
      assertThat(problem(api.put("/v1/carrier-services", JSON, service.replace("WHERE", wrong))))
          .isEqualTo(
              "400 /problems/invalid-request\n/0/zones/0/destinationCountry is no country of"
                  + " ISO 3166-1. Maybe two capital letters, for instance US");
    }
    assertThat(problem(api.get("/v1/carrier-services/LIST"))).startsWith("404 ");
  }

  @Test
  void everyErrorOfALoadIsToldByItsPlaceAndNothingIsLoaded() {
    var before = TestService.rowCounts();

    assertThat(
            problem(
                api.put(
                    "/v1/items",
                    CSV,
                    """
                    sku,category,weightGrams,volumeCm3,longestSideMm,colour
                    GOOD,home,1,2,3,
                    BAD,,-1,2.5,x,red
                    SHORT,home
                    GOOD,home,1,2,3,
                    """)))
        .isEqualTo(
            """
            400 /problems/invalid-request
            1 colour is not known here
            3 category is missing
            3 weightGrams must be a number from 0 to 2000000 with at most 3 decimals
            3 volumeCm3 must be a whole number from 0 to 20000000
            3 longestSideMm must be a whole number from 0 to 20000
            4  has 2 cells, the header 6
            5 sku is in row 2, too\
            """);
    assertThat(
            problem(
                api.put(
                    "/v1/items",
                    JSON,
                    """
                    [{"sku": "GOOD", "category": "home", "weightGrams": 1, "volumeCm3": 2,
                      "longestSideMm": 3, "hazmat": "yes"}, 7, {"sku": "\\u0000"}]
                    """)))
        .isEqualTo(
            """
            400 /problems/invalid-request
            /0/hazmat must be true or false
            /1 must be an object
            /2/sku must not hold control characters or start or end with a space
            /2/category is missing
            /2/weightGrams is missing
            /2/volumeCm3 is missing
            /2/longestSideMm is missing\
            """);
    assertThat(TestService.rowCounts()).isEqualTo(before);
  }

  @Test
  void anIdWithWhatNobodySeesIsRefused_andANameIsNot() {
    String item = "sku,category,weightGrams,volumeCm3,longestSideMm\n%s,home,1,2,3\n";
    String words = " must not hold characters that cannot be seen or told from a space ";

    assertThat(problem(api.put("/v1/items", CSV, item.formatted("UNSEEN-1\u200b"))))
        .isEqualTo("400 /problems/invalid-request\n2 sku" + words + "(U+200B as character 9)");
    assertThat(problem(api.put("/v1/items", CSV, item.formatted("UNSEEN\u00a01"))))
        .isEqualTo("400 /problems/invalid-request\n2 sku" + words + "(U+00A0 as character 7)");
    assertThat(
            problem(
                api.put(
                    "/v1/stock",
                    JSON,
                    "[{\"shipNode\": \"\\u202eA\", \"sku\": \"UNSEEN-1\", \"onHand\": 1}]")))
        .isEqualTo(
            "400 /problems/invalid-request\n/0/shipNode" + words + "(U+202E as character 1)");
    assertThat(
            api.put(
                    "/v1/carrier-services",
                    JSON,
                    """
                    [{"id": "UNSEEN", "carrier": "UNSEEN", "name": "Exprès\u00a0: 24\u00a0h", "currency": "USD",
                      "volumetricDivisor": 5000, "publishedOnTime": 0.9, "zones": [
                      {"originCountry": "IS", "upToKm": 900, "perParcelMinor": 500, "perKilogramMinor": 0,
                       "transitDays": 2}]}]\
                    """)
                .statusCode())
        .isEqualTo(200);
  }

  @Test
  void aMalformedLoadLoadsNothing() {
    var before = TestService.rowCounts();
    String good =
        "{\"sku\":\"M\",\"category\":\"a\",\"weightGrams\":1,\"volumeCm3\":1,\"longestSideMm\":1}";

    for (String body : new String[] {"[" + good + ",", "[" + good + "] x", "[" + good + " 7]"}) {
      assertThat(problem(api.put("/v1/items", JSON, body)))
          .as(body)
          .isEqualTo("400 /problems/malformed-body");
    }
    HttpResponse<String> lines =
        api.put("/v1/items", "application/x-ndjson", good + "\n{\"sku\":}\n");
    assertThat(problem(lines)).isEqualTo("400 /problems/malformed-body");
    assertThat(json(lines).path("line").asInt()).isEqualTo(2);
    assertThat(problem(api.put("/v1/items", CSV, ""))).isEqualTo("400 /problems/malformed-body");
    assertThat(problem(api.put("/v1/items", CSV, "sku,category\nA,\"b")))
        .isEqualTo("400 /problems/malformed-body");
    assertThat(problem(api.put("/v1/items", JSON, good)))
        .isEqualTo("400 /problems/invalid-request\n must be an array of objects");
    assertThat(TestService.rowCounts()).isEqualTo(before);
  }

  @Test
  void stockOfUnknownThingsIsRefusedByTheirPlace() {
    TestService.stock("THERE", 5, "RENO");
    var before = TestService.rowCounts();

    assertThat(
            problem(
                api.put(
                    "/v1/stock",
                    CSV,
                    """
                    shipNode,sku,onHand,safetyStock
                    RENO,THERE,7,
                    MARS,THERE,7,1
                    RENO,NOT-THERE,7,
                    """)))
        .isEqualTo(
            """
            422 /problems/unknown-reference
            3 shipNode is no ship node
            4 sku is no item\
            """);
    assertThat(problem(api.put("/v1/stock", CSV, "shipNode,sku,onHand\nRENO,THERE,-1\n")))
        .isEqualTo(
            "400 /problems/invalid-request\n2 onHand must be a whole number from 0 to 1000000000");
    assertThat(TestService.rowCounts()).isEqualTo(before);
    assertThat(json(api.get("/v1/stock/THERE")).path("items").path(0).path("onHand").asInt())
        .isEqualTo(5);
  }

  @Test
  void aCountBelowTheReservedUnitsIsTakenAndTold() {
    TestService.stock("RAISED", 5, "RENO");
    api.post("/v1/decisions", TestService.order("raised-1", "RAISED"));

    JsonNode loaded = json(api.put("/v1/stock", CSV, "shipNode,sku,onHand\nRENO,RAISED,1\n"));

    JsonNode position = loaded.at("/shortages/0/position");
    assertThat(position.path("onHand").asInt()).isEqualTo(1);
    assertThat(position.path("shortBy").asInt()).isEqualTo(1);
    assertThat(position.path("availableToPromise").asInt()).isZero();
  }

  @Test
  void aLoadOfMillionsOfRowsIsRefusedBeforeItFillsTheMemory() {
    assertThat(problem(api.put("/v1/items", JSON, "[" + "{},".repeat(4_000_000) + "{}]")))
        .isEqualTo("413 /problems/body-too-large");
  }

  @Test
  void idsMayHoldAnything() {
    TestService.stock("a/b ü?", 5, "RENO");

    assertThat(json(api.get("/v1/items/a%2Fb%20%C3%BC%3F")).path("sku").asText())
        .isEqualTo("a/b ü?");
    assertThat(problem(api.get("/v1/items/nothing"))).isEqualTo("404 /problems/not-found");
    assertThat(problem(api.get("/v1/ship-nodes/nothing"))).isEqualTo("404 /problems/not-found");
    assertThat(problem(api.get("/v1/stock/nothing"))).isEqualTo("404 /problems/not-found");
    assertThat(problem(api.get("/v1/carrier-services/nothing")))
        .isEqualTo("404 /problems/not-found");
  }

  /// One writes an accented letter as one character, the other as two.
  @Test
  void idsThatAreTheSameTextAreOne() {
    String composed = "k\u00fcche-\u00c5";
    String decomposed = "ku\u0308che-A\u030a";
    TestService.stock(decomposed, 5, "RENO");
    TestService.stock(composed, 7, "RENO");

    assertThat(json(api.get("/v1/stock?sku=" + encoded(decomposed))).path("items")).hasSize(1);
    assertThat(json(api.get("/v1/items/" + encoded(decomposed))).path("sku").asText())
        .isEqualTo(composed);
    assertThat(api.post("/v1/decisions", TestService.order(composed, decomposed)).statusCode())
        .isEqualTo(201);
    assertThat(problem(api.post("/v1/decisions", TestService.order(decomposed, composed))))
        .isEqualTo("409 /problems/order-already-sourced");
    assertThat(json(api.get("/v1/orders/" + encoded(decomposed))).path("orderId").asText())
        .isEqualTo(composed);
  }

  private static String encoded(String text) {
    return java.net.URLEncoder.encode(text, java.nio.charset.StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource({"FALSE, false", "False, false", "TRUE, true", "tRUE, true", "'', false"})
  void aSpreadsheetsTruthIsTaken(String word, boolean hazmat) {
    String csv = "sku,category,weightGrams,volumeCm3,longestSideMm,hazmat\nTRUTH,toys,1,1,1,";

    assertThat(api.put("/v1/items", CSV, csv + word + "\n").body()).startsWith("{\"loaded\":1");
    assertThat(json(api.get("/v1/items/TRUTH")).path("hazmat").asBoolean()).isEqualTo(hazmat);
  }

  @Test
  void otherWordsAreNoTruth() {
    String csv = "sku,category,weightGrams,volumeCm3,longestSideMm,hazmat\nTRUTH,toys,1,1,1,";

    for (String word : new String[] {"yes", "1", "WAHR", "truee"}) {
      assertThat(problem(api.put("/v1/items", CSV, csv + word + "\n")))
          .isEqualTo("400 /problems/invalid-request\n2 hazmat must be true or false");
    }
  }

  @ParameterizedTest
  @CsvSource({"9:00, 09:00", "9:00:00, 09:00", "09:00:00, 09:00", "0:30, 00:30", "16:05, 16:05"})
  void aCutoffIsTakenAsASpreadsheetWritesIt(String cell, String cutoff) {
    assertThat(api.put("/v1/ship-nodes", CSV, nodeWithCutoff(cell)).body())
        .startsWith("{\"loaded\":1");
    JsonNode node = json(api.get("/v1/ship-nodes/CLOCK"));
    assertThat(node.path("cutoff").asText()).isEqualTo(cutoff);

    String again = "[" + node.toString().replace("\"" + cutoff, "\"" + cell) + "]";
    assertThat(api.put("/v1/ship-nodes", JSON, again).body()).startsWith("{\"loaded\":1");
    assertThat(json(api.get("/v1/ship-nodes/CLOCK")).path("cutoff").asText()).isEqualTo(cutoff);
  }

  @ParameterizedTest
  @ValueSource(strings = {"9", "9:0", "9:00 AM", "24:00", "9:00:30", "9.00", "-9:00", "99:00"})
  void whatMayMeanSomethingElseIsNoCutoff(String cell) {
    assertThat(problem(api.put("/v1/ship-nodes", CSV, nodeWithCutoff(cell))))
        .isEqualTo(
            "400 /problems/invalid-request\n2 cutoff must be a time of day, for instance 16:30");
  }

  private static String nodeWithCutoff(String cutoff) {
    return """
    id,name,type,country,latitude,longitude,timeZone,workingDays,cutoff,processingMinutes,parcelsPerDay,parcelHandlingMinor,unitHandlingMinor,currency
    CLOCK,Clock,STORE,CA,43.7,-79.4,America/Toronto,MONDAY,%s,45,7,100,20,CAD
    """
        .formatted(cutoff);
  }

  @ParameterizedTest
  @CsvSource({"';', semicolons", "'\t', tabs", "'|', bars"})
  void cellsThatAreSeparatedByOtherThanCommasAreOneSentence(String separator, String named) {
    String items = "sku,category,weightGrams,volumeCm3,longestSideMm,hazmat\nS,toys,1,1,1,false\n";
    String stock = "\"shipNode\",\"sku\",\"onHand\"\r\n\"RENO\",\"S\",\"1\"\r\n";
    var before = TestService.rowCounts();

    HttpResponse<String> plain = api.put("/v1/items", CSV, items.replace(",", separator));
    HttpResponse<String> quoted =
        api.put("/v1/stock", CSV, "\uFEFF" + stock.replace(",", separator));

    for (HttpResponse<String> answer : List.of(plain, quoted)) {
      assertThat(problem(answer)).isEqualTo("400 /problems/malformed-body");
      assertThat(json(answer).path("detail").asText())
          .isEqualTo(
              "No proper CSV in line 1, column 1: The header has one column; it holds %s.\nMaybe save it with commas between the cells."
                  .formatted(named));
    }
    assertThat(TestService.rowCounts()).isEqualTo(before);
  }

  @Test
  void emptyLinesBeforeTheHeaderArePassedOver() {
    String header = "\r\n\nsku,category,weightGrams,volumeCm3,longestSideMm,color\n";

    assertThat(problem(api.put("/v1/items", CSV, header + "\nS,toys,x,1,1,\nS;toys;1;1;1;red\n")))
        .isEqualTo(
            """
            400 /problems/invalid-request
            5 weightGrams must be a number from 0 to 2000000 with at most 3 decimals
            3 color is not known here
            6  has 1 cells, the header 6. Maybe save it with commas between the cells\
            """);
    assertThat(json(api.put("/v1/items", CSV, header.replace(',', ';'))).path("detail").asText())
        .startsWith("No proper CSV in line 3, column 1: The header has one column; it holds semi");
  }

  @Test
  void theSentenceOfAProblemHasOneFullStop() {
    TestService.stock("STOP", 5, "RENO");
    String twice = "shipNode,sku,onHand\nRENO,STOP,40\nRENO,STOP,2\n";

    assertThat(json(api.put("/v1/stock", CSV, twice)).path("detail").asText())
        .isEqualTo("One value is wrong: row 3, column sku of ship node RENO is in row 2, too.");
  }

  @Test
  void aByteOrderMarkIsIgnored() {
    String item =
        "{\"sku\":\"MARK\",\"category\":\"a\",\"weightGrams\":1,\"volumeCm3\":1,\"longestSideMm\":1}";
    String csv = "sku,category,weightGrams,volumeCm3,longestSideMm\nMARK,a,1,1,1\n";

    assertThat(api.put("/v1/items", CSV, "\uFEFF" + csv).body()).startsWith("{\"loaded\":1");
    assertThat(api.put("/v1/items", JSON, "\uFEFF[" + item + "]").body())
        .startsWith("{\"loaded\":1");
    assertThat(api.put("/v1/items", "application/x-ndjson", "\uFEFF" + item + "\n").body())
        .startsWith("{\"loaded\":1");
    assertThat(api.put("/v1/items", "application/x-ndjson", "\uFEFF\n" + item + "\n").body())
        .startsWith("{\"loaded\":1");
  }

  @Test
  void aPositionThatIsCountedTwiceIsRefusedWithBothRows() {
    TestService.stock("TWICE", 5, "RENO", "DALLAS");
    var before = TestService.rowCounts();
    String other = "{\"shipNode\": \"DALLAS\", \"sku\": \"TWICE\", \"onHand\": 1}";
    String first = "{\"shipNode\": \"RENO\", \"sku\": \"TWICE\", \"onHand\": 40}";
    String second = "{\"shipNode\": \"RENO\", \"sku\": \"TWICE\", \"onHand\": 2}";

    assertThat(
            problem(
                api.put(
                    "/v1/stock",
                    CSV,
                    """
                    shipNode,sku,onHand,safetyStock
                    RENO,TWICE,40,0
                    DALLAS,TWICE,40,0
                    RENO,TWICE,2,0
                    RENO,TWICE,40,0
                    """)))
        .isEqualTo(
            """
            400 /problems/invalid-request
            4 sku of ship node RENO is in row 2, too. Maybe add the counts up
            5 sku of ship node RENO is in row 2, too. Maybe add the counts up\
            """);
    assertThat(problem(api.put("/v1/stock", JSON, "[" + first + "," + other + "," + second + "]")))
        .isEqualTo(
            """
            400 /problems/invalid-request
            /2/sku of ship node RENO is in /0, too. Maybe add the counts up\
            """);
    assertThat(
            problem(
                api.put(
                    "/v1/stock",
                    "application/x-ndjson",
                    first + "\n\n" + other + "\n" + second + "\n")))
        .isEqualTo(
            """
            400 /problems/invalid-request
            /3/sku of ship node RENO is in /0, too. Maybe add the counts up\
            """);
    assertThat(TestService.rowCounts()).isEqualTo(before);
    assertThat(json(api.get("/v1/stock/TWICE")).path("items").findValuesAsText("onHand"))
        .containsExactly("5", "5");
  }
}
