package dev.whence.training.returns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.models.metrics.BinaryScores;
import dev.whence.models.scoring.OutputColumn;
import dev.whence.models.scoring.TribuoScorer;
import dev.whence.pipeline.terminal.Progress;
import dev.whence.training.boosting.LabeledRows;
import dev.whence.training.returns.ReturnCandidate.Recipe;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Lines of which dear ones come back where the article's rate is high, and cheap ones where it is
/// low: neither says anything by itself.
class ReturnCandidateTest {
  private static final List<String> COLUMNS = List.of("sku_rate", "unit_price_log");

  private static LabeledRows rows(long seed, int count) {
    var random = new Random(seed);
    float[][] rows = new float[count][];
    float[] labels = new float[count];
    for (int i = 0; i < count; i++) {
      float rate = (float) random.nextGaussian();
      float price = (float) random.nextGaussian();
      rows[i] = new float[] {rate, price};
      labels[i] = random.nextDouble() < 1 / (1 + Math.exp(1 - 2 * rate * price)) ? 1 : 0;
    }
    return new LabeledRows(COLUMNS, rows, labels);
  }

  private static double auc(Recipe recipe) {
    ReturnCandidate fitted = recipe.fit(rows(1, 6_000), 42, Progress.silent());
    LabeledRows others = rows(2, 6_000);
    float[] answers = fitted.answers(others.rows());
    double[] chances = new double[answers.length];
    boolean[] events = new boolean[answers.length];
    for (int i = 0; i < chances.length; i++) {
      chances[i] = answers[i];
      events[i] = others.labels()[i] > 0;
    }
    return BinaryScores.of(chances, events).auc();
  }

  @Test
  void aFactorizationMachineSeesHowFeaturesGoTogether() {
    assertThat(auc(Recipe.LOGISTIC_OF_LOGS)).isLessThan(0.55);
    assertThat(auc(Recipe.FACTORS_OF_LOGS)).isGreaterThan(0.8);
  }

  /// What is written answers as what was fitted.
  @ParameterizedTest
  @EnumSource(
      value = Recipe.class,
      names = {"LOGISTIC", "LOGISTIC_OF_LOGS", "FACTORS_OF_LOGS"})
  void aServiceReadsWhatIsWritten(Recipe recipe) {
    ReturnCandidate fitted = recipe.fit(rows(1, 2_000), 42, Progress.silent());
    float[][] some = rows(3, 200).rows();
    float[] flat = new float[2 * some.length];
    for (int i = 0; i < some.length; i++) {
      System.arraycopy(some[i], 0, flat, 2 * i, 2);
    }

    try (var scorer =
        TribuoScorer.open(
            fitted.file(), COLUMNS, List.of(OutputColumn.of("chance", fitted.source())))) {
      assertThat(scorer.score(flat, some.length)[0]).containsExactly(fitted.answers(some));
    }
    assertThat(fitted.features()).isEqualTo(COLUMNS);
    assertThat(fitted.importance().keySet()).containsExactlyInAnyOrderElementsOf(COLUMNS);
    assertThat(fitted.settings()).containsKey("trainer");
  }

  @ParameterizedTest
  @EnumSource(Recipe.class)
  void theSameSeedGivesTheSameFile(Recipe recipe) throws InterruptedException {
    ReturnCandidate first = recipe.fit(rows(1, 500), 42, Progress.silent());
    Thread.sleep(2); // a clock that is written down has moved on
    ReturnCandidate second = recipe.fit(rows(1, 500), 42, Progress.silent());

    assertThat(first.answers(rows(2, 50).rows()))
        .containsExactly(second.answers(rows(2, 50).rows()));
    assertThat(Arrays.equals(first.file(), second.file())).as("the same bytes").isTrue();
  }
}
