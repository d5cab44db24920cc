package dev.whence.models.bundles;

import dev.whence.models.scoring.Scorer;

/// A model that passed every check and can be asked.
public record Bundle(ModelCard card, Scorer scorer) implements AutoCloseable {
  public ModelContract contract() {
    return ModelContract.find(card.name()).orElseThrow();
  }

  @Override
  public void close() {
    scorer.close();
  }
}
