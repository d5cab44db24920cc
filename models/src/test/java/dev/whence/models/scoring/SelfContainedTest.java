package dev.whence.models.scoring;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.SparseTensorProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SelfContainedTest {

  static Stream<GraphProto> everyPlaceOfATensor() {
    var sparse = SparseTensorProto.newBuilder();
    return Stream.of(
        GraphProto.newBuilder().addInitializer(outside("w")).build(),
        GraphProto.newBuilder().addSparseInitializer(sparse.setValues(outside("w"))).build(),
        GraphProto.newBuilder()
            .addSparseInitializer(sparse.clearValues().setIndices(outside("w")))
            .build(),
        with(AttributeProto.newBuilder().setT(outside("w"))),
        with(AttributeProto.newBuilder().addTensors(outside("w"))),
        with(AttributeProto.newBuilder().setSparseTensor(sparse)),
        with(
            AttributeProto.newBuilder().setG(GraphProto.newBuilder().addInitializer(outside("w")))),
        with(
            AttributeProto.newBuilder()
                .addGraphs(with(AttributeProto.newBuilder().setT(outside("w"))))));
  }

  @ParameterizedTest
  @MethodSource("everyPlaceOfATensor")
  void aTensorOutsideIsFoundWhereverItStands(GraphProto graph) {
    byte[] model = ModelProto.newBuilder().setGraph(graph).build().toByteArray();

    assertRefused(model, "outside of its file: w (in weights.bin).\nMaybe keep the weights inside");
  }

  @Test
  void aTensorOutsideIsFoundInAFunction() {
    var function =
        FunctionProto.newBuilder()
            .setName("f")
            .addNode(
                NodeProto.newBuilder()
                    .addAttribute(AttributeProto.newBuilder().setT(outside("w"))));

    assertRefused(
        ModelProto.newBuilder().addFunctions(function).build().toByteArray(), "w (in weights.bin)");
  }

  @Test
  void ofManyTensorsAFewAreNamed() {
    var graph = GraphProto.newBuilder();
    for (String name : List.of("a", "b", "c", "d", "e")) {
      graph.addInitializer(outside(name));
    }

    assertRefused(
        ModelProto.newBuilder().setGraph(graph).build().toByteArray(),
        "a (in weights.bin), b (in weights.bin), c (in weights.bin) and 2 more.\n");
  }

  @Test
  void aTensorWithoutAFileNameIsOutsideAllTheSame() {
    var tensor =
        TensorProto.newBuilder().setName("w").setDataLocation(TensorProto.DataLocation.EXTERNAL);
    var graph = GraphProto.newBuilder().addInitializer(tensor);

    assertRefused(
        ModelProto.newBuilder().setGraph(graph).build().toByteArray(),
        "w (in a file without a name)");
  }

  @Test
  void aGraphThatKeepsItsNumbersIsTaken() {
    byte[] model = SmallGraphs.of(2).linear("y", new float[] {1, 2}, 3).bytes();

    assertThatCode(() -> SelfContained.check(model)).doesNotThrowAnyException();
  }

  @Test
  void bytesThatAreNoGraphAreNotHandedOn() {
    assertRefused(new byte[] {10, 127, 1}, "The file is no ONNX graph: ");
  }

  private static void assertRefused(byte[] model, String because) {
    assertThatThrownBy(
            () -> OnnxScorer.open(model, InputTensor.of(1), List.of(OutputColumn.of("y", "y"))))
        .isInstanceOf(ScoringException.class)
        .hasMessageContaining(because);
  }

  private static TensorProto outside(String name) {
    var tensor = TensorProto.newBuilder().setName(name);
    SmallGraphs.moveOutside(tensor, "weights.bin", 4);
    return tensor.build();
  }

  private static GraphProto with(AttributeProto.Builder attribute) {
    return GraphProto.newBuilder().addNode(NodeProto.newBuilder().addAttribute(attribute)).build();
  }
}
