package dev.whence.service.http.decisions;

import dev.whence.rules.tables.CellMiss;
import dev.whence.rules.tables.TableTrace;
import dev.whence.service.records.DecisionId;
import dev.whence.service.sourcing.DecisionTraces;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which rows answered in a decision, and on what.
///
/// @param decisionId left out for an order that was only evaluated
/// @param ruleSet digest of the tables
/// @param same whether this release comes to the decision that was recorded
/// @param tables in the order in which a decision asks them
public record TraceView(
    @Nullable String decisionId, String ruleSet, boolean same, List<TableView> tables) {
  static TraceView of(@Nullable DecisionId id, DecisionTraces.Trace trace) {
    return new TraceView(
        id == null ? null : id.toString(),
        trace.ruleSet(),
        trace.same(),
        trace.tables().stream().map(TableView::of).toList());
  }

  TraceView only(String table) {
    return new TraceView(
        decisionId,
        ruleSet,
        same,
        tables.stream().filter(each -> each.table().equals(table)).toList());
  }

  /// @param asked how many facts
  /// @param cases facts that the table cannot tell apart are one; those that a row answered first
  /// @param leftOut further cases
  public record TableView(
      String table, String hitPolicy, int asked, List<CaseView> cases, int leftOut) {
    static TableView of(TableTrace trace) {
      return new TableView(
          trace.table(),
          trace.hitPolicy().words(),
          trace.asked(),
          trace.cases().stream().map(CaseView::of).toList(),
          trace.leftOut());
    }
  }

  /// @param times how many facts
  /// @param about which ship nodes, carrier services and categories, by column
  /// @param facts of the columns that any row tests
  public record CaseView(
      int times,
      Map<String, List<String>> about,
      Map<String, String> facts,
      List<TableTrace.FiredRow> fired,
      List<NearView> near) {
    static CaseView of(TableTrace.Case its) {
      return new CaseView(
          its.times(),
          its.about(),
          its.facts(),
          its.fired(),
          its.near().stream().map(NearView::of).toList());
    }
  }

  /// @param failed empty where the row matches and stands below the one that answered
  public record NearView(String ruleId, List<FailedView> failed) {
    static NearView of(TableTrace.NearRow row) {
      return new NearView(row.ruleId(), row.failed().stream().map(FailedView::of).toList());
    }
  }

  /// @param place of the cell in the text of the version, `F7`
  /// @param by how much is missing, with its unit; left out where values have no order
  public record FailedView(
      String column, String place, String cell, String value, @Nullable String by, String message) {
    static FailedView of(CellMiss miss) {
      return new FailedView(
          miss.column(),
          miss.place(),
          miss.cell(),
          miss.value(),
          miss.miss().by().orElse(null),
          miss.sentence());
    }
  }
}
