package dev.whence.service.http.catalog;

import dev.whence.domain.Money;
import dev.whence.domain.inventory.NodeCalendar;
import dev.whence.domain.inventory.NodeType;
import dev.whence.domain.inventory.OpenDay;
import dev.whence.domain.inventory.ServiceCutoff;
import dev.whence.domain.inventory.ShipNode;
import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.service.http.Fields;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Currency;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A ship node in the API.
///
/// @param channels empty serves every one
/// @param workingDays with `cutoff`, a node that is open all day with one cutoff; null together
///   with it where `openingHours` say more
/// @param cutoff `HH:mm` in `timeZone`
/// @param serviceCutoffs null when there are none
/// @param processingMinutes counted in opening hours
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
    @Nullable List<DayOfWeek> workingDays,
    @Nullable String cutoff,
    @Nullable List<WeekFields.Open> openingHours,
    @Nullable List<WeekFields.Cutoff> serviceCutoffs,
    long processingMinutes,
    List<LocalDate> holidays,
    int parcelsPerDay,
    long parcelHandlingMinor,
    long unitHandlingMinor,
    String currency) {
  private static final int MOST_PARCELS_A_DAY = 10_000_000;
  private static final long MOST_HANDLING_MINOR = 100_000_000;
  private static final int LONGEST_PROCESSING_MINUTES = 90 * 24 * 60;
  private static final int MOST_HOLIDAYS = 4_000;
  private static final NodeCalendar PLACEHOLDER =
      new NodeCalendar(
          ZoneId.of("UTC"), Set.of(DayOfWeek.MONDAY), LocalTime.NOON, Duration.ZERO, Set.of());

  static ShipNode read(Fields fields) {
    Currency currency = fields.currency("currency");
    return new ShipNode(
        new ShipNodeId(fields.word("id")),
        fields.label("name"),
        fields.oneOf("type", NodeType.class),
        fields.country("country"),
        fields.wordOrEmpty("region"),
        fields.point("look its address up again"),
        fields.flagOr("active", true),
        fields.flagOr("handlesHazmat", false),
        Set.copyOf(fields.words("channels")),
        readCalendar(fields),
        fields.integer("parcelsPerDay", 0, MOST_PARCELS_A_DAY),
        new Money(fields.longInteger("parcelHandlingMinor", 0, MOST_HANDLING_MINOR), currency),
        new Money(fields.longInteger("unitHandlingMinor", 0, MOST_HANDLING_MINOR), currency));
  }

  private static NodeCalendar readCalendar(Fields fields) {
    int before = fields.errors().total();
    ZoneId zone = fields.zone("timeZone");
    List<OpenDay> week = WeekFields.week(fields);
    List<ServiceCutoff> cutoffs = WeekFields.serviceCutoffs(fields);
    Duration processing =
        Duration.ofMinutes(fields.integer("processingMinutes", 0, LONGEST_PROCESSING_MINUTES));
    List<LocalDate> holidays = fields.dates("holidays");
    if (holidays.size() > MOST_HOLIDAYS) {
      fields.complain("holidays", "must be at most " + MOST_HOLIDAYS, holidays.size() + " days");
    }
    String place = fields.has("openingHours") ? "openingHours" : "workingDays";
    return fields.made(
        cutoffs.isEmpty() ? place : "serviceCutoffs",
        before,
        PLACEHOLDER,
        () -> new NodeCalendar(zone, week, cutoffs, processing, Set.copyOf(holidays)));
  }

  static ShipNodeShape of(ShipNode node) {
    NodeCalendar calendar = node.calendar();
    @Nullable LocalTime cutoff = calendar.onlyCutoff().orElse(null);
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
        cutoff == null ? null : calendar.week().stream().map(OpenDay::day).toList(),
        cutoff == null ? null : cutoff.toString(),
        cutoff == null ? calendar.week().stream().map(WeekFields.Open::of).toList() : null,
        calendar.serviceCutoffs().isEmpty()
            ? null
            : calendar.serviceCutoffs().stream().map(WeekFields.Cutoff::of).toList(),
        calendar.processing().toMinutes(),
        calendar.holidays().stream().sorted().toList(),
        node.parcelsPerDay(),
        node.parcelHandling().minorUnits(),
        node.unitHandling().minorUnits(),
        node.parcelHandling().currency().getCurrencyCode());
  }
}
