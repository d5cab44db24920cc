package dev.whence.rules.tables.files;

import java.util.List;

/// What a workbook offers to whoever fills a column.
///
/// @param note shown beside the column's name: what the cells take, with unit and range
/// @param words for a drop-down list, may be empty
/// @param isClosed whether the cells take these words alone, so that the spreadsheet program may
///   refuse others
public record ColumnHelp(String note, List<String> words, boolean isClosed) {
  public ColumnHelp {
    words = List.copyOf(words);
  }
}
