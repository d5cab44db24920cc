package dev.whence.rules.tables;

import dev.whence.rules.tables.cells.Miss;

/// A cell that does not hold for a value.
///
/// @param place of the cell as a spreadsheet program names it, in the text of the version: `F7`
/// @param cell as the table has it
/// @param value as a cell would have it
public record CellMiss(String column, String place, String cell, String value, Miss miss) {

  /// `parcel weight grams is 29999, wanted >= 30000: 1 g too low`.
  public String sentence() {
    return "%s is %s, wanted %s%s"
        .formatted(
            column,
            value.isEmpty() ? "blank" : value,
            cell,
            miss.by().map(by -> ": " + by + (miss.tooLow() ? " too low" : " too high")).orElse(""));
  }
}
