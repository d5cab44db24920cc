package dev.whence.rules.yaml;

/// Something that is wrong with a YAML file.
///
/// @param line counted from 1; of the value where there is one, else of what should hold it
/// @param path of the value, dotted, for instance `tables.orders.columns`; empty for the whole file
/// @param what goes on after the path, for instance `is missing`
public record Complaint(int line, String path, String what) {

  /// For instance `line 7: sources.orders.file: is missing`.
  public String sentence() {
    return "line %d: %s%s".formatted(line, path.isEmpty() ? "" : path + ": ", what);
  }
}
