package dev.whence.training.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.whence.models.scoring.LinearModel;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LogLinearTest {
  private static final List<String> COLUMNS = List.of("km", "ratio", "unused");

  private static LogLinear fit(double slope, double power, Set<String> rising) {
    Random random = new Random(2);
    float[][] rows = new float[5_000][];
    float[] labels = new float[rows.length];
    for (int i = 0; i < rows.length; i++) {
      double km = 1_000 * random.nextDouble();
      double ratio = 0.5 + random.nextDouble();
      rows[i] = new float[] {(float) km, (float) ratio, Float.NaN};
      labels[i] = (float) (1 + slope * km + power * Math.log(ratio) + 0.01 * random.nextGaussian());
    }
    return LogLinear.fit(
        COLUMNS, rows, labels, new LogLinear.Terms(Set.of("km"), Map.of("ratio", 0.0), rising));
  }

  @Test
  void theWeightsThatMadeTheLabelsAreFound() {
    LogLinear line = fit(0.002, 0.8, Set.of());

    assertThat(line.linear().get(0)).isCloseTo(0.002, within(1e-5));
    assertThat(line.logarithmic().get(1)).isCloseTo(0.8, within(0.01));
    assertThat(line.intercept()).isCloseTo(1, within(0.01));
    assertThat(line.answer(new float[] {500, 2, Float.NaN}))
        .isCloseTo((float) (1 + 1 + 0.8 * Math.log(2)), within(0.02f));
  }

  @Test
  void whatMayOnlyRiseNeverFalls() {
    LogLinear line = fit(-0.002, 0.8, Set.of("km", "ratio"));

    assertThat(line.linear().get(0)).isZero();
    assertThat(line.logarithmic().get(1)).isCloseTo(0.8, within(0.1));
  }

  @Test
  void aFeatureThatNeverVariesGetsNoWeight() {
    float[][] rows = {{1, 2, 0}, {2, 2, 0}, {3, 2, 0}};
    LogLinear line =
        LogLinear.fit(
            COLUMNS,
            rows,
            new float[] {1, 2, 3},
            new LogLinear.Terms(Set.of("km"), Map.of("ratio", 0.0), Set.of()));

    assertThat(line.logarithmic().get(1)).isZero();
    assertThat(line.answer(rows[1])).isCloseTo(2, within(1e-5f));
  }

  private static LogLinear odds(double slope, Set<String> rising, Set<String> falling) {
    Random random = new Random(3);
    float[][] rows = new float[40_000][];
    float[] labels = new float[rows.length];
    for (int i = 0; i < rows.length; i++) {
      double km = 1_000 * random.nextDouble();
      double ratio = 0.5 + random.nextDouble();
      rows[i] = new float[] {(float) km, (float) ratio, Float.NaN};
      double chance = 1 / (1 + Math.exp(-(-2 + slope * km - 3 * Math.log(ratio))));
      labels[i] = random.nextDouble() < chance ? 1 : 0;
    }
    return LogLinear.logOdds(
        COLUMNS,
        rows,
        labels,
        new LogLinear.Terms(Set.of("km"), Map.of("ratio", 0.0), rising, falling));
  }

  @Test
  void theLogOddsThatMadeTheEventsAreFound() {
    LogLinear odds = odds(0.003, Set.of("km"), Set.of("ratio"));

    assertThat(odds.intercept()).isCloseTo(-2, within(0.1));
    assertThat(odds.linear().get(0)).isCloseTo(0.003, within(0.0002));
    assertThat(odds.logarithmic().get(1)).isCloseTo(-3, within(0.1));
  }

  @Test
  void oddsThatMayOnlyRiseOrFallStopAtNothing() {
    LogLinear odds = odds(-0.003, Set.of("km", "ratio"), Set.of());

    assertThat(odds.linear().get(0)).isZero();
    assertThat(odds.logarithmic().get(1)).isZero();
    assertThat(odds(0.003, Set.of(), Set.of("km")).linear().get(0)).isZero();
  }

  @Test
  void aFileSaysWhatTheLineSays() {
    LogLinear odds = odds(0.003, Set.of("km"), Set.of("ratio"));

    LinearModel.Output output = odds.output("late");

    assertThat(output.intercept()).isEqualTo(odds.intercept());
    assertThat(output.linear()).isEqualTo(Map.of("km", odds.linear().get(0)));
    assertThat(output.logarithms())
        .isEqualTo(Map.of("ratio", new LinearModel.Logarithm(odds.logarithmic().get(1), 0)));
  }
}
