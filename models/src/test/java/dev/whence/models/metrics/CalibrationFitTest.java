package dev.whence.models.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Isotonic and logistic fits.
class CalibrationFitTest {
  @Test
  void violatorsArePooledByHand() {
    double[] scores = {0.1, 0.2, 0.3, 0.4, 0.5, 0.6};
    boolean[] events = {false, true, false, false, true, true};

    IsotonicFit fit = IsotonicFit.of(scores, events, 0);

    assertThat(fit.probabilities()).containsExactly(0.0, 1.0 / 3, 1.0);
    assertThat(fit.scores().get(0)).isEqualTo(0.1);
    assertThat(fit.scores().get(1)).isCloseTo(0.3, within(1e-12));
    assertThat(fit.scores().get(2)).isCloseTo(0.55, within(1e-12));
  }

  @Test
  void equalScoresShareABlock() {
    IsotonicFit fit =
        IsotonicFit.of(
            new double[] {0.5, 0.5, 0.5, 0.9}, new boolean[] {true, false, false, true}, 0);

    assertThat(fit.scores()).containsExactly(0.5, 0.9);
    assertThat(fit.probabilities()).containsExactly(1.0 / 3, 1.0);
  }

  @Test
  void priorKeepsShortBlocksFromCertainty() {
    IsotonicFit fit =
        IsotonicFit.of(
            new double[] {0.1, 0.2, 0.8, 0.9}, new boolean[] {false, false, true, true}, 2);

    assertThat(fit.probabilities()).containsExactly(0.25, 0.75);
  }

  /// One line alone at the bottom is drawn towards the overall share, above its neighbours.
  @Test
  void aShortBlockAtTheBottomDoesNotLiftThoseAboveIt() {
    double[] scores = new double[1_001];
    boolean[] events = new boolean[scores.length];
    for (int i = 1; i < scores.length; i++) {
      scores[i] = i < 900 ? 0.1 : 0.9;
      events[i] = i < 900 ? i % 100 == 0 : i % 2 == 0;
    }

    IsotonicFit fit = IsotonicFit.of(scores, events, 10);

    assertThat(fit.probabilities().getFirst()).isCloseTo(0.0094, within(0.001));
    assertThat(fit.probabilities().getLast()).isCloseTo(0.46, within(0.03));
  }

  @Test
  void fitRisesOnAnyData() {
    Random random = new Random(9);
    double[] scores = random.doubles(500).toArray();
    boolean[] events = new boolean[500];
    for (int i = 0; i < 500; i++) {
      events[i] = random.nextDouble() < 0.3;
    }

    List<Double> probabilities = IsotonicFit.of(scores, events, 1).probabilities();

    assertThat(probabilities).isSorted();
  }

  @Test
  void logisticFindsTheWeightsThatMadeTheData() {
    Random random = new Random(2);
    double[][] rows = new double[40_000][];
    boolean[] events = new boolean[rows.length];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = new double[] {random.nextGaussian(), random.nextGaussian()};
      double p = 1 / (1 + Math.exp(-(-1 + 0.8 * rows[i][0] - 0.5 * rows[i][1])));
      events[i] = random.nextDouble() < p;
    }

    LogisticFit fit = LogisticFit.of(rows, events, 1e-6);

    assertThat(fit.weights().get(0)).isCloseTo(-1, within(0.05));
    assertThat(fit.weights().get(1)).isCloseTo(0.8, within(0.05));
    assertThat(fit.weights().get(2)).isCloseTo(-0.5, within(0.05));
  }

  @Test
  void interceptAloneIsTheLogOddsOfTheShare() {
    double[][] rows = {{0}, {0}, {0}, {0}};
    boolean[] events = {true, false, false, false};

    LogisticFit fit = LogisticFit.of(rows, events, 1);

    assertThat(fit.probability(new double[] {0})).isCloseTo(0.25, within(1e-9));
    assertThat(fit.weights().get(0)).isCloseTo(Math.log(1.0 / 3), within(1e-9));
  }

  @Test
  void whatIsAddedToLogOddsIsDrawnToNothing_andFewRowsMoveItLittle() {
    double[] odds = new double[4_000];
    double[][] rows = new double[odds.length][];
    boolean[] events = new boolean[odds.length];
    Random random = new Random(5);
    for (int i = 0; i < odds.length; i++) {
      rows[i] = new double[] {random.nextGaussian()};
      odds[i] = -1 + 0.5 * rows[i][0];
      events[i] = random.nextDouble() < 1 / (1 + Math.exp(-(1 + odds[i])));
    }

    List<Double> all = LogisticFit.addedTo(odds, rows, events, 10).weights();
    List<Double> few =
        LogisticFit.addedTo(
                Arrays.copyOf(odds, 40), Arrays.copyOf(rows, 40), Arrays.copyOf(events, 40), 100)
            .weights();

    assertThat(all.get(0)).as("the level that is missing").isCloseTo(1, within(0.1));
    assertThat(all.get(1)).as("the slope is right as it is").isCloseTo(0, within(0.1));
    assertThat(few.get(0)).isBetween(0.0, 0.2);
  }

  /// Where nearly all is sure, and wrong of a few, the curvature says next to nothing, and a whole
  /// step goes far past the top.
  @Test
  void rowsThatAreFarOffDoNotThrowTheFitOff() {
    double[] odds = new double[2_000];
    double[][] rows = new double[odds.length][];
    boolean[] events = new boolean[odds.length];
    Random random = new Random(3);
    for (int i = 0; i < odds.length; i++) {
      odds[i] = i < 20 ? 27 : -4 + random.nextGaussian();
      rows[i] = new double[] {odds[i]};
      events[i] = i >= 20 && random.nextDouble() < 0.02;
    }

    List<Double> added = LogisticFit.addedTo(odds, rows, events, 1).weights();

    assertThat(1 + added.get(1)).as("slope of the whole").isBetween(-0.2, 0.2);
    assertThat(added.get(0)).as("log-odds of the share").isBetween(-5.0, -3.0);
  }
}
