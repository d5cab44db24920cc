package dev.whence.pipeline.imports;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A node of a mapping file that knows where it is and complains into one list.
///
/// @param path dotted, from the root, for instance `tables.orders.columns`
record Yaml(String path, JsonNode node, List<String> errors) {

  void complain(String what) {
    errors.add((path.isEmpty() ? "" : path + ": ") + what);
  }

  boolean isMissing() {
    return node.isMissingNode() || node.isNull();
  }

  boolean isText() {
    return node.isValueNode() && !node.isNull();
  }

  boolean isObject() {
    return node.isObject();
  }

  boolean isList() {
    return node.isArray();
  }

  private Yaml child(String key, JsonNode value) {
    return new Yaml(path.isEmpty() ? key : path + "." + key, value, errors);
  }

  /// The value under a key, missing if there is none.
  Yaml get(String key) {
    JsonNode value = node.get(key);
    return child(key, value == null ? MissingNode.getInstance() : value);
  }

  Yaml required(String key) {
    Yaml value = get(key);
    if (value.isMissing()) {
      value.complain("is missing");
    }
    return value;
  }

  /// Complains of every key that is none of these.
  void onlyKeys(String... keys) {
    Set<String> known = new LinkedHashSet<>(List.of(keys));
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      if (!known.contains(field.getKey())) {
        child(field.getKey(), field.getValue()).complain("unknown key; known here: " + known);
      }
    }
  }

  /// Key and value of each field; complains if this is something else.
  List<Map.Entry<String, Yaml>> entries() {
    if (!isMissing() && !node.isObject()) {
      complain("must be a map");
    }
    return node.properties().stream()
        .map(field -> Map.entry(field.getKey(), child(field.getKey(), field.getValue())))
        .toList();
  }

  /// The elements of a list; complains if this is something else.
  List<Yaml> elements() {
    if (isMissing()) {
      return List.of();
    }
    if (!node.isArray()) {
      complain("must be a list");
      return List.of();
    }
    var elements = new ArrayList<Yaml>();
    for (int i = 0; i < node.size(); i++) {
      elements.add(new Yaml(path + "[" + (i + 1) + "]", node.get(i), errors));
    }
    return elements;
  }

  String text() {
    if (!isMissing() && !isText()) {
      complain("must be a text");
    }
    return isText() ? node.asText() : "";
  }

  List<String> texts() {
    return elements().stream().map(Yaml::text).toList();
  }

  /// The text under a key, if there is one.
  Optional<String> find(String key) {
    Yaml value = get(key);
    return value.isMissing() ? Optional.empty() : Optional.of(value.text());
  }
}
