package dev.whence.training.onnx;

import ai.onnx.proto.OnnxMl;
import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import dev.whence.training.linear.LogLinear;
import dev.whence.training.onnx.BoostedTrees.Link;
import dev.whence.training.onnx.BoostedTrees.Node;
import dev.whence.training.onnx.BoostedTrees.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/// Writes boosted trees as one ONNX model: input `features`, float32 `[n, k]`; each output float32
/// `[n, 1]`. IR version 8, operators of ONNX 17 and ai.onnx.ml 3.
///
/// Thresholds, comparisons and sums stay float32 and a missing value is NaN. The base margin is
/// added to the leaves of the first tree, so that the sum is rounded in the booster's order: on one
/// thread ONNX Runtime answers the booster's margin to the last bit. Links (sigmoid, exponential)
/// agree within 1e-6, relative above 1. The same trees give the same bytes.
public final class OnnxGraph {
  /// The name of the input.
  public static final String INPUT = "features";

  private static final String ML_DOMAIN = "ai.onnx.ml";
  private static final ByteString BRANCH = ByteString.copyFromUtf8("BRANCH_LT");
  private static final ByteString LEAF = ByteString.copyFromUtf8("LEAF");

  private OnnxGraph() {}

  /// One output of the model.
  ///
  /// @param afterLink false gives the margin, true the prediction
  /// @param base what the trees are added to, if anything
  public record Output(
      String name, BoostedTrees trees, boolean afterLink, Optional<LogLinear> base) {
    public static Output margin(String name, BoostedTrees trees) {
      return new Output(name, trees, false, Optional.empty());
    }

    public static Output prediction(String name, BoostedTrees trees) {
      return new Output(name, trees, true, Optional.empty());
    }

    /// The margin added to a log-linear model, which ONNX Runtime sums in float32: within 5e-6 of
    /// [LogLinear#answer].
    public Output on(LogLinear line) {
      return new Output(name, trees, afterLink, Optional.of(line));
    }
  }

  /// @throws IllegalArgumentException if there is no output, or they differ in their features
  public static byte[] write(List<Output> outputs) {
    List<Integer> widths = outputs.stream().map(o -> o.trees().features()).distinct().toList();
    if (widths.size() != 1) {
      throw new IllegalArgumentException(
          "The outputs of one model read the same features, but these have widths %s."
              .formatted(widths));
    }
    GraphProto.Builder graph =
        GraphProto.newBuilder().setName("boosted-trees").addInput(tensor(INPUT, widths.getFirst()));
    for (Output output : outputs) {
      addNodes(graph, output);
      graph.addOutput(tensor(output.name(), 1));
    }
    return ModelProto.newBuilder()
        .setIrVersion(8)
        .setProducerName("whence")
        .addOpsetImport(opset("", 17))
        .addOpsetImport(opset(ML_DOMAIN, 3))
        .setGraph(graph)
        .build()
        .toByteArray();
  }

  private static void addNodes(GraphProto.Builder graph, Output output) {
    Link link = output.afterLink() ? output.trees().link() : Link.IDENTITY;
    switch (link) {
      case IDENTITY -> {
        if (output.base().isPresent()) {
          String rest = output.name() + "_rest";
          List<String> terms = addLine(graph, output.name(), output.base().get());
          graph.addNode(ensemble(rest, output.trees()));
          terms.add(rest);
          addSum(graph, terms, output.name());
        } else {
          graph.addNode(ensemble(output.name(), output.trees()));
        }
      }
      case LOGISTIC -> addLinked(graph, output, "Sigmoid");
      case LOG -> addLinked(graph, output, "Exp");
    }
  }

