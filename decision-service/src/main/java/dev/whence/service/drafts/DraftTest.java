package dev.whence.service.drafts;

import dev.whence.rules.tables.TableTest;
import java.util.Optional;

/// A test as a draft has it.
///
/// @param revision of this test in the draft; 0 for one that the draft does not touch
/// @param test as the draft has it, or as it stands where the draft takes it away
/// @param before as it stands in the rule set that the draft is based on, if it does
/// @param author of the revision, empty for one that the draft does not touch
public record DraftTest(
    int revision, TableTest test, Change change, Optional<TableTest> before, String author) {
  /// What the draft does to it.
  public enum Change {
    /// Nothing: it belongs to the rule set.
    STANDING,
    ADDED,
    CHANGED,
    REMOVED
  }
}
