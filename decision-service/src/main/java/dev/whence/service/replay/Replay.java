package dev.whence.service.replay;

import java.time.Instant;
import java.util.Optional;

/// What a draft would have done to recorded orders: asked for, under way, or known.
///
/// @param draftRevision of the draft whose tables it has
/// @param base number of the rule set that they are compared with
/// @param baseDigest of its tables
/// @param tablesDigest of the draft's tables
/// @param expectation of the draft at the time, as [Expected#text] writes it
/// @param mostOrders how many decisions are looked at at most, the newest
/// @param replayed decisions so far
/// @param total decisions that there are to look at; 0 before it has begun
/// @param complete whether no recorded decision was left out; false before it is known
/// @param met whether the expectation came true; empty before it is known
/// @param result JSON text of a [dev.whence.rules.replay.ReplayResult]; empty before it is known,
///   and in lists
/// @param trouble why there is no result, empty if there is or may be one
public record Replay(
    int id,
    int draft,
    int draftRevision,
    int base,
    String baseDigest,
    String tablesDigest,
    Optional<String> expectation,
    int mostOrders,
    State state,
    String askedBy,
    Instant askedAt,
    Optional<Instant> begunAt,
    Optional<Instant> endedAt,
    long replayed,
    long total,
    boolean complete,
    Optional<Boolean> met,
    Optional<String> result,
    String trouble) {

  /// Where a replay stands.
  public enum State {
    /// Until a process has time for it.
    WAITING,
    RUNNING,
    DONE,
    CANCELLED,
    /// The process that worked on it is gone.
    LOST,
    /// It could not be done.
    FAILED
  }
}
