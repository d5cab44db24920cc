package dev.whence.service.admission;

import java.time.Duration;

/// Until when an answer is of use to whoever asked: the end of a time budget, by the clock that
/// never jumps. Immutable.
///
/// Stages of a decision get shares of what is left when they begin. What they make of a share is
/// recorded with the decision (an estimate that came too late, the work a search may do), so a
/// replay does not depend on time.
public final class Deadline {
  /// For work that nobody waits for.
  public static final Deadline NONE = new Deadline(0, Duration.ZERO);

  private final long end;
  private final Duration budget;

  private Deadline(long end, Duration budget) {
    this.end = end;
    this.budget = budget;
  }

  /// @param start of the budget as [System#nanoTime]
  /// @param budget longer than nothing
  /// @throws IllegalArgumentException if it is not
  public static Deadline of(long start, Duration budget) {
    if (!budget.isPositive()) {
      throw new IllegalArgumentException("A time budget of %s is none.".formatted(budget));
    }
    return new Deadline(start + budget.toNanos(), budget);
  }

  /// The whole of it, zero for [#NONE].
  public Duration budget() {
    return budget;
  }

  public boolean isOver() {
    return !budget.isZero() && end - System.nanoTime() <= 0;
  }

  /// A share of what is left, at most `most` and at least nothing.
  ///
  /// @param parts into which what is left is divided, at least 1
  public Duration share(int parts, Duration most) {
    if (budget.isZero()) {
      return most;
    }
    long nanos = Math.max(0, end - System.nanoTime()) / parts;
    return nanos < most.toNanos() ? Duration.ofNanos(nanos) : most;
  }
}
