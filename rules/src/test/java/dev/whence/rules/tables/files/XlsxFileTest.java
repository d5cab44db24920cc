package dev.whence.rules.tables.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.rules.tables.errors.TableError;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.poi.hssf.usermodel.HSSFWorkbook;
import org.apache.poi.poifs.crypt.EncryptionInfo;
import org.apache.poi.poifs.crypt.EncryptionMode;
import org.apache.poi.poifs.filesystem.POIFSFileSystem;
import org.apache.poi.ss.usermodel.FillPatternType;
import org.apache.poi.ss.usermodel.IndexedColors;
import org.apache.poi.ss.util.CellRangeAddress;
import org.apache.poi.xssf.usermodel.XSSFCell;
import org.apache.poi.xssf.usermodel.XSSFSheet;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;
import org.junit.jupiter.api.Test;

/// XLSX as spreadsheet programs write it: values are read, never their displays.
class XlsxFileTest {
  private final List<TableError> errors = new ArrayList<>();

  @Test
  void numbersAreReadInFullWhateverTheirFormatShows() {
    Grid grid =
        read(sheet -> {
          formatted(sheet, 0, "0%", cell -> cell.setCellValue(0.5));
          formatted(sheet, 1, "#,##0", cell -> cell.setCellValue(1234567));
          formatted(sheet, 2, "0", cell -> cell.setCellValue(2.75));
          formatted(sheet, 3, "\"$\"0.00", cell -> cell.setCellValue(5));
          formatted(sheet, 4, "General", cell -> cell.setCellValue(0.00001));
          formatted(sheet, 5, "General", cell -> cell.setCellValue(0.1 + 0.2));
        });

    assertThat(grid.rows().getFirst())
        .extracting(Cell::text)
        .containsExactly("0.5", "1234567", "2.75", "5", "0.00001", "0.3");
    assertThat(grid.rows().getFirst()).extracting(Cell::kind).containsOnly(Cell.Kind.NUMBER);
  }

  @Test
  void daysAndYesNoAreReadAsWhatTheyAre() {
    Grid grid =
        read(sheet -> {
          formatted(sheet, 0, "d/m/yy", cell -> cell.setCellValue(LocalDate.of(2026, 11, 27)));
          formatted(
              sheet,
              1,
              "d/m/yy",
              cell -> cell.setCellValue(LocalDateTime.of(2026, 11, 27, 13, 30)));
          formatted(sheet, 2, "General", cell -> cell.setCellValue(true));
          formatted(sheet, 3, "@", cell -> cell.setCellValue("007"));
          formatted(sheet, 4, "@", cell -> cell.setCellValue("  padded "));
        });

    assertThat(grid.rows().getFirst())
        .containsExactly(
            new Cell(Cell.Kind.DAY, "2026-11-27"),
            new Cell(Cell.Kind.DAY, "2026-11-27T13:30"),
            new Cell(Cell.Kind.YES_NO, "yes"),
            new Cell(Cell.Kind.TEXT, "007"),
            new Cell(Cell.Kind.TEXT, "padded"));
  }

  @Test
  void formulasErrorsAndMergedCellsAreReportedWithTheirPlace() {
    read(sheet -> {
      sheet.createRow(1).createCell(2).setCellFormula("1+1");
      sheet.createRow(2).createCell(0).setCellErrorValue((byte) 0x2A);
      sheet.createRow(4).createCell(0).setCellValue("merged");
      sheet.addMergedRegion(new CellRangeAddress(4, 6, 0, 0));
    });

    assertThat(errors)
        .extracting(TableError::message)
        .containsExactly(
            "t.xlsx, row 2, column C: \"=1+1\"; expected a value, not a formula. Maybe copy the"
                + " cell and paste it as a value.",
            "t.xlsx, row 3, column A: \"#N/A\"; expected a value.",
            "t.xlsx, row 5, column A: \"A5:A7\"; expected no merged cells. Maybe unmerge them and"
                + " fill each cell.");
  }

  @Test
  void onlyTheFirstSheetCounts_andRowsKeepTheirNumbers() {
    Grid grid =
        read(sheet -> {
          sheet.createRow(3).createCell(1).setCellValue("here");
          sheet.getWorkbook().createSheet("notes").createRow(0).createCell(0).setCellValue("x");
        });

    assertThat(grid.rows()).hasSize(4);
    assertThat(grid.rows().get(3)).extracting(Cell::text).containsExactly("", "here");
  }

