package dev.whence.rules.tables.files;

import dev.whence.rules.tables.errors.ErrorCode;
import dev.whence.rules.tables.errors.Flaw;
import dev.whence.rules.tables.errors.Place;
import dev.whence.rules.tables.errors.TableError;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.apache.poi.openxml4j.util.ZipSecureFile;
import org.apache.poi.poifs.filesystem.FileMagic;
import org.apache.poi.poifs.filesystem.POIFSFileSystem;
import org.apache.poi.ss.usermodel.CellStyle;
import org.apache.poi.ss.usermodel.CellType;
import org.apache.poi.ss.usermodel.DateUtil;
import org.apache.poi.ss.usermodel.Font;
import org.apache.poi.ss.usermodel.IgnoredErrorType;
import org.apache.poi.ss.usermodel.SheetVisibility;
import org.apache.poi.ss.util.CellRangeAddress;
import org.apache.poi.ss.util.CellRangeAddressList;
import org.apache.poi.xssf.usermodel.XSSFCell;
import org.apache.poi.xssf.usermodel.XSSFRow;
import org.apache.poi.xssf.usermodel.XSSFSheet;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;

/// Reads and writes XLSX. Only the first sheet counts. Values are read, never their displays: a
/// cell shown as `50%` is 0.5.
public final class XlsxFile {
  /// Digits that spreadsheet programs show: what lies beyond comes from their arithmetic (0.1 +
  /// 0.2).
  private static final MathContext SHOWN = new MathContext(15);

  private static final int MOST_INFLATED_BYTES = 60_000_000;

  /// Of one part that is held in memory as a whole, some thirty times its size: a sheet, the texts,
  /// the styles.
  private static final int MOST_PART_BYTES = 2_000_000;

  private static final int MOST_ENTRIES = 1_000;
  private static final int WIDEST_COLUMN = 40;

  static {
    // Styles repeat themselves so much that POI takes them for a bomb; how much a file unpacks to
    // is looked at before POI sees it.
    ZipSecureFile.setMinInflateRatio(0);
  }

  private XlsxFile() {}

  /// The grid, or empty when the file cannot be read at all, which is reported.
  public static Optional<Grid> read(String file, byte[] bytes, Consumer<TableError> errors) {
    Optional<Flaw> flaw = findFileFlaw(bytes);
    if (flaw.isPresent()) {
      errors.accept(new TableError(file, new Place.WholeFile(), "", flaw.get()));
      return Optional.empty();
    }
    try (var workbook = new XSSFWorkbook(new ByteArrayInputStream(bytes))) {
      return Optional.of(read(file, firstShown(workbook), errors));
    } catch (IOException | RuntimeException e) { // POI answers a damaged file with many types
      errors.accept(new TableError(file, new Place.WholeFile(), "", notAWorkbook()));
      return Optional.empty();
    }
  }

  /// What people see first. Rows that are hidden, by a filter for instance, still count.
  private static XSSFSheet firstShown(XSSFWorkbook workbook) {
    for (int sheet = 0; sheet < workbook.getNumberOfSheets(); sheet++) {
      if (workbook.getSheetVisibility(sheet) == SheetVisibility.VISIBLE) {
        return workbook.getSheetAt(sheet);
      }
    }
    return workbook.getSheetAt(0);
  }

