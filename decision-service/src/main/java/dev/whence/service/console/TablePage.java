package dev.whence.service.console;

import dev.whence.rules.tables.TableText;
import dev.whence.rules.tables.analysis.Severity;
import dev.whence.service.drafts.Draft;
import dev.whence.service.http.AnalysisView.FindingView;
import dev.whence.service.http.versions.RuleTableView;
import dev.whence.service.http.versions.RuleTableView.ColumnView;
import java.util.List;

/// One table of a rule set, to read.
///
/// @param number of the rule set
/// @param isInForce whether it is the one in force
/// @param schema what the table may say
/// @param text the table as it stands there
/// @param findings what was proved about it, the worst first
/// @param undecided what was left open
/// @param drafts open ones
/// @param mayWrite whether the reader may begin drafts
public record TablePage(
    Frame frame,
    int number,
    boolean isInForce,
    RuleTableView schema,
    TableText text,
    List<FindingView> findings,
    List<String> undecided,
    List<Draft> drafts,
    boolean mayWrite) {

  /// Findings of what may be wrong.
  public List<FindingView> telling() {
    return findings.stream().filter(finding -> finding.severity() != Severity.NOTE).toList();
  }

  /// The others.
  public List<FindingView> notes() {
    return findings.stream().filter(finding -> finding.severity() == Severity.NOTE).toList();
  }

  /// Those that the table has, in the order of the text, without rule id and note.
  public List<ColumnView> columns() {
    return text.columns().stream()
        .flatMap(name -> schema.columns().stream().filter(column -> column.name().equals(name)))
        .toList();
  }
}
