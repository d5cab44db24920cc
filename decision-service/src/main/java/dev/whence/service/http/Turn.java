package dev.whence.service.http;

import dev.whence.service.admission.Deadline;
import dev.whence.service.admission.Lane;
import dev.whence.service.failures.Failure;
import dev.whence.service.failures.FailureException;

/// The place of one request in its lane: taken when its body is there, so that slow clients hold
/// none, and given back before its answer is sent. For one thread.
sealed interface Turn extends AutoCloseable {
  /// Takes a place, if it has none so far.
  ///
  /// @throws FailureException if there is none
  void begin();

  @Override
  void close();

  /// Of a request that takes no place.
  enum Free implements Turn {
    FREE;

    @Override
    public void begin() {}

    @Override
    public void close() {}
  }

  final class InLane implements Turn {
    private final Lane lane;
    private final Deadline deadline;
    private boolean begun;

    /// @throws FailureException if the queue is full, so that the body need not even be read
    InLane(Lane lane, Deadline deadline) {
      this.lane = lane;
      this.deadline = deadline;
      if (lane.isFull()) {
        lane.turnAway();
        throw overloaded();
      }
    }

    @Override
    public void begin() {
      if (!begun && !lane.enter(deadline)) {
        throw overloaded();
      }
      begun = true;
    }

    private FailureException overloaded() {
      return new FailureException(new Failure.Overloaded(lane.places(), lane.waiting()));
    }

    @Override
    public void close() {
      if (begun) {
        lane.leave();
      }
    }
  }
}
