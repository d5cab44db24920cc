package dev.whence.service.http.decisions;

import dev.whence.domain.estimates.ModelRef;
import dev.whence.rules.sourcing.EstimateLog;
import dev.whence.rules.tables.CellMiss;
import dev.whence.rules.tables.TableTrace;
import dev.whence.rules.tables.schema.ModelGuard;
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
        trace.tables().stream().map(table -> TableView.of(table, trace.lines())).toList());
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
  /// @param lines which line of each model answered; only of the table that guards them
  public record TableView(
      String table,
      String hitPolicy,
      int asked,
      List<CaseView> cases,
      int leftOut,
      @Nullable List<LineView> lines) {
    static TableView of(TableTrace trace, List<EstimateLog.Line> lines) {
      return new TableView(
          trace.table(),
          trace.hitPolicy().words(),
          trace.asked(),
          trace.cases().stream().map(CaseView::of).toList(),
          trace.leftOut(),
          trace.table().equals(ModelGuard.SCHEMA.table())
              ? lines.stream().map(LineView::of).toList()
              : null);
    }
  }

  /// Who answered for a model.
  ///
  /// @param line `first`, `second` or `none`
  /// @param answered left out for `none`
  /// @param because why the second line answered; left out otherwise
  public record LineView(
      String model, String line, @Nullable String answered, @Nullable FallbackView because) {
    static LineView of(EstimateLog.Line line) {
      return new LineView(
          line.model(),
          line.word(),
          line.answered().map(ModelRef::toString).orElse(null),
          line.insteadOf().map(FallbackView::of).orElse(null));
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
