package dev.whence.service.events;

import dev.whence.service.failures.Failure;
import dev.whence.service.failures.FailureException;
import dev.whence.service.store.Outbox;
import dev.whence.service.store.Outbox.Part;
import dev.whence.service.store.Outbox.Position;
import dev.whence.service.store.Outbox.Standing;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;

/// Reads what happened from any position on, and waits for more. Thread-safe.
public final class EventFeed {
  /// Readers of one process who use a connection at once; the others take turns.
  private static final int READERS_AT_ONCE = 2;

  private final Outbox outbox;
  private final OutboxWatch watch;
  private final Semaphore turns = new Semaphore(READERS_AT_ONCE, true);

  public EventFeed(Outbox outbox, OutboxWatch watch) {
    this.outbox = outbox;
    this.watch = watch;
  }

  /// Where to begin.
  public sealed interface From {
    /// With the oldest event that is kept.
    record Oldest() implements From {}

    /// With what happens from now on.
    record Now() implements From {}

    record After(Position position) implements From {}
  }

  /// Events from a place on, oldest first; when there is none, those of the time to come.
  ///
  /// @param types which; none for all
  /// @param patience how long to wait for the first event, 0 for not at all
  /// @throws FailureException [Failure.CursorExpired] when events after the position are forgotten
  ///   or the position is none of this store
  public Part read(From from, List<String> types, int limit, Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    long changes = watch.changes();
    Part part =
        switch (from) {
          case From.Oldest() -> page(Position.START, types, limit);
          case From.After(var position) -> checked(position, page(position, types, limit));
          case From.Now() -> new Part(List.of(), end(), Standing.KNOWN);
        };
    while (part.events().isEmpty()
        && watch.await(changes, Duration.ofNanos(deadline - System.nanoTime()))) {
      changes = watch.changes();
      part = checked(part.next(), page(part.next(), types, limit));
    }
    return part;
  }

  private static Part checked(Position position, Part part) {
    return switch (part.standing()) {
      case KNOWN -> part;
      case FORGOTTEN ->
          throw new FailureException(
              new Failure.CursorExpired(Cursor.of(position), "Events after it are forgotten."));
      case NOT_YET ->
          throw new FailureException(
              new Failure.CursorExpired(
                  Cursor.of(position),
                  "This store has not come that far: it was restored, or is another one."));
    };
  }

  private Position end() {
    turns.acquireUninterruptibly();
    try {
      return outbox.end();
    } finally {
      turns.release();
    }
  }

  private Part page(Position after, List<String> types, int limit) {
    turns.acquireUninterruptibly();
    try {
      return outbox.page(after, types, limit);
    } finally {
      turns.release();
    }
  }
}
