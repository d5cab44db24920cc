package dev.whence.pipeline.history;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import dev.whence.text.FileTree;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/// A new history beside the old one, until it takes its place as a whole.
///
/// A process may be killed at any moment, or find a full disk: [HistoryTable] then reads the old
/// history or the new one, never some tables of each. The next draft clears what was left. What
/// takes the place is the whole draft: tables of the old history that the draft lacks are gone with
/// it.
public final class HistoryDraft implements AutoCloseable {

  private static final String DRAFT = ".import-";

  /// The new history, whole: while it is there, nothing else counts.
  private static final String COMPLETE = ".complete";

  /// The new history on its way out of a folder that has no old tables any more.
  private static final String MOVING = ".moving";

  private final Path folder;
  private final Path draft;

  private HistoryDraft(Path folder, Path draft) {
    this.folder = folder;
    this.draft = draft;
  }

  /// Begins a history that is to lie in a folder, which is made if it is missing. Only one process
  /// may write there at a time.
  public static HistoryDraft in(Path folder) throws IOException {
    Files.createDirectories(folder);
    settle(folder);
    try (var left = Files.newDirectoryStream(folder, DRAFT + "*")) {
      for (Path leftover : left) {
        FileTree.delete(leftover);
      }
    }
    Path draft = folder.resolve(DRAFT + ProcessHandle.current().pid());
    return new HistoryDraft(folder, Files.createDirectory(draft));
  }

  /// Where to write. Every file in it is moved by [#commit()].
  public Path folder() {
    return draft;
  }

  /// Puts the draft in the place of the old history, in one step: the renaming of its folder.
  ///
  /// @throws IOException if that fails; the old history is still there unless the step was made
  public void commit() throws IOException {
    for (Path file : allFiles(draft)) {
      try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
    }
    Files.move(draft, folder.resolve(COMPLETE), ATOMIC_MOVE);
    settle(folder);
  }

  @Override
  public void close() throws IOException {
    FileTree.delete(draft);
  }

  /// Where a file of the history lies, also if a process was killed while it moved a new one in.
  static Path find(Path folder, String file) {
    Path complete = folder.resolve(COMPLETE);
    if (Files.isDirectory(complete)) {
      return complete.resolve(file);
    }
    Path moving = folder.resolve(MOVING).resolve(file);
    return Files.exists(moving) ? moving : folder.resolve(file);
  }

  /// Ends the move that a process was killed in, if any.
  static void settle(Path folder) throws IOException {
    Path complete = folder.resolve(COMPLETE);
    Path moving = folder.resolve(MOVING);
    if (Files.isDirectory(complete)) {
      for (HistoryTable<?> table : HistoryTable.ALL) {
        Files.deleteIfExists(folder.resolve(table.fileName()));
        FileTree.delete(folder.resolve(table.name()));
      }
      Files.deleteIfExists(folder.resolve(DeclaredAttributes.FILE));
      Files.move(complete, moving, ATOMIC_MOVE);
    }
    if (Files.isDirectory(moving)) {
      for (Path file : entries(moving)) {
        Files.move(file, folder.resolve(file.getFileName()), REPLACE_EXISTING, ATOMIC_MOVE);
      }
      Files.delete(moving);
    }
  }

  /// Files, and folders of tables by month.
  private static List<Path> entries(Path folder) throws IOException {
    try (var entries = Files.list(folder)) {
      return entries.sorted().toList();
    }
  }

  private static List<Path> allFiles(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }
}
