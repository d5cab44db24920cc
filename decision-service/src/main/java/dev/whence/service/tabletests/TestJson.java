package dev.whence.service.tabletests;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.whence.rules.tables.TableTest;
import dev.whence.rules.tables.TestFiles;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/// Tests as JSON, in the store and over REST: the same test always as the same text.
public final class TestJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  /// What fits in a line of a text that people read stands in one.
  private static final int WIDTH = 100;

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
        write(order.expected(), expected);
      }
      case TableTest.OfExample example -> {
        node.put("at", example.at().toString());
        if (example.network().isShared()) {
          node.put("network", example.network().name());
        } else {
          node.set("network", parse(example.network().text()));
        }
        node.set("request", parse(example.request()));
        write(example.expected(), expected);
      }
    }
    node.set("expected", expected);
    return node.put("note", test.note());
  }

  private static void write(TableTest.Expected expected, ObjectNode node) {
    expected.outcome().ifPresent(outcome -> node.put("outcome", outcome));
    if (!expected.shipNodes().isEmpty()) {
      node.set("shipNodes", list(expected.shipNodes()));
    }
    if (!expected.carrierServices().isEmpty()) {
      node.set("carrierServices", list(expected.carrierServices()));
    }
    if (!expected.rows().isEmpty()) {
      node.set("answering", map(expected.rows()));
    }
    expected.costMinor().ifPresent(cost -> node.put("costMinor", cost));
    expected.refused().ifPresent(slug -> node.put("refused", slug));
  }

  /// The networks that tests share, JSON by name.
  public static SortedMap<String, String> networks(Collection<TableTest> tests) {
    var networks = new TreeMap<String, String>();
    for (TableTest test : tests) {
      if (test instanceof TableTest.OfExample(_, _, var network, _, _, _)
          && network.isShared()
          && !network.isMissing()) {
        networks.put(network.name(), network.text());
      }
    }
    return networks;
  }

  /// Files of JSON by name: a test each, and a network each that tests share.
  public static SortedMap<String, String> exampleFiles(Collection<TableTest> tests) {
    var files = new TreeMap<String, String>();
    networks(tests)
        .forEach((name, text) -> files.put(name + TestFiles.NETWORK_END, pretty(parse(text))));
    for (TableTest test : tests) {
      if (test instanceof TableTest.OfExample) {
        files.put(TestFiles.fileOf(test), pretty(write(test)));
      }
    }
    return files;
  }

  /// All files of tests: CSV and JSON, by name.
  public static SortedMap<String, String> files(List<TableTest> tests) {
    var files = new TreeMap<>(TestFiles.write(tests));
    files.putAll(exampleFiles(tests));
    return files;
  }

  /// As people edit it: what fits stands in one line, with a line break at the end.
  public static String pretty(JsonNode node) {
    var text = new StringBuilder();
    pretty(node, 0, text);
    return text.append('\n').toString();
  }

  private static void pretty(JsonNode node, int indent, StringBuilder text) {
    String flat = node.toString();
    if (!node.isContainerNode() || node.isEmpty() || flat.length() + indent <= WIDTH) {
      text.append(flat(node));
      return;
    }
    String inner = " ".repeat(indent + 2);
    text.append(node.isObject() ? "{" : "[");
    String separator = "\n";
    if (node.isObject()) {
      for (Map.Entry<String, JsonNode> member : node.properties()) {
        text.append(separator).append(inner).append(quoted(member.getKey())).append(": ");
        pretty(member.getValue(), indent + 2, text);
        separator = ",\n";
      }
    } else {
      for (JsonNode element : node) {
        text.append(separator).append(inner);
        pretty(element, indent + 2, text);
        separator = ",\n";
      }
    }
    text.append('\n').append(" ".repeat(indent)).append(node.isObject() ? '}' : ']');
  }

  private static String flat(JsonNode node) {
    if (!node.isContainerNode() || node.isEmpty()) {
      return node.toString();
    }
    var parts = new ArrayList<String>();
    if (node.isObject()) {
      node.properties()
          .forEach(each -> parts.add(quoted(each.getKey()) + ": " + flat(each.getValue())));
      return "{ " + String.join(", ", parts) + " }";
    }
    node.forEach(each -> parts.add(flat(each)));
    return "[" + String.join(", ", parts) + "]";
  }

  private static String quoted(String text) {
    return JSON.getNodeFactory().textNode(text).toString();
  }

  /// An array of tests; where some share networks, an object with both.
  public static String text(List<TableTest> tests) {
    ArrayNode array = JSON.createArrayNode();
    tests.forEach(test -> array.add(write(test)));
    SortedMap<String, String> shared = networks(tests);
    if (shared.isEmpty()) {
      return array.toString();
    }
    ObjectNode all = JSON.createObjectNode();
    all.set("tests", array);
    ObjectNode networks = all.putObject("networks");
    shared.forEach((name, text) -> networks.set(name, parse(text)));
    return all.toString();
  }

  /// What [#write] wrote.
  ///
  /// @param networks that it may name; of one that is not there the text is empty
  public static TableTest read(String text, Map<String, String> networks) {
    return read(parse(text), networks);
  }

  /// What [#text] wrote.
  public static List<TableTest> readAll(String text) {
    JsonNode all = parse(text);
    var networks = new TreeMap<String, String>();
    all.path("networks")
        .properties()
        .forEach(network -> networks.put(network.getKey(), network.getValue().toString()));
    var tests = new ArrayList<TableTest>();
    (all.isArray() ? all : all.path("tests")).forEach(node -> tests.add(read(node, networks)));
    return tests;
  }

  /// The test in the network of its name among these, where it shares one of them.
  public static TableTest within(TableTest test, Map<String, String> networks) {
    if (test
            instanceof
            TableTest.OfExample(var id, var at, var network, var request, var expected, var note)
        && network.isShared()) {
      return new TableTest.OfExample(
          id,
          at,
          new TableTest.Network(network.name(), networks.getOrDefault(network.name(), "")),
          request,
          expected,
          note);
    }
    return test;
  }

  /// What was written here.
  public static JsonNode parse(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("The order store holds a broken test.", e);
    }
  }

  private static TableTest read(JsonNode node, Map<String, String> networks) {
    JsonNode expected = node.path("expected");
    String id = node.path("test").asText();
    String note = node.path("note").asText();
    if (node.has("request")) {
      JsonNode network = node.path("network");
      String name = network.asText();
      return new TableTest.OfExample(
          id,
          Instant.parse(node.path("at").asText()),
          network.isTextual()
              ? new TableTest.Network(name, networks.getOrDefault(name, ""))
              : new TableTest.Network("", network.toString()),
          node.path("request").toString(),
          expected(expected),
          note);
    }
    return node.has("table")
        ? new TableTest.OfFacts(
            id,
            node.path("table").asText(),
            map(node.path("facts")),
            expected.has("rows") ? Optional.of(list(expected.path("rows"))) : Optional.empty(),
            map(expected.path("cells")),
            note)
        : new TableTest.OfOrder(id, node.path("decision").asText(), expected(expected), note);
  }

  private static TableTest.Expected expected(JsonNode node) {
    return new TableTest.Expected(
        text(node, "outcome"),
        list(node.path("shipNodes")),
        list(node.path("carrierServices")),
        map(node.path("answering")),
        node.has("costMinor")
            ? OptionalLong.of(node.path("costMinor").asLong())
            : OptionalLong.empty(),
        text(node, "refused"));
  }

  private static Optional<String> text(JsonNode node, String name) {
    return node.has(name) ? Optional.of(node.path(name).asText()) : Optional.empty();
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
