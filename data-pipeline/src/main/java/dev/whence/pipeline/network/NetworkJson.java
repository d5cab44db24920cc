package dev.whence.pipeline.network;

import dev.whence.domain.carriers.CarrierService;
import dev.whence.domain.carriers.RateZone;
import dev.whence.domain.inventory.Item;
import dev.whence.domain.inventory.NodeCalendar;
import dev.whence.domain.inventory.ShipNode;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;

/// The element shapes of the service's bulk endpoints. Component names are the field names.
final class NetworkJson {

  private static final DateTimeFormatter CUTOFF = DateTimeFormatter.ofPattern("HH:mm");

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
      List<String> workingDays,
      String cutoff,
      long processingMinutes,
      List<String> holidays,
      int parcelsPerDay,
      long parcelHandlingMinor,
      long unitHandlingMinor,
      String currency) {

    static ShipNodeJson of(ShipNode node) {
      NodeCalendar calendar = node.calendar();
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
          calendar.workingDays().stream().sorted().map(DayOfWeek::name).toList(),
          CUTOFF.format(calendar.cutoff()),
          calendar.processing().toMinutes(),
          calendar.holidays().stream().sorted().map(LocalDate::toString).toList(),
          node.parcelsPerDay(),
          node.parcelHandling().minorUnits(),
          node.unitHandling().minorUnits(),
          node.parcelHandling().currency().getCurrencyCode());
    }
  }

  record CarrierServiceJson(
      String id,
      String carrier,
      String name,
      String currency,
      int volumetricDivisor,
      double publishedOnTime,
      List<ZoneJson> zones) {

    static CarrierServiceJson of(CarrierService service) {
      return new CarrierServiceJson(
          service.id().value(),
          service.carrier(),
          service.name(),
          service.currency().getCurrencyCode(),
          service.volumetricDivisor(),
          service.publishedOnTime().value(),
          service.zones().stream().map(ZoneJson::of).toList());
    }
  }

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
          zone.perKilogram().minorUnits(),
          zone.transitDays());
    }
  }

  record ItemJson(
      String sku,
      String category,
      int weightGrams,
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
