package dev.whence.models.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class QuantileScoresTest {
  @Test
  void twoRowsByHand() {
    List<Double> levels = List.of(0.5, 0.9);
    double[][] quantiles = {{2, 4}, {3, 5}};

    QuantileScores scores = QuantileScores.of(quantiles, levels, new double[] {4, 1});

    assertThat(scores.meanAbsoluteError()).isEqualTo(2);
    assertThat(scores.coverageAt(0.5)).isEqualTo(0.5);
    assertThat(scores.coverageAt(0.9)).as("at the quantile is covered").isEqualTo(1);
    // row 1: 0.5 * 2 and 0; row 2: 0.5 * 2 and 0.1 * 4
    assertThat(scores.pinball()).isCloseTo((1 + 0 + 1 + 0.4) / 4, within(1e-12));
  }

  @Test
  void medianMustBeAmongTheLevels() {
    assertThatThrownBy(
            () -> QuantileScores.of(new double[][] {{1}}, List.of(0.9), new double[] {1}))
        .hasMessageContaining("[0.9]");
  }

  @Test
  void quantileRanksLieBetweenNeighbors() {
    double[] sorted = {10, 20, 30, 40};

    assertThat(Quantiles.of(sorted, 0.5)).isEqualTo(25);
    assertThat(Quantiles.of(sorted, 0.2)).isEqualTo(10);
    assertThat(Quantiles.of(sorted, 0.01)).isEqualTo(10);
    assertThat(Quantiles.of(sorted, 0.99)).isEqualTo(40);
    assertThat(Quantiles.median(new double[] {3, 1, 2})).isEqualTo(2);
  }

  @Test
  void intervalOfAPairedDifferenceHoldsTheTruthAndNotZero() {
    Random random = new Random(1);
    double[] first = random.doubles(2_000).toArray();
    double[] second =
        IntStream.range(0, 2_000)
            .mapToDouble(i -> first[i] + 0.05 + 0.2 * random.nextGaussian())
            .toArray();
    long[] days = IntStream.range(0, 2_000).mapToLong(i -> i / 20).toArray();

    var interval = Bootstrap.pairedDifference(first, second, days, 7);

    assertThat(interval.low()).isLessThan(-0.05);
    assertThat(interval.high()).isGreaterThan(-0.05);
    assertThat(interval.isBelowZero()).isTrue();
    assertThat(Bootstrap.pairedDifference(first, second, days, 7)).isEqualTo(interval);
  }

  @Test
  void rowsOfOneClusterCountAsOneDraw() {
    double[] first = new double[400];
    for (int i = 0; i < 200; i++) {
      first[i] = 1;
    }
    long[] alone = IntStream.range(0, 400).asLongStream().toArray();
    long[] together = IntStream.range(0, 400).mapToLong(i -> i / 100).toArray();

    var narrow = Bootstrap.pairedDifference(first, new double[400], alone, 1);
    var wide = Bootstrap.pairedDifference(first, new double[400], together, 1);

    assertThat(wide.high() - wide.low()).isGreaterThan(3 * (narrow.high() - narrow.low()));
  }
}