  @Test
  void aHiddenSheetIsPassedOver_andHiddenRowsCount() {
    Grid grid =
        read(sheet -> {
          var workbook = sheet.getWorkbook();
          workbook.setSheetHidden(0, true);
          XSSFSheet shown = workbook.createSheet("shown");
          shown.createRow(0).createCell(0).setCellValue("seen");
          shown.createRow(1).createCell(0).setCellValue("filtered out");
          shown.getRow(1).setZeroHeight(true);
          sheet.createRow(0).createCell(0).setCellValue("hidden");
          workbook.setActiveSheet(1);
        });

    assertThat(grid.rows())
        .extracting(row -> row.getFirst().text())
        .containsExactly("seen", "filtered out");
  }

  @Test
  void whatIsWrittenReadsBack() {
    Grid grid =
        Grid.ofTexts(
            List.of(
                List.of("table", "demo"),
                List.of(),
                List.of("rule id", "units", "note"),
                List.of("a", ">= 5", "007"),
                List.of("b", "9007199254740993", "=1+1"),
                List.of("c", "2026-11-27", "two\nlines, \"quoted\""),
                List.of("d", "", "_x0041_ é 中 🙂 _x005F_"),
                List.of("e", "yes", "a\tb")));

    byte[] bytes = XlsxFile.write(grid, "demo", Map.of());

    assertThat(XlsxFile.read("t.xlsx", bytes, errors::add)).contains(grid);
    assertThat(errors).isEmpty();
  }

  @Test
  void wordsToChooseFromAreOfferedBelowTheirColumn() throws IOException {
    Grid grid = Grid.ofTexts(List.of(List.of("rule id", "action"), List.of("a", "HOLD")));

    byte[] bytes =
        XlsxFile.write(
            grid,
            "demo",
            Map.of("action", new ColumnHelp("What to do.", List.of("HOLD", "REJECT"), true)));

    try (var workbook = new XSSFWorkbook(new ByteArrayInputStream(bytes))) {
      var offered = workbook.getSheetAt(0).getDataValidations();
      assertThat(offered).hasSize(1);
      assertThat(offered.getFirst().getValidationConstraint().getExplicitListValues())
          .containsExactly("HOLD", "REJECT");
      assertThat(offered.getFirst().getRegions().getCellRangeAddresses()[0].getFirstColumn())
          .isEqualTo(1);
    }
  }

  @Test
  void aFileThatIsNoWorkbookIsOneClearError() throws Exception {
    assertThat(messageOf(new byte[0])).contains("an XLSX workbook of ordinary size");
    assertThat(messageOf("rule id,a,b".getBytes(StandardCharsets.UTF_8)))
        .contains("an XLSX workbook of ordinary size");
    assertThat(messageOf(zip("hello.txt", new byte[10])))
        .contains("an XLSX workbook of ordinary size");
    byte[] workbook = XlsxFile.write(Grid.ofTexts(List.of(List.of("a"))), "demo", Map.of());
    for (int length : new int[] {10, 500, workbook.length / 2, workbook.length - 30}) {
      assertThat(messageOf(Arrays.copyOf(workbook, length)))
          .contains("an XLSX workbook of ordinary size");
    }
    assertThat(messageOf(encrypted())).contains("without a password");
    assertThat(messageOf(new byte[Grid.MOST_BYTES + 1])).contains("at most 10000000 bytes");
  }

  @Test
  void aZipBombIsRefusedBeforeItIsUnpacked() throws IOException {
    byte[] bomb = zip("xl/worksheets/sheet1.xml", new byte[80_000_000]);

    assertThat(bomb.length).isLessThan(Grid.MOST_BYTES);
    assertThat(messageOf(bomb))
        .contains("at most 2000000 bytes when unpacked (here xl/worksheets/sheet1.xml has more)");
  }

  @Test
  void aCellFarOutIsRefused() {
    read(sheet -> sheet.createRow(1_000_000).createCell(0).setCellValue("x"));
    assertThat(errors).hasSize(1);
    assertThat(errors.getFirst().message()).startsWith("t.xlsx, row 1000001: expected at most");
  }

  private String messageOf(byte[] bytes) {
    errors.clear();
    assertThat(XlsxFile.read("t.xlsx", bytes, errors::add)).isEmpty();
    assertThat(errors).hasSize(1);
    return errors.getFirst().message();
  }

