package dev.whence.service.replay;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The threads of one replay. A native library that hangs keeps the thread that called it for ever;
/// who waits for that gives up after a limit and leaves it behind. For one thread, which starts
/// them.
final class ReplayThreads implements AutoCloseable {
  /// What a thread was given did not end within the limit.
  static final class Stuck extends RuntimeException {
    private static final long serialVersionUID = 1;

    Stuck(Duration limit) {
      super(
          "It did not get on for %d seconds. Maybe a model's library hangs: restart the process that worked on it, and ask for the replay again."
              .formatted(limit.toSeconds()));
    }
  }

  private final Duration limit;
  private final List<ExecutorService> threads = new ArrayList<>();
  private boolean stuck;

  /// @param limit for each piece of work, from when it is waited for
  ReplayThreads(Duration limit) {
    this.limit = limit;
  }

  /// One more thread.
  ExecutorService one(String work) {
    ExecutorService thread =
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("table-replay-" + work).daemon().factory());
    threads.add(thread);
    return thread;
  }

  /// Waits for a piece of work, and throws what it threw.
  ///
  /// @throws Stuck after the limit
  <T> T get(Future<T> future) throws InterruptedException {
    try {
      return future.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      stuck = true;
      throw new Stuck(limit);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException(e.getCause());
    }
  }

  /// Ends them after what they do; those of which one is stuck at once, without waiting.
  @Override
  public void close() {
    threads.forEach(stuck ? ExecutorService::shutdownNow : ExecutorService::close);
  }
}
