package dev.whence.service.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.service.config.ServiceConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RetryScheduleTest {

  @Test
  void pausesVaryByAFifth_andEndAfterTheLast() {
    var schedule = new RetrySchedule(List.of(Duration.ofSeconds(5), Duration.ofSeconds(30)));

    assertThat(schedule.pauseAfter(1, 0)).contains(Duration.ofSeconds(4));
    assertThat(schedule.pauseAfter(1, 0.5)).contains(Duration.ofSeconds(5));
    assertThat(schedule.pauseAfter(2, 0.999_999_9)).contains(Duration.ofSeconds(36));
    assertThat(schedule.pauseAfter(3, 0)).isEmpty();
  }

  @Test
  void theUsualScheduleGrows_andTakesAboutADay() {
    List<Duration> pauses = ServiceConfig.of(Path.of(""), List.of()).webhooks().retries();

    assertThat(pauses).isSorted();
    assertThat(pauses.stream().reduce(Duration.ZERO, Duration::plus))
        .isBetween(Duration.ofHours(23), Duration.ofHours(26));
  }
}
