package dev.whence.models.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class DriftTest {
  private static double[] normal(long seed, double mean) {
    Random random = new Random(seed);
    return DoubleStream.generate(() -> mean + random.nextGaussian()).limit(20_000).toArray();
  }

  @Test
  void whatHasNotMovedIsNearZero_andAShiftByOneDeviationIsLarge() {
    assertThat(Drift.index(normal(1, 0), normal(2, 0))).isLessThan(0.01);
    // Two normal distributions one deviation apart differ by 1 in all; tenths see a little less.
    assertThat(Drift.index(normal(1, 0), normal(2, 1))).isBetween(0.8, 1.0);
  }

  @Test
  void ofTwoValuesItIsTheFormulaItself() {
    double[] before = {0, 0, 0, 1};
    double[] recent = {0, 1, 1, 1};

    assertThat(Drift.index(before, recent)).isCloseTo(2 * 0.5 * Math.log(3), within(1e-12));
  }

  @Test
  void wordsThatBecomeOthersAreADrift() {
    List<String> before = List.of("sun", "sun", "sun", "rain");

    assertThat(Drift.index(before, before)).isZero();
    assertThat(Drift.index(before, List.of("rain", "sun", "rain", "rain")))
        .isCloseTo(2 * 0.5 * Math.log(3), within(1e-12));
    // Nobody had told of snow.
    assertThat(Drift.index(before, List.of("sun", "sun", "snow", "rain")))
        .isCloseTo(0.25 * Math.log(1.5) + 0.249 * Math.log(250), within(1e-3));
    assertThatIllegalArgumentException().isThrownBy(() -> Drift.index(before, List.of()));
  }

  @Test
  void valuesThatGoMissingAreADrift_andAConstantIsNone() {
    double[] known = {5, 5, 5, 5};
    double[] missing = {5, Double.NaN, Double.NaN, Double.NaN};

    assertThat(Drift.index(known, known)).isZero();
    assertThat(Drift.index(known, new double[] {4, 4, 5, 5})).isGreaterThan(Drift.LARGE);
    assertThat(Drift.index(known, new double[] {6, 6, 5, 5})).isGreaterThan(Drift.LARGE);
    assertThat(Drift.index(known, missing)).isGreaterThan(Drift.LARGE);
    assertThat(Drift.index(missing, missing)).isZero();
    assertThatIllegalArgumentException().isThrownBy(() -> Drift.index(known, new double[0]));
  }
}
