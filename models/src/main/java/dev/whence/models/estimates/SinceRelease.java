package dev.whence.models.estimates;

import dev.whence.domain.estimates.FallbackReason.DoesWorse;
import dev.whence.domain.estimates.ModelRef;
import dev.whence.models.bundles.Calibration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What was learned of models since they were released: which do worse than what there is without
/// them, and how the shape of transit times has moved. It is about one version: a newer one begins
/// without. Thread-safe.
public final class SinceRelease {
  private volatile Map<ModelRef, DoesWorse> worse = Map.of();
  private volatile Map<ModelRef, List<Shape>> shapes = Map.of();

  /// A shape that follows what happened.
  ///
  /// @param day the last (UTC) whose outcomes are counted
  /// @param from when it is in force
  /// @param spread mean spread of the parcels of the day, of the logarithm of days
  public record Shape(
      LocalDate day, Instant from, Calibration.LogNormal calibration, double spread) {
    /// How much longer the median takes than with another shape: 0.1 is a tenth more.
    public double medianShift(Calibration.LogNormal released) {
      return Math.expm1(spread * (calibration.median() - released.median()));
    }
  }

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

  /// The shapes of all days; they take the place of those known before.
  ///
  /// @param all of a version in the order of their days
  public void shapes(Map<ModelRef, List<Shape>> all) {
    shapes = Map.copyOf(all);
  }

  /// The shape in force at an instant; empty for the released one.
  public Optional<Shape> shape(ModelRef model, Instant now) {
    List<Shape> all = shapes.getOrDefault(model, List.of());
    for (int i = all.size() - 1; i >= 0; i--) {
      if (!all.get(i).from().isAfter(now)) {
        return Optional.of(all.get(i));
      }
    }
    return Optional.empty();
  }
}
