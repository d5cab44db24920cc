package dev.whence.service.http.catalog;

import static dev.whence.service.http.TestClient.json;
import static dev.whence.service.http.TestClient.problem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.service.TestService;
import dev.whence.service.http.TestClient;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Opening hours and cutoffs of ship nodes, and weights and sides of items.
class CalendarLoadsTest {
  private static final String JSON = "application/json";
  private static final String CSV = "text/csv";
  private static final String HEADER =
      "id,name,type,country,latitude,longitude,active,timeZone,workingDays,cutoff,openingHours,"
          + "serviceCutoffs,processingMinutes,holidays,parcelsPerDay,parcelHandlingMinor,"
          + "unitHandlingMinor,currency\n";

  private final TestClient api = TestService.client();

  @Test
  void openingHoursComeBackAsTheyWereLoaded_andLoadAgain() {
    String hours =
        """
        [{"day":"MONDAY","opens":"08:00","closes":"18:00","cutoff":"16:00"},\
        {"day":"SATURDAY","opens":"00:00","closes":"24:00","cutoff":"12:00"}]\
        """;
    String cutoffs = "[{\"carrierService\":\"GROUND\",\"day\":\"MONDAY\",\"cutoff\":\"17:30\"}]";

    load(node("\"openingHours\": " + hours + ", \"serviceCutoffs\": " + cutoffs));
    String loaded = api.get("/v1/ship-nodes/HOURS").body();

    assertThat(loaded).contains("\"openingHours\":" + hours, "\"serviceCutoffs\":" + cutoffs);
    assertThat(loaded).doesNotContain("workingDays", "\"cutoff\":\"16:00\",\"processing");
    load(loaded);
    assertThat(api.get("/v1/ship-nodes/HOURS").body()).isEqualTo(loaded);
  }

  @Test
  void aCutoffOfACarrierServiceThatIsNotLoadedIsTold() {
    String cutoff =
        """
        "workingDays": ["MONDAY"], "cutoff": "16:00", "serviceCutoffs": [
          {"carrierService": "%s", "day": "MONDAY", "cutoff": "15:00"}]
        """;

    assertThat(
            json(api.put("/v1/ship-nodes", JSON, "[" + node(cutoff.formatted("GRUOND")) + "]"))
                .path("warnings")
                .path(0)
                .asText())
        .isEqualTo(
            "Ship node HOURS has a cutoff of GRUOND, which is no carrier service that is loaded: the day's cutoff counts. Maybe GROUND was meant.");
    assertThat(
            json(api.put("/v1/ship-nodes", JSON, "[" + node(cutoff.formatted("GROUND")) + "]"))
                .has("warnings"))
        .isFalse();
  }

  @Test
  void severalDaysAtOnceMeanEachOfThem() {
    load(
        node(
            """
            "openingHours": [{"days": ["TUESDAY", "MONDAY"], "opens": "08:00", "closes": "00:00",
            "cutoff": "16:00"}], "serviceCutoffs": [{"carrierService": "GROUND",
            "days": ["MONDAY", "TUESDAY"], "cutoff": "23:00"}]
            """));

    JsonNode loaded = json(api.get("/v1/ship-nodes/HOURS"));
    assertThat(loaded.path("openingHours").findValuesAsText("day"))
        .containsExactly("MONDAY", "TUESDAY");
    assertThat(loaded.path("openingHours").findValuesAsText("closes")).containsOnly("24:00");
    assertThat(loaded.path("serviceCutoffs")).hasSize(2);
  }

  @Test
  void workingDaysWithACutoffComeBackAsSuch() {
    load(node("\"workingDays\": [\"FRIDAY\", \"MONDAY\"], \"cutoff\": \"16:00\""));

    String loaded = api.get("/v1/ship-nodes/HOURS").body();
    assertThat(loaded)
        .contains("\"workingDays\":[\"MONDAY\",\"FRIDAY\"],\"cutoff\":\"16:00\"")
        .doesNotContain("openingHours", "serviceCutoffs");
  }

