package dev.whence.models.attributes;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.whence.domain.attributes.Attributes;
import dev.whence.domain.attributes.Attributes.Value;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// [Attributes] as the text of one column: a JSON object of numbers and words, keys sorted, for
/// instance `{"mode":"Air","temperature":12.5}`.
public final class AttributesJson {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private AttributesJson() {}

  /// @return null where there are none
  public static @Nullable String write(Attributes attributes) {
    if (attributes.isEmpty()) {
      return null;
    }
    ObjectNode object = JSON.createObjectNode();
    attributes
        .values()
        .forEach((name, value) -> {
          switch (value) {
            case Value.Measure(var number) -> object.put(name, number);
            case Value.Word(var word) -> object.put(name, word);
          }
        });
    return object.toString();
  }

  /// As [#write], but empty where there are none.
  public static String text(Attributes attributes) {
    return Objects.requireNonNullElse(write(attributes), "");
  }

  /// Members that are null count as not told.
  ///
  /// @param text null or empty where there are none
  /// @throws IllegalArgumentException if it is no object of numbers and words, or [Attributes]
  ///   refuses what it holds
  public static Attributes read(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      return Attributes.NONE;
    }
    JsonNode object;
    try {
      object = JSON.readTree(text);
    } catch (JacksonException e) {
      throw new IllegalArgumentException(
          "attributes are no JSON: %s, in '%s'".formatted(e.getOriginalMessage(), shown(text)), e);
    }
    if (!object.isObject()) {
      throw new IllegalArgumentException(
          "attributes are '%s', no JSON object such as {\"mode\":\"Air\"}".formatted(shown(text)));
    }
    var values = new TreeMap<String, Value>();
    for (var member : object.properties()) {
      if (!member.getValue().isNull()) {
        values.put(member.getKey(), value(member.getKey(), member.getValue()));
      }
    }
    return values.isEmpty() ? Attributes.NONE : new Attributes(values);
  }

  private static Value value(String name, JsonNode json) {
    if (json.isNumber()) {
      return new Value.Measure(json.doubleValue());
    }
    if (json.isTextual()) {
      return new Value.Word(json.textValue());
    }
    throw new IllegalArgumentException(
        "attribute %s is %s, neither a number nor a word".formatted(name, shown(json.toString())));
  }

  private static String shown(String text) {
    return text.length() <= 80 ? text : text.substring(0, 80) + "…";
  }
}
