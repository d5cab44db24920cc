package dev.whence.models.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.whence.models.metrics.Bootstrap.Interval;
import dev.whence.models.metrics.RankCurves.Point;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RankCurvesTest {
  private static final double[] P = {0.9, 0.9, 0.5, 0.1};
  private static final boolean[] Y = {true, false, true, false};

  @Test
  void rowsOfOneProbabilityEnterTogether() {
    assertThat(RankCurves.roc(P, Y))
        .containsExactly(new Point(0, 0), new Point(0.5, 0.5), new Point(0.5, 1), new Point(1, 1));
    assertThat(RankCurves.gains(P, Y))
        .containsExactly(new Point(0, 0), new Point(0.5, 0.5), new Point(0.75, 1), new Point(1, 1));
    assertThat(RankCurves.precisionRecall(P, Y))
        .containsExactly(
            new Point(0, 0.5), new Point(0.5, 0.5), new Point(1, 2 / 3.0), new Point(1, 0.5));
  }

  @Test
  void areaUnderTheRocCurveIsTheAuc() {
    double[] p = new double[5_000];
    boolean[] y = new boolean[p.length];
    draw(p, y);

    double area = 0;
    List<Point> roc = RankCurves.roc(p, y);
    for (int i = 1; i < roc.size(); i++) {
      Point from = roc.get(i - 1);
      Point to = roc.get(i);
      area += (to.x() - from.x()) * (to.y() + from.y()) / 2;
    }

    assertThat(area).isCloseTo(BinaryScores.of(p, y).auc(), within(0.002));
    assertThat(roc).as("thinned").hasSizeLessThan(250);
  }

  @Test
  void weightsOfOneGiveTheAucAndDoubledRowsCountTwice() {
    double[] p = new double[500];
    boolean[] y = new boolean[p.length];
    draw(p, y);
    int[] weights = new int[p.length];
    Arrays.fill(weights, 1);
    WeightedAuc auc = new WeightedAuc(p, y);

    assertThat(auc.of(weights)).isCloseTo(BinaryScores.of(p, y).auc(), within(1e-12));

    weights[3] = 2;
    weights[4] = 0;
    double[] drawn = p.clone();
    boolean[] happened = y.clone();
    drawn[4] = p[3];
    happened[4] = y[3];
    assertThat(auc.of(weights)).isCloseTo(BinaryScores.of(drawn, happened).auc(), within(1e-12));
  }

  @Test
  void intervalOfAStatisticIsThatOfTheMeanWhereItIsOne() {
    SplittableRandom random = new SplittableRandom(5);
    double[] values = random.doubles(400).toArray();
    long[] days = new long[values.length];
    Arrays.setAll(days, i -> 20_000 + i / 10);

    Interval mean = Bootstrap.mean(values, days, 9);
    Interval statistic =
        Bootstrap.statistic(
            days,
            9,
            weights -> {
              double sum = 0;
              double rows = 0;
              for (int i = 0; i < weights.length; i++) {
                sum += weights[i] * values[i];
                rows += weights[i];
              }
              return sum / rows;
            });

    assertThat(statistic.mean()).isCloseTo(mean.mean(), within(1e-12));
    assertThat(statistic.low()).isCloseTo(mean.low(), within(1e-12));
    assertThat(statistic.high()).isCloseTo(mean.high(), within(1e-12));
    assertThat(mean.low()).isLessThan(mean.mean());
  }

  @Test
  void importanceFindsTheFeatureThatMattersAndLeavesTheRowsAlone() {
    SplittableRandom random = new SplittableRandom(11);
    float[][] rows = new float[1_000][];
    Arrays.setAll(
        rows, i -> new float[] {(float) random.nextDouble(), (float) random.nextDouble(), 1});
    float[][] before = Arrays.stream(rows).map(float[]::clone).toArray(float[][]::new);
    double[] answers = Arrays.stream(rows).mapToDouble(row -> row[1]).toArray();

    PermutationImportance importance =
        PermutationImportance.of(
            List.of("unused", "used", "constant"),
            rows,
            asked -> {
              double sum = 0;
              for (int i = 0; i < asked.length; i++) {
                sum += Math.abs(asked[i][1] - answers[i]);
              }
              return sum / asked.length;
            },
            3);

    assertThat(importance.rises().firstEntry().getKey()).isEqualTo("used");
    assertThat(importance.rises().get("used")).isCloseTo(1 / 3.0, within(0.03));
    assertThat(importance.rises()).containsEntry("unused", 0.0).containsEntry("constant", 0.0);
    assertThat(importance.rows()).isEqualTo(1_000);
    assertThat(rows).isDeepEqualTo(before);
  }

  @Test
  void plottedBinsNeverSplitEqualPredictions() {
    double[] constant = new double[100];
    boolean[] y = new boolean[100];
    Arrays.fill(constant, 0.2);
    Arrays.fill(y, 0, 30, true);
    double[] two = constant.clone();
    Arrays.fill(two, 0, 15, 0.7);

    assertThat(Reliability.ofWholeTies(constant, y, 10).bins())
        .singleElement()
        .satisfies(bin -> {
          assertThat(bin.rows()).isEqualTo(100);
          assertThat(bin.predicted()).isCloseTo(0.2, within(1e-12));
          assertThat(bin.observed()).isEqualTo(0.3);
        });
    assertThat(Reliability.ofWholeTies(two, y, 10).bins())
        .extracting(Reliability.Bin::rows)
        .containsExactly(85, 15);
  }

  /// Wilson's interval of 30 of 100, by hand.
  @Test
  void binsKnowTheIntervalOfTheirShare() {
    Reliability.Bin bin = new Reliability.Bin(100, 0.2, 0.3);

    assertThat(bin.observedLow()).isCloseTo(0.2189, within(1e-3));
    assertThat(bin.observedHigh()).isCloseTo(0.3958, within(1e-3));
  }

  private static void draw(double[] p, boolean[] y) {
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < p.length; i++) {
      p[i] = Math.round(random.nextDouble() * 300) / 300.0;
      y[i] = random.nextDouble() < p[i] * p[i];
    }
  }
}
