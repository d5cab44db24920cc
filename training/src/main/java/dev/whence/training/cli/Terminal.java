package dev.whence.training.cli;

import dev.whence.training.progress.Progress;
import java.io.Console;
import java.util.Optional;

/// Where a person may be watching.
final class Terminal {
  private Terminal() {}

  /// On standard error, so that standard output stays a report.
  static Progress progress() {
    boolean terminal =
        Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
    return Progress.to(System.err, terminal);
  }
}
