package dev.whence.service.http.catalog;

import dev.whence.domain.carriers.CarrierServiceId;
import dev.whence.domain.inventory.OpenDay;
import dev.whence.domain.inventory.ServiceCutoff;
import dev.whence.service.http.Fields;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The week of a ship node in the API: working days with one cutoff, or opening hours by weekday;
/// and the cutoffs of single carrier services.
///
/// In a cell, `MONDAY-FRIDAY 08:00-18:00 16:00|SATURDAY 09:00-13:00 12:00` are opening hours, and
/// `COURIER MONDAY-FRIDAY 18:00` is a cutoff of the carrier service `COURIER`.
final class WeekFields {
  private static final int MOST_CUTOFFS = 7_000;
  private static final String DAYS = "([A-Z]+)(?:-([A-Z]+))?";
  private static final String TIME = "([0-9]{2}:[0-9]{2})";
  private static final Pattern OPEN =
      Pattern.compile(DAYS + " +" + TIME + " *- *" + TIME + " +" + TIME);
  private static final Pattern CUTOFF = Pattern.compile("(.+?) +" + DAYS + " +" + TIME);

  /// A day in opening hours as it is given back.
  ///
  /// @param closes `24:00` at the end of the day
  record Open(DayOfWeek day, String opens, String closes, String cutoff) {
    static Open of(OpenDay open) {
      String closes = open.closes().equals(LocalTime.MIDNIGHT) ? "24:00" : open.closes().toString();
      return new Open(open.day(), open.opens().toString(), closes, open.cutoff().toString());
    }
  }

  record Cutoff(String carrierService, DayOfWeek day, String cutoff) {
    static Cutoff of(ServiceCutoff cutoff) {
      return new Cutoff(cutoff.carrierService().value(), cutoff.day(), cutoff.cutoff().toString());
    }
  }

  private WeekFields() {}

  /// Every open day; not empty where no error was added.
  static List<OpenDay> week(Fields fields) {
    boolean hasDays = fields.has("workingDays");
    boolean hasCutoff = fields.has("cutoff");
    if (!fields.has("openingHours")) {
      return allDay(fields);
    }
    if (hasDays || hasCutoff) {
      fields.complain(
          "openingHours",
          "stand beside workingDays or cutoff.\nMaybe drop those two; opening hours say both");
    }
    return fields.isTable()
        ? cells(
            fields,
            "openingHours",
            OPEN,
            "must be like MONDAY-FRIDAY 08:00-18:00 16:00, several separated by |",
            WeekFields::openDays)
        : fields.objects("openingHours", 1, 7, WeekFields::openDays).stream()
            .flatMap(List::stream)
            .toList();
  }

  private static List<OpenDay> allDay(Fields fields) {
    List<DayOfWeek> days = fields.listOf("workingDays", DayOfWeek.class);
    if (days.isEmpty()) {
      fields.complain("workingDays", "must name at least one day");
    }
    LocalTime cutoff = fields.time("cutoff");
    return days.stream().map(day -> OpenDay.allDay(day, cutoff)).toList();
  }

  private static List<OpenDay> openDays(Fields fields) {
    int before = fields.errors().total();
    Set<DayOfWeek> days = days(fields);
    LocalTime opens = fields.time("opens");
    LocalTime closes = fields.closingTime("closes");
    LocalTime cutoff = fields.time("cutoff");
    return fields.made(
        "cutoff",
        before,
        List.of(),
        () -> days.stream().map(day -> new OpenDay(day, opens, closes, cutoff)).toList());
  }

  private static List<OpenDay> openDays(Matcher cell) {
    LocalTime opens = LocalTime.parse(cell.group(3));
    LocalTime closes =
        cell.group(4).equals("24:00") ? LocalTime.MIDNIGHT : LocalTime.parse(cell.group(4));
    LocalTime cutoff = LocalTime.parse(cell.group(5));
    return days(cell.group(1), cell.group(2)).stream()
        .map(day -> new OpenDay(day, opens, closes, cutoff))
        .toList();
  }

  static List<ServiceCutoff> serviceCutoffs(Fields fields) {
    if (!fields.has("serviceCutoffs")) {
      return List.of();
    }
    return fields.isTable()
        ? cells(
            fields,
            "serviceCutoffs",
            CUTOFF,
            "must be like COURIER MONDAY-FRIDAY 18:00, several separated by |",
            WeekFields::serviceCutoffs)
        : fields.objects("serviceCutoffs", 0, MOST_CUTOFFS, WeekFields::cutoffs).stream()
            .flatMap(List::stream)
            .toList();
  }

  private static List<ServiceCutoff> cutoffs(Fields fields) {
    var service = new CarrierServiceId(fields.word("carrierService"));
    Set<DayOfWeek> days = days(fields);
    LocalTime cutoff = fields.time("cutoff");
    return days.stream().map(day -> new ServiceCutoff(service, day, cutoff)).toList();
  }

  private static List<ServiceCutoff> serviceCutoffs(Matcher cell) {
    var service = new CarrierServiceId(cell.group(1));
    LocalTime cutoff = LocalTime.parse(cell.group(4));
    return days(cell.group(2), cell.group(3)).stream()
        .map(day -> new ServiceCutoff(service, day, cutoff))
        .toList();
  }

  private static Set<DayOfWeek> days(Fields fields) {
    if (!fields.has("days")) {
      return EnumSet.of(fields.oneOf("day", DayOfWeek.class));
    }
    if (fields.has("day")) {
      fields.complain("day", "stands beside days.\nMaybe keep the list alone");
    }
    List<DayOfWeek> days = fields.listOf("days", DayOfWeek.class);
    if (days.isEmpty()) {
      fields.complain("days", "must name at least one day");
      return EnumSet.allOf(DayOfWeek.class);
    }
    return EnumSet.copyOf(days);
  }

  /// `SATURDAY-MONDAY` goes over the Sunday.
  private static List<DayOfWeek> days(String first, @Nullable String last) {
    DayOfWeek end = DayOfWeek.valueOf(last == null ? first : last);
    var days = new ArrayList<DayOfWeek>();
    DayOfWeek day = DayOfWeek.valueOf(first);
    days.add(day);
    while (day != end) {
      day = day.plus(1);
      days.add(day);
    }
    return days;
  }

  private static <T> List<T> cells(
      Fields fields,
      String name,
      Pattern pattern,
      String expected,
      Function<Matcher, List<T>> read) {
    var all = new ArrayList<T>();
    for (String part : fields.words(name)) {
      Matcher matcher = pattern.matcher(part);
      try {
        if (!matcher.matches()) {
          throw new DateTimeException(part);
        }
        all.addAll(read.apply(matcher));
      } catch (DateTimeException e) {
        fields.complain(name, expected, part);
      } catch (IllegalArgumentException e) {
        String message = String.valueOf(e.getMessage());
        fields.complain(name, message.startsWith("No enum") ? expected : message, part);
      }
    }
    return all;
  }
}
