package dev.whence.rules.tables;

import dev.whence.rules.tables.analysis.AnalyzedTable;
import dev.whence.rules.tables.cells.CellType;
import dev.whence.rules.tables.cells.Parsed;
import dev.whence.rules.tables.cells.Reading;
import dev.whence.rules.tables.cells.Test;
import dev.whence.rules.tables.cells.TestSyntax;
import dev.whence.rules.tables.errors.ErrorCode;
import dev.whence.rules.tables.errors.Flaw;
import dev.whence.rules.tables.errors.Place;
import dev.whence.rules.tables.errors.TableError;
import dev.whence.rules.tables.files.Cell;
import dev.whence.rules.tables.files.Grid;
import dev.whence.rules.tables.schema.Action;
import dev.whence.rules.tables.schema.ActionValues;
import dev.whence.rules.tables.schema.Condition;
import dev.whence.rules.tables.schema.HitPolicy;
import dev.whence.rules.tables.schema.Schema;
import dev.whence.text.Nearest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Turns the grid of one file into a checked table, or reports everything that is wrong with it.
final class TableChecker<F extends Record, A> {
  private static final Pattern KEBAB_CASE = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
  private static final int LONGEST_RULE_ID = 80;

  private final Schema<F, A> schema;
  private final String file;
  private final Grid grid;
  private final Reading reading;
  private final Consumer<TableError> report;
  private final Map<String, String> header = new HashMap<>();

  /// Where each column of the schema is, by name.
  private final Map<String, Integer> columns = new HashMap<>();

  private List<Cell> columnNames = List.of();
  private boolean broken;

  /// Whether a cell or a column cannot be read, so that nothing can be said of the rows.
  private boolean unreadable;

  private List<Row<F, A>> rows = List.of();

  /// The grid's row of each.
  private final List<Integer> places = new ArrayList<>();

  TableChecker(
      Schema<F, A> schema, String file, Grid grid, Reading reading, Consumer<TableError> report) {
    this.schema = schema;
    this.file = file;
    this.grid = grid;
    this.reading = reading;
    this.report = report;
  }

  /// Empty when anything is wrong; it is reported then.
  Optional<CheckedTable<F, A>> check() {
    int columnRow = findColumnRow(grid);
    if (columnRow < 0) {
      report(
          new Place.WholeFile(),
          "",
          new Flaw(
              ErrorCode.WRONG_HEADER,
              "a line of column names that starts with \"" + Header.RULE_ID + "\"",
              separatorAdvice()));
      return Optional.empty();
    }
    readHeaderLines(columnRow);
    readColumnNames(columnRow);
    checkCharacters();
    rows = readRows(columnRow + 1);
    return broken ? Optional.empty() : Optional.of(table());
  }

  private CheckedTable<F, A> table() {
    return new CheckedTable<>(
        schema,
        header.getOrDefault(Header.OWNER, ""),
        header.getOrDefault(Header.DESCRIPTION, ""),
        rows);
  }

  /// The table as the analysis sees it, also when some of its rows never answer or the last row is
  /// missing. Empty before [#check], and where anything cannot be read.
  Optional<AnalyzedTable> analyzed() {
    return rows.isEmpty() || unreadable
        ? Optional.empty()
        : Optional.of(
            table()
                .analyzed(
                    columnNames.stream().map(Cell::text).toList(),
                    places.stream().map(place -> place + 1).toList()));
  }

  /// The index of the row with the column names, or -1.
  static int findColumnRow(Grid grid) {
    for (int row = 0; row < grid.rows().size(); row++) {
      List<Cell> cells = grid.rows().get(row);
      if (!cells.isEmpty() && cells.getFirst().text().equals(Header.RULE_ID)) {
        return row;
      }
    }
    return -1;
  }

  private String separatorAdvice() {
    boolean otherSeparator =
        grid.rows().stream()
            .anyMatch(
                row -> !row.isEmpty() && row.getFirst().text().matches("rule id\\s*[;\t|].*"));
    return otherSeparator ? "Maybe save it with commas between the cells." : "";
  }

  /// Control characters would not survive both file forms.
  private void checkCharacters() {
    for (int row = 0; row < grid.rows().size(); row++) {
      List<Cell> cells = grid.rows().get(row);
      for (int column = 0; column < cells.size(); column++) {
        Cell cell = cells.get(column);
        unreadable |= cell.kind() == Cell.Kind.UNREADABLE;
        broken |= unreadable;
        if (!cell.text().codePoints().allMatch(TableChecker::isPrintable)) {
          inCell(
              row,
              column,
              cell.text().replaceAll("[\\p{Cc}\\p{Cs}\\p{Cn}]", "?"),
              new Flaw(ErrorCode.UNREADABLE_CELL, "printable characters"));
        }
      }
    }
  }

