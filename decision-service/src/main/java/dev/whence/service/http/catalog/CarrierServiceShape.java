package dev.whence.service.http.catalog;

import dev.whence.domain.Money;
import dev.whence.domain.Probability;
import dev.whence.domain.carriers.CarrierService;
import dev.whence.domain.carriers.CarrierServiceId;
import dev.whence.domain.carriers.RateZone;
import dev.whence.service.http.Fields;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A carrier service with its rate card, in the API. In CSV each zone is a row of its own, with the
/// service's columns repeated.
public record CarrierServiceShape(
    String id,
    String carrier,
    String name,
    String currency,
    int volumetricDivisor,
    double publishedOnTime,
    List<Zone> zones) {
  private static final int MOST_ZONES = 5_000;
  private static final int HALF_THE_EQUATOR_KM = 20_100;
  private static final int LONGEST_TRANSIT_DAYS = 120;
  private static final long HIGHEST_RATE_MINOR = 1_000_000_000;

  public CarrierServiceShape {
    zones = List.copyOf(zones);
  }

  /// One row of the rate card.
  ///
  /// @param originCountry empty is any
  /// @param destinationCountry empty is any
  public record Zone(
      String originCountry,
      String destinationCountry,
      int upToKm,
      long perParcelMinor,
      long perKilogramMinor,
      int transitDays) {
    static Zone of(RateZone zone) {
      return new Zone(
          zone.originCountry(),
          zone.destinationCountry(),
          zone.upToKm(),
          zone.perParcel().minorUnits(),
          zone.perKilogram().minorUnits(),
          zone.transitDays());
    }
  }

  /// Reads the rows of one load; in a table, rows of one service must agree on it.
  static Function<Fields, CarrierService> reader() {
    var first = new HashMap<String, CarrierService>();
    return fields -> {
      CarrierService row = read(fields);
      @Nullable CarrierService earlier = first.putIfAbsent(row.id().value(), row);
      if (earlier != null && fields.isTable()) {
        requireEqual(fields, "carrier", earlier, row, CarrierService::carrier);
        requireEqual(fields, "name", earlier, row, CarrierService::name);
        requireEqual(fields, "currency", earlier, row, CarrierService::currency);
        requireEqual(fields, "volumetricDivisor", earlier, row, CarrierService::volumetricDivisor);
        requireEqual(fields, "publishedOnTime", earlier, row, CarrierService::publishedOnTime);
      } else if (earlier != null) {
        fields.complain("id", "is the id of an earlier carrier service, too");
      }
      return row;
    };
  }

  private static void requireEqual(
      Fields fields,
      String column,
      CarrierService earlier,
      CarrierService row,
      Function<CarrierService, Object> part) {
    if (!part.apply(earlier).equals(part.apply(row))) {
      fields.complain(
          column, "differs from an earlier row of " + row.id() + ": " + part.apply(earlier));
    }
  }

  private static CarrierService read(Fields fields) {
    Currency currency = fields.currency("currency");
    return new CarrierService(
        new CarrierServiceId(fields.word("id")),
        fields.word("carrier"),
        fields.word("name"),
        currency,
        fields.integer("volumetricDivisor", 0, 1_000_000),
        new Probability(fields.decimal("publishedOnTime", 0, 1)),
        fields.isTable()
            ? List.of(readZone(fields, currency))
            : fields.objects("zones", 0, MOST_ZONES, zone -> readZone(zone, currency)));
  }

  private static RateZone readZone(Fields fields, Currency currency) {
    return new RateZone(
        fields.countryOrAny("originCountry"),
        fields.countryOrAny("destinationCountry"),
        fields.integer("upToKm", 0, HALF_THE_EQUATOR_KM),
        new Money(fields.longInteger("perParcelMinor", 0, HIGHEST_RATE_MINOR), currency),
        new Money(fields.longInteger("perKilogramMinor", 0, HIGHEST_RATE_MINOR), currency),
        fields.integer("transitDays", 0, LONGEST_TRANSIT_DAYS));
  }

  /// Rows of one id become one service with all their zones.
  static List<CarrierService> joined(List<CarrierService> rows) {
    var byId = new LinkedHashMap<CarrierServiceId, CarrierService>();
    for (CarrierService row : rows) {
      byId.merge(row.id(), row, CarrierServiceShape::join);
    }
    return List.copyOf(byId.values());
  }

  private static CarrierService join(CarrierService earlier, CarrierService row) {
    var zones = new ArrayList<>(earlier.zones());
    zones.addAll(row.zones());
    return new CarrierService(
        row.id(),
        row.carrier(),
        row.name(),
        row.currency(),
        row.volumetricDivisor(),
        row.publishedOnTime(),
        zones);
  }

  static CarrierServiceShape of(CarrierService service) {
    return new CarrierServiceShape(
        service.id().value(),
        service.carrier(),
        service.name(),
        service.currency().getCurrencyCode(),
        service.volumetricDivisor(),
        service.publishedOnTime().value(),
        service.zones().stream().map(Zone::of).toList());
  }
}
