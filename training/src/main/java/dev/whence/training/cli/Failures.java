package dev.whence.training.cli;

import dev.whence.training.publishing.CannotTrain;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
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
    switch (e) {
      case CannotTrain cannot -> command.getErr().println(cannot.getMessage());
      case UncheckedIOException io ->
          command.getErr().println(sentence(Objects.requireNonNull(io.getCause())));
      case IOException io -> command.getErr().println(sentence(io));
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
      case FileAlreadyExistsException exists ->
          "%s is in the way: it exists and is no folder.\nMaybe choose another --out."
              .formatted(exists.getFile());
      case FileSystemException other ->
          "Cannot use %s: %s.\nMaybe choose another folder."
              .formatted(
                  other.getFile(),
                  Objects.requireNonNullElse(other.getReason(), "no such file or folder"));
      default -> message;
    };
  }
}
