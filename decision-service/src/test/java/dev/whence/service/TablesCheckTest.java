package dev.whence.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `whence tables check` as an analyst uses it, without a service.
class TablesCheckTest {
  private static final String HEADER =
      """
      table,reservation-policy
      hit policy,first match
      owner,planning
      rule id,node type,category,order date,hold minutes,protected units
      """;

  @TempDir private Path folder;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final StringWriter said = new StringWriter();
  private final PrintStream out = System.out;

  @BeforeEach
  void listen() {
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void stop() {
    System.setOut(out);
  }

  private int check(String... arguments) {
    String[] all = new String[arguments.length + 2];
    all[0] = "tables";
    all[1] = "check";
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    printed.reset();
    return Main.execute(new PrintWriter(said, true), all);
  }

  private String printed() {
    return printed.toString(StandardCharsets.UTF_8);
  }

  private String file(String rows) throws IOException {
    return Files.writeString(folder.resolve("reservation-policy.csv"), HEADER + rows).toString();
  }

  @Test
  void theShippedTablesHaveNothingWorseThanNotes() {
    assertThat(check("../rules/tables")).as(printed()).isZero();
    assertThat(printed()).startsWith("8 tables: 0 errors, 0 warnings, ").contains("--notes");
    assertThat(check("../rules/tables", "--notes")).isZero();
    assertThat(printed()).contains("note     model-guard: ").doesNotContain("--notes");
  }

  @Test
  void eachSeverityHasAnExitCode_andEachFindingItsRows() throws IOException {
    assertThat(check(file("otherwise,,,,60,0\n"))).as(printed()).isZero();

    String union =
        """
        early,,,< 2026-05-01,30,0
        late,,,>= 2026-05-01,50,0
        toys,,toys,,30,0
        otherwise,,,,60,0
        """;
    assertThat(check(file(union))).isEqualTo(3);
    assertThat(printed())
        .contains(
            "warning  reservation-policy: row 7, toys never answers: row 5, early; row 6, late together answer all of its cases");

    assertThat(check(file("store,STORE,,,30,1\n"))).isEqualTo(1);
    assertThat(printed())
        .contains("error    reservation-policy.csv, row 5: expected a last row without conditions")
        .contains("error    reservation-policy: no row answers node type not STORE")
        .contains("left-over-1,not STORE");

    assertThat(check(file("store,STORES,,,30,1\notherwise,,,,60,0\n"))).isEqualTo(1);
    assertThat(printed())
        .contains("column B (node type): \"STORES\"")
        .contains("0 tables: 1 errors");
  }

  @Test
  void rowsThatASpreadsheetHidesAreTold_alsoWithoutTheOption() throws IOException {
    String[] rows = (HEADER + "store,STORE,,,30,1\notherwise,,,,60,0\n").split("\n", -1);
    try (var workbook = new XSSFWorkbook();
        var file = Files.newOutputStream(folder.resolve("reservation-policy.xlsx"))) {
      var sheet = workbook.createSheet();
      for (int row = 0; row < rows.length - 1; row++) {
        var cells = sheet.createRow(row);
        String[] texts = rows[row].split(",", -1);
        for (int column = 0; column < texts.length; column++) {
          if (!texts[column].isEmpty()) {
            cells.createCell(column).setCellValue(texts[column]);
          }
        }
      }
      sheet.getRow(4).setZeroHeight(true);
      workbook.write(file);
    }

    assertThat(check(folder.toString())).as(printed()).isZero();
    assertThat(printed())
        .startsWith("note     reservation-policy.xlsx: row 5 is hidden, and counts all the same");
  }

  @Test
  void whatIsNoTableIsSaid() throws IOException {
    assertThat(check(folder.toString())).isEqualTo(2);
    assertThat(said.toString()).contains("There is no .csv or .xlsx file in " + folder);
    said.getBuffer().setLength(0);
    assertThat(check(folder.resolve("nothing.csv").toString())).isEqualTo(2);
    assertThat(said.toString()).contains("nothing.csv");
    Files.writeString(folder.resolve("reservation.csv"), HEADER);
    assertThat(check(folder.toString())).isEqualTo(1);
    assertThat(printed()).contains("reservation.csv: expected a file named after a table");
  }

  @Test
  void aFileInAFormThatIsNotReadIsSaid_notPassedOver() throws IOException {
    for (String name :
        new String[] {
          "reservation-policy.xls", "reservation-policy.xlsm", "reservation-policy.csv.txt"
        }) {
      Path file = Files.writeString(folder.resolve(name), HEADER);
      assertThat(check(folder.toString())).as(name).isEqualTo(1);
      assertThat(printed())
          .contains(
              name + ": expected a file that ends with .csv or .xlsx; this one is not read. Maybe");
      assertThat(check(file.toString())).as(name).isEqualTo(1);
      Files.delete(file);
    }
    Files.writeString(folder.resolve("reservation-policy.CSV"), HEADER + "otherwise,,,,60,0\n");
    Files.writeString(folder.resolve("README.txt"), "not a table");
    assertThat(check(folder.toString())).as(printed()).isZero();
  }
}
