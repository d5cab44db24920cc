package dev.whence.service.http.catalog;

import static dev.whence.service.http.TestClient.json;
import static dev.whence.service.http.TestClient.problem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.service.TestService;
import dev.whence.service.http.TestClient;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Carrier services with whole cards. They are in a currency of which no other test has an order.
class RateCardLoadsTest {
  private static final String JSON = "application/json";
  private static final String CSV = "text/csv";
  private static final String WHOLE =
      """
      {"id":"CARD","carrier":"Paket AG","name":"Standard","currency":"CHF","volumetricDivisor":5000,\
      "weightIncrementGrams":100,"publishedOnTime":0.96,\
      "calendar":{"pickupDays":["MONDAY"],"deliveryDays":["MONDAY","SATURDAY"],\
      "holidays":["2026-12-25"],"counting":"WORKING_DAYS"},\
      "zones":[{"originCountry":"CH","originRegion":"ZH","destinationCountry":"CH",\
      "destinationRegion":"GE","postalPrefixes":["12","8"],"upToKm":400,\
      "validFrom":"2026-11-01","validUntil":"2026-12-31","perParcelMinor":100,\
      "perKilogramMinor":62.5,"steps":[{"upToGrams":2000,"priceMinor":700},\
      {"upToGrams":10000,"priceMinor":970}],"minimumMinor":900,"transitDays":2},\
      {"originCountry":"","destinationCountry":"","upToKm":5000,"perParcelMinor":1200,\
      "perKilogramMinor":0.0001,"transitDays":4}],\
      "surcharges":[{"name":"fuel","percentOfFreight":12.5},\
      {"name":"everything","perParcelMinor":7,"percentOfValue":0.35,"overWeightGrams":30000,\
      "overLongestSideMm":1200,"overGirthMm":3000,"overValueMinor":50000,"postalPrefixes":["8"],\
      "destinationCountries":["CH"],"validFrom":"2026-11-15","validUntil":"2026-12-31"}]}\
      """;
  private static final String SERVICE =
      """
      id,carrier,name,currency,volumetricDivisor,weightIncrementGrams,publishedOnTime,pickupDays,\
      deliveryDays,holidays,counting,\
      """;
  private static final String HEADER =
      SERVICE
          + "originCountry,originRegion,destinationCountry,destinationRegion,postalPrefixes,upToKm,"
          + "validFrom,validUntil,perParcelMinor,perKilogramMinor,upToGrams,stepPriceMinor,"
          + "minimumMinor,transitDays,surcharge,percentOfFreight,percentOfValue,overWeightGrams,"
          + "overLongestSideMm,overGirthMm,overValueMinor,destinationCountries\n";
  private static final String HEAD =
      "CARD,Paket AG,Standard,CHF,5000,100,0.96,MONDAY,MONDAY|SATURDAY,2026-12-25,WORKING_DAYS,";

  private final TestClient api = TestService.client();

  /// What is loaded without a word of it is in use, and listed so.
  private static String inUse(String service) {
    return service.substring(0, service.length() - 1) + ",\"active\":true}";
  }

  @Test
  void aWholeCardComesBackAsItWasLoaded() {
    load(WHOLE);

    assertThat(api.get("/v1/carrier-services/CARD").body()).isEqualTo(inUse(WHOLE));
    assertThat(api.put("/v1/carrier-services", "application/x-ndjson", WHOLE + "\n").body())
        .startsWith("{\"loaded\":1");
    assertThat(api.get("/v1/carrier-services/CARD").body()).isEqualTo(inUse(WHOLE));
  }

