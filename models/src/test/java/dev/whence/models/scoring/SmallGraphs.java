package dev.whence.models.scoring;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;

/// ONNX graphs of a few nodes, written by hand: each output is a linear function of `features`.
public final class SmallGraphs {
  private static final int FLOAT = TensorProto.DataType.FLOAT_VALUE;
  private static final int DOUBLE = TensorProto.DataType.DOUBLE_VALUE;

  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("small");
  private final int features;

  private SmallGraphs(int features, int type, int fixedRows) {
    this.features = features;
    graph.addInput(value("features", type, fixedRows, features));
  }

  public static SmallGraphs of(int features) {
    return new SmallGraphs(features, FLOAT, -1);
  }

  static SmallGraphs withFixedRows(int features, int rows) {
    return new SmallGraphs(features, FLOAT, rows);
  }

  static byte[] withDoubleInput(int features) {
    var small = new SmallGraphs(features, DOUBLE, -1);
    small.node("Identity", "out", "features");
    small.graph.addOutput(value("out", DOUBLE, -1, features));
    return small.bytes();
  }

  /// Adds the output `name`, `[n, 1]`: weights times features plus bias.
  public SmallGraphs linear(String name, float[] weights, float bias) {
    gemm(name, name, weights, bias, 1);
    graph.addOutput(value(name, FLOAT, -1, 1));
    return this;
  }

  /// Adds the output `name`, `[n, 1]`: the sigmoid of weights times features plus bias.
  public SmallGraphs logistic(String name, float[] weights, float bias) {
    gemm(name, name + "_logit", weights, bias, 1);
    node("Sigmoid", name, name + "_logit");
    graph.addOutput(value(name, FLOAT, -1, 1));
    return this;
  }

  /// Adds the output `name`, `[n, 2]`, as many libraries export a classifier: the second column is
  /// the probability of class 1.
  public SmallGraphs softmaxOfTwo(String name, float[] weights, float bias) {
    float[] both = new float[features * 2];
    for (int i = 0; i < features; i++) {
      both[2 * i + 1] = weights[i];
    }
    initializer(name + "_w", both, features, 2);
    initializer(name + "_b", new float[] {0, bias}, 2);
    node("Gemm", name + "_logit", "features", name + "_w", name + "_b");
    node("Softmax", name, name + "_logit");
    graph.addOutput(value(name, FLOAT, -1, 2));
    return this;
  }

  public byte[] bytes() {
    return ModelProto.newBuilder()
        .setIrVersion(8)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(15))
        .setGraph(graph)
        .build()
        .toByteArray();
  }

  /// The same graph with the numbers of one of its initializers in a file beside it.
  ///
  /// @param weights gets the numbers, to be written as `file`
  public static byte[] withWeightsIn(
      String file, byte[] model, String initializer, OutputStream weights) throws IOException {
    var whole = ModelProto.parseFrom(model).toBuilder();
    for (TensorProto.Builder tensor : whole.getGraphBuilder().getInitializerBuilderList()) {
      if (tensor.getName().equals(initializer)) {
        var bytes =
            ByteBuffer.allocate(tensor.getFloatDataCount() * Float.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
        tensor.getFloatDataList().forEach(bytes::putFloat);
        weights.write(bytes.array());
        tensor.clearFloatData();
        moveOutside(tensor, file, bytes.capacity());
      }
    }
    return whole.build().toByteArray();
  }

  static void moveOutside(TensorProto.Builder tensor, String file, int length) {
    tensor.setDataLocation(TensorProto.DataLocation.EXTERNAL);
    for (var entry : Map.of("location", file, "offset", "0", "length", "" + length).entrySet()) {
      tensor.addExternalData(
          StringStringEntryProto.newBuilder().setKey(entry.getKey()).setValue(entry.getValue()));
    }
  }

  private void gemm(String prefix, String output, float[] weights, float bias, int columns) {
    initializer(prefix + "_w", weights, features, columns);
    initializer(prefix + "_b", new float[] {bias}, columns);
    node("Gemm", output, "features", prefix + "_w", prefix + "_b");
  }

  private void node(String operator, String output, String... inputs) {
    var node = NodeProto.newBuilder().setOpType(operator).addOutput(output);
    for (String input : inputs) {
      node.addInput(input);
    }
    if (operator.equals("Softmax")) {
      node.addAttribute(
          AttributeProto.newBuilder()
              .setName("axis")
              .setType(AttributeProto.AttributeType.INT)
              .setI(1));
    }
    graph.addNode(node);
  }

  private void initializer(String name, float[] values, int... dimensions) {
    var tensor = TensorProto.newBuilder().setName(name).setDataType(FLOAT);
    for (int dimension : dimensions) {
      tensor.addDims(dimension);
    }
    for (float value : values) {
      tensor.addFloatData(value);
    }
    graph.addInitializer(tensor);
  }

  private static ValueInfoProto value(String name, int type, int rows, int columns) {
    var first = TensorShapeProto.Dimension.newBuilder();
    if (rows < 0) {
      first.setDimParam("n");
    } else {
      first.setDimValue(rows);
    }
    var shape =
        TensorShapeProto.newBuilder()
            .addDim(first)
            .addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(columns));
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(TypeProto.Tensor.newBuilder().setElemType(type).setShape(shape)))
        .build();
  }
}
