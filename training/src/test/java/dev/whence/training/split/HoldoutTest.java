package dev.whence.training.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// A hundred orders, one a day.
class HoldoutTest {
  private static final List<Instant> ORDERS =
      IntStream.range(0, 100).mapToObj(HoldoutTest::day).toList();

  private static Instant day(int day) {
    return Instant.parse("2026-01-01T00:00:00Z").plus(Duration.ofDays(day));
  }

  @Test
  void theNewestFifthOfWhatHasEndedIsMeasured() {
    Holdout holdout = Holdout.of(ORDERS.reversed(), day(100), Duration.ofDays(20), 0.2);

    assertThat(holdout).isEqualTo(new Holdout(day(64), day(80), day(100)));
  }

  @Test
  void aHistoryShorterThanWhatIsWaitedForIsRefused() {
    assertThatThrownBy(() -> Holdout.of(ORDERS, day(100), Duration.ofDays(101), 0.2))
        .hasMessageContaining("101 days before its end")
        .hasMessageContaining("--embargo-days");
  }

  @Test
  void aShareThatLeavesNothingIsRefused() {
    for (double share : new double[] {0, 1, Double.NaN, -0.1}) {
      assertThatThrownBy(() -> Holdout.of(ORDERS, day(100), Duration.ofDays(20), share))
          .hasMessageContaining("Maybe use 0.2");
    }
  }
}
