package dev.whence.rules.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.whence.rules.tables.errors.BrokenTablesException;
import dev.whence.rules.tables.errors.ErrorCode;
import dev.whence.rules.tables.errors.TableError;
import dev.whence.rules.tables.files.CsvFile;
import dev.whence.rules.tables.files.Grid;
import dev.whence.rules.tables.files.XlsxFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Broken tables: every error of every file at once, each with its place.
class BrokenTablesTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/broken-tables.txt");

  private static final Map<String, String> BROKEN =
      Map.of(
          "node-eligibility.csv",
          """
          table,node-eligibilty
          hit policy,first match
          owner
          remark,what is this
          rule id,node type,unit short,units short,units short,channel,ruled out because
          Store_Short,STORE,,>= one,,,SHORT_OF_STOCK
          too-much,STOER,,>= 1,,"a, b",SHORT_STOCK,extra
          too-much,,,,,,NODE_INACTIVE
          nothing-said,STORE,,10..1,,we"b,
          odd,STORE,,> 1000000000,,,NODE_INACTIVE
          bell,STORE,,,,ri\u0007ng,NODE_INACTIVE
          perhaps,STORE,,,,in stock,NODE_INACTIVE
          curled,STORE,,,,“web”,NODE_INACTIVE
          """,
          "carrier-eligibility.csv",
          """
          table,carrier-eligibility
          hit policy,all matches
          owner,transportation
          rule id,quoted,hazmat
          no-rate,no,
          """,
          "sourcing-policy.csv",
          """
          table,sourcing-policy
          hit policy,first match
          owner,fulfillment
          rule id,order value minor,order date,late cost,split cost,most parcels,unfilled unit cost,return cost,when short,promise days
          cheap,"< 2,500",27.11.2026,700,250,0,1500,900,WAIT,5
          costly,> 5,,700,2.5,3,,900,HOLD,400
          """,
          "carrier-routing-guide.csv",
          """
          table,carrier-routing-guide
          table,carrier-routing-guide
          hit policy,first match
          owner,transportation
          rule id,hazmat,carrier services
          otherwise,,PARCEL_GROUND
          hazmat,yes,"PARCEL_GROUND, FREIGHT_LTL"
          """,
          "reservation-policy.csv",
          "table;reservation-policy\nhit policy;first match\nowner;x\nrule id;hold minutes\n",
          "return-interventions.csv",
          "table,return-intervention\n",
          "model-guard.csv",
          "\u00e9");

  /// Maybe run with `-Dgolden=write` and review the difference.
  @Test
  void allErrorsOfAllFilesComeAtOnce() throws IOException {
    var files = bytes(BROKEN);
    files.put("model-guard.csv", new byte[] {(byte) 0xff, 'x'});

    String message = errorsOf(files).getMessage() + "\n";

    if ("write".equals(System.getProperty("golden"))) {
      Files.createDirectories(GOLDEN.getParent());
      Files.writeString(GOLDEN, message);
    }
    assertThat(message).isEqualTo(Files.readString(GOLDEN));
  }

  @Test
  void everyKindOfErrorIsFoundSomewhereInThisClass() {
    var found = EnumSet.noneOf(ErrorCode.class);
    var broken = bytes(BROKEN);
    broken.put("model-guard.csv", new byte[] {(byte) 0xff, 'x'});
    errorsOf(broken).errors().forEach(error -> found.add(error.code()));
    errorsOf(withDifferentXlsx()).errors().forEach(error -> found.add(error.code()));
    errorsOf(withRowThatNeverAnswers()).errors().forEach(error -> found.add(error.code()));

    assertThat(EnumSet.complementOf(found)).isEmpty();
  }

  @Test
  void aRowWithinAnEarlierOneCanNeverAnswer() {
    assertThat(errorsOf(withRowThatNeverAnswers()).errors())
        .extracting(TableError::message)
        .containsExactly(
            "carrier-routing-guide.csv, row 7, column A (rule id): \"us-heavier\"; expected a case"
                + " that row 6, us-heavy, leaves over; it answers everything that this row asks for."
                + " Maybe move this row above it, or delete it.");
  }

  /// The first cell that differs is named as it lies in each of the files, whatever their layout.
  @Test
  void twoFilesOfOneTableMustSayTheSame() {
    assertThat(errorsOf(withDifferentXlsx()).errors())
        .extracting(TableError::message)
        .containsExactly(
            "model-guard.xlsx, row 6, column H (budget ms): \"999\"; expected \"150\", as"
                + " model-guard.csv says in row 6, column H (budget ms). Maybe delete the file that"
                + " you did not change, or change both alike.");
    assertThat(differing("owner,inventory planning", "owner,me"))
        .startsWith(
            "reservation-policy.xlsx, row 3, column B: \"me\"; expected \"inventory planning\", as"
                + " reservation-policy.csv says in row 3, column B.");
    assertThat(differing("rule id,node type", "\n\nrule id,node type", "vendor,", "\nvendors,"))
        .startsWith(
            "reservation-policy.xlsx, row 11, column A (rule id): \"vendors\"; expected \"vendor\", as"
                + " reservation-policy.csv says in row 8, column A (rule id).");
    assertThat(differing("b2b,,b2b,,,,,1440,0\n", ""))
        .startsWith(
            "reservation-policy.xlsx, row 9, column A (rule id):"
                + " \"marketplace-toys-in-peak-season\"; expected \"b2b\",");
    assertThat(differing(",kept for our own shop", ""))
        .startsWith(
            "reservation-policy.xlsx, row 11, column J (note): \"nothing\"; expected \"kept");
    assertThat(differing("STORE,,,,,,30,1", "STORE,web,,,,,30,1"))
        .contains("column C (channel): \"web\"; expected nothing, as reservation-policy.csv says");
  }

  /// The message for a workbook that has the CSV's text with the changes.
  private static String differing(String... changes) {
    var files = shipped();
    String text =
        new String(
            Objects.requireNonNull(files.get("reservation-policy.csv")), StandardCharsets.UTF_8);
    for (int i = 0; i < changes.length; i += 2) {
      assertThat(text).contains(changes[i]);
      text = text.replace(changes[i], changes[i + 1]);
    }
    Grid grid = CsvFile.read("t.csv", text.getBytes(StandardCharsets.UTF_8), _ -> {}).orElseThrow();
    files.put("reservation-policy.xlsx", XlsxFile.write(grid, "reservation-policy", Map.of()));
    List<TableError> errors = errorsOf(files).errors();
    assertThat(errors).hasSize(1);
    return errors.getFirst().message();
  }

  @Test
  void anEditedCsvCountsBesideTheWorkbookThatNobodyTouched() throws IOException {
    var files = shipped();
    files.put("model-guard.xlsx", Files.readAllBytes(Path.of("tables", "model-guard.xlsx")));
    String csv =
        new String(Objects.requireNonNull(files.get("model-guard.csv")), StandardCharsets.UTF_8);
    files.put("model-guard.csv", csv.replace(",150,", ",151,").getBytes(StandardCharsets.UTF_8));

    assertThat(RuleBook.fromFiles(files).digest()).isNotEqualTo(RuleBook.shipped().digest());
  }

  @Test
  void twoFilesOfOneTableMaySayTheSameInOtherWords() {
    var files = shipped();
    files.put(
        "model-guard.xlsx",
        RuleBook.shipped()
            .findFile("model-guard", TableForm.XLSX, new LoadedIds(Map.of()))
            .orElseThrow());

    assertThat(RuleBook.fromFiles(files).digest()).isEqualTo(RuleBook.shipped().digest());
  }

  @Test
  void aNumberInATextColumnOfASpreadsheetIsNotGuessed() throws IOException {
    var files = shipped();
    files.remove("reservation-policy.csv");
    try (var workbook = new XSSFWorkbook();
        var out = new ByteArrayOutputStream()) {
      var sheet = workbook.createSheet();
      List<List<String>> rows =
          List.of(
              List.of("table", "reservation-policy"),
              List.of("hit policy", "first match"),
              List.of("owner", "x"),
              List.of("rule id", "channel", "hold minutes", "protected units"));
      for (int row = 0; row < rows.size(); row++) {
        for (int column = 0; column < rows.get(row).size(); column++) {
          var line = column == 0 ? sheet.createRow(row) : sheet.getRow(row);
          line.createCell(column).setCellValue(rows.get(row).get(column));
        }
      }
      var row = sheet.createRow(4);
      row.createCell(0).setCellValue("seven");
      row.createCell(1).setCellValue(7);
      row.createCell(2).setCellValue(30);
      row.createCell(3).setCellValue(0.5);
      sheet.createRow(5).createCell(0).setCellValue("otherwise");
      sheet.getRow(5).createCell(2).setCellValue(30);
      sheet.getRow(5).createCell(3).setCellValue(0);
      workbook.write(out);
      files.put("reservation-policy.xlsx", out.toByteArray());
    }

    assertThat(errorsOf(files).errors())
        .extracting(TableError::message)
        .containsExactly(
            "reservation-policy.xlsx, row 5, column B (channel): \"7\"; expected text. Maybe format"
                + " the cell as Text and type it again.",
            "reservation-policy.xlsx, row 5, column D (protected units): \"0.5\"; expected a whole"
                + " number from 0 to 1000000 (units).");
  }

  /// The program that saved it has dropped the zero of 01234 already.
  @Test
  void aNumberInTheColumnOfPostalCodesIsRefused() throws IOException {
    var files = shipped();
    files.remove("carrier-routing-guide.csv");
    try (var workbook = new XSSFWorkbook();
        var out = new ByteArrayOutputStream()) {
      var sheet = workbook.createSheet();
      String[][] rows = {
        {"table", "carrier-routing-guide"},
        {"hit policy", "first match"},
        {"owner", "x"},
        {"rule id", "destination postal code", "carrier services"},
        {"boston", "", "PARCEL_GROUND"},
        {"agawam", "01001", "PARCEL_GROUND"},
        {"otherwise", "", ""}
      };
      for (int row = 0; row < rows.length; row++) {
        var line = sheet.createRow(row);
        for (int column = 0; column < rows[row].length; column++) {
          line.createCell(column).setCellValue(rows[row][column]);
        }
      }
      var style = workbook.createCellStyle();
      style.setDataFormat(workbook.createDataFormat().getFormat("00000"));
      sheet.getRow(4).getCell(1).setCellValue(1234);
      sheet.getRow(4).getCell(1).setCellStyle(style);
      workbook.write(out);
      files.put("carrier-routing-guide.xlsx", out.toByteArray());
    }

    assertThat(errorsOf(files).errors())
        .extracting(TableError::message)
        .containsExactly(
            "carrier-routing-guide.xlsx, row 5, column B (destination postal code): \"1234\";"
                + " expected text. Maybe format the cell as Text and type it again.");
  }

  @Test
  void aFolderThatIsNotThereIsOneError(@TempDir Path folder) {
    Path missing = folder.resolve("no-such-folder");

    assertThat(
            catchThrowableOfType(
                BrokenTablesException.class, () -> RuleBook.fromDirectory(missing)))
        .hasMessageContaining(missing + ": expected a folder with readable rule table files.");
  }

  @Test
  void anEmptyFolderMissesEveryTable(@TempDir Path folder) {
    assertThat(
            catchThrowableOfType(BrokenTablesException.class, () -> RuleBook.fromDirectory(folder))
                .errors())
        .hasSize(7)
        .extracting(TableError::code)
        .containsOnly(ErrorCode.MISSING_TABLE);
  }

  private static Map<String, byte[]> withDifferentXlsx() {
    var files = shipped();
    String changed =
        new String(Objects.requireNonNull(files.get("model-guard.csv")), StandardCharsets.UTF_8)
            .replaceFirst("150", "999");
    Grid grid = Grid.ofTexts(changed.lines().map(line -> List.of(line.split(",", -1))).toList());
    files.put("model-guard.xlsx", XlsxFile.write(grid, "model-guard", Map.of()));
    return files;
  }

  private static Map<String, byte[]> withRowThatNeverAnswers() {
    var files = shipped();
    String guide = "carrier-routing-guide.csv";
    String text =
        new String(Objects.requireNonNull(files.get(guide)), StandardCharsets.UTF_8)
            .replaceFirst("(us-heavy,)(.*)\\n", "$1$2\nus-heavier,$2\n")
            .replaceFirst("(us-heavier.*)> 68000", "$1> 90000");
    files.put(guide, text.getBytes(StandardCharsets.UTF_8));
    return files;
  }

  private static Map<String, byte[]> shipped() {
    var texts = new TreeMap<String, String>();
    RuleBook.shipped().canonicalTexts().forEach((table, text) -> texts.put(table + ".csv", text));
    return bytes(texts);
  }

  private static Map<String, byte[]> bytes(Map<String, String> texts) {
    var files = new TreeMap<String, byte[]>();
    texts.forEach((name, text) -> files.put(name, text.getBytes(StandardCharsets.UTF_8)));
    return files;
  }

  private static BrokenTablesException errorsOf(Map<String, byte[]> files) {
    return catchThrowableOfType(BrokenTablesException.class, () -> RuleBook.fromFiles(files));
  }
}
