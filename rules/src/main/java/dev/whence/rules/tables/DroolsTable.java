package dev.whence.rules.tables;

import dev.whence.rules.tables.cells.CellType;
import dev.whence.rules.tables.cells.PostalSpan;
import dev.whence.rules.tables.cells.Test;
import dev.whence.rules.tables.files.Grid;
import dev.whence.rules.tables.files.XlsxFile;
import dev.whence.rules.tables.schema.Action;
import dev.whence.rules.tables.schema.Condition;
import dev.whence.rules.tables.schema.HitPolicy;
import dev.whence.rules.tables.schema.Schema;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Writes a table as a decision table of Drools, for people who run Drools elsewhere. It needs
/// nothing of Whence: the sheet declares the fact, `Case`, and what a row answers, `Answer`. Put a
/// `Case` with every field set into a session, fire, and look for the `Answer` that was inserted.
///
/// Texts of cells reach Drools in quotes alone, every sign escaped, so a cell is never code.
final class DroolsTable {
  private static final String CASE = "$case";

  /// Set by the first row that answers, so that no other does.
  private static final String ANSWERED = "answeredBy";

  /// What stands in a literal as it is.
  private static final String PLAIN =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 _-.:";

  private DroolsTable() {}

  static <F extends Record, A> byte[] write(CheckedTable<F, A> table) {
    Schema<F, A> schema = table.schema();
    boolean first = schema.hitPolicy() == HitPolicy.FIRST_MATCH;
    List<Condition<F, ?>> conditions = table.usedConditions();
    var grid = new ArrayList<List<String>>();
    grid.add(
        List.of(
            "The rule table %s of Whence. Hit policy: %s. Owner: %s"
                .formatted(schema.table(), schema.hitPolicy().words(), table.owner())));
    grid.add(List.of("RuleSet", packageName(schema.table())));
    grid.add(List.of("Import", "java.math.BigDecimal, java.time.LocalDate, java.util.List"));
    grid.add(List.of("Sequential", "true"));
    grid.add(List.of("EscapeQuotes", "false"));
    grid.add(List.of("Declare", declarations(schema)));
    grid.add(List.of());
    grid.add(List.of("RuleTable " + schema.table()));

    var kinds = new ArrayList<>(List.of("NAME"));
    var objects = new ArrayList<>(List.of(""));
    var snippets = new ArrayList<>(List.of(""));
    var labels = new ArrayList<>(List.of("row"));
    int patternRow = grid.size() + 1;
    if (first) {
      add(kinds, objects, snippets, labels, "CONDITION", ANSWERED + " == $param", "not answered");
    }
    for (Condition<F, ?> condition : conditions) {
      add(kinds, objects, snippets, labels, "CONDITION", "$param", condition.name());
    }
    int patterns = kinds.size() - 1;
    Collections.fill(objects.subList(1, patterns + 1), CASE + " : Case"); // shown once: merged
    add(
        kinds,
        objects,
        snippets,
        labels,
        "ACTION",
        "Answer answer = new Answer(); answer.setForCase(" + CASE + "); answer.setRuleId($param);",
        "rule id");
    for (Action<?> action : schema.actions()) {
      add(
          kinds,
          objects,
          snippets,
          labels,
          "ACTION",
          "answer.%s($param);".formatted(setter(action.name())),
          action.name());
    }
    add(
        kinds,
        objects,
        snippets,
        labels,
        "ACTION",
        first
            ? "modify(%s) { %s($param) } insert(answer);".formatted(CASE, setter("answered by"))
            : "insert($param);",
        "answers");
    grid.addAll(List.of(kinds, objects, snippets, labels));
    for (Row<F, A> row : table.rows()) {
      grid.add(cells(schema, row, conditions, first));
    }
    return XlsxFile.writePlain(
        Grid.ofTexts(grid), schema.table(), List.of(new XlsxFile.Merged(patternRow, 1, patterns)));
  }

  private static void add(
      List<String> kinds,
      List<String> objects,
      List<String> snippets,
      List<String> labels,
      String kind,
      String snippet,
      String label) {
    kinds.add(kind);
    objects.add("");
    snippets.add(snippet);
    labels.add(label);
  }

