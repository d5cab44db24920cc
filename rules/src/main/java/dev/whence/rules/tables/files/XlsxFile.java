package dev.whence.rules.tables.files;

import dev.whence.rules.tables.errors.ErrorCode;
import dev.whence.rules.tables.errors.Flaw;
import dev.whence.rules.tables.errors.Place;
import dev.whence.rules.tables.errors.TableError;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.apache.poi.poifs.filesystem.FileMagic;
import org.apache.poi.poifs.filesystem.POIFSFileSystem;
import org.apache.poi.ss.usermodel.CellStyle;
import org.apache.poi.ss.usermodel.DataValidation;
import org.apache.poi.ss.usermodel.Font;
import org.apache.poi.ss.usermodel.IgnoredErrorType;
import org.apache.poi.ss.util.CellRangeAddress;
import org.apache.poi.ss.util.CellRangeAddressList;
import org.apache.poi.ss.util.CellReference;
import org.apache.poi.xssf.streaming.SXSSFCell;
import org.apache.poi.xssf.streaming.SXSSFRow;
import org.apache.poi.xssf.streaming.SXSSFSheet;
import org.apache.poi.xssf.streaming.SXSSFWorkbook;
import org.apache.poi.xssf.usermodel.XSSFRichTextString;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;

/// Reads and writes XLSX. Only the first sheet counts. Values are read, never their displays: a
/// cell shown as `50%` is 0.5.
public final class XlsxFile {
  private static final int WIDEST_COLUMN = 40;
  private static final int ROWS_IN_MEMORY = 100;

  /// For XML.
  private static final Pattern UNFIT = Pattern.compile("[\\x00-\\x08\\x0B-\\x1F\\uFFFE\\uFFFF]");

  /// Characters of a list within a cell's own rule, as Excel has it.
  private static final int LONGEST_LIST = 255;

  /// The hidden sheet with longer ones.
  private static final String LISTS = "words";

  private XlsxFile() {}

  /// The grid, or empty when the file cannot be read at all, which is reported.
  public static Optional<Grid> read(String file, byte[] bytes, Consumer<TableError> errors) {
    Optional<Flaw> flaw = findFileFlaw(bytes);
    if (flaw.isPresent()) {
      errors.accept(new TableError(file, new Place.WholeFile(), "", flaw.get()));
      return Optional.empty();
    }
    return XlsxReader.read(file, bytes, errors);
  }

  /// Every cell as text, so that a spreadsheet program changes none of them; row by row, so that a
  /// large table needs little memory.
  ///
  /// @param help by column name
  public static byte[] write(Grid grid, String sheetName, Map<String, ColumnHelp> help) {
    return write(
        sheetName,
        workbook -> {
          SXSSFSheet sheet = workbook.createSheet(sheetName);
          CellStyle text = text(workbook);
          CellStyle bold = bold(workbook, text);
          int columnNames = rowOfColumnNames(grid);
          for (int row = 0; row < grid.rows().size(); row++) {
            fill(sheet.createRow(row), grid.rows().get(row), row == columnNames ? bold : text);
            if (row == columnNames) {
              explain(sheet, row, grid.rows().get(row), help);
            }
          }
          layOut(workbook, sheet, grid, columnNames, text);
          offerWords(workbook, sheet, grid, columnNames, help);
        });
  }

  /// Cells of one row that are shown as one.
  public record Merged(int row, int firstColumn, int lastColumn) {}

  /// Every cell as text and nothing else, for other programs.
  public static byte[] writePlain(Grid grid, String sheetName, List<Merged> merged) {
    return write(
        sheetName,
        workbook -> {
          SXSSFSheet sheet = workbook.createSheet(sheetName);
          CellStyle text = text(workbook);
          for (int row = 0; row < grid.rows().size(); row++) {
            fill(sheet.createRow(row), grid.rows().get(row), text);
          }
          for (Merged cells : merged) {
            if (cells.firstColumn() < cells.lastColumn()) {
              sheet.addMergedRegion(
                  new CellRangeAddress(
                      cells.row(), cells.row(), cells.firstColumn(), cells.lastColumn()));
            }
          }
        });
  }

