package dev.whence.pipeline.drafts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.pipeline.Main;
import dev.whence.pipeline.history.HistoryTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// A file that is drafted and imported as the draft says.
final class DraftedImport {
  private DraftedImport() {}

  /// The draft for a file of these rows, which is put into the folder.
  static String draft(Path folder, String csv) throws IOException {
    return MappingDraft.of(Files.writeString(folder.resolve("file.csv"), csv)).tried().yaml();
  }

  /// What a mapping imports of the files of the folder.
  static <T> List<T> rows(Path folder, String yaml, HistoryTable<T> table) throws IOException {
    Path mapping = Files.writeString(folder.resolve("mapping.yaml"), yaml);
    Path history = folder.resolve("history");
    assertThat(Main.run("import", "--mapping=" + mapping, "--source=" + folder, "--out=" + history))
        .as(yaml)
        .isZero();
    try (Stream<T> rows = table.read(history)) {
      return rows.toList();
    }
  }
}
