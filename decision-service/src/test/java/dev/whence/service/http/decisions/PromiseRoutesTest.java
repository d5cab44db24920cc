package dev.whence.service.http.decisions;

import static dev.whence.service.http.TestClient.json;
import static dev.whence.service.http.TestClient.problem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.service.Service;
import dev.whence.service.TestService;
import dev.whence.service.config.ConfigSource;
import dev.whence.service.config.ServiceConfig;
import dev.whence.service.http.TestClient;
import dev.whence.service.store.TestDatabase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// A service of its own, without models and without history: services keep what they publish in
/// 0.95 of the cases they say.
///
/// RENO hands over at 16:00 Pacific time from Monday to Friday, after 90 minutes, and sends to San
/// Francisco by GROUND in two days and by AIR in one; both deliver from Monday to Saturday. Two
/// LAMP weigh 800 g: 690 + 45 * 0.8 by GROUND, 1900 + 250 * 0.8 by AIR, 150 + 2 * 40 to handle.
class PromiseRoutesTest {
  private static final String JSON = "application/json";
  private static final String CSV = "text/csv";
  private static final Service SERVICE = start();
  private static final TestClient API = new TestClient(SERVICE.port());

  private static Service start() {
    var database = TestDatabase.freshAddress();
    var settings =
        Map.of(
            "port",
            "0",
            "db-url",
            database.jdbcUrl(),
            "db-user",
            database.user(),
            "db-password",
            database.password(),
            "db-connections",
            "2",
            "models-directory",
            TestService.noModels());
    return Service.start(
        ServiceConfig.of(Path.of(""), List.of(new ConfigSource("test", settings))));
  }

  @BeforeAll
  static void loadNetwork() {
    load(
        "/v1/ship-nodes",
        JSON,
        """
        [{"id": "RENO", "name": "Reno", "type": "DC", "country": "US", "region": "NV",
          "latitude": 39.53, "longitude": -119.81, "timeZone": "America/Los_Angeles",
          "workingDays": ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY"],
          "cutoff": "16:00", "processingMinutes": 90, "parcelsPerDay": 100,
          "parcelHandlingMinor": 150, "unitHandlingMinor": 40, "currency": "USD"}]
        """);
    load(
        "/v1/carrier-services",
        CSV,
        """
        id,carrier,name,currency,volumetricDivisor,publishedOnTime,originCountry,destinationCountry,upToKm,perParcelMinor,perKilogramMinor,transitDays
        GROUND,Parcel Co,Ground,USD,5000,0.95,US,US,500,690,45,2
        GROUND,Parcel Co,Ground,USD,5000,0.95,US,US,5000,890,95,5
        AIR,Parcel Co,Air,USD,6000,0.97,US,US,5000,1900,250,1
        """);
    load(
        "/v1/items",
        CSV,
        """
        sku,category,weightGrams,volumeCm3,longestSideMm
        LAMP,home,400,1500,300
        SOFA,furniture,60000,900000,2000
        """);
    load("/v1/stock", CSV, "shipNode,sku,onHand\nRENO,LAMP,10\nRENO,SOFA,0\n");
    load(
        "/v1/postal-areas",
        CSV,
        "country,prefix,latitude,longitude,radiusKm,region\nUS,941,37.76,-122.44,12,CA\n");
  }

  @AfterAll
  static void stop() {
    SERVICE.close();
  }

  private static void load(String path, String contentType, String body) {
    var response = API.put(path, contentType, body);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
  }

  /// A basket of two lamps, asked for on a Monday at nine in the morning.
  private static final String BASKET =
      """
      {
        "channel": "web", "customerClass": "regular", "serviceLevel": "STANDARD",
        "currency": "USD", "at": "2026-05-04T16:00:00Z",
        "destination": {"country": "US", "region": "CA", "postalCode": "94110",
                        "latitude": 37.75, "longitude": -122.41, "timeZone": "America/Los_Angeles"},
        "lines": [{"sku": "LAMP", "quantity": 2, "unitPriceMinor": 2500}]
      }
      """;

  private static JsonNode promises(String body) {
    var response = API.post("/v1/promises", body);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return json(response);
  }

  private static String at(String instant) {
    return BASKET.replace("2026-05-04T16:00:00Z", instant);
  }

  /// `2026-05-05 AIR 2100+230=2330 by 2026-05-04T21:30:00Z` for each option.
  private static List<String> told(JsonNode promises) {
    var told = new ArrayList<String>();
    for (JsonNode option : promises.path("options")) {
      JsonNode cost = option.path("costMinor");
      told.add(
          "%s %s %s+%s=%s by %s"
              .formatted(
                  option.path("promiseDate").asText(),
                  String.join("+", texts(option.path("carrierServices"))),
                  cost.path("freight").asText(),
                  cost.path("handling").asText(),
                  cost.path("total").asText(),
                  option.path("orderBy").asText()));
    }
    return told;
  }

