package dev.whence.service.console;

import dev.whence.domain.estimates.FallbackReason.DoesWorse;
import dev.whence.models.bundles.LoadResult;
import dev.whence.models.estimates.SinceRelease;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The models that answer now.
///
/// @param assignment the number of the version in force
/// @param learned of them since they were released
public record ModelsPage(
    Frame frame, int assignment, List<LoadResult> models, SinceRelease learned) {

  /// What watching found; null where it found nothing.
  public @Nullable DoesWorse worse(LoadResult.Loaded model) {
    return learned.worse(model.bundle().card().ref()).orElse(null);
  }
}
