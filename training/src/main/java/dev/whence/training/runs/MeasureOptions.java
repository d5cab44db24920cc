package dev.whence.training.runs;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/// On which rows a released model is measured.
///
/// @param from when the first row began; without it, where what the model learned from ends
/// @param until when the last row began, excluded
/// @param rows Parquet file for a row per measured row
/// @param unrelated whether the model cannot have learned from the history, whatever its time
public record MeasureOptions(
    Path history,
    Optional<Instant> from,
    Optional<Instant> until,
    Optional<Path> rows,
    boolean unrelated) {

  public MeasureOptions(Path history, Optional<Instant> from, Optional<Instant> until) {
    this(history, from, until, Optional.empty(), false);
  }

  /// The same of a history that the model cannot have learned from.
  public MeasureOptions asUnrelated() {
    return new MeasureOptions(history, from, until, rows, true);
  }
}
