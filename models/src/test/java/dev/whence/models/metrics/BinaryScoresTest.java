package dev.whence.models.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.tribuo.classification.evaluation.LabelEvaluationUtil;

class BinaryScoresTest {
  private static final Offset<Double> EXACTLY = within(1e-12);

  /// Five rows by hand: (0.9 yes) (0.8 no) (0.6 yes) (0.3 no) (0.3 yes).
  private static final double[] P = {0.9, 0.8, 0.6, 0.3, 0.3};

  private static final boolean[] Y = {true, false, true, false, true};

  @Test
  void fiveRowsByHand() {
    BinaryScores scores = BinaryScores.of(P, Y);

    assertThat(scores.rows()).isEqualTo(5);
    assertThat(scores.eventShare()).isCloseTo(0.6, EXACTLY);
    double logs = Math.log(0.9) + Math.log(0.2) + Math.log(0.6) + Math.log(0.7) + Math.log(0.3);
    assertThat(scores.logLoss()).isCloseTo(-logs / 5, EXACTLY);
    assertThat(scores.brier()).isCloseTo((0.01 + 0.64 + 0.16 + 0.09 + 0.49) / 5, EXACTLY);
    // pairs (event above non-event): 0.9 beats both, 0.6 beats 0.3, 0.3 ties 0.3
    assertThat(scores.auc()).isCloseTo((2 + 1 + 0.5) / 6, EXACTLY);
    // recall steps of 1/3 at precision 1/1, 2/3 and 3/5
    assertThat(scores.prAuc()).isCloseTo((1 + 2.0 / 3 + 3.0 / 5) / 3, EXACTLY);
  }

  @Test
  void perfectAndReversedOrder() {
    boolean[] y = {true, true, false};

    assertThat(BinaryScores.of(new double[] {0.9, 0.8, 0.1}, y).auc()).isEqualTo(1);
    assertThat(BinaryScores.of(new double[] {0.1, 0.2, 0.9}, y).auc()).isEqualTo(0);
  }

  @Test
  void certaintyThatFailsCostsTheClipAndNotInfinity() {
    double[] losses = BinaryScores.logLosses(new double[] {0, 1}, new boolean[] {true, true});

    assertThat(losses).containsExactly(-Math.log(0.001), -Math.log(0.999));
  }

  @Test
  void constantPredictionHasNoOrderAndTheBaseRateAsPrecision() {
    BinaryScores scores =
        BinaryScores.of(
            new double[] {0.5, 0.5, 0.5, 0.5}, new boolean[] {true, false, false, false});

    assertThat(scores.auc()).isEqualTo(0.5);
    assertThat(scores.prAuc()).isEqualTo(0.25);
  }

  @Test
  void rankingAgreesWithTribuo() {
    Random random = new Random(3);
    double[] p = new double[3_000];
    boolean[] y = new boolean[p.length];
    for (int i = 0; i < p.length; i++) {
      p[i] = Math.round(random.nextDouble() * 500) / 500.0;
      y[i] = random.nextDouble() < 0.2 * p[i];
    }

    BinaryScores scores = BinaryScores.of(p, y);

    assertThat(scores.auc()).isCloseTo(LabelEvaluationUtil.binaryAUCROC(y, p), within(1e-9));
    assertThat(scores.prAuc()).isCloseTo(LabelEvaluationUtil.averagedPrecision(y, p), within(1e-9));
  }

  @Test
  void calibrationErrorIsTheWeightedGap() {
    double[] p = {0.1, 0.1, 0.1, 0.1, 0.8, 0.8, 0.8, 0.8};
    boolean[] y = {false, false, false, true, true, true, true, true};

    Reliability table = Reliability.of(p, y, 2);

    assertThat(table.bins())
        .containsExactly(new Reliability.Bin(4, 0.1, 0.25), new Reliability.Bin(4, 0.8, 1.0));
    assertThat(table.calibrationError()).isCloseTo((0.15 + 0.2) / 2, EXACTLY);
  }

  @Test
  void liftIsEventsInTheListOverEventsOverall() {
    double[] p = {0.9, 0.8, 0.1, 0.2, 0.3, 0.1, 0.1, 0.1, 0.1, 0.1};
    boolean[] y = {true, true, false, false, true, true, false, false, false, false};

    assertThat(BinaryScores.lift(p, y, 0.1)).isCloseTo(1 / 0.4, EXACTLY);
    assertThat(BinaryScores.lift(p, y, 0.3)).isCloseTo(3 / 3.0 / 0.4, EXACTLY);
    assertThat(BinaryScores.lift(new double[y.length], y, 0.1))
        .as("who says the same of all finds what chance finds, whatever the order of the rows")
        .isCloseTo(1, EXACTLY);
  }

  @Test
  void lengthsMustAgree() {
    assertThatThrownBy(() -> BinaryScores.of(new double[2], new boolean[3]))
        .hasMessageContaining("2 predictions for 3 outcomes");
  }
}
