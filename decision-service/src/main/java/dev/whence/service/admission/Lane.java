package dev.whence.service.admission;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/// A number of places for work, and a short queue in front of them, first come, first served.
/// Thread-safe.
///
/// More work at once makes each piece slower and none faster; a longer queue only has callers wait
/// for answers that come too late. So whoever finds the queue full is turned away at once, which
/// costs next to nothing, and those who are let in wait about as long as always, however many ask.
///
/// The queue is for callers who come in clusters. While more are turned away than let in it helps
/// nobody, as it is always full, and turning away takes processors from those at work: then nobody
/// waits and a quarter of the places stays empty, and those who are let in are answered the sooner.
public final class Lane {
  /// Parts of a time budget of which one may pass in the queue.
  private static final int SHARES = 4;

  /// Parts of the places of which one stays empty while more are turned away than let in.
  private static final int PARTS = 4;

  /// Until somebody who is turned away is told so: most ask again at once, and each of thousands
  /// who do would take of the processors what those who are let in need.
  private static final Duration PAUSE = Duration.ofMillis(250);

  private static final Duration PAUSE_IN_A_RUSH = Duration.ofSeconds(1);

  /// Of the longest time budget there may be.
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(15);

  private final int places;
  private final int queue;
  private final Semaphore free;

  /// How many are at work or wait.
  private final AtomicInteger inside = new AtomicInteger();

  private final Rush rush;

  /// @param places at least 1
  /// @param queue how many may wait at once, at least 0
  /// @throws IllegalArgumentException if nobody is let in
  public Lane(int places, int queue) {
    this(places, queue, System::nanoTime);
  }

  /// @param nanoTime as [System#nanoTime()]
  Lane(int places, int queue, LongSupplier nanoTime) {
    if (places < 1 || queue < 0) {
      throw new IllegalArgumentException(
          "A lane with %d places and a queue of %d lets nobody in.".formatted(places, queue));
    }
    this.places = places;
    this.queue = queue;
    this.free = new Semaphore(places, true);
    this.rush = new Rush(nanoTime);
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
    return Math.max(0, inside.get() - busy());
  }

  /// How many may wait for a place now.
  public int queue() {
    return Math.max(0, most() - places);
  }

  /// How many may be at work or wait now.
  int most() {
    return rush.isOn() ? places - places / PARTS : places + queue;
  }

  /// How long those who are turned away now are kept waiting for that answer.
  public Duration pause() {
    return rush.isOn() ? PAUSE_IN_A_RUSH : PAUSE;
  }

  /// Whether another one would find no place to wait either. Whoever is turned away for that is to
  /// be told by [#turnAway()].
  public boolean isFull() {
    return inside.get() >= most();
  }

  /// Counts one who was turned away without trying to enter.
  public void turnAway() {
    rush.turnedAway();
  }

  /// Takes a place, which has to be given back by [#leave()], unless the queue is full or a quarter
  /// of what is left of the deadline passes first.
  ///
  /// @return whether there is a place
  public boolean enter(Deadline deadline) {
    boolean entered = inside.incrementAndGet() <= most() && takes(deadline);
    if (entered) {
      rush.letIn();
    } else {
      inside.decrementAndGet();
      rush.turnedAway();
    }
    return entered;
  }

  private boolean takes(Deadline deadline) {
    // Whoever was first in the queue stays first: a free place is taken past it by nobody.
    if (!free.hasQueuedThreads() && free.tryAcquire()) {
      return true;
    }
    try {
      return free.tryAcquire(deadline.share(SHARES, LONGEST_WAIT).toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /// Takes a place, however long that takes: for work of which only so much is under way that it
  /// needs no turning away.
  public void enterPatiently() {
    free.acquireUninterruptibly();
    inside.incrementAndGet();
  }

  public void leave() {
    inside.decrementAndGet();
    free.release();
  }
}
