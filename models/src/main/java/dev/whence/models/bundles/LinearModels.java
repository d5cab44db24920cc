package dev.whence.models.bundles;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.whence.models.scoring.LinearModel;
import dev.whence.models.scoring.ScoringException;
import java.nio.charset.StandardCharsets;

/// Reads and writes `model.json`. Nothing may be missing, unknown or null.
public final class LinearModels {
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

  private LinearModels() {}

  /// The file's bytes, UTF-8.
  public static byte[] toJson(LinearModel model) {
    try {
      return (JSON.writeValueAsString(model) + "\n").getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A linear model cannot be written.", e);
    }
  }

  /// @throws ScoringException if the bytes are no such file
  public static LinearModel read(byte[] json) {
    try {
      return JSON.readValue(new String(json, StandardCharsets.UTF_8), LinearModel.class);
    } catch (JsonProcessingException e) {
      throw new ScoringException(
          "model.json is no log-linear model: %s\nMaybe compare it with docs/models.md."
              .formatted(ModelCards.said(e)),
          e);
    }
  }
}
