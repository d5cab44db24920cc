package dev.whence.pipeline.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.whence.domain.attributes.Attributes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/// Which attributes the rows of a history may have, as its import was told: beside the tables, in
/// `attributes.json`.
///
/// @param byTable by the name of the table, each in the order of the mapping
public record DeclaredAttributes(SortedMap<String, List<Declared>> byTable) {
  static final String FILE = "attributes.json";

  private static final JsonMapper JSON = new JsonMapper();

  public DeclaredAttributes {
    var copy = new TreeMap<String, List<Declared>>();
    byTable.forEach((table, declared) -> copy.put(table, List.copyOf(declared)));
    byTable = Collections.unmodifiableSortedMap(copy);
  }

  /// What the values of an attribute are.
  public enum Kind {
    NUMBER,
    WORD
  }

  /// @param unit of a number, for instance `degF`; empty where none was told
  public record Declared(String name, Kind kind, String unit) {
    private String words() {
      return "a " + kind.name().toLowerCase(Locale.ROOT) + (unit.isEmpty() ? "" : " in " + unit);
    }
  }

  /// Those of a table; empty if none are declared.
  public List<Declared> of(HistoryTable<?> table) {
    return byTable.getOrDefault(table.name(), List.of());
  }

  /// These, and those of further rows.
  ///
  /// @throws IllegalArgumentException if an attribute is declared otherwise there: a sentence
  public DeclaredAttributes plus(DeclaredAttributes others) {
    var sum = new TreeMap<String, List<Declared>>(byTable);
    others.byTable.forEach((table, declared) -> {
      var all = new LinkedHashMap<String, Declared>();
      sum.getOrDefault(table, List.of()).forEach(each -> all.put(each.name(), each));
      for (Declared each : declared) {
        Declared before = all.putIfAbsent(each.name(), each);
        if (before != null && !before.equals(each)) {
          throw new IllegalArgumentException(
              "The attribute %s of %s is %s, and %s in the rows to add."
                  .formatted(each.name(), table, before.words(), each.words()));
        }
      }
      sum.put(table, List.copyOf(all.values()));
    });
    return new DeclaredAttributes(sum);
  }

  /// What is declared beside a history; nothing where there is no file.
  ///
  /// @throws UncheckedIOException if the file cannot be read or is none of these
  public static DeclaredAttributes read(Path folder) {
    Path file = HistoryDraft.find(folder, FILE);
    var byTable = new TreeMap<String, List<Declared>>();
    if (!Files.isRegularFile(file)) {
      return new DeclaredAttributes(byTable);
    }
    try {
      for (var table : JSON.readTree(Files.readAllBytes(file)).properties()) {
        var declared = new ArrayList<Declared>();
        table.getValue().forEach(each -> declared.add(declared(each)));
        byTable.put(table.getKey(), declared);
      }
      return new DeclaredAttributes(byTable);
    } catch (IOException | IllegalArgumentException e) {
      String message =
          "%s cannot be read: %s\nMaybe import the history again, or remove the file: attributes are then not declared."
              .formatted(file, String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
      throw new UncheckedIOException(message, new IOException(message, e));
    }
  }

  private static Declared declared(JsonNode json) {
    String name = json.path("name").asText();
    Attributes.requireName(name);
    String kind = json.path("kind").asText();
    return switch (kind) {
      case "number" -> new Declared(name, Kind.NUMBER, json.path("unit").asText());
      case "word" -> new Declared(name, Kind.WORD, "");
      default ->
          throw new IllegalArgumentException(
              "the kind of %s is '%s', neither number nor word".formatted(name, kind));
    };
  }

  /// Writes the file into the folder of a draft, or nothing where nothing is declared.
  ///
  /// @throws IOException if it cannot be written
  public void write(Path folder) throws IOException {
    if (byTable.isEmpty()) {
      return;
    }
    ObjectNode json = JSON.createObjectNode();
    byTable.forEach((table, all) -> {
      var list = json.putArray(table);
      for (Declared each : all) {
        ObjectNode declared = list.addObject();
        declared.put("name", each.name());
        declared.put("kind", each.kind().name().toLowerCase(Locale.ROOT));
        if (!each.unit().isEmpty()) {
          declared.put("unit", each.unit());
        }
      }
    });
    Files.writeString(folder.resolve(FILE), json.toPrettyString() + "\n");
  }
}
