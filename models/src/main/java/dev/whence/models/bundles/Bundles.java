package dev.whence.models.bundles;

import dev.whence.domain.estimates.ModelRef;
import dev.whence.models.bundles.LoadResult.Check;
import dev.whence.models.bundles.LoadResult.Loaded;
import dev.whence.models.bundles.LoadResult.Missing;
import dev.whence.models.bundles.LoadResult.Refused;
import dev.whence.models.scoring.LinearScorer;
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
import java.util.Optional;
import java.util.stream.Stream;

/// Reads and writes bundle folders `<name>/<version>/{card.json, golden.csv, model file}`, the
/// model file named by [ModelCard.Kind]. A second line lies beside them in files of the same names
/// after `second-`.
public final class Bundles {
  static final String CARD = "card.json";
  static final String GOLDEN = "golden.csv";

  /// Before the names of the second line's files.
  static final String SECOND = "second-";

  /// After the version of a second line.
  public static final String SECOND_SUFFIX = "+second";

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

  /// What a bundle says of itself; nothing of it is loaded.
  ///
  /// @return empty if it says it in words that this release does not read
  public static Optional<ModelCard> findCard(BundleFiles files) {
    try {
      return Optional.of(ModelCards.read(files));
    } catch (RefusedException e) {
      return Optional.empty();
    }
  }

  /// Loads a bundle with its second line, wherever its files are, and checks both: never throws for
  /// a bad one.
  ///
  /// @param name of the model, where the card cannot tell it
  /// @param place begins what is said against the bundle
  public static LoadResult load(String name, String place, BundleFiles files) {
    Optional<LoadResult> second = loadSecond(name, place, files);
    return switch (loadAlone(name, place, files, "")) {
      case Loaded(Bundle bundle, _) -> new Loaded(bundle, second);
      case Refused(String model, Check check, String detail, _) ->
          new Refused(model, check, detail, second);
      case Missing missing -> missing;
    };
  }

  private static LoadResult loadAlone(
      String name, String place, BundleFiles files, String versionSuffix) {
    try {
      ModelCard card = ModelCards.read(files);
      ModelCards.check(card, versionSuffix);
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

  /// Any file of a second line makes it one, so that half a copy is told and not passed over.
  private static Optional<LoadResult> loadSecond(String name, String place, BundleFiles files) {
    BundleFiles own = files.prefixed(SECOND);
    boolean any =
        Stream.concat(
                Stream.of(CARD, GOLDEN), Stream.of(ModelCard.Kind.values()).map(k -> k.fileName()))
            .anyMatch(own::has);
    if (!any) {
      return Optional.empty();
    }
    String where = place + ", second line (files %s*)".formatted(SECOND);
    LoadResult second = loadAlone(name, where, own, SECOND_SUFFIX);
    if (second instanceof Loaded(Bundle bundle, _)) {
      String mismatch = mismatch(bundle.card(), name, files);
      if (!mismatch.isEmpty()) {
        bundle.close();
        return Optional.of(new Refused(name, Check.CARD, where + ": " + mismatch));
      }
    }
    return Optional.of(second);
  }

  /// Why a second line belongs to another model or version; empty if it does not. Where the first
  /// card cannot be read, only the name can be held against it.
  private static String mismatch(ModelCard second, String name, BundleFiles files) {
    ModelCard first;
    try {
      first = ModelCards.read(files);
    } catch (RefusedException e) {
      return ModelContract.find(name).isEmpty() || second.name().equals(name)
          ? ""
          : "The card is of %s, the bundle of %s.".formatted(second.name(), name);
    }
    ModelRef wanted = secondOf(first.ref());
    return second.ref().equals(wanted)
        ? ""
        : "The card is of %s, the bundle needs %s.\nMaybe the files come from different releases."
            .formatted(second.ref(), wanted);
  }

  /// The name and version that the second line of a model has.
  public static ModelRef secondOf(ModelRef first) {
    return new ModelRef(first.name(), first.version() + SECOND_SUFFIX);
  }

  /// What is written of one line.
  ///
  /// @param card its digest is filled in
  /// @param model the model file
  @SuppressWarnings("ArrayRecordComponent") // never compared, and written at once
  public record Parts(ModelCard card, byte[] model, GoldenRows golden) {}

  /// Writes a bundle without a second line.
  ///
  /// @see #write(Path, Parts, Optional)
  public static Path write(Path root, ModelCard card, byte[] model, GoldenRows golden)
      throws IOException {
    return write(root, new Parts(card, model, golden), Optional.empty());
  }

  /// Writes a bundle under `root`, proves that it loads, and only then gives it its place.
  ///
  /// @param second its second line, of the version [#secondOf]
  /// @return the folder, `root/<name>/<version>`
  /// @throws FileAlreadyExistsException if that version exists: a released bundle never changes
  /// @throws IllegalArgumentException if either line would be refused
  public static Path write(Path root, Parts first, Optional<Parts> second) throws IOException {
    ModelCard card = first.card();
    try {
      ModelCards.check(card, "");
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
      write(first, draft, "");
      if (second.isPresent()) {
        write(second.get(), draft, SECOND);
      }
      LoadResult result = load(draft);
      result.close();
      requireLoaded(result);
      result.second().ifPresent(Bundles::requireLoaded);
      return Files.move(draft, folder, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      deleteIfLeft(draft);
    }
  }

  private static void write(Parts parts, Path folder, String prefix) throws IOException {
    ModelCard card = parts.card();
    Files.write(folder.resolve(prefix + card.kind().fileName()), parts.model());
    Files.writeString(folder.resolve(prefix + GOLDEN), parts.golden().toCsv());
    ModelCards.write(
        card.withModelSha256(Sha256.hex(parts.model())), folder.resolve(prefix + CARD));
  }

  private static void requireLoaded(LoadResult result) {
    switch (result) {
      case Loaded ignored -> {}
      case Missing missing -> throw new IllegalArgumentException(missing.detail());
      case Refused refused -> throw new IllegalArgumentException(refused.detail());
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
        case LOG_LINEAR ->
            LinearScorer.open(LinearModels.read(model), card.featureNames(), card.outputs());
      };
    } catch (RuntimeException | LinkageError e) { // what a runtime says, or one that is not there
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
