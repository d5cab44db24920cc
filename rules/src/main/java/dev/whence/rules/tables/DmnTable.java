package dev.whence.rules.tables;

import dev.whence.rules.tables.cells.CellType;
import dev.whence.rules.tables.cells.PostalSpan;
import dev.whence.rules.tables.cells.Test;
import dev.whence.rules.tables.schema.Action;
import dev.whence.rules.tables.schema.Condition;
import dev.whence.rules.tables.schema.HitPolicy;
import dev.whence.rules.tables.schema.Schema;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Collectors;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/// Writes a table as a decision of DMN 1.3 whose logic is one decision table. Inputs are named as
/// the columns, in camel case; each row is a rule whose first output is its id, its note an
/// annotation. Where all matching rows answer, they are collected.
final class DmnTable {
  private static final String MODEL = "https://www.omg.org/spec/DMN/20191111/MODEL/";

  private DmnTable() {}

  static <F extends Record, A> byte[] write(CheckedTable<F, A> table) {
    var bytes = new ByteArrayOutputStream();
    try {
      XMLStreamWriter xml =
          XMLOutputFactory.newDefaultFactory()
              .createXMLStreamWriter(bytes, StandardCharsets.UTF_8.name());
      new Writer(xml).table(table);
      xml.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException(
          "Cannot write %s as DMN.".formatted(table.schema().table()), e);
    }
    return bytes.toByteArray();
  }

  private record Writer(XMLStreamWriter xml) {
    <F extends Record, A> void table(CheckedTable<F, A> table) throws XMLStreamException {
      Schema<F, A> schema = table.schema();
      List<Condition<F, ?>> used = table.usedConditions();
      List<Condition<F, ?>> conditions = used.isEmpty() ? schema.conditions().subList(0, 1) : used;
      xml.writeStartDocument("UTF-8", "1.0");
      start("definitions", "id", "definitions", "name", schema.table());
      xml.writeDefaultNamespace(MODEL);
      xml.writeAttribute("namespace", "urn:whence:rule-table:" + schema.table());
      text("description", description(table));
      start("itemDefinition", "name", "tRanking", "isCollection", "true");
      text("typeRef", "string");
      end();
      for (Condition<F, ?> condition : conditions) {
        String name = DroolsTable.field(condition.name());
        start("inputData", "id", "input-" + name, "name", name);
        empty("variable", "name", name, "typeRef", type(condition.type()));
        end();
      }
      decision(table, conditions);
      xml.writeEndDocument();
    }

    private static String description(CheckedTable<?, ?> table) {
      return "The rule table %s of Whence: %s. Owner: %s.%s"
          .formatted(
              table.schema().table(),
              table.schema().decides(),
              table.owner(),
              table.description().isEmpty() ? "" : " " + table.description());
    }

    private <F extends Record, A> void decision(
        CheckedTable<F, A> table, List<Condition<F, ?>> conditions) throws XMLStreamException {
      Schema<F, A> schema = table.schema();
      String name = DroolsTable.field(schema.table().replace('-', ' '));
      start("decision", "id", "decision", "name", name);
      empty("variable", "name", name);
      for (Condition<F, ?> condition : conditions) {
        String id = DroolsTable.field(condition.name());
        start("informationRequirement", "id", "needs-" + id);
        empty("requiredInput", "href", "#input-" + id);
        end();
      }
      boolean first = schema.hitPolicy() == HitPolicy.FIRST_MATCH;
      start("decisionTable", "id", "table", "hitPolicy", first ? "FIRST" : "COLLECT");
      for (Condition<F, ?> condition : conditions) {
        String id = DroolsTable.field(condition.name());
        start("input", "id", "column-" + id, "label", condition.name());
        start("inputExpression", "id", "expression-" + id, "typeRef", type(condition.type()));
        text("text", id);
        end();
        end();
      }
      empty(
          "output",
          "id",
          "output-ruleId",
          "label",
          "rule id",
          "name",
          "ruleId",
          "typeRef",
          "string");
      for (Action<?> action : schema.actions()) {
        String id = DroolsTable.field(action.name());
        empty(
            "output",
            "id",
            "output-" + id,
            "label",
            action.name(),
            "name",
            id,
            "typeRef",
            type(action.type()));
      }
      empty("annotation", "name", "note");
      for (Row<F, A> row : table.rows()) {
        rule(schema, row, conditions);
      }
      end();
      end();
    }

    private <F extends Record, A> void rule(
        Schema<F, A> schema, Row<F, A> row, List<Condition<F, ?>> conditions)
        throws XMLStreamException {
      String id = "row-" + row.ruleId();
      start("rule", "id", id);
      for (Condition<F, ?> condition : conditions) {
        start("inputEntry", "id", id + "-" + DroolsTable.field(condition.name()));
        text(
            "text",
            row.tests().stream()
                .filter(test -> test.column().equals(condition))
                .map(test -> unaryTest(test.test()))
                .findFirst()
                .orElse("-"));
        end();
      }
      entry("outputEntry", id + "-ruleId", quoted(row.ruleId()));
      for (Action<?> action : schema.actions()) {
        entry(
            "outputEntry",
            id + "-" + DroolsTable.field(action.name()),
            value(row.actions().get(action)));
      }
      start("annotationEntry");
      text("text", row.note());
      end();
      end();
    }

