package dev.whence.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DaysTest {
  private static final LocalDate NEW_YEAR = LocalDate.of(2027, 1, 1);
  private static final Set<LocalDate> DAYS =
      Set.of(
          NEW_YEAR, LocalDate.of(2026, 12, 25), LocalDate.of(2026, 12, 26), NEW_YEAR.plusDays(400));

  @Test
  void itIsTheSetOfItsDays_alsoToOthers_inTheirOrder() {
    Set<LocalDate> days = Days.copyOf(DAYS);

    assertThat(days).isInstanceOf(Days.class).isEqualTo(DAYS).hasSameHashCodeAs(DAYS);
    assertThat(DAYS).isEqualTo(days);
    assertThat(List.copyOf(days)).hasSize(4).isSorted();
    for (LocalDate day = NEW_YEAR.minusDays(200); day.getYear() < 2031; day = day.plusDays(1)) {
      assertThat(days.contains(day)).as(day.toString()).isEqualTo(DAYS.contains(day));
    }
  }

  @Test
  void daysMayLieFarApart_orBeyondAllOthers() {
    for (Set<LocalDate> days :
        Set.of(
            Set.of(LocalDate.MIN, NEW_YEAR, LocalDate.MAX),
            Set.of(LocalDate.MAX),
            Set.of(LocalDate.MIN),
            Set.of(LocalDate.ofEpochDay(-1), LocalDate.EPOCH),
            Set.<LocalDate>of())) {
      Set<LocalDate> copy = Days.copyOf(days);

      assertThat(copy).isEqualTo(days);
      for (LocalDate day :
          Set.of(LocalDate.MIN, LocalDate.MAX, LocalDate.EPOCH, NEW_YEAR, NEW_YEAR.minusDays(64))) {
        assertThat(copy.contains(day)).as(day.toString()).isEqualTo(days.contains(day));
      }
    }
  }

  @Test
  void whatItWasMadeOfMayChange() {
    var days = new HashSet<>(DAYS);
    Set<LocalDate> copy = Days.copyOf(days);

    days.clear();

    assertThat(copy).isEqualTo(DAYS);
    assertThat(Days.copyOf(copy)).isSameAs(copy);
    assertThatThrownBy(() -> copy.add(NEW_YEAR.plusDays(1)))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> copy.remove(NEW_YEAR))
        .isInstanceOf(UnsupportedOperationException.class);
  }
}
