package dev.whence.pipeline.network;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.whence.domain.carriers.CarrierCalendar;
import dev.whence.domain.carriers.CarrierService;
import dev.whence.domain.carriers.RateZone;
import dev.whence.domain.inventory.Item;
import dev.whence.domain.inventory.NodeCalendar;
import dev.whence.domain.inventory.OpenDay;
import dev.whence.domain.inventory.ServiceCutoff;
import dev.whence.domain.inventory.ShipNode;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The element shapes of the service's bulk endpoints. Component names are the field names.
final class NetworkJson {

  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm");

  private NetworkJson() {}

  record ShipNodeJson(
      String id,
      String name,
      String type,
      String country,
      String region,
      double latitude,
      double longitude,
      boolean active,
      boolean handlesHazmat,
      List<String> channels,
      String timeZone,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> workingDays,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) String cutoff,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<OpenDayJson> openingHours,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<ServiceCutoffJson> serviceCutoffs,
      long processingMinutes,
      List<String> holidays,
      int parcelsPerDay,
      long parcelHandlingMinor,
      long unitHandlingMinor,
      String currency) {

    static ShipNodeJson of(ShipNode node) {
      NodeCalendar calendar = node.calendar();
      Optional<LocalTime> only = calendar.onlyCutoff();
      return new ShipNodeJson(
          node.id().value(),
          node.name(),
          node.type().name(),
          node.country(),
          node.region(),
          node.location().latitude(),
          node.location().longitude(),
          node.active(),
          node.handlesHazmat(),
          node.channels().stream().sorted().toList(),
          calendar.timeZone().getId(),
          only.isPresent()
              ? calendar.week().stream().map(open -> open.day().name()).toList()
              : List.of(),
          only.map(TIME::format).orElse(""),
          only.isPresent() ? List.of() : calendar.week().stream().map(OpenDayJson::of).toList(),
          calendar.serviceCutoffs().stream().map(ServiceCutoffJson::of).toList(),
          calendar.processing().toMinutes(),
          calendar.holidays().stream().sorted().map(LocalDate::toString).toList(),
          node.parcelsPerDay(),
          node.parcelHandling().minorUnits(),
          node.unitHandling().minorUnits(),
          node.parcelHandling().currency().getCurrencyCode());
    }
  }

  /// @param closes `24:00` at the end of the day
  record OpenDayJson(String day, String opens, String closes, String cutoff) {
    static OpenDayJson of(OpenDay open) {
      return new OpenDayJson(
          open.day().name(),
          TIME.format(open.opens()),
          open.closes().equals(LocalTime.MIDNIGHT) ? "24:00" : TIME.format(open.closes()),
          TIME.format(open.cutoff()));
    }
  }

  record ServiceCutoffJson(String carrierService, String day, String cutoff) {
    static ServiceCutoffJson of(ServiceCutoff cutoff) {
      return new ServiceCutoffJson(
          cutoff.carrierService().value(), cutoff.day().name(), TIME.format(cutoff.cutoff()));
    }
  }

  record CarrierServiceJson(
      String id,
      String carrier,
      String name,
      String currency,
      int volumetricDivisor,
      double publishedOnTime,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable CalendarJson calendar,
      List<ZoneJson> zones) {

    static CarrierServiceJson of(CarrierService service) {
      return new CarrierServiceJson(
          service.id().value(),
          service.carrier(),
          service.name(),
          service.currency().getCurrencyCode(),
          service.card().volumetricDivisor(),
          service.publishedOnTime().value(),
          service.calendar().equals(CarrierCalendar.USUAL)
              ? null
              : CalendarJson.of(service.calendar()),
          service.card().zones().stream().map(ZoneJson::of).toList());
    }
  }

  record CalendarJson(
      List<String> pickupDays, List<String> deliveryDays, List<String> holidays, String counting) {
    static CalendarJson of(CarrierCalendar calendar) {
      return new CalendarJson(
          calendar.pickupDays().stream().sorted().map(DayOfWeek::name).toList(),
          calendar.deliveryDays().stream().sorted().map(DayOfWeek::name).toList(),
          calendar.holidays().stream().sorted().map(LocalDate::toString).toList(),
          calendar.counting().name());
    }
  }

  /// A zone by distance with a price for the parcel and one for each kilogram: the only kind that a
  /// history or the simulator gives.
  record ZoneJson(
      String originCountry,
      String destinationCountry,
      int upToKm,
      long perParcelMinor,
      long perKilogramMinor,
      int transitDays) {

    static ZoneJson of(RateZone zone) {
      return new ZoneJson(
          zone.originCountry(),
          zone.destinationCountry(),
          zone.upToKm(),
          zone.perParcel().minorUnits(),
          zone.perKilogram().roundedMinorUnits(),
          zone.transitDays());
    }
  }

  record ItemJson(
      String sku,
      String category,
      long weightGrams,
      int volumeCm3,
      int longestSideMm,
      boolean hazmat) {

    static ItemJson of(Item item) {
      return new ItemJson(
          item.sku().value(),
          item.category(),
          item.weightGrams(),
          item.volumeCm3(),
          item.longestSideMm(),
          item.hazmat());
    }
  }
}
