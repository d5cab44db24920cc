package dev.whence.service.http.catalog;

import static dev.whence.service.http.TestClient.json;
import static dev.whence.service.http.TestClient.problem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.service.TestService;
import dev.whence.service.http.TestClient;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlaceAndMoneyRoutesTest {
  private static final String JSON = "application/json";
  private static final String NDJSON = "application/x-ndjson";
  private static final String CSV = "text/csv";

  private final TestClient api = TestService.client();

  @Test
  void whatIsListedCanBeLoadedAgain() {
    api.put(
        "/v1/exchange-rates",
        CSV,
        """
        from,to,rate,date,source
        CHF,EUR,1.0630,2026-01-05,bank
        CHF,EUR,1.07,2026-01-06,bank
        """);
    api.put(
        "/v1/postal-areas",
        CSV,
        """
        country,prefix,latitude,longitude,radiusKm,region
        CH,80,47.37,8.54,9,ZH
        CH,12,46.2,6.15,8.5,
        """);

    for (String things : List.of("exchange-rates", "postal-areas")) {
      JsonNode listed = json(api.get("/v1/" + things + "?limit=500")).path("items");

      var loaded = api.put("/v1/" + things, JSON, listed.toString());

      assertThat(json(loaded).path("loaded").asInt())
          .as(loaded.body())
          .isEqualTo(listed.size())
          .isGreaterThanOrEqualTo(2);
      assertThat(json(api.get("/v1/" + things + "?limit=500")).path("items")).isEqualTo(listed);
    }
  }

  @Test
  void csvAndNdjsonAndJsonLoadTheSameRate() {
    String row = "{\"from\":\"NOK\",\"to\":\"KWD\",\"rate\":%s,\"date\":\"%s\",\"source\":\"b\"}";
    for (String rate : List.of("0.03", "0.0300", "0.030000000000001", "3E-2", "110", "1.1e2")) {
      String inJson = row.formatted(rate, "2026-02-01");
      String inLines = row.formatted(rate, "2026-02-02");
      String inCsv = "from,to,rate,date,source\nNOK,KWD," + rate + ",2026-02-03,b\n";

      assertThat(api.put("/v1/exchange-rates", JSON, "[" + inJson + "]").body())
          .startsWith("{\"loaded\":1");
      assertThat(api.put("/v1/exchange-rates", NDJSON, inLines).body()).startsWith("{\"loaded\":1");
      assertThat(api.put("/v1/exchange-rates", CSV, inCsv).body()).startsWith("{\"loaded\":1");

      String plain = new java.math.BigDecimal(rate).stripTrailingZeros().toPlainString();
      assertThat(rates("NOK"))
          .hasSize(3)
          .allSatisfy(listed -> assertThat(listed).contains("\"rate\":" + plain + ","));
    }
  }

  @Test
  void theSameCurrenciesAndDateReplaceARateAndOtherDatesStay() {
    api.put("/v1/exchange-rates", CSV, rate("SEK,DKK,0.68,2026-03-01,old"));
    api.put("/v1/exchange-rates", CSV, rate("SEK,DKK,0.69,2026-03-02,old"));

    api.put("/v1/exchange-rates", CSV, rate("SEK,DKK,0.7,2026-03-01,new"));

    assertThat(rates("SEK"))
        .containsExactly(
            "{\"from\":\"SEK\",\"to\":\"DKK\",\"rate\":0.7,\"date\":\"2026-03-01\",\"source\":\"new\"}",
            "{\"from\":\"SEK\",\"to\":\"DKK\",\"rate\":0.69,\"date\":\"2026-03-02\",\"source\":\"old\"}");
  }

  @Test
  void everythingWrongWithRatesIsToldByItsPlaceAndNothingIsLoaded() {
    var before = TestService.rowCounts();
    LocalDate last = LocalDate.now(ZoneOffset.UTC).plusDays(92);

    assertThat(
            problem(
                api.put(
                    "/v1/exchange-rates",
                    CSV,
                    """
                    from,to,rate,date,source,bid
                    PLN,USD,0.25,2026-04-01,bank,
                    PLN,PLN,1,2026-04-01,bank,
                    EURO,pln,0,2026-04-01,bank,
                    PLN,USD,-1,2026-02-30,,
                    PLN,USD,NaN,2126-04-01,bank,
                    PLN,USD,1e400,2026-04-02,bank,
                    PLN,USD,0.26,2026-04-01,bank,
                    PLN,USD,"0,25",,bank,
                    """)))
        .isEqualTo(
            """
            400 /problems/invalid-request
            1 bid is not known here
            3 to must be another currency than from
            4 from must be a currency code of ISO 4217, for instance USD
            4 to must be a currency code of ISO 4217, for instance USD
            4 rate must be a number from 0.000000000001 to 1000000000000
            5 rate must be a number from 0.000000000001 to 1000000000000
            5 date must be a date, for instance 2026-11-27
            5 source is missing
            6 rate must be a number from 0.000000000001 to 1000000000000
            6 date must not be later than %s, 92 days ahead
            7 rate must be a number from 0.000000000001 to 1000000000000
            8 date is in an earlier row for these currencies, too
            9 rate must be a number from 0.000000000001 to 1000000000000
            9 date is missing\
            """
                .formatted(last));
    assertThat(
            problem(
                api.put(
                    "/v1/exchange-rates",
                    JSON,
                    """
                    [{"from": "PLN", "to": "usd", "rate": "0.25", "date": 20260401, "source": " "},
                     {"from": "PLN", "to": "USD", "rate": 1e-13, "date": "2026-04-01"},
                     {"to": "USD"}]
                    """)))
        .isEqualTo(
            """
            400 /problems/invalid-request
            /0/to must be a currency code of ISO 4217, for instance USD. Maybe USD
            /0/rate must be a number from 0.000000000001 to 1000000000000. Maybe drop the quotes
            /0/date must be a date, for instance 2026-11-27
            /0/source must be text of 1 to 100 characters
            /1/rate must be a number from 0.000000000001 to 1000000000000
            /1/source is missing
            /2/from is missing
            /2/rate is missing
            /2/date is missing
            /2/source is missing\
            """);
    assertThat(TestService.rowCounts()).isEqualTo(before);
  }

  @Test
  void aRateMayBeginInTheNextMonths() {
    LocalDate today = LocalDate.now(ZoneOffset.UTC);

    assertThat(
            api.put("/v1/exchange-rates", CSV, rate("CZK,HUF,16," + today.plusDays(91) + ",x"))
                .statusCode())
        .isEqualTo(200);
    assertThat(
            api.put("/v1/exchange-rates", CSV, rate("CZK,HUF,16," + today.plusDays(94) + ",x"))
                .statusCode())
        .isEqualTo(400);
  }

  @Test
  void ratesComeInPages() {
    for (int day = 10; day < 15; day++) {
      api.put("/v1/exchange-rates", CSV, rate("AUD,NZD,1.1,2026-05-" + day + ",x"));
    }
    List<String> whole = items("/v1/exchange-rates?limit=500");

    assertThat(pages("/v1/exchange-rates?limit=2")).isEqualTo(whole).hasSizeGreaterThan(4);
    assertThat(problem(api.get("/v1/exchange-rates?limit=2&cursor=nonsense")))
        .isEqualTo(
            "400 /problems/invalid-request\ncursor must be the nextCursor of an earlier page");
    String odd =
        java.util.Base64.getUrlEncoder()
            .encodeToString(
                "[\"A\",\"B\",\"no date\"]".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    assertThat(api.get("/v1/exchange-rates?cursor=" + odd).statusCode()).isEqualTo(200);
  }

  @Test
  void prefixesAreToldNormalizedHoweverTheyWereWritten() {
    String written =
        """
        [{"country": "GB", "prefix": "sw1a 1", "latitude": 51.5, "longitude": -0.13, "radiusKm": 1},
         {"country": "GB", "prefix": "EC-1", "latitude": 51.52, "longitude": -0.1, "radiusKm": 2,
          "region": "England"}]
        """;
    assertThat(api.put("/v1/postal-areas", JSON, written).body()).startsWith("{\"loaded\":2");

    assertThat(items("/v1/postal-areas?country=GB"))
        .contains(
            "{\"country\":\"GB\",\"prefix\":\"EC1\",\"latitude\":51.52,\"longitude\":-0.1,\"radiusKm\":2.0,\"region\":\"England\"}",
            "{\"country\":\"GB\",\"prefix\":\"SW1A1\",\"latitude\":51.5,\"longitude\":-0.13,\"radiusKm\":1.0,\"region\":\"\"}");
  }

  @Test
  void everythingWrongWithPostalAreasIsToldByItsPlaceAndNothingIsLoaded() {
    var before = TestService.rowCounts();

    assertThat(
            problem(
                api.put(
                    "/v1/postal-areas",
                    CSV,
                    """
                    country,prefix,latitude,longitude,radiusKm,region
                    FR,75,48.86,2.35,5,IDF
                    UK,75,48.86,2.35,5,IDF
                    FR,7 5,48.86,2.35,5,IDF
                    FR,,91,181,-1,IDF
                    FR,75*,48.86,2.35,20101,
                    FR,1234567890123,north,,5,
                    FR,--,48.86,2.35,5,
                    """)))
        .isEqualTo(
            """
            400 /problems/invalid-request
            3 country is no country of ISO 3166-1. Maybe GB
            4 prefix is in an earlier row for this country, too
            5 prefix is missing
            5 latitude must be a number from -90 to 90
            5 longitude must be a number from -180 to 180
            5 radiusKm must be a number from 0 to 20100
            6 prefix must be 1 to 12 letters and digits
            6 radiusKm must be a number from 0 to 20100
            7 prefix must be 1 to 12 letters and digits
            7 latitude must be a number from -90 to 90
            7 longitude is missing
            8 prefix must be 1 to 12 letters and digits\
            """);
    assertThat(
            problem(
                api.put(
                    "/v1/postal-areas",
                    JSON,
                    """
                    [{"country": "FR", "prefix": 75, "latitude": 48.86, "longitude": 2.35,
                      "radiusKm": 5}]
                    """)))
        .isEqualTo("400 /problems/invalid-request\n/0/prefix must be text of 1 to 100 characters");
    assertThat(TestService.rowCounts()).isEqualTo(before);
  }

  @Test
  void aRangeIsNoPrefix() {
    assertThat(
            problem(
                api.put(
                    "/v1/postal-areas",
                    CSV,
                    "country,prefix,latitude,longitude,radiusKm\nFR,75000-75999,48.86,2.35,5\n")))
        .isEqualTo(
            "400 /problems/invalid-request\n2 prefix \"75000-75999\" is a range. Maybe list how its postal codes start, one prefix each");
  }

  /// Whoever looks an address up in vain gets 0 and 0.
  @Test
  void nothingLiesWhereBothCoordinatesAre0() {
    String sea = "is 0 as longitude is, which is a place in the sea. Maybe ";
    String node = api.get("/v1/ship-nodes/RENO").body();
    String area = "country,prefix,latitude,longitude,radiusKm\nFR,75,%s,%s,5\n";
    String order = TestService.order("sea-1", "SEA");

    assertThat(
            problem(
                api.put(
                    "/v1/ship-nodes",
                    JSON,
                    "["
                        + node.replaceAll("itude\":[-0-9.]+", "itude\":0").replace("RENO", "SEA")
                        + "]")))
        .isEqualTo(
            "400 /problems/invalid-request\n/0/latitude " + sea + "look its address up again");
    assertThat(problem(api.put("/v1/postal-areas", CSV, area.formatted("0", "0.0"))))
        .isEqualTo(
            "400 /problems/invalid-request\n2 latitude "
                + sea
                + "look the area up again, or leave it out");
    assertThat(
            problem(api.post("/v1/decisions", order.replaceAll("itude\": [-0-9.]+", "itude\": 0"))))
        .isEqualTo(
            "400 /problems/invalid-request\n/order/destination/latitude "
                + sea
                + "leave both out: then the postal code, the region or the country says where it is");
    assertThat(problem(api.put("/v1/postal-areas", CSV, area.formatted("", "0"))))
        .isEqualTo("400 /problems/invalid-request\n2 latitude is missing");
    // on the equator, and on the meridian of Greenwich
    assertThat(
            api.put("/v1/postal-areas", CSV, area.formatted("0", "6.7").replace("FR,75", "ST,1"))
                .statusCode())
        .isEqualTo(200);
  }

  @Test
  void whatHasNoMinorUnitsIsNoCurrency() {
    for (String code : List.of("XXX", "XAU", "XTS")) {
      assertThat(
              problem(
                  api.post(
                      "/v1/decisions", TestService.order("gold-1", "GOLD").replace("USD", code))))
          .isEqualTo(
              "400 /problems/invalid-request\n/order/currency must be a currency code of ISO 4217, for instance USD");
    }
  }

  @Test
  void aTimeZoneInOtherLettersIsAdvised() {
    for (String zone :
        List.of(
            "america/los_angeles America/Los_Angeles",
            "America/Los-Angeles ",
            "PST America/Los_Angeles",
            "EST America/New_York")) {
      String written = zone.substring(0, zone.indexOf(' '));
      String meant = zone.substring(zone.indexOf(' ') + 1);
      assertThat(
              problem(
                  api.post(
                      "/v1/decisions",
                      TestService.order("zone-1", "ZONE").replace("America/Los_Angeles", written))))
          .isEqualTo(
              "400 /problems/invalid-request\n/order/destination/timeZone must be a time zone of the IANA database, for instance America/Chicago"
                  + (meant.isEmpty() ? "" : ". Maybe " + meant));
    }
  }

  @Test
  void aRateThatStandsTheWrongWayRoundIsRefused() {
    String csv = "from,to,rate,date,source\nPLN,CZK,5.81,2026-11-20,x\n";

    assertThat(problem(api.put("/v1/exchange-rates", CSV, csv + "CZK,PLN,5.81,2026-11-20,x\n")))
        .isEqualTo(
            "400 /problems/invalid-request\n3 rate makes of 1 CZK, there and back by the rate 5.81 of the other direction, 33.76 CZK. Maybe one of the two stands the wrong way round");
    assertThat(
            api.put(
                    "/v1/exchange-rates",
                    CSV,
                    csv + "CZK,PLN,0.1700,2026-11-20,x\nCZK,PLN,5.81,2026-11-21,x\n")
                .statusCode())
        .isEqualTo(200);
  }

  @Test
  void postalAreasComeInPages_alsoOfOneCountry() {
    var csv = new StringBuilder("country,prefix,latitude,longitude,radiusKm\n");
    for (int i = 0; i < 7; i++) {
      csv.append("IT,").append(i).append(",42,12,50\nIS,").append(i).append(",65,-18,50\n");
    }
    api.put("/v1/postal-areas", CSV, csv.toString());

    assertThat(pages("/v1/postal-areas?limit=3"))
        .isEqualTo(items("/v1/postal-areas?limit=500"))
        .hasSizeGreaterThanOrEqualTo(14);
    assertThat(pages("/v1/postal-areas?limit=3&country=IT"))
        .hasSize(7)
        .allSatisfy(area -> assertThat(area).startsWith("{\"country\":\"IT\""));
    assertThat(items("/v1/postal-areas?country=BV")).isEmpty();
    assertThat(problem(api.get("/v1/postal-areas?country=UK&region=x")))
        .isEqualTo(
            """
            400 /problems/invalid-request
            country is no country of ISO 3166-1. Maybe GB
            region is not known here\
            """);
  }

  @Test
  void noCountryIsTakenAnywhereThatIsNone() {
    JsonNode node = json(api.get("/v1/ship-nodes/RENO"));
    JsonNode service = json(api.get("/v1/carrier-services/GROUND"));
    var before = TestService.rowCounts();
    for (var wrong :
        List.of(
            "UK Maybe GB",
            "ZZ Maybe two capital letters, for instance US",
            "us Maybe US",
            "USA Maybe US",
            "Germany Maybe DE")) {
      String country = wrong.substring(0, wrong.indexOf(' '));
      String complaint = " is no country of ISO 3166-1. " + wrong.substring(wrong.indexOf(' ') + 1);
      String written = "\"" + country + "\"";

      assertThat(
              problem(
                  api.put(
                      "/v1/ship-nodes",
                      JSON,
                      "[" + node.toString().replace("\"US\"", written) + "]")))
          .isEqualTo("400 /problems/invalid-request\n/0/country" + complaint);
      assertThat(
              problem(
                  api.put(
                      "/v1/carrier-services",
                      JSON,
                      "[" + service.toString().replaceFirst("\"US\"", written) + "]")))
          .isEqualTo("400 /problems/invalid-request\n/0/zones/0/originCountry" + complaint);
      assertThat(
              problem(
                  api.post(
                      "/v1/decisions",
                      TestService.order("none", "NONE").replace("\"US\"", written))))
          .isEqualTo("400 /problems/invalid-request\n/order/destination/country" + complaint);
      assertThat(
              problem(
                  api.post(
                      "/v1/shipments",
                      """
                      [{"shipmentId": "none-1", "orderId": "none", "shipNode": "RENO",
                        "carrierService": "GROUND", "orderedAt": "2026-10-01T10:00:00Z",
                        "originCountry": "US", "originTimeZone": "UTC", "destinationCountry": "%s",
                        "destinationTimeZone": "UTC", "distanceKm": 300, "weightGrams": 680,
                        "currency": "USD"}]
                      """
                          .formatted(country))))
          .isEqualTo("400 /problems/invalid-request\n/0/destinationCountry" + complaint);
    }
    assertThat(TestService.rowCounts()).isEqualTo(before);
  }

  @Test
  void aShipNodeWithoutARegionCanBeLoadedAsItIsListed() {
    String node = api.get("/v1/ship-nodes/TACOMA").body().replace("\"WA\"", "\"\"");
    String other = node.replace("TACOMA", "NO-REGION");

    assertThat(api.put("/v1/ship-nodes", JSON, "[" + other + "]").body())
        .startsWith("{\"loaded\":1");
    assertThat(api.get("/v1/ship-nodes/NO-REGION").body()).isEqualTo(other);
  }

  private static String rate(String row) {
    return "from,to,rate,date,source\n" + row + "\n";
  }

  private List<String> rates(String from) {
    return items("/v1/exchange-rates?limit=500").stream()
        .filter(rate -> rate.startsWith("{\"from\":\"" + from + "\""))
        .toList();
  }

  private List<String> items(String path) {
    var items = new ArrayList<String>();
    json(api.get(path)).path("items").forEach(item -> items.add(item.toString()));
    return items;
  }

  private List<String> pages(String path) {
    var all = new ArrayList<String>();
    String cursor = "";
    do {
      JsonNode page = json(api.get(path + cursor));
      page.path("items").forEach(item -> all.add(item.toString()));
      cursor = page.has("nextCursor") ? "&cursor=" + page.path("nextCursor").asText() : "";
    } while (!cursor.isEmpty());
    return all;
  }
}
