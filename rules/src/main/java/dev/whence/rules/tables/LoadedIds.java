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
/// @param byKind sorted sets
public record LoadedIds(Map<Loaded, Set<String>> byKind) {
  public LoadedIds {
    var copy = new EnumMap<Loaded, Set<String>>(Loaded.class);
    byKind.forEach((kind, ids) -> copy.put(kind, Collections.unmodifiableSet(new TreeSet<>(ids))));
    byKind = Collections.unmodifiableMap(copy);
  }

  Set<String> of(Loaded kind) {
    return byKind.getOrDefault(kind, Set.of());
  }
}
