package dev.whence.models.estimates;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;

/// A transit-time graph as large as a trained one: two ensembles of full trees with random splits.
final class RandomTrees {
  private final Random random = new Random(5);
  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("random");
  private final float[] low;
  private final float[] high;

  private RandomTrees(float[] low, float[] high) {
    this.low = low;
    this.high = high;
  }

  /// @param low smallest value of each feature that is split
  /// @param high largest
  static byte[] transitGraph(float[] low, float[] high, int trees, int depth) {
    var all = new RandomTrees(low, high);
    all.graph.addInput(tensor("features", low.length));
    all.ensemble("mu", trees, depth);
    all.ensemble("log_sigma", trees / 4, depth - 2);
    return ModelProto.newBuilder()
        .setIrVersion(8)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(15))
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("ai.onnx.ml").setVersion(3))
        .setGraph(all.graph)
        .build()
        .toByteArray();
  }

  private void ensemble(String output, int trees, int depth) {
    int splits = (1 << depth) - 1;
    int nodes = 2 * splits + 1;
    var treeIds = new ArrayList<Long>();
    var nodeIds = new ArrayList<Long>();
    var features = new ArrayList<Long>();
    var values = new ArrayList<Float>();
    var modes = new ArrayList<String>();
    var left = new ArrayList<Long>();
    var right = new ArrayList<Long>();
    var leafTrees = new ArrayList<Long>();
    var leafNodes = new ArrayList<Long>();
    var weights = new ArrayList<Float>();
    for (long tree = 0; tree < trees; tree++) {
      for (int node = 0; node < nodes; node++) {
        boolean split = node < splits;
        int feature = random.nextInt(low.length);
        treeIds.add(tree);
        nodeIds.add((long) node);
        features.add(split ? (long) feature : 0L);
        values.add(
            split ? low[feature] + random.nextFloat() * (high[feature] - low[feature]) : 0f);
        modes.add(split ? "BRANCH_LT" : "LEAF");
        left.add(split ? 2L * node + 1 : 0L);
        right.add(split ? 2L * node + 2 : 0L);
        if (!split) {
          leafTrees.add(tree);
          leafNodes.add((long) node);
          weights.add((random.nextFloat() - 0.5f) / trees);
        }
      }
    }
    var node =
        NodeProto.newBuilder()
            .setOpType("TreeEnsembleRegressor")
            .setDomain("ai.onnx.ml")
            .addInput("features")
            .addOutput(output);
    longs(node, "nodes_treeids", treeIds);
    longs(node, "nodes_nodeids", nodeIds);
    longs(node, "nodes_featureids", features);
    floats(node, "nodes_values", values);
    list(
        node,
        "nodes_modes",
        AttributeProto.AttributeType.STRINGS,
        modes,
        (attribute, mode) -> attribute.addStrings(ByteString.copyFromUtf8(mode)));
    longs(node, "nodes_truenodeids", left);
    longs(node, "nodes_falsenodeids", right);
    longs(node, "target_treeids", leafTrees);
    longs(node, "target_nodeids", leafNodes);
    longs(node, "target_ids", leafTrees.stream().map(tree -> 0L).toList());
    floats(node, "target_weights", weights);
    floats(node, "base_values", List.of(output.equals("mu") ? 1.2f : -1.2f));
    node.addAttribute(
        AttributeProto.newBuilder()
            .setName("n_targets")
            .setType(AttributeProto.AttributeType.INT)
            .setI(1));
    graph.addNode(node).addOutput(tensor(output, 1));
  }

  private static void longs(NodeProto.Builder node, String name, List<Long> values) {
    list(node, name, AttributeProto.AttributeType.INTS, values, AttributeProto.Builder::addInts);
  }

  private static void floats(NodeProto.Builder node, String name, List<Float> values) {
    list(
        node, name, AttributeProto.AttributeType.FLOATS, values, AttributeProto.Builder::addFloats);
  }

  private static <V> void list(
      NodeProto.Builder node,
      String name,
      AttributeProto.AttributeType type,
      List<V> values,
      BiConsumer<AttributeProto.Builder, V> add) {
    var attribute = AttributeProto.newBuilder().setName(name).setType(type);
    values.forEach(value -> add.accept(attribute, value));
    node.addAttribute(attribute);
  }

  private static ValueInfoProto tensor(String name, int columns) {
    var shape =
        TensorShapeProto.newBuilder()
            .addDim(TensorShapeProto.Dimension.newBuilder().setDimParam("n"))
            .addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(columns));
    var type =
        TypeProto.Tensor.newBuilder()
            .setElemType(TensorProto.DataType.FLOAT_VALUE)
            .setShape(shape);
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(type))
        .build();
  }
}
