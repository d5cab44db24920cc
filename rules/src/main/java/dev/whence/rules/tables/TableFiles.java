package dev.whence.rules.tables;

import dev.whence.rules.tables.analysis.AnalyzedTable;
import dev.whence.rules.tables.cells.Reading;
import dev.whence.rules.tables.errors.BrokenTablesException;
import dev.whence.rules.tables.errors.ErrorCode;
import dev.whence.rules.tables.errors.Flaw;
import dev.whence.rules.tables.errors.Place;
import dev.whence.rules.tables.errors.TableError;
import dev.whence.rules.tables.files.Cell;
import dev.whence.rules.tables.files.CsvFile;
import dev.whence.rules.tables.files.Grid;
import dev.whence.rules.tables.files.XlsxFile;
import dev.whence.rules.tables.schema.Schema;
import dev.whence.text.Nearest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// Checks a set of table files and gathers the errors of all of them.
final class TableFiles {
  private static final List<String> FORMS = List.of(".csv", ".xlsx");

  /// Of one file; a thousand broken rows are as broken as a hundred.
  private static final int MOST_ERRORS = 100;

  private static final Pattern OTHER_FORM =
      Pattern.compile(
          ".*\\.(xls|xlsm|xlsb|xltx|xltm|ods|numbers|tsv|txt)", Pattern.CASE_INSENSITIVE);

  private final TreeMap<String, byte[]> files;
  private final Reading reading;
  private final Set<String> known = new HashSet<>();
  private final List<TableError> errors = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  /// Of the first file of each table.
  private final Map<String, TableChecker<?, ?>> checkers = new LinkedHashMap<>();

  /// Beyond [#MOST_ERRORS], by file.
  private final Map<String, Integer> unlisted = new TreeMap<>();

  /// Files in a form that is not read.
  private final Set<String> others = new TreeSet<>();

  /// @param files by name; others than `.csv` and `.xlsx` are not looked at
  TableFiles(Map<String, byte[]> files, Reading reading) {
    this.files = new TreeMap<>();
    this.reading = reading;
    files.forEach((name, bytes) -> {
      if (TestFiles.isOne(name)) {
        return; // of tests, which are read by themselves
      }
      String lower = name.toLowerCase(Locale.ROOT);
      Optional<String> form = FORMS.stream().filter(lower::endsWith).findFirst();
      if (form.isPresent()) {
        String usual = name.substring(0, name.length() - form.get().length()) + form.get();
        if (usual.equals(name) || !files.containsKey(usual)) {
          this.files.put(usual, bytes);
        } else {
          others.add(name);
        }
      } else if (OTHER_FORM.matcher(name).matches()) {
        others.add(name);
      }
    });
  }

  /// Whether there is a file of a table.
  boolean isGiven(String table) {
    return FORMS.stream().anyMatch(form -> files.containsKey(table + form));
  }

  /// Adds a CSV file.
  void add(String table, String text) {
    files.put(table + ".csv", text.getBytes(StandardCharsets.UTF_8));
  }

  /// Whether a file of this name is read, or told to be in a form that is not read.
  static boolean isLookedAt(String file) {
    String lower = file.toLowerCase(Locale.ROOT);
    return !file.startsWith(".")
        && !file.startsWith("~$")
        && (FORMS.stream().anyMatch(lower::endsWith)
            || (OTHER_FORM.matcher(file).matches()
                && RuleBook.SCHEMAS.stream()
                    .anyMatch(schema -> lower.startsWith(schema.table() + "."))));
  }

  /// A table that may be there.
  void expect(Schema<?, ?> schema) {
    known.add(schema.table());
  }

  /// The table of a schema. An error leaves it empty and [#throwIfBroken()] says so.
  <F extends Record, A> Optional<CheckedTable<F, A>> take(Schema<F, A> schema) {
    known.add(schema.table());
    leaveOutTwin(schema.table());
    var found = new ArrayList<Taken<F, A>>();
    boolean present = false;
    for (String form : FORMS) {
      String name = schema.table() + form;
      byte[] bytes = files.remove(name);
      if (bytes != null) {
        present = true;
        readGrid(name, form, bytes)
            .flatMap(grid -> {
              var checker = new TableChecker<>(schema, name, grid, reading, this::add);
              checkers.putIfAbsent(schema.table(), checker);
              return checker.check().map(table -> new Taken<>(name, grid, table));
            })
            .ifPresent(found::add);
      }
    }
    if (!present) {
      report(
          schema.table(),
          new Flaw(
              ErrorCode.MISSING_TABLE,
              "a file %s.csv or %s.xlsx".formatted(schema.table(), schema.table())));
    }
    if (found.size() > 1) {
      compare(found.getFirst(), found.getLast());
    }
    return found.stream().map(Taken::table).findFirst();
  }

  private void leaveOutTwin(String table) {
    byte[] xlsx = files.get(table + ".xlsx");
    if (xlsx != null && files.containsKey(table + ".csv") && EqualFiles.isUntouched(xlsx)) {
      files.remove(table + ".xlsx");
    }
  }

  /// @throws BrokenTablesException if there was any error, or a file that is no table's
  void throwIfBroken() {
    List<TableError> all = errors();
    if (!all.isEmpty()) {
      throw new BrokenTablesException(all);
    }
  }