    private void entry(String element, String id, String text) throws XMLStreamException {
      start(element, "id", id);
      text("text", text);
      end();
    }

    private void start(String element, String... attributes) throws XMLStreamException {
      xml.writeStartElement(element);
      write(attributes);
    }

    private void empty(String element, String... attributes) throws XMLStreamException {
      xml.writeEmptyElement(element);
      write(attributes);
    }

    private void write(String... attributes) throws XMLStreamException {
      for (int i = 0; i < attributes.length; i += 2) {
        xml.writeAttribute(attributes[i], attributes[i + 1]);
      }
    }

    private void text(String element, String text) throws XMLStreamException {
      xml.writeStartElement(element);
      xml.writeCharacters(text);
      xml.writeEndElement();
    }

    private void end() throws XMLStreamException {
      xml.writeEndElement();
    }
  }

  private static String type(CellType<?> type) {
    return switch (type) {
      case CellType.Textual _, CellType.Words<?> _ -> "string";
      case CellType.YesNo _ -> "boolean";
      case CellType.Whole _, CellType.Decimal _ -> "number";
      case CellType.Day _ -> "date";
      case CellType.Ranking _ -> "tRanking";
    };
  }

  /// What FEEL says of the input, which it calls `?` where it has to be named.
  private static <T extends Comparable<? super T>> String unaryTest(Test<T> test) {
    return switch (test) {
      case Test.Any<T>() -> "-";
      case Test.In<T>(var values) -> values(values);
      case Test.NotIn<T>(var values) -> "not(%s)".formatted(values(values));
      case Test.AtLeast<T>(var bound) -> ">= " + value(bound);
      case Test.MoreThan<T>(var bound) -> "> " + value(bound);
      case Test.AtMost<T>(var bound) -> "<= " + value(bound);
      case Test.LessThan<T>(var bound) -> "< " + value(bound);
      case Test.Between<T>(var low, var high) -> "[%s..%s]".formatted(value(low), value(high));
      case Test.Range<T>(var low, var lowIn, var high, var highIn) ->
          "%s%s..%s%s".formatted(lowIn ? "[" : "(", value(low), value(high), highIn ? "]" : ")");
      case Test.StartsWith _, Test.Contains _ -> inside(test);
      case Test.AnyOf<T>(var parts) ->
          parts.stream()
                  .anyMatch(
                      part -> part instanceof Test.StartsWith || part instanceof Test.Contains)
              ? parts.stream().map(DmnTable::inside).collect(Collectors.joining(" or "))
              : parts.stream().map(DmnTable::unaryTest).collect(Collectors.joining(", "));
      case Test.NoneOf<T>(var parts) ->
          parts.stream().map(DmnTable::outside).collect(Collectors.joining(" and "));
      case Test.Postal(boolean outside, var spans) ->
          spans.stream()
              .map(outside ? DmnTable::outside : DmnTable::inside)
              .collect(Collectors.joining(outside ? " and " : " or "));
    };
  }

  /// A word, a start or a part of a text.
  private static String inside(Test<?> test) {
    return switch (test) {
      case Test.StartsWith(var start) -> "starts with(?, %s)".formatted(quoted(start));
      case Test.Contains(var part) -> "contains(?, %s)".formatted(quoted(part));
      case Test.In<?>(var values) ->
          values.stream().map(value -> "? = " + value(value)).collect(Collectors.joining(" or "));
      default -> throw new IllegalArgumentException("No test of a text: " + test + ".");
    };
  }

  private static String outside(Test<?> test) {
    return switch (test) {
      case Test.In<?>(var values) ->
          values.stream().map(value -> "? != " + value(value)).collect(Collectors.joining(" and "));
      default -> inside(test) + " = false";
    };
  }

  private static String inside(PostalSpan span) {
    return switch (span) {
      case PostalSpan.Code(var code) -> "? = " + quoted(code);
      case PostalSpan.Start(var start) -> "starts with(?, %s)".formatted(quoted(start));
      case PostalSpan.Range(var low, var high) ->
          "(string length(?) >= %d and ? >= %s and (? <= %s or starts with(?, %s)))"
              .formatted(low.length(), quoted(low), quoted(high), quoted(high));
    };
  }

  private static String outside(PostalSpan span) {
    return switch (span) {
      case PostalSpan.Code(var code) -> "? != " + quoted(code);
      case PostalSpan.Start(var start) -> "starts with(?, %s) = false".formatted(quoted(start));
      case PostalSpan.Range(var low, var high) ->
          "(string length(?) < %d or ? < %s or (? > %s and starts with(?, %s) = false))"
              .formatted(low.length(), quoted(low), quoted(high), quoted(high));
    };
  }

  private static String values(List<?> values) {
    return values.stream().map(DmnTable::value).collect(Collectors.joining(", "));
  }

  private static String value(Object value) {
    return switch (value) {
      case Long number -> number.toString();
      case BigDecimal number -> number.toPlainString();
      case Boolean yes -> yes.toString();
      case LocalDate day -> "date(\"%s\")".formatted(day);
      case Enum<?> word -> quoted(word.name());
      case List<?> ids ->
          ids.stream().map(DmnTable::value).collect(Collectors.joining(", ", "[", "]"));
      default -> quoted(value.toString());
    };
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