  @Test
  void aStarAfterAPrefixSaysNothingElse_andARangeIsRefused() {
    load(WHOLE.replace("[\"12\",\"8\"]", "[\"12*\",\"8 *\"]"));
    assertThat(api.get("/v1/carrier-services/CARD").body()).isEqualTo(inUse(WHOLE));
    load(WHOLE.replace("[\"12\",\"8\"]", "[\"12345-6789\",\"135-080\",\"SW1A 1AA\"]"));

    for (String wrong :
        List.of("1200-1299", "1200..1299", "1200 – 1299", "1200…1299", "SW1...SW9")) {
      assertThat(loaded(WHOLE.replace("[\"12\",", "[\"" + wrong + "\",")))
          .isEqualTo(
              "400 /problems/invalid-request\n/0/zones/0/postalPrefixes \"%s\" is a range. Maybe list how its postal codes start, one prefix each"
                  .formatted(wrong));
    }
    assertThat(loaded(WHOLE.replace("[\"12\",", "[\"SE1 *\",")))
        .isEqualTo(
            "400 /problems/invalid-request\n/0/zones/0/postalPrefixes \"SE1 *\" has SE10 to SE19 in it, too, for spaces do not count. Maybe write SE1* if that is meant");
    for (String wrong : List.of("12,8", "1?", "1*2", "%12")) {
      assertThat(loaded(WHOLE.replace("[\"8\"]", "[\"" + wrong + "\"]")))
          .isEqualTo(
              "400 /problems/invalid-request\n/0/surcharges/1/postalPrefixes \"%s\" holds more than letters, digits, spaces and dashes. Maybe list each prefix by itself"
                  .formatted(wrong));
    }
  }

  private String loaded(String service) {
    return problem(api.put("/v1/carrier-services", JSON, "[" + service + "]"));
  }

  @Test
  void theSameCardAsATable_whateverTheOrderOfItsRows() {
    String zone = HEAD + "CH,ZH,CH,GE,8|12,400,2026-11-01,2026-12-31,100,62.5,";
    String step2 = zone + "10000,970,900,2,,,,,,,,\n";
    String step1 = zone + "2000,700,900,2,,,,,,,,\n";
    String rest = HEAD + ",,,,,5000,,,1200,0.0001,,,,4,,,,,,,,\n";
    String fuel = HEAD + ",,,,,,,,,,,,,,fuel,12.5,,,,,,\n";
    String every =
        HEAD + ",,,,8,,2026-11-15,2026-12-31,7,,,,,,everything,,0.35,30000,1200,3000,50000,CH\n";

    for (String rows :
        List.of(step1 + step2 + rest + fuel + every, fuel + step2 + every + step1 + rest)) {
      load(
          "{\"id\":\"CARD\",\"carrier\":\"x\",\"name\":\"x\",\"currency\":\"CHF\",\"volumetricDivisor\":0,\"publishedOnTime\":1}");
      assertThat(api.put("/v1/carrier-services", CSV, HEADER + rows).body())
          .startsWith("{\"loaded\":1");

      assertThat(json(api.get("/v1/carrier-services/CARD"))).isEqualTo(parsed(WHOLE));
    }
  }

  @Test
  void theOldShapeMeansWhatItMeant() {
    String old =
        """
        {"id":"CARD","carrier":"Paket AG","name":"Standard","currency":"CHF",\
        "volumetricDivisor":5000,"publishedOnTime":0.96,"zones":[{"originCountry":"CH",\
        "destinationCountry":"","upToKm":500,"perParcelMinor":690,"perKilogramMinor":45,\
        "transitDays":2}]}\
        """;

    load(old);

    assertThat(api.get("/v1/carrier-services/CARD").body()).isEqualTo(inUse(old));
  }

  @Test
  void aCalendarOrPartOfItMayBeLeftOut() {
    load(WHOLE.replaceFirst("\"pickupDays\":\\[\"MONDAY\"],", ""));

    JsonNode calendar = json(api.get("/v1/carrier-services/CARD")).path("calendar");
    assertThat(calendar.path("pickupDays")).hasSize(7);
    assertThat(calendar.path("deliveryDays")).hasSize(2);
  }

