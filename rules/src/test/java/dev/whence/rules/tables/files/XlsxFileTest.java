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
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
  void longListsAndNotesStandWhereNothingReadsThem() throws IOException {
    List<String> words = IntStream.range(0, 300).mapToObj(i -> "WORD" + i).toList();
    Grid grid = Grid.ofTexts(List.of(List.of("rule id", "code"), List.of("a", "WORD7")));

    byte[] bytes =
        XlsxFile.write(grid, "demo", Map.of("code", new ColumnHelp("A code (ISO).", words, false)));

    assertThat(XlsxFile.read("t.xlsx", bytes, errors::add)).contains(grid);
    assertThat(errors).isEmpty();
    try (var workbook = new XSSFWorkbook(new ByteArrayInputStream(bytes))) {
      XSSFSheet sheet = workbook.getSheetAt(0);
      assertThat(sheet.getRow(0).getCell(1).getCellComment().getString().getString())
          .isEqualTo("A code (ISO).");
      var offered = sheet.getDataValidations().getFirst();
      assertThat(offered.getValidationConstraint().getFormula1()).isEqualTo("words!$A$1:$A$300");
      assertThat(offered.getShowErrorBox()).isFalse();
      assertThat(workbook.isSheetHidden(1)).isTrue();
      assertThat(workbook.getSheetAt(1).getRow(299).getCell(0).getStringCellValue())
          .isEqualTo("WORD299");
      assertThat(sheet.getPaneInformation().getHorizontalSplitPosition()).isEqualTo((short) 1);
      assertThat(sheet.getPaneInformation().getVerticalSplitPosition()).isEqualTo((short) 1);
    }
  }

  @Test
  void whatIsHiddenOrNotReadIsNoted() {
    Grid grid =
        read(sheet -> {
          var workbook = sheet.getWorkbook();
          workbook.setSheetHidden(0, true);
          XSSFSheet shown = workbook.createSheet("shown");
          shown.createRow(0).createCell(0).setCellValue("a");
          shown.createRow(1).createCell(0).setCellValue("b");
          shown.getRow(1).setZeroHeight(true);
          shown.setColumnHidden(2, true);
          workbook.createSheet("more");
          workbook.setActiveSheet(1);
        });

    assertThat(grid.notes())
        .containsExactly(
            "the sheet \"rules\" is hidden and not read",
            "the sheet \"more\" is not read, only the first one",
            "column C is hidden, and counts all the same",
            "row 2 is hidden, and counts all the same");
  }

  @Test
  void aLargeWorkbookIsReadWhateverItsStylesAndOtherSheetsHold() {
    var big = new StringBuilder(HEAD + "<sheetData>");
    for (int row = 1; row <= Grid.MOST_ROWS; row++) {
      big.append("<row r=\"").append(row).append("\">");
      for (int column = 0; column < 60; column++) {
        big.append(column < 10 ? "<c s=\"1\"><v>" + row + "</v></c>" : "<c s=\"1\"/>");
      }
      big.append("</row>");
    }
    String styles =
        "<styleSheet><cellXfs>"
            + "<xf numFmtId=\"14\" applyBorder=\"1\"/>".repeat(500_000)
            + "</cellXfs></styleSheet>";

    Grid grid =
        XlsxFile.read("t.xlsx", workbook(big + "</sheetData></worksheet>", styles), errors::add)
            .orElseThrow();

    assertThat(errors).isEmpty();
    assertThat(grid.rows()).hasSize(Grid.MOST_ROWS);
    assertThat(grid.rows().getLast()).hasSize(10).contains(new Cell(Cell.Kind.DAY, "1954-10-03"));
  }

  @Test
  void whatAParserWouldHaveToHoldIsRefused() {
    String cell = "<sheetData><row><c t=\"inlineStr\"><is><t>";
    List<String> sheets =
        List.of(
            HEAD + cell + "x".repeat(40_000_000),
            HEAD + cell + "x<!-- -->".repeat(4_000_000),
            HEAD + "<sheetData><row r=\"" + "1".repeat(40_000_000) + "\"/>",
            HEAD
                + IntStream.range(0, 1_000_000)
                    .mapToObj(i -> "<n" + i + "/>")
                    .collect(Collectors.joining()),
            HEAD + "<a>".repeat(10_000_000),
            "<!DOCTYPE worksheet [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>"
                + "<worksheet><sheetData><row><c t=\"str\"><v>&b;</v></c></row></sheetData>"
                + "</worksheet>",
            "<!DOCTYPE worksheet [<!ENTITY a SYSTEM \"file:///etc/hostname\">]>"
                + "<worksheet><sheetData><row><c t=\"str\"><v>&a;</v></c></row></sheetData>"
                + "</worksheet>");

    for (int i = 0; i < sheets.size(); i++) {
      assertThat(messageOf(workbook(sheets.get(i), "<styleSheet/>")))
          .as("sheet %d", i)
          .contains(
              i < 2 ? "at most 32767 characters in a cell" : "an XLSX workbook of ordinary size");
    }
  }

  @Test
  void cellsWithoutReferencesRunsOfTextAndStrictDatesAreRead() {
    String sheet =
        HEAD
            + """
            <sheetData><row><c t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r>\
            <rPh><t>reading</t></rPh></is></c><c t="d"><v>2026-11-27T00:00:00</v></c>\
            <c t="b"><v>1</v></c><c/><c t="str"><v>x_x000A_y</v></c></row></sheetData></worksheet>\
            """;

    Grid grid =
        XlsxFile.read("t.xlsx", workbook(sheet, "<styleSheet/>"), errors::add).orElseThrow();

    assertThat(grid.rows().getFirst())
        .extracting(Cell::text)
        .containsExactly("ab", "2026-11-27", "yes", "", "x\ny");
  }

  private static final String HEAD =
      "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">";

  /// As other programs than POI write it.
  private static byte[] workbook(String sheet, String styles) {
    String types = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";
    var bytes = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(bytes)) {
      Map<String, String> parts =
          Map.of(
              "_rels/.rels",
              "<Relationships><Relationship Id=\"r1\" Type=\"%sofficeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
                  .formatted(types),
              "xl/_rels/workbook.xml.rels",
              "<Relationships><Relationship Id=\"r1\" Type=\"%sworksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"r2\" Type=\"%sstyles\" Target=\"/xl/styles.xml\"/></Relationships>"
                  .formatted(types, types),
              "xl/workbook.xml",
              "<workbook xmlns:r=\"%s\"><sheets><sheet name=\"a\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
                  .formatted(types),
              "xl/worksheets/sheet1.xml",
              sheet,
              "xl/styles.xml",
              styles);
      for (Map.Entry<String, String> part : parts.entrySet()) {
        zip.putNextEntry(new ZipEntry(part.getKey()));
        zip.write(part.getValue().getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
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
    byte[] bomb = workbook(HEAD + "<sheetData>" + "<row/>".repeat(26_000_000), "<styleSheet/>");

    assertThat(bomb.length).isLessThan(Grid.MOST_BYTES);
    assertThat(messageOf(bomb))
        .contains("at most 150000000 bytes when unpacked (here xl/worksheets/sheet1.xml has more)");
    var parts = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(parts)) {
      for (int i = 0; i < 2_000; i++) {
        zip.putNextEntry(new ZipEntry("part" + i));
      }
    }
    assertThat(messageOf(parts.toByteArray())).contains("an XLSX workbook of ordinary size");
  }

  @Test
  void aCellFarOutIsRefused() {
    String cell = "<c><v>1</v></c></row></sheetData></worksheet>";
    assertThat(messageOf(workbook(HEAD + "<sheetData><row r=\"1000001\">" + cell, "<styleSheet/>")))
        .isEqualTo("t.xlsx, row 1000001: expected at most 20000 rows of 200 cells.");
    assertThat(
            messageOf(
                workbook(
                    HEAD + "<sheetData><row>" + cell.replace("<c>", "<c r=\"XFD1\">"),
                    "<styleSheet/>")))
        .isEqualTo("t.xlsx, row 1: expected at most 20000 rows of 200 cells.");
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
  void moreCellsThanATableHasAreRefusedWithTheirRow() {
    String row = "<row>" + "<c><v>1</v></c>".repeat(190) + "</row>";

    assertThat(
            messageOf(
                workbook(
                    HEAD + "<sheetData>" + row.repeat(1_100) + "</sheetData></worksheet>",
                    "<styleSheet/>")))
        .isEqualTo(
            "t.xlsx, row 1053: expected at most 200000 cells that are not blank. Maybe leave out"
                + " columns and rows that say nothing.");
  }

  @Test
  void aSheetOfFormulasIsNotListedToItsEnd() {
    String row = "<row>" + "<c><f>1+1</f></c>".repeat(190) + "</row>";

    XlsxFile.read(
        "t.xlsx",
        workbook(
            HEAD + "<sheetData>" + row.repeat(1_000) + "</sheetData></worksheet>", "<styleSheet/>"),
        errors::add);

    assertThat(errors).hasSize(2_001);
    assertThat(errors.getLast().message())
        .startsWith("t.xlsx, row 11, column CW: expected values in the cells; 2000 before");
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
