package dev.whence.training.returns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whence.domain.inventory.Sku;
import dev.whence.domain.returns.ReturnHistory;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ReturnTrackerTest {
  private static final Instant END = Instant.parse("2026-05-01T12:00:00Z");
  private static final Sku SHOE = new Sku("SHOE");

  private final ReturnTracker tracker = new ReturnTracker();

  @Test
  void lineCountsOnlyAfterItsReturnWindowHasPassed() {
    tracker.sold(END, SHOE, "fashion", "anna", 3, 1);

    assertThat(tracker.at(END, SHOE, "fashion", "anna")).isEqualTo(ReturnHistory.NONE);
    assertThat(tracker.at(END.plusMillis(1), SHOE, "fashion", "anna"))
        .isEqualTo(new ReturnHistory(3, 1, 3, 1, 3, 1));
  }

  @Test
  void skuCategoryAndCustomerAreCountedApart() {
    tracker.sold(END, SHOE, "fashion", "anna", 1, 1);
    tracker.sold(END, new Sku("HAT"), "fashion", "ben", 2, 0);

    assertThat(tracker.at(END.plusSeconds(1), SHOE, "fashion", "ben"))
        .isEqualTo(new ReturnHistory(1, 1, 3, 1, 2, 0));
  }

  @Test
  void unknownCustomersShareNoHistory() {
    tracker.sold(END, SHOE, "fashion", "", 1, 1);

    assertThat(tracker.at(END.plusSeconds(1), SHOE, "fashion", ""))
        .isEqualTo(new ReturnHistory(1, 1, 1, 1, 0, 0));
  }

  @Test
  void windowsMustComeInOrder() {
    tracker.sold(END, SHOE, "fashion", "anna", 1, 0);

    assertThatThrownBy(() -> tracker.sold(END.minusMillis(1), SHOE, "fashion", "anna", 1, 0))
        .hasMessageContaining("2026-05-01T12:00:00Z");
  }
}
