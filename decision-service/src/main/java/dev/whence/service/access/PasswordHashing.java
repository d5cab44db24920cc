package dev.whence.service.access;

import dev.whence.service.failures.Failure;
import dev.whence.service.failures.FailureException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Hashes passwords on a thread of its own, one at a time, with a short queue: however many try to
/// sign in, decisions lose no more than that thread's share of the processors, and 19 MiB.
/// Thread-safe.
public final class PasswordHashing implements AutoCloseable {
  private static final int THREADS = 1;
  private static final int MOST_WAITING = 32;

  private final ThreadPoolExecutor worker =
      new ThreadPoolExecutor(
          THREADS,
          THREADS,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(MOST_WAITING),
          Thread.ofPlatform().daemon().name("passwords").factory());

  /// Hashes for whoever is not known, so that they wait as long as the others.
  private final PasswordHash ofNobody = PasswordHash.of("nobody has this password");

  /// @throws FailureException with [Failure.Overloaded] if too many wait
  PasswordHash hash(String password) {
    return result(() -> PasswordHash.of(password));
  }

  /// @throws FailureException with [Failure.Overloaded] if too many wait
  boolean matches(PasswordHash hash, String password) {
    return result(() -> hash.isOf(password));
  }

  /// Takes as long as [#matches].
  ///
  /// @throws FailureException with [Failure.Overloaded] if too many wait
  void matchNobody(String password) {
    result(() -> ofNobody.isOf(password));
  }

  private <T> T result(Callable<T> work) {
    try {
      Future<T> future = worker.submit(work);
      return future.get();
    } catch (RejectedExecutionException e) {
      throw new FailureException(
          new Failure.Overloaded(worker.getActiveCount(), worker.getQueue().size()));
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while hashing.", e);
    }
  }

  @Override
  public void close() {
    worker.shutdownNow();
  }
}
