package dev.whence.service.console;

import dev.whence.domain.carriers.CarrierService;
import dev.whence.domain.carriers.RateZone;
import dev.whence.domain.carriers.Validity;
import java.math.BigDecimal;
import java.util.Collection;

/// A carrier service with its calendar and its rate card.
public record ServicePage(Frame frame, CarrierService service) {
  public String currency() {
    return service.card().currency().getCurrencyCode();
  }

  public static String place(String country, String region) {
    return country.isEmpty() ? "any" : region.isEmpty() ? country : region + " " + country;
  }

  public static String prefixes(RateZone zone) {
    return zone.postalPrefixes().isEmpty() ? "any" : Show.listed(zone.postalPrefixes());
  }

  public String perKilogram(RateZone zone) {
    return Show.amount(zone.tariff().perKilogram().minorUnits(), currency());
  }

  public String amount(long minor) {
    return Show.amount(BigDecimal.valueOf(minor), currency());
  }

  public static String valid(Validity valid) {
    return valid.equals(Validity.ALWAYS)
        ? "always"
        : valid.from().equals(Validity.ALWAYS.from())
            ? "until " + valid.until()
            : valid.until().equals(Validity.ALWAYS.until())
                ? "from " + valid.from()
                : valid.from() + " to " + valid.until();
  }

  /// `Mon, Tue, Wed`.
  public static String weekdays(Collection<java.time.DayOfWeek> days) {
    return String.join(
        ", ", days.stream().sorted().map(day -> Show.words(day.name()).substring(0, 3)).toList());
  }
}
