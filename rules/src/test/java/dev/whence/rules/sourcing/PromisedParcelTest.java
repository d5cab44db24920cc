package dev.whence.rules.sourcing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.domain.Probability;
import dev.whence.domain.carriers.CarrierCalendar;
import dev.whence.domain.carriers.CarrierService;
import dev.whence.domain.carriers.CarrierServiceId;
import dev.whence.domain.carriers.RateCard;
import dev.whence.domain.estimates.TransitDistribution;
import dev.whence.domain.inventory.Handover;
import dev.whence.domain.inventory.NodeCalendar;
import dev.whence.domain.inventory.OpenDay;
import dev.whence.rules.sourcing.Milestones.Milestone;
import dev.whence.rules.sourcing.PromisedParcel.Heard;
import dev.whence.rules.sourcing.PromisedParcel.Outlook;
import dev.whence.rules.sourcing.PromisedParcel.Tells;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Currency;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PromisedParcelTest {
  private static final ZoneId CHICAGO = ZoneId.of("America/Chicago");
  private static final ZoneId PARIS = ZoneId.of("Europe/Paris");
  private static final Tells ALL = new Tells(true, true);
  private static final Tells NOTHING = new Tells(false, false);

  /// Monday 4 May 2026, nine in the morning.
  private static final Instant MONDAY = Instant.parse("2026-05-04T14:00:00Z");

  private final NodeCalendar weekdays = calendar(Set.of(), Duration.ofHours(2));

  /// Two days in the median, three at 90 %.
  private final PromisedParcel friday = parcel(weekdays, LocalDate.of(2026, 5, 8), MONDAY);

  @Test
  void worksBackFromThePromise() {
    Milestones milestones = friday.milestones(MONDAY);

    // Tuesday at five leaves Wednesday, Thursday and Friday: enough for 90 %. Wednesday does not.
    assertThat(milestones.handOverBy()).isEqualTo(at("2026-05-05T17:00"));
    assertThat(milestones.pickBy()).isEqualTo(at("2026-05-05T16:00"));
    assertThat(milestones.acceptBy()).isEqualTo(at("2026-05-05T15:00"));
  }

  @Test
  void aPromiseThatCannotBeKeptIsHandedOverAsPlanned() {
    Milestones milestones = parcel(weekdays, LocalDate.of(2026, 5, 5), MONDAY).milestones(MONDAY);

    assertThat(milestones.handOverBy()).isEqualTo(at("2026-05-04T17:00"));
  }

  @Test
  void processingIsCountedBackInOpeningHours() {
    // Ten hours of work for Tuesday at five begin on Monday at five, for the node is closed at
    // night.
    PromisedParcel slow =
        parcel(
            calendar(Set.of(), Duration.ofHours(10)),
            LocalDate.of(2026, 5, 8),
            at("2026-05-04T08:00"));

    assertThat(slow.milestones(at("2026-05-04T08:00")).acceptBy())
        .isEqualTo(at("2026-05-04T17:00"));
    assertThat(slow.milestones(at("2026-05-04T08:00")).pickBy()).isEqualTo(at("2026-05-05T12:00"));
  }

  @Test
  void eachMilestoneThatIsMissedMakesThePromiseUnlikely() {
    Milestones milestones = friday.milestones(MONDAY);

    Outlook before = friday.outlook(milestones, Heard.NOTHING, ALL, at("2026-05-05T14:59"));
    assertThat(before.missed()).isEmpty();
    assertThat(before.day()).contains(LocalDate.of(2026, 5, 8));
    assertThat(before.until()).isEqualTo(at("2026-05-05T15:00").plusSeconds(1));

    Outlook unaccepted = friday.outlook(milestones, Heard.NOTHING, ALL, before.until());
    assertThat(unaccepted.missed()).contains(Milestone.ACCEPT);
    assertThat(unaccepted.day()).contains(LocalDate.of(2026, 5, 9));
    assertThat(unaccepted.promiseChance()).isLessThan(0.9);
    assertThat(unaccepted.chance()).isGreaterThanOrEqualTo(0.9);

    var accepted =
        new Heard(Optional.of(at("2026-05-05T14:00")), Optional.empty(), Optional.empty());
    assertThat(friday.outlook(milestones, accepted, ALL, at("2026-05-05T15:59")).day())
        .contains(LocalDate.of(2026, 5, 8));
    Outlook unpicked = friday.outlook(milestones, accepted, ALL, at("2026-05-05T16:01"));
    assertThat(unpicked.missed()).contains(Milestone.PICK);
    assertThat(unpicked.day()).contains(LocalDate.of(2026, 5, 9));

    var picked =
        new Heard(
            Optional.of(at("2026-05-05T14:00")),
            Optional.of(at("2026-05-05T15:30")),
            Optional.empty());
    // The carrier's scan may be on its way.
    assertThat(friday.outlook(milestones, picked, ALL, at("2026-05-05T18:59")).missed()).isEmpty();
    Outlook unsent = friday.outlook(milestones, picked, ALL, at("2026-05-05T19:01"));
    assertThat(unsent.missed()).contains(Milestone.HAND_OVER);
    assertThat(unsent.day()).contains(LocalDate.of(2026, 5, 9));
  }

  @Test
  void nothingFollowsFromTheSilenceOfANodeThatNeverTells() {
    Milestones milestones = friday.milestones(MONDAY);

    Outlook silent = friday.outlook(milestones, Heard.NOTHING, NOTHING, at("2026-05-05T16:59"));

    assertThat(silent.missed()).isEmpty();
    assertThat(silent.day()).contains(LocalDate.of(2026, 5, 8));
    assertThat(friday.outlook(milestones, Heard.NOTHING, NOTHING, at("2026-05-05T19:01")).missed())
        .contains(Milestone.HAND_OVER);
  }

  @Test
  void whatIsUnderWayIsTheLessLikelyInTimeTheLongerItIsNotThere() {
    var slow =
        new PromisedParcel(
            weekdays,
            friday.service(),
            transit(1.3, 0.01),
            CHICAGO,
            friday.promised(),
            0.9,
            friday.planned());
    Milestones milestones = slow.milestones(MONDAY);
    var sent = new Heard(Optional.empty(), Optional.empty(), Optional.of(at("2026-05-05T17:00")));
    double before = 1;
    for (String now : List.of("2026-05-06T12:00", "2026-05-07T12:00", "2026-05-08T06:00")) {
      Outlook outlook = slow.outlook(milestones, sent, ALL, at(now));
      assertThat(outlook.promiseChance()).as(now).isLessThan(before).isPositive();
      before = outlook.promiseChance();
    }
    Outlook over = slow.outlook(milestones, sent, ALL, at("2026-05-09T00:01"));
    assertThat(over.promiseChance()).isZero();
    assertThat(over.day().orElseThrow()).isAfter(LocalDate.of(2026, 5, 8));
  }

  @Test
  void theTimeOfTheNextLookIsTheFirstAtWhichAnythingChanges() {
    var random = new SplittableRandom(3);
    int changes = 0;
    for (int run = 0; run < 400; run++) {
      PromisedParcel parcel = randomParcel(random);
      Instant decided = parcel.planned().at().minus(Duration.ofHours(30));
      Milestones milestones = parcel.milestones(decided);
      Heard heard = randomHeard(random, parcel);
      var tells = new Tells(random.nextBoolean(), random.nextBoolean());
      Instant now = decided.plus(Duration.ofMinutes(random.nextInt(6_000)));
      Outlook outlook = parcel.outlook(milestones, heard, tells, now);
      assertThat(outlook.until()).isAfter(now);
      // Under way it is looked for by the hour.
      Instant certain =
          outlook.until().minus(Duration.ofHours(heard.handedOver().isPresent() ? 1 : 0));
      for (Instant between = now;
          between.isBefore(certain.minusSeconds(1));
          between = between.plus(Duration.ofMinutes(61))) {
        Outlook same = parcel.outlook(milestones, heard, tells, between);
        assertThat(same.day()).as("%s at %s", parcel, between).isEqualTo(outlook.day());
        assertThat(same.missed()).as("%s at %s", parcel, between).isEqualTo(outlook.missed());
      }
      if (!parcel.outlook(milestones, heard, tells, outlook.until()).day().equals(outlook.day())) {
        changes++;
      }
    }
    assertThat(changes).as("looks at which the day was another one").isGreaterThan(50);
  }

  /// Calendars with holidays and summer time in between, in two time zones.
  @Test
  void milestonesAreRealMomentsOfTheCalendar_inOrder_andTheLastThatKeepThePromise() {
    var random = new SplittableRandom(9);
    int later = 0;
    for (int run = 0; run < 1_000; run++) {
      PromisedParcel parcel = randomParcel(random);
      Instant decided =
          parcel
              .node()
              .latestOrderFor(parcel.planned().at(), parcel.planned().at(), 30)
              .orElseThrow();
      Milestones milestones = parcel.milestones(decided);

      assertThat(milestones.acceptBy()).isBetween(decided, milestones.pickBy());
      assertThat(milestones.pickBy()).isBeforeOrEqualTo(milestones.handOverBy());
      assertThat(milestones.handOverBy()).isAfterOrEqualTo(parcel.planned().at());
      assertThat(
              parcel
                  .node()
                  .handovers(
                      milestones.handOverBy(), milestones.handOverBy(), 0, parcel.service().id()))
          .extracting(Handover::at)
          .contains(milestones.handOverBy());
      assertThat(parcel.node().packedAfter(milestones.acceptBy(), 60).orElseThrow())
          .isBeforeOrEqualTo(milestones.handOverBy());
      assertThat(parcel.node().packedAfter(milestones.acceptBy().plusSeconds(1), 60))
          .satisfiesAnyOf(
              packed -> assertThat(packed).isEmpty(),
              packed -> assertThat(packed.orElseThrow()).isAfter(milestones.handOverBy()),
              packed -> assertThat(parcel.node().processing()).isZero());
      if (milestones.handOverBy().isAfter(parcel.planned().at())) {
        later++;
        var sent =
            new Heard(Optional.empty(), Optional.empty(), Optional.of(milestones.handOverBy()));
        assertThat(
                parcel.outlook(milestones, sent, NOTHING, milestones.handOverBy()).promiseChance())
            .isGreaterThanOrEqualTo(parcel.leastChance());
      }
    }
    assertThat(later).as("promises with room").isGreaterThan(200);
  }

  private static PromisedParcel randomParcel(SplittableRandom random) {
    var days = new ArrayList<OpenDay>();
    for (DayOfWeek day : DayOfWeek.values()) {
      if (random.nextInt(7) > 1) {
        int opens = random.nextInt(10);
        int closes = opens + 4 + random.nextInt(10);
        days.add(
            new OpenDay(
                day,
                LocalTime.of(opens, 0),
                LocalTime.of(closes, 0),
                LocalTime.of(opens + 2 + random.nextInt(closes - opens - 1), 0)));
      }
    }
    if (days.isEmpty()) {
      days.add(OpenDay.allDay(DayOfWeek.MONDAY, LocalTime.NOON));
    }
    // Both ends of summer time in Chicago, or any other week.
    LocalDate day =
        switch (random.nextInt(3)) {
          case 0 -> LocalDate.of(2026, 3, 6);
          case 1 -> LocalDate.of(2026, 10, 30);
          default -> LocalDate.of(2026, 1, 5).plusDays(random.nextInt(300));
        };
    var node =
        new NodeCalendar(
            CHICAGO,
            days,
            List.of(),
            Duration.ofMinutes(random.nextInt(600)),
            Set.of(day.plusDays(3)));
    Instant start = day.atTime(random.nextInt(24), 0).atZone(CHICAGO).toInstant();
    Handover planned =
        node.handovers(start.plus(Duration.ofDays(8)), start.plus(Duration.ofDays(8)), 60, GROUND)
            .getFirst();
    return new PromisedParcel(
        node,
        service(random.nextBoolean()),
        transit(0.5 + 3 * random.nextDouble(), random.nextInt(3) * 0.005),
        random.nextBoolean() ? PARIS : CHICAGO,
        planned.day().plusDays(random.nextInt(9)),
        0.5 + 0.45 * random.nextDouble(),
        planned);
  }

  private static Heard randomHeard(SplittableRandom random, PromisedParcel parcel) {
    Instant planned = parcel.planned().at();
    return new Heard(
        random.nextBoolean() ? Optional.of(planned.minus(Duration.ofHours(5))) : Optional.empty(),
        random.nextBoolean() ? Optional.of(planned.minus(Duration.ofHours(1))) : Optional.empty(),
        random.nextBoolean() ? Optional.of(planned.plus(Duration.ofHours(1))) : Optional.empty());
  }

  private static final CarrierServiceId GROUND = new CarrierServiceId("GROUND");

  private static PromisedParcel parcel(NodeCalendar node, LocalDate promised, Instant decided) {
    Instant packed = node.packedAfter(decided, 10).orElseThrow();
    return new PromisedParcel(
        node,
        service(false),
        transit(1, 0),
        CHICAGO,
        promised,
        0.9,
        node.handovers(decided, packed, 10, GROUND).getFirst());
  }

  /// From 8 to 18, hand-over at 17, Monday to Friday.
  private static NodeCalendar calendar(Set<LocalDate> holidays, Duration processing) {
    return new NodeCalendar(
        CHICAGO,
        EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY).stream()
            .map(day ->
                new OpenDay(day, LocalTime.of(8, 0), LocalTime.of(18, 0), LocalTime.of(17, 0)))
            .toList(),
        List.of(),
        processing,
        holidays);
  }

  private static CarrierService service(boolean weekdaysOnly) {
    return new CarrierService(
        GROUND,
        "Parcel Co",
        "Ground",
        new Probability(0.95),
        new CarrierCalendar(
            weekdaysOnly
                ? EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY)
                : EnumSet.allOf(DayOfWeek.class),
            EnumSet.range(DayOfWeek.MONDAY, weekdaysOnly ? DayOfWeek.FRIDAY : DayOfWeek.SATURDAY),
            Set.of(),
            CarrierCalendar.Counting.CALENDAR_DAYS),
        new RateCard(Currency.getInstance("USD"), 0, 1, List.of(), List.of()));
  }

  /// Days that rise evenly with the level.
  private static TransitDistribution transit(double scale, double lost) {
    return new TransitDistribution(
        new Probability(lost),
        TransitDistribution.LEVELS.stream().map(level -> scale * (0.9 + 2.4 * level)).toList());
  }

  private static Instant at(String local) {
    return LocalDateTime.parse(local).atZone(CHICAGO).toInstant();
  }
}