  private static boolean isPrintable(int c) {
    boolean control = Character.isISOControl(c) && c != '\n' && c != '\t';
    boolean surrogate = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
    boolean nonCharacter = (c & 0xfffe) == 0xfffe;
    return !control && !surrogate && !nonCharacter;
  }

  private void readHeaderLines(int columnRow) {
    for (int row = 0; row < columnRow; row++) {
      List<Cell> cells = grid.rows().get(row);
      if (!cells.isEmpty()) {
        readHeaderLine(row, cells.getFirst().text(), cells);
      }
    }
    for (String word : List.of(Header.TABLE, Header.HIT_POLICY, Header.OWNER)) {
      if (!header.containsKey(word)) {
        report(
            new Place.InRow(columnRow + 1),
            "",
            new Flaw(ErrorCode.WRONG_HEADER, "a line \"" + word + "\" above the column names"));
      }
    }
  }

  private void readHeaderLine(int row, String word, List<Cell> cells) {
    if (!Header.LINES.contains(word)) {
      inCell(
          row,
          0,
          word,
          new Flaw(
              ErrorCode.WRONG_HEADER,
              "one of " + String.join(", ", Header.LINES),
              Nearest.advice(word, Header.LINES)));
      return;
    }
    for (int column = 2; column < cells.size(); column++) {
      if (!cells.get(column).isBlank()) {
        inCell(
            row,
            column,
            cells.get(column).text(),
            new Flaw(ErrorCode.TOO_MANY_CELLS, "a word and one value in a header line"));
      }
    }
    String value = cells.size() > 1 ? cells.get(1).text() : "";
    if (header.put(word, value) != null) {
      inCell(row, 0, word, new Flaw(ErrorCode.WRONG_HEADER, "each header line once"));
    }
    if (word.equals(Header.TABLE) && !value.equals(schema.table())) {
      inCell(row, 1, value, new Flaw(ErrorCode.WRONG_TABLE_NAME, schema.table() + ", as the file"));
    }
    if (word.equals(Header.HIT_POLICY) && !value.equals(schema.hitPolicy().words())) {
      inCell(row, 1, value, new Flaw(ErrorCode.WRONG_HIT_POLICY, schema.hitPolicy().words()));
    }
    if (word.equals(Header.OWNER) && value.isEmpty()) {
      inCell(row, 1, value, new Flaw(ErrorCode.WRONG_HEADER, "who answers for the table"));
    }
  }

  private void readColumnNames(int row) {
    columnNames = grid.rows().get(row);
    List<String> conditions = schema.conditions().stream().map(Condition::name).toList();
    List<String> actions = schema.actions().stream().map(Action::name).toList();
    List<String> known =
        Stream.of(conditions, actions, List.of(Header.NOTE)).flatMap(List::stream).toList();

    for (int column = 1; column < columnNames.size(); column++) {
      String name = columnNames.get(column).text();
      if (name.isEmpty()) {
        continue;
      }
      if (!known.contains(name)) {
        inCell(
            row,
            column,
            name,
            new Flaw(
                ErrorCode.UNKNOWN_COLUMN,
                "a column of " + schema.table() + ": " + String.join(", ", known),
                Nearest.advice(name, known)));
      } else if (columns.putIfAbsent(name, column) != null) {
        inCell(row, column, name, new Flaw(ErrorCode.DUPLICATE_COLUMN, "each column once"));
      }
    }
    for (Action<?> action : schema.actions()) {
      if (!columns.containsKey(action.name()) && !action.mayBeMissing()) {
        report(
            new Place.InRow(row + 1),
            "",
            new Flaw(ErrorCode.MISSING_COLUMN, "a column \"" + action.name() + "\""));
      }
    }
  }

