package dev.whence.training.cli;

import dev.whence.models.bundles.Bundle;
import dev.whence.models.bundles.Bundles;
import dev.whence.models.bundles.LoadResult;
import dev.whence.training.runs.CannotTrain;
import java.nio.file.Path;

/// A bundle named on the command line.
final class GivenBundle {
  private GivenBundle() {}

  /// @throws CannotTrain if there is none, or it may not be used
  static Bundle open(Path folder) {
    return switch (Bundles.load(folder)) {
      case LoadResult.Loaded(Bundle bundle, _) -> bundle;
      case LoadResult.Missing missing -> throw new CannotTrain(missing.detail());
      case LoadResult.Refused refused -> throw new CannotTrain(refused.detail());
    };
  }
}
