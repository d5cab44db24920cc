package dev.whence.service.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ReplayThreadsTest {
  @Test
  void endsAfterWhatItsThreadsDo() throws InterruptedException {
    var done = new AtomicBoolean();
    var goOn = new CountDownLatch(1);
    try (var threads = new ReplayThreads(Duration.ofMinutes(1))) {
      assertThat(threads.get(threads.one("one").submit(() -> 7))).isEqualTo(7);
      Future<?> last =
          threads
              .one("other")
              .submit(() -> {
                goOn.await();
                done.set(true);
                return 0;
              });
      assertThat(last.isDone()).isFalse();
      goOn.countDown();
    }
    assertThat(done).isTrue();
  }

  @Test
  void throwsWhatTheWorkThrew() {
    try (var threads = new ReplayThreads(Duration.ofMinutes(1))) {
      Future<Object> work =
          threads
              .one("one")
              .submit(() -> {
                throw new IllegalArgumentException("no such order");
              });
      assertThatThrownBy(() -> threads.get(work))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("no such order");
    }
  }

  /// As a native call that hangs: interrupting it does nothing.
  @Test
  @Timeout(60)
  void leavesAStuckThreadBehind() {
    var end = new CountDownLatch(1);
    try {
      var threads = new ReplayThreads(Duration.ofMillis(50));
      Future<?> hangs =
          threads
              .one("one")
              .submit(() -> {
                while (end.getCount() > 0) {
                  Thread.onSpinWait();
                }
              });
      assertThatThrownBy(() -> threads.get(hangs))
          .isInstanceOf(ReplayThreads.Stuck.class)
          .hasMessageContaining("a model's library hangs");
      threads.close();
      assertThat(hangs.isDone()).isFalse();
    } finally {
      end.countDown();
    }
  }
}
