package dev.whence.service.admission;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/// Whether more callers are turned away than are let in, which is to say that more than twice as
/// much is asked as can be done; and then until fewer than a quarter as many are. Told anew four
/// times a second from what was seen in the quarter before, in a rush once a second. Thread-safe.
final class Rush {
  static final Duration LOOK = Duration.ofMillis(250);

  /// Longer, as those who were turned away together may come back together: between them it would
  /// look as if nobody came.
  static final Duration LOOK_IN_A_RUSH = Duration.ofSeconds(1);

  /// A rush is over when so many are let in for each who is turned away: by less, each end of it
  /// would be the beginning of the next.
  private static final int OVER = 4;

  private final LongSupplier nanoTime;
  private final AtomicLong begun;
  private final LongAdder letIn = new LongAdder();
  private final LongAdder turnedAway = new LongAdder();
  private volatile boolean on;

  /// @param nanoTime as [System#nanoTime()]
  Rush(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.begun = new AtomicLong(nanoTime.getAsLong());
  }

  void letIn() {
    letIn.increment();
  }

  void turnedAway() {
    turnedAway.increment();
  }

  boolean isOn() {
    long now = nanoTime.getAsLong();
    long since = begun.get();
    long passed = now - since;
    long look = (on ? LOOK_IN_A_RUSH : LOOK).toNanos();
    if (passed >= look && begun.compareAndSet(since, now)) {
      long away = turnedAway.sumThenReset();
      // What was seen long ago says nothing of now.
      on = away * (on ? OVER : 1) > letIn.sumThenReset() && passed < 2 * look;
    }
    return on;
  }
}
