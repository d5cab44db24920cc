package dev.whence.pipeline.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a process that is killed leaves, at every step of putting a new history in place.
class HistoryDraftTest {

  @TempDir private Path folder;

  /// The old history has three tables; the new one has two of them.
  private void writeOld() throws IOException {
    write(folder, "shipments.parquet", "old");
    write(folder, "orders.parquet", "old");
    write(folder, "returns.parquet", "old");
    write(folder, "import-report.json", "kept");
  }

  private void writeNew(String place) throws IOException {
    write(folder.resolve(place), "shipments.parquet", "new");
    write(folder.resolve(place), "orders.parquet", "new");
  }

  private static void write(Path folder, String file, String text) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve(file), text);
  }

  private String seen(HistoryTable<?> table) throws IOException {
    return table.existsIn(folder) ? Files.readString(table.file(folder)) : "none";
  }

  private List<String> seen() throws IOException {
    return List.of(
        seen(HistoryTable.SHIPMENTS), seen(HistoryTable.ORDERS), seen(HistoryTable.RETURNS));
  }

  private List<String> files() throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    }
  }

  @Test
  void aDraftTakesThePlaceOfTheWholeOldHistory() throws IOException {
    writeOld();

    try (HistoryDraft draft = HistoryDraft.in(folder)) {
      write(draft.folder(), "shipments.parquet", "new");
      write(draft.folder(), "orders.parquet", "new");
      write(draft.folder(), "rejects.csv", "new");
      assertThat(seen()).containsExactly("old", "old", "old");
      draft.commit();
    }

    assertThat(seen()).containsExactly("new", "new", "none");
    assertThat(files())
        .containsExactly(
            "import-report.json", "orders.parquet", "rejects.csv", "shipments.parquet");
  }

  @Test
  void tablesByMonthAndTablesInOneFileTakeEachOthersPlace() throws IOException {
    writeOld();
    write(folder, "letter.txt", "kept");
    try (HistoryDraft draft = HistoryDraft.in(folder)) {
      write(draft.folder().resolve("shipments/month=2026-05"), "shipments.parquet", "may");
      write(draft.folder().resolve("shipments/month=2026-04"), "shipments.parquet", "april");
      write(draft.folder(), "orders.parquet", "new");
      draft.commit();
    }

    assertThat(texts()).containsExactly("april", "may");
    assertThat(seen(HistoryTable.ORDERS)).isEqualTo("new");
    assertThat(HistoryTable.RETURNS.existsIn(folder)).isFalse();
    assertThat(files())
        .containsExactly("import-report.json", "letter.txt", "orders.parquet", "shipments");

    // Killed when the folder of a new one had been renamed, and nothing was moved.
    write(folder.resolve(".complete/shipments/month=2026-06"), "shipments.parquet", "june");
    assertThat(texts()).containsExactly("june");
    HistoryDraft.in(folder).close();
    assertThat(texts()).containsExactly("june");
    assertThat(files()).containsExactly("import-report.json", "letter.txt", "shipments");

    try (HistoryDraft draft = HistoryDraft.in(folder)) {
      write(draft.folder(), "shipments.parquet", "one file");
      draft.commit();
    }
    assertThat(texts()).containsExactly("one file");
  }

  private List<String> texts() throws IOException {
    var texts = new ArrayList<String>();
    for (Path file : HistoryTable.SHIPMENTS.files(folder)) {
      texts.add(Files.readString(file));
    }
    return texts;
  }

  @Test
  void aDraftThatIsNotCommittedLeavesNothing_andOneOfAKilledProcessIsCleared() throws IOException {
    writeOld();
    writeNew(".import-123");

    try (HistoryDraft draft = HistoryDraft.in(folder)) {
      write(draft.folder(), "orders.parquet", "new");
    }

    assertThat(seen()).containsExactly("old", "old", "old");
    assertThat(files())
        .containsExactly(
            "import-report.json", "orders.parquet", "returns.parquet", "shipments.parquet");
  }

  @Test
  void killedAfterTheStep_theNewHistoryIsReadAlone_andTheNextDraftMovesItIn() throws IOException {
    writeOld();
    writeNew(".complete");
    assertThat(seen()).as("nothing old is deleted yet").containsExactly("new", "new", "none");

    Files.delete(folder.resolve("orders.parquet"));
    assertThat(seen()).as("one old table is deleted").containsExactly("new", "new", "none");

    HistoryDraft.in(folder).close();
    assertThat(seen()).containsExactly("new", "new", "none");
    assertThat(files())
        .containsExactly("import-report.json", "orders.parquet", "shipments.parquet");
  }

  @Test
  void killedWhileFilesMoveIn_theNewHistoryIsReadAlone() throws IOException {
    writeNew(".moving");
    Files.move(folder.resolve(".moving/orders.parquet"), folder.resolve("orders.parquet"));

    assertThat(seen()).containsExactly("new", "new", "none");

    HistoryDraft.in(folder).close();
    assertThat(seen()).containsExactly("new", "new", "none");
    assertThat(files()).containsExactly("orders.parquet", "shipments.parquet");
  }
}