  @Test
  void aCellHoldsOpeningHoursAndServiceCutoffs() {
    String row =
        "HOURS,Hours,DC,US,39.5,-119.8,false,America/Los_Angeles,,,"
            + "MONDAY-FRIDAY 08:00-18:00 16:00|SATURDAY 09:00-24:00 12:00,"
            + "TWO DAY AIR MONDAY-WEDNESDAY 17:00|GROUND SATURDAY 13:00,"
            + "90,2026-12-25,7,1,1,USD\n";

    assertThat(api.put("/v1/ship-nodes", CSV, HEADER + row).body()).startsWith("{\"loaded\":1");
    JsonNode loaded = json(api.get("/v1/ship-nodes/HOURS"));

    assertThat(loaded.path("openingHours")).hasSize(6);
    assertThat(loaded.path("openingHours").get(5))
        .hasToString(
            "{\"day\":\"SATURDAY\",\"opens\":\"09:00\",\"closes\":\"24:00\",\"cutoff\":\"12:00\"}");
    assertThat(loaded.path("serviceCutoffs").findValuesAsText("carrierService"))
        .containsExactly("GROUND", "TWO DAY AIR", "TWO DAY AIR", "TWO DAY AIR");
  }

  @Test
  void whatIsNoCalendarIsToldByItsPlaceAndValueAndNeverAFaultOfTheService() {
    var before = TestService.rowCounts();
    for (List<String> wrong :
        List.of(
            List.of("\"openingHours\": []", "/0/openingHours must be an array of 1 to 7 objects"),
            List.of(
                "\"workingDays\": [], \"cutoff\": \"16:00\"",
                "/0/workingDays must name at least one day"),
            List.of(
                "\"timeZone\": \"UTC\"",
                "/0/workingDays must name at least one day\n/0/cutoff is missing"),
            List.of(
                "\"cutoff\": \"16:00\", \"openingHours\": ["
                    + day("MONDAY", "08:00", "16:00")
                    + "]",
                "/0/openingHours stand beside workingDays or cutoff. Maybe drop those two; opening hours say both"),
            List.of(
                "\"openingHours\": [" + day("MONDAY", "18:00", "16:00") + "]",
                "/0/openingHours/0/cutoff MONDAY opens at 18:00 and closes at 16:00. Maybe the two are swapped; a night shift is two days, until 24:00 and from 00:00."),
            List.of(
                "\"openingHours\": [" + day("MONDAY", "13:00", "16:00") + "]",
                "/0/openingHours/0/cutoff The cutoff 12:00 on MONDAY lies outside the opening hours 13:00 to 16:00. Maybe move the cutoff, or open longer."),
            List.of(
                "\"openingHours\": ["
                    + day("MONDAY", "08:00", "16:00")
                    + ","
                    + day("MONDAY", "08:00", "18:00")
                    + "]",
                "/0/openingHours The calendar has MONDAY twice. Maybe join the two: a day has one time to open and one to close."),
            List.of(
                "\"openingHours\": [{\"opens\": \"25:00\", \"closes\": \"24:01\"}]",
                """
                /0/openingHours/0/day is missing
                /0/openingHours/0/opens must be a time of day, for instance 16:30
                /0/openingHours/0/closes must be a time of day, for instance 16:30
                /0/openingHours/0/cutoff is missing\
                """),
            List.of(
                "\"openingHours\": ["
                    + day("MONDAY", "08:00", "16:00")
                    + "], \"serviceCutoffs\": [{\"carrierService\": \"A\", \"day\": \"SUNDAY\", \"cutoff\": \"12:00\"}]",
                "/0/serviceCutoffs A has a cutoff on SUNDAY, when the node is closed. Maybe open it that day, or drop the cutoff."),
            List.of(
                "\"openingHours\": ["
                    + day("MONDAY", "08:00", "16:00")
                    + "], \"serviceCutoffs\": [{\"carrierService\": \"A\", \"day\": \"MONDAY\", \"cutoff\": \"16:01\"}]",
                "/0/serviceCutoffs The cutoff of A 16:01 on MONDAY lies outside the opening hours 08:00 to 16:00. Maybe move the cutoff, or open longer."))) {
      assertThat(problem(api.put("/v1/ship-nodes", JSON, "[" + node(wrong.getFirst()) + "]")))
          .isEqualTo("400 /problems/invalid-request\n" + wrong.getLast());
    }
    for (List<String> wrong :
        List.of(
            List.of(
                "MON-FRI 08:00-18:00 16:00",
                "must be like MONDAY-FRIDAY 08:00-18:00 16:00, several separated by |"),
            List.of(
                "MONDAY 08:00-18:00",
                "must be like MONDAY-FRIDAY 08:00-18:00 16:00, several separated by |"),
            List.of(
                "MONDAY 08:00-28:00 16:00",
                "must be like MONDAY-FRIDAY 08:00-18:00 16:00, several separated by |"),
            List.of(
                "MONDAY 18:00-08:00 18:00",
                "MONDAY opens at 18:00 and closes at 08:00. Maybe the two are swapped; a night shift is two days, until 24:00 and from 00:00."))) {
      String row =
          "HOURS,Hours,DC,US,39.5,-119.8,false,America/Los_Angeles,,,"
              + wrong.getFirst()
              + ",,90,,7,1,1,USD\n";
      assertThat(problem(api.put("/v1/ship-nodes", CSV, HEADER + row)))
          .isEqualTo("400 /problems/invalid-request\n2 openingHours " + wrong.getLast());
    }
    assertThat(TestService.rowCounts()).isEqualTo(before);
  }

