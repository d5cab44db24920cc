package dev.whence.rules.tables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.rules.tables.errors.BrokenTablesException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// The tables that come with the program.
class ShippedTablesTest {
  private static final Path FOLDER = Path.of("tables");

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
    if (WRITE && !sayTheSame(shipped)) {
      for (Map.Entry<String, byte[]> file : shipped.toXlsx().entrySet()) {
        Files.write(FOLDER.resolve(file.getKey()), file.getValue());
      }
    }

    RuleBook fromXlsx = RuleBook.fromFiles(xlsxFiles());

    assertThat(fromXlsx.canonicalTexts()).isEqualTo(shipped.canonicalTexts());
    assertThat(fromXlsx.digest()).isEqualTo(shipped.digest());
  }

  /// A file that says the same is left alone: writing it again would only change its bytes.
  private static boolean sayTheSame(RuleBook shipped) throws IOException {
    try {
      return RuleBook.fromFiles(xlsxFiles()).digest().equals(shipped.digest());
    } catch (BrokenTablesException e) {
      return false;
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