  private static <F extends Record, A> List<String> cells(
      Schema<F, A> schema, Row<F, A> row, List<Condition<F, ?>> conditions, boolean first) {
    var cells = new ArrayList<String>();
    cells.add(row.ruleId());
    if (first) {
      cells.add("null");
    }
    for (Condition<F, ?> condition : conditions) {
      cells.add(
          row.tests().stream()
              .filter(test -> test.column().equals(condition))
              .map(DroolsTable::constraint)
              .findFirst()
              .orElse(""));
    }
    cells.add(quoted(row.ruleId()));
    for (Action<?> action : schema.actions()) {
      cells.add(value(row.actions().get(action)));
    }
    cells.add(first ? quoted(row.ruleId()) : "answer");
    return cells;
  }

  private static String declarations(Schema<?, ?> schema) {
    String components =
        schema.conditions().stream()
            .map(condition ->
                "  %s : %s\n".formatted(field(condition.name()), javaType(condition.type())))
            .collect(Collectors.joining());
    String answers =
        schema.actions().stream()
            .map(action ->
                "  %s : %s\n"
                    .formatted(
                        field(action.name()),
                        action.type() instanceof CellType.Decimal
                            ? "BigDecimal"
                            : javaType(action.type())))
            .collect(Collectors.joining());
    return "declare Case\n  %s : String\n%send\ndeclare Answer\n  forCase : Case\n  ruleId : String\n%send"
        .formatted(ANSWERED, components, answers);
  }

  private static String javaType(CellType<?> type) {
    return switch (type) {
      case CellType.Textual _, CellType.Words<?> _ -> "String";
      case CellType.YesNo _ -> "boolean";
      case CellType.Whole _ -> "long";
      case CellType.Decimal _ -> "double";
      case CellType.Day _ -> "LocalDate";
      case CellType.Ranking _ -> "List";
    };
  }

  /// `sourcing-policy` to `whence.sourcingpolicy`.
  private static String packageName(String table) {
    return "whence." + table.replace("-", "");
  }

