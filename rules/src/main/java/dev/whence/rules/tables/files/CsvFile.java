package dev.whence.rules.tables.files;

import dev.whence.rules.tables.errors.ErrorCode;
import dev.whence.rules.tables.errors.Flaw;
import dev.whence.rules.tables.errors.Place;
import dev.whence.rules.tables.errors.TableError;
import dev.whence.text.CsvText;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// Reads and writes CSV (RFC 4180) in UTF-8; a byte order mark and any line ending are accepted.
public final class CsvFile {
  private CsvFile() {}

  /// The grid, or empty when the file cannot be read at all, which is reported.
  public static Optional<Grid> read(String file, byte[] bytes, Consumer<TableError> errors) {
    if (bytes.length > Grid.MOST_BYTES) {
      errors.accept(unreadable(file, "at most " + Grid.MOST_BYTES + " bytes", ""));
      return Optional.empty();
    }
    Optional<String> text = decode(bytes);
    if (text.isEmpty()) {
      errors.accept(unreadable(file, "text in UTF-8", "Maybe save it as \"CSV UTF-8\"."));
      return Optional.empty();
    }
    return new Reader(file, text.get(), errors).read();
  }

  /// The text without a byte order mark; empty if it is not in UTF-8. A third of what UTF-16 has in
  /// most languages is U+0000, which UTF-8 would allow.
  public static Optional<String> decode(byte[] bytes) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      long nothing = text.chars().filter(c -> c == 0).count();
      return nothing * 3 > text.length()
          ? Optional.empty()
          : Optional.of(text.startsWith("\ufeff") ? text.substring(1) : text);
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  /// Rows end in LF; a cell is quoted only where it must be.
  public static String write(Grid grid) {
    return grid.rows().stream()
        .map(row -> CsvText.row(row.stream().map(Cell::text).toList()))
        .collect(Collectors.joining());
  }

  private static TableError unreadable(String file, String expected, String advice) {
    return new TableError(
        file, new Place.WholeFile(), "", new Flaw(ErrorCode.UNREADABLE_FILE, expected, advice));
  }

  /// One pass over the characters of one file.
  private static final class Reader {
    private final String file;
    private final String text;
    private final Consumer<TableError> errors;
    private final List<List<Cell>> rows = new ArrayList<>();
    private List<Cell> row = new ArrayList<>();
    private int at;
    private int cells;

    Reader(String file, String text, Consumer<TableError> errors) {
      this.file = file;
      this.text = text;
      this.errors = errors;
    }

    Optional<Grid> read() {
      boolean tooLarge = false;
      while (at < text.length() && !tooLarge) {
        Cell cell = text.charAt(at) == '"' ? quoted() : bare();
        cells += cell.isBlank() ? 0 : 1;
        tooLarge = !cell.isBlank() && isOutside();
        if (row.size() < Grid.MOST_COLUMNS) {
          row.add(cell);
        }
        if (at < text.length() && text.charAt(at) == ',') {
          at++;
        } else {
          endOfRow();
        }
        if (cells > Grid.MOST_CELLS) {
          errors.accept(
              new TableError(file, new Place.InRow(rows.size() + 1), "", Grid.tooManyCells()));
          return Optional.empty();
        }
      }
      if (tooLarge) {
        String most = "at most %d rows of %d cells".formatted(Grid.MOST_ROWS, Grid.MOST_COLUMNS);
        errors.accept(unreadable(file, most, ""));
        return Optional.empty();
      }
      if (!row.isEmpty()) {
        rows.add(row);
      }
      return Optional.of(new Grid(rows));
    }

    /// Blank rows and columns do not count: spreadsheet programs write them where a cell has a
    /// color.
    private boolean isOutside() {
      return row.size() >= Grid.MOST_COLUMNS || rows.size() >= Grid.MOST_ROWS;
    }

    private Cell bare() {
      int end = endOfField(at);
      String field = text.substring(at, end);
      at = end;
      return field.indexOf('"') < 0
          ? Cell.text(field)
          : flawed(field, "a cell with quotes in it to be quoted, its quotes doubled");
    }

    private Cell quoted() {
      var value = new StringBuilder();
      int start = at++;
      while (at < text.length()) {
        char c = text.charAt(at++);
        if (c != '"') {
          value.append(c);
        } else if (at < text.length() && text.charAt(at) == '"') {
          value.append('"');
          at++;
        } else {
          int end = endOfField(at);
          String rest = text.substring(at, end);
          at = end;
          return rest.isBlank()
              ? Cell.text(value.toString())
              : flawed(text.substring(start, end), "nothing after the closing quote");
        }
      }
      return flawed(text.substring(start).lines().findFirst().orElse(""), "a closing quote");
    }

    private int endOfField(int from) {
      int end = from;
      while (end < text.length() && ",\r\n".indexOf(text.charAt(end)) < 0) {
        end++;
      }
      return end;
    }

    private void endOfRow() {
      if (at < text.length() && text.charAt(at) == '\r') {
        at++;
      }
      if (at < text.length() && text.charAt(at) == '\n') {
        at++;
      }
      while (!row.isEmpty() && row.getLast().isBlank()) {
        row.removeLast();
      }
      if (rows.size() < Grid.MOST_ROWS) {
        rows.add(List.copyOf(row));
      }
      row = new ArrayList<>();
    }

    private Cell flawed(String value, String expected) {
      errors.accept(
          new TableError(
              file,
              new Place.InCell(rows.size() + 1, row.size(), ""),
              value,
              new Flaw(ErrorCode.BAD_QUOTES, expected)));
      return new Cell(Cell.Kind.UNREADABLE, value);
    }
  }
}