  private static List<String> texts(JsonNode array) {
    var texts = new ArrayList<String>();
    array.forEach(each -> texts.add(each.asText()));
    return texts;
  }

  @Test
  void aBasketIsToldWhenItCanArriveAndWhatThatCosts() {
    JsonNode promises = promises(BASKET);

    assertThat(told(promises))
        .containsExactly(
            "2026-05-05 AIR 2100+230=2330 by 2026-05-04T21:30:00Z",
            "2026-05-06 GROUND 726+230=956 by 2026-05-04T21:30:00Z");
    assertThat(promises.path("complete").asBoolean()).isTrue();
    JsonNode air = promises.path("options").get(0);
    // 0.9215 are there within a day; half of the rest in each further day, so 0.95 in 1.65 days.
    assertThat(air.path("arrivals").toString())
        .isEqualTo("{\"p80\":\"2026-05-05\",\"p90\":\"2026-05-05\",\"p95\":\"2026-05-06\"}");
    assertThat(air.path("chance").asDouble()).isBetween(0.93, 0.95);
    assertThat(air.path("fastest").asBoolean()).isTrue();
    assertThat(air.path("cheapest").asBoolean()).isFalse();
    assertThat(air.path("shipNodes").toString()).isEqualTo("[{\"shipNode\":\"RENO\",\"units\":2}]");
    assertThat(air.path("confidence").asText()).isEqualTo("low");
    assertThat(texts(air.path("whyLow")))
        .containsExactly("FALLBACK", "SERVICE_NEVER_SEEN", "COUNTRY_NEVER_SEEN");
    JsonNode parcel = air.path("parcels").get(0);
    assertThat(parcel.path("handover").asText()).isEqualTo("2026-05-04T23:00:00Z");
    assertThat(parcel.path("handoverDay").asText()).isEqualTo("2026-05-04");
    assertThat(parcel.path("lines").toString())
        .isEqualTo("[{\"lineId\":\"1\",\"sku\":\"LAMP\",\"units\":2}]");
    assertThat(promises.path("options").get(1).path("cheapest").asBoolean()).isTrue();
    assertThat(promises.path("path").path("by").asText()).isEqualTo("rules");
  }

  @Test
  void overTheWeekendAParcelWaitsForMondayAndForADeliveryDay() {
    // Friday noon: AIR is there on Saturday, GROUND is due on Sunday and comes on Monday.
    assertThat(told(promises(at("2026-05-08T19:00:00Z"))))
        .containsExactly(
            "2026-05-09 AIR 2100+230=2330 by 2026-05-08T21:30:00Z",
            "2026-05-11 GROUND 726+230=956 by 2026-05-08T21:30:00Z");
    // After 14:30 on Friday nothing leaves before Monday.
    for (String time : List.of("2026-05-08T21:30:01Z", "2026-05-10T12:00:00Z")) {
      assertThat(told(promises(at(time))))
          .containsExactly(
              "2026-05-12 AIR 2100+230=2330 by 2026-05-11T21:30:00Z",
              "2026-05-13 GROUND 726+230=956 by 2026-05-11T21:30:00Z");
    }
  }

  @Test
  void whenTheClocksGoBackTheSameLocalTimeCounts() {
    // On 2026-11-01 Pacific time changes from seven to eight hours behind UTC.
    assertThat(told(promises(at("2026-10-30T19:00:00Z"))))
        .containsExactly(
            "2026-10-31 AIR 2100+230=2330 by 2026-10-30T21:30:00Z",
            "2026-11-02 GROUND 726+230=956 by 2026-10-30T21:30:00Z");
    assertThat(told(promises(at("2026-11-01T19:00:00Z"))))
        .containsExactly(
            "2026-11-03 AIR 2100+230=2330 by 2026-11-02T22:30:00Z",
            "2026-11-04 GROUND 726+230=956 by 2026-11-02T22:30:00Z");
  }

  @Test
  void withoutARateTheCurrencyIsNamed_andWithOneItIsConverted() {
    String euros = BASKET.replace("\"USD\"", "\"EUR\"");

    JsonNode none = promises(euros);

    assertThat(told(none)).isEmpty();
    assertThat(none.path("complete").asBoolean()).isFalse();
    JsonNode lamp = none.path("unavailable").get(0);
    assertThat(lamp.path("reason").asText()).isEqualTo("NO_ELIGIBLE_NODE");
    assertThat(lamp.path("units").asInt()).isEqualTo(2);
    assertThat(lamp.path("obtainable").asInt()).isZero();
    assertThat(lamp.path("obstacles").get(0).path("reason").asText()).isEqualTo("NO_EXCHANGE_RATE");
    assertThat(lamp.path("obstacles").get(0).path("sentence").asText()).contains("USD", "EUR");

    load("/v1/exchange-rates", CSV, "from,to,rate,date,source\nUSD,EUR,0.5,2026-05-01,test\n");

    assertThat(told(promises(euros)))
        .containsExactly(
            "2026-05-05 AIR 1050+115=1165 by 2026-05-04T21:30:00Z",
            "2026-05-06 GROUND 363+115=478 by 2026-05-04T21:30:00Z");
  }

