package dev.whence.pipeline.export;

import dev.whence.pipeline.history.HistoryTable;
import dev.whence.text.FileTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/// Exchanges a folder as a whole. Whoever is ended in between leaves the old folder or the new one
/// beside its place, and [#restore] puts the old one back.
final class HistoryFolder {
  private static final String DRAFT = ".draft-";
  private static final String REPLACED = ".replaced";

  private HistoryFolder() {}

  /// An empty folder beside `target`, for what shall replace it. Its name ends with the number of
  /// this process.
  static Path draft(Path target) throws IOException {
    Files.createDirectories(Objects.requireNonNull(target.getParent()));
    return Files.createDirectory(
        target.resolveSibling(target.getFileName() + DRAFT + ProcessHandle.current().pid()));
  }

  /// @throws UnusableStore if `target` has something in it that is no history
  static void requireReplaceable(Path target) throws IOException {
    if (!Files.exists(target)) {
      return;
    }
    if (!Files.isDirectory(target)) {
      throw new UnusableStore(
          "%s is a file, not a folder.\nMaybe name another --out.".formatted(target));
    }
    try (Stream<Path> entries = Files.list(target)) {
      Optional<Path> other = entries.filter(entry -> !isOfAHistory(entry)).findFirst();
      if (other.isPresent()) {
        throw new UnusableStore(
            "%s holds %s, which is no part of a history, and would be replaced as a whole.\nMaybe name another --out, or move that away."
                .formatted(target, other.get().getFileName()));
      }
    }
  }

  private static boolean isOfAHistory(Path entry) {
    String name = String.valueOf(entry.getFileName());
    return name.equals("rejects.csv")
        || name.endsWith("-report.json")
        || HistoryTable.ALL.stream()
            .anyMatch(table -> name.equals(table.name()) || name.equals(table.name() + ".parquet"));
  }

  /// Takes `draft` to where `target` is, or was.
  static void replace(Path target, Path draft) throws IOException {
    Path replaced = replaced(target);
    if (Files.exists(target)) {
      Files.move(target, replaced, StandardCopyOption.ATOMIC_MOVE);
    }
    Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
    FileTree.delete(replaced);
  }

  /// Makes good what somebody left who was ended: puts back a folder that was about to be replaced,
  /// and removes drafts of processes that are gone.
  static void restore(Path target) throws IOException {
    Path replaced = replaced(target);
    if (Files.exists(replaced)) {
      if (Files.exists(target)) {
        FileTree.delete(replaced);
      } else {
        Files.move(replaced, target, StandardCopyOption.ATOMIC_MOVE);
      }
    }
    Path parent = Objects.requireNonNull(target.getParent());
    if (Files.isDirectory(parent)) {
      String drafts = target.getFileName() + DRAFT;
      try (Stream<Path> entries = Files.list(parent)) {
        for (Path left :
            entries
                .filter(entry -> String.valueOf(entry.getFileName()).startsWith(drafts))
                .filter(entry -> !isAtWork(String.valueOf(entry.getFileName()), drafts))
                .toList()) {
          FileTree.delete(left);
        }
      }
    }
  }

  private static boolean isAtWork(String draft, String prefix) {
    try {
      long process = Long.parseLong(draft.substring(prefix.length()));
      return process != ProcessHandle.current().pid()
          && ProcessHandle.of(process).filter(ProcessHandle::isAlive).isPresent();
    } catch (NumberFormatException e) {
      return true; // none of ours
    }
  }

  private static Path replaced(Path target) {
    return target.resolveSibling(target.getFileName() + REPLACED);
  }
}
