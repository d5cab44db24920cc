package dev.whence.models.scoring;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The file `model.json`: outputs that are sums of weighted features and of weighted logarithms.
///
/// An output is `intercept + sum of linear[c] * x[c] + sum of logarithms[c].weight * ln(max(x[c] +
/// logarithms[c].shift, SMALLEST))` over the features c.
public record LinearModel(List<Output> outputs) {
  /// Logarithms are taken of nothing smaller.
  public static final double SMALLEST = 1e-3;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .defaultSetterInfo(JsonSetter.Value.construct(Nulls.FAIL, Nulls.FAIL))
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  public LinearModel {
    outputs = List.copyOf(outputs);
  }

  /// @param name as [OutputColumn#source]
  /// @param linear weights by feature
  /// @param logarithms by feature
  public record Output(
      String name,
      double intercept,
      Map<String, Double> linear,
      Map<String, Logarithm> logarithms) {
    public Output {
      linear = new TreeMap<>(linear);
      logarithms = new TreeMap<>(logarithms);
    }

    @JsonIgnore
    boolean isFinite() {
      return Double.isFinite(intercept)
          && linear.values().stream().allMatch(Double::isFinite)
          && logarithms.values().stream()
              .allMatch(l -> Double.isFinite(l.weight()) && Double.isFinite(l.shift()));
    }
  }

  /// @param shift added to the feature before its logarithm is taken
  public record Logarithm(double weight, double shift) {}

  /// The file's bytes, UTF-8.
  public byte[] toJson() {
    try {
      return (JSON.writeValueAsString(this) + "\n").getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A linear model cannot be written.", e);
    }
  }

  /// @throws ScoringException if the bytes are no such file, or hold what is no finite number
  static LinearModel read(byte[] json) {
    LinearModel model;
    try {
      model = JSON.readValue(new String(json, StandardCharsets.UTF_8), LinearModel.class);
    } catch (JsonProcessingException e) {
      throw new ScoringException(
          "model.json is no log-linear model: %s\nMaybe compare it with docs/models.md."
              .formatted(e.getOriginalMessage()),
          e);
    }
    for (Output output : model.outputs()) {
      if (!output.isFinite()) {
        throw new ScoringException(
            "The output %s of model.json has a weight that is no finite number."
                .formatted(output.name()));
      }
    }
    return model;
  }
}
