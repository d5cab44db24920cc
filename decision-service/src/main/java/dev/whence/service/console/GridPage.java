package dev.whence.service.console;

import dev.whence.service.drafts.Draft;
import dev.whence.service.http.drafts.DraftView.TableView;
import dev.whence.service.http.versions.RuleTableView;

/// One table of a draft, to be written in.
///
/// @param start what the grid begins with, JSON of [Start]
/// @param csrfToken that a session sends with what it changes, empty without one
/// @param mayWrite whether the draft can be changed
public record GridPage(
    Frame frame,
    Draft draft,
    RuleTableView schema,
    String start,
    String csrfToken,
    boolean mayWrite) {

  /// @param schema what the table may say
  /// @param table as it stands in the draft
  public record Start(RuleTableView schema, TableView table) {}
}