  @Test
  void equalZonesAreRefusedAndBothAreNamed() {
    String zone =
        "{\"originCountry\":\"CH\",\"destinationCountry\":\"CH\",\"upToKm\":500,\"perParcelMinor\":%d,\"perKilogramMinor\":0,\"transitDays\":2}";

    assertThat(
            problem(
                api.put(
                    "/v1/carrier-services",
                    JSON,
                    "[" + card(zone.formatted(1_500) + "," + zone.formatted(9_100)) + "]")))
        .isEqualTo(
            """
            400 /problems/invalid-request
            /0/zones/1/upToKm makes the zone CH to CH up to 500 km, which has the same lanes as the zone \
            CH to CH up to 500 km at /0/zones/0: a parcel would have two prices. \
            Maybe drop one, or give the two different postal prefixes or days\
            """);
    String row = HEAD + "CH,,CH,,%s,500,%s,,100,62.5,,,,2,,,,,,,,\n";
    assertThat(
            problem(
                api.put(
                    "/v1/carrier-services",
                    CSV,
                    HEADER
                        + row.formatted("10|20", "")
                        + row.formatted("30", "")
                        + row.formatted("20", "2026-12-01"))))
        .isEqualTo(
            """
            400 /problems/invalid-request
            4 upToKm makes the zone CH to CH 20 up to 500 km, from 2026-12-01, which has the same lanes \
            as the zone CH to CH 10, 20 up to 500 km in row 2: a parcel would have two prices. \
            Maybe drop one, or give the two different postal prefixes or days\
            """);
  }

  @Test
  void everyFaultOfACardIsToldByItsPlace() {
    var before = TestService.rowCounts();
    String broken =
        """
        {"id":"CARD","carrier":"A","name":"A","currency":"CHF","volumetricDivisor":5000,
         "weightIncrementGrams":0,"publishedOnTime":1,
         "calendar":{"deliveryDays":[],"counting":"DAYS","weekend":true},
         "zones":[
          {"upToKm":1,"transitDays":1},
          {"upToKm":2,"transitDays":1,"steps":[{"upToGrams":500,"priceMinor":1},
            {"upToGrams":500,"priceMinor":2},{"upToGrams":0,"priceMinor":-1}]},
          {"upToKm":3,"transitDays":1,"perParcelMinor":1,"perKilogramMinor":1.00001,
            "validFrom":"2026-02-01","validUntil":"2026-01-01","postalPrefixes":["-"]},
          {"upToKm":4,"transitDays":1,"steps":[]}],
         "surcharges":[{"name":"a"},{"name":"b","perParcelMinor":1,"percentOfFreight":1000.5},
          {"name":"b","percentOfValue":101,"destinationCountries":["Schweiz"]}]}
        """;

    assertThat(problem(api.put("/v1/carrier-services", JSON, "[" + broken + "]")))
        .isEqualTo(
            """
            400 /problems/invalid-request
            /0/calendar/deliveryDays must name at least one day. Maybe leave it out for the usual days
            /0/calendar/counting must be one of CALENDAR_DAYS, WORKING_DAYS
            /0/calendar/weekend is not known here
            /0/weightIncrementGrams must be a whole number from 1 to 1000000
            /0/zones/0/perParcelMinor is missing
            /0/zones/0/perKilogramMinor is missing
            /0/zones/1/steps/1/upToGrams is the weight of an earlier step, too
            /0/zones/1/steps/2/upToGrams must be a whole number from 1 to 100000000
            /0/zones/1/steps/2/priceMinor must be a whole number from 0 to 1000000000000
            /0/zones/2/postalPrefixes must each hold a letter or a digit
            /0/zones/2/validUntil lies before validFrom, 2026-02-01. Maybe the two are swapped
            /0/zones/2/perKilogramMinor must be a number from 0 to 1000000000 with at most 4 decimals
            /0/zones/3/steps must be an array of 1 to 1000 objects
            /0/surcharges/0/name adds nothing; it must have perParcelMinor, percentOfFreight or percentOfValue
            /0/surcharges/1/percentOfFreight must be a number from 0 to 1000 with at most 4 decimals
            /0/surcharges/2/percentOfValue must be a number from 0 to 100 with at most 4 decimals
            /0/surcharges/2/destinationCountries/0 must be a country of ISO 3166-1, for instance US or GB
            /0/surcharges/2/name is the name of an earlier surcharge, too\
            """);
    assertThat(TestService.rowCounts()).isEqualTo(before);
  }

