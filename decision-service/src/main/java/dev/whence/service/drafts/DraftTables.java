package dev.whence.service.drafts;

import dev.whence.rules.tables.RuleBook;
import java.util.List;
import java.util.Optional;

/// The tables of a draft, with those of the rule set that it is based on.
///
/// @param book empty if they have errors
/// @param errors a sentence each
public record DraftTables(Optional<RuleBook> book, List<String> errors) {
  public DraftTables {
    errors = List.copyOf(errors);
  }
}
