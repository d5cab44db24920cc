package dev.whence.models.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.whence.models.bundles.LinearModels;
import dev.whence.models.scoring.LinearModel.Logarithm;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinearScorerTest {
  private static final List<String> FEATURES = List.of("km", "kg", "ratio");
  private static final List<OutputColumn> OUTPUTS =
      List.of(OutputColumn.of("mu", "mu"), OutputColumn.of("log_sigma", "spread"));
  private static final LinearModel MODEL =
      new LinearModel(
          List.of(
              new LinearModel.Output("spread", -1.25, Map.of(), Map.of()),
              new LinearModel.Output(
                  "mu",
                  0.5,
                  Map.of("km", 0.001),
                  Map.of("kg", new Logarithm(0.25, 1), "ratio", new Logarithm(2, 0)))));

  @Test
  void sumsWeightedFeaturesAndLogarithms_rowByRow() {
    try (var scorer = LinearScorer.open(MODEL, FEATURES, OUTPUTS)) {
      float[][] answers = scorer.score(new float[] {1_000, 3, 1, 0, 0, 2}, 2);

      assertThat(answers[0])
          .containsExactly(
              new float[] {(float) (0.5 + 1 + 0.25 * Math.log(4)), (float) (0.5 + 2 * Math.log(2))},
              within(1e-6f));
      assertThat(answers[1]).containsExactly(-1.25f, -1.25f);
      assertThat(scorer.mayHang()).isFalse();
    }
  }

  @Test
  void logarithmsAreTakenOfNothingBelowOneThousandth() {
    try (var scorer = LinearScorer.open(MODEL, FEATURES, OUTPUTS)) {
      assertThat(boxed(scorer.score(new float[] {0, 0, 0, 0, 0, -5, 0, 0, 0.001f}, 3)[0]))
          .allSatisfy(answer ->
              assertThat(answer).isCloseTo((float) (0.5 + 2 * Math.log(0.001)), within(1e-5f)));
    }
  }

  @Test
  void aClosedModelAnswersNothing() {
    var scorer = LinearScorer.open(MODEL, FEATURES, OUTPUTS);
    scorer.close();

    assertThatThrownBy(() -> scorer.score(new float[] {1, 1, 1}, 1))
        .isInstanceOf(ScoringException.class)
        .hasMessageContaining("closed");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{                    | [                  | no log-linear model",
        "\"km\"             | \"moon\"         | weighs [moon], the card's features are [km, kg, ratio]",
        "\"ratio\"          | \"tide\"         | weighs [tide]",
        "\"mu\"             | \"nu\"           | linear outputs are [spread, nu], wanted is one column of mu",
        "\"mu\"             | \"spread\"       | linear outputs are [spread, spread]",
        "0.001                | 1e999              | no finite number",
        "0.001                | NaN                | no log-linear model",
        "0.001                | null               | no log-linear model",
        "\"shift\"          | \"shifted\"      | no log-linear model",
        "\"intercept\" : 0.5, |                  | no log-linear model",
      })
  void aFileThatDoesNotFitIsRefused(String from, String to, String because) {
    String json = new String(LinearModels.toJson(MODEL), StandardCharsets.UTF_8);
    assertThat(json).contains(from);
    byte[] broken = json.replace(from, to == null ? "" : to).getBytes(StandardCharsets.UTF_8);

    assertThatThrownBy(() -> LinearScorer.open(LinearModels.read(broken), FEATURES, OUTPUTS))
        .isInstanceOf(ScoringException.class)
        .hasMessageContaining(because);
  }

  private static List<Float> boxed(float[] values) {
    var list = new ArrayList<Float>();
    for (float value : values) {
      list.add(value);
    }
    return list;
  }
}
