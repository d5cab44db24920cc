package dev.whence.training.transit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.models.transit.TransitFeatures;
import dev.whence.pipeline.history.HistoryTable;
import dev.whence.pipeline.terminal.Progress;
import dev.whence.training.Main;
import dev.whence.training.boosting.Boosting;
import dev.whence.training.boosting.LabeledRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/// What training costs beside a scan of the same history by DuckDB and a fit of the same rows by
/// XGBoost itself, in one run; docs/training.md has the command.
@EnabledIfSystemProperty(named = "training.history", matches = ".+")
class TrainingBenchmark {

  private static final Path HISTORY = Path.of(System.getProperty("training.history", "."));
  private static final String HEAP = System.getProperty("training.heap", "1400m");
  private static final int ROUNDS = 60;

  /// Read three times, the best counts: the first finds cold classes.
  private static final int TIMES = 3;

  @TempDir private Path folder;

  @Test
  void trains() throws Exception {
    wholeTraining();
    double scan = best("DuckDB reads every column of the shipments", TrainingBenchmark::scan);
    var parcels = new ArrayList<Parcels>();
    double features =
        best(
            "Whence reads them, checks them and makes the feature rows",
            () -> {
              parcels.clear();
              parcels.add(
                  ParcelSource.IN_PROCESS.read(
                      HISTORY,
                      new ParcelSource.Part(Optional.empty(), 0),
                      Instant.now(),
                      Progress.silent()));
              return rows(parcels.getFirst()).size();
            });
    LabeledRows rows = rows(parcels.getFirst());
    parcels.clear();
    var settings = TransitSettings.DEFAULT.center().withMostRounds(ROUNDS);
    float[] flat = new float[rows.size() * rows.columns().size()];
    for (int i = 0; i < rows.size(); i++) {
      System.arraycopy(rows.rows()[i], 0, flat, i * rows.columns().size(), rows.columns().size());
    }
    double raw = best("XGBoost fits the rows", () -> fitRaw(rows, flat));
    double ours =
        best(
            "Whence fits the rows",
            () -> new Boosting(settings, TransitTrainer.RISING, 1).fit(rows).trees().features());
    System.out.printf(
        Locale.ROOT,
        "features for the scan %.2f, fit for the raw one %.2f (%d rows, %d rounds)%n",
        features / scan,
        ours / raw,
        rows.size(),
        ROUNDS);
  }

  /// As its users run it: the command in a JVM of its own.
  private void wholeTraining() throws IOException, InterruptedException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx" + HEAP,
            "-XX:+UseSerialGC",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "train",
            "transit-time",
            "--history",
            HISTORY.toString(),
            "--out",
            folder.toString(),
            "--source",
            "benchmark");
    long begun = System.nanoTime();
    Process process = new ProcessBuilder(command).inheritIO().start();
    String peak = "unknown";
    while (!process.waitFor(200, TimeUnit.MILLISECONDS)) {
      peak = peak(process, peak);
    }
    assertThat(process.exitValue()).isIn(0, 4);
    System.out.printf(
        Locale.ROOT,
        "The whole training: %.0f s, heap at most %s, the whole process at most %s%n",
        (System.nanoTime() - begun) / 1e9,
        HEAP,
        peak);
  }

  /// The most memory a process has had so far, where the system tells it.
  private static String peak(Process process, String before) {
    try (var lines = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
      return lines
          .filter(line -> line.startsWith("VmHWM:"))
          .map(line -> line.substring("VmHWM:".length()).strip())
          .findFirst()
          .orElse(before);
    } catch (IOException | java.io.UncheckedIOException e) {
      return before;
    }
  }

  /// Seconds.
  private static double best(String what, Callable<Integer> work) throws Exception {
    double best = Double.POSITIVE_INFINITY;
    for (int i = 0; i < TIMES; i++) {
      long begun = System.nanoTime();
      assertThat(work.call()).isPositive();
      best = Math.min(best, (System.nanoTime() - begun) / 1e9);
    }
    System.out.printf(Locale.ROOT, "%s: %.1f s%n", what, best);
    return best;
  }

  /// Every value of every column comes to this process, as rows do when they are read. DuckDB may
  /// use every processor, as Whence may, which digests the rows on a second thread.
  private static int scan() throws Exception {
    String files =
        HistoryTable.SHIPMENTS.files(HISTORY).stream()
            .map(file -> "'" + file + "'")
            .collect(Collectors.joining(", ", "[", "]"));
    try (var connection = DriverManager.getConnection("jdbc:duckdb:");
        var statement = connection.createStatement()) {
      try (var rows = statement.executeQuery("SELECT * FROM read_parquet(" + files + ")")) {
        int columns = rows.getMetaData().getColumnCount();
        int values = 0;
        while (rows.next()) {
          for (int column = 1; column <= columns; column++) {
            values += rows.getObject(column) == null ? 0 : 1;
          }
        }
        return values;
      }
    }
  }

  private static LabeledRows rows(Parcels parcels) {
    var table = TransitFeatures.table(new java.util.TreeMap<>());
    List<Parcel> delivered = parcels.all().stream().filter(Parcel::isDelivered).toList();
    float[][] rows = new float[delivered.size()][];
    float[] labels = new float[rows.length];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = table.row(delivered.get(i).query());
      labels[i] = (float) delivered.get(i).logDays();
    }
    return new LabeledRows(table.names(), rows, labels);
  }

  /// @param flat the same rows one after the other
  private static int fitRaw(LabeledRows rows, float[] flat) throws Exception {
    int columns = rows.columns().size();
    var parameters = new HashMap<String, Object>();
    parameters.put("tree_method", "hist");
    parameters.put("objective", "reg:squarederror");
    parameters.put("max_depth", 6);
    parameters.put("eta", 0.06);
    parameters.put("min_child_weight", 40);
    parameters.put("subsample", 0.8);
    parameters.put("nthread", 1);
    parameters.put(
        "monotone_constraints",
        rows.columns().stream()
            .map(column -> TransitTrainer.RISING.contains(column) ? "1" : "0")
            .collect(Collectors.joining(",", "(", ")")));
    var matrix = new DMatrix(flat, rows.size(), columns, Float.NaN);
    matrix.setLabel(rows.labels());
    var booster = XGBoost.train(matrix, parameters, ROUNDS, java.util.Map.of(), null, null);
    int features = booster.getFeatureScore((String) null).size();
    booster.dispose();
    matrix.dispose();
    return features;
  }
}
