package dev.whence.rules.tables;

import dev.whence.rules.tables.errors.TableError;
import dev.whence.rules.tables.files.Cell;
import dev.whence.rules.tables.files.CsvFile;
import dev.whence.rules.tables.files.Grid;
import dev.whence.rules.tables.schema.Action;
import dev.whence.rules.tables.schema.Condition;
import dev.whence.rules.tables.schema.Schema;
import dev.whence.text.Nearest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Tests as files beside those of the tables: `sourcing-policy.tests.csv`, a test a row, and
/// `orders.tests.csv`. Reading what was written gives equal tests. Orders in networks of their own
/// are JSON, which is read and written elsewhere.
public final class TestFiles {
  /// Of the files' names.
  public static final String END = ".tests.csv";

  /// The file of the tests with whole orders.
  public static final String ORDERS = "orders" + END;

  /// Of the file of a test with an order in a network of its own.
  public static final String ORDER_END = ".order.json";

  /// Of the file of a network that tests share.
  public static final String NETWORK_END = ".network.json";

  private static final String TEST = "test";
  private static final String DECISION = "decision";
  private static final String NOTE = "note";
  private static final String EXPECTED = "expected ";
  private static final String ROW = EXPECTED + "row";
  private static final String OUTCOME = EXPECTED + "outcome";
  private static final String SHIP_NODES = EXPECTED + "ship nodes";
  private static final String CARRIER_SERVICES = EXPECTED + "carrier services";
  private static final String ROWS = EXPECTED + "rows";
  private static final List<String> ORDER_COLUMNS =
      List.of(TEST, DECISION, OUTCOME, SHIP_NODES, CARRIER_SERVICES, ROWS, NOTE);

  /// For an action cell that must be blank; a blank cell says nothing.
  private static final String BLANK = "(blank)";

  private static final int MOST_ERRORS = 100;

  private TestFiles() {}

  /// Whether a file is one of tests, by its name.
  public static boolean isOne(String name) {
    return name.toLowerCase(Locale.ROOT).endsWith(END);
  }

  /// Whether a file holds an order in a network of its own, or such a network, by its name. What is
  /// in it is read elsewhere.
  public static boolean isExample(String name) {
    return name.endsWith(ORDER_END) || name.endsWith(NETWORK_END);
  }

