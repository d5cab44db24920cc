package dev.whence.training.returns;

import dev.whence.pipeline.terminal.Progress;
import dev.whence.training.runs.CannotTrain;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Where a run has the lines of a history from: this process, or many.
public interface LineSource {

  /// This process: all lines and returns are held in memory.
  LineSource IN_PROCESS = ReturnRun::read;

  /// @param window a return counts when it was known within this time from the order
  /// @param until the instant from which on nothing is known; without it, the end of the history
  /// @param now nothing may be dated after it
  /// @throws CannotTrain if the history is missing, damaged or cannot be
  SoldLines read(
      Path history, Duration window, Optional<Instant> until, Instant now, Progress progress);
}