  private List<Row<F, A>> readRows(int first) {
    var read = new ArrayList<Row<F, A>>();
    var ruleIds = new HashMap<String, Integer>();
    int blankRow = -1;
    int lastRow = -1;
    for (int row = first; row < grid.rows().size(); row++) {
      List<Cell> cells = grid.rows().get(row);
      if (cells.isEmpty()) {
        continue;
      }
      lastRow = row;
      checkRuleId(row, ruleIds);
      checkCellsWithoutColumn(row, cells);
      if (blankRow >= 0) {
        inCell(
            row,
            0,
            cell(row, 0).text(),
            new Flaw(
                ErrorCode.UNREACHABLE_ROW,
                "nothing after the row without conditions, row " + (blankRow + 1),
                "Maybe move that row to the end."));
      }
      if (isBlankCondition(row)) {
        blankRow = schema.hitPolicy() == HitPolicy.FIRST_MATCH && blankRow < 0 ? row : blankRow;
        if (schema.hitPolicy() == HitPolicy.ALL_MATCHES) {
          inCell(
              row,
              0,
              cell(row, 0).text(),
              new Flaw(
                  ErrorCode.NO_CONDITION,
                  "at least one condition, or the row rules everything out"));
        }
      }
      Optional<Row<F, A>> checked = readRow(row);
      if (checked.isPresent()) {
        read.add(checked.get());
        places.add(row);
      }
    }
    if (schema.hitPolicy() == HitPolicy.FIRST_MATCH && reading == Reading.EDITED) {
      checkReach(read);
    }
    if (schema.hitPolicy() == HitPolicy.FIRST_MATCH && blankRow < 0) {
      report(
          lastRow < 0 ? new Place.WholeFile() : new Place.InRow(lastRow + 1),
          "",
          new Flaw(
              ErrorCode.NO_DEFAULT_ROW,
              "a last row without conditions, so that every " + "case is decided",
              "Maybe add a row \"otherwise\"."));
    }
    return read;
  }

  /// A row that lies within an earlier one can never answer. Only single earlier rows are looked
  /// at; of those that ask for one word of a text, only those with a word that the later row asks
  /// for, too, so that ten thousand customers do not make fifty million pairs.
  private void checkReach(List<Row<F, A>> read) {
    var byWord = new HashMap<Word, List<Integer>>();
    var others = new ArrayList<Integer>();
    long[] columns = read.stream().mapToLong(this::columns).toArray();
    for (int later = 0; later < read.size(); later++) {
      Row<F, A> row = read.get(later);
      long its = columns[later];
      List<Word> words = words(row);
      Optional<Integer> first =
          Stream.concat(
                  others.stream(),
                  words.stream().flatMap(word -> byWord.getOrDefault(word, List.of()).stream()))
              .filter(earlier -> (columns[earlier] & ~its) == 0)
              .filter(earlier -> read.get(earlier).contains(row))
              .min(Comparator.naturalOrder());
      if (first.isPresent()) {
        inCell(
            places.get(later),
            0,
            row.ruleId(),
            new Flaw(
                ErrorCode.UNREACHABLE_ROW,
                "a case that row %d, %s, leaves over; it answers everything that this row asks for"
                    .formatted(places.get(first.get()) + 1, read.get(first.get()).ruleId()),
                "Maybe move this row above it, or delete it."));
      }
      if (!words.isEmpty()) {
        byWord.computeIfAbsent(words.getFirst(), _ -> new ArrayList<>()).add(later);
      } else if (!row.tests().isEmpty()) {
        others.add(later);
      }
    }
  }

  /// The columns that a row tests, a bit for each: no row lies within one that tests more.
  private long columns(Row<F, A> row) {
    long columns = 0;
    for (CellTest<F, ?> cell : row.tests()) {
      columns |= 1L << schema.conditions().indexOf(cell.column());
    }
    return columns;
  }

  /// A word that a row asks for alone. Nothing but the same word lies within it, for texts are
  /// endless.
  private record Word(String column, String word) {}

  private List<Word> words(Row<F, A> row) {
    var words = new ArrayList<Word>();
    for (CellTest<F, ?> cell : row.tests()) {
      boolean endless =
          cell.column().type() instanceof CellType.Text
              || cell.column().type() instanceof CellType.OptionalText
              || cell.column().type() instanceof CellType.PostalCode;
      if (endless && cell.test() instanceof Test.In<?>(var values) && values.size() == 1) {
        words.add(new Word(cell.column().name(), values.getFirst().toString()));
      }
    }
    return words;
  }

  private void checkRuleId(int row, Map<String, Integer> seen) {
    Cell cell = cell(row, 0);
    if (cell.kind() == Cell.Kind.UNREADABLE) {
      return;
    }
    if (cell.kind() != Cell.Kind.TEXT
        || cell.text().length() > LONGEST_RULE_ID
        || !KEBAB_CASE.matcher(cell.text()).matches()) {
      inCell(
          row,
          0,
          cell.text(),
          new Flaw(
              ErrorCode.BAD_RULE_ID,
              "a rule id in kebab-case such as store-short, at most "
                  + LONGEST_RULE_ID
                  + " characters"));
      return;
    }
    Integer earlier = seen.putIfAbsent(cell.text(), row);
    if (earlier != null) {
      inCell(
          row,
          0,
          cell.text(),
          new Flaw(
              ErrorCode.DUPLICATE_RULE_ID,
              "each rule id once; row " + (earlier + 1) + " has it already"));
    }
  }