  /// Every cell as text, so that a spreadsheet program changes none of them.
  ///
  /// @param choices words to offer in a drop-down list, by column name
  public static byte[] write(Grid grid, String sheetName, Map<String, List<String>> choices) {
    try (var workbook = new XSSFWorkbook();
        var bytes = new ByteArrayOutputStream()) {
      XSSFSheet sheet = workbook.createSheet(sheetName);
      CellStyle text = workbook.createCellStyle();
      text.setDataFormat(workbook.createDataFormat().getFormat("@"));
      CellStyle bold = workbook.createCellStyle();
      bold.cloneStyleFrom(text);
      Font font = workbook.createFont();
      font.setBold(true);
      bold.setFont(font);

      int columnNames = rowOfColumnNames(grid);
      for (int row = 0; row < grid.rows().size(); row++) {
        XSSFRow line = sheet.createRow(row);
        List<Cell> cells = grid.rows().get(row);
        for (int column = 0; column < cells.size(); column++) {
          XSSFCell cell = line.createCell(column);
          cell.setCellStyle(row == columnNames ? bold : text);
          if (!cells.get(column).isBlank()) {
            cell.setCellValue(escaped(cells.get(column).text()));
          }
        }
      }
      layOut(sheet, grid, columnNames, text);
      offerChoices(sheet, grid, columnNames, choices);
      workbook.getProperties().getCoreProperties().setCreator("");
      workbook.write(bytes);
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void layOut(XSSFSheet sheet, Grid grid, int columnNames, CellStyle text) {
    int columns = grid.rows().stream().mapToInt(List::size).max().orElse(1);
    for (int column = 0; column < columns; column++) {
      int at = column;
      int widest =
          grid.rows().stream()
              .skip(columnNames)
              .filter(row -> row.size() > at)
              .mapToInt(row -> row.get(at).text().length())
              .max()
              .orElse(8);
      sheet.setColumnWidth(column, 256 * (Math.min(WIDEST_COLUMN, Math.max(8, widest)) + 2));
      sheet.setDefaultColumnStyle(column, text);
    }
    sheet.createFreezePane(1, columnNames + 1);
    sheet.addIgnoredErrors(
        new CellRangeAddress(0, Math.max(0, grid.rows().size() - 1), 0, Math.max(0, columns - 1)),
        IgnoredErrorType.NUMBER_STORED_AS_TEXT);
  }

  private static void offerChoices(
      XSSFSheet sheet, Grid grid, int columnNames, Map<String, List<String>> choices) {
    var helper = sheet.getDataValidationHelper();
    List<Cell> names = grid.rows().isEmpty() ? List.of() : grid.rows().get(columnNames);
    for (int column = 0; column < names.size(); column++) {
      List<String> words = choices.getOrDefault(names.get(column).text(), List.of());
      if (!words.isEmpty()) {
        sheet.addValidationData(
            helper.createValidation(
                helper.createExplicitListConstraint(words.toArray(String[]::new)),
                new CellRangeAddressList(columnNames + 1, Grid.MOST_ROWS - 1, column, column)));
      }
    }
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

  /// XLSX reads `_x0041_` as the letter A; the text itself is written with its underscore escaped.
  private static String escaped(String text) {
    return text.replaceAll("_(?=x[0-9A-Fa-f]{4}_)", "_x005F_");
  }

  private static Grid read(String file, XSSFSheet sheet, Consumer<TableError> errors) {
    for (CellRangeAddress merged : sheet.getMergedRegions()) {
      errors.accept(
          new TableError(
              file,
              new Place.InCell(merged.getFirstRow() + 1, merged.getFirstColumn(), ""),
              merged.formatAsString(),
              new Flaw(
                  ErrorCode.UNREADABLE_CELL,
                  "no merged cells",
                  "Maybe unmerge them and fill each cell.")));
    }
    var rows = new ArrayList<List<Cell>>();
    for (var row : sheet) {
      int width = width((XSSFRow) row);
      if (width == 0) {
        continue; // it has colors or borders alone
      }
      if (row.getRowNum() >= Grid.MOST_ROWS || width > Grid.MOST_COLUMNS) {
        String most = "at most %d rows of %d cells".formatted(Grid.MOST_ROWS, Grid.MOST_COLUMNS);
        errors.accept(
            new TableError(
                file,
                new Place.InRow(row.getRowNum() + 1),
                "",
                new Flaw(ErrorCode.UNREADABLE_FILE, most)));
        break;
      }
      while (rows.size() < row.getRowNum()) {
        rows.add(List.of());
      }
      var cells = new ArrayList<>(Collections.nCopies(width, Cell.BLANK));
      for (var cell : row) {
        if (cell.getColumnIndex() < width) {
          cells.set(cell.getColumnIndex(), read(file, (XSSFCell) cell, errors));
        }
      }
      rows.add(cells);
    }
    return new Grid(rows);
  }

  /// Up to the last cell that says anything.
  private static int width(XSSFRow row) {
    int width = 0;
    for (var cell : row) {
      boolean blank =
          cell.getCellType() == CellType.BLANK
              || (cell.getCellType() == CellType.STRING && cell.getStringCellValue().isBlank());
      width = blank ? width : Math.max(width, cell.getColumnIndex() + 1);
    }
    return width;
  }

  private static Cell read(String file, XSSFCell cell, Consumer<TableError> errors) {
    return switch (cell.getCellType()) {
      case BLANK -> Cell.BLANK;
      case STRING -> Cell.text(cell.getStringCellValue());
      case BOOLEAN -> new Cell(Cell.Kind.YES_NO, cell.getBooleanCellValue() ? "yes" : "no");
      case NUMERIC -> number(cell);
      case FORMULA ->
          unreadable(
              file,
              cell,
              "=" + cell.getCellFormula(),
              new Flaw(
                  ErrorCode.UNREADABLE_CELL,
                  "a value, not a formula",
                  "Maybe copy the cell and paste it as a value."),
              errors);
      case ERROR, _NONE ->
          unreadable(
              file,
              cell,
              cell.getErrorCellString(),
              new Flaw(ErrorCode.UNREADABLE_CELL, "a value"),
              errors);
    };
  }

  private static Cell number(XSSFCell cell) {
    if (DateUtil.isCellDateFormatted(cell)) {
      LocalDateTime time = cell.getLocalDateTimeCellValue();
      return new Cell(
          Cell.Kind.DAY,
          time.toLocalTime().equals(LocalTime.MIDNIGHT)
              ? time.toLocalDate().toString()
              : time.toString());
    }
    BigDecimal value =
        BigDecimal.valueOf(cell.getNumericCellValue()).round(SHOWN).stripTrailingZeros();
    return new Cell(Cell.Kind.NUMBER, value.toPlainString());
  }

  private static Cell unreadable(
      String file, XSSFCell cell, String value, Flaw flaw, Consumer<TableError> errors) {
    var place = new Place.InCell(cell.getRowIndex() + 1, cell.getColumnIndex(), "");
    errors.accept(new TableError(file, place, value, flaw));
    return new Cell(Cell.Kind.UNREADABLE, value);
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
    return findZipFlaw(bytes);
  }

  private static boolean isOldWorkbook(byte[] bytes) {
    try (var files = new POIFSFileSystem(new ByteArrayInputStream(bytes))) {
      return files.getRoot().hasEntry("Workbook") || files.getRoot().hasEntry("Book");
    } catch (IOException | RuntimeException e) { // POI answers a damaged file with many types
      return false;
    }
  }

  /// Unpacks it once, keeping nothing.
  private static Optional<Flaw> findZipFlaw(byte[] bytes) {
    try (var zip = new ZipInputStream(new ByteArrayInputStream(bytes))) {
      var buffer = new byte[8192];
      long inflated = 0;
      int entries = 0;
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        entries++;
        String name = entry.getName().toLowerCase(Locale.ROOT);
        if (name.endsWith("vbaproject.bin")) {
          return Optional.of(
              new Flaw(
                  ErrorCode.UNREADABLE_FILE,
                  "a workbook without macros",
                  "Maybe save it as \"Excel workbook (.xlsx)\"."));
        }
        if (name.startsWith("xl/externallinks/")) {
          return Optional.of(
              new Flaw(
                  ErrorCode.UNREADABLE_FILE,
                  "a workbook without links to other workbooks",
                  "Maybe break the links (Data, Edit links), so that their values stay."));
        }
        long part = 0;
        for (int read = zip.read(buffer); read >= 0; read = zip.read(buffer)) {
          part += read;
          inflated += read;
          if (inflated > MOST_INFLATED_BYTES || entries > MOST_ENTRIES || part > MOST_PART_BYTES) {
            return Optional.of(
                new Flaw(
                    ErrorCode.UNREADABLE_FILE,
                    "a workbook each part of which has at most %d bytes when unpacked (here %s has more)"
                        .formatted(MOST_PART_BYTES, entry.getName()),
                    "Maybe copy the table's cells into a new workbook, or save it as \"CSV"
                        + " UTF-8\"."));
          }
        }
      }
      return entries > 0 ? Optional.empty() : Optional.of(notAWorkbook());
    } catch (IOException | IllegalArgumentException e) {
      return Optional.of(notAWorkbook());
    }
  }

  private static Flaw notAWorkbook() {
    return new Flaw(
        ErrorCode.UNREADABLE_FILE,
        "an XLSX workbook of ordinary size",
        "Maybe open it in a spreadsheet program and save it as \"Excel workbook (.xlsx)\".");
  }
}
