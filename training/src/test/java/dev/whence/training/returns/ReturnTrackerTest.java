package dev.whence.training.returns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.domain.inventory.Sku;
import dev.whence.domain.returns.ReturnHistory;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ReturnTrackerTest {
  private static final Instant THEN = Instant.parse("2026-05-01T12:00:00Z");
  private static final Sku SHOE = new Sku("SHOE");

  private final ReturnTracker tracker = new ReturnTracker();

  @Test
  void unitsCountJustAfterTheirInstant_inWhateverOrderTheyWereAdded() {
    tracker.count(THEN.plusSeconds(9), SHOE, "fashion", "anna", 0, 1);
    tracker.count(THEN, SHOE, "fashion", "anna", 3, 0);

    assertThat(tracker.at(THEN, SHOE, "fashion", "anna")).isEqualTo(ReturnHistory.NONE);
    assertThat(tracker.at(THEN.plusMillis(1), SHOE, "fashion", "anna"))
        .isEqualTo(new ReturnHistory(3, 0, 3, 0, 3, 0));
    assertThat(tracker.at(THEN.plusSeconds(10), SHOE, "fashion", "anna"))
        .isEqualTo(new ReturnHistory(3, 1, 3, 1, 3, 1));
  }

  @Test
  void skuCategoryAndCustomerAreCountedApart() {
    tracker.count(THEN, SHOE, "fashion", "anna", 1, 1);
    tracker.count(THEN, new Sku("HAT"), "fashion", "ben", 2, 0);

    assertThat(tracker.at(THEN.plusSeconds(1), SHOE, "fashion", "ben"))
        .isEqualTo(new ReturnHistory(1, 1, 3, 1, 2, 0));
  }

  @Test
  void unknownCustomersShareNoHistory() {
    tracker.count(THEN, SHOE, "fashion", "", 1, 1);

    assertThat(tracker.at(THEN.plusSeconds(1), SHOE, "fashion", ""))
        .isEqualTo(new ReturnHistory(1, 1, 1, 1, 0, 0));
  }
}
