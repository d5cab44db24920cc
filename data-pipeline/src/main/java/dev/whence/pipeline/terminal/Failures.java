package dev.whence.pipeline.terminal;

import dev.whence.text.FileTrouble;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/// Turns what a user can mend into a sentence and an exit code. Anything else is a bug and keeps
/// its stack trace.
///
/// @param told what a command throws with a message for people
/// @param exitCode of that; 1 where a file cannot be used
public record Failures(Class<? extends RuntimeException> told, int exitCode)
    implements IExecutionExceptionHandler {

  @Override
  public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed)
      throws Exception {
    if (told.isInstance(e)) {
      command.getErr().println(e.getMessage());
      return exitCode;
    }
    switch (e) {
      case UncheckedIOException io ->
          command.getErr().println(FileTrouble.sentence(Objects.requireNonNull(io.getCause())));
      case IOException io -> command.getErr().println(FileTrouble.sentence(io));
      default -> throw e;
    }
    return CommandLine.ExitCode.SOFTWARE;
  }
}
