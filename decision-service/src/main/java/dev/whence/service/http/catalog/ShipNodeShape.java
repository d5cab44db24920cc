package dev.whence.service.http.catalog;

import dev.whence.domain.GeoPoint;
import dev.whence.domain.Money;
import dev.whence.domain.inventory.NodeCalendar;
import dev.whence.domain.inventory.NodeType;
import dev.whence.domain.inventory.ShipNode;
import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.service.http.Fields;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Currency;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// A ship node in the API.
///
/// @param channels empty serves every one
/// @param cutoff `HH:mm` in `timeZone`
/// @param currency of both handling costs
public record ShipNodeShape(
    String id,
    String name,
    NodeType type,
    String country,
    String region,
    double latitude,
    double longitude,
    boolean active,
    boolean handlesHazmat,
    List<String> channels,
    String timeZone,
    List<DayOfWeek> workingDays,
    String cutoff,
    long processingMinutes,
    List<LocalDate> holidays,
    int parcelsPerDay,
    long parcelHandlingMinor,
    long unitHandlingMinor,
    String currency) {
  private static final int MOST_PARCELS_A_DAY = 10_000_000;
  private static final long MOST_HANDLING_MINOR = 100_000_000;
  private static final int LONGEST_PROCESSING_MINUTES = 90 * 24 * 60;

  static ShipNode read(Fields fields) {
    Currency currency = fields.currency("currency");
    return new ShipNode(
        new ShipNodeId(fields.word("id")),
        fields.word("name"),
        fields.oneOf("type", NodeType.class),
        fields.country("country"),
        fields.wordOrEmpty("region"),
        new GeoPoint(fields.decimal("latitude", -90, 90), fields.decimal("longitude", -180, 180)),
        fields.flagOr("active", true),
        fields.flagOr("handlesHazmat", false),
        Set.copyOf(fields.words("channels")),
        readCalendar(fields),
        fields.integer("parcelsPerDay", 0, MOST_PARCELS_A_DAY),
        new Money(fields.longInteger("parcelHandlingMinor", 0, MOST_HANDLING_MINOR), currency),
        new Money(fields.longInteger("unitHandlingMinor", 0, MOST_HANDLING_MINOR), currency));
  }

  private static NodeCalendar readCalendar(Fields fields) {
    return new NodeCalendar(
        fields.zone("timeZone"),
        workingDays(fields),
        fields.time("cutoff"),
        Duration.ofMinutes(fields.integer("processingMinutes", 0, LONGEST_PROCESSING_MINUTES)),
        Set.copyOf(fields.dates("holidays")));
  }

  private static Set<DayOfWeek> workingDays(Fields fields) {
    List<DayOfWeek> days = fields.listOf("workingDays", DayOfWeek.class);
    if (days.isEmpty()) {
      fields.complain("workingDays", "must name at least one day");
      return EnumSet.allOf(DayOfWeek.class);
    }
    return EnumSet.copyOf(days);
  }

  static ShipNodeShape of(ShipNode node) {
    NodeCalendar calendar = node.calendar();
    return new ShipNodeShape(
        node.id().value(),
        node.name(),
        node.type(),
        node.country(),
        node.region(),
        node.location().latitude(),
        node.location().longitude(),
        node.active(),
        node.handlesHazmat(),
        node.channels().stream().sorted().toList(),
        calendar.timeZone().getId(),
        calendar.workingDays().stream().sorted().toList(),
        calendar.cutoff().toString(),
        calendar.processing().toMinutes(),
        calendar.holidays().stream().sorted().toList(),
        node.parcelsPerDay(),
        node.parcelHandling().minorUnits(),
        node.unitHandling().minorUnits(),
        node.parcelHandling().currency().getCurrencyCode());
  }
}
