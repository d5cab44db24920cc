package dev.whence.text;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Objects;

/// What is the matter with a file, for the person who named it.
public final class FileTrouble {
  private FileTrouble() {}

  /// A sentence that names the file, and what may help. Of a failure that is about no file its
  /// message as it stands.
  public static String sentence(IOException e) {
    String message = Objects.requireNonNullElse(e.getMessage(), e.toString());
    if (message.contains("No space left on device")) {
      return "The disk is full: %s.\nMaybe free some space or choose another folder."
          .formatted(message);
    }
    return switch (e) {
      case AccessDeniedException denied ->
          "Not allowed to read or write %s.\nMaybe choose another folder or mend its permissions."
              .formatted(denied.getFile());
      case NoSuchFileException missing ->
          "There is no %s.\nMaybe the path is relative to another folder."
              .formatted(missing.getFile());
      case FileAlreadyExistsException exists ->
          "%s is in the way: it exists and is no folder.\nMaybe choose another folder."
              .formatted(exists.getFile());
      case NotDirectoryException file ->
          "%s is not a folder.\nMaybe name the folder it lies in.".formatted(file.getFile());
      case FileSystemException other ->
          "Cannot use %s: %s.\nMaybe choose another folder."
              .formatted(
                  other.getFile(), Objects.requireNonNullElse(other.getReason(), "unknown cause"));
      default -> message;
    };
  }
}
