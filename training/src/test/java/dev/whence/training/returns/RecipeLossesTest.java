package dev.whence.training.returns;

import static dev.whence.training.returns.ReturnCandidate.Recipe.FACTORS_OF_LOGS;
import static dev.whence.training.returns.ReturnCandidate.Recipe.LOGISTIC;
import static dev.whence.training.returns.ReturnCandidate.Recipe.LOGISTIC_OF_LOGS;
import static dev.whence.training.returns.ReturnCandidate.Recipe.TREES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.models.bundles.ModelCard.Kind;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Which recipe is taken where folds tell them apart, and where they do not.
class RecipeLossesTest {
  private static final int LINES = 900;

  /// Losses that differ from line to line by 0.3, so that a mean is sure to about 0.01.
  private static double[] around(double mean, long seed) {
    Random random = new Random(seed);
    double[] losses = random.doubles(LINES, -0.5, 0.5).toArray();
    double off = IntStream.range(0, LINES).mapToDouble(i -> losses[i]).average().orElseThrow();
    for (int i = 0; i < LINES; i++) {
      losses[i] += mean - off;
    }
    return losses;
  }

  private static RecipeLosses losses(
      double trees, double logistic, double logisticOfLogs, double factors) {
    return new RecipeLosses(
        Map.of(
            TREES,
            around(trees, 1),
            LOGISTIC,
            around(logistic, 2),
            LOGISTIC_OF_LOGS,
            around(logisticOfLogs, 3),
            FACTORS_OF_LOGS,
            around(factors, 4)),
        IntStream.range(0, LINES).mapToLong(i -> i / 3).toArray(),
        42);
  }

  @Test
  void theSmallestLossIsTakenWhereItIsSure() {
    RecipeLosses sure = losses(0.30, 0.36, 0.35, 0.34);

    assertThat(sure.preferred(any -> true)).contains(TREES);
    assertThat(sure.described(TREES, any -> true))
        .isEqualTo(
            "boosted trees 0.3000, factorization machine of logs 0.3400, logistic of logs 0.3500, logistic 0.3600.");
  }

  @Test
  void ofRecipesThatFoldsCannotTellApartTheSimplestIsTaken() {
    RecipeLosses close = losses(0.300, 0.305, 0.304, 0.302);

    assertThat(close.preferred(any -> true)).contains(LOGISTIC_OF_LOGS);
    assertThat(close.described(LOGISTIC_OF_LOGS, any -> true))
        .endsWith(
            "logistic 0.3050; the logistic of logs is simpler than the boosted trees and within one standard error of them.");
    assertThat(losses(0.300, 0.4, 0.4, 0.302).preferred(any -> true)).contains(FACTORS_OF_LOGS);
  }

  @Test
  void aWishCountsMoreThanASmallerLoss() {
    RecipeLosses sure = losses(0.40, 0.30, 0.36, 0.36);

    assertThat(sure.preferred(recipe -> recipe.kind() == Kind.ONNX)).contains(TREES);
    assertThat(sure.described(TREES, recipe -> recipe.kind() == Kind.ONNX)).endsWith("0.4000.");
    assertThat(sure.preferred(recipe -> recipe != LOGISTIC && !recipe.kind().isNative()))
        .isPresent();
    assertThat(sure.preferred(none -> false)).isEmpty();
  }
}
