package dev.whence.rules.tables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.rules.tables.cells.Reading;
import dev.whence.rules.tables.schema.Schema;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.junit.jupiter.api.Test;

/// The tables that come with the program.
class ShippedTablesTest {
  private static final Path FOLDER = Path.of("tables");
  private static final Path EQUAL_FILES =
      Path.of("src/main/resources/dev/whence/rules/tables").resolve(EqualFiles.RESOURCE);

  /// `mvn test -Dtables=write` writes the files that can be derived from others.
  private static final boolean WRITE = "write".equals(System.getProperty("tables"));

  @Test
  void csvFilesAreTheCanonicalText() throws IOException {
    for (Map.Entry<String, String> text : RuleBook.shipped().canonicalTexts().entrySet()) {
      assertThat(Files.readString(FOLDER.resolve(text.getKey() + ".csv"), StandardCharsets.UTF_8))
          .isEqualTo(text.getValue());
    }
  }

  @Test
  void xlsxFilesSayTheSameAsTheCsvFiles_orAreWrittenWithTheFlag() throws IOException {
    RuleBook shipped = RuleBook.shipped();
    if (WRITE) {
      writeWhereDifferent(shipped);
    }

    RuleBook fromXlsx = RuleBook.fromFiles(xlsxFiles());

    assertThat(fromXlsx.canonicalTexts()).isEqualTo(shipped.canonicalTexts());
    assertThat(fromXlsx.digest()).isEqualTo(shipped.digest());
  }

  /// Only pairs that the test above compares may be listed: what is listed is not compared at a
  /// start.
  @Test
  void exactlyTheShippedPairsAreKnownToBeEqual_orAreListedWithTheFlag() throws IOException {
    if (WRITE) {
      writeWhereDifferent(RuleBook.shipped());
    }
    var lines = new StringBuilder();
    for (var schema : RuleBook.SCHEMAS) {
      byte[] csv = Files.readAllBytes(FOLDER.resolve(schema.table() + ".csv"));
      byte[] xlsx = Files.readAllBytes(FOLDER.resolve(schema.table() + ".xlsx"));
      assertThat(canonical(schema.table() + ".xlsx", xlsx, schema))
          .isEqualTo(canonical(schema.table() + ".csv", csv, schema));
      lines.append(EqualFiles.pair(csv, xlsx)).append('\n');
    }
    if (WRITE) {
      Files.writeString(EQUAL_FILES, lines);
    }

    assertThat(Files.readString(EQUAL_FILES))
        .as("Maybe run this test with -Dtables=write and build again.")
        .isEqualTo(lines.toString());
  }

  private static String canonical(String name, byte[] bytes, Schema<?, ?> schema) {
    return new TableFiles(Map.of(name, bytes), Reading.EDITED)
        .take(schema)
        .orElseThrow()
        .canonicalText();
  }

  /// With the drop-down lists and comments that a workbook of the service has.
  @Test
  void xlsxFilesAreWrittenAsTheServiceWritesThem() throws IOException {
    RuleBook shipped = RuleBook.shipped();
    if (WRITE) {
      writeWhereDifferent(shipped);
    }

    for (Map.Entry<String, byte[]> file : xlsxFiles().entrySet()) {
      assertThat(parts(file.getValue()))
          .as("%s\nMaybe run this test with -Dtables=write and build again.", file.getKey())
          .isEqualTo(parts(workbook(shipped, file.getKey().replace(".xlsx", ""))));
    }
    assertThat(parts(Files.readAllBytes(FOLDER.resolve("node-eligibility.xlsx"))))
        .anySatisfy((name, part) -> assertThat(part).contains("<dataValidation "));
  }

  /// What a workbook is made of, but for the time at which it was made.
  private static Map<String, String> parts(byte[] workbook) throws IOException {
    var parts = new TreeMap<String, String>();
    try (var zip = ZipFile.builder().setByteArray(workbook).get()) {
      for (ZipArchiveEntry part : Collections.list(zip.getEntries())) {
        try (InputStream in = zip.getInputStream(part)) {
          parts.put(part.getName(), new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
      }
    }
    parts.remove("docProps/core.xml");
    return parts;
  }

  private static byte[] workbook(RuleBook shipped, String table) {
    return shipped.findFile(table, TableForm.XLSX, new LoadedIds(Map.of())).orElseThrow();
  }

  /// A file that is the same but for its time is left alone.
  private static void writeWhereDifferent(RuleBook shipped) throws IOException {
    for (String table : shipped.canonicalTexts().keySet()) {
      Path file = FOLDER.resolve(table + ".xlsx");
      byte[] workbook = workbook(shipped, table);
      if (!Files.exists(file) || !parts(Files.readAllBytes(file)).equals(parts(workbook))) {
        Files.write(file, workbook);
      }
    }
  }

  private static Map<String, byte[]> xlsxFiles() throws IOException {
    var files = new TreeMap<String, byte[]>();
    for (var schema : RuleBook.SCHEMAS) {
      Path path = FOLDER.resolve(schema.table() + ".xlsx");
      if (Files.exists(path)) {
        files.put(path.getFileName().toString(), Files.readAllBytes(path));
      }
    }
    return files;
  }
}
