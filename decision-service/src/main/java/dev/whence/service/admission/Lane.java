package dev.whence.service.admission;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// A number of places for work, and a short queue in front of them, first come, first served.
/// Thread-safe.
///
/// More work at once makes each piece slower and none faster; a longer queue only has callers wait
/// for answers that come too late. So whoever finds the queue full is turned away at once, which
/// costs next to nothing, and those who are let in wait about as long as always, however many ask.
public final class Lane {
  /// Parts of a time budget of which one may pass in the queue.
  private static final int SHARES = 4;

  /// Of the longest time budget there may be.
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(15);

  private final int places;
  private final int queue;
  private final Semaphore free;
  private final AtomicInteger waiting = new AtomicInteger();

  /// @param places at least 1
  /// @param queue how many may wait at once, at least 0
  /// @throws IllegalArgumentException if nobody is let in
  public Lane(int places, int queue) {
    if (places < 1 || queue < 0) {
      throw new IllegalArgumentException(
          "A lane with %d places and a queue of %d lets nobody in.".formatted(places, queue));
    }
    this.places = places;
    this.queue = queue;
    this.free = new Semaphore(places, true);
  }

  public int places() {
    return places;
  }

  /// How many are at work.
  public int busy() {
    return places - free.availablePermits();
  }

  /// How many wait for a place.
  public int waiting() {
    return waiting.get();
  }

  /// Whether nobody else could even wait.
  public boolean isFull() {
    return free.availablePermits() <= 0 && waiting.get() >= queue;
  }

  /// Takes a place, which has to be given back by [#leave()], unless the queue is full or a quarter
  /// of what is left of the deadline passes first.
  ///
  /// @return whether there is a place
  public boolean enter(Deadline deadline) {
    // Whoever was first in the queue stays first: a free place is taken past it by nobody.
    if (!free.hasQueuedThreads() && free.tryAcquire()) {
      return true;
    }
    if (waiting.incrementAndGet() > queue) {
      waiting.decrementAndGet();
      return false;
    }
    try {
      return free.tryAcquire(deadline.share(SHARES, LONGEST_WAIT).toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      waiting.decrementAndGet();
    }
  }

  /// Takes a place, however long that takes: for work of which only so much is under way that it
  /// needs no turning away.
  public void enterPatiently() {
    free.acquireUninterruptibly();
  }

  public void leave() {
    free.release();
  }
}
