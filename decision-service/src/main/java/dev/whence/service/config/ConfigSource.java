package dev.whence.service.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Values by key from one place.
///
/// @param name for error messages, for instance `whence.yaml`
public record ConfigSource(String name, Map<String, String> values) {
  private static final YAMLMapper YAML =
      new YAMLMapper(
          YAMLFactory.builder()
              .enable(com.fasterxml.jackson.core.StreamReadFeature.STRICT_DUPLICATE_DETECTION)
              .build());

  public ConfigSource {
    values = Map.copyOf(values);
  }

  /// A flat YAML file.
  ///
  /// @throws ConfigException if it cannot be read or is not flat
  public static ConfigSource ofFile(Path file) {
    JsonNode root;
    try {
      root = YAML.readTree(Files.readString(file));
    } catch (JsonProcessingException e) {
      throw new ConfigException(
          List.of("[%s] It is no YAML: %s".formatted(file, e.getOriginalMessage())));
    } catch (IOException e) {
      throw new ConfigException(
          List.of("[%s] It cannot be read.\nMaybe the path is wrong.".formatted(file)));
    }
    var values = new TreeMap<String, String>();
    for (var entry : root.properties()) {
      if (!entry.getValue().isValueNode()) {
        throw new ConfigException(
            List.of(
                "[%s] %s must be a single value, not %s."
                    .formatted(file, entry.getKey(), entry.getValue())));
      }
      values.put(entry.getKey(), entry.getValue().isNull() ? "" : entry.getValue().asText());
    }
    if (!root.isObject() && !root.isMissingNode() && !root.isNull()) {
      throw new ConfigException(List.of("[%s] It must hold keys and values.".formatted(file)));
    }
    return new ConfigSource(file.toString(), values);
  }

  /// The variables that belong to a key; others are left alone.
  ///
  /// @param environment as [System#getenv()] gives it
  public static ConfigSource ofEnvironment(Map<String, String> environment) {
    var values = new TreeMap<String, String>();
    for (ConfigKey key : ConfigKey.values()) {
      if (environment.containsKey(key.variable())) {
        values.put(key.key(), environment.getOrDefault(key.variable(), ""));
      }
    }
    return new ConfigSource("environment", values);
  }
}
