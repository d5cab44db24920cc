package dev.whence.training.spark;

import dev.whence.models.bundles.ModelContract;
import dev.whence.training.engine.Engine;
import dev.whence.training.engine.EngineSettings;
import dev.whence.training.returns.LineSource;
import dev.whence.training.transit.ParcelSource;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.spark.sql.SparkSession;

/// One Spark session, from the first row to the last.
///
/// History, bundle, matrix and scores are folders that every node sees under the same name.
public final class SparkEngine implements Engine {
  private static final int PARTITIONS_A_CORE = 4;

  /// Held, or their levels would be forgotten.
  private static final Logger SPARK = Logger.getLogger("org.apache.spark");

  private static final Logger HADOOP = Logger.getLogger("org.apache.hadoop");

  private static final Logger NETTY = Logger.getLogger("org.sparkproject");

  private final SparkSession session;
  private final EngineSettings settings;
  private final int partitions;

  private SparkEngine(SparkSession session, EngineSettings settings) {
    this.session = session;
    this.settings = settings;
    this.partitions =
        settings
            .partitions()
            .orElseGet(() -> PARTITIONS_A_CORE * session.sparkContext().defaultParallelism());
    session.conf().set("spark.sql.shuffle.partitions", Integer.toString(partitions));
  }

  static SparkEngine start(EngineSettings settings) {
    SPARK.setLevel(Level.SEVERE);
    HADOOP.setLevel(Level.SEVERE);
    NETTY.setLevel(Level.WARNING);
    SparkSession.Builder builder =
        SparkSession.builder()
            .appName("whence")
            .config("spark.sql.session.timeZone", "UTC")
            .config("spark.sql.datetime.java8API.enabled", true)
            // Columns are found by their very names, as by the other readers.
            .config("spark.sql.caseSensitive", true)
            // As history files are written.
            .config("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS")
            .config("spark.ui.enabled", false);
    String started = System.getProperty("spark.master");
    String master = settings.master().orElse(started == null ? "local[*]" : started);
    builder.master(master);
    if (master.startsWith("local")) {
      // One process: it need not be found by the machine's name.
      builder
          .config("spark.driver.host", "127.0.0.1")
          .config("spark.driver.bindAddress", "127.0.0.1");
    }
    return new SparkEngine(builder.getOrCreate(), settings);
  }

  @Override
  public ParcelSource parcels() {
    return (history, part, now, progress) ->
        new ShipmentFeatures(session, partitions)
            .parcels(history, part, now, sample(), matrix(ModelContract.TRANSIT_TIME), progress);
  }

  @Override
  public LineSource lines() {
    return (history, window, until, now, progress) ->
        new LineFeatures(session, partitions)
            .lines(
                history, window, until, now, sample(), matrix(ModelContract.RETURN_RISK), progress);
  }

  @Override
  public long score(Path bundle, Path history, Path out) {
    return new SparkScores(session, partitions).write(bundle, history, out);
  }

  private Sample sample() {
    return new Sample(settings.sample());
  }

  private Path matrix(ModelContract model) {
    return settings.matrix().resolve(model.modelName());
  }

  @Override
  public void close() {
    session.stop();
  }
}
