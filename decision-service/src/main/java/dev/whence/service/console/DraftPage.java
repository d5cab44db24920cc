package dev.whence.service.console;

import dev.whence.rules.tables.analysis.Severity;
import dev.whence.service.drafts.Draft;
import dev.whence.service.http.AnalysisView.FindingView;
import dev.whence.service.http.TestResultView;
import dev.whence.service.http.drafts.DraftRoutes.DraftAnalysis;
import dev.whence.service.http.drafts.DraftView.ChangeView;
import dev.whence.service.http.drafts.ReplayView;
import dev.whence.service.http.tabletests.TestView;
import dev.whence.service.versions.Activation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// A draft as a whole: what it changes, what is wrong with it, what was said about it, what can be
/// done with it.
///
/// @param changes of each table that differs, by table
/// @param analysis of the draft as it stands
/// @param news findings that the tables it is based on do not have
/// @param tests of the draft, with what came of each
/// @param replays the newest first, without their results
/// @param replay the newest of exactly this revision that is done, empty if there is none
/// @param events what happened, the newest first
/// @param tables names of all tables
/// @param inForce number of the rule set in force
/// @param planned rule set that comes in force next, empty if none is planned
/// @param mayWrite whether the reader may change it
/// @param mayApprove whether the reader has the role to approve
/// @param wrote whether the reader wrote a part of it, and so cannot approve it
public record DraftPage(
    Frame frame,
    Draft draft,
    Map<String, List<ChangeView>> changes,
    DraftAnalysis analysis,
    List<FindingView> news,
    TestView.DraftTests tests,
    List<ReplayView> replays,
    Optional<ReplayView> replay,
    List<Draft.Event> events,
    List<String> tables,
    int inForce,
    Optional<Activation> planned,
    boolean mayWrite,
    boolean mayApprove,
    boolean wrote) {
  /// Of [#news], what may be wrong.
  public List<FindingView> telling() {
    return news.stream().filter(finding -> finding.severity() != Severity.NOTE).toList();
  }

  /// The others.
  public List<FindingView> notes() {
    return news.stream().filter(finding -> finding.severity() == Severity.NOTE).toList();
  }

  /// Tests that fail.
  public List<TestResultView> failing() {
    return tests.tests().stream()
        .flatMap(test -> Stream.ofNullable(test.result()))
        .filter(result -> !result.passed())
        .toList();
  }

  /// What is expected, as a form names it.
  public String expectation() {
    return draft
        .expectation()
        .map(text -> text.contains("\"no-change\"") ? "no-change" : "only-rows")
        .orElse("nothing");
  }

  public boolean isOpen() {
    return switch (draft.state()) {
      case DRAFT, SUBMITTED, APPROVED -> true;
      case PUBLISHED, DISCARDED -> false;
    };
  }

  /// Whether other tables are in force than those it is based on.
  public boolean isOutdated() {
    return isOpen() && draft.basedOn() != inForce;
  }
}
