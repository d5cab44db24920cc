package dev.whence.pipeline.imports;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Notices a file whose cells are separated by something else than its mapping says.
final class OtherDelimiter {
  private static final Map<Character, String> USUAL =
      Map.of(';', "semicolons", '\t', "tabs", '|', "bars", ',', "commas");

  private OtherDelimiter() {}

  /// What the header of such a file is told, if it is one: a single name that holds delimiters.
  static Optional<String> of(List<String> header) {
    if (header.size() != 1) {
      return Optional.empty();
    }
    String name = header.getFirst();
    return List.of(';', '\t', '|', ',').stream()
        .filter(delimiter -> name.indexOf(delimiter) >= 0)
        .findFirst()
        .map(delimiter ->
            "has one column; it holds %s; maybe the delimiter is \"%s\""
                .formatted(USUAL.get(delimiter), delimiter == '\t' ? "\\t" : delimiter));
  }
}
