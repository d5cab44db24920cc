package dev.whence.service.tabletests;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.whence.rules.tables.TableTest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Tests as JSON, in the store and over REST: the same test always as the same text.
public final class TestJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private TestJson() {}

  public static ObjectNode write(TableTest test) {
    ObjectNode node = JSON.createObjectNode().put("test", test.id());
    ObjectNode expected = JSON.createObjectNode();
    switch (test) {
      case TableTest.OfFacts facts -> {
        node.put("table", facts.table()).set("facts", map(facts.facts()));
        facts.rows().ifPresent(rows -> expected.set("rows", list(rows)));
        if (!facts.outcome().isEmpty()) {
          expected.set("cells", map(facts.outcome()));
        }
      }
      case TableTest.OfOrder order -> {
        node.put("decision", order.decision());
        order.expected().outcome().ifPresent(outcome -> expected.put("outcome", outcome));
        if (!order.expected().shipNodes().isEmpty()) {
          expected.set("shipNodes", list(order.expected().shipNodes()));
        }
        if (!order.expected().carrierServices().isEmpty()) {
          expected.set("carrierServices", list(order.expected().carrierServices()));
        }
        if (!order.expected().rows().isEmpty()) {
          expected.set("answering", map(order.expected().rows()));
        }
      }
    }
    node.set("expected", expected);
    return node.put("note", test.note());
  }

  static String text(TableTest test) {
    return write(test).toString();
  }

  static String text(List<TableTest> tests) {
    ArrayNode array = JSON.createArrayNode();
    tests.forEach(test -> array.add(write(test)));
    return array.toString();
  }

  /// What [#text] wrote.
  public static TableTest read(String text) {
    return read(parse(text));
  }

  /// What [#text] wrote.
  static List<TableTest> readAll(String text) {
    var tests = new ArrayList<TableTest>();
    parse(text).forEach(node -> tests.add(read(node)));
    return tests;
  }

  private static JsonNode parse(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("The order store holds a broken test.", e);
    }
  }

  private static TableTest read(JsonNode node) {
    JsonNode expected = node.path("expected");
    String id = node.path("test").asText();
    String note = node.path("note").asText();
    return node.has("table")
        ? new TableTest.OfFacts(
            id,
            node.path("table").asText(),
            map(node.path("facts")),
            expected.has("rows") ? Optional.of(list(expected.path("rows"))) : Optional.empty(),
            map(expected.path("cells")),
            note)
        : new TableTest.OfOrder(
            id,
            node.path("decision").asText(),
            new TableTest.Expected(
                expected.has("outcome")
                    ? Optional.of(expected.path("outcome").asText())
                    : Optional.empty(),
                list(expected.path("shipNodes")),
                list(expected.path("carrierServices")),
                map(expected.path("answering"))),
            note);
  }

  private static ObjectNode map(Map<String, String> values) {
    ObjectNode node = JSON.createObjectNode();
    values.forEach(node::put);
    return node;
  }

  private static ArrayNode list(List<String> values) {
    ArrayNode node = JSON.createArrayNode();
    values.forEach(node::add);
    return node;
  }

  private static Map<String, String> map(JsonNode node) {
    var map = new LinkedHashMap<String, String>();
    node.properties().forEach(each -> map.put(each.getKey(), each.getValue().asText()));
    return map;
  }

  private static List<String> list(JsonNode node) {
    var list = new ArrayList<String>();
    node.forEach(each -> list.add(each.asText()));
    return list;
  }
}
