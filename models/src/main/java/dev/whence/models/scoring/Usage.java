package dev.whence.models.scoring;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/// Counts who is using a native resource and frees it after the last of them.
final class Usage {
  private final AtomicInteger users = new AtomicInteger(1);
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Runnable free;

  /// @param free called once, by whoever leaves last
  Usage(Runnable free) {
    this.free = free;
  }

  /// @throws ScoringException if the resource was closed
  void enter() {
    if (closed.get() || users.getAndUpdate(n -> n == 0 ? 0 : n + 1) == 0) {
      throw new ScoringException("The model was closed.");
    }
  }

  void leave() {
    if (users.decrementAndGet() == 0) {
      free.run();
    }
  }

  void close() {
    if (closed.compareAndSet(false, true)) {
      leave();
    }
  }
}
