package dev.whence.rules.tables;

import dev.whence.rules.tables.analysis.AnalyzedTable;
import dev.whence.rules.tables.cells.Test;
import dev.whence.rules.tables.files.Cell;
import dev.whence.rules.tables.files.CsvFile;
import dev.whence.rules.tables.files.Grid;
import dev.whence.rules.tables.pieces.FactClasses;
import dev.whence.rules.tables.pieces.Pieces;
import dev.whence.rules.tables.pieces.RowFilter;
import dev.whence.rules.tables.schema.Action;
import dev.whence.rules.tables.schema.Condition;
import dev.whence.rules.tables.schema.Schema;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A table without errors: what is evaluated, written and hashed.
///
/// @param owner who answers for it
/// @param description for its readers, may be empty
/// @param rows in the order of the file
record CheckedTable<F extends Record, A>(
    Schema<F, A> schema, String owner, String description, List<Row<F, A>> rows) {

  CheckedTable {
    rows = List.copyOf(rows);
  }

  /// The columns that any row tests, in the schema's order, each with the pieces its tests cut; a
  /// column of text more than once where tests look inside of it.
  List<FactClasses.Column<F, ?>> columns() {
    return usedConditions().stream().<FactClasses.Column<F, ?>>flatMap(this::pieces).toList();
  }

  /// The action cells of a row by column, as the table has them.
  Map<String, String> outcome(Row<F, A> row) {
    var outcome = new LinkedHashMap<String, String>();
    schema.actions().forEach(action -> outcome.put(action.name(), cell(row, action)));
    return outcome;
  }

  private <T extends Comparable<? super T>> Stream<FactClasses.Column<F, T>> pieces(
      Condition<F, T> column) {
    @SuppressWarnings("unchecked") // a test of the column compares the column's values
    List<Test<T>> tests =
        rows.stream()
            .flatMap(row -> row.tests().stream())
            .filter(cell -> cell.column().equals(column))
            .map(cell -> (Test<T>) cell.test())
            .distinct()
            .toList();
    return Pieces.cutAll(column.type(), tests).stream()
        .map(pieces -> new FactClasses.Column<>(column, pieces));
  }

  /// The columns that any row tests, each once, with the tests of the rows in the order given.
  ///
  /// @param columns what [#columns()] gave
  List<RowFilter.Tested<F, ?>> tested(
      List<FactClasses.Column<F, ?>> columns, List<Row<F, A>> ordered) {
    var first = new LinkedHashMap<Condition<F, ?>, FactClasses.Column<F, ?>>();
    columns.forEach(column -> first.putIfAbsent(column.column(), column));
    return first.values().stream()
        .<RowFilter.Tested<F, ?>>map(column -> tested(column, ordered))
        .toList();
  }

  @SuppressWarnings("unchecked") // a test of the column compares the column's values
  private <T extends Comparable<? super T>> RowFilter.Tested<F, T> tested(
      FactClasses.Column<F, T> column, List<Row<F, A>> ordered) {
    return new RowFilter.Tested<>(
        column,
        ordered.stream()
            .map(row ->
                row.tests().stream()
                    .filter(cell -> cell.column().equals(column.column()))
                    .map(cell -> (Test<T>) cell.test())
                    .findFirst()
                    .orElse(new Test.Any<>()))
            .toList());
  }

  /// The condition columns that any row tests, in the schema's order.
  List<Condition<F, ?>> usedConditions() {
    var used = new HashSet<Condition<F, ?>>();
    rows.forEach(row -> row.tests().forEach(test -> used.add(test.column())));
    return schema.conditions().stream().filter(used::contains).toList();
  }

  /// As the analysis sees it, with the addresses that [#grid()] has.
  AnalyzedTable analyzed() {
    Grid grid = grid();
    int columnRow = TableChecker.findColumnRow(grid);
    return analyzed(
        grid.rows().get(columnRow).stream().map(Cell::text).toList(),
        IntStream.range(0, rows.size()).mapToObj(row -> columnRow + 2 + row).toList());
  }

  /// As the analysis sees it.
  ///
  /// @param header the file's column names
  /// @param fileRows where each row stands in the file, from 1
  AnalyzedTable analyzed(List<String> header, List<Integer> fileRows) {
    return new AnalyzedTable(
        schema.table(),
        schema.hitPolicy(),
        usedConditions().stream().<AnalyzedTable.Column<?>>map(this::analyzed).toList(),
        IntStream.range(0, rows.size())
            .mapToObj(row ->
                new AnalyzedTable.Row(
                    rows.get(row).ruleId(), rows.get(row).actions(), fileRows.get(row)))
            .toList(),
        header);
  }

  @SuppressWarnings("unchecked") // a test of the column compares the column's values
  private <T extends Comparable<? super T>> AnalyzedTable.Column<T> analyzed(
      Condition<F, T> column) {
    return new AnalyzedTable.Column<>(
        column.name(),
        column.type(),
        rows.stream()
            .map(row ->
                row.tests().stream()
                    .filter(cell -> cell.column().equals(column))
                    .<Test<T>>map(cell -> (Test<T>) cell.test())
                    .findFirst()
                    .orElseGet(Test.Any::new))
            .toList());
  }

  /// The one way to write this table: CSV, columns in schema order, condition columns without any
  /// test left out. Reading it gives an equal table.
  String canonicalText() {
    return CsvFile.write(grid());
  }

  /// The cells of [#canonicalText()].
  Grid grid() {
    List<Condition<F, ?>> used = usedConditions();
    List<Action<?>> told = schema.actions().stream().filter(this::isTold).toList();
    boolean notes = rows.stream().anyMatch(row -> !row.note().isEmpty());

    var grid = new ArrayList<List<String>>();
    grid.add(List.of(Header.TABLE, schema.table()));
    grid.add(List.of(Header.HIT_POLICY, schema.hitPolicy().words()));
    grid.add(List.of(Header.OWNER, owner));
    if (!description.isEmpty()) {
      grid.add(List.of(Header.DESCRIPTION, description));
    }
    grid.add(
        Stream.of(
                Stream.of(Header.RULE_ID),
                used.stream().map(Condition::name),
                told.stream().map(Action::name),
                Stream.of(Header.NOTE).filter(_ -> notes))
            .flatMap(names -> names)
            .toList());
    for (Row<F, A> row : rows) {
      grid.add(
          Stream.of(
                  Stream.of(row.ruleId()),
                  used.stream().map(column -> cell(row, column)),
                  told.stream().map(action -> cell(row, action)),
                  Stream.of(row.note()))
              .flatMap(cells -> cells)
              .toList());
    }
    return Grid.ofTexts(grid);
  }

  /// A cell in which two tables of one schema say different things.
  ///
  /// @param row counted from 0 after the column names, -1 for a header line
  /// @param column by its name, or the header line's word
  /// @param here what this table says, in one form, empty for nothing
  record Difference(int row, String column, String here, String there) {}

  /// The first cell in which `other` says something else, by rows and then by columns in the
  /// schema's order.
  Optional<Difference> findDifference(CheckedTable<F, A> other) {
    var all = new ArrayList<Difference>();
    all.add(new Difference(-1, Header.OWNER, owner, other.owner));
    all.add(new Difference(-1, Header.DESCRIPTION, description, other.description));
    for (int row = 0; row < Math.max(rows.size(), other.rows.size()); row++) {
      Map<String, String> here = row < rows.size() ? cells(rows.get(row)) : Map.of();
      Map<String, String> there = row < other.rows.size() ? cells(other.rows.get(row)) : Map.of();
      var columns = new LinkedHashSet<>(here.keySet());
      columns.addAll(there.keySet());
      for (String column : columns) {
        all.add(
            new Difference(
                row, column, here.getOrDefault(column, ""), there.getOrDefault(column, "")));
      }
    }
    return all.stream().filter(each -> !each.here().equals(each.there())).findFirst();
  }

  /// Every cell of a row by column name, in the schema's order.
  private Map<String, String> cells(Row<F, A> row) {
    var cells = new LinkedHashMap<String, String>();
    cells.put(Header.RULE_ID, row.ruleId());
    schema.conditions().forEach(column -> cells.put(column.name(), cell(row, column)));
    schema.actions().forEach(action -> cells.put(action.name(), cell(row, action)));
    cells.put(Header.NOTE, row.note());
    return cells;
  }

  /// A column that a file may leave out is left out when every row has the usual value.
  private boolean isTold(Action<?> action) {
    return !action.mayBeMissing()
        || rows.stream()
            .anyMatch(row -> !row.actions().get(action).equals(action.usual().getFirst()));
  }

  private static String cell(Row<?, ?> row, Condition<?, ?> column) {
    return row.tests().stream()
        .filter(test -> test.column().equals(column))
        .map(CellTest::text)
        .findFirst()
        .orElse("");
  }

  private static <T> String cell(Row<?, ?> row, Action<T> action) {
    return action.type().write(row.actions().get(action));
  }
}
