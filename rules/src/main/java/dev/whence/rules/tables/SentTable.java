package dev.whence.rules.tables;

import dev.whence.rules.tables.cells.Reading;
import dev.whence.rules.tables.errors.ErrorCode;
import dev.whence.rules.tables.errors.Place;
import dev.whence.rules.tables.errors.TableError;
import dev.whence.rules.tables.files.CsvFile;
import dev.whence.rules.tables.files.Grid;
import dev.whence.rules.tables.files.XlsxFile;
import dev.whence.rules.tables.schema.Schema;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// One file of a table as somebody sent it, to be kept as text. A table with errors that the text
/// shows as well may be kept, and mended there. What the text would not show, such as a formula, or
/// a number where a spreadsheet has dropped the zeros of a code, would be lost: then it may not.
///
/// @param text CSV, rows and cells at the places that they have in the file; empty where the file
///   cannot be read
/// @param refusals why it may not be kept; empty if it may
/// @param notes what a person should know of how it was read, such as that a row is hidden
public record SentTable(String text, List<TableError> refusals, List<String> notes) {
  /// Of any zip, and so of a workbook.
  private static final byte[] ZIP = {'P', 'K'};

  /// Of a workbook of Excel 97 to 2003, and of one with a password.
  private static final byte[] OLD = {(byte) 0xd0, (byte) 0xcf, 0x11, (byte) 0xe0};

  public SentTable {
    refusals = List.copyOf(refusals);
    notes = List.copyOf(notes);
  }

  /// Which form it has is told by its first bytes.
  ///
  /// @param table its name, which the file has to name as well
  /// @throws IllegalArgumentException if there is no such table, which is a bug
  public static SentTable of(String table, byte[] bytes) {
    Schema<?, ?> schema = RuleBook.schema(table);
    boolean workbook = startsWith(bytes, ZIP) || startsWith(bytes, OLD);
    String name = table + (workbook ? ".xlsx" : ".csv");
    var unread = new ArrayList<TableError>();
    Optional<Grid> grid =
        workbook ? XlsxFile.read(name, bytes, unread::add) : CsvFile.read(name, bytes, unread::add);
    if (grid.isEmpty()) {
      return new SentTable("", unread, List.of());
    }
    String text = workbook ? CsvFile.write(grid.get()) : CsvFile.decode(bytes).orElseThrow();
    List<TableError> errors = check(schema, name, bytes);
    Set<Told> shown = new HashSet<>();
    List<TableError> ofText =
        workbook ? check(schema, table + ".csv", text.getBytes(StandardCharsets.UTF_8)) : errors;
    ofText.forEach(error -> shown.add(Told.of(error)));
    boolean storable = text.indexOf('\0') < 0;
    List<TableError> lost =
        errors.stream()
            .filter(error ->
                isOfAnotherTable(error)
                    || !shown.contains(Told.of(error))
                    || (!storable && error.code() == ErrorCode.UNREADABLE_CELL))
            .toList();
    boolean isListed = lost.stream().noneMatch(error -> error.place() instanceof Place.WholeFile);
    return new SentTable(text, isListed ? lost : errors, grid.get().notes());
  }

  private static List<TableError> check(Schema<?, ?> schema, String name, byte[] bytes) {
    var files = new TableFiles(Map.of(name, bytes), Reading.EDITED);
    files.take(schema);
    return files.errors();
  }

  /// Or of none.
  private static boolean isOfAnotherTable(TableError error) {
    return error.code() == ErrorCode.WRONG_TABLE_NAME
        || (error.code() == ErrorCode.WRONG_HEADER && error.place() instanceof Place.WholeFile);
  }

  /// An error, in whichever file.
  private record Told(ErrorCode code, Place place, String expected) {
    static Told of(TableError error) {
      return new Told(error.code(), error.place(), error.expected());
    }
  }

  private static boolean startsWith(byte[] bytes, byte[] start) {
    return bytes.length >= start.length
        && Arrays.equals(bytes, 0, start.length, start, 0, start.length);
  }
}
