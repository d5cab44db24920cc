package dev.whence.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.service.http.TestClient;
import java.util.Map;

/// The smallest network that orders can be routed on: one ship node `N` that is open every day, one
/// carrier service `GROUND` within the country.
final class OneNodeNetwork {
  private OneNodeNetwork() {}

  /// @param onHand units at the node, by SKU
  static void load(TestClient client, Map<String, Integer> onHand) {
    put(
        client,
        "/v1/ship-nodes",
        "application/json",
        """
        [{"id": "N", "name": "N", "type": "DC", "country": "US", "region": "NJ",
          "latitude": 40.7, "longitude": -74.2, "active": true, "handlesHazmat": false,
          "channels": [], "timeZone": "America/New_York",
          "workingDays": ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"],
          "cutoff": "23:00", "processingMinutes": 0, "holidays": [],
          "parcelsPerDay": 1000000, "parcelHandlingMinor": 100, "unitHandlingMinor": 10,
          "currency": "USD"}]
        """);
    put(
        client,
        "/v1/carrier-services",
        "text/csv",
        """
        id,carrier,name,currency,volumetricDivisor,publishedOnTime,originCountry,destinationCountry,upToKm,perParcelMinor,perKilogramMinor,transitDays
        GROUND,C,Ground,USD,5000,0.95,US,US,5000,690,45,2
        """);
    var items = new StringBuilder("sku,category,weightGrams,volumeCm3,longestSideMm\n");
    var stock = new StringBuilder("shipNode,sku,onHand\n");
    onHand.forEach((sku, units) -> {
      items.append(sku).append(",home,400,2000,300\n");
      stock.append("N,").append(sku).append(',').append(units).append('\n');
    });
    put(client, "/v1/items", "text/csv", items.toString());
    put(client, "/v1/stock", "text/csv", stock.toString());
  }

  private static void put(TestClient client, String path, String contentType, String body) {
    var answer = client.put(path, contentType, body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }
}
