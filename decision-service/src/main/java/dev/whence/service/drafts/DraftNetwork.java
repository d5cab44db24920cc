package dev.whence.service.drafts;

import java.util.List;

/// A network that tests of a draft share, as the draft has it.
///
/// @param revision of this network in the draft; 0 for one that the draft does not touch
/// @param text JSON
/// @param change what the draft does to it
/// @param author of the revision, empty for one that the draft does not touch
/// @param usedBy the tests that name it; one that no test names does not come in force
public record DraftNetwork(
    int revision,
    String name,
    String text,
    DraftTest.Change change,
    String author,
    List<String> usedBy) {
  public DraftNetwork {
    usedBy = List.copyOf(usedBy);
  }
}
