package dev.whence.service.http.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.whence.service.TestService;
import dev.whence.service.http.TestClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Puts a nasty value in the place of every member of a load, one at a time: it is taken or
/// refused, and never a fault of the service; what is taken comes back and can be loaded again.
class NastyLoadsTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final List<String> NASTY =
      List.of(
          "null",
          "0",
          "-1",
          "1",
          "0.5",
          "1e400",
          "-0.0",
          "9223372036854775807",
          "1000000000000",
          "1e9",
          "true",
          "\"\"",
          "\" \"",
          "\"-\"",
          "\"a\\u0000b\"",
          "\"\\ud800\"",
          "\"24:00\"",
          "\"00:00\"",
          "\"MONDAY\"",
          "\"+999999999-12-31\"",
          "\"0000-01-01\"",
          "[]",
          "[null]",
          "[[]]",
          "[\"MONDAY\",\"MONDAY\"]",
          "[\"1\",\"\",\"1\"]",
          "{}",
          "[{}]");

  private final TestClient api = TestService.client();

  @Test
  void shipNodes() throws IOException {
    everyMember(
        "ship-nodes",
        """
        {"id": "NASTY", "name": "N", "type": "DC", "country": "US", "region": "NV",
         "latitude": 40.83, "longitude": -115.76, "active": false, "handlesHazmat": true,
         "channels": ["none"], "timeZone": "America/Los_Angeles",
         "openingHours": [{"days": ["MONDAY", "TUESDAY"], "opens": "06:00", "closes": "22:00",
           "cutoff": "17:00"}, {"day": "SATURDAY", "opens": "08:00", "closes": "14:00",
           "cutoff": "13:00"}],
         "serviceCutoffs": [{"carrierService": "GROUND", "day": "MONDAY", "cutoff": "15:30"}],
         "processingMinutes": 120, "holidays": ["2026-12-25"], "parcelsPerDay": 800,
         "parcelHandlingMinor": 150, "unitHandlingMinor": 40, "currency": "USD"}
        """);
  }

  @Test
  void carrierServices() throws IOException {
    everyMember(
        "carrier-services",
        """
        {"id":"NASTY","carrier":"A","name":"A","currency":"CHF","volumetricDivisor":5000,
         "weightIncrementGrams":100,"publishedOnTime":0.96,
         "calendar":{"pickupDays":["MONDAY"],"deliveryDays":["MONDAY"],
           "holidays":["2026-12-25"],"counting":"WORKING_DAYS"},
         "zones":[{"originCountry":"CH","originRegion":"ZH","destinationCountry":"CH",
           "destinationRegion":"GE","postalPrefixes":["12","8"],"upToKm":400,
           "validFrom":"2026-11-01","validUntil":"2026-12-31","perParcelMinor":100,
           "perKilogramMinor":62.5,"steps":[{"upToGrams":2000,"priceMinor":700},
             {"upToGrams":10000,"priceMinor":970}],"minimumMinor":900,"transitDays":2}],
         "surcharges":[{"name":"all","perParcelMinor":7,"percentOfFreight":1.5,
           "percentOfValue":0.35,"overWeightGrams":30000,"overLongestSideMm":1200,
           "overGirthMm":3000,"overValueMinor":50000,"postalPrefixes":["8"],
           "destinationCountries":["CH"],"validFrom":"2026-11-15","validUntil":"2026-12-31"}]}
        """);
  }

  @Test
  void items() throws IOException {
    everyMember(
        "items",
        """
        {"sku":"NASTY","category":"home","weightGrams":0.35,"volumeCm3":1,"longestSideMm":12,
         "middleSideMm":4,"shortestSideMm":4,"hazmat":false}
        """);
  }

  private void everyMember(String things, String good) throws IOException {
    JsonNode whole = MAPPER.readTree(good);
    var places = new ArrayList<String>();
    addPlaces(whole, "", places);
    String id = things.equals("items") ? "sku" : "id";
    int taken = 0;
    for (String place : places) {
      for (String nasty : NASTY) {
        if (place.equals("/" + id)) {
          continue;
        }
        String body = replaced(whole, place, nasty);

        var answer = api.put("/v1/" + things, "application/json", "[" + body + "]");

        assertThat(answer.statusCode()).as("%s %s", body, answer.body()).isIn(200, 400);
        if (answer.statusCode() == 200) {
          taken++;
          String back = api.get("/v1/" + things + "/NASTY").body();
          assertThat(api.put("/v1/" + things, "application/json", "[" + back + "]").body())
              .startsWith("{\"loaded\":1");
          assertThat(api.get("/v1/" + things + "/NASTY").body()).isEqualTo(back);
        }
      }
    }
    assertThat(taken).isGreaterThan(places.size());
  }

  private static void addPlaces(JsonNode node, String pointer, List<String> places) {
    if (!pointer.isEmpty()) {
      places.add(pointer);
    }
    if (node instanceof ObjectNode object) {
      object
          .properties()
          .forEach(member -> addPlaces(member.getValue(), pointer + "/" + member.getKey(), places));
    }
    if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        addPlaces(array.get(i), pointer + "/" + i, places);
      }
    }
  }

  /// As text, so that a number too large for any type stays one.
  private static String replaced(JsonNode whole, String place, String nasty) {
    JsonNode copy = whole.deepCopy();
    String mark = "@@@";
    int cut = place.lastIndexOf('/');
    JsonNode parent = copy.at(place.substring(0, cut));
    String name = place.substring(cut + 1);
    if (parent instanceof ObjectNode object) {
      object.put(name, mark);
    } else {
      ((ArrayNode) parent).set(Integer.parseInt(name), mark);
    }
    return copy.toString().replace("\"" + mark + "\"", nasty);
  }
}