  /// `late cost` to `lateCost`.
  static String field(String column) {
    var name = new StringBuilder();
    for (String word : column.split(" ")) {
      name.append(
          name.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
    }
    return name.toString();
  }

  private static String setter(String column) {
    String field = field(column);
    return "set" + Character.toUpperCase(field.charAt(0)) + field.substring(1);
  }

  private static <T extends Comparable<? super T>> String constraint(CellTest<?, T> cell) {
    return constraint(field(cell.column().name()), cell.test());
  }

  private static <T extends Comparable<? super T>> String constraint(String field, Test<T> test) {
    return switch (test) {
      case Test.Any<T>() -> field + " == " + field;
      case Test.In<T>(var values) -> any(values.stream().map(value -> compare(field, "==", value)));
      case Test.NotIn<T>(var values) ->
          all(values.stream().map(value -> compare(field, "!=", value)));
      case Test.AtLeast<T>(var bound) -> compare(field, ">=", bound);
      case Test.MoreThan<T>(var bound) -> compare(field, ">", bound);
      case Test.AtMost<T>(var bound) -> compare(field, "<=", bound);
      case Test.LessThan<T>(var bound) -> compare(field, "<", bound);
      case Test.Between<T>(var low, var high) ->
          all(Stream.of(compare(field, ">=", low), compare(field, "<=", high)));
      case Test.Range<T>(var low, var lowIn, var high, var highIn) ->
          all(
              Stream.of(
                  compare(field, lowIn ? ">=" : ">", low),
                  compare(field, highIn ? "<=" : "<", high)));
      case Test.StartsWith(var start) -> "%s.startsWith(%s)".formatted(field, quoted(start));
      case Test.Contains(var part) -> "%s.contains(%s)".formatted(field, quoted(part));
      case Test.AnyOf<T>(var parts) -> any(parts.stream().map(part -> constraint(field, part)));
      case Test.NoneOf<T>(var parts) -> all(parts.stream().map(part -> outside(field, part)));
      case Test.Postal(boolean outside, var spans) ->
          outside
              ? all(spans.stream().map(span -> outside(field, span)))
              : any(spans.stream().map(span -> inside(field, span)));
    };
  }

  /// Of the parts of a [Test.NoneOf]: words, starts and parts of texts.
  private static <T extends Comparable<? super T>> String outside(String field, Test<T> part) {
    return part instanceof Test.In<T>(var values)
        ? constraint(field, new Test.NotIn<>(values))
        : "!" + constraint(field, part);
  }

  private static String inside(String field, PostalSpan span) {
    return switch (span) {
      case PostalSpan.Code(var code) -> compare(field, "==", code);
      case PostalSpan.Start(var start) -> "%s.startsWith(%s)".formatted(field, quoted(start));
      case PostalSpan.Range(var low, var high) ->
          "(%s.length() >= %d && %s.compareTo(%s) >= 0 && (%s.compareTo(%s) <= 0 || %s.startsWith(%s)))"
              .formatted(
                  field,
                  low.length(),
                  field,
                  quoted(low),
                  field,
                  quoted(high),
                  field,
                  quoted(high));
    };
  }

  private static String outside(String field, PostalSpan span) {
    return switch (span) {
      case PostalSpan.Code(var code) -> compare(field, "!=", code);
      case PostalSpan.Start(var start) -> "!%s.startsWith(%s)".formatted(field, quoted(start));
      case PostalSpan.Range(var low, var high) ->
          "(%s.length() < %d || %s.compareTo(%s) < 0 || (%s.compareTo(%s) > 0 && !%s.startsWith(%s)))"
              .formatted(
                  field,
                  low.length(),
                  field,
                  quoted(low),
                  field,
                  quoted(high),
                  field,
                  quoted(high));
    };
  }

  private static String any(Stream<String> tests) {
    return joined(tests.toList(), " || ");
  }

  private static String all(Stream<String> tests) {
    return joined(tests.toList(), " && ");
  }

  private static String joined(List<String> tests, String operator) {
    return tests.size() == 1
        ? tests.getFirst()
        : tests.stream().collect(Collectors.joining(operator, "(", ")"));
  }

  /// Days are compared by their own words: Drools has none for them.
  private static String compare(String field, String operator, Object value) {
    if (!(value instanceof LocalDate day)) {
      return "%s %s %s".formatted(field, operator, literal(value));
    }
    String other =
        "LocalDate.of(%d, %d, %d)"
            .formatted(day.getYear(), day.getMonthValue(), day.getDayOfMonth());
    return switch (operator) {
      case "==" -> "%s.isEqual(%s)".formatted(field, other);
      case "!=" -> "!%s.isEqual(%s)".formatted(field, other);
      case ">=" -> "!%s.isBefore(%s)".formatted(field, other);
      case "<=" -> "!%s.isAfter(%s)".formatted(field, other);
      case ">" -> "%s.isAfter(%s)".formatted(field, other);
      default -> "%s.isBefore(%s)".formatted(field, other);
    };
  }

  /// A decimal has at most 15 digits, so the floating-point number that it becomes is nobody
  /// else's: comparing these says what comparing the decimals says.
  private static String literal(Object value) {
    return switch (value) {
      case Long number -> number + "L";
      case BigDecimal number -> number.toPlainString() + "d";
      case Boolean yes -> yes.toString();
      case Enum<?> word -> quoted(word.name());
      default -> quoted(value.toString());
    };
  }

  private static String value(Object value) {
    return switch (value) {
      case BigDecimal number -> "new BigDecimal(\"%s\")".formatted(number.toPlainString());
      case List<?> ids ->
          ids.stream()
              .map(id -> quoted(id.toString()))
              .collect(Collectors.joining(", ", "List.of(", ")"));
      default -> literal(value);
    };
  }

  private static String quoted(String text) {
    var quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (PLAIN.indexOf(c) >= 0) {
        quoted.append(c);
      } else if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else {
        quoted.append("\\u%04x".formatted((int) c));
      }
    }
    return quoted.append('"').toString();
  }
}
