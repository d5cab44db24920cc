package dev.whence.service.http;

import dev.whence.rules.tables.analysis.CellAddress;
import dev.whence.rules.tables.analysis.Finding;
import dev.whence.rules.tables.analysis.ReadyRow;
import dev.whence.rules.tables.analysis.Severity;
import dev.whence.rules.tables.analysis.TableAnalysis;
import dev.whence.rules.tables.analysis.Undecided;
import dev.whence.rules.tables.analysis.Witness;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What was proved about the tables of a version.
public record AnalysisView(int number, List<TableView> tables) {
  public static AnalysisView of(int number, List<TableAnalysis> analyses) {
    return new AnalysisView(number, analyses.stream().map(TableView::of).toList());
  }

  /// @param undecided sentences on what was left open
  public record TableView(String table, List<FindingView> findings, List<String> undecided) {
    static TableView of(TableAnalysis analysis) {
      return new TableView(
          analysis.table(),
          analysis.findings().stream().map(FindingView::of).toList(),
          analysis.undecided().stream().map(Undecided::message).toList());
    }
  }

  /// @param cells what it is about, the most telling first
  /// @param witness facts that show it, where there are any
  /// @param row the row that closes a gap
  public record FindingView(
      Kind kind,
      Severity severity,
      List<CellView> cells,
      @Nullable List<FactView> witness,
      @Nullable RowView row,
      String message) {
    static FindingView of(Finding finding) {
      return new FindingView(
          AnalysisView.kind(finding),
          finding.severity(),
          finding.cells().stream().map(CellView::of).toList(),
          AnalysisView.witness(finding).map(FactView::of).orElse(null),
          AnalysisView.row(finding).map(RowView::of).orElse(null),
          finding.message());
    }
  }

  /// Names are published: callers switch on them.
  public enum Kind {
    GAP,
    LEFT_TO_LAST_ROW,
    OVERLAP,
    NEVER_ANSWERS,
    COLUMN_NEVER_MATTERS,
    NOBODY_HAS,
    ALWAYS_OVERRIDDEN
  }

  /// @param ruleId left out for a column as a whole
  /// @param column left out for a row as a whole
  /// @param at as a spreadsheet program names it in the CSV file of the version: `F7`, `7` or `F`
  public record CellView(
      String table, @Nullable String ruleId, @Nullable String column, @Nullable String at) {
    static CellView of(CellAddress address) {
      return new CellView(
          address.table(),
          orNull(address.ruleId()),
          orNull(address.column()),
          orNull(address.reference()));
    }

    private static @Nullable String orNull(String text) {
      return text.isEmpty() ? null : text;
    }
  }

  /// @param telling whether a row that the finding is about tests the column
  public record FactView(String column, String value, boolean telling) {
    static List<FactView> of(Witness witness) {
      return witness.facts().stream()
          .map(fact -> new FactView(fact.column(), fact.value(), fact.telling()))
          .toList();
    }
  }

  public record RowView(String ruleId, Map<String, String> cells, String csv) {
    static RowView of(ReadyRow row) {
      return new RowView(row.ruleId(), row.cells(), row.csv());
    }
  }

  private static Kind kind(Finding finding) {
    return switch (finding) {
      case Finding.Gap _ -> Kind.GAP;
      case Finding.LeftToLastRow _ -> Kind.LEFT_TO_LAST_ROW;
      case Finding.Overlap _ -> Kind.OVERLAP;
      case Finding.NeverAnswers _ -> Kind.NEVER_ANSWERS;
      case Finding.ColumnNeverMatters _ -> Kind.COLUMN_NEVER_MATTERS;
      case Finding.NobodyHas _ -> Kind.NOBODY_HAS;
      case Finding.AlwaysOverridden _ -> Kind.ALWAYS_OVERRIDDEN;
    };
  }

  private static Optional<Witness> witness(Finding finding) {
    return switch (finding) {
      case Finding.Gap gap -> Optional.of(gap.witness());
      case Finding.LeftToLastRow left -> Optional.of(left.witness());
      case Finding.Overlap overlap -> Optional.of(overlap.witness());
      case Finding.NeverAnswers never -> never.witness();
      case Finding.AlwaysOverridden overridden -> Optional.of(overridden.witness());
      case Finding.ColumnNeverMatters _, Finding.NobodyHas _ -> Optional.empty();
    };
  }

  private static Optional<ReadyRow> row(Finding finding) {
    return switch (finding) {
      case Finding.Gap gap -> Optional.of(gap.row());
      case Finding.LeftToLastRow left -> Optional.of(left.row());
      case Finding.Overlap _,
          Finding.NeverAnswers _,
          Finding.ColumnNeverMatters _,
          Finding.NobodyHas _,
          Finding.AlwaysOverridden _ ->
          Optional.empty();
    };
  }
}
