package dev.whence.models.bundles;

import java.time.Instant;
import java.util.Map;

/// How a model came to be: enough to make it again.
///
/// @param dataSha256 digest over the training data, lower-case hex
/// @param dataSource what the data is, for instance `simulated history, size S`
/// @param dataFrom oldest hand-over or order in the data
/// @param dataTo newest; the age of the model is measured from it
/// @param rows in the training part
/// @param settings of the trainer, by name
/// @param libraries versions by name
public record TrainingRecord(
    String dataSha256,
    String dataSource,
    Instant dataFrom,
    Instant dataTo,
    long rows,
    TemporalSplit split,
    Map<String, String> settings,
    long seed,
    Map<String, String> libraries,
    Instant trainedAt) {

  public TrainingRecord {
    settings = Map.copyOf(settings);
    libraries = Map.copyOf(libraries);
  }

  /// Where the data was cut. Rows between one part's end and the next one's start are an embargo
  /// and used by neither.
  ///
  /// @param trainUntil end of the training part, excluded
  /// @param calibrateFrom start of the part that chose and calibrated
  /// @param calibrateUntil its end, excluded
  /// @param testFrom start of the part behind the metrics; it runs to the end of the data
  public record TemporalSplit(
      Instant trainUntil, Instant calibrateFrom, Instant calibrateUntil, Instant testFrom) {}
}