  private static byte[] write(String title, Consumer<SXSSFWorkbook> filling) {
    try (var workbook = new SXSSFWorkbook(new XSSFWorkbook(), ROWS_IN_MEMORY, false, true);
        var bytes = new ByteArrayOutputStream()) {
      filling.accept(workbook);
      var properties = workbook.getXSSFWorkbook().getProperties().getCoreProperties();
      properties.setCreator("");
      properties.setTitle(title);
      workbook.write(bytes);
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write the workbook " + title + ".", e);
    }
  }

  private static CellStyle text(SXSSFWorkbook workbook) {
    CellStyle text = workbook.createCellStyle();
    text.setDataFormat(workbook.createDataFormat().getFormat("@"));
    return text;
  }

  private static CellStyle bold(SXSSFWorkbook workbook, CellStyle text) {
    CellStyle bold = workbook.createCellStyle();
    bold.cloneStyleFrom(text);
    Font font = workbook.createFont();
    font.setBold(true);
    bold.setFont(font);
    return bold;
  }

  private static void fill(SXSSFRow line, List<Cell> cells, CellStyle style) {
    for (int column = 0; column < cells.size(); column++) {
      SXSSFCell cell = line.createCell(column);
      cell.setCellStyle(style);
      if (!cells.get(column).isBlank()) {
        cell.setCellValue(escaped(cells.get(column).text()));
      }
    }
  }

  /// A comment at each column's name: comments are never read, so nothing of them can get lost.
  private static void explain(
      SXSSFSheet sheet, int row, List<Cell> names, Map<String, ColumnHelp> help) {
    for (int column = 0; column < names.size(); column++) {
      ColumnHelp told = help.get(names.get(column).text());
      if (told == null || told.note().isEmpty()) {
        continue;
      }
      var drawing = sheet.createDrawingPatriarch();
      var comment =
          drawing.createCellComment(
              drawing.createAnchor(0, 0, 0, 0, column, row, column + 4, row + 6));
      comment.setString(new XSSFRichTextString(told.note()));
    }
  }

  private static void layOut(
      SXSSFWorkbook workbook, SXSSFSheet sheet, Grid grid, int columnNames, CellStyle text) {
    int columns = grid.rows().stream().mapToInt(List::size).max().orElse(1);
    var widest = new int[columns];
    Arrays.fill(widest, 8);
    grid.rows().stream()
        .skip(columnNames)
        .forEach(row -> {
          for (int column = 0; column < row.size(); column++) {
            widest[column] = Math.max(widest[column], row.get(column).text().length());
          }
        });
    for (int column = 0; column < columns; column++) {
      sheet.setColumnWidth(column, 256 * (Math.min(WIDEST_COLUMN, widest[column]) + 2));
      sheet.setDefaultColumnStyle(column, text);
    }
    sheet.createFreezePane(1, columnNames + 1);
    workbook
        .getXSSFWorkbook()
        .getSheetAt(0)
        .addIgnoredErrors(
            new CellRangeAddress(
                0, Math.max(0, grid.rows().size() - 1), 0, Math.max(0, columns - 1)),
            IgnoredErrorType.NUMBER_STORED_AS_TEXT);
  }

