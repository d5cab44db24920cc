package dev.whence.rules.tables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.rules.tables.cells.Reading;
import dev.whence.rules.tables.errors.BrokenTablesException;
import dev.whence.rules.tables.schema.Schema;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
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

  /// A file that says the same is left alone: writing it again would only change its bytes.
  private static void writeWhereDifferent(RuleBook shipped) throws IOException {
    Map<String, String> written = canonicalTexts(xlsxFiles());
    for (Map.Entry<String, String> text : shipped.canonicalTexts().entrySet()) {
      String table = text.getKey();
      if (!Objects.equals(written.get(table), text.getValue())) {
        byte[] workbook =
            shipped.findFile(table, TableForm.XLSX, new LoadedIds(Map.of())).orElseThrow();
        Files.write(FOLDER.resolve(table + ".xlsx"), workbook);
      }
    }
  }

  private static Map<String, String> canonicalTexts(Map<String, byte[]> files) {
    try {
      return RuleBook.fromFiles(files).canonicalTexts();
    } catch (BrokenTablesException e) {
      return Map.of();
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
