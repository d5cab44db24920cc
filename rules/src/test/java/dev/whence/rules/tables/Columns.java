package dev.whence.rules.tables;

import dev.whence.rules.tables.schema.Condition;

/// How column names and record components spell the same words.
final class Columns {
  private Columns() {}

  /// `minutes to cutoff` to `minutesToCutoff`.
  static String componentName(Condition<?, ?> condition) {
    var name = new StringBuilder();
    for (String word : condition.name().split(" ")) {
      name.append(
          name.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
    }
    return name.toString();
  }
}