  @Test
  void withoutCoordinatesThePostalAreaCounts_andWithoutOneTheAnswerIsUncertain() {
    String nowhere = BASKET.replace("\"latitude\": 37.75, \"longitude\": -122.41, ", "");

    JsonNode area = promises(nowhere);
    JsonNode country =
        promises(nowhere.replace("94110", "10001").replace("\"region\": \"CA\", ", ""));

    assertThat(told(area)).isEqualTo(told(promises(BASKET)));
    assertThat(texts(area.path("options").get(0).path("whyLow"))).doesNotContain("PLACE_UNCERTAIN");
    assertThat(country.path("options")).isNotEmpty();
    for (JsonNode option : country.path("options")) {
      assertThat(texts(option.path("whyLow"))).contains("PLACE_UNCERTAIN");
    }
  }

  @Test
  void whatCannotBeHadIsTaggedAndTheRestIsOffered() {
    JsonNode promises =
        promises(
            BASKET.replace(
                "\"lines\": [",
                "\"lines\": [{\"sku\": \"SOFA\", \"quantity\": 1, \"unitPriceMinor\": 90000}, "));

    assertThat(told(promises)).isEqualTo(told(promises(BASKET)));
    assertThat(promises.path("complete").asBoolean()).isFalse();
    assertThat(promises.path("unavailable")).hasSize(1);
    JsonNode sofa = promises.path("unavailable").get(0);
    assertThat(sofa.path("lineId").asText()).isEqualTo("1");
    assertThat(sofa.path("reason").asText()).isEqualTo("NO_STOCK");
    assertThat(sofa.path("holdings").get(0).path("onHand").asInt()).isZero();
    assertThat(promises.path("policy").path("whenShort").asText()).isNotEmpty();
  }

  @Test
  void anExcludedNodeOrServiceIsNotOffered() {
    JsonNode ground = promises(BASKET.replaceFirst("\\{", "{\"excludeServices\": [\"AIR\"],"));
    JsonNode none = promises(BASKET.replaceFirst("\\{", "{\"excludeNodes\": [\"RENO\"],"));

    assertThat(told(ground))
        .containsExactly("2026-05-06 GROUND 726+230=956 by 2026-05-04T21:30:00Z");
    assertThat(told(none)).isEmpty();
    assertThat(none.path("unavailable").get(0).path("obstacles").get(0).path("reason").asText())
        .isEqualTo("EXCLUDED_BY_CALLER");
  }

  @Test
  void theVeryDayThatIsWantedIsTheOneOption() {
    // AIR of Thursday; on a Sunday nobody delivers.
    JsonNode friday = promises(BASKET.replaceFirst("\\{", "{\"deliverOn\": \"2026-05-08\","));
    JsonNode sunday = promises(BASKET.replaceFirst("\\{", "{\"deliverOn\": \"2026-05-10\","));

    assertThat(told(friday))
        .containsExactly("2026-05-08 AIR 2100+230=2330 by 2026-05-07T21:30:00Z");
    assertThat(friday.path("options").get(0).path("chance").asDouble()).isBetween(0.9, 1.0);
    assertThat(sunday.path("options")).hasSize(1);
    assertThat(sunday.path("options").get(0).has("promiseDate")).isFalse();
    assertThat(sunday.path("options").get(0).path("chance").asDouble()).isZero();
  }

  @Test
  void withoutAMomentItIsNow() {
    String body = BASKET.replace("\"at\": \"2026-05-04T16:00:00Z\",", "");

    assertThat(promises(body).path("at").asText()).startsWith("20").isGreaterThan("2026-05");
  }

