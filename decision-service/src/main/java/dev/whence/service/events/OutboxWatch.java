package dev.whence.service.events;

import dev.whence.service.store.Outbox;
import dev.whence.service.store.Outbox.Position;
import dev.whence.service.store.StoreUnavailableException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Looks every 200 ms whether the outbox has grown, once for all who wait in this process: they
/// hold a virtual thread, not a connection. Thread-safe.
///
/// It asks for what can be read, not for what was written: an event that is committed behind a
/// transaction still running wakes nobody before it can be read.
public final class OutboxWatch implements AutoCloseable {
  private static final Logger LOG = System.getLogger(OutboxWatch.class.getName());
  private static final Duration PAUSE = Duration.ofMillis(200);

  private final Outbox outbox;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Thread thread;
  private Position end = Position.START;
  private long changes;
  private boolean closed;

  private OutboxWatch(Outbox outbox) {
    this.outbox = outbox;
    this.thread = Thread.ofVirtual().name("outbox-watch").unstarted(this::watch);
  }

  public static OutboxWatch start(Outbox outbox) {
    var watch = new OutboxWatch(outbox);
    watch.thread.start();
    return watch;
  }

  /// How often the outbox was seen to have grown: to be asked for before reading, for [#await].
  long changes() {
    lock.lock();
    try {
      return changes;
    } finally {
      lock.unlock();
    }
  }

  /// Waits until the outbox has grown since `changes` was asked for.
  ///
  /// @return false when the time is over or the service stops
  boolean await(long since, Duration patience) {
    long nanos = patience.toNanos();
    lock.lock();
    try {
      while (changes == since && !closed && nanos > 0) {
        nanos = changed.awaitNanos(nanos);
      }
      return changes != since && !closed;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  private void watch() {
    boolean failing = false;
    do {
      try {
        seen(outbox.end());
        failing = false;
      } catch (RuntimeException | OutOfMemoryError e) {
        // An order store that is away is told once, by whoever watches it.
        if (!failing && !(e instanceof StoreUnavailableException)) {
          LOG.log(Level.WARNING, "The outbox cannot be watched for now: " + e.getMessage());
        }
        failing = true;
      }
    } while (pause());
  }

  private void seen(Position now) {
    lock.lock();
    try {
      if (!now.equals(end)) {
        end = now;
        changes++;
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /// @return false when it is over
  private boolean pause() {
    long nanos = PAUSE.toNanos();
    lock.lock();
    try {
      while (!closed && nanos > 0) {
        nanos = changed.awaitNanos(nanos);
      }
      return !closed;
    } catch (InterruptedException e) {
      return false;
    } finally {
      lock.unlock();
    }
  }

  /// Sends everybody home who waits.
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    try {
      thread.join(TimeUnit.SECONDS.toMillis(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
