package dev.whence.training.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whence.training.split.TemporalParts.Part;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TemporalPartsTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final List<Instant> DAILY =
      IntStream.range(0, 110).mapToObj(day -> START.plus(Duration.ofDays(day))).toList();

  private static TemporalParts parts() {
    return TemporalParts.of(DAILY, day(110), Duration.ofDays(10), 0.3, 0.2);
  }

  private static Instant day(int day) {
    return START.plus(Duration.ofDays(day));
  }

  @Test
  void boundariesLieAtTheSharesWithAnEmbargoBeforeEach() {
    TemporalParts parts = parts();

    assertThat(parts.split().trainUntil()).isEqualTo(day(40));
    assertThat(parts.split().calibrateFrom()).isEqualTo(day(50));
    assertThat(parts.split().calibrateUntil()).isEqualTo(day(70));
    assertThat(parts.split().testFrom()).isEqualTo(day(80));
    assertThat(parts.testUntil()).isEqualTo(day(100));
  }

  @Test
  void rowBelongsToOnePartAtMost() {
    TemporalParts parts = parts();

    for (Instant began : DAILY) {
      long in =
          List.of(parts.train(), parts.calibrate(), parts.test()).stream()
              .filter(part -> part.contains(began))
              .count();
      assertThat(in).isLessThanOrEqualTo(1);
    }
    assertThat(parts.train().contains(day(39))).isTrue();
    assertThat(parts.train().contains(day(40))).as("embargo").isFalse();
    assertThat(parts.calibrate().contains(day(50))).isTrue();
  }

  @Test
  void whatIsKnownWhenTheNextPartStartsIsTooLate() {
    Part train = parts().train();

    assertThat(train.knows(day(50).minusMillis(1))).isTrue();
    assertThat(train.knows(day(50))).isFalse();
  }

  @Test
  void embargoLongerThanAPartIsRefused() {
    assertThatThrownBy(() -> TemporalParts.of(DAILY, day(110), Duration.ofDays(40), 0.3, 0.2))
        .hasMessageContaining("40 days")
        .hasMessageContaining("Maybe");
  }

  @Test
  void sharesMustLeaveSomethingToLearnFrom() {
    assertThatThrownBy(() -> TemporalParts.of(DAILY, day(110), Duration.ofDays(1), 0.5, 0.5))
        .hasMessageContaining("0.5");
  }
}
