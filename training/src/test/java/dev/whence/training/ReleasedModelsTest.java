package dev.whence.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.models.bundles.Bundle;
import dev.whence.models.bundles.LoadResult;
import dev.whence.models.bundles.ModelCard;
import dev.whence.models.bundles.ModelCard.Metric;
import dev.whence.models.bundles.ModelContract;
import dev.whence.models.bundles.ReleasedModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The bundles under `models/released`: they load (which repeats their golden rows), say where they
/// come from, and beat the constant.
class ReleasedModelsTest {
  private static final Path RELEASED = Path.of("..", "models", "released");

  @ParameterizedTest
  @EnumSource(ModelContract.class)
  void newestReleaseLoadsAndSaysItIsSimulated(ModelContract contract) throws IOException {
    ModelCard card =
        switch (ReleasedModels.load(RELEASED, contract.modelName())) {
          case LoadResult.Loaded(Bundle bundle, _) -> {
            bundle.close();
            yield bundle.card();
          }
          case LoadResult.Missing missing -> throw new AssertionError(missing.detail());
          case LoadResult.Refused refused -> throw new AssertionError(refused.detail());
        };

    assertThat(card.training().dataSource()).contains("simulated", "seed 2026");
    assertThat(logLoss(card, "model")).isLessThan(logLoss(card, "constant"));
    Path folder = RELEASED.resolve(card.name()).resolve(card.version());
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        assertThat(Files.size(file)).as(file.toString()).isLessThan(1_500_000);
      }
    }
  }

  private static double logLoss(ModelCard card, String subject) {
    return card.metrics().stream()
        .filter(metric -> metric.subject().equals(subject) && metric.name().equals("log_loss"))
        .mapToDouble(Metric::value)
        .findFirst()
        .orElseThrow();
  }
}