  private Grid read(Consumer<XSSFSheet> fill) {
    try (var workbook = new XSSFWorkbook();
        var bytes = new ByteArrayOutputStream()) {
      XSSFSheet sheet = workbook.createSheet("rules");
      fill.accept(sheet);
      workbook.write(bytes);
      return XlsxFile.read("t.xlsx", bytes.toByteArray(), errors::add).orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void formatted(
      XSSFSheet sheet, int column, String format, Consumer<XSSFCell> fill) {
    var row = sheet.getRow(0) == null ? sheet.createRow(0) : sheet.getRow(0);
    XSSFCell cell = row.createCell(column);
    var style = sheet.getWorkbook().createCellStyle();
    style.setDataFormat(sheet.getWorkbook().createDataFormat().getFormat(format));
    cell.setCellStyle(style);
    fill.accept(cell);
  }

  @Test
  void cellsWithColorsOrBordersAloneAreBlank() {
    Grid grid =
        read(sheet -> {
          var style = sheet.getWorkbook().createCellStyle();
          style.setFillForegroundColor(IndexedColors.YELLOW.getIndex());
          style.setFillPattern(FillPatternType.SOLID_FOREGROUND);
          formatted(sheet, 0, "@", cell -> cell.setCellValue("a"));
          for (int row = 1; row <= 30_000; row += 10_000) {
            var line = sheet.createRow(row);
            for (int column = 0; column < 256; column++) {
              line.createCell(column).setCellStyle(style);
            }
          }
        });

    assertThat(errors).isEmpty();
    assertThat(grid.rows()).containsExactly(List.of(new Cell(Cell.Kind.TEXT, "a")));
  }

  @Test
  void manyStylesAreNoBomb() {
    Grid grid =
        read(sheet -> {
          for (int i = 0; i < 15_000; i++) {
            sheet.getWorkbook().createCellStyle().setIndention((short) 1);
          }
          formatted(sheet, 0, "@", cell -> cell.setCellValue("a"));
        });

    assertThat(errors).isEmpty();
    assertThat(grid.rows().getFirst().getFirst().text()).isEqualTo("a");
  }

  @Test
  void macrosLinksAndOldWorkbooksAreEachOneSentence() throws IOException {
    assertThat(messageOf(zip("xl/vbaProject.bin", new byte[10]))).contains("without macros");
    assertThat(messageOf(zip("xl/externalLinks/externalLink1.xml", new byte[10])))
        .contains("without links to other workbooks");
    var old = new ByteArrayOutputStream();
    try (var workbook = new HSSFWorkbook()) {
      workbook.createSheet("rules").createRow(0).createCell(0).setCellValue("rule id");
      workbook.write(old);
    }
    assertThat(messageOf(old.toByteArray())).contains("not one of Excel 97 to 2003");
  }

  @Test
  void aSheetThatWouldFillTheMemoryIsRefusedBeforeItIsRead() throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var workbook = new XSSFWorkbook()) {
      XSSFSheet sheet = workbook.createSheet("rules");
      for (int row = 0; row < 800; row++) {
        var line = sheet.createRow(row);
        for (int column = 0; column < 190; column++) {
          line.createCell(column).setCellValue(1);
        }
      }
      workbook.write(bytes);
    }

    assertThat(messageOf(bytes.toByteArray()))
        .isEqualTo(
            "t.xlsx: expected a workbook each part of which has at most 2000000 bytes when unpacked"
                + " (here xl/worksheets/sheet1.xml has more). Maybe copy the table's cells into a"
                + " new workbook, or save it as \"CSV UTF-8\".");
  }

  private static byte[] zip(String name, byte[] content) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry(name));
      zip.write(content);
      zip.closeEntry();
    }
    return bytes.toByteArray();
  }

  private static byte[] encrypted() throws Exception {
    try (var files = new POIFSFileSystem();
        var bytes = new ByteArrayOutputStream()) {
      var encryptor = new EncryptionInfo(EncryptionMode.agile).getEncryptor();
      encryptor.confirmPassword("secret");
      try (var out = encryptor.getDataStream(files)) {
        out.write(XlsxFile.write(Grid.ofTexts(List.of(List.of("a"))), "demo", Map.of()));
      }
      files.writeFilesystem(bytes);
      return bytes.toByteArray();
    }
  }
}
