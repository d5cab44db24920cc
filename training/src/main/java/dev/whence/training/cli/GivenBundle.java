package dev.whence.training.cli;

import dev.whence.models.bundles.Bundle;
import dev.whence.models.bundles.Bundles;
import dev.whence.models.bundles.LoadResult;
import dev.whence.training.runs.CannotTrain;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/// A bundle named on the command line.
final class GivenBundle {
  @Option(
      names = "--bundle",
      required = true,
      paramLabel = "DIR",
      description = "folder with the model file, card.json and golden.csv")
  private Path folder = Path.of(".");

  Path folder() {
    return folder;
  }

  /// @throws CannotTrain if there is none, or it may not be used
  Bundle open() {
    return open(folder);
  }

  /// @throws CannotTrain if there is none, or it may not be used
  static Bundle open(Path folder) {
    return switch (Bundles.load(folder)) {
      case LoadResult.Loaded(Bundle bundle, _) -> bundle;
      case LoadResult.Missing missing -> throw new CannotTrain(missing.detail());
      case LoadResult.Refused refused -> throw new CannotTrain(refused.detail());
    };
  }
}
