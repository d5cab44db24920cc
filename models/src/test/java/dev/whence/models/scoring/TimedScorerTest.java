package dev.whence.models.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.models.scoring.TimedScorer.Outcome;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class TimedScorerTest {
  private static final Duration LONG = Duration.ofSeconds(5);
  private static final Duration SHORT = Duration.ofMillis(20);

  private final CountDownLatch release = new CountDownLatch(1);
  private final AtomicBoolean closed = new AtomicBoolean();

  /// Doubles its input; waits for [#release] when the first feature is negative.
  private final Scorer scorer =
      new Scorer() {
        @Override
        public float[][] score(float[] features, int rows) {
          if (features[0] < 0) {
            awaitRelease();
          }
          if (features[0] == 99) {
            throw new ScoringException("ninety-nine");
          }
          return new float[][] {{features[0] * 2}};
        }

        @Override
        public void close() {
          closed.set(true);
        }
      };

  @Test
  void answersWithinTheBudgetAreScored_andErrorsTold() {
    try (var timed = new TimedScorer(scorer, "test", 1)) {
      assertThat(timed.score(new float[] {21}, 1, LONG))
          .isInstanceOfSatisfying(
              Outcome.Scored.class, scored -> assertThat(scored.answers()[0]).containsExactly(42));
      assertThat(timed.score(new float[] {99}, 1, LONG))
          .isEqualTo(new Outcome.Threw("ninety-nine"));
    }
    assertThat(closed).isTrue();
  }

  @Test
  void noBudgetIsLateWithoutAsking() {
    try (var timed = new TimedScorer(scorer, "test", 1)) {
      assertThat(timed.score(new float[] {99}, 1, Duration.ZERO)).isEqualTo(new Outcome.Late());
    }
  }

  @Test
  void whoHasAllTheTimeIsAnsweredOnItsOwnThread() {
    var on = new AtomicReference<Thread>();
    Scorer noting =
        new Scorer() {
          @Override
          public float[][] score(float[] features, int rows) {
            on.set(Thread.currentThread());
            return new float[][] {{0}};
          }

          @Override
          public void close() {}
        };
    try (var timed = new TimedScorer(noting, "test", 1)) {
      var _ = timed.score(new float[] {1}, 1, LONG);
      assertThat(on.get()).isNotSameAs(Thread.currentThread());
      // A little has passed since the budget began.
      var _ =
          timed.score(
              new float[] {1}, 1, TimedScorer.AS_LONG_AS_IT_TAKES.minus(Duration.ofHours(1)));
      assertThat(on.get()).isSameAs(Thread.currentThread());
    }
  }

  @Test
  void aStuckCallIsLate_andItsThreadServesAgainOnceFree() throws InterruptedException {
    try (var timed = new TimedScorer(scorer, "test", 1)) {
      assertThat(timed.score(new float[] {-1}, 1, SHORT)).isEqualTo(new Outcome.Late());
      assertThat(timed.stuckCalls()).isEqualTo(1);
      long before = System.nanoTime();
      assertThat(timed.score(new float[] {1}, 1, LONG)).isEqualTo(new Outcome.Late());
      assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(LONG);

      release.countDown();
      while (timed.stuckCalls() > 0) {
        Thread.sleep(1);
      }

      assertThat(timed.score(new float[] {1}, 1, LONG)).isInstanceOf(Outcome.Scored.class);
    }
  }

  @Test
  void aCallThatNeverGotAThreadIsLate_andNotCountedAsStuck() throws InterruptedException {
    try (var timed = new TimedScorer(scorer, "test", 1)) {
      var patient = Thread.ofVirtual().start(() -> timed.score(new float[] {-1}, 1, LONG));
      while (timed.score(new float[] {1}, 1, SHORT) instanceof Outcome.Scored) {
        Thread.onSpinWait(); // until the only thread is taken
      }

      assertThat(timed.stuckCalls()).isZero();

      release.countDown();
      patient.join();
      assertThat(timed.score(new float[] {1}, 1, LONG)).isInstanceOf(Outcome.Scored.class);
    }
  }

  @Test
  void aClosedScorerSaysSo() {
    var timed = new TimedScorer(scorer, "test", 1);
    timed.close();

    assertThat(timed.score(new float[] {1}, 1, LONG))
        .isEqualTo(new Outcome.Threw("The model was closed."));
  }

  private void awaitRelease() {
    try {
      release.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
