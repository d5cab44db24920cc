package dev.whence.rules.tables;

import dev.whence.rules.tables.cells.CellType;
import dev.whence.rules.tables.files.ColumnHelp;
import dev.whence.rules.tables.files.Grid;
import dev.whence.rules.tables.files.XlsxFile;
import dev.whence.rules.tables.schema.Action;
import dev.whence.rules.tables.schema.Condition;
import dev.whence.rules.tables.schema.Loaded;
import dev.whence.rules.tables.schema.Schema;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// Writes a table as a workbook: each column tells what it takes, and offers the words that it
/// knows. None of that is read back.
final class TableWorkbook {
  /// In a drop-down list; nobody finds a word among more.
  private static final int MOST_OFFERED = 1_000;

  private TableWorkbook() {}

  /// @param grid also of a table with errors
  /// @param loaded whose ids columns of ids offer
  static byte[] write(Schema<?, ?> schema, Grid grid, LoadedIds loaded) {
    var help = new HashMap<String, ColumnHelp>();
    for (Condition<?, ?> column : schema.conditions()) {
      help.put(
          column.name(),
          new ColumnHelp(
              "Condition: takes %s, and tests of it; blank for any. %s."
                  .formatted(column.type().expected(), sentence(column.meaning())),
              words(column.type(), column.names(), loaded),
              false));
    }
    for (Action<?> action : schema.actions()) {
      help.put(
          action.name(),
          new ColumnHelp(
              "Answer: takes %s. %s."
                  .formatted(action.type().expected(), sentence(action.meaning())),
              words(action.type(), action.names(), loaded),
              !action.type().choices().isEmpty()));
    }
    help.put(
        Header.RULE_ID,
        new ColumnHelp("The name of the row, in kebab-case, once in the table.", List.of(), false));
    help.put(Header.NOTE, new ColumnHelp("For people; it decides nothing.", List.of(), false));
    return XlsxFile.write(grid, schema.table(), help);
  }

  private static String sentence(String meaning) {
    return meaning.substring(0, 1).toUpperCase(Locale.ROOT) + meaning.substring(1);
  }

  /// As cells have them.
  private static <T> List<String> words(CellType<T> type, Loaded names, LoadedIds loaded) {
    return type instanceof CellType.Textual textual
        ? Stream.concat(textual.published().stream(), loaded.of(names).stream())
            .limit(MOST_OFFERED)
            .map(textual::write)
            .toList()
        : type.choices();
  }
}