  private void checkCellsWithoutColumn(int row, List<Cell> cells) {
    for (int column = 1; column < cells.size(); column++) {
      if (columnName(column).isEmpty() && !cells.get(column).isBlank()) {
        inCell(
            row,
            column,
            cells.get(column).text(),
            new Flaw(ErrorCode.TOO_MANY_CELLS, "nothing in a column without a name"));
      }
    }
  }

  private boolean isBlankCondition(int row) {
    return schema.conditions().stream()
        .allMatch(condition -> cell(row, condition.name()).isBlank());
  }

  private Optional<Row<F, A>> readRow(int row) {
    var tests = new ArrayList<CellTest<F, ?>>();
    for (Condition<F, ?> condition : schema.conditions()) {
      readTest(row, condition).ifPresent(tests::add);
    }
    ActionValues values = ActionValues.none();
    for (Action<?> action : schema.actions()) {
      values = readAction(row, action, values);
    }
    String ruleId = cell(row, 0).text();
    String note = cell(row, Header.NOTE).text();
    return unreadable
        ? Optional.empty()
        : Optional.of(
            new Row<>(ruleId, tests, values, schema.answer().apply(ruleId, values), note));
  }

  private <T extends Comparable<? super T>> Optional<CellTest<F, T>> readTest(
      int row, Condition<F, T> condition) {
    Cell cell = cell(row, condition.name());
    if (isUnfit(cell, condition.type(), row, condition.name())) {
      return Optional.empty();
    }
    return switch (TestSyntax.read(condition.type(), cell.text(), reading)) {
      case Parsed.Good<Test<T>>(Test.Any<T>()) -> Optional.empty();
      case Parsed.Good<Test<T>>(var test) -> Optional.of(new CellTest<>(condition, test));
      case Parsed.Bad<Test<T>>(var flaw) -> {
        inCell(row, condition.name(), cell.text(), flaw);
        yield Optional.empty();
      }
    };
  }

  private <T> ActionValues readAction(int row, Action<T> action, ActionValues values) {
    if (!columns.containsKey(action.name())) {
      return action.mayBeMissing() ? values.with(action, action.usual().getFirst()) : values;
    }
    Cell cell = cell(row, action.name());
    if (action.mayBeMissing() && cell.isBlank()) {
      return values.with(action, action.usual().getFirst());
    }
    if (isUnfit(cell, action.type(), row, action.name())) {
      return values;
    }
    return switch (TestSyntax.readValue(action.type(), cell.text(), reading)) {
      case Parsed.Good<T>(var value) -> values.with(action, value);
      case Parsed.Bad<T>(var flaw) -> {
        inCell(row, action.name(), cell.text(), flaw);
        yield values;
      }
    };
  }

  /// A number in a text column has lost what its display showed (`007` is 7): not guessed.
  private boolean isUnfit(Cell cell, CellType<?> type, int row, String column) {
    if (cell.kind() == Cell.Kind.UNREADABLE) {
      return true;
    }
    boolean unfit = type instanceof CellType.Textual && cell.kind() != Cell.Kind.TEXT;
    if (unfit) {
      inCell(
          row,
          column,
          cell.text(),
          new Flaw(
              ErrorCode.WRONG_TYPE, "text", "Maybe format the cell as Text and type it again."));
    }
    return unfit;
  }

  private Cell cell(int row, String column) {
    Integer at = columns.get(column);
    return at == null ? Cell.BLANK : cell(row, at);
  }

  private Cell cell(int row, int column) {
    List<Cell> cells = grid.rows().get(row);
    return column < cells.size() ? cells.get(column) : Cell.BLANK;
  }

  private String columnName(int column) {
    return column < columnNames.size() ? columnNames.get(column).text() : "";
  }

  private void inCell(int row, String column, String value, Flaw flaw) {
    inCell(row, columns.getOrDefault(column, 0), value, flaw);
  }

  private void inCell(int row, int column, String value, Flaw flaw) {
    report(new Place.InCell(row + 1, column, columnName(column)), value, flaw);
  }

  private void report(Place place, String value, Flaw flaw) {
    broken = true;
    unreadable |= !flaw.code().isOfRows();
    report.accept(new TableError(file, place, value, flaw));
  }
}
