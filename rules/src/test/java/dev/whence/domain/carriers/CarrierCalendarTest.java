package dev.whence.domain.carriers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whence.domain.carriers.CarrierCalendar.Counting;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CarrierCalendarTest {
  private static final Set<DayOfWeek> MONDAY_TO_FRIDAY =
      EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY);
  private static final LocalDate FRIDAY = LocalDate.of(2026, 11, 27);
  private static final Set<LocalDate> CHRISTMAS =
      Set.of(LocalDate.of(2026, 12, 25), LocalDate.of(2026, 12, 26));

  @Test
  void twoDaysFromFridayComeOnMonday() {
    assertThat(CarrierCalendar.USUAL.publishedArrival(FRIDAY, 2)).hasValue(FRIDAY.plusDays(3));
    assertThat(CarrierCalendar.USUAL.publishedArrival(FRIDAY, 1)).hasValue(FRIDAY.plusDays(1));
    assertThat(CarrierCalendar.USUAL.publishedArrival(FRIDAY, 0)).hasValue(FRIDAY);
  }

  @Test
  void twoDaysFromTheTwentyThirdOfDecemberComeAfterChristmas() {
    LocalDate handover = LocalDate.of(2026, 12, 23);

    assertThat(with(Counting.CALENDAR_DAYS, CHRISTMAS).publishedArrival(handover, 2))
        .hasValue(LocalDate.of(2026, 12, 28));
    assertThat(with(Counting.WORKING_DAYS, CHRISTMAS).publishedArrival(handover, 2))
        .hasValue(LocalDate.of(2026, 12, 28));
    assertThat(with(Counting.WORKING_DAYS, CHRISTMAS).publishedArrival(handover, 3))
        .hasValue(LocalDate.of(2026, 12, 29));
  }

  @Test
  void workingDaysSkipTheWeekendWhereCalendarDaysCountIt() {
    assertThat(with(Counting.WORKING_DAYS, Set.of()).publishedArrival(FRIDAY, 3))
        .hasValue(LocalDate.of(2026, 12, 2));
    assertThat(with(Counting.CALENDAR_DAYS, Set.of()).publishedArrival(FRIDAY, 3))
        .hasValue(LocalDate.of(2026, 11, 30));
    assertThat(with(Counting.WORKING_DAYS, Set.of()).publishedArrival(FRIDAY.plusDays(1), 0))
        .hasValue(LocalDate.of(2026, 11, 30));
  }

  @Test
  void aServiceThatNeverDeliversHasNoArrival() {
    var closed = new HashSet<LocalDate>();
    for (int i = 0; i < 400; i++) {
      closed.add(FRIDAY.plusDays(i));
    }

    assertThat(with(Counting.CALENDAR_DAYS, closed).publishedArrival(FRIDAY, 2)).isEmpty();
    assertThat(with(Counting.WORKING_DAYS, closed).publishedArrival(FRIDAY, 2)).isEmpty();
    assertThat(with(Counting.WORKING_DAYS, closed).lastDelivery(FRIDAY.plusDays(200))).isEmpty();
    assertThat(with(Counting.WORKING_DAYS, closed).lastDelivery(FRIDAY))
        .hasValue(FRIDAY.minusDays(1));
  }

  @Test
  void pickupAndDeliveryHaveDaysOfTheirOwn() {
    var calendar =
        new CarrierCalendar(
            MONDAY_TO_FRIDAY, EnumSet.allOf(DayOfWeek.class), CHRISTMAS, Counting.CALENDAR_DAYS);

    assertThat(calendar.collectsOn(FRIDAY.plusDays(1))).isFalse();
    assertThat(calendar.deliversOn(FRIDAY.plusDays(1))).isTrue();
    assertThat(calendar.collectsOn(LocalDate.of(2026, 12, 25))).isFalse();
    assertThat(calendar.deliversOn(LocalDate.of(2026, 12, 25))).isFalse();
  }

  @Test
  void aCalendarWithoutADayIsRefused() {
    assertThatThrownBy(
            () -> new CarrierCalendar(Set.of(), MONDAY_TO_FRIDAY, Set.of(), Counting.CALENDAR_DAYS))
        .hasMessageContaining("at least one pickup day")
        .hasMessageContaining("\nMaybe ");
  }

  private static CarrierCalendar with(Counting counting, Set<LocalDate> holidays) {
    return new CarrierCalendar(MONDAY_TO_FRIDAY, MONDAY_TO_FRIDAY, holidays, counting);
  }
}
