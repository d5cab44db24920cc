package dev.whence.pipeline.history;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import dev.whence.text.FileTree;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

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
    return in(folder, left -> false);
  }

  /// Which of the drafts that killed processes left can be gone on with.
  public interface Continued {
    boolean isOf(Path left) throws IOException;
  }

  /// As [#in(Path)]; goes on with a draft that was left, if there is such a one. All others are
  /// cleared.
  public static HistoryDraft in(Path folder, Continued continued) throws IOException {
    Files.createDirectories(folder);
    settle(folder);
    Path draft = folder.resolve(DRAFT + ProcessHandle.current().pid());
    Optional<Path> goneOnWith = Optional.empty();
    for (Path left : entries(folder)) {
      if (!left.getFileName().toString().startsWith(DRAFT)) {
        continue;
      }
      if (goneOnWith.isEmpty() && continued.isOf(left)) {
        goneOnWith = Optional.of(left);
      } else {
        FileTree.delete(left);
      }
    }
    if (goneOnWith.isPresent() && !goneOnWith.get().equals(draft)) {
      Files.move(goneOnWith.get(), draft, ATOMIC_MOVE);
    }
    return new HistoryDraft(folder, Files.createDirectories(draft));
  }

  /// Where to write. Every file in it is moved by [#commit()].
  public Path folder() {
    return draft;
  }

  /// Takes a table of the old history over as it lies there: no byte is copied where the disk knows
  /// links.
  ///
  /// @throws IOException if a file cannot be linked and not copied either
  public void keep(HistoryTable<?> table) throws IOException {
    for (Path file : table.files(folder)) {
      keep(file);
    }
  }

  /// As [#keep(HistoryTable)], of one of its [HistoryTable#files(Path)].
  public void keep(Path file) throws IOException {
    Path kept = draft.resolve(folder.toAbsolutePath().relativize(file.toAbsolutePath()));
    Files.createDirectories(Objects.requireNonNull(kept.getParent()));
    try {
      Files.createLink(kept, file);
    } catch (UnsupportedOperationException | FileSystemException e) {
      Files.copy(file, kept);
    }
  }

  /// Puts the draft in the place of the old history, in one step: the renaming of its folder.
  ///
  /// @throws IOException if that fails; the old history is still there unless the step was made
  public void commit() throws IOException {
    for (Path file : allFiles(draft)) {
      force(file);
    }
    Files.move(draft, folder.resolve(COMPLETE), ATOMIC_MOVE);
    settle(folder);
  }

  @Override
  public void close() throws IOException {
    FileTree.delete(draft);
  }

  /// Has all of a file on the disk, so that it survives the machine.
  static void force(Path file) throws IOException {
    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
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
      Files.deleteIfExists(folder.resolve(HistoryShift.FILE));
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
