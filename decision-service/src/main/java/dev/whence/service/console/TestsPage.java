package dev.whence.service.console;

import dev.whence.service.drafts.Draft;
import dev.whence.service.http.tabletests.TestView;
import java.util.List;

/// The tests of a draft, and tests that could be.
///
/// @param table of which suggestions are shown, empty for none
/// @param tables names of all tables
/// @param suggestions made of the rows of the table
/// @param mayWrite whether they can be changed
public record TestsPage(
    Frame frame,
    Draft draft,
    TestView.DraftTests tests,
    String table,
    List<String> tables,
    List<TestView> suggestions,
    boolean mayWrite) {}
