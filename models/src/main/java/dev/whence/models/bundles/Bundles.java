package dev.whence.models.bundles;

import dev.whence.models.bundles.LoadResult.Check;
import dev.whence.models.bundles.LoadResult.Loaded;
import dev.whence.models.bundles.LoadResult.Missing;
import dev.whence.models.bundles.LoadResult.Refused;
import dev.whence.models.scoring.OnnxScorer;
import dev.whence.models.scoring.Scorer;
import dev.whence.models.scoring.TribuoScorer;
import dev.whence.text.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/// Reads and writes bundle folders `<name>/<version>/{model.onnx or model.tribuo, card.json,
/// golden.csv}`.
public final class Bundles {
  static final String CARD = "card.json";
  static final String GOLDEN = "golden.csv";

  private Bundles() {}

  /// Loads the bundle in a folder and checks it: never throws for a bad one.
  ///
  /// Where the card cannot tell the model's name, the folder's parent does.
  public static LoadResult load(Path folder) {
    String name = parentName(folder);
    return Files.isDirectory(folder)
        ? load(name, folder.toString(), BundleFiles.in(folder))
        : new Missing(name, "There is no folder " + folder + ".");
  }

  /// Loads a bundle, wherever its files are, and checks it: never throws for a bad one.
  ///
  /// @param name of the model, where the card cannot tell it
  /// @param place begins what is said against the bundle
  public static LoadResult load(String name, String place, BundleFiles files) {
    try {
      ModelCard card = ModelCards.read(files);
      ModelCards.check(card);
      byte[] model = readModel(files, card);
      Scorer scorer = open(card, model);
      try {
        checkGolden(card, readGolden(files), scorer);
      } catch (RefusedException e) {
        scorer.close();
        throw e;
      }
      return new Loaded(new Bundle(card, scorer));
    } catch (RefusedException e) {
      return new Refused(name, e.check, place + ": " + e.getMessage());
    }
  }

  /// Writes a bundle under `root`, proves that it loads, and only then gives it its place.
  ///
  /// @param card its digest is filled in
  /// @return the folder, `root/<name>/<version>`
  /// @throws FileAlreadyExistsException if that version exists: a released bundle never changes
  /// @throws IllegalArgumentException if the bundle would be refused
  public static Path write(Path root, ModelCard card, byte[] model, GoldenRows golden)
      throws IOException {
    try {
      ModelCards.check(card);
    } catch (RefusedException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
    Path folder = root.resolve(card.name()).resolve(card.version());
    if (Files.exists(folder)) {
      throw new FileAlreadyExistsException(
          folder.toString(), null, "this version exists.\nMaybe choose another, or remove it");
    }
    Files.createDirectories(folder.getParent());
    Path draft = Files.createTempDirectory(folder.getParent(), "." + card.version());
    try {
      Files.write(draft.resolve(card.kind().fileName()), model);
      Files.writeString(draft.resolve(GOLDEN), golden.toCsv());
      ModelCards.write(card.withModelSha256(Sha256.hex(model)), draft.resolve(CARD));
      switch (load(draft)) {
        case Loaded(Bundle bundle) -> bundle.close();
        case Missing missing -> throw new IllegalArgumentException(missing.detail());
        case Refused refused -> throw new IllegalArgumentException(refused.detail());
      }
      return Files.move(draft, folder, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      deleteIfLeft(draft);
    }
  }

  /// A check that failed, on its way to [Refused].
  static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1;
    private final Check check;

    RefusedException(Check check, String message) {
      super(message);
      this.check = check;
    }
  }

  private static byte[] readModel(BundleFiles files, ModelCard card) throws RefusedException {
    String file = card.kind().fileName();
    byte[] model;
    try {
      model = files.read(file);
    } catch (IOException e) {
      throw new RefusedException(
          Check.DIGEST,
          "%s cannot be read: %s.\nMaybe copy the whole folder again."
              .formatted(file, BundleFiles.why(e)));
    }
    String digest = Sha256.hex(model);
    if (!digest.equals(card.modelSha256())) {
      throw new RefusedException(
          Check.DIGEST,
          ("The SHA-256 of %s (%d bytes) is %s, the card says %s.\n"
                  + "Maybe the copy was cut short; copy the whole folder again.")
              .formatted(file, model.length, digest, card.modelSha256()));
    }
    return model;
  }

  private static Scorer open(ModelCard card, byte[] model) throws RefusedException {
    try {
      return switch (card.kind()) {
        case ONNX -> OnnxScorer.open(model, card.input(), card.outputs());
        case TRIBUO -> TribuoScorer.open(model, card.featureNames(), card.outputs());
      };
    } catch (RuntimeException e) { // whatever a runtime says of bytes it did not expect
      throw new RefusedException(Check.MODEL, String.valueOf(e.getMessage()));
    }
  }

  private static GoldenRows readGolden(BundleFiles files) throws RefusedException {
    try {
      return GoldenRows.read(files.read(GOLDEN));
    } catch (IOException e) {
      throw new RefusedException(
          Check.GOLDEN,
          "golden.csv cannot be read: %s.\nMaybe copy it again.".formatted(BundleFiles.why(e)));
    } catch (IllegalArgumentException e) {
      throw new RefusedException(Check.GOLDEN, String.valueOf(e.getMessage()));
    }
  }

  private static void checkGolden(ModelCard card, GoldenRows golden, Scorer scorer)
      throws RefusedException {
    List<String> columns =
        Stream.concat(card.featureNames().stream(), card.outputNames().stream()).toList();
    if (!golden.columns().equals(columns)) {
      throw new RefusedException(
          Check.GOLDEN,
          "The columns of golden.csv are %s, the card's features and outputs %s."
              .formatted(golden.columns(), columns));
    }
    int features = card.features().size();
    float[][] answers;
    try {
      answers = scorer.score(golden.leading(features), golden.size());
    } catch (RuntimeException e) {
      throw new RefusedException(
          Check.GOLDEN, "The golden rows cannot be scored: " + e.getMessage());
    }
    for (int output = 0; output < answers.length; output++) {
      for (int row = 0; row < golden.size(); row++) {
        compare(
            card.outputNames().get(output),
            row,
            golden.value(row, features + output),
            answers[output][row]);
      }
    }
  }

  private static void compare(String output, int row, float expected, float actual)
      throws RefusedException {
    double allowed = GoldenRows.TOLERANCE * Math.max(1, Math.abs(expected));
    if (!(Math.abs((double) actual - expected) <= allowed)) {
      throw new RefusedException(
          Check.GOLDEN,
          ("Golden row %d: %s is %s, expected %s.\n"
                  + "Maybe the model file and golden.csv come from different trainings.")
              .formatted(row + 1, output, actual, expected));
    }
  }

  private static String parentName(Path folder) {
    Path parent = folder.toAbsolutePath().normalize().getParent();
    Path name = parent == null ? null : parent.getFileName();
    return name == null ? "unknown" : name.toString();
  }

  private static void deleteIfLeft(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
