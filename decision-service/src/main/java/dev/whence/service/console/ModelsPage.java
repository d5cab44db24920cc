package dev.whence.service.console;

import dev.whence.domain.estimates.FallbackReason.DoesWorse;
import dev.whence.models.bundles.Calibration;
import dev.whence.models.bundles.LoadResult;
import dev.whence.models.estimates.SinceRelease;
import dev.whence.service.console.ModelVersionPage.Standing;
import dev.whence.service.versions.BundleStore.Published;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The models that answer now, and the versions there are.
///
/// @param assignment the number of the version in force
/// @param challengers asked beside, of the models that have one
/// @param learned of them since they were released
/// @param mayAssign whether the reader may say what answers
public record ModelsPage(
    Frame frame,
    int assignment,
    List<LoadResult> models,
    List<LoadResult> challengers,
    List<Row> versions,
    Activations activations,
    SinceRelease learned,
    boolean mayAssign) {

  /// A published version.
  ///
  /// @param note the first its card has
  public record Row(Published published, Standing standing, String note) {}

  /// The one asked beside a model; null where none is.
  public @Nullable LoadResult challenger(String model) {
    return challengers.stream().filter(each -> each.model().equals(model)).findFirst().orElse(null);
  }

  /// What watching found; null where it found nothing.
  public @Nullable DoesWorse worse(LoadResult.Loaded model) {
    return learned.worse(model.bundle().card().ref()).orElse(null);
  }

  /// How its shape has moved since it was released, in a sentence; empty where it has not.
  public String recalibrated(LoadResult.Loaded model) {
    if (!(model.bundle().card().calibration() instanceof Calibration.LogNormal released)) {
      return "";
    }
    return learned
        .shape(model.bundle().card().ref(), frame.now())
        .map(shape ->
            "Recalibrated by what happened up to %s: of parcels %.1f %% are lost (released: %.1f %%), and the median takes %+.0f %%."
                .formatted(
                    Show.day(shape.day()),
                    100 * shape.calibration().lostShare(),
                    100 * released.lostShare(),
                    100 * shape.medianShift(released)))
        .orElse("");
  }
}
