package dev.whence.domain.estimates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.whence.domain.Probability;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TransitDistributionTest {
  private static TransitDistribution even(double from, double to) {
    return new TransitDistribution(
        new Probability(0.01),
        TransitDistribution.LEVELS.stream().map(level -> from + (to - from) * level).toList());
  }

  @Test
  void aSureModelOfAPerhapsSlowerCarrierGetsTheSpreadOfTheFactor() {
    // Two days to the hour: 2 * exp(1.2816 * 0.3536) = 3.147.
    TransitDistribution slower = even(2, 2).perhapsSlower(0.3536);

    assertThat(slower.percentile(50)).isEqualTo(2);
    assertThat(slower.percentile(90)).isCloseTo(3.147, within(0.001));
  }

  @Test
  void logNormalSpreadsAddUpAsIndependentErrors() {
    // exp(0.3 z) and a factor of 0.4: together exp(0.5 z).
    List<Double> deviates =
        List.of(
            0.2533, 0.5244, 0.6745, 0.8416, 1.0364, 1.2816, 1.4395, 1.6449, 1.8808, 2.0537, 2.3263,
            2.5758);
    var days = new ArrayList<Double>();
    int aboveMedian = TransitDistribution.LEVELS.indexOf(0.6);
    for (int i = 0; i < TransitDistribution.LEVELS.size(); i++) {
      days.add(i < aboveMedian ? 1.0 : Math.exp(0.3 * deviates.get(i - aboveMedian)));
    }

    TransitDistribution slower = new TransitDistribution(Probability.ZERO, days).perhapsSlower(0.4);

    assertThat(slower.percentile(95)).isCloseTo(Math.exp(0.5 * 1.6449), within(1e-9));
    assertThat(slower.percentile(60)).isCloseTo(Math.exp(0.5 * 0.2533), within(1e-9));
  }

  @Test
  void noDayBecomesLikelierAndUpToTheMedianNothingChanges() {
    for (TransitDistribution known : List.of(even(1, 3), even(0.5, 0.6), even(0.1, 20))) {
      for (double deviation : new double[] {0.01, 0.25, 1}) {
        TransitDistribution slower = known.perhapsSlower(deviation);
        for (int step = 0; step < 500; step++) {
          double day = step / 20.0;
          double before = known.arrivesWithin(day).value();
          double after = slower.arrivesWithin(day).value();
          assertThat(after).isLessThanOrEqualTo(before + 1e-12);
          if (day <= known.percentile(50)) {
            assertThat(after).isEqualTo(before);
          }
        }
      }
    }
  }

  @Test
  void withoutADeviationOrWithoutTimeNothingChanges() {
    assertThat(even(1, 3).perhapsSlower(0)).isEqualTo(even(1, 3));
    assertThat(even(0, 0).perhapsSlower(1)).isEqualTo(even(0, 0));
  }
}
