package dev.whence.domain.carriers;

import dev.whence.domain.Probability;
import java.util.Currency;
import java.util.List;

/// A carrier's product: what it charges, when it collects and delivers, and what it publishes about
/// its speed.
///
/// @param carrier the company, for instance `UPS`
/// @param publishedOnTime share of parcels the carrier says arrive within the published days
/// @param active whether it may carry parcels; false once it is out of use
public record CarrierService(
    CarrierServiceId id,
    String carrier,
    String name,
    Probability publishedOnTime,
    CarrierCalendar calendar,
    RateCard card,
    boolean active) {
  /// A service in use.
  public CarrierService(
      CarrierServiceId id,
      String carrier,
      String name,
      Probability publishedOnTime,
      CarrierCalendar calendar,
      RateCard card) {
    this(id, carrier, name, publishedOnTime, calendar, card, true);
  }

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

  public CarrierService with(RateCard other) {
    return new CarrierService(id, carrier, name, publishedOnTime, calendar, other, active);
  }

  public CarrierService with(CarrierCalendar other) {
    return new CarrierService(id, carrier, name, publishedOnTime, other, card, active);
  }

  public CarrierService with(boolean inUse) {
    return new CarrierService(id, carrier, name, publishedOnTime, calendar, card, inUse);
  }

  public Currency currency() {
    return card.currency();
  }
}
