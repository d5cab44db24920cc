package dev.whence.service.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class CourtesyTest {
  private static final Duration WORK = Duration.ofMillis(40);

  @Test
  void restsThreeTimesAsLongWhileOthersWork_andNotAtAllOtherwise() {
    assertThat(timed(true)).isGreaterThan(WORK.multipliedBy(7).dividedBy(2));
    assertThat(timed(false)).isLessThan(WORK.multipliedBy(3));
  }

  /// The shortest of a few: whatever else runs on the machine makes it longer.
  private static Duration timed(boolean others) {
    var courtesy = new Courtesy(() -> others);
    long shortest = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      long start = System.nanoTime();
      assertThat(courtesy.work(CourtesyTest::work)).isEqualTo("done");
      shortest = Math.min(shortest, System.nanoTime() - start);
    }
    return Duration.ofNanos(shortest);
  }

  private static String work() {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(WORK.toMillis());
    while (System.nanoTime() < end) {
      LockSupport.parkNanos(end - System.nanoTime());
    }
    return "done";
  }
}
