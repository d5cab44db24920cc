package dev.whence.pipeline.network;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/// An order as a caller sends it to `POST /v1/decisions`. Component names are the field names.
///
/// @param orderedAt ISO-8601 UTC, empty (left out) for "now"
/// @param promiseDate ISO-8601 date, empty (left out) when the sourcing policy shall say
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record OrderRequest(
    String orderId,
    String channel,
    String customerClass,
    String customerId,
    String serviceLevel,
    String currency,
    String orderedAt,
    String promiseDate,
    Destination destination,
    List<Line> lines) {
  public OrderRequest {
    lines = List.copyOf(lines);
  }

  public record Destination(
      String country,
      String region,
      String postalCode,
      double latitude,
      double longitude,
      String timeZone) {
    public static Destination of(dev.whence.domain.orders.Destination to) {
      return new Destination(
          to.country(),
          to.region(),
          to.postalCode(),
          to.location().latitude(),
          to.location().longitude(),
          to.timeZone().getId());
    }
  }

  public record Line(String lineId, String sku, int quantity, long unitPriceMinor) {}
}
