package dev.whence.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.domain.estimates.FallbackReason;
import dev.whence.models.bundles.Calibration;
import dev.whence.models.bundles.LoadResult;
import dev.whence.models.bundles.ModelCard;
import dev.whence.models.bundles.ModelContract;
import dev.whence.models.bundles.TrainingRecord;
import dev.whence.models.features.Feature;
import dev.whence.models.scoring.InputTensor;
import dev.whence.models.scoring.OutputColumn;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Holds `docs/models.md` to the code.
class DocumentationTest {
  private static String page = "";

  @BeforeAll
  static void read() throws IOException {
    page = Files.readString(Path.of("..", "docs", "models.md"));
  }

  @ParameterizedTest
  @EnumSource(ModelContract.class)
  void everyFeatureHasARowWithItsUnitAndRange(ModelContract contract) {
    for (Feature feature : contract.features().features()) {
      String range = feature.role().rangeChecked() ? "yes |" : "|";
      assertThat(page).contains("| `" + feature.name() + "` | " + feature.unit() + " | " + range);
    }
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        ModelCard.class,
        ModelCard.FeatureColumn.class,
        ModelCard.Metric.class,
        InputTensor.class,
        OutputColumn.class,
        TrainingRecord.class,
        TrainingRecord.TemporalSplit.class,
        Calibration.LogNormal.class,
        Calibration.Isotonic.class,
        Calibration.Platt.class
      })
  void everyFieldOfTheCardIsExplained(Class<?> record) {
    assertThat(Stream.of(record.getRecordComponents()).map(RecordComponent::getName))
        .allSatisfy(field -> assertThat(page).contains("`" + field + "`"));
  }

  @Test
  void everyReasonNotToAnswerHasARow() {
    assertThat(FallbackReason.class.getPermittedSubclasses())
        .allSatisfy(reason -> assertThat(page).contains("| `" + reason.getSimpleName() + "` |"));
  }

  @Test
  void everyCheckAndContractHasARow() {
    assertThat(LoadResult.Check.values())
        .allSatisfy(check -> assertThat(page).contains("| `" + check + "` |"));
    assertThat(ModelContract.names())
        .allSatisfy(name -> assertThat(page).contains("| `" + name + "` |"));
  }
}
