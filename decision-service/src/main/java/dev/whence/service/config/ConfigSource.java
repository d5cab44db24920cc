package dev.whence.service.config;

import dev.whence.rules.yaml.Complaint;
import dev.whence.rules.yaml.Yaml;
import dev.whence.text.Unseen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Values by key from one place.
///
/// @param name for error messages, for instance `whence.yaml`
/// @param lines by key, counted from 1; empty for what has no lines
/// @param folder where relative paths start; empty for the folder of the installation
public record ConfigSource(
    String name, Map<String, String> values, Map<String, Integer> lines, Optional<Path> folder) {
  /// Variables of the launcher, see `docs/settings.md`.
  static final Set<String> OTHER_VARIABLES =
      Set.of("WHENCE_COLLECTOR", "WHENCE_HEAP", "WHENCE_JAVA_OPTIONS", "WHENCE_JIT");

  /// Of commands that call a service.
  static final Set<String> CLIENT_VARIABLES = Set.of("WHENCE_API_KEY");

  public ConfigSource {
    values = Map.copyOf(values);
    lines = Map.copyOf(lines);
  }

  public ConfigSource(String name, Map<String, String> values) {
    this(name, values, Map.of(), Optional.empty());
  }

  /// The same with paths that start in `folder`.
  public ConfigSource in(Path folder) {
    return new ConfigSource(name, values, lines, Optional.of(folder));
  }

  /// Where a value stands, for instance `whence.yaml line 3`.
  String place(String key) {
    return lines.containsKey(key) ? name + " line " + lines.get(key) : name;
  }

  /// A flat YAML file, every value as it stands there. A key without a value is set to nothing.
  ///
  /// @throws ConfigException if it cannot be read or is not flat
  public static ConfigSource ofFile(Path file) {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (IOException e) {
      throw new ConfigException(
          List.of("[%s] It cannot be read.\nMaybe the path is wrong.".formatted(file)));
    }
    var complaints = new ArrayList<Complaint>();
    Yaml root = Yaml.parse(bytes, complaints);
    var values = new TreeMap<String, String>();
    var lines = new TreeMap<String, Integer>();
    for (var entry : root.entries()) {
      Yaml value = entry.getValue();
      values.put(entry.getKey(), value.isEmpty() ? "" : value.text());
      lines.put(entry.getKey(), value.line());
    }
    if (!complaints.isEmpty()) {
      throw new ConfigException(
          complaints.stream().map(complaint -> sentence(file, complaint)).toList());
    }
    return new ConfigSource(file.toString(), values, lines, Optional.empty());
  }

  private static String sentence(Path file, Complaint complaint) {
    String what = complaint.path().isEmpty() ? "It" : complaint.path();
    return "[%s line %d] %s %s%s."
        .formatted(
            file, complaint.line(), what, complaint.what(), Unseen.hint(what + complaint.what()));
  }

  /// The variables that begin with `WHENCE_`, but for those of the launcher and of clients; one
  /// that belongs to no key keeps its name, so that it is complained of.
  ///
  /// @param environment as [System#getenv()] gives it
  public static ConfigSource ofEnvironment(Map<String, String> environment) {
    var values = new TreeMap<String, String>();
    environment.forEach((variable, value) -> {
      if (variable.startsWith(ConfigKey.PREFIX)
          && !OTHER_VARIABLES.contains(variable)
          && !CLIENT_VARIABLES.contains(variable)) {
        values.put(variable, value);
      }
    });
    for (ConfigKey key : ConfigKey.values()) {
      String value = values.remove(key.variable());
      if (value != null) {
        values.put(key.key(), value);
      }
    }
    return new ConfigSource("environment", values);
  }
}
