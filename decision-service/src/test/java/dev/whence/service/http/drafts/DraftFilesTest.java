package dev.whence.service.http.drafts;

import static dev.whence.service.http.TestClient.json;
import static dev.whence.service.http.TestClient.problem;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.service.TestService;
import dev.whence.service.http.TestClient;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.apache.poi.hssf.usermodel.HSSFWorkbook;
import org.apache.poi.ss.util.CellRangeAddress;
import org.apache.poi.xssf.usermodel.XSSFSheet;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;
import org.junit.jupiter.api.Test;

/// Tables of a draft as files: taken out to Excel and brought back.
class DraftFilesTest {
  private static final String TABLE = "return-intervention";
  private static final String CSV = "text/csv";
  private static final String XLSX =
      "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

  private final TestClient api = TestService.client();
  private final String draft = begun();
  private final String file = draft + "/tables/" + TABLE + "/file";

  private String begun() {
    HttpResponse<String> begun = api.post("/v1/table-drafts", "{\"title\": \"sheets\"}");
    return "/v1/table-drafts/" + json(begun).path("id").asInt();
  }

  private HttpResponse<byte[]> download(String path) {
    try (HttpClient http = HttpClient.newHttpClient()) {
      URI uri = api.request(path).build().uri();
      return http.send(
          java.net.http.HttpRequest.newBuilder(uri).build(),
          HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private HttpResponse<String> upload(int seen, String type, byte[] bytes) {
    return api.send(
        api.request(file)
            .header("Content-Type", type)
            .header("If-Match", "\"" + seen + "\"")
            .PUT(BodyPublishers.ofByteArray(bytes)));
  }

  private HttpResponse<String> uploadCsv(String text, Charset charset) {
    return upload(0, CSV, text.getBytes(charset));
  }

  /// The downloaded workbook, changed by a spreadsheet program.
  private byte[] workbook(Consumer<XSSFSheet> change) {
    try (var workbook =
            new XSSFWorkbook(new ByteArrayInputStream(download(file + "?form=xlsx").body()));
        var bytes = new ByteArrayOutputStream()) {
      change.accept(workbook.getSheetAt(0));
      workbook.write(bytes);
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String text() {
    return json(api.get(draft + "/tables/" + TABLE)).path("text").asText();
  }

  private int revision() {
    return json(api.get(draft)).path("revision").asInt();
  }

  /// What a refused file is answered with; the draft is as it was.
  private String refusal(HttpResponse<String> answer) {
    assertThat(problem(answer)).startsWith("422 /problems/broken-tables");
    assertThat(revision()).isEqualTo(1);
    assertThat(json(api.get(draft)).path("tables")).isEmpty();
    return answer.body();
  }

  @Test
  void aWorkbookThatWasTakenOutAndBroughtBackSaysTheSame() {
    String before = text();
    HttpResponse<byte[]> taken = download(file);
    assertThat(taken.headers().firstValue("Content-Disposition"))
        .contains("attachment; filename=\"return-intervention.xlsx\"");
    assertThat(taken.headers().firstValue("ETag")).contains("\"0\"");

    HttpResponse<String> saved = upload(0, XLSX, taken.body());

    assertThat(saved.statusCode()).as(saved.body()).isEqualTo(200);
    assertThat(json(saved).path("text").asText()).isEqualTo(before);
    assertThat(json(saved).path("difference")).isEmpty();
    assertThat(json(saved).path("notes")).isEmpty();
    assertThat(saved.headers().firstValue("ETag")).contains("\"1\"");
    HttpResponse<byte[]> csv = download(file + "?form=csv");
    assertThat(new String(csv.body(), StandardCharsets.UTF_8)).isEqualTo(before);
    assertThat(json(upload(1, CSV, csv.body())).path("text").asText()).isEqualTo(before);
    assertThat(problem(upload(0, CSV, before.replace("owner,", "owner,my ").getBytes(UTF_8))))
        .isEqualTo("412 /problems/draft-changed");
  }

  @Test
  void aCellThatCannotMeanAnythingIsKept_andToldByItsAddress() {
    byte[] changed =
        workbook(sheet -> {
          int row = sheet.getLastRowNum() - 1;
          sheet.getRow(row).getCell(0).setCellValue("Not Kebab");
          sheet.getRow(row).setZeroHeight(true);
        });

    HttpResponse<String> saved = upload(0, XLSX, changed);

    assertThat(saved.statusCode()).as(saved.body()).isEqualTo(200);
    JsonNode error = json(saved).path("errors").path(0);
    assertThat(error.path("column").asText()).isEqualTo("A");
    assertThat(error.path("message").asText())
        .contains("row " + error.path("row").asInt() + ", column A (rule id): \"Not Kebab\"");
    assertThat(json(saved).path("notes").get(0).asText())
        .isEqualTo(
            "row %d is hidden, and counts all the same".formatted(error.path("row").asInt()));
    assertThat(download(file).statusCode()).as("also with errors").isEqualTo(200);
    assertThat(problem(api.get(file + "?form=dmn"))).startsWith("422 /problems/broken-tables");
  }

  @Test
  void whatTheTextWouldNotShowIsRefused_andChangesNothing() {
    assertThat(
            refusal(
                upload(
                    0,
                    XLSX,
                    workbook(sheet -> sheet.getRow(5).createCell(1).setCellFormula("1+1")))))
        .contains("row 6, column B", "=1+1", "a value, not a formula");
    assertThat(
            refusal(
                upload(
                    0,
                    XLSX,
                    workbook(sheet -> sheet.addMergedRegion(new CellRangeAddress(5, 6, 1, 1))))))
        .contains("row 6, column B", "no merged cells");
    assertThat(
            refusal(
                upload(0, XLSX, workbook(sheet -> sheet.getRow(5).createCell(1).setCellValue(7)))))
        .contains("row 6, column B", "format the cell as Text");
  }

  @Test
  void filesThatAreNoTableAreEachOneSentence() throws IOException {
    String text = text();
    byte[] workbook = download(file).body();
    var old = new ByteArrayOutputStream();
    try (var book = new HSSFWorkbook()) {
      book.createSheet("rules").createRow(0).createCell(0).setCellValue("rule id");
      book.write(old);
    }
    List<byte[]> files =
        List.of(
            old.toByteArray(),
            Arrays.copyOf(workbook, workbook.length / 2),
            text.getBytes(StandardCharsets.UTF_16),
            text.getBytes(StandardCharsets.UTF_16LE),
            (text + "é").getBytes(StandardCharsets.ISO_8859_1),
            text.replace(',', ';').getBytes(StandardCharsets.UTF_8),
            text.replace(TABLE, "model-guard").getBytes(StandardCharsets.UTF_8),
            text.replaceFirst("otherwise", "other\0wise").getBytes(StandardCharsets.UTF_8),
            new byte[0]);
    List<String> sentences =
        List.of(
            "an XLSX workbook, not one of Excel 97 to 2003",
            "an XLSX workbook of ordinary size",
            "text in UTF-8. Maybe save it as \\\"CSV UTF-8\\\"",
            "text in UTF-8",
            "text in UTF-8",
            "Maybe save it with commas between the cells",
            "\\\"model-guard\\\"; expected return-intervention, as the file",
            "column A (rule id): \\\"other?wise\\\"; expected printable characters",
            "a line of column names that starts with");

    for (int i = 0; i < files.size(); i++) {
      assertThat(refusal(upload(0, i < 2 ? XLSX : CSV, files.get(i))))
          .as("file %d", i)
          .contains(sentences.get(i));
    }
    assertThat(problem(upload(0, "text/html", workbook)))
        .startsWith("415 /problems/unsupported-media-type");
    assertThat(problem(uploadWithoutLooking(workbook))).startsWith("400 ");
  }

  private HttpResponse<String> uploadWithoutLooking(byte[] bytes) {
    return api.send(
        api.request(file).header("Content-Type", XLSX).PUT(BodyPublishers.ofByteArray(bytes)));
  }

  @Test
  void textOfAnyLanguageComesBackAsItWas() {
    String odd =
        text()
            .replaceFirst(
                "owner,.*", "owner,\"‏עברית العربية, \"\"quoted\"\", <script>, =1+1, é 中 🙂\"")
            .replaceFirst("description,.*", "description,\"two\nlines\"");

    HttpResponse<String> saved = uploadCsv("\ufeff" + odd, StandardCharsets.UTF_8);
    assertThat(saved.statusCode()).as(saved.body()).isEqualTo(200);
    assertThat(json(saved).path("text").asText()).isEqualTo(odd);

    HttpResponse<String> again = upload(1, XLSX, download(file).body());

    assertThat(json(again).path("text").asText()).isEqualTo(odd);
    assertThat(json(again).path("errors")).isEmpty();
  }

  @Test
  void tooManyRowsOrColumnsAreRefused() {
    String text = text();
    String rows = "row,,\n".repeat(100_000);
    assertThat(refusal(uploadCsv(text + rows, StandardCharsets.UTF_8)))
        .contains("at most 20000 rows of 200 cells");
    assertThat(refusal(uploadCsv(text + "a,".repeat(200) + "b\n", StandardCharsets.UTF_8)))
        .contains("at most 20000 rows of 200 cells");
  }

  @Test
  void aDraftIsWrittenForDroolsAndDmn_andAVersionToo() {
    assertThat(new String(download(file + "?form=dmn").body(), StandardCharsets.UTF_8))
        .startsWith("<?xml")
        .contains("hitPolicy=\"FIRST\"");
    assertThat(download(file + "?form=drools").headers().firstValue("Content-Disposition"))
        .contains("attachment; filename=\"return-intervention.drl.xlsx\"");
    assertThat(problem(api.get(file + "?form=ods"))).startsWith("400 ");
    String version = "/v1/rule-sets/in-force/" + TABLE;
    assertThat(download(version + ".dmn").statusCode()).isEqualTo(200);
    assertThat(download(version + ".drl.xlsx").statusCode()).isEqualTo(200);
    assertThat(problem(api.get(version + ".xls"))).startsWith("404 ");
  }
}
