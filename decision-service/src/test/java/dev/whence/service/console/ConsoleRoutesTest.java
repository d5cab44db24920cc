package dev.whence.service.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.service.TestService;
import dev.whence.service.http.TestClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/// What the console sends, without a browser.
class ConsoleRoutesTest {
  private static final String BROWSER = "text/html,application/xhtml+xml,*/*;q=0.8";
  private static final TestClient API = TestService.client();

  private static HttpResponse<String> page(String path) {
    return API.send(API.request(path).header("Accept", BROWSER).GET());
  }

  private static HttpResponse<byte[]> zipped(String path) {
    try {
      return HttpClient.newHttpClient()
          .send(
              API.request(path)
                  .header("Accept", BROWSER)
                  .header("Accept-Encoding", "gzip")
                  .GET()
                  .build(),
              BodyHandlers.ofByteArray());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static HttpResponse<String> form(Map<String, String> fields) {
    return form("/console/try", fields);
  }

  private static HttpResponse<String> form(String path, Map<String, String> fields) {
    String body =
        fields.entrySet().stream()
            .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
            .collect(Collectors.joining("&"));
    return API.send(
        API.request(path)
            .header("Accept", BROWSER)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(body)));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static List<String> links(String html) {
    return Pattern.compile("(?:href|src)=\"(/[^\"#]*)")
        .matcher(html)
        .results()
        .map(match -> match.group(1).replace("&amp;", "&"))
        .distinct()
        .toList();
  }

  @Test
  void aBrowserIsLedToTheConsole_andAProgramToTheApi() {
    assertThat(zipped("/").headers().firstValue("Location")).contains("/console/decisions");
    assertThat(API.get("/").body()).startsWith("Whence decides which ship nodes");
  }

  @Test
  void aSlashTooManyLeadsABrowserToThePage_andAProgramNowhere() {
    for (Frame.Section section : Frame.Section.values()) {
      assertThat(zipped(section.path + "/").headers().firstValue("Location"))
          .contains(section.path);
    }
    assertThat(zipped("/console/").headers().firstValue("Location")).contains("/console");
    assertThat(zipped("/console/decisions/?order=A%201").headers().firstValue("Location"))
        .contains("/console/decisions?order=A%201");
    assertThat(zipped("//example.org/").statusCode()).isEqualTo(404);
    assertThat(API.get("/v1/ship-nodes/").statusCode()).isEqualTo(404);
  }

  @Test
  void whatIsWrongWithAFieldStandsBesideWhatItTakes() {
    String page = page("/console/decisions?since=yesterday").body();

    assertThat(page)
        .contains(
            "aria-describedby=\"s-since-error s-since-hint\"",
            "A day or a moment in UTC: 2026-11-30")
        .containsPattern("s-since-error\">must be a time");
  }

  @Test
  void anOrderIdIsNotBrokenAtItsHyphens_unlessItIsLong() {
    TestService.stock("CONSOLE-ID", 9, "RENO");
    API.post("/v1/decisions", TestService.order("console-id-1", "CONSOLE-ID"));
    API.post("/v1/decisions", TestService.order("console-id-of-more-letters", "CONSOLE-ID"));

    assertThat(page("/console/decisions?order=console-id-1").body())
        .containsPattern("<th scope=\"row\" class=\"id\"><a [^>]*>console-id-1<");
    assertThat(page("/console/decisions?order=console-id-of-more-letters").body())
        .containsPattern("<th scope=\"row\"><a [^>]*>console-id-of-more-letters<");
  }

  @Test
  void whatIsPlannedIsTakenBackByItsButton() {
    for (String versions : List.of("rule-sets", "model-assignments")) {
      String page = versions.equals("rule-sets") ? "/console/tables" : "/console/models";
      String from = "2198-05-01T00:00:00Z";
      int inForce = TestClient.json(API.get("/v1/" + versions)).at("/items/0/number").asInt();
      API.post(
          "/v1/%s/%d/activate".formatted(versions, inForce), "{\"from\": \"%s\"}".formatted(from));
      assertThat(page(page).body())
          .contains("name=\"planned\" value=\"" + from + "\"", "Take back ", ">Planned<");

      var taken = form(page + "/roll-back", Map.of("planned", from, "words", "not yet"));

      assertThat(taken.statusCode()).isEqualTo(303);
      assertThat(page(page).body())
          .contains(">Taken back<", ": not yet</span>")
          .doesNotContain("name=\"planned\"", ">Planned<");
      assertThat(form(page + "/roll-back", Map.of("planned", from)).statusCode()).isEqualTo(409);
      assertThat(form(page + "/roll-back", Map.of("planned", "x")).statusCode()).isEqualTo(400);
    }
  }

  @Test
  void aDraftSaysThatAnotherRuleSetIsPlanned() {
    String from = "2198-06-01T00:00:00Z";
    int inForce = TestClient.json(API.get("/v1/rule-sets/in-force")).path("number").asInt();
    int draft =
        TestClient.json(API.post("/v1/table-drafts", "{\"title\": \"beside a plan\"}"))
            .path("id")
            .asInt();
    String page = "/console/drafts/" + draft;
    assertThat(page(page).body()).doesNotContain("is planned:");

    API.post("/v1/rule-sets/%d/activate".formatted(inForce), "{\"from\": \"%s\"}".formatted(from));
    assertThat(page(page).body()).contains("Rule set " + inForce + " is planned:", "2198-06-01");

    API.post("/v1/rule-sets/roll-back", "{\"planned\": \"%s\"}".formatted(from));
    assertThat(page(page).body()).doesNotContain("is planned:");
  }

  /// Reno works from Monday to Friday; of fourteen days in a row four are weekends.
  @Test
  void aShipNodesClosedDaysAreToldAsClosed_andHolidaysThatAreOverAreNotTold() {
    String page = page("/console/network/nodes/RENO").body();

    assertThat(page.split("closed</span>", -1)).hasSizeGreaterThanOrEqualTo(5);
    assertThat(page).containsPattern("Closed on</dt><dd>no other day").doesNotContain("2026-05-25");
  }

  @Test
  void theStockPageTellsWhatIsOnItsWay() {
    TestService.stock("CONSOLE-COMING", 3, "RENO");
    TestService.stock("CONSOLE-NOT-COMING", 3, "RENO");
    API.put(
        "/v1/expected-receipts",
        "text/csv",
        """
        receiptId,shipNode,sku,units,expectedOn
        console-po-1,RENO,CONSOLE-COMING,1200,2027-02-10
        console-po-2,RENO,CONSOLE-COMING,60,2027-02-03
        console-po-3,DALLAS,CONSOLE-COMING,9,2027-01-04
        console-po-4,RENO,CONSOLE-COMING,0,2027-01-04
        """);

    assertThat(page("/console/network/stock?sku=CONSOLE-COMING&shipNode=RENO").body())
        .contains("<td data-label=\"On its way\">1,260 from Wed 3 Feb 2027</td>");
    assertThat(page("/console/network/stock?sku=CONSOLE-NOT-COMING").body())
        .contains("<td data-label=\"On its way\">–</td>");
  }

  @Test
  void everyPageForbidsWhatItDoesNotNeed_andHasNoScriptOrStyleInside() {
    for (Frame.Section section : Frame.Section.values()) {
      var page = page(section.path);

      assertThat(page.statusCode()).as(section.path).isEqualTo(200);
      assertThat(page.headers().firstValue("Content-Security-Policy"))
          .hasValueSatisfying(policy ->
              assertThat(policy)
                  .contains("default-src 'none'", "frame-ancestors 'none'", "script-src 'self';")
                  .doesNotContain("unsafe"));
      assertThat(page.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
      assertThat(page.headers().firstValue("Cache-Control")).contains("no-store");
      assertThat(page.body())
          .doesNotContain("<style", " style=", "javascript:", " onclick", "http://", "https://")
          .doesNotContainPattern("<script(?! src=)");
    }
  }

  @Test
  void aDecisionTellsWhatItsCallerTold() {
    TestService.stock("CONSOLE-A", 5, "RENO");
    String order =
        TestService.order("console-a", "CONSOLE-A")
            .replaceFirst(
                "\"orderId\"",
                "\"attributes\": {\"wind\": 17.50, \"weather\": \"<b>snow\"}, \"orderId\"")
            .replaceFirst("\\{\"lineId\"", "{\"attributes\": {\"gift\": true}, \"lineId\"");
    String id = TestClient.json(API.post("/v1/decisions", order)).path("decisionId").asText();

    assertThat(page("/console/decisions/" + id).body())
        .contains("The order was told with weather &lt;b&gt;snow, wind 17.5.")
        .contains("Line 1 was told with gift true.");
  }

  @Test
  void nearRowsOfADecisionAreAtMostTen() {
    TestService.stock("CONSOLE-T", 5, "RENO");
    String id =
        TestClient.json(API.post("/v1/decisions", TestService.order("console-t", "CONSOLE-T")))
            .path("decisionId")
            .asText();
    String path = "/console/decisions/" + id;

    assertThat(page(path).body()).doesNotContain("id=\"trace\"").contains("?near=3#trace");
    assertThat(page(path + "?near=0").body()).contains("id=\"trace\"").doesNotContain(" (cell ");
    assertThat(page(path + "?near=10").body()).contains(" (cell ");
    assertThat(page(path + "?near=11").statusCode()).isEqualTo(400);
  }

  @Test
  void noLinkIsDead() {
    var seen = new ArrayList<String>();
    for (Frame.Section section : Frame.Section.values()) {
      for (String link : links(page(section.path).body())) {
        if (!seen.contains(link)) {
          seen.add(link);
          assertThat(page(link).statusCode()).as(link).isIn(200, 303);
        }
      }
    }
    assertThat(seen).hasSizeGreaterThan(8);
  }

  @Test
  void theFirstPageIsSmall_andItsFilesAreKeptForEver() {
    long bytes = zipped("/console/decisions").body().length;
    for (String link : links(page("/console/decisions").body())) {
      if (link.startsWith(StaticFiles.PLACE)) {
        var file = zipped(link);
        assertThat(file.headers().firstValue("Cache-Control"))
            .contains("public, max-age=31536000, immutable");
        assertThat(file.headers().firstValue("Content-Encoding")).contains("gzip");
        bytes += file.body().length;
      }
    }
    assertThat(bytes).isLessThan(200_000);
    System.out.printf("first page: %d bytes%n", bytes);
    assertThat(page("/console/files/console-0000000000000000.css").statusCode()).isEqualTo(404);
  }

  @Test
  void whatIsZippedIsThePage() throws IOException {
    var answer = zipped("/console/models");
    try (var in = new GZIPInputStream(new ByteArrayInputStream(answer.body()))) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
          .startsWith("<!doctype html>")
          .endsWith("</html>");
    }
  }

  @Test
  void problemsArePagesForBrowsersOnly() {
    assertThat(page("/v1/decisions/NO-SUCH").body())
        .startsWith("<!doctype html>")
        .contains("No decision has the id NO-SUCH.");
    assertThat(page("/v1/decisions/NO-SUCH").statusCode()).isEqualTo(404);
    assertThat(API.get("/console/decisions/NO-SUCH").headers().firstValue("Content-Type"))
        .contains("application/problem+json");
    assertThat(page("/v1/decisions").headers().firstValue("Content-Type"))
        .contains("application/json");
  }

  @Test
  void wordsOfCallersAreShownAndNeverRun() {
    TestService.stock("SHOWN-1", 5, "RENO");
    String id = "<script>alert(1)</script>\\\" onload=x";
    var answer = API.post("/v1/decisions", TestService.order(id, "SHOWN-1"));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    String decision = TestClient.json(answer).path("decisionId").asText();

    for (String path :
        List.of(
            "/console/decisions?order=" + encoded(id.replace("\\\"", "\"")),
            "/console/decisions/" + decision,
            "/console/try?decision=" + decision,
            "/console/decisions?order=" + encoded("<script>alert(1)</script>"))) {
      assertThat(page(path).body()).as(path).contains("&lt;script").doesNotContain("<script>alert");
    }
  }

  @Test
  void anOrderIsTriedAndErrorsStandBesideTheirFields() {
    TestService.stock("TRIED-1", 5, "RENO");
    Map<String, Long> before = TestService.rowCounts();
    var fields = new java.util.LinkedHashMap<String, String>();
    fields.put("/order/orderId", "TRIED-BY-FORM");
    fields.put("/order/channel", "web");
    fields.put("/order/customerClass", "regular");
    fields.put("/order/serviceLevel", "STANDARD");
    fields.put("/order/currency", "USD");
    fields.put("/order/destination/country", "US");
    fields.put("/order/destination/region", "CA");
    fields.put("/order/destination/latitude", "37.75");
    fields.put("/order/destination/longitude", "-122.41");
    fields.put("/order/destination/timeZone", "America/Los_Angeles");
    fields.put("/order/lines/0/lineId", "1");
    fields.put("/order/lines/0/sku", "TRIED-1");
    fields.put("/order/lines/0/quantity", "2");
    fields.put("/order/lines/0/unitPriceMinor", "25.00");
    fields.put("/order/lines/1/sku", "");
    assertThat(form(fields).statusCode()).isEqualTo(200);
    assertThat(form(fields).body()).contains("Ships 2 units of TRIED-1 from RENO");

    fields.put("/order/lines/0/unitPriceMinor", "25,00");
    fields.put("/order/destination/latitude", "97");
    fields.put("/order/currency", "dollars");
    var wrong = form(fields);
    assertThat(wrong.statusCode()).isEqualTo(422);
    assertThat(wrong.body())
        .contains("must be an amount with the decimals of its currency, for instance 27.99")
        .contains("value=\"25,00\"")
        .contains("must be a number from -90 to 90")
        .contains("must be a currency code of ISO 4217");

    fields.put("rest", "{\"mode\":\"commit\"}");
    fields.put("/mode", "commit");
    fields.put("/order/lines/0/unitPriceMinor", "25.00");
    fields.put("/order/destination/latitude", "37.75");
    fields.put("/order/currency", "USD");
    assertThat(form(fields).body()).contains("Ships 2 units of TRIED-1 from RENO");
    assertThat(TestService.rowCounts()).isEqualTo(before);
  }

  @Test
  void whatIsNoFormIsRefusedInWords() {
    for (String body :
        List.of(
            "",
            "rest=%7B&a=b",
            "rest=[]",
            "%zz=1",
            "/order/lines=1&/order=2&/order/lines/0/sku=x",
            "rest=%00")) {
      var answer =
          API.send(
              API.request("/console/try")
                  .header("Accept", BROWSER)
                  .header("Content-Type", "application/x-www-form-urlencoded")
                  .POST(BodyPublishers.ofString(body)));
      assertThat(answer.statusCode()).as(body).isBetween(400, 422);
      assertThat(answer.body()).as(body).startsWith("<!doctype html>");
    }
    assertThat(API.post("/console/try", "{}").statusCode()).isEqualTo(415);
  }

  @Test
  void aPageTakesLittleTime() {
    page("/console/decisions"); // what is read once
    double milliseconds = Double.MAX_VALUE; // the quickest, since others use the machine, too
    for (int i = 0; i < 20; i++) {
      long start = System.nanoTime();
      page("/console/decisions");
      milliseconds = Math.min(milliseconds, (System.nanoTime() - start) / 1e6);
    }
    System.out.printf("a list of decisions: %.1f ms%n", milliseconds);
    assertThat(milliseconds).isLessThan(300);
  }

  @Test
  void theExamplesAreThoseOfTheDemonstration() throws IOException {
    try (var files = Files.list(Path.of("../examples/demo/orders"))) {
      assertThat(Console.EXAMPLES)
          .containsExactlyInAnyOrderElementsOf(
              files
                  .map(file -> Objects.toString(file.getFileName()).replace(".json", ""))
                  .toList());
    }
  }

  @Test
  void everyFileIsThere() {
    var files = new StaticFiles();
    assertThat(StaticFiles.names()).allSatisfy(name -> assertThat(files.url(name)).isNotEmpty());
  }
}
