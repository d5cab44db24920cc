package dev.whence.rules.tables.files;

import dev.whence.rules.tables.errors.ErrorCode;
import dev.whence.rules.tables.errors.Flaw;
import java.util.ArrayList;
import java.util.List;

/// Rows of cells as a spreadsheet shows them. Blank cells at the end of a row are dropped.
///
/// @param rows blank rows inside are kept, so that the first is row 1 of the file
/// @param notes what a person should know of how it was read, such as that a row is hidden
public record Grid(List<List<Cell>> rows, List<String> notes) {
  static final int MOST_ROWS = 20_000;
  static final int MOST_COLUMNS = 200;
  static final int MOST_BYTES = 10_000_000;

  /// Cells that are not blank, so that a table fits a service of ordinary memory.
  static final int MOST_CELLS = 200_000;

  public Grid {
    rows = rows.stream().map(Grid::withoutBlankEnd).toList();
    notes = List.copyOf(notes);
  }

  public Grid(List<List<Cell>> rows) {
    this(rows, List.of());
  }

  static Flaw tooManyCells() {
    return new Flaw(
        ErrorCode.UNREADABLE_FILE,
        "at most " + MOST_CELLS + " cells that are not blank",
        "Maybe leave out columns and rows that say nothing.");
  }

  public static Grid ofTexts(List<List<String>> rows) {
    return new Grid(rows.stream().map(row -> row.stream().map(Cell::text).toList()).toList());
  }

  private static List<Cell> withoutBlankEnd(List<Cell> row) {
    var cells = new ArrayList<>(row);
    while (!cells.isEmpty() && cells.getLast().isBlank()) {
      cells.removeLast();
    }
    return List.copyOf(cells);
  }
}
