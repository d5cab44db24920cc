package dev.whence.training.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// What ONNX Runtime answers for some rows, per output.
final class OnnxAnswers {
  private final Map<String, float[]> columns = new HashMap<>();

  private OnnxAnswers() {}

  static OnnxAnswers of(byte[] model, List<float[]> rows) {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    OnnxAnswers answers = new OnnxAnswers();
    try (var options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      try (OrtSession session = environment.createSession(model, options);
          OnnxTensor input = OnnxTensor.createTensor(environment, rows.toArray(float[][]::new));
          OrtSession.Result result = session.run(Map.of(OnnxGraph.INPUT, input))) {
        for (var output : result) {
          answers.columns.put(output.getKey(), column((float[][]) output.getValue().getValue()));
        }
        return answers;
      }
    } catch (OrtException e) {
      throw new AssertionError(e);
    }
  }

  private static float[] column(float[][] tensor) {
    float[] values = new float[tensor.length];
    for (int i = 0; i < values.length; i++) {
      assertThat(tensor[i]).hasSize(1);
      values[i] = tensor[i][0];
    }
    return values;
  }

  float[] of(String output) {
    return Objects.requireNonNull(columns.get(output), output);
  }
}