  /// The files of tests directly in a folder, by name.
  public static Map<String, byte[]> in(Path folder) {
    var files = new TreeMap<String, byte[]>();
    try (Stream<Path> paths = Files.list(folder)) {
      for (Path path : paths.filter(Files::isRegularFile).sorted().toList()) {
        String name = path.getFileName().toString();
        if (!name.startsWith(".") && (isOne(name) || isExample(name))) {
          files.put(name, Files.readAllBytes(path));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + folder + ".", e);
    }
    return files;
  }

  /// The file that a test stands in.
  public static String fileOf(TableTest test) {
    return switch (test) {
      case TableTest.OfFacts facts -> facts.table() + END;
      case TableTest.OfOrder _ -> ORDERS;
      case TableTest.OfExample example -> example.id() + ORDER_END;
    };
  }

  /// What files hold.
  ///
  /// @param tests in the order of the files and their rows; those that cannot be read are left out
  /// @param errors a sentence each, with file, row and column
  public record Content(List<TableTest> tests, List<String> errors) {
    public Content {
      tests = List.copyOf(tests);
      errors = List.copyOf(errors);
    }
  }

  /// @param files by name; others than those of tests are not looked at
  public static Content read(Map<String, byte[]> files) {
    var reader = new Reader();
    new TreeMap<>(files)
        .forEach((name, bytes) -> {
          if (isOne(name)) {
            reader.read(name, bytes);
          }
        });
    return new Content(
        reader.tests,
        reader.errors.size() <= MOST_ERRORS
            ? reader.errors
            : Stream.concat(
                    reader.errors.stream().limit(MOST_ERRORS),
                    Stream.of(
                        "%d more errors are not listed.\nMaybe mend those above first."
                            .formatted(reader.errors.size() - MOST_ERRORS)))
                .toList());
  }

  /// CSV by file name; tables without a test have no file.
  public static Map<String, String> write(List<TableTest> tests) {
    var files = new LinkedHashMap<String, String>();
    for (Schema<?, ?> schema : RuleBook.SCHEMAS) {
      List<TableTest.OfFacts> its =
          tests.stream()
              .filter(TableTest.OfFacts.class::isInstance)
              .map(TableTest.OfFacts.class::cast)
              .filter(test -> test.table().equals(schema.table()))
              .toList();
      if (!its.isEmpty()) {
        files.put(schema.table() + END, write(schema, its));
      }
    }
    List<TableTest.OfOrder> orders =
        tests.stream()
            .filter(TableTest.OfOrder.class::isInstance)
            .map(TableTest.OfOrder.class::cast)
            .toList();
    if (!orders.isEmpty()) {
      files.put(ORDERS, writeOrders(orders));
    }
    return files;
  }

  private static String write(Schema<?, ?> schema, List<TableTest.OfFacts> tests) {
    List<String> facts =
        schema.conditions().stream()
            .<String>map(Condition::name)
            .filter(name -> tests.stream().anyMatch(test -> test.facts().containsKey(name)))
            .toList();
    List<String> outcome =
        schema.actions().stream()
            .<String>map(Action::name)
            .filter(name -> tests.stream().anyMatch(test -> test.outcome().containsKey(name)))
            .toList();
    var rows = new ArrayList<List<String>>();
    rows.add(
        Stream.of(
                Stream.of(TEST),
                facts.stream(),
                Stream.of(ROW),
                outcome.stream().map(name -> EXPECTED + name),
                Stream.of(NOTE))
            .flatMap(names -> names)
            .toList());
    for (TableTest.OfFacts test : tests) {
      rows.add(
          Stream.of(
                  Stream.of(test.id()),
                  facts.stream().map(name -> test.facts().getOrDefault(name, "")),
                  Stream.of(
                      test.rows()
                          .map(ids -> ids.isEmpty() ? TableTest.NONE : String.join("; ", ids))
                          .orElse("")),
                  outcome.stream()
                      .map(name ->
                          test.outcome().containsKey(name) && cell(test, name).isEmpty()
                              ? BLANK
                              : cell(test, name)),
                  Stream.of(test.note()))
              .flatMap(cells -> cells)
              .toList());
    }
    return CsvFile.write(Grid.ofTexts(rows));
  }

  private static String cell(TableTest.OfFacts test, String column) {
    return test.outcome().getOrDefault(column, "");
  }

  private static String writeOrders(List<TableTest.OfOrder> tests) {
    var rows = new ArrayList<List<String>>();
    rows.add(ORDER_COLUMNS);
    for (TableTest.OfOrder test : tests) {
      rows.add(
          List.of(
              test.id(),
              test.decision(),
              test.expected().outcome().orElse(""),
              String.join("; ", test.expected().shipNodes()),
              String.join("; ", test.expected().carrierServices()),
              String.join(
                  "; ",
                  test.expected().rows().entrySet().stream()
                      .map(row -> row.getKey() + "/" + row.getValue())
                      .toList()),
              test.note()));
    }
    return CsvFile.write(Grid.ofTexts(rows));
  }

  private static final class Reader {
    private final List<TableTest> tests = new ArrayList<>();
    private final List<String> errors = new ArrayList<>();
    private final Set<String> ids = new HashSet<>();

    void read(String file, byte[] bytes) {
      String table = file.substring(0, file.length() - END.length());
      Optional<Schema<?, ?>> schema =
          RuleBook.SCHEMAS.stream().filter(each -> each.table().equals(table)).findFirst();
      if (schema.isEmpty() && !file.equals(ORDERS)) {
        List<String> known =
            Stream.concat(
                    RuleBook.SCHEMAS.stream().map(each -> each.table() + END), Stream.of(ORDERS))
                .toList();
        errors.add(
            "%s: no file of tests is named so. %s"
                .formatted(
                    file,
                    Nearest.find(file, known)
                        .map(near -> "Maybe " + near + " was meant.")
                        .orElse("Maybe one of " + String.join(", ", known) + ".")));
        return;
      }
      Optional<Grid> grid =
          CsvFile.read(file, bytes, (TableError error) -> errors.add(error.message()));
      List<List<Cell>> rows = grid.map(Grid::rows).orElse(List.of());
      int header = 0;
      while (header < rows.size() && rows.get(header).isEmpty()) {
        header++;
      }
      if (header == rows.size()) {
        if (grid.isPresent()) {
          errors.add(file + ": is empty.\nMaybe its first row names the columns: test, …, note.");
        }
        return;
      }
      List<String> columns = rows.get(header).stream().map(Cell::text).toList();
      if (!isHeader(file, header + 1, columns, schema)) {
        return;
      }
      for (int row = header + 1; row < rows.size(); row++) {
        if (!rows.get(row).isEmpty()) {
          read(file, row + 1, columns, rows.get(row), schema);
        }
      }
    }

    private boolean isHeader(
        String file, int row, List<String> columns, Optional<Schema<?, ?>> schema) {
      int before = errors.size();
      if (columns.size() == 1 && columns.getFirst().matches(".*[;\t].*")) {
        errors.add(
            "%s, row %d: expected commas between the cells, got \"%s\".\nMaybe save it as \"CSV UTF-8\", separated by commas."
                .formatted(file, row, columns.getFirst()));
        return false;
      }
      if (columns.getFirst().equals(Header.TABLE)) {
        errors.add(
            "%s, row %d: expected the names of the columns, got the first line of a table.\nMaybe delete the lines above the column names, or name the file %s."
                .formatted(file, row, file.replace(END, ".csv")));
        return false;
      }
      List<String> known =
          schema
              .map(its ->
                  Stream.of(
                          Stream.of(TEST, ROW, NOTE),
                          its.conditions().stream().<String>map(Condition::name),
                          its.actions().stream().map(action -> EXPECTED + action.name()))
                      .flatMap(names -> names)
                      .toList())
              .orElse(ORDER_COLUMNS);
      var seen = new LinkedHashSet<String>();
      for (int c = 0; c < columns.size(); c++) {
        String name = columns.get(c);
        if (!known.contains(name)) {
          errors.add(
              "%s, row %d, column %s: no column of tests is named \"%s\". %s"
                  .formatted(
                      file,
                      row,
                      letter(c),
                      name,
                      Nearest.find(name, known)
                          .map(near -> "Maybe " + near + " was meant.")
                          .orElse("Maybe one of " + String.join(", ", known) + ".")));
        } else if (!seen.add(name)) {
          errors.add(
              "%s, row %d, column %s: the column %s stands there twice."
                  .formatted(file, row, letter(c), name));
        }
      }
      if (!seen.contains(TEST)) {
        errors.add(
            "%s, row %d: the column %s is missing.\nMaybe add it, with a name in kebab-case for each test."
                .formatted(file, row, TEST));
      }
      return errors.size() == before;
    }

    private void read(
        String file,
        int row,
        List<String> columns,
        List<Cell> cells,
        Optional<Schema<?, ?>> schema) {
      var given = new LinkedHashMap<String, String>();
      for (int c = 0; c < cells.size(); c++) {
        if (c < columns.size()) {
          given.put(columns.get(c), cells.get(c).text());
        } else if (!cells.get(c).isBlank()) {
          errors.add(
              "%s, row %d, column %s: \"%s\" stands in no column that is named."
                  .formatted(file, row, letter(c), cells.get(c).text()));
        }
      }
      String id = given.getOrDefault(TEST, "");
      Optional<? extends TableTest> test =
          schema.isPresent()
              ? ofFacts(schema.get(), given, (where, what) -> tell(file, row, columns, where, what))
              : ofOrder(given, (where, what) -> tell(file, row, columns, where, what));
      if (test.isPresent() && !ids.add(id)) {
        tell(file, row, columns, TEST, "names a test that there is already: " + id);
      } else {
        test.ifPresent(tests::add);
      }
    }

    private void tell(String file, int row, List<String> columns, String where, String what) {
      String column =
          where.equals("rows") && !columns.contains("rows")
              ? columns.contains(ROW) ? ROW : ROWS
              : columns.contains(EXPECTED + where) && !columns.contains(where)
                  ? EXPECTED + where
                  : where;
      int at = columns.indexOf(column);
      errors.add(
          "%s, row %d%s: %s"
              .formatted(
                  file,
                  row,
                  at < 0 ? "" : ", column " + letter(at) + " (" + column + ")",
                  what.endsWith(".") ? what : what + "."));
    }

    private static Optional<TableTest.OfFacts> ofFacts(
        Schema<?, ?> schema,
        Map<String, String> given,
        java.util.function.BiConsumer<String, String> problem) {
      var facts = new LinkedHashMap<String, String>();
      var outcome = new LinkedHashMap<String, String>();
      given.forEach((column, cell) -> {
        if (schema.conditions().stream().anyMatch(each -> each.name().equals(column))) {
          facts.put(column, cell);
        } else if (column.startsWith(EXPECTED) && !column.equals(ROW) && !cell.isEmpty()) {
          outcome.put(column.substring(EXPECTED.length()), cell.equals(BLANK) ? "" : cell);
        }
      });
      return TableTests.read(
          given.getOrDefault(TEST, ""),
          schema.table(),
          facts,
          list(given.getOrDefault(ROW, "")),
          outcome,
          given.getOrDefault(NOTE, ""),
          problem);
    }

    private static Optional<TableTest.OfOrder> ofOrder(
        Map<String, String> given, java.util.function.BiConsumer<String, String> problem) {
      var rows = new LinkedHashMap<String, String>();
      for (String row : list(given.getOrDefault(ROWS, ""))) {
        int slash = row.indexOf('/');
        if (slash < 0) {
          problem.accept("rows", "must be table/row, for instance sourcing-policy/otherwise");
          return Optional.empty();
        }
        rows.put(row.substring(0, slash).strip(), row.substring(slash + 1).strip());
      }
      String outcome = given.getOrDefault(OUTCOME, "");
      return TableTests.readOrder(
          given.getOrDefault(TEST, ""),
          given.getOrDefault(DECISION, ""),
          new TableTest.Expected(
              outcome.isEmpty() ? Optional.empty() : Optional.of(outcome),
              list(given.getOrDefault(SHIP_NODES, "")),
              list(given.getOrDefault(CARRIER_SERVICES, "")),
              rows),
          given.getOrDefault(NOTE, ""),
          problem);
    }

    private static List<String> list(String cell) {
      return Arrays.stream(cell.split(";", -1))
          .map(String::strip)
          .filter(part -> !part.isEmpty())
          .toList();
    }

    private static String letter(int column) {
      return (column >= 26 ? letter(column / 26 - 1) : "") + (char) ('A' + column % 26);
    }
  }
}
