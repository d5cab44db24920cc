package dev.whence.models.scoring;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Runs an ONNX graph: one shared session, one native thread a call, one run a batch.
///
/// Each calling thread keeps one direct buffer, which grows to its largest batch.
public final class OnnxScorer implements Scorer {
  private final OrtEnvironment environment;
  private final OrtSession session;
  private final InputTensor input;
  private final List<OutputColumn> outputs;
  private final Set<String> sources;
  private final Usage usage;
  private final ThreadLocal<FloatBuffer> buffers = ThreadLocal.withInitial(() -> direct(1));

  private OnnxScorer(
      OrtEnvironment environment,
      OrtSession session,
      InputTensor input,
      List<OutputColumn> outputs) {
    this.environment = environment;
    this.session = session;
    this.input = input;
    this.outputs = List.copyOf(outputs);
    this.sources = outputs.stream().map(OutputColumn::source).collect(Collectors.toSet());
    this.usage = new Usage(this::free);
  }

  /// Opens a graph and holds it to what is declared of it.
  ///
  /// @throws ScoringException if the graph keeps tensors outside of `model`, the runtime refuses
  ///   it, or an input or output differs in name, element type or shape
  public static OnnxScorer open(byte[] model, InputTensor input, List<OutputColumn> outputs) {
    SelfContained.check(model);
    try {
      OrtEnvironment environment = OnnxRuntime.environment();
      try (var options = new SessionOptions()) {
        options.setIntraOpNumThreads(1);
        options.setInterOpNumThreads(1);
        options.setExecutionMode(SessionOptions.ExecutionMode.SEQUENTIAL);
        OrtSession session = environment.createSession(model, options);
        try {
          checkInput(session.getInputInfo(), input);
          checkOutputs(session.getOutputInfo(), outputs);
        } catch (ScoringException e) {
          session.close();
          throw e;
        }
        return new OnnxScorer(environment, session, input, outputs);
      }
    } catch (OrtException e) {
      throw new ScoringException("ONNX Runtime refuses the graph: " + e.getMessage(), e);
    }
  }

  private static void checkInput(Map<String, NodeInfo> declared, InputTensor input) {
    if (!declared.keySet().equals(Set.of(input.name()))) {
      throw new ScoringException(
          "The graph's inputs are %s, the card's is %s."
              .formatted(declared.keySet(), input.name()));
    }
    checkTensor("input", input.name(), declared.get(input.name()), input.shape());
  }

  private static void checkOutputs(Map<String, NodeInfo> declared, List<OutputColumn> outputs) {
    for (OutputColumn output : outputs) {
      if (!declared.containsKey(output.source())) {
        throw new ScoringException(
            "The graph's outputs are %s, the card reads %s."
                .formatted(declared.keySet(), output.source()));
      }
      checkTensor("output", output.source(), declared.get(output.source()), output.shape());
    }
  }

  private static void checkTensor(
      String what, String name, @Nullable NodeInfo node, List<Long> shape) {
    if (node == null || !(node.getInfo() instanceof TensorInfo info)) {
      throw new ScoringException(
          "The %s %s is no tensor.\nMaybe export without ZipMap.".formatted(what, name));
    }
    if (info.type != OnnxJavaType.FLOAT) {
      throw new ScoringException(
          "The %s %s holds %s, not float32.\nMaybe export with float32 tensors."
              .formatted(what, name, info.type));
    }
    long[] actual = info.getShape();
    boolean fits = actual.length == shape.size() && actual[0] == -1;
    for (int i = 1; fits && i < actual.length; i++) {
      fits = actual[i] == shape.get(i) || actual[i] == -1;
    }
    if (!fits) {
      throw new ScoringException(
          "The %s %s has the shape %s, the card says %s.\nMaybe export with any number of rows."
              .formatted(what, name, Arrays.toString(actual), shape));
    }
  }

  @Override
  public float[][] score(float[] features, int rows) {
    usage.enter();
    try {
      return run(features, rows);
    } catch (OrtException e) {
      throw new ScoringException("ONNX Runtime failed: " + e.getMessage(), e);
    } finally {
      usage.leave();
    }
  }

  private float[][] run(float[] features, int rows) throws OrtException {
    FloatBuffer buffer = buffer(features, rows * input.width());
    long[] shape = {rows, input.width()};
    try (var tensor = OnnxTensor.createTensor(environment, buffer, shape);
        var results = session.run(Map.of(input.name(), tensor), sources)) {
      float[][] answers = new float[outputs.size()][];
      for (int i = 0; i < answers.length; i++) {
        answers[i] = column(results, outputs.get(i), rows);
      }
      return answers;
    }
  }

  private FloatBuffer buffer(float[] features, int length) {
    FloatBuffer buffer = buffers.get();
    if (buffer.capacity() < length) {
      buffer = direct(length);
      buffers.set(buffer);
    }
    return buffer.clear().put(features, 0, length).flip();
  }

  private static float[] column(OrtSession.Result results, OutputColumn output, int rows) {
    if (!(results.get(output.source()).orElse(null) instanceof OnnxTensor tensor)) {
      throw new ScoringException("The graph left out " + output.source() + ".");
    }
    FloatBuffer values = tensor.getFloatBuffer();
    int columns = output.columns();
    if (values.remaining() != rows * columns) {
      throw new ScoringException(
          "The output %s holds %d values for %d rows of %d."
              .formatted(output.source(), values.remaining(), rows, columns));
    }
    float[] column = new float[rows];
    for (int i = 0; i < rows; i++) {
      column[i] = values.get(i * columns + output.column());
    }
    return column;
  }

  private static FloatBuffer direct(int length) {
    return ByteBuffer.allocateDirect(length * Float.BYTES)
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }

  private void free() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new ScoringException("ONNX Runtime cannot free the graph: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    usage.close();
  }
}