  /// `x * linear + ln(max(x + shift, smallest)) * logarithmic + intercept`, over the columns that
  /// have a weight: what is missing in any other is no number, and no number times zero is none.
  ///
  /// @return the tensors whose sum it is, in the order of the sum
  private static List<String> addLine(GraphProto.Builder graph, String name, LogLinear line) {
    var terms = new ArrayList<String>();
    List<Integer> sloped = weighted(line.linear());
    if (!sloped.isEmpty()) {
      graph.addInitializer(floats(name + "_linear", at(sloped, line.linear()), sloped.size(), 1));
      addColumns(graph, name + "_sloped", sloped);
      graph.addNode(node("MatMul", List.of(name + "_sloped", name + "_linear"), name + "_slope"));
      terms.add(name + "_slope");
    }
    List<Integer> curved = weighted(line.logarithmic());
    if (!curved.isEmpty()) {
      int width = curved.size();
      graph.addInitializer(floats(name + "_shift", at(curved, line.shift()), 1, width));
      graph.addInitializer(floats(name + "_smallest", List.of(LogLinear.SMALLEST), 1, 1));
      graph.addInitializer(floats(name + "_logarithmic", at(curved, line.logarithmic()), width, 1));
      addColumns(graph, name + "_curved", curved);
      graph
          .addNode(node("Add", List.of(name + "_curved", name + "_shift"), name + "_shifted"))
          .addNode(node("Max", List.of(name + "_shifted", name + "_smallest"), name + "_positive"))
          .addNode(node("Log", List.of(name + "_positive"), name + "_logs"))
          .addNode(node("MatMul", List.of(name + "_logs", name + "_logarithmic"), name + "_curve"));
      terms.add(name + "_curve");
    }
    graph.addInitializer(floats(name + "_intercept", List.of(line.intercept()), 1, 1));
    terms.add(name + "_intercept");
    return terms;
  }

  /// Adds tensors one after the other, as `result`.
  private static void addSum(GraphProto.Builder graph, List<String> terms, String result) {
    String sum = terms.getFirst();
    for (int i = 1; i < terms.size(); i++) {
      String next = i == terms.size() - 1 ? result : result + "_sum" + i;
      graph.addNode(node("Add", List.of(sum, terms.get(i)), next));
      sum = next;
    }
  }

  private static void addColumns(GraphProto.Builder graph, String result, List<Integer> columns) {
    TensorProto.Builder places =
        TensorProto.newBuilder()
            .setName(result + "_columns")
            .setDataType(TensorProto.DataType.INT64.getNumber())
            .addDims(columns.size());
    columns.forEach(column -> places.addInt64Data(column));
    graph.addInitializer(places);
    graph.addNode(
        node("Gather", List.of(INPUT, result + "_columns"), result).toBuilder()
            .addAttribute(
                AttributeProto.newBuilder().setName("axis").setType(AttributeType.INT).setI(1)));
  }

  private static List<Integer> weighted(List<Double> weights) {
    return IntStream.range(0, weights.size()).filter(i -> weights.get(i) != 0).boxed().toList();
  }

  private static List<Double> at(List<Integer> places, List<Double> values) {
    return places.stream().map(values::get).toList();
  }

  private static NodeProto node(String operator, List<String> inputs, String result) {
    return NodeProto.newBuilder()
        .setName(result + "_" + operator.toLowerCase(Locale.ROOT))
        .setOpType(operator)
        .addAllInput(inputs)
        .addOutput(result)
        .build();
  }

