package dev.whence.rules.tables.analysis;

import dev.whence.rules.tables.cells.CellType;
import dev.whence.rules.tables.cells.Test;
import dev.whence.rules.tables.errors.Place;
import dev.whence.rules.tables.schema.HitPolicy;
import java.util.List;

/// A table as the analysis sees it. Its cells are read; it may lack a last row without conditions,
/// or hold rows that never answer.
///
/// @param columns condition columns that any row tests, in the schema's order
/// @param rows in the order of the file
/// @param header the file's column names from column A on
public record AnalyzedTable(
    String name,
    HitPolicy hitPolicy,
    List<Column<?>> columns,
    List<Row> rows,
    List<String> header) {
  public AnalyzedTable {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
    header = List.copyOf(header);
  }

  /// @param tests of the rows in their order, [Test.Any] for a blank cell
  public record Column<T extends Comparable<? super T>>(
      String name, CellType<T> type, List<Test<T>> tests) {
    public Column {
      tests = List.copyOf(tests);
    }

    boolean isTestedBy(int row) {
      return !(tests.get(row) instanceof Test.Any<T>);
    }
  }

  /// @param outcome what the row answers, told apart by `equals`; the rule id is no part of it
  /// @param fileRow as a spreadsheet program counts, from 1
  public record Row(String ruleId, Object outcome, int fileRow) {}

  /// The address of a cell by the row's rule id.
  public CellAddress address(String ruleId, String column) {
    for (int row = 0; row < rows.size(); row++) {
      if (rows.get(row).ruleId().equals(ruleId)) {
        return address(row, column);
      }
    }
    return new CellAddress(name, ruleId, column, new Place.WholeFile());
  }

  CellAddress address(int row) {
    Row at = rows.get(row);
    return new CellAddress(name, at.ruleId(), "", new Place.InRow(at.fileRow()));
  }

  CellAddress address(int row, String column) {
    Row at = rows.get(row);
    int index = header.indexOf(column);
    return new CellAddress(
        name,
        at.ruleId(),
        column,
        index < 0 ? new Place.InRow(at.fileRow()) : new Place.InCell(at.fileRow(), index, column));
  }

  CellAddress address(String column) {
    int index = header.indexOf(column);
    return new CellAddress(
        name, "", column, index < 0 ? new Place.WholeFile() : new Place.InCell(0, index, column));
  }

  /// The cells of a row that are not blank.
  List<CellAddress> cells(int row) {
    return columns.stream()
        .filter(column -> column.isTestedBy(row))
        .map(column -> address(row, column.name()))
        .toList();
  }

  boolean isBlank(int row) {
    return columns.stream().noneMatch(column -> column.isTestedBy(row));
  }
}
