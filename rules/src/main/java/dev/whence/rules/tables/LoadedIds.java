package dev.whence.rules.tables;

import dev.whence.rules.tables.schema.Loaded;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// The ids that are loaded, by what they name. A kind that nothing is loaded of is not checked: at
/// a first start, every table would be full of unknown ids.
///
/// @param byKind made sorted sets without empty texts, which name nothing
public record LoadedIds(Map<Loaded, Set<String>> byKind) {
  /// Nothing, so that nothing is checked.
  public static final LoadedIds NOTHING = new LoadedIds(Map.of());

  public LoadedIds {
    var copy = new EnumMap<Loaded, Set<String>>(Loaded.class);
    byKind.forEach((kind, ids) -> {
      var named = new TreeSet<>(ids);
      named.remove("");
      copy.put(kind, Collections.unmodifiableSet(named));
    });
    byKind = Collections.unmodifiableMap(copy);
  }

  Set<String> of(Loaded kind) {
    return byKind.getOrDefault(kind, Set.of());
  }
}
