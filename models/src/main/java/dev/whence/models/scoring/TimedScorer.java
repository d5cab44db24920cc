package dev.whence.models.scoring;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/// Asks a scorer and stops waiting when a budget has passed. Thread-safe.
///
/// A native call cannot be interrupted, so calls that may hang run on a few threads of their own: a
/// stuck one keeps its thread and nothing else. Once every thread is stuck, later calls are late at
/// once instead of waiting out their budgets. A new scorer gets new threads.
///
/// Who brings [#AS_LONG_AS_IT_TAKES] is on a thread that may be lost: the call is made there, which
/// spares the two threads waking each other.
public final class TimedScorer implements AutoCloseable {
  /// A budget that is never spent.
  public static final Duration AS_LONG_AS_IT_TAKES = Duration.ofDays(365);

  private static final Duration NEVER_SPENT = Duration.ofDays(300);
  private static final int WAITING_CALLS = 1_024;
  private static final Duration IDLE = Duration.ofMinutes(1);

  /// What became of a call.
  public sealed interface Outcome {
    /// @param answers see [Scorer#score]
    @SuppressWarnings("ArrayRecordComponent") // never compared, and copied by nobody
    record Scored(float[][] answers) implements Outcome {}

    /// The budget had passed, or no thread can become free.
    record Late() implements Outcome {}

    /// The scorer threw.
    record Threw(String detail) implements Outcome {}
  }

  private final Scorer scorer;
  private final int threads;
  private final ThreadPoolExecutor executor;
  private final AtomicInteger stuck = new AtomicInteger();

  /// @param scorer owned from now on: [#close] closes it
  /// @param name of the threads
  /// @param threads at most so many calls at once, and so many stuck ones
  public TimedScorer(Scorer scorer, String name, int threads) {
    this.scorer = scorer;
    this.threads = threads;
    this.executor =
        new ThreadPoolExecutor(
            threads,
            threads,
            IDLE.toMillis(),
            TimeUnit.MILLISECONDS,
            new LinkedBlockingQueue<>(WAITING_CALLS),
            Thread.ofPlatform().daemon().name(name + "-", 1).factory());
    executor.allowCoreThreadTimeOut(true);
  }

  /// Scores a batch, or gives up.
  ///
  /// @param budget from now on, waiting for a thread included
  public Outcome score(float[] features, int rows, Duration budget) {
    if (!budget.isPositive() || stuck.get() >= threads) {
      return new Outcome.Late();
    }
    if (!scorer.mayHang() || budget.compareTo(NEVER_SPENT) > 0) {
      return scored(features, rows);
    }
    var call = new Call(features, rows);
    try {
      executor.execute(call);
      return call.await(budget);
    } catch (RejectedExecutionException e) {
      return executor.isShutdown()
          ? new Outcome.Threw("The model was closed.")
          : new Outcome.Late();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      call.giveUp();
      return new Outcome.Threw("The caller was interrupted.");
    }
  }

  private Outcome scored(float[] features, int rows) {
    try {
      return new Outcome.Scored(scorer.score(features, rows));
    } catch (Exception | LinkageError | OutOfMemoryError e) {
      return new Outcome.Threw(String.valueOf(e.getMessage()));
    }
  }

  /// Calls that were given up and still run.
  public int stuckCalls() {
    return stuck.get();
  }

  /// Ends the threads as they become free, and the scorer after its last call. Waits for nothing.
  @Override
  public void close() {
    executor.shutdown();
    scorer.close();
  }

  private enum State {
    WAITING,
    RUNNING,
    DONE,
    GIVEN_UP
  }

  private final class Call implements Runnable {
    private final float[] features;
    private final int rows;
    private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile Outcome outcome = new Outcome.Late();

    Call(float[] features, int rows) {
      this.features = features;
      this.rows = rows;
    }

    @Override
    public void run() {
      if (!state.compareAndSet(State.WAITING, State.RUNNING)) {
        return;
      }
      try {
        outcome = scored(features, rows);
      } finally {
        if (!state.compareAndSet(State.RUNNING, State.DONE)) {
          stuck.decrementAndGet();
        }
        done.countDown();
      }
    }

    Outcome await(Duration budget) throws InterruptedException {
      if (done.await(budget.toNanos(), TimeUnit.NANOSECONDS)) {
        return outcome;
      }
      giveUp();
      return new Outcome.Late();
    }

    /// Leaves the call to itself. One that never got a thread is taken back, one that is under way
    /// is counted until it ends.
    void giveUp() {
      if (state.compareAndSet(State.WAITING, State.GIVEN_UP)) {
        executor.remove(this);
        return;
      }
      stuck.incrementAndGet(); // before the state, so that the call's own decrement follows it
      if (!state.compareAndSet(State.RUNNING, State.GIVEN_UP)) {
        stuck.decrementAndGet();
      }
    }
  }
}
