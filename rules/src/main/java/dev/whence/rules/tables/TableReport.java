package dev.whence.rules.tables;

import dev.whence.rules.tables.analysis.AnalyzedTable;
import dev.whence.rules.tables.analysis.Finding;
import dev.whence.rules.tables.analysis.Severity;
import dev.whence.rules.tables.analysis.TableAnalysis;
import dev.whence.rules.tables.errors.ErrorCode;
import dev.whence.rules.tables.errors.TableError;
import java.util.List;

/// What a look at rule tables found.
///
/// @param errors in file, row and column order; a row that never answers is a finding instead where
///   its table was analyzed
/// @param analyses of the tables whose cells can all be read, in the order of [RuleBook#SCHEMAS]
/// @param notes what a person should know of how the files were read, such as that a row is hidden,
///   each with its file
public record TableReport(
    List<TableError> errors, List<TableAnalysis> analyses, List<String> notes) {
  public TableReport {
    errors = List.copyOf(errors);
    analyses = List.copyOf(analyses);
    notes = List.copyOf(notes);
  }

  static TableReport of(
      List<TableError> errors,
      List<AnalyzedTable> tables,
      List<UnknownId> unknown,
      List<String> notes) {
    return new TableReport(
        errors.stream().filter(error -> !isFinding(error, tables)).toList(),
        tables.stream()
            .map(table ->
                TableAnalysis.of(table)
                    .with(Overrules.find(table, tables))
                    .with(nobodyHas(table, unknown)))
            .toList(),
        notes);
  }

  /// The worst of it.
  public Severity worst() {
    if (!errors.isEmpty() || analyses.stream().anyMatch(each -> each.has(Severity.ERROR))) {
      return Severity.ERROR;
    }
    return analyses.stream().anyMatch(each -> each.has(Severity.WARNING))
        ? Severity.WARNING
        : Severity.NOTE;
  }

  private static boolean isFinding(TableError error, List<AnalyzedTable> tables) {
    return error.code() == ErrorCode.UNREACHABLE_ROW
        && tables.stream().anyMatch(table -> error.file().startsWith(table.name() + "."));
  }

  private static List<Finding> nobodyHas(AnalyzedTable table, List<UnknownId> unknown) {
    return unknown.stream()
        .filter(each -> each.table().equals(table.name()))
        .<Finding>map(each ->
            new Finding.NobodyHas(
                table.name(),
                table.address(each.ruleId(), each.column()),
                each.value(),
                each.what().words(),
                each.nearest()))
        .toList();
  }
}