  private static TensorProto floats(String name, List<Double> values, int rows, int columns) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(TensorProto.DataType.FLOAT.getNumber())
            .addDims(rows)
            .addDims(columns);
    values.forEach(value -> tensor.addFloatData(value.floatValue()));
    return tensor.build();
  }

  private static void addLinked(GraphProto.Builder graph, Output output, String operator) {
    String margin = output.name() + "_margin";
    graph.addNode(ensemble(margin, output.trees()));
    graph.addNode(
        NodeProto.newBuilder()
            .setName(output.name() + "_link")
            .setOpType(operator)
            .addInput(margin)
            .addOutput(output.name()));
  }

  private static NodeProto ensemble(String result, BoostedTrees trees) {
    Columns columns = new Columns();
    for (int i = 0; i < trees.trees().size(); i++) {
      columns.add(i, trees.trees().get(i), i == 0 ? trees.baseMargin() : 0);
    }
    NodeProto.Builder node =
        NodeProto.newBuilder()
            .setName(result + "_trees")
            .setOpType("TreeEnsembleRegressor")
            .setDomain(ML_DOMAIN)
            .addInput(INPUT)
            .addOutput(result)
            .addAttribute(
                AttributeProto.newBuilder().setName("n_targets").setType(AttributeType.INT).setI(1))
            .addAttribute(
                AttributeProto.newBuilder()
                    .setName("aggregate_function")
                    .setType(AttributeType.STRING)
                    .setS(ByteString.copyFromUtf8("SUM")));
    columns.all().forEach(node::addAttribute);
    return node.build();
  }

  /// The trees node by node, one attribute per property.
  private static final class Columns {
    private final AttributeProto.Builder treeIds = ints("nodes_treeids");
    private final AttributeProto.Builder nodeIds = ints("nodes_nodeids");
    private final AttributeProto.Builder features = ints("nodes_featureids");
    private final AttributeProto.Builder modes =
        AttributeProto.newBuilder().setName("nodes_modes").setType(AttributeType.STRINGS);
    private final AttributeProto.Builder thresholds = floats("nodes_values");
    private final AttributeProto.Builder below = ints("nodes_truenodeids");
    private final AttributeProto.Builder notBelow = ints("nodes_falsenodeids");
    private final AttributeProto.Builder missingBelow = ints("nodes_missing_value_tracks_true");
    private final AttributeProto.Builder leafTrees = ints("target_treeids");
    private final AttributeProto.Builder leafNodes = ints("target_nodeids");
    private final AttributeProto.Builder leafTargets = ints("target_ids");
    private final AttributeProto.Builder leafValues = floats("target_weights");

    void add(int tree, Tree nodes, float base) {
      for (int i = 0; i < nodes.nodes().size(); i++) {
        treeIds.addInts(tree);
        nodeIds.addInts(i);
        switch (nodes.nodes().get(i)) {
          case Node.Split split -> {
            modes.addStrings(BRANCH);
            features.addInts(split.feature());
            thresholds.addFloats(split.threshold());
            below.addInts(split.below());
            notBelow.addInts(split.notBelow());
            missingBelow.addInts(split.missingBelow() ? 1 : 0);
          }
          case Node.Leaf(var value) -> {
            modes.addStrings(LEAF);
            features.addInts(0);
            thresholds.addFloats(0);
            below.addInts(0);
            notBelow.addInts(0);
            missingBelow.addInts(0);
            leafTrees.addInts(tree);
            leafNodes.addInts(i);
            leafTargets.addInts(0);
            leafValues.addFloats(base + value);
          }
        }
      }
    }

    List<AttributeProto.Builder> all() {
      return List.of(
          treeIds,
          nodeIds,
          features,
          modes,
          thresholds,
          below,
          notBelow,
          missingBelow,
          leafTrees,
          leafNodes,
          leafTargets,
          leafValues);
    }

    private static AttributeProto.Builder ints(String name) {
      return AttributeProto.newBuilder().setName(name).setType(AttributeType.INTS);
    }

    private static AttributeProto.Builder floats(String name) {
      return AttributeProto.newBuilder().setName(name).setType(AttributeType.FLOATS);
    }
  }

  private static OnnxMl.OperatorSetIdProto opset(String domain, int version) {
    return OnnxMl.OperatorSetIdProto.newBuilder().setDomain(domain).setVersion(version).build();
  }

  private static ValueInfoProto tensor(String name, int width) {
    TensorShapeProto shape =
        TensorShapeProto.newBuilder()
            .addDim(TensorShapeProto.Dimension.newBuilder().setDimParam("n"))
            .addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(width))
            .build();
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder()
                        .setElemType(TensorProto.DataType.FLOAT.getNumber())
                        .setShape(shape)))
        .build();
  }
}
