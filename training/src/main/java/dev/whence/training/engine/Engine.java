package dev.whence.training.engine;

import dev.whence.training.returns.LineSource;
import dev.whence.training.runs.CannotTrain;
import dev.whence.training.transit.ParcelSource;
import java.nio.file.Path;
import java.util.ServiceLoader;

/// Something that reckons features and scores promises on more than this process. It answers as
/// this process does, to the last bit; only a sample is smaller.
public interface Engine extends AutoCloseable {

  /// Where to find one, by [ServiceLoader]: its libraries are on no other class path.
  interface Factory {
    Engine start(EngineSettings settings);
  }

  /// @throws CannotTrain if its libraries are not on the class path
  static Engine spark(EngineSettings settings) {
    return ServiceLoader.load(Factory.class)
        .findFirst()
        .orElseThrow(() ->
            new CannotTrain(
                "Spark is not on the class path: neither the ordinary build nor an installation has it.\nMaybe run `mvn -P spark,quick -pl training-spark -am package`, and for an installation copy training-spark/target/lib-spark into its folder."))
        .start(settings);
  }

  /// Parcels with their windows, of all or of the sample.
  ParcelSource parcels();

  /// Sold lines with their history, of all or of the sample.
  LineSource lines();

  /// Scores what was promised of every shipment of a history, sample or not, as
  /// [dev.whence.training.transit.PromiseScores] does.
  ///
  /// @param bundle folder of a transit-time model
  /// @param out folder for Parquet files, which must not exist
  /// @return shipments scored
  /// @throws CannotTrain if the bundle or the history is missing or damaged, or `out` exists
  long score(Path bundle, Path history, Path out);

  @Override
  void close();
}
