package dev.whence.service.versions;

import java.time.Instant;
import java.util.Optional;

/// That a version is in force from a moment on, until the next one is, unless it was taken back
/// before that moment.
///
/// @param from the database's clock; a later moment than the decision's for one that is planned
/// @param author in the words of whoever decided it
/// @param reason in their words, may be empty
public record Activation(
    long id,
    VersionKind kind,
    int number,
    Instant from,
    String author,
    String reason,
    Instant decidedAt,
    Optional<TakenBack> takenBack) {

  /// That it never came in force.
  ///
  /// @param reason in their words, may be empty
  public record TakenBack(String author, String reason, Instant at) {}
}
