package dev.whence.pipeline.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/// Turns what a user can mend into a sentence and an exit code. Anything else is a bug and keeps
/// its stack trace.
public final class Failures implements IExecutionExceptionHandler {

  @Override
  public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed)
      throws Exception {
    PrintWriter err = command.getErr();
    switch (e) {
      case WrongInput wrong -> {
        err.println(wrong.getMessage());
        return CommandLine.ExitCode.USAGE;
      }
      case UncheckedIOException io -> err.println(sentence(Objects.requireNonNull(io.getCause())));
      case IOException io -> err.println(sentence(io));
      default -> throw e;
    }
    return CommandLine.ExitCode.SOFTWARE;
  }

  private static String sentence(IOException e) {
    String message = String.valueOf(e.getMessage());
    if (message.contains("No space left on device")) {
      return "The disk is full: %s.\nMaybe free some space or choose another --out."
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
          "%s is a file, not a folder.\nMaybe choose another --out.".formatted(exists.getFile());
      case NotDirectoryException file ->
          "%s is not a folder.\nMaybe name the folder it lies in.".formatted(file.getFile());
      case FileSystemException other ->
          "Cannot use %s: %s.\nMaybe choose another folder."
              .formatted(other.getFile(), other.getReason());
      default -> message;
    };
  }
}
