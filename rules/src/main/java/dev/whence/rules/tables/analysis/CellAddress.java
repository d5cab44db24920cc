package dev.whence.rules.tables.analysis;

import dev.whence.rules.tables.errors.Place;

/// A cell, or a row as a whole, as analysts know it.
///
/// @param table its name
/// @param ruleId of the row, empty for a column as a whole
/// @param column by its name, empty for a row as a whole
/// @param place in the file as a spreadsheet program shows it
public record CellAddress(String table, String ruleId, String column, Place place) {

  /// `row 7, us-bulky` or `row 7, us-bulky, column F (parcel weight grams)`.
  @Override
  public String toString() {
    return switch (place) {
      case Place.WholeFile() -> column.isEmpty() ? ruleId : "column " + column;
      case Place.InRow(int row) -> "row " + row + ", " + ruleId;
      case Place.InCell(int row, _, var name) when name.isEmpty() -> "row " + row + ", " + ruleId;
      case Place.InCell cell when ruleId.isEmpty() ->
          "column " + cell.letter() + " (" + column + ")";
      case Place.InCell cell ->
          "row " + cell.row() + ", " + ruleId + ", column " + cell.letter() + " (" + column + ")";
    };
  }

  /// `F7` as a spreadsheet program names the cell, `7` for a row, `F` for a column, empty where the
  /// file is not known.
  public String reference() {
    return switch (place) {
      case Place.WholeFile() -> "";
      case Place.InRow(int row) -> String.valueOf(row);
      case Place.InCell cell when ruleId.isEmpty() -> cell.letter();
      case Place.InCell cell -> cell.letter() + cell.row();
    };
  }
}
