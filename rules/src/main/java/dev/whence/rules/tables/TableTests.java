package dev.whence.rules.tables;

import dev.whence.rules.tables.analysis.Example;
import dev.whence.rules.tables.analysis.Examples;
import dev.whence.rules.tables.cells.Parsed;
import dev.whence.rules.tables.cells.TestSyntax;
import dev.whence.rules.tables.schema.Action;
import dev.whence.rules.tables.schema.Condition;
import dev.whence.rules.tables.schema.HitPolicy;
import dev.whence.rules.tables.schema.Schema;
import dev.whence.text.Nearest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

/// Tests that put facts to tables: read, run, and made for rows.
public final class TableTests {
  private static final Pattern DECISION =
      Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  private TableTests() {}

  /// Reads a test of facts; what is wrong with it is told by column.
  ///
  /// @param facts by condition column; blank ones count as left out
  /// @param rows `none`, or rule ids; empty where any row may answer
  /// @param outcome by action column; blank ones count where `isOutcomeBlank`
  /// @param problem takes the column, or `table`, `rows`, `test`, and what is wrong with it
  /// @return empty if anything is wrong
  public static Optional<TableTest.OfFacts> read(
      String id,
      String table,
      Map<String, String> facts,
      List<String> rows,
      Map<String, String> outcome,
      String note,
      BiConsumer<String, String> problem) {
    var problems = new ArrayList<String>();
    BiConsumer<String, String> tell = problem.andThen((where, what) -> problems.add(where));
    checkId(id, tell);
    Optional<Schema<?, ?>> schema =
        RuleBook.SCHEMAS.stream().filter(each -> each.table().equals(table)).findFirst();
    if (schema.isEmpty()) {
      List<String> known = RuleBook.SCHEMAS.stream().<String>map(Schema::table).toList();
      tell.accept(
          "table",
          "must be one of %s. %s"
              .formatted(String.join(", ", known), Nearest.advice(table, known))
              .strip());
      return Optional.empty();
    }
    Map<String, String> read = facts(schema.get(), facts, tell);
    Map<String, String> wanted = outcome(schema.get(), outcome, tell);
    if (rows.isEmpty() && outcome.isEmpty()) {
      tell.accept(
          "rows",
          "must say which row answers%s; or say what the answer is, in the columns of the outcome"
              .formatted(schema.get().hitPolicy() == HitPolicy.FIRST_MATCH ? "" : ", or \"none\""));
    }
    if (schema.get().hitPolicy() == HitPolicy.FIRST_MATCH
        && (rows.size() > 1 || rows.contains(TableTest.NONE))) {
      tell.accept("rows", "must be one row, for the first row that matches answers");
    }
    if (rows.size() > 1 && rows.contains(TableTest.NONE)) {
      tell.accept("rows", "must be \"none\" alone, or the rows that answer");
    }
    for (String row : rows) {
      if (!TableTest.ID.matcher(row).matches()) {
        tell.accept("rows", "must be rule ids in kebab-case, not \"" + row + "\"");
      }
    }
    return problems.isEmpty()
        ? Optional.of(
            new TableTest.OfFacts(
                id,
                table,
                read,
                rows.isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                        rows.contains(TableTest.NONE)
                            ? List.of()
                            : rows.stream().distinct().sorted().toList()),
                wanted,
                note))
        : Optional.empty();
  }

  /// Reads a test with a recorded decision.
  ///
  /// @param problem as in [#read]
  /// @return empty if anything is wrong
  public static Optional<TableTest.OfOrder> readOrder(
      String id,
      String decision,
      TableTest.Expected expected,
      String note,
      BiConsumer<String, String> problem) {
    var problems = new ArrayList<String>();
    BiConsumer<String, String> tell = problem.andThen((where, what) -> problems.add(where));
    checkId(id, tell);
    if (!DECISION.matcher(decision).matches()) {
      tell.accept("decision", "must be the id of a recorded decision, not \"" + decision + "\"");
    }
    checkExpected(expected, tell);
    return problems.isEmpty()
        ? Optional.of(new TableTest.OfOrder(id, decision, expected, note))
        : Optional.empty();
  }

  /// Tells what is wrong with what is expected of an order, by name: `outcome`, `rows`, `refused`.
  public static void checkExpected(
      TableTest.Expected expected, BiConsumer<String, String> problem) {
    if (expected.isBlank()) {
      problem.accept(
          "outcome", "must be said, or which ship nodes, carrier services or rows are expected");
    }
    List<String> known = RuleBook.SCHEMAS.stream().<String>map(Schema::table).toList();
    expected
        .rows()
        .keySet()
        .forEach(table -> {
          if (!known.contains(table)) {
            problem.accept(
                "rows",
                "%s is no rule table. %s".formatted(table, Nearest.advice(table, known)).strip());
          }
        });
  }

  /// Tells what is wrong with the name of a test.
  public static void checkId(String id, BiConsumer<String, String> problem) {
    if (id.length() > TableTest.LONGEST_ID || !TableTest.ID.matcher(id).matches()) {
      problem.accept(
          "test",
          "must be a name in kebab-case with at most %d characters, not \"%s\""
              .formatted(TableTest.LONGEST_ID, id));
    }
  }

  private static Map<String, String> facts(
      Schema<?, ?> schema, Map<String, String> given, BiConsumer<String, String> problem) {
    List<String> names = schema.conditions().stream().<String>map(Condition::name).toList();
    given.keySet().stream()
        .filter(name -> !names.contains(name))
        .forEach(name -> problem.accept(name, unknown(schema, "condition", name, names)));
    var facts = new LinkedHashMap<String, String>();
    for (Condition<?, ?> column : schema.conditions()) {
      String text = given.getOrDefault(column.name(), "");
      if (!text.isBlank()) {
        value(column, text, problem).ifPresent(cell -> facts.put(column.name(), cell));
      }
    }
    return facts;
  }

  private static <T extends Comparable<? super T>> Optional<String> value(
      Condition<?, T> column, String text, BiConsumer<String, String> problem) {
    return switch (TestSyntax.readValue(column.type(), text)) {
      case Parsed.Good<T>(var value) -> Optional.of(column.type().write(value));
      case Parsed.Bad<T>(var flaw) -> {
        problem.accept(
            column.name(),
            "must be %s, not \"%s\". %s".formatted(flaw.expected(), text, flaw.advice()).strip());
        yield Optional.empty();
      }
    };
  }

  private static Map<String, String> outcome(
      Schema<?, ?> schema, Map<String, String> given, BiConsumer<String, String> problem) {
    List<String> names = schema.actions().stream().<String>map(Action::name).toList();
    given.keySet().stream()
        .filter(name -> !names.contains(name))
        .forEach(name -> problem.accept(name, unknown(schema, "action", name, names)));
    var outcome = new LinkedHashMap<String, String>();
    for (Action<?> column : schema.actions()) {
      String text = given.get(column.name());
      if (text != null) {
        value(column, text, problem).ifPresent(cell -> outcome.put(column.name(), cell));
      }
    }
    return outcome;
  }

  private static <T> Optional<String> value(
      Action<T> column, String text, BiConsumer<String, String> problem) {
    return switch (TestSyntax.readValue(column.type(), text)) {
      case Parsed.Good<T>(var value) -> Optional.of(column.type().write(value));
      case Parsed.Bad<T>(var flaw) -> {
        problem.accept(
            column.name(),
            "must be %s, not \"%s\". %s".formatted(flaw.expected(), text, flaw.advice()).strip());
        yield Optional.empty();
      }
    };
  }

  private static String unknown(Schema<?, ?> schema, String kind, String name, List<String> known) {
    return "is no %s column of %s. %s"
        .formatted(
            kind,
            schema.table(),
            Nearest.find(name, known)
                .map(near -> "Maybe " + near + " was meant.")
                .orElse("Maybe one of " + String.join(", ", known) + "."))
        .strip();
  }

  /// Runs tests of facts, in the order given.
  public static List<TestResult> run(RuleBook book, List<TableTest.OfFacts> tests) {
    var runners = new HashMap<String, FactTests<?, ?>>();
    for (CheckedTable<?, ?> table : book.tables()) {
      if (tests.stream().anyMatch(test -> test.table().equals(table.schema().table()))) {
        runners.put(table.schema().table(), new FactTests<>(table));
      }
    }
    var results = new ArrayList<TestResult>();
    for (TableTest.OfFacts test : tests) {
      FactTests<?, ?> runner = runners.get(test.table());
      results.add(
          runner == null
              ? new TestResult(
                  test,
                  false,
                  "the table " + test.table(),
                  "no such table in this release",
                  List.of(),
                  List.of())
              : run(runner, test));
    }
    return results;
  }

  /// A test of an older release may say what this one cannot read.
  private static TestResult run(FactTests<?, ?> runner, TableTest.OfFacts test) {
    try {
      return runner.run(test);
    } catch (IllegalArgumentException e) {
      return new TestResult(
          test, false, "facts of the table", String.valueOf(e.getMessage()), List.of(), List.of());
    }
  }

  /// Tests for rows: one inside of each, and on and just outside of each condition. What they
  /// expect is what the table says now.
  ///
  /// @param rows only these; all where empty
  /// @param taken names of tests that there are
  /// @param most how many
  public static List<TableTest.OfFacts> suggest(
      RuleBook book, String table, Collection<String> rows, Set<String> taken, int most) {
    return book.tables().stream()
        .filter(each -> each.schema().table().equals(table))
        .flatMap(each -> suggest(each, rows, taken, most).stream())
        .toList();
  }

  static <F extends Record, A> List<TableTest.OfFacts> suggest(
      CheckedTable<F, A> table, Collection<String> rows, Set<String> taken, int most) {
    var facts = new FactTests<>(table);
    var names = new HashSet<>(taken);
    var seen = new HashSet<Map<String, String>>();
    var tests = new ArrayList<TableTest.OfFacts>();
    Examples examples = Examples.of(table.analyzed());
    for (int row = 0; row < table.rows().size() && tests.size() < most; row++) {
      String ruleId = table.rows().get(row).ruleId();
      if (!rows.isEmpty() && !rows.contains(ruleId)) {
        continue;
      }
      for (Example example : examples.of(row)) {
        Map<String, String> small = smallest(facts, example, table, row);
        if (tests.size() < most && seen.add(small)) {
          tests.add(
              new TableTest.OfFacts(
                  name(table.schema().table() + "-" + ruleId, example, names),
                  table.schema().table(),
                  small,
                  Optional.of(facts.answer(facts.values(small)).ids()),
                  Map.of(),
                  note(ruleId, example)));
        }
      }
    }
    return tests;
  }

  /// The fewest of the facts, in the order of columns, that are answered alike for sure.
  private static <F extends Record, A> Map<String, String> smallest(
      FactTests<F, A> runner, Example example, CheckedTable<F, A> table, int row) {
    var left = new LinkedHashMap<>(example.facts());
    Map<String, Object> values = runner.values(left);
    List<String> wanted = runner.answer(values).ids();
    Set<String> own = new HashSet<>();
    table.rows().get(row).tests().forEach(cell -> own.add(cell.column().name()));
    boolean isFirstMatch = table.schema().hitPolicy() == HitPolicy.FIRST_MATCH;
    for (String column : example.facts().keySet()) {
      if (own.contains(column)) {
        continue; // or a change of the row's own cell would not be seen
      }
      Object value = values.remove(column);
      FactTests.Answer<F, A> answer = runner.answer(values);
      if (answer.open().isEmpty() && (!isFirstMatch || answer.ids().equals(wanted))) {
        left.remove(column);
      } else if (value != null) {
        values.put(column, value);
      }
    }
    return left;
  }

  private static String name(String start, Example example, Set<String> names) {
    String where =
        example.column().isEmpty()
            ? ""
            : "-"
                + slug(example.column())
                + "-"
                + slug(example.facts().getOrDefault(example.column(), ""));
    String kind = example.kind().name().toLowerCase(Locale.ROOT);
    String whole = (start + where + "-" + kind).replaceAll("-{2,}", "-");
    String name =
        whole.length() <= TableTest.LONGEST_ID - 4
            ? whole
            : whole.substring(0, TableTest.LONGEST_ID - 4).replaceFirst("-$", "");
    String unique = name;
    for (int again = 2; !names.add(unique); again++) {
      unique = name + "-" + again;
    }
    return unique;
  }

  private static String slug(String text) {
    return text.toLowerCase(Locale.ROOT)
        .replaceFirst("^-(?=[0-9])", "minus-")
        .replaceAll("[^a-z0-9]+", "-")
        .replaceAll("^-|-$", "");
  }

  private static String note(String ruleId, Example example) {
    return switch (example.kind()) {
      case INSIDE -> "a case of " + ruleId;
      case BOUNDARY -> "the last %s that %s takes".formatted(example.column(), ruleId);
      case OUTSIDE -> "just beyond the %s that %s takes".formatted(example.column(), ruleId);
    };
  }
}
