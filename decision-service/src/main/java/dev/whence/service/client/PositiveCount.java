package dev.whence.service.client;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/// What an option that counts something may be.
public final class PositiveCount {
  private PositiveCount() {}

  /// @param command its own
  /// @throws ParameterException if it is less than 1
  public static void require(CommandSpec command, String option, int value) {
    if (value < 1) {
      throw new ParameterException(
          command.commandLine(),
          "Invalid value for option '%s': %d is not a whole number from 1."
              .formatted(option, value));
    }
  }
}
