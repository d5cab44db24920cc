package dev.whence.training.runs;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/// On which rows a released model is measured.
///
/// @param from when the first row began; without it, where the model's own test part starts
/// @param until when the last row began, excluded
/// @param rows Parquet file for a row per measured row
public record MeasureOptions(
    Path history, Optional<Instant> from, Optional<Instant> until, Optional<Path> rows) {

  public MeasureOptions(Path history, Optional<Instant> from, Optional<Instant> until) {
    this(history, from, until, Optional.empty());
  }
}
