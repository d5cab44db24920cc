package dev.whence.rules.yaml;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// What stands at one place of a YAML file.
///
/// @param line of its start, counted from 1
record Content(int line, Value value) {

  sealed interface Value {}

  /// There is no such key.
  record Absent() implements Value {}

  /// A key or a dash with nothing behind it.
  record Empty() implements Value {}

  record Text(String text) implements Value {}

  record Items(List<Content> items) implements Value {
    Items {
      items = List.copyOf(items);
    }
  }

  /// In the order of the file.
  record Fields(SequencedMap<String, Content> fields) implements Value {
    Fields {
      fields = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(fields));
    }
  }
}
