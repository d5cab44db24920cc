package dev.whence.service.admission;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/// Whether more callers are turned away than are let in, which is to say that more than twice as
/// much is asked as can be done. Told anew four times a second from what was seen in the quarter
/// before. Thread-safe.
final class Rush {
  static final Duration LOOK = Duration.ofMillis(250);

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
    if (passed >= LOOK.toNanos() && begun.compareAndSet(since, now)) {
      long away = turnedAway.sumThenReset();
      // What was seen long ago says nothing of now.
      on = away > letIn.sumThenReset() && passed < 2 * LOOK.toNanos();
    }
    return on;
  }
}
