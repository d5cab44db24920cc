package dev.whence.models.estimates;

import dev.whence.domain.estimates.FallbackReason.DoesWorse;
import dev.whence.domain.estimates.ModelRef;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What was learned of models since they were released: which do worse than what there is without
/// them. It is about one version: a newer one begins without. Thread-safe.
public final class SinceRelease {
  private volatile Map<ModelRef, DoesWorse> worse = Map.of();

  /// What watching found now; it takes the place of what it found before.
  ///
  /// @param found at most one of each version
  public void doWorse(Collection<DoesWorse> found) {
    worse =
        found.stream().collect(Collectors.toUnmodifiableMap(DoesWorse::model, Function.identity()));
  }

  /// What watching found last of a version.
  public Optional<DoesWorse> worse(ModelRef model) {
    return Optional.ofNullable(worse.get(model));
  }
}