  @Test
  void aNodeThatIsClosedForLongCanBeLoaded() {
    var holidays = new StringBuilder();
    for (int i = 0; i < 402; i++) {
      holidays
          .append(i == 0 ? "" : ",")
          .append('"')
          .append(java.time.LocalDate.of(2026, 11, 23).plusDays(i))
          .append('"');
    }

    load(
        node(
            "\"workingDays\": [\"MONDAY\"], \"cutoff\": \"16:00\", \"holidays\": ["
                + holidays
                + "]"));

    assertThat(json(api.get("/v1/ship-nodes/HOURS")).path("holidays")).hasSize(402);
  }

  @Test
  void aScrewMayWeighLessThanAGram() {
    String items =
        """
        sku,category,weightGrams,volumeCm3,longestSideMm,middleSideMm,shortestSideMm
        SCREW,home,0.35,1,12,4,3.9
        """;
    assertThat(problem(api.put("/v1/items", CSV, items)))
        .isEqualTo(
            "400 /problems/invalid-request\n"
                + "2 shortestSideMm must be a whole number from 0 to 20000");
    assertThat(api.put("/v1/items", CSV, items.replace("3.9", "4")).body())
        .startsWith("{\"loaded\":1");
    assertThat(api.get("/v1/items/SCREW").body())
        .isEqualTo(
            """
            {"sku":"SCREW","category":"home","weightGrams":0.35,"volumeCm3":1,"longestSideMm":12,\
            "middleSideMm":4,"shortestSideMm":4,"hazmat":false,"active":true}\
            """);
    assertThat(
            problem(api.put("/v1/items", CSV, items.replace("0.35", "0.0005").replace("3.9", "5"))))
        .isEqualTo(
            """
            400 /problems/invalid-request
            2 weightGrams must be a number from 0 to 2000000 with at most 3 decimals
            2 shortestSideMm must be no longer than middleSideMm, 4. Maybe sort the sides by length\
            """);
    assertThat(
            problem(
                api.put(
                    "/v1/items", CSV, items.replace("12,4,3.9", "12,,4").replace("SCREW", "NAIL"))))
        .isEqualTo(
            "400 /problems/invalid-request\n2 middleSideMm is missing beside shortestSideMm");
  }

  @Test
  void wholeGramsComeBackAsWholeGrams() {
    String item =
        """
        {"sku":"BRICK","category":"home","weightGrams":2000000,"volumeCm3":1,"longestSideMm":12,"hazmat":false,"active":true}\
        """;

    assertThat(api.put("/v1/items", JSON, "[" + item + "]").body()).startsWith("{\"loaded\":1");
    assertThat(api.get("/v1/items/BRICK").body()).isEqualTo(item);
    for (String wrong : new String[] {"2000001", "1e9", "-0.001", "1e-4", "1e999999", "\"5\""}) {
      assertThat(
              api.put("/v1/items", JSON, "[" + item.replace("2000000", wrong) + "]").statusCode())
          .as(wrong)
          .isEqualTo(400);
    }
  }

  private void load(String node) {
    var answer = api.put("/v1/ship-nodes", JSON, "[" + node + "]");
    assertThat(answer.body()).startsWith("{\"loaded\":1");
  }

  private static String day(String day, String opens, String closes) {
    return "{\"day\":\"%s\",\"opens\":\"%s\",\"closes\":\"%s\",\"cutoff\":\"12:00\"}"
        .formatted(day, opens, closes);
  }

  /// Not active, so that no other test's order goes there.
  private static String node(String calendar) {
    String zone = calendar.contains("timeZone") ? "" : "\"timeZone\": \"America/Los_Angeles\", ";
    return """
    {"id": "HOURS", "name": "Hours", "type": "DC", "country": "US", "latitude": 39.5,
     "longitude": -119.8, "active": false, %s %s,
     "processingMinutes": 90, "parcelsPerDay": 7, "parcelHandlingMinor": 1,
     "unitHandlingMinor": 1, "currency": "USD"}
    """
        .formatted(zone, calendar);
  }
}
