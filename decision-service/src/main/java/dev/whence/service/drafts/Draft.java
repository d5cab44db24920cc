package dev.whence.service.drafts;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Changes to rule tables that are no version yet.
///
/// @param basedOn number of the rule set whose tables stand where the draft has none
/// @param revision grows with every change of anything in it
/// @param submittedBy empty before
/// @param approvedBy empty before; never somebody who wrote a part of it
/// @param publishedAs number of the rule set that it became
/// @param expectation what a replay has to show before it is published, as JSON text; empty for
///   nothing
/// @param tables that it changes, by name
public record Draft(
    int id,
    String title,
    State state,
    int basedOn,
    int revision,
    String author,
    Instant createdAt,
    Instant changedAt,
    Optional<String> submittedBy,
    Optional<String> approvedBy,
    OptionalInt publishedAs,
    Optional<String> expectation,
    List<Text> tables) {
  public Draft {
    tables = List.copyOf(tables);
  }

  /// Where a draft stands.
  public enum State {
    /// Being written.
    DRAFT,
    /// Waits for somebody else's eyes; nothing in it changes.
    SUBMITTED,
    /// May be published.
    APPROVED,
    /// Became a version.
    PUBLISHED,
    /// Given up; still readable.
    DISCARDED
  }

  /// A table in a draft.
  ///
  /// @param revision of this table in the draft, from 1
  /// @param text CSV as it was typed, with or without errors
  /// @param author of this revision
  public record Text(String table, int revision, String text, String author, Instant savedAt) {}

  /// What happened to it.
  ///
  /// @param kind for instance `submitted`
  /// @param words that were given with it, may be empty
  public record Event(String kind, String who, Instant at, int revision, String words) {}
}