  /// The tables taken so far whose cells can all be read, in the order in which they were taken.
  List<AnalyzedTable> analyzed() {
    return checkers.values().stream().flatMap(checker -> checker.analyzed().stream()).toList();
  }

  /// What a person should know of how the tables taken so far were read, each with its file.
  List<String> notes() {
    return List.copyOf(notes);
  }

  /// In file, row and column order, once for a set of files: files that are no table's included.
  List<TableError> errors() {
    for (String other : others) {
      if (known.contains(other.substring(0, other.indexOf('.')))) {
        report(
            other,
            new Flaw(
                ErrorCode.UNREADABLE_FILE,
                "a file that ends with .csv or .xlsx; this one is not read",
                "Maybe save it as \"CSV UTF-8\" or \"Excel workbook (.xlsx)\", or move it away."));
      }
    }
    for (String stranger : files.keySet()) {
      String base = stranger.substring(0, stranger.lastIndexOf('.'));
      report(
          stranger,
          new Flaw(
              ErrorCode.UNKNOWN_TABLE,
              "a file named after a table: " + String.join(", ", known.stream().sorted().toList()),
              Nearest.advice(base, known)));
    }
    files.clear();
    errors.sort(Comparator.comparing(TableError::file).thenComparingLong(TableFiles::position));
    unlisted.forEach((file, count) ->
        report(
            file,
            new Flaw(
                ErrorCode.UNREADABLE_FILE,
                "fewer errors; %d more are not listed".formatted(count),
                "Maybe mend those above first.")));
    return List.copyOf(errors);
  }

  private Optional<Grid> readGrid(String name, String form, byte[] bytes) {
    var found = new ArrayList<TableError>();
    Optional<Grid> grid =
        form.equals(".csv")
            ? CsvFile.read(name, bytes, found::add)
            : XlsxFile.read(name, bytes, found::add);
    grid.ifPresent(cells -> cells.notes().forEach(note -> notes.add(name + ": " + note)));
    found.forEach(error -> add(grid.map(cells -> withColumnName(error, cells)).orElse(error)));
    return grid;
  }

  private void add(TableError error) {
    long listed = errors.stream().filter(other -> other.file().equals(error.file())).count();
    if (listed < MOST_ERRORS) {
      errors.add(error);
    } else {
      unlisted.merge(error.file(), 1, Integer::sum);
    }
  }

  /// The readers know no columns.
  private static TableError withColumnName(TableError error, Grid grid) {
    int columnRow = TableChecker.findColumnRow(grid);
    if (columnRow >= 0
        && error.place() instanceof Place.InCell(int row, int column, _)
        && row > columnRow + 1) {
      List<Cell> names = grid.rows().get(columnRow);
      String name = column < names.size() ? names.get(column).text() : "";
      return new TableError(
          error.file(),
          new Place.InCell(row, column, name),
          error.value(),
          new Flaw(error.code(), error.expected(), error.advice()));
    }
    return error;
  }

  /// One file without errors.
  private record Taken<F extends Record, A>(String file, Grid grid, CheckedTable<F, A> table) {
    /// Where a cell of the table stands in the file.
    Place place(int row, String column) {
      int columnRow = TableChecker.findColumnRow(grid);
      if (row < 0) {
        int line = first(grid.rows(), cells -> cells.getFirst().text().equals(column));
        return line < 0 ? new Place.WholeFile() : new Place.InCell(line + 1, 1, "");
      }
      int at = columnRow;
      for (int left = row; left >= 0; left--) {
        do {
          at++;
        } while (at < grid.rows().size() && grid.rows().get(at).isEmpty());
      }
      int where = first(grid.rows().get(columnRow), cell -> cell.text().equals(column));
      return where < 0 ? new Place.InRow(at + 1) : new Place.InCell(at + 1, where, column);
    }

    private static <T> int first(List<T> all, Predicate<T> wanted) {
      for (int i = 0; i < all.size(); i++) {
        boolean blank = all.get(i) instanceof List<?> cells && cells.isEmpty();
        if (!blank && wanted.test(all.get(i))) {
          return i;
        }
      }
      return -1;
    }
  }

  private <F extends Record, A> void compare(Taken<F, A> csv, Taken<F, A> xlsx) {
    xlsx.table()
        .findDifference(csv.table())
        .ifPresent(difference -> {
          Place there = csv.place(difference.row(), difference.column());
          errors.add(
              new TableError(
                  ErrorCode.TWO_DIFFERENT_FILES,
                  xlsx.file(),
                  xlsx.place(difference.row(), difference.column()),
                  orNothing(difference.here()),
                  "%s, as %s says%s"
                      .formatted(
                          quoted(difference.there()),
                          csv.file(),
                          there instanceof Place.WholeFile ? "" : " in " + there),
                  "Maybe delete the file that you did not change, or change both alike."));
        });
  }

  private static String orNothing(String text) {
    return text.isEmpty() ? "nothing" : text;
  }

  private static String quoted(String text) {
    return text.isEmpty() ? "nothing" : '"' + text + '"';
  }

  private void report(String file, Flaw flaw) {
    errors.add(new TableError(file, new Place.WholeFile(), "", flaw));
  }

  private static long position(TableError error) {
    return switch (error.place()) {
      case Place.WholeFile() -> 0;
      case Place.InRow(int row) -> 1_000L * row;
      case Place.InCell(int row, int column, _) -> 1_000L * row + 1 + column;
    };
  }
}
