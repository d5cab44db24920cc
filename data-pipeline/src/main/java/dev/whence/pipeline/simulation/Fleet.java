package dev.whence.pipeline.simulation;

import dev.whence.domain.Money;
import dev.whence.domain.Probability;
import dev.whence.domain.carriers.CarrierCalendar;
import dev.whence.domain.carriers.CarrierCalendar.Counting;
import dev.whence.domain.carriers.CarrierService;
import dev.whence.domain.carriers.CarrierServiceId;
import dev.whence.domain.carriers.Lane;
import dev.whence.domain.carriers.RateCard;
import dev.whence.domain.carriers.RateZone;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.Currency;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The eight carrier services of the simulated country, of carriers that do not exist, with what
/// they publish and what is true of them. Cheap services are the unreliable ones.
record Fleet(CarrierService service, Fleet.Truth truth) {
  static final Fleet PARCEL_GROUND =
      of(
          "PARCEL_GROUND",
          new Published("Meridian Parcel", "Ground", 5_000, 0.92, Days.MONDAY_TO_SATURDAY),
          new Truth(-0.25, 0.12, 0.6, 0.20, 0.004, false),
          "250 640 45 1",
          "600 740 55 2",
          "1200 860 70 3",
          "2200 990 90 4",
          "5000 1120 110 5");
  static final Fleet PARCEL_2DAY =
      of(
          "PARCEL_2DAY",
          new Published("Meridian Parcel", "Two Day", 5_000, 0.95, Days.MONDAY_TO_SATURDAY),
          new Truth(-0.27, 0.10, 0.5, 0.10, 0.002, false),
          "1200 1390 170 2",
          "5000 1690 230 2");
  static final Fleet PARCEL_NEXT_DAY =
      of(
          "PARCEL_NEXT_DAY",
          new Published("Meridian Parcel", "Next Day", 5_000, 0.97, Days.EVERY_DAY),
          new Truth(-0.17, 0.10, 0.45, 0.08, 0.0015, true),
          "1200 2490 310 1",
          "5000 3190 420 1");
  static final Fleet POSTAL_SAVER =
      of(
          "POSTAL_SAVER",
          new Published("Federal Letter Post", "Saver", 0, 0.88, Days.MONDAY_TO_SATURDAY),
          new Truth(-0.20, 0.20, 0.8, 0.30, 0.010, false),
          "300 420 95 2",
          "1000 480 120 4",
          "2500 530 150 6",
          "5000 590 180 7");
  static final Fleet REGIONAL_EXPRESS =
      of(
          "REGIONAL_EXPRESS",
          new Published("Bluebird Regional", "Express", 5_000, 0.93, Days.EVERY_DAY),
          new Truth(-0.22, 0.16, 0.9, 0.25, 0.005, true),
          "350 690 60 1",
          "700 850 80 2");
  static final Fleet FREIGHT_LTL =
      of(
          "FREIGHT_LTL",
          new Published(
              "Ironbridge Freight", "Less Than Truckload", 4_000, 0.88, Days.MONDAY_TO_FRIDAY),
          new Truth(-0.27, 0.17, 0.7, 0.15, 0.003, false),
          "600 6900 28 3",
          "1500 8900 36 4",
          "5000 11900 48 6");
  static final Fleet SAME_DAY_COURIER =
      of(
          "SAME_DAY_COURIER",
          new Published("Citydash", "Same Day", 0, 0.94, Days.EVERY_DAY),
          new Truth(-0.80, 0.35, 0.9, 0.25, 0.004, true),
          "60 1150 80 1");
  static final Fleet HOME_DELIVERY =
      of(
          "HOME_DELIVERY",
          new Published(
              "Threshold Home", "Two-Person Delivery", 4_000, 0.90, Days.MONDAY_TO_SATURDAY),
          new Truth(-0.28, 0.18, 0.6, 0.20, 0.003, false),
          "400 4900 24 3",
          "1500 7400 30 5");

  /// Every service, by id.
  static final List<Fleet> ALL =
      List.of(
          FREIGHT_LTL,
          HOME_DELIVERY,
          PARCEL_2DAY,
          PARCEL_GROUND,
          PARCEL_NEXT_DAY,
          POSTAL_SAVER,
          REGIONAL_EXPRESS,
          SAME_DAY_COURIER);

  /// What the carrier says.
  private record Published(
      String carrier, String name, int volumetricDivisor, double onTime, Days days) {}

  /// On which days the carrier says that it collects and delivers. Freight counts working days.
  private enum Days {
    EVERY_DAY,
    MONDAY_TO_SATURDAY,
    MONDAY_TO_FRIDAY
  }

  /// What is true and no policy may see: parts of `ln(transit / published transit)`.
  ///
  /// @param level of the carrier service
  /// @param noise standard deviation of one parcel
  /// @param stormExposure share of a storm that hits it
  /// @param congestion per unit of load above normal
  /// @param lost share of parcels that never arrive
  /// @param sundays whether it delivers on Sundays
  record Truth(
      double level,
      double noise,
      double stormExposure,
      double congestion,
      double lost,
      boolean sundays) {}

  private static Fleet of(String id, Published published, Truth truth, String... zones) {
    return new Fleet(
        new CarrierService(
            new CarrierServiceId(id),
            published.carrier(),
            published.name(),
            new Probability(published.onTime()),
            calendar(published.days()),
            new RateCard(
                Currency.getInstance("USD"),
                published.volumetricDivisor(),
                1,
                List.of(zones).stream().map(Fleet::zone).toList(),
                List.of())),
        truth);
  }

  private static CarrierCalendar calendar(Days days) {
    return switch (days) {
      case EVERY_DAY -> calendar(DayOfWeek.SUNDAY, Counting.CALENDAR_DAYS);
      case MONDAY_TO_SATURDAY -> calendar(DayOfWeek.SATURDAY, Counting.CALENDAR_DAYS);
      case MONDAY_TO_FRIDAY -> calendar(DayOfWeek.FRIDAY, Counting.WORKING_DAYS);
    };
  }

  private static CarrierCalendar calendar(DayOfWeek last, Counting counting) {
    Set<DayOfWeek> days = EnumSet.range(DayOfWeek.MONDAY, last);
    return new CarrierCalendar(days, days, World.HOLIDAYS, counting);
  }

  /// The zone for a distance; every parcel stays in the country.
  Optional<RateZone> findZone(double distanceKm) {
    return service
        .card()
        .findZone(new Lane("US", "", "US", "", "", distanceKm, LocalDate.of(2026, 1, 1)));
  }

  /// @param text `upToKm perParcelMinor perKilogramMinor transitDays`
  private static RateZone zone(String text) {
    String[] fields = text.split(" ");
    return new RateZone(
        "US",
        "US",
        Integer.parseInt(fields[0]),
        new Money(Long.parseLong(fields[1]), Currency.getInstance("USD")),
        new Money(Long.parseLong(fields[2]), Currency.getInstance("USD")),
        Integer.parseInt(fields[3]));
  }

  String id() {
    return service.id().value();
  }
}