  /// Lists that a cell cannot hold stand on a hidden sheet behind the table.
  private static void offerWords(
      SXSSFWorkbook workbook,
      SXSSFSheet sheet,
      Grid grid,
      int columnNames,
      Map<String, ColumnHelp> help) {
    List<Cell> names = grid.rows().isEmpty() ? List.of() : grid.rows().get(columnNames);
    var lists = new ArrayList<List<String>>();
    for (int column = 0; column < names.size(); column++) {
      ColumnHelp told = help.get(names.get(column).text());
      if (told == null || told.words().isEmpty()) {
        continue;
      }
      var helper = sheet.getDataValidationHelper();
      boolean isShort =
          String.join(",", told.words()).length() <= LONGEST_LIST
              && told.words().stream().noneMatch(word -> word.matches("(?s).*[\",].*"));
      if (!isShort) {
        lists.add(told.words());
      }
      DataValidation validation =
          helper.createValidation(
              isShort
                  ? helper.createExplicitListConstraint(told.words().toArray(String[]::new))
                  : helper.createFormulaListConstraint(range(lists.size(), told.words().size())),
              new CellRangeAddressList(columnNames + 1, Grid.MOST_ROWS - 1, column, column));
      validation.setEmptyCellAllowed(true);
      validation.setShowErrorBox(told.isClosed());
      sheet.addValidationData(validation);
    }
    if (!lists.isEmpty()) {
      flush(sheet);
      writeLists(workbook, lists);
    }
  }

  /// So that the texts of the table come before those of the lists, always: the library writes out
  /// what it holds of two sheets in an order of chance, and equal tables would be unequal files.
  private static void flush(SXSSFSheet sheet) {
    try {
      sheet.flushRows();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write the sheet " + sheet.getSheetName() + ".", e);
    }
  }

  private static String range(int column, int words) {
    String letter = CellReference.convertNumToColString(column - 1);
    return "%s!$%s$1:$%s$%d".formatted(LISTS, letter, letter, words);
  }

  private static void writeLists(SXSSFWorkbook workbook, List<List<String>> lists) {
    SXSSFSheet sheet = workbook.createSheet(LISTS);
    int longest = lists.stream().mapToInt(List::size).max().orElse(0);
    for (int row = 0; row < longest; row++) {
      SXSSFRow line = sheet.createRow(row);
      for (int column = 0; column < lists.size(); column++) {
        if (row < lists.get(column).size()) {
          line.createCell(column).setCellValue(escaped(lists.get(column).get(row)));
        }
      }
    }
    workbook.setSheetHidden(1, true);
  }

  private static int rowOfColumnNames(Grid grid) {
    for (int row = 0; row < grid.rows().size(); row++) {
      List<Cell> cells = grid.rows().get(row);
      if (!cells.isEmpty() && cells.getFirst().text().equals("rule id")) {
        return row;
      }
    }
    return 0;
  }

  /// XLSX reads `_x0041_` as the letter A, so the text itself is written with its underscore
  /// escaped, and what XML cannot hold is written so.
  private static String escaped(String text) {
    String plain = text.replaceAll("_(?=x[0-9A-Fa-f]{4}_)", "_x005F_");
    return UNFIT.matcher(plain).find()
        ? UNFIT.matcher(plain).replaceAll(sign -> "_x%04X_".formatted((int) sign.group().charAt(0)))
        : plain;
  }

  private static Optional<Flaw> findFileFlaw(byte[] bytes) {
    if (bytes.length > Grid.MOST_BYTES) {
      return Optional.of(
          new Flaw(ErrorCode.UNREADABLE_FILE, "at most " + Grid.MOST_BYTES + " bytes"));
    }
    if (FileMagic.valueOf(bytes) == FileMagic.OLE2 && isOldWorkbook(bytes)) {
      return Optional.of(
          new Flaw(
              ErrorCode.UNREADABLE_FILE,
              "an XLSX workbook, not one of Excel 97 to 2003",
              "Maybe save it again as \"Excel workbook (.xlsx)\"."));
    }
    if (FileMagic.valueOf(bytes) == FileMagic.OLE2) {
      return Optional.of(
          new Flaw(
              ErrorCode.UNREADABLE_FILE,
              "an XLSX workbook without a password",
              "Maybe save it again as \"Excel workbook (.xlsx)\", not encrypted."));
    }
    return Optional.empty();
  }

  private static boolean isOldWorkbook(byte[] bytes) {
    try (var files = new POIFSFileSystem(new ByteArrayInputStream(bytes))) {
      return files.getRoot().hasEntry("Workbook") || files.getRoot().hasEntry("Book");
    } catch (IOException | RuntimeException e) { // POI answers a damaged file with many types
      return false;
    }
  }
}
