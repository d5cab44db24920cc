package dev.whence.service.http.tabletests;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.rules.sourcing.SourcingDecision.Outcome;
import dev.whence.rules.tables.TableTest;
import dev.whence.rules.tables.TableTests;
import dev.whence.service.failures.FieldErrors;
import dev.whence.service.http.Fields;
import dev.whence.service.json.KeptNames;
import dev.whence.service.tabletests.ExampleReading;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/// Reads a test as the API has it.
final class TestFields {
  private static final int LONGEST = 500;
  private static final int MOST = 60;

  private TestFields() {}

  /// @param id of the path; the body may repeat it
  /// @param networks that the test may name, JSON by name
  /// @return empty if there are errors
  static Optional<TableTest> read(
      JsonNode body,
      String id,
      Map<String, String> networks,
      ExampleReading examples,
      FieldErrors errors) {
    if (ExampleReading.isOne(body)) {
      return examples.read(body, id, networks, errors).map(test -> test);
    }
    Fields fields = Fields.ofBody(body, "", errors);
    if (fields.has("test") && !fields.word("test").equals(id)) {
      fields.complain("test", "must be the test of the path, " + id);
    }
    fields.ignore("test");
    String note = fields.freeText("note", false);
    boolean ofOrder = fields.has("decision");
    int before = errors.total();
    Optional<TableTest> test =
        ofOrder ? ofOrder(fields, id, note, errors) : ofFacts(fields, id, note, errors);
    fields.end();
    return errors.total() == before ? test : Optional.empty();
  }

  private static Optional<TableTest> ofFacts(
      Fields fields, String id, String note, FieldErrors errors) {
    String table = fields.word("table");
    Map<String, String> facts = map(fields, "facts");
    Fields expected = Fields.ofBody(fields.raw().path("expected"), "/expected", errors);
    fields.ignore("expected");
    List<String> rows = rows(expected);
    Map<String, String> cells = map(expected, "cells");
    expected.end();
    BiConsumer<String, String> problem =
        (where, what) -> {
          switch (where) {
            case "test", "table" -> fields.complain(where, what);
            case "rows" -> expected.complain("rows", what);
            default -> {
              if (cells.containsKey(where) && !facts.containsKey(where)) {
                expected.complain("cells", where + " " + what);
              } else {
                fields.complain("facts", where + " " + what);
              }
            }
          }
        };
    return TableTests.read(id, table, facts, rows, cells, note, problem).map(test -> test);
  }

  /// No rows at all are said as `[]`.
  private static List<String> rows(Fields expected) {
    if (!expected.has("rows")) {
      return List.of();
    }
    JsonNode rows = expected.raw().path("rows");
    List<String> words = expected.textLines("rows", MOST, LONGEST);
    return rows.isArray() && rows.isEmpty() ? List.of(TableTest.NONE) : words;
  }

  private static Optional<TableTest> ofOrder(
      Fields fields, String id, String note, FieldErrors errors) {
    String decision = fields.word("decision");
    Fields expected = Fields.ofBody(fields.raw().path("expected"), "/expected", errors);
    fields.ignore("expected");
    Optional<String> outcome =
        expected.has("outcome")
            ? Optional.of(expected.oneOf("outcome", KeptNames.codes(Outcome.class), name -> name))
            : Optional.empty();
    var wanted =
        new TableTest.Expected(
            outcome,
            expected.textLines("shipNodes", MOST, LONGEST),
            expected.textLines("carrierServices", MOST, LONGEST),
            map(expected, "answering"));
    expected.end();
    return TableTests.readOrder(
            id,
            decision,
            wanted,
            note,
            (where, what) -> {
              switch (where) {
                case "test", "decision" -> fields.complain(where, what);
                case "rows" -> expected.complain("answering", what);
                default -> expected.complain(where, what);
              }
            })
        .map(test -> test);
  }

  private static Map<String, String> map(Fields fields, String name) {
    JsonNode node = fields.raw().path(name);
    fields.ignore(name);
    var map = new LinkedHashMap<String, String>();
    if (node.isMissingNode() || node.isNull()) {
      return map;
    }
    if (!node.isObject() || node.size() > MOST) {
      fields.complain(name, "must be an object with at most %d texts by column".formatted(MOST));
      return map;
    }
    var wrong = new ArrayList<String>();
    node.properties()
        .forEach(each -> {
          JsonNode value = each.getValue();
          if (value.isTextual() && value.asText().length() <= LONGEST) {
            map.put(each.getKey(), value.asText());
          } else {
            wrong.add(each.getKey());
          }
        });
    if (!wrong.isEmpty()) {
      fields.complain(
          name,
          "must hold what stands in cells, as text of at most %d characters: %s"
              .formatted(LONGEST, String.join(", ", wrong)));
    }
    return map;
  }
}
