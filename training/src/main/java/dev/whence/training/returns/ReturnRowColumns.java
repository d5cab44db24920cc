package dev.whence.training.returns;

import com.jerolba.carpet.annotation.NotNull;
import dev.whence.pipeline.history.HistoryWriter;
import dev.whence.pipeline.history.ParquetFile;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/// One measured order line in the file of rows: component names become columns in snake case.
///
/// @param returned whether a unit came back within the window
/// @param model chance of that, as the others
record ReturnRowColumns(
    @NotNull String orderId,
    @NotNull String lineId,
    @NotNull Instant orderedAt,
    @NotNull String category,
    boolean returned,
    double model,
    double constant,
    double categoryTable) {

  /// Replaces the file: every measured line, in order of its order.
  static void write(MeasuredLines measured, Path file) {
    Map<String, double[]> chances = measured.chances();
    double[] model = Objects.requireNonNull(chances.get("model"));
    double[] constant = Objects.requireNonNull(chances.get("constant"));
    double[] table = Objects.requireNonNull(chances.get("category table"));
    try (HistoryWriter<ReturnRowColumns> writer =
        ParquetFile.create(file, ReturnRowColumns.class)) {
      for (int i = 0; i < model.length; i++) {
        SoldLine line = measured.lines().get(i);
        writer.write(
            new ReturnRowColumns(
                line.order().value(),
                line.line().value(),
                line.orderedAt(),
                line.query().category(),
                line.cameBack(),
                model[i],
                constant[i],
                table[i]));
      }
      writer.commit();
    }
  }
}
