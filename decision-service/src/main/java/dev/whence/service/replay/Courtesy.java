package dev.whence.service.replay;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// Gives way to requests: while any is worked on, each piece of work is followed by a rest of three
/// times its length. So a thread takes a quarter of a processor then, and all of it otherwise.
/// Thread-safe.
///
/// @param others whether requests are worked on
record Courtesy(BooleanSupplier others) {
  private static final int REST = 3;
  private static final Duration LONGEST = Duration.ofMillis(500);

  <T> T work(Supplier<T> work) {
    long start = System.nanoTime();
    T done = work.get();
    if (others.getAsBoolean()) {
      LockSupport.parkNanos(Math.min(LONGEST.toNanos(), REST * (System.nanoTime() - start)));
    }
    return done;
  }
}
