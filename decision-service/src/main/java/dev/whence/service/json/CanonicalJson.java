package dev.whence.service.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.InjectableValues;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.util.Optional;

/// Writes values as JSON in exactly one way and reads them back equal. Thread-safe.
///
/// A record is an object with a member a component, in alphabetical order ([LaterMembers] only
/// where they are not as usual); a case of a sealed interface starts with the member `type`, the
/// case's name ([KeptNames]). Ids are strings, a probability is a number, a cost its
/// ten-thousandths. Sets are sorted; instants, dates and durations are ISO-8601. Equal values
/// therefore have equal text and equal digests, in every release: a golden file holds this form
/// still.
public final class CanonicalJson {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .addModule(new ValueModule())
          .annotationIntrospector(new SealedTypes())
          .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .disable(MapperFeature.SORT_CREATOR_PROPERTIES_FIRST)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .injectableValues(new InjectableValues.Std(LaterMembers.usual()))
          .build();

  private CanonicalJson() {}

  public static String write(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("Cannot write " + value.getClass() + " as JSON.", e);
    }
  }

  /// @throws IllegalArgumentException if `json` is not a value of this type
  public static <T> T read(String json, Class<T> type) {
    try {
      return MAPPER.readValue(json, type);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "No %s: %s\nMaybe it was written by a newer release."
              .formatted(type.getName(), e.getOriginalMessage()),
          e);
    }
  }

  /// The value of a component that records got after texts of them were kept, where a text has
  /// none; empty for any other component.
  public static Optional<Object> usual(Class<?> type, String component) {
    return LaterMembers.usual(type, component);
  }
}
