package dev.whence.training.publishing;

import dev.whence.models.bundles.Bundles;
import dev.whence.models.bundles.GoldenRows;
import dev.whence.models.bundles.ModelCard;
import dev.whence.models.scoring.Scorer;
import dev.whence.text.FileTree;
import dev.whence.training.reports.Report;
import dev.whence.training.reports.ReportFiles;
import dev.whence.training.runs.CannotTrain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Gives a bundle its place, together with its report: all of it or nothing.
public final class Publisher {
  /// How far a converted model may lie from the trained one, absolutely or relative to it.
  public static final double TOLERANCE = 5e-6;

  /// Below the root, where bundles lie that have not earned their place; the last one of a version.
  public static final String CANDIDATES = "candidates";

  private static final int GOLDEN_ROWS = 40;

  private Publisher() {}

  /// Holds a converted model to the trained one on every row given.
  ///
  /// @param expected per output what the trained model answers
  /// @throws IllegalStateException if they differ: then nothing may be published
  public static void requireEqual(
      Scorer converted, List<String> outputs, float[][] rows, float[][] expected) {
    float[][] actual = converted.score(flat(rows), rows.length);
    for (int output = 0; output < outputs.size(); output++) {
      for (int row = 0; row < rows.length; row++) {
        double wanted = expected[output][row];
        double allowed = TOLERANCE * Math.max(1, Math.abs(wanted));
        if (!(Math.abs(actual[output][row] - wanted) <= allowed)) {
          throw new IllegalStateException(
              "The converted model answers %s = %s in row %d, the trained one %s; nothing was published."
                  .formatted(outputs.get(output), actual[output][row], row, wanted));
        }
      }
    }
  }

  /// Rows spread evenly over the given ones, with the answers of the trained model.
  ///
  /// @param expected per output one answer per row
  public static GoldenRows golden(ModelCard card, float[][] rows, float[][] expected) {
    int count = Math.min(GOLDEN_ROWS, rows.length);
    List<float[]> features = new ArrayList<>();
    List<float[]> outputs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int row = (int) ((long) i * rows.length / count);
      features.add(rows[row]);
      float[] answers = new float[expected.length];
      for (int output = 0; output < answers.length; output++) {
        answers[output] = expected[output][row];
      }
      outputs.add(answers);
    }
    return GoldenRows.of(card, features, outputs);
  }

  /// @throws CannotTrain if the folder is taken and may not be replaced
  public static void requireFree(Path out, String name, String version, boolean replace) {
    Path folder = out.resolve(name).resolve(version);
    if (Files.exists(folder) && !replace) {
      throw new CannotTrain(
          "%s exists.\nMaybe give another --version, or --force to replace it.".formatted(folder));
    }
  }

  /// Writes the bundle with `report.html` and `report.json` beside its card.
  ///
  /// @param second line of the bundle, if it has one
  /// @param earned whether it is better than what is there without it; else it goes below
  ///   [#CANDIDATES]
  /// @param replace whether an existing version gives way
  /// @return the bundle's folder
  public static Path publish(
      Path root,
      Bundles.Parts first,
      Optional<Bundles.Parts> second,
      Report report,
      boolean earned,
      boolean replace)
      throws IOException {
    ModelCard card = first.card();
    Path out = earned ? root : root.resolve(CANDIDATES);
    requireFree(out, card.name(), card.version(), replace || !earned);
    Files.createDirectories(out);
    Path drafts = Files.createTempDirectory(out, ".draft-");
    try {
      Path draft = readable(Bundles.write(drafts, first, second), drafts.resolve("ready"));
      ReportFiles.write(report, draft);
      Path folder = out.resolve(card.name()).resolve(card.version());
      Files.createDirectories(folder.getParent());
      if (Files.exists(folder)) {
        Files.move(folder, drafts.resolve("replaced"));
      }
      return Files.move(draft, folder);
    } finally {
      FileTree.delete(drafts);
    }
  }

  /// Moves files out of a temporary folder, which only its owner may enter, into an ordinary one.
  private static Path readable(Path temporary, Path folder) throws IOException {
    Files.createDirectory(folder);
    try (var files = Files.list(temporary)) {
      for (Path file : files.toList()) {
        Files.move(file, folder.resolve(file.getFileName()));
      }
    }
    return folder;
  }

  private static float[] flat(float[][] rows) {
    int width = rows.length == 0 ? 0 : rows[0].length;
    float[] values = new float[rows.length * width];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(rows[i], 0, values, i * width, width);
    }
    return values;
  }
}
