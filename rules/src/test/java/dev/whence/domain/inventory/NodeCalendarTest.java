package dev.whence.domain.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whence.domain.carriers.CarrierServiceId;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class NodeCalendarTest {
  private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final CarrierServiceId COURIER = new CarrierServiceId("COURIER");
  private static final CarrierServiceId POST = new CarrierServiceId("POST");
  private static final Set<DayOfWeek> MONDAY_TO_FRIDAY =
      EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY);

  @Test
  void twoDaysOfProcessingFromFridayEveningEndOnTuesdayAndNotOnMonday() {
    NodeCalendar calendar = allDay(NEW_YORK, "16:00", 2_880);

    assertThat(packed(calendar, "2026-11-27T17:00")).isEqualTo("2026-12-01T17:00");
    assertThat(first(calendar, "2026-11-27T17:00")).isEqualTo("2026-12-02T16:00");
    assertThat(first(calendar, "2026-11-27T16:00")).isEqualTo("2026-12-01T16:00");
  }

  @Test
  void oneDayOfProcessingFromTheWeekendEndsOnTuesday() {
    NodeCalendar calendar = allDay(NEW_YORK, "16:00", 1_440);

    assertThat(first(calendar, "2026-11-27T17:00")).isEqualTo("2026-12-01T16:00");
    assertThat(first(calendar, "2026-11-28T10:00")).isEqualTo("2026-12-01T16:00");
    assertThat(first(calendar, "2026-11-29T10:00")).isEqualTo("2026-12-01T16:00");
    assertThat(first(calendar, "2026-11-26T16:00")).isEqualTo("2026-11-27T16:00");
    assertThat(first(calendar, "2026-11-26T16:01")).isEqualTo("2026-11-30T16:00");
  }

  @Test
  void nightsAndClosedDaysAreNotCountedAsProcessing() {
    NodeCalendar calendar = nineToFive(90);

    assertThat(packed(calendar, "2026-11-23T07:00")).isEqualTo("2026-11-23T10:30");
    assertThat(packed(calendar, "2026-11-23T15:30")).isEqualTo("2026-11-23T17:00");
    assertThat(packed(calendar, "2026-11-23T15:31")).isEqualTo("2026-11-24T09:01");
    assertThat(packed(calendar, "2026-11-27T16:30")).isEqualTo("2026-11-30T10:00");
    assertThat(packed(calendar, "2026-12-24T16:30")).isEqualTo("2026-12-28T10:00");
  }

  @Test
  void timeIsCountedWhileTheNodeIsOpen() {
    NodeCalendar calendar = nineToFive(90);

    assertThat(open(calendar, "2026-11-23T10:00", "2026-11-23T10:45")).isEqualTo(45);
    assertThat(open(calendar, "2026-11-23T07:00", "2026-11-23T09:10")).isEqualTo(10);
    assertThat(open(calendar, "2026-11-27T16:50", "2026-11-30T09:05")).isEqualTo(15);
    assertThat(open(calendar, "2026-11-28T10:00", "2026-11-28T18:00")).isZero();
    assertThat(open(calendar, "2026-11-23T12:00", "2026-11-23T10:00")).isZero();
    assertThat(open(calendar, "2026-12-24T16:00", "2026-12-28T10:00")).isEqualTo(120);
  }

  private static long open(NodeCalendar calendar, String from, String to) {
    return calendar.openBetween(at(NEW_YORK, from), at(NEW_YORK, to)).toMinutes();
  }

  @Test
  void aSaturdayHasHoursAndACutoffOfItsOwn() {
    var calendar =
        new NodeCalendar(
            BERLIN,
            List.of(
                day(DayOfWeek.FRIDAY, "08:00", "18:00", "16:00"),
                day(DayOfWeek.SATURDAY, "09:00", "13:00", "12:00")),
            List.of(),
            Duration.ofMinutes(60),
            Set.of());

    assertThat(first(calendar, "2026-11-27T15:00")).isEqualTo("2026-11-27T16:00");
    assertThat(first(calendar, "2026-11-27T15:01")).isEqualTo("2026-11-28T12:00");
    assertThat(first(calendar, "2026-11-28T11:00")).isEqualTo("2026-11-28T12:00");
    assertThat(first(calendar, "2026-11-28T11:01")).isEqualTo("2026-12-04T16:00");
  }

  @Test
  void aServiceWithACutoffOfItsOwnIsHandedOverThenAndOnOtherDaysAtTheDaysCutoff() {
    var calendar =
        new NodeCalendar(
            BERLIN,
            List.of(
                day(DayOfWeek.MONDAY, "08:00", "18:00", "16:00"),
                day(DayOfWeek.TUESDAY, "08:00", "18:00", "16:00")),
            List.of(new ServiceCutoff(COURIER, DayOfWeek.MONDAY, LocalTime.of(17, 30))),
            Duration.ZERO,
            Set.of(LocalDate.of(2026, 12, 1)));
    Instant now = at(BERLIN, "2026-11-23T16:30");

    assertThat(calendar.hasCutoffsFor(COURIER)).isTrue();
    assertThat(calendar.hasCutoffsFor(POST)).isFalse();
    assertThat(handovers(calendar, now, 8, COURIER))
        .containsExactly("2026-11-23T17:30", "2026-11-24T16:00", "2026-11-30T17:30");
    assertThat(handovers(calendar, now, 8, POST))
        .containsExactly("2026-11-24T16:00", "2026-11-30T16:00");
  }

  @Test
  void aHandoverAtTheVeryMomentOfPackingIsMade() {
    NodeCalendar calendar = nineToFive(60);

    assertThat(first(calendar, "2026-11-23T15:00")).isEqualTo("2026-11-23T16:00");
    assertThat(calendar.firstHandover(at(NEW_YORK, "2026-11-23T15:00").plusNanos(1), 30))
        .map(Handover::day)
        .hasValue(LocalDate.of(2026, 11, 24));
  }

  @Test
  void theDayOfTheSpringChangeHasOneHourLessToWork() {
    NodeCalendar calendar = everyDay(BERLIN, "00:00", "00:00", "23:00", 24 * 60);

    assertThat(packed(calendar, "2026-03-28T00:00")).isEqualTo("2026-03-29T00:00");
    assertThat(packed(calendar, "2026-03-29T00:00")).isEqualTo("2026-03-30T01:00");
    assertThat(packed(calendar, "2026-10-25T00:00")).isEqualTo("2026-10-25T23:00");
  }

  @Test
  void aCutoffThatTheClocksSkipFallsAnHourLaterButNeverBehindTheClosingTime() {
    NodeCalendar open = everyDay(BERLIN, "00:00", "00:00", "02:30", 0);
    NodeCalendar closing = everyDay(BERLIN, "00:00", "03:00", "02:30", 0);

    assertThat(first(open, "2026-03-29T00:00")).isEqualTo("2026-03-29T03:30");
    assertThat(first(closing, "2026-03-29T00:00")).isEqualTo("2026-03-29T03:00");
    assertThat(first(closing, "2026-03-28T00:00")).isEqualTo("2026-03-28T02:30");
  }

  @Test
  void ofACutoffThatComesTwiceTheFirstCounts() {
    NodeCalendar calendar = everyDay(BERLIN, "00:00", "00:00", "02:30", 0);

    assertThat(calendar.firstHandover(at(BERLIN, "2026-10-25T00:00"), 3))
        .map(Handover::at)
        .hasValue(Instant.parse("2026-10-25T00:30:00Z"));
    assertThat(calendar.firstHandover(Instant.parse("2026-10-25T01:00:00Z"), 3))
        .map(Handover::at)
        .hasValue(Instant.parse("2026-10-26T01:30:00Z"));
  }

  @Test
  void anOpeningInsideTheSkippedHourLeavesNoTimeBeforeTheClosing() {
    NodeCalendar calendar = everyDay(BERLIN, "02:30", "03:00", "03:00", 30);

    assertThat(packed(calendar, "2026-03-29T00:00")).isEqualTo("2026-03-30T03:00");
  }

  @Test
  void aNodeThatIsClosedForLongHasNoHandoverAndNoException() {
    var holidays = new HashSet<LocalDate>();
    for (int i = 0; i < 402; i++) {
      holidays.add(LocalDate.of(2026, 11, 23).plusDays(i));
    }
    var closed =
        new NodeCalendar(
            NEW_YORK, MONDAY_TO_FRIDAY, LocalTime.of(16, 0), Duration.ofMinutes(60), holidays);
    var now = at(NEW_YORK, "2026-11-23T10:00");

    assertThat(closed.firstHandover(now, 366)).isEmpty();
    assertThat(closed.packedAfter(now, 366)).isEmpty();
    assertThat(closed.handovers(now, now, 366, POST)).isEmpty();
    assertThat(closed.handoverBefore(now.plusSeconds(86_400 * 300L), 60)).isEmpty();
    assertThat(closed.minutesToCutoff(now, now)).isNegative();
    assertThat(closed.latestOrderFor(now, now, 30)).isPresent();
  }

  @Test
  void aMondayNodeWithFiftySevenMondaysOffIsClosedToo() {
    var holidays = new HashSet<LocalDate>();
    for (int i = 0; i < 57; i++) {
      holidays.add(LocalDate.of(2026, 11, 23).plusWeeks(i));
    }
    var calendar =
        new NodeCalendar(
            NEW_YORK, Set.of(DayOfWeek.MONDAY), LocalTime.of(16, 0), Duration.ZERO, holidays);

    assertThat(calendar.firstHandover(at(NEW_YORK, "2026-11-23T10:00"), 366)).isEmpty();
    assertThat(calendar.firstHandover(at(NEW_YORK, "2026-11-23T10:00"), 400))
        .map(Handover::day)
        .hasValue(LocalDate.of(2027, 12, 27));
  }

  @Test
  void theLatestOrderForAHandoverIsTheLastSecondThatMakesIt() {
    NodeCalendar calendar = nineToFive(90);
    Instant monday = at(NEW_YORK, "2026-11-30T09:30");

    assertThat(calendar.latestOrderFor(monday, monday, 10))
        .hasValue(at(NEW_YORK, "2026-11-27T16:00"));
    assertThat(calendar.latestOrderFor(at(NEW_YORK, "2026-11-30T16:00"), monday, 10))
        .hasValue(monday);
  }

  @Test
  void minutesToTheCutoffOfTheDayAreRoundedDownAndNegativeOnceMissed() {
    NodeCalendar calendar = nineToFive(0);
    Instant now = at(NEW_YORK, "2026-11-23T10:00");

    assertThat(calendar.minutesToCutoff(now, at(NEW_YORK, "2026-11-23T15:30:30"))).isEqualTo(29);
    assertThat(calendar.minutesToCutoff(now, at(NEW_YORK, "2026-11-23T16:00"))).isZero();
    assertThat(calendar.minutesToCutoff(now, at(NEW_YORK, "2026-11-23T16:00:01"))).isEqualTo(-1);
  }

  @Test
  void whatCannotBeACalendarIsRefusedInWords() {
    assertThatThrownBy(() -> day(DayOfWeek.MONDAY, "18:00", "08:00", "08:00"))
        .hasMessageContaining("MONDAY opens at 18:00 and closes at 08:00");
    assertThatThrownBy(() -> day(DayOfWeek.MONDAY, "08:00", "18:00", "18:01"))
        .hasMessageContaining("The cutoff 18:01 on MONDAY lies outside");
    assertThatThrownBy(() -> day(DayOfWeek.MONDAY, "08:00", "24:00", "00:00"))
        .hasMessageContaining("08:00 to 24:00");
    OpenDay monday = day(DayOfWeek.MONDAY, "08:00", "18:00", "16:00");
    assertThatThrownBy(() -> calendar(List.of(monday, monday)))
        .hasMessageContaining("MONDAY twice");
    assertThatThrownBy(() -> calendar(List.of())).hasMessageContaining("at least one open day");
    var late = new ServiceCutoff(COURIER, DayOfWeek.MONDAY, LocalTime.of(19, 0));
    assertThatThrownBy(() -> calendar(List.of(monday), late))
        .hasMessageContaining("The cutoff of COURIER 19:00 on MONDAY lies outside");
    var sunday = new ServiceCutoff(COURIER, DayOfWeek.SUNDAY, LocalTime.of(12, 0));
    assertThatThrownBy(() -> calendar(List.of(monday), sunday))
        .hasMessageContaining("COURIER has a cutoff on SUNDAY, when the node is closed");
    var noon = new ServiceCutoff(COURIER, DayOfWeek.MONDAY, LocalTime.NOON);
    var one = new ServiceCutoff(COURIER, DayOfWeek.MONDAY, LocalTime.of(13, 0));
    assertThatThrownBy(() -> calendar(List.of(monday), noon, one))
        .hasMessageContaining("COURIER has two cutoffs on MONDAY");
  }

  /// Against a clock that ticks minute by minute.
  @Test
  void processingIsWhatAMinuteByMinuteClockCounts() {
    var random = new SplittableRandom(7);
    for (int run = 0; run < 60; run++) {
      NodeCalendar calendar = random(random);
      Instant now =
          at(BERLIN, random.nextBoolean() ? "2026-03-27T00:00" : "2026-10-23T00:00")
              .plusSeconds(60L * random.nextInt(4 * 1_440));

      assertThat(calendar.packedAfter(now, 30))
          .as("%s at %s", calendar, now)
          .isEqualTo(ticked(calendar, now));
    }
  }

  @Test
  void whoOrdersLaterIsNeverPackedEarlier() {
    var random = new SplittableRandom(8);
    for (int run = 0; run < 60; run++) {
      NodeCalendar calendar = random(random);
      Instant now = at(BERLIN, "2026-03-26T00:00");
      Instant before = Instant.MIN;
      for (int i = 0; i < 200; i++, now = now.plusSeconds(random.nextInt(7_200))) {
        Instant packed = calendar.packedAfter(now, 60).orElseThrow();
        assertThat(packed).isAfterOrEqualTo(before).isAfterOrEqualTo(now);
        before = packed;
      }
    }
  }

  private static Optional<Instant> ticked(NodeCalendar calendar, Instant now) {
    long left = calendar.processing().toMinutes();
    Instant tick = now;
    for (int i = 0; left > 0 && i < 30 * 1_440; i++, tick = tick.plusSeconds(60)) {
      LocalDateTime local = LocalDateTime.ofInstant(tick, BERLIN);
      boolean open =
          calendar.week().stream()
              .anyMatch(day ->
                  day.day() == local.getDayOfWeek()
                      && !local.toLocalTime().isBefore(day.opens())
                      && (day.closes().equals(LocalTime.MIDNIGHT)
                          || local.toLocalTime().isBefore(day.closes())));
      left -= open && !calendar.holidays().contains(local.toLocalDate()) ? 1 : 0;
    }
    return left > 0 ? Optional.empty() : Optional.of(tick);
  }

  /// Hours that begin and end outside the hours in which the clocks change.
  private static NodeCalendar random(SplittableRandom random) {
    var week = new ArrayList<OpenDay>();
    for (DayOfWeek day : DayOfWeek.values()) {
      LocalTime opens = LocalTime.of(4 + random.nextInt(6), 15 * random.nextInt(4));
      LocalTime closes =
          random.nextBoolean() ? LocalTime.MIDNIGHT : LocalTime.of(11 + random.nextInt(10), 30);
      if (week.isEmpty() || random.nextInt(4) > 0) {
        week.add(
            new OpenDay(day, random.nextInt(3) == 0 ? LocalTime.MIDNIGHT : opens, closes, opens));
      }
    }
    return new NodeCalendar(
        BERLIN,
        week,
        List.of(),
        Duration.ofMinutes(1 + random.nextInt(3_000)),
        Set.of(LocalDate.of(2026, 3, 30), LocalDate.of(2026, 10, 24)));
  }

  private static NodeCalendar calendar(List<OpenDay> week, ServiceCutoff... cutoffs) {
    return new NodeCalendar(BERLIN, week, List.of(cutoffs), Duration.ZERO, Set.of());
  }

  private static NodeCalendar allDay(ZoneId zone, String cutoff, int minutes) {
    return new NodeCalendar(
        zone, MONDAY_TO_FRIDAY, LocalTime.parse(cutoff), Duration.ofMinutes(minutes), Set.of());
  }

  private static NodeCalendar everyDay(
      ZoneId zone, String opens, String closes, String cutoff, int minutes) {
    return new NodeCalendar(
        zone,
        EnumSet.allOf(DayOfWeek.class).stream()
            .map(day -> day(day, opens, closes, cutoff))
            .toList(),
        List.of(),
        Duration.ofMinutes(minutes),
        Set.of());
  }

  private static NodeCalendar nineToFive(int minutes) {
    return new NodeCalendar(
        NEW_YORK,
        MONDAY_TO_FRIDAY.stream().map(day -> day(day, "09:00", "17:00", "16:00")).toList(),
        List.of(),
        Duration.ofMinutes(minutes),
        Set.of(LocalDate.of(2026, 12, 25)));
  }

  private static OpenDay day(DayOfWeek day, String opens, String closes, String cutoff) {
    return new OpenDay(
        day,
        LocalTime.parse(opens),
        closes.equals("24:00") ? LocalTime.MIDNIGHT : LocalTime.parse(closes),
        LocalTime.parse(cutoff));
  }

  private static Instant at(ZoneId zone, String local) {
    return LocalDateTime.parse(local).atZone(zone).toInstant();
  }

  private static String local(NodeCalendar calendar, Instant instant) {
    return LocalDateTime.ofInstant(instant, calendar.timeZone()).toString();
  }

  private static String packed(NodeCalendar calendar, String now) {
    return local(calendar, calendar.packedAfter(at(calendar.timeZone(), now), 60).orElseThrow());
  }

  private static String first(NodeCalendar calendar, String now) {
    Handover handover = calendar.firstHandover(at(calendar.timeZone(), now), 60).orElseThrow();
    assertThat(handover.day()).isEqualTo(handover.at().atZone(calendar.timeZone()).toLocalDate());
    return local(calendar, handover.at());
  }

  private static List<String> handovers(
      NodeCalendar calendar, Instant now, int days, CarrierServiceId service) {
    return calendar.handovers(now, now, days, service).stream()
        .map(handover -> local(calendar, handover.at()))
        .toList();
  }
}