  @Test
  void everythingWrongIsToldByItsPlaceAndNothingIsWritten() {
    assertThat(
            problem(
                API.post(
                    "/v1/promises",
                    """
                    {
                      "channel": 7, "currency": "usd", "at": "tomorrow", "promiseDate": "2026-05-08",
                      "deliverOn": "soon",
                      "destination": {"country": "UK", "timeZone": "Mars/Base"},
                      "lines": [{"sku": "LAMP", "quantity": 0},
                                {"lineId": "1", "sku": "LAMP", "quantity": 1, "unitPriceMinor": 1}]
                    }
                    """)))
        .isEqualTo(
            """
            400 /problems/invalid-request
            /channel must be text of 1 to 100 characters
            /customerClass is missing
            /destination/country is no country of ISO 3166-1. Maybe GB
            /destination/timeZone must be a time zone of the IANA database, for instance America/Chicago
            /deliverOn must be a date, for instance 2026-11-27
            /currency must be a currency code of ISO 4217, for instance USD. Maybe USD
            /at must be a time with an offset, for instance 2026-11-23T14:00:00Z
            /lines/0/quantity must be a whole number from 1 to 10000000
            /lines/0/unitPriceMinor is missing
            /lines/1/lineId is the id of an earlier line, too
            /promiseDate is not known here\
            """);
    assertThat(problem(API.post("/v1/promises", BASKET.replace("LAMP", "NONE"))))
        .isEqualTo("422 /problems/unknown-reference\n/lines/0/sku is no item");
    assertThat(
            problem(
                API.post(
                    "/v1/promises",
                    BASKET.replaceFirst("\\{", "{\"excludeServices\": [\"AIRR\"],"))))
        .isEqualTo("422 /problems/unknown-reference\n/excludeServices/0 is no carrier service");
    assertThat(problem(API.post("/v1/promises", "[]"))).startsWith("400 /problems/");
    assertThat(json(API.get("/v1/decisions")).path("items")).isEmpty();
  }

  @Test
  void anOptionOrderedByItsDayAndNodeIsDecidedLikeThis() {
    for (JsonNode option : promises(BASKET).path("options")) {
      String carrierService = option.path("carrierServices").get(0).asText();
      String other = carrierService.equals("AIR") ? "GROUND" : "AIR";
      String order =
          """
          {"mode": "evaluate", "excludeServices": ["%s"],
           "pins": [{"lineId": "1", "shipNode": "RENO", "units": 2}],
           "order": {"orderId": "o-1", "orderedAt": "2026-05-04T16:00:00Z", "promiseDate": "%s",
           %s}
          """
              .formatted(
                  other,
                  option.path("promiseDate").asText(),
                  BASKET
                      .replace("\"at\": \"2026-05-04T16:00:00Z\",", "")
                      .replaceFirst("\\{", "")
                      .replace("\"sku\"", "\"lineId\": \"1\", \"sku\""));

      JsonNode decision = json(API.post("/v1/decisions", order));

      assertThat(decision.path("outcome").asText()).as("%s", decision).isEqualTo("ALLOCATED");
      assertThat(decision.path("shipments").get(0).path("carrierService").asText())
          .isEqualTo(carrierService);
      assertThat(decision.path("costMinor").path("freight"))
          .isEqualTo(option.path("costMinor").path("freight"));
    }
  }

  @Test
  void anOptionOfABundleIsOrderedWithItsPins() {
    // One bundle is three lamps: the pin counts bundles, the parcel lamps.
    String lines =
        """
        [{"lineId": "1", "sku": "TRIO", "quantity": 2, "unitPriceMinor": 6000, "together": TOGETHER,
          "components": [{"sku": "LAMP", "quantity": 3}]}]\
        """;
    for (String together : List.of("true", "false")) {
      String basket =
          BASKET.replace(
              "[{\"sku\": \"LAMP\", \"quantity\": 2, \"unitPriceMinor\": 2500}]",
              lines.replace("TOGETHER", together));
      JsonNode option = promises(basket).path("options").path(0);
      assertThat(option.path("pins").toString())
          .isEqualTo("[{\"lineId\":\"1\",\"shipNode\":\"RENO\",\"units\":2}]");
      assertThat(option.path("parcels").path(0).path("lines").toString())
          .isEqualTo("[{\"lineId\":\"1\",\"sku\":\"LAMP\",\"units\":6}]");

      JsonNode decision =
          json(
              API.post(
                  "/v1/decisions",
                  """
                  {"mode": "evaluate", "excludeServices": ["GROUND"], "pins": %s,
                   "order": {"orderId": "o-2", "orderedAt": "2026-05-04T16:00:00Z", "promiseDate": "%s",
                   %s}
                  """
                      .formatted(
                          option.path("pins"),
                          option.path("promiseDate").asText(),
                          basket
                              .replace("\"at\": \"2026-05-04T16:00:00Z\",", "")
                              .replaceFirst("\\{", ""))));

      assertThat(decision.path("outcome").asText()).as("%s", decision).isEqualTo("ALLOCATED");
      assertThat(decision.path("costMinor").path("freight"))
          .isEqualTo(option.path("costMinor").path("freight"));
    }
  }

  @Test
  void promisesAreCounted() {
    promises(BASKET);

    assertThat(API.get("/metrics").body())
        .containsPattern("whence_promises_total\\{confidence=\"low\",path=\"rules\"} [1-9]");
  }
}
