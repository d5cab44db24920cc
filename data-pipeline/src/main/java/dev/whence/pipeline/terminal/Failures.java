package dev.whence.pipeline.terminal;

import dev.whence.text.FileTrouble;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/// Turns what a user can mend into a sentence and an exit code. Anything else is a bug and keeps
/// its stack trace.
///
/// @param told the exit code of what a command throws with a message for people; 1 where a file
///   cannot be used
public record Failures(Map<Class<? extends RuntimeException>, Integer> told)
    implements IExecutionExceptionHandler {
  public Failures {
    told = Map.copyOf(told);
  }

  @Override
  public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed)
      throws Exception {
    Optional<Integer> exitCode =
        told.entrySet().stream()
            .filter(each -> each.getKey().isInstance(e))
            .map(Map.Entry::getValue)
            .findFirst();
    if (exitCode.isPresent()) {
      command.getErr().println(e.getMessage());
      return exitCode.get();
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
