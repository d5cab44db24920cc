package dev.whence.service.versions;

import dev.whence.domain.estimates.Estimator;
import dev.whence.models.estimates.ModelEstimator;
import dev.whence.models.estimates.ModelRegistry;
import java.util.List;
import java.util.Set;

/// A version of which model answers what, ready to be asked.
///
/// @param registry with what became of loading each model
/// @param challengers are asked beside, and decide nothing
public record ModelSet(
    int number, ModelRegistry registry, Estimator estimator, Challengers challengers)
    implements AutoCloseable {
  public ModelSet(int number, ModelRegistry registry, Estimator estimator) {
    this(number, registry, estimator, Challengers.none());
  }

  /// Models in the shadow of those that answer.
  ///
  /// @param models the names of those that have one
  public record Challengers(Set<String> models, ModelRegistry registry, Estimator estimator) {
    public Challengers {
      models = Set.copyOf(models);
    }

    public static Challengers none() {
      return of(Set.of(), new ModelRegistry(List.of()));
    }

    static Challengers of(Set<String> models, ModelRegistry registry) {
      return new Challengers(models, registry, new ModelEstimator(registry));
    }
  }

  @Override
  public void close() {
    registry.close();
    challengers.registry().close();
  }
}