  @Test
  void everyFaultOfATableIsToldByRowAndColumn() {
    String zone = HEAD + "CH,,CH,,,400,,,100,62.5,";

    assertThat(
            problem(
                api.put(
                    "/v1/carrier-services",
                    CSV,
                    HEADER
                        + zone
                        + "2000,700,,2,,,,,,,,\n"
                        + zone.replace("62.5", "60").replace("MONDAY,", "TUESDAY,")
                        + "2000,900,5,3,,,,,,,,\n")))
        .isEqualTo(
            """
            400 /problems/invalid-request
            3 pickupDays differs from an earlier row of CARD: [MONDAY]\
            """);
    assertThat(
            problem(
                api.put(
                    "/v1/carrier-services",
                    CSV,
                    HEADER
                        + zone
                        + "2000,700,,2,,,,,,,,\n"
                        + zone.replace("62.5", "60")
                        + "2000,900,5,3,,,,,,,,\n")))
        .isEqualTo(
            """
            400 /problems/invalid-request
            3 perKilogramMinor differs from an earlier row of this zone: 62.5000
            3 minimumMinor differs from an earlier row of this zone: 0.00 CHF
            3 transitDays differs from an earlier row of this zone: 2
            3 upToGrams is the weight of an earlier step of this zone, too\
            """);
    assertThat(
            problem(
                api.put(
                    "/v1/carrier-services",
                    CSV,
                    HEADER
                        + zone
                        + "2000,,,2,,,5,,,,,\n"
                        + HEAD
                        + ",,,,,500,,,,,,,,,fuel,12.5,,,,,,\n"
                        + HEAD
                        + ",,,,,,,,,,,,,,fuel,,,,,,,\n")))
        .isEqualTo(
            """
            400 /problems/invalid-request
            2 percentOfValue must be empty where the column surcharge is
            2 stepPriceMinor is missing
            3 upToKm must be empty where the row is a surcharge
            4 surcharge adds nothing; it must have perParcelMinor, percentOfFreight or percentOfValue
            4 surcharge is the name of an earlier surcharge, too\
            """);
  }

  @Test
  void aCardThatCannotCountAParcelIsRefusedAndOneInADearCurrencyIsTaken() {
    String zone =
        "{\"upToKm\":500,\"perParcelMinor\":%d,\"perKilogramMinor\":%d,\"transitDays\":2}";
    String fine = zone.formatted(1_000_000_000_000L, 1_000_000_000L);

    load(card(fine));
    assertThat(
            problem(
                api.put(
                    "/v1/carrier-services",
                    JSON,
                    "["
                        + card(fine)
                            .replace("\"volumetricDivisor\":5000", "\"volumetricDivisor\":1")
                        + "]")))
        .isEqualTo(
            """
            400 /problems/invalid-request
            /0/zones/0/upToKm makes the zone any country to any country up to 500 km so dear that a parcel of \
            2000 kg and 20000 l cannot be counted. \
            Maybe a price is not in minor units of CHF, or the volumetric divisor, 1, is too small\
            """);
    assertThat(
            problem(
                api.put(
                    "/v1/carrier-services",
                    JSON,
                    "[" + card(zone.formatted(1, 1_000_000_001L)) + "]")))
        .isEqualTo(
            "400 /problems/invalid-request\n/0/zones/0/perKilogramMinor must be a number from 0 to 1000000000 with at most 4 decimals");
  }

  private void load(String service) {
    assertThat(api.put("/v1/carrier-services", JSON, "[" + service + "]").body())
        .startsWith("{\"loaded\":1");
  }

  private static String card(String zones) {
    return "{\"id\":\"CARD\",\"carrier\":\"A\",\"name\":\"A\",\"currency\":\"CHF\",\"volumetricDivisor\":5000,\"publishedOnTime\":1,\"zones\":["
        + zones
        + "]}";
  }

  private JsonNode parsed(String text) {
    load(text);
    return json(api.get("/v1/carrier-services/CARD"));
  }
}
