package dev.whence.service.versions;

import dev.whence.domain.estimates.Estimator;
import dev.whence.models.estimates.ModelRegistry;

/// A version of which model answers what, ready to be asked.
///
/// @param registry with what became of loading each model
public record ModelSet(int number, ModelRegistry registry, Estimator estimator)
    implements AutoCloseable {
  @Override
  public void close() {
    registry.close();
  }
}
