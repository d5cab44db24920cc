package dev.whence.training.onnx;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.whence.training.onnx.BoostedTrees.Link;
import dev.whence.training.onnx.BoostedTrees.Node;
import dev.whence.training.onnx.BoostedTrees.Tree;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Reads a booster that XGBoost 2 or 3 saved as JSON.
///
/// Numeric trees of one output with a known link are read; everything else is refused by name,
/// because a half-understood booster would predict wrong numbers in silence.
public final class XgboostJson {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .build();

  private static final Map<String, Link> LINKS =
      Map.of(
          "reg:squarederror", Link.IDENTITY,
          "reg:absoluteerror", Link.IDENTITY,
          "reg:pseudohubererror", Link.IDENTITY,
          "reg:logistic", Link.LOGISTIC,
          "binary:logistic", Link.LOGISTIC,
          "count:poisson", Link.LOG,
          "reg:gamma", Link.LOG,
          "reg:tweedie", Link.LOG);

  private XgboostJson() {}

  /// @throws IllegalArgumentException if it is no such file, or holds what cannot be converted
  public static BoostedTrees read(byte[] json) {
    JsonNode learner = parse(json).path("learner");
    if (learner.isMissingNode()) {
      throw new IllegalArgumentException(
          "No XGBoost model: there is no \"learner\" in it.\nMaybe it was saved as UBJSON; save it as JSON.");
    }
    Link link = link(learner.path("objective").path("name").asText());
    JsonNode parameters = learner.path("learner_model_param");
    requireOneOutput(parameters);
    int features = parameters.path("num_feature").asInt();
    JsonNode model = gbtree(learner.path("gradient_booster")).path("model");

    List<Tree> trees = new ArrayList<>();
    for (JsonNode tree : model.path("trees")) {
      trees.add(tree(tree, trees.size(), features));
    }
    if (trees.isEmpty()) {
      throw new IllegalArgumentException(
          "The booster holds no tree.\nMaybe it was saved before its first round.");
    }
    return new BoostedTrees(
        features, baseMargin(parameters.path("base_score").asText(), link), link, trees);
  }

  private static JsonNode parse(byte[] json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "Not JSON: " + e.getMessage() + "\nMaybe the booster was saved as UBJSON.", e);
    }
  }

  private static Link link(String objective) {
    Link link = LINKS.get(objective);
    if (link == null) {
      throw new IllegalArgumentException(
          "The objective '%s' is not supported.\nMaybe train with one of %s."
              .formatted(objective, LINKS.keySet().stream().sorted().toList()));
    }
    return link;
  }

  private static void requireOneOutput(JsonNode parameters) {
    int classes = parameters.path("num_class").asInt(0);
    int targets = parameters.path("num_target").asInt(1);
    if (classes > 1 || targets > 1) {
      throw new IllegalArgumentException(
          "The booster has %d classes and %d targets; only one output can be converted.\nMaybe train one booster per output."
              .formatted(classes, targets));
    }
  }

  private static JsonNode gbtree(JsonNode booster) {
    String name = booster.path("name").asText();
    if (!name.equals("gbtree")) {
      throw new IllegalArgumentException(
          "The booster is '%s', not 'gbtree'.\nMaybe train with booster=gbtree; dart drops trees and gblinear has none."
              .formatted(name));
    }
    return booster;
  }

  /// XGBoost 3 writes `[5E-1]`, XGBoost 2 `5E-1`; both mean a prediction, not a margin.
  private static float baseMargin(String baseScore, Link link) {
    String text = baseScore.strip();
    if (text.startsWith("[") && text.endsWith("]")) {
      text = text.substring(1, text.length() - 1);
    }
    if (text.contains(",")) {
      throw new IllegalArgumentException(
          "The base score %s has several values; only one output can be converted."
              .formatted(baseScore));
    }
    float score = Float.parseFloat(text);
    return switch (link) {
      case IDENTITY -> score;
      case LOGISTIC -> (float) -Math.log(1.0f / score - 1.0f);
      case LOG -> (float) Math.log(score);
    };
  }

  private static Tree tree(JsonNode tree, int index, int features) {
    if (tree.path("tree_param").path("size_leaf_vector").asInt(1) > 1) {
      throw new IllegalArgumentException(
          "Tree %d has vector leaves.\nMaybe train with multi_strategy=one_output_per_tree."
              .formatted(index));
    }
    Columns columns = new Columns(tree, index);
    List<Integer> order = columns.breadthFirst();
    Map<Integer, Integer> position = new HashMap<>();
    order.forEach(node -> position.put(node, position.size()));
    List<Node> nodes = new ArrayList<>();
    for (int node : order) {
      nodes.add(columns.node(node, features, position));
    }
    return new Tree(nodes);
  }

  /// A tree as XGBoost writes it: one array per property, deleted nodes still in them.
  private record Columns(
      int tree,
      JsonNode left,
      JsonNode right,
      JsonNode feature,
      JsonNode condition,
      JsonNode defaultLeft,
      JsonNode splitType) {

    Columns(JsonNode tree, int index) {
      this(
          index,
          tree.path("left_children"),
          tree.path("right_children"),
          tree.path("split_indices"),
          tree.path("split_conditions"),
          tree.path("default_left"),
          tree.path("split_type"));
      for (JsonNode column : List.of(right, feature, condition, defaultLeft)) {
        if (left.isEmpty() || column.size() != left.size()) {
          throw new IllegalArgumentException(
              "Tree %d is damaged: its columns have %d and %d entries."
                  .formatted(index, left.size(), column.size()));
        }
      }
    }

    boolean isLeaf(int node) {
      return left.get(node).asInt() < 0;
    }

    List<Integer> breadthFirst() {
      List<Integer> order = new ArrayList<>(List.of(0));
      for (int i = 0; i < order.size(); i++) {
        int node = order.get(i);
        if (!isLeaf(node)) {
          order.add(child(node, left));
          order.add(child(node, right));
        }
        if (order.size() > left.size()) {
          throw new IllegalArgumentException(
              "Tree %d is damaged: it reaches a node twice.".formatted(tree));
        }
      }
      return order;
    }

    private int child(int node, JsonNode side) {
      int child = side.get(node).asInt();
      if (child <= 0 || child >= left.size()) {
        throw new IllegalArgumentException(
            "Tree %d is damaged: node %d has the child %d of %d nodes."
                .formatted(tree, node, child, left.size()));
      }
      return child;
    }

    Node node(int node, int features, Map<Integer, Integer> position) {
      float value = Float.parseFloat(condition.get(node).asText());
      if (isLeaf(node)) {
        return new Node.Leaf(value);
      }
      if (splitType.path(node).asInt(0) != 0) {
        throw new IllegalArgumentException(
            "Tree %d splits feature %d by category, which is not supported.\nMaybe enter it as numbers, for instance as a historical rate."
                .formatted(tree, feature.get(node).asInt()));
      }
      int column = feature.get(node).asInt();
      if (column < 0 || column >= features) {
        throw new IllegalArgumentException(
            "Tree %d splits feature %d of %d.".formatted(tree, column, features));
      }
      return new Node.Split(
          column,
          value,
          position.getOrDefault(child(node, left), -1),
          position.getOrDefault(child(node, right), -1),
          defaultLeft.get(node).asInt() != 0);
    }
  }
}
