package dev.whence.rules.tables.files;

import dev.whence.text.Composed;

/// One cell: its value written out, and what kind of value the file said it was.
///
/// @param text stripped and composed ([Composed]), lines end in LF; numbers in full (`0.5`, never
///   `50%`), days in ISO 8601, `yes` or `no`
public record Cell(Kind kind, String text) {
  public static final Cell BLANK = new Cell(Kind.TEXT, "");

  /// What a spreadsheet stored. A CSV file holds text only.
  public enum Kind {
    TEXT,
    NUMBER,
    DAY,
    YES_NO,
    /// Reported already; nothing more is said of it.
    UNREADABLE
  }

  public static Cell text(String text) {
    String stripped = text.replace("\r\n", "\n").replace('\r', '\n').strip();
    return stripped.isEmpty() ? BLANK : new Cell(Kind.TEXT, Composed.of(stripped));
  }

  public boolean isBlank() {
    return text.isEmpty() && kind != Kind.UNREADABLE;
  }
}
