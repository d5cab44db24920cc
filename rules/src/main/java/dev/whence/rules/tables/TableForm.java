package dev.whence.rules.tables;

import java.util.Arrays;
import java.util.Optional;

/// What a table can be written as.
public enum TableForm {
  /// Comma-separated text; the one writing of a table.
  CSV(".csv", "text/csv; charset=utf-8"),

  /// A workbook for Excel and LibreOffice, with drop-down lists and notes.
  XLSX(".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),

  /// A decision table of Drools, to be compiled elsewhere.
  DROOLS(".drl.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),

  /// A decision table of DMN 1.3.
  DMN(".dmn", "application/xml; charset=utf-8");

  private final String ending;
  private final String mediaType;

  TableForm(String ending, String mediaType) {
    this.ending = ending;
    this.mediaType = mediaType;
  }

  /// Of the file's name, after the table's.
  public String ending() {
    return ending;
  }

  public String mediaType() {
    return mediaType;
  }

  /// By the ending of a file's name; the longest that fits.
  public static Optional<TableForm> ofFile(String name) {
    return Arrays.stream(values())
        .filter(form -> name.endsWith(form.ending))
        .reduce((one, other) -> one.ending.length() >= other.ending.length() ? one : other);
  }
}
