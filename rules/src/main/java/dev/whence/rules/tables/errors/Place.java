package dev.whence.rules.tables.errors;

/// Where in a file an error is, as a spreadsheet program shows it.
public sealed interface Place {

  /// The file as a whole.
  record WholeFile() implements Place {
    @Override
    public String toString() {
      return "";
    }
  }

  /// @param row 1 is the first
  record InRow(int row) implements Place {
    @Override
    public String toString() {
      return "row " + row;
    }
  }

  /// @param row 1 is the first
  /// @param column 0 is the first, shown as the letter A
  /// @param columnName from the column header line, empty above it
  record InCell(int row, int column, String columnName) implements Place {
    public String letter() {
      var letters = new StringBuilder();
      for (int rest = column + 1; rest > 0; rest = (rest - 1) / 26) {
        letters.insert(0, (char) ('A' + (rest - 1) % 26));
      }
      return letters.toString();
    }

    @Override
    public String toString() {
      String name = columnName.isEmpty() ? "" : " (" + columnName + ")";
      return "row " + row + ", column " + letter() + name;
    }
  }
}
