package dev.whence.domain.carriers;

import dev.whence.domain.Probability;
import java.util.Currency;
import java.util.List;

/// A carrier's product: what it charges, when it collects and delivers, and what it publishes about
/// its speed.
///
/// @param carrier the company, for instance `UPS`
/// @param publishedOnTime share of parcels the carrier says arrive within the published days
public record CarrierService(
    CarrierServiceId id,
    String carrier,
    String name,
    Probability publishedOnTime,
    CarrierCalendar calendar,
    RateCard card) {
  /// A service with a card of zones by distance, and the usual calendar.
  public CarrierService(
      CarrierServiceId id,
      String carrier,
      String name,
      Currency currency,
      int volumetricDivisor,
      Probability publishedOnTime,
      List<RateZone> zones) {
    this(
        id,
        carrier,
        name,
        publishedOnTime,
        CarrierCalendar.USUAL,
        new RateCard(currency, volumetricDivisor, 1, zones, List.of()));
  }

  public Currency currency() {
    return card.currency();
  }
}
