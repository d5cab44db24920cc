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

  /// Runs a command, also where there is too little memory for it.
  ///
  /// @return the exit code
  public static int execute(CommandLine command, String... arguments) {
    try {
      return command.execute(arguments);
    } catch (OutOfMemoryError e) {
      return tooLittleMemory(command);
    }
  }

  private static int tooLittleMemory(CommandLine command) {
    long megabytes = Runtime.getRuntime().maxMemory() >> 20;
    command
        .getErr()
        .println(
            "A heap of %d MB is too little for this; nothing was published or replaced.\nMaybe give it more: WHENCE_HEAP=%dm."
                .formatted(megabytes, 2 * megabytes));
    return CommandLine.ExitCode.SOFTWARE;
  }

  private static boolean lacksMemory(Throwable e) {
    return e instanceof OutOfMemoryError || (e.getCause() != null && lacksMemory(e.getCause()));
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
    if (lacksMemory(e)) {
      return tooLittleMemory(command);
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
