package dev.whence.service.http.catalog;

import dev.whence.domain.carriers.CarrierCalendar;
import dev.whence.domain.carriers.CarrierService;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A carrier service with its calendar and rate card, in the API, as it is given back. Loads are
/// read by [CarrierServiceRows].
///
/// @param weightIncrementGrams null when every gram counts
/// @param calendar null for the usual one
/// @param surcharges null when there are none
public record CarrierServiceShape(
    String id,
    String carrier,
    String name,
    String currency,
    int volumetricDivisor,
    @Nullable Integer weightIncrementGrams,
    double publishedOnTime,
    @Nullable Calendar calendar,
    List<ZoneShape> zones,
    @Nullable List<SurchargeShape> surcharges,
    boolean active) {
  public CarrierServiceShape {
    zones = List.copyOf(zones);
  }

  record Calendar(
      List<DayOfWeek> pickupDays,
      List<DayOfWeek> deliveryDays,
      List<LocalDate> holidays,
      CarrierCalendar.Counting counting) {
    static Calendar of(CarrierCalendar calendar) {
      return new Calendar(
          calendar.pickupDays().stream().sorted().toList(),
          calendar.deliveryDays().stream().sorted().toList(),
          calendar.holidays().stream().sorted().toList(),
          calendar.counting());
    }
  }

  static CarrierServiceShape of(CarrierService service) {
    var card = service.card();
    boolean everyGram = card.weightIncrementGrams() == 1;
    boolean usual = service.calendar().equals(CarrierCalendar.USUAL);
    return new CarrierServiceShape(
        service.id().value(),
        service.carrier(),
        service.name(),
        service.currency().getCurrencyCode(),
        card.volumetricDivisor(),
        everyGram ? null : Integer.valueOf(card.weightIncrementGrams()),
        service.publishedOnTime().value(),
        usual ? null : Calendar.of(service.calendar()),
        card.zones().stream().map(ZoneShape::of).toList(),
        card.surcharges().isEmpty()
            ? null
            : card.surcharges().stream().map(SurchargeShape::of).toList(),
        service.active());
  }
}
