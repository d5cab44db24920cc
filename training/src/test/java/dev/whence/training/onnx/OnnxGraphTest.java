package dev.whence.training.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.whence.training.boosting.Boosting;
import dev.whence.training.boosting.BoostingSettings;
import dev.whence.training.boosting.FittedBooster;
import dev.whence.training.boosting.LabeledRows;
import dev.whence.training.linear.LogLinear;
import dev.whence.training.onnx.BoostedTrees.Node;
import dev.whence.training.onnx.OnnxGraph.Output;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Booster, ONNX Runtime and the plain-Java walk give the same answers, most of all where a split
/// decides.
class OnnxGraphTest {
  private static final List<String> COLUMNS = List.of("a", "b", "c", "d", "e");

  @ParameterizedTest(name = "{0}, depth {1}, {2} rounds, rising in {3}")
  @CsvSource({
    "reg:squarederror, rmse, 1, 1, ''",
    "reg:squarederror, rmse, 2, 30, ''",
    "reg:squarederror, rmse, 5, 120, a",
    "reg:squarederror, rmse, 8, 40, b",
    "reg:absoluteerror, mae, 4, 40, ''",
    "reg:pseudohubererror, mphe, 4, 40, c",
    "reg:gamma, gamma-nloglik, 4, 60, ''",
    "reg:tweedie, rmse, 3, 30, ''",
    "count:poisson, poisson-nloglik, 3, 30, ''",
    "reg:logistic, logloss, 4, 40, ''",
    "binary:logistic, logloss, 1, 20, ''",
    "binary:logistic, logloss, 6, 80, a",
  })
  void everyAnswerAgreesOnAdversarialRows(
      String objective, String metric, int depth, int rounds, String rising) {
    FittedBooster booster = fit(objective, metric, depth, rounds, rising);
    List<float[]> rows = adversarialRows(booster.trees());
    float[] margins = booster.answers(rows.toArray(float[][]::new), true);
    float[] predictions = booster.answers(rows.toArray(float[][]::new), false);

    OnnxAnswers onnx =
        OnnxAnswers.of(
            OnnxGraph.write(
                List.of(
                    Output.margin("margin", booster.trees()),
                    Output.prediction("prediction", booster.trees()))),
            rows);

    for (int i = 0; i < rows.size(); i++) {
      assertThat(onnx.of("margin")[i]).as("ONNX margin").isEqualTo(margins[i]);
      assertThat(onnx.of("prediction")[i])
          .as("ONNX prediction")
          .isCloseTo(predictions[i], near(predictions[i]));
      assertThat(booster.trees().margin(rows.get(i))).as("walked margin").isEqualTo(margins[i]);
      assertThat(booster.trees().prediction(rows.get(i)))
          .as("walked prediction")
          .isCloseTo(predictions[i], near(predictions[i]));
    }
  }

  @Test
  void treesAddedToALineAnswerLikeBothTogether() {
    BoostedTrees trees = fit("reg:squarederror", "rmse", 4, 40, "").trees();
    var line =
        new LogLinear(
            COLUMNS,
            List.of(0.002, 0.0, -0.4, 0.0, 0.0),
            List.of(0.0, 1.3, 0.2, 0.0, -0.7),
            List.of(0.0, 1.0, 0.0, 0.0, 0.5),
            -2.5);
    Random random = new Random(8);
    List<float[]> rows = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      rows.add(
          new float[] {
            4_000 * random.nextFloat(),
            40 * random.nextFloat() - 2,
            3 * random.nextFloat(),
            i % 3 == 0 ? Float.NaN : random.nextFloat(), // the line does not look at it
            random.nextFloat()
          });
    }
    List<Double> none = Collections.nCopies(COLUMNS.size(), 0.0);

    for (LogLinear each :
        List.of(
            line,
            new LogLinear(COLUMNS, line.linear(), none, none, 1.5),
            new LogLinear(COLUMNS, none, line.logarithmic(), line.shift(), 1.5),
            new LogLinear(COLUMNS, none, none, none, 1.5))) {
      float[] answers =
          OnnxAnswers.of(OnnxGraph.write(List.of(Output.margin("mu", trees).on(each))), rows)
              .of("mu");

      for (int i = 0; i < rows.size(); i++) {
        float expected = trees.margin(rows.get(i)) + each.answer(rows.get(i));
        assertThat(answers[i]).isCloseTo(expected, Offset.offset(5e-6f * Math.max(1, expected)));
      }
    }
  }

  /// XGBoost refuses endless values, so here the plain-Java walk is the reference.
  @Test
  void endlessValuesGoTheWayOfTheirSign() {
    BoostedTrees trees = fit("reg:squarederror", "rmse", 5, 60, "").trees();
    List<float[]> rows = new ArrayList<>();
    for (int mask = 0; mask < 1 << (2 * COLUMNS.size()); mask += 7) {
      float[] row = new float[COLUMNS.size()];
      for (int j = 0; j < row.length; j++) {
        row[j] =
            new float[] {Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY, Float.NaN, 0.25f}
                [(mask >> (2 * j)) & 3];
      }
      rows.add(row);
    }

    float[] onnx =
        OnnxAnswers.of(OnnxGraph.write(List.of(Output.margin("mu", trees))), rows).of("mu");

    for (int i = 0; i < onnx.length; i++) {
      float walked = trees.margin(rows.get(i));
      assertThat(onnx[i]).isEqualTo(walked);
    }
  }

  @Test
  void rowScoredAloneAnswersAsInABatch() {
    BoostedTrees trees = fit("reg:squarederror", "rmse", 6, 150, "").trees();
    byte[] model = OnnxGraph.write(List.of(Output.margin("mu", trees)));

    for (float[] row : adversarialRows(trees).subList(0, 30)) {
      assertThat(OnnxAnswers.of(model, List.of(row)).of("mu")).containsExactly(trees.margin(row));
    }
  }

  /// A booster that finds nothing to split, for instance when the minimum weight is too high.
  @Test
  void treesOfASingleLeafKeepTheirValue() {
    var settings = new BoostingSettings("reg:gamma", "rmse", 3, 0.2, 5, 10, 1e6, 1, 1);
    FittedBooster booster = new Boosting(settings, Set.of(), 1).fit(rows("reg:gamma"));
    assertThat(booster.trees().trees()).allMatch(tree -> tree.nodes().size() == 1);
    List<float[]> rows = List.of(new float[5], row(new Random(1)));

    float[] onnx =
        OnnxAnswers.of(OnnxGraph.write(List.of(Output.margin("mu", booster.trees()))), rows)
            .of("mu");

    assertThat(onnx).containsExactly(booster.answers(rows.toArray(float[][]::new), true));
  }

  @Test
  void twoBoostersOfDifferentShapeShareOneGraph() {
    FittedBooster mu = fit("reg:squarederror", "rmse", 5, 50, "a");
    FittedBooster sigma = fit("reg:gamma", "gamma-nloglik", 3, 20, "");
    List<float[]> rows = adversarialRows(mu.trees());

    OnnxAnswers onnx =
        OnnxAnswers.of(
            OnnxGraph.write(
                List.of(
                    Output.margin("mu", mu.trees()), Output.margin("log_sigma", sigma.trees()))),
            rows);

    float[] mus = mu.answers(rows.toArray(float[][]::new), true);
    float[] sigmas = sigma.answers(rows.toArray(float[][]::new), true);
    for (int i = 0; i < rows.size(); i++) {
      assertThat(onnx.of("mu")[i]).isEqualTo(mus[i]);
      assertThat(onnx.of("log_sigma")[i]).isEqualTo(sigmas[i]);
    }
  }

  @Test
  void monotoneColumnNeverLowersTheAnswer() {
    BoostedTrees trees = fit("reg:squarederror", "rmse", 5, 120, "a").trees();
    Random random = new Random(5);
    for (int trial = 0; trial < 500; trial++) {
      float[] row = row(random);
      float last = Float.NEGATIVE_INFINITY;
      for (float a = -4; a <= 4; a += 0.25f) {
        row[0] = a;
        float now = trees.margin(row);
        assertThat(now).isGreaterThanOrEqualTo(last);
        last = now;
      }
    }
  }

  @Test
  void hiddenColumnIsNeverSplitOn() {
    LabeledRows rows = rows("reg:squarederror");
    BoostedTrees trees =
        new Boosting(settings("reg:squarederror", "rmse", 5, 50), Set.of(), 1)
            .fit(rows.without(Set.of("a", "c")))
            .trees();

    assertThat(trees.trees())
        .flatExtracting(tree -> tree.nodes())
        .noneMatch(node -> node instanceof Node.Split s && (s.feature() == 0 || s.feature() == 2));
  }

  @Test
  void sameRowsSettingsAndSeedGiveTheSameBytes() {
    byte[] first = OnnxGraph.write(List.of(Output.margin("mu", fit(7).trees())));
    byte[] second = OnnxGraph.write(List.of(Output.margin("mu", fit(7).trees())));
    byte[] otherSeed = OnnxGraph.write(List.of(Output.margin("mu", fit(8).trees())));

    assertThat(second).isEqualTo(first);
    assertThat(otherSeed).isNotEqualTo(first);
  }

  @Test
  void outputsOverDifferentFeaturesAreRefused() {
    var narrow = new BoostedTrees(2, 0, BoostedTrees.Link.IDENTITY, List.of());
    var wide = new BoostedTrees(3, 0, BoostedTrees.Link.IDENTITY, List.of());

    assertThatThrownBy(
            () -> OnnxGraph.write(List.of(Output.margin("mu", narrow), Output.margin("x", wide))))
        .hasMessageContaining("[2, 3]");
  }

  private static FittedBooster fit(long seed) {
    return new Boosting(settings("reg:squarederror", "rmse", 4, 20), Set.of(), seed)
        .fit(rows("reg:squarederror"));
  }

  private static FittedBooster fit(
      String objective, String metric, int depth, int rounds, String rising) {
    Set<String> risingColumns = rising.isEmpty() ? Set.of() : Set.of(rising);
    return new Boosting(settings(objective, metric, depth, rounds), risingColumns, 1)
        .fit(rows(objective));
  }

  private static BoostingSettings settings(String objective, String metric, int depth, int rounds) {
    return new BoostingSettings(objective, metric, depth, 0.2, rounds, 10, 2, 0.8, 0.9);
  }

  /// Two thousand rows, a tenth of the values missing, labels in the range of the objective.
  private static LabeledRows rows(String objective) {
    Random random = new Random(11);
    float[][] rows = new float[2_000][];
    float[] labels = new float[rows.length];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = row(random);
      double signal =
          0.7 * zeroIfMissing(rows[i][0])
              + Math.sin(zeroIfMissing(rows[i][1]))
              + 0.3 * random.nextGaussian();
      labels[i] =
          (float)
              switch (objective) {
                case "binary:logistic" -> signal > 0.5 ? 1 : 0;
                case "reg:logistic" -> 1 / (1 + Math.exp(-signal));
                case "count:poisson" -> Math.floor(Math.exp(signal));
                case "reg:gamma", "reg:tweedie" -> Math.exp(signal);
                default -> signal;
              };
    }
    return new LabeledRows(COLUMNS, rows, labels);
  }

  private static float zeroIfMissing(float value) {
    return Float.isNaN(value) ? 0 : value;
  }

  private static float[] row(Random random) {
    float[] row = new float[COLUMNS.size()];
    for (int j = 0; j < row.length; j++) {
      row[j] = random.nextInt(10) == 0 ? Float.NaN : (float) random.nextGaussian();
    }
    return row;
  }

  /// Every threshold of every feature, one ulp below and above it, with the rest random; then
  /// missing, huge, tiny and random rows.
  private static List<float[]> adversarialRows(BoostedTrees trees) {
    Random random = new Random(17);
    List<TreeSet<Float>> thresholds = COLUMNS.stream().map(column -> new TreeSet<Float>()).toList();
    for (var tree : trees.trees()) {
      for (Node node : tree.nodes()) {
        if (node instanceof Node.Split split) {
          thresholds.get(split.feature()).add(split.threshold());
        }
      }
    }
    List<float[]> rows = new ArrayList<>();
    for (int j = 0; j < COLUMNS.size(); j++) {
      for (float threshold : thresholds.get(j)) {
        for (float value :
            new float[] {threshold, Math.nextDown(threshold), Math.nextUp(threshold)}) {
          float[] row = row(random);
          row[j] = Float.isInfinite(value) ? -Float.MAX_VALUE : value;
          rows.add(row);
        }
      }
    }
    float[] extremes = {
      Float.NaN,
      0f,
      -0f,
      Float.MIN_VALUE,
      -Float.MIN_VALUE,
      Float.MIN_NORMAL,
      Float.MAX_VALUE,
      -Float.MAX_VALUE,
      1e10f,
      -1e10f
    };
    for (float extreme : extremes) {
      float[] all = new float[COLUMNS.size()];
      Arrays.fill(all, extreme);
      rows.add(all);
      for (int j = 0; j < COLUMNS.size(); j++) {
        float[] row = row(random);
        row[j] = extreme;
        rows.add(row);
      }
    }
    for (int i = 0; i < 500; i++) {
      rows.add(row(random));
    }
    return rows;
  }

  private static Offset<Float> near(float value) {
    return within(1e-6f * Math.max(1, Math.abs(value)));
  }
}
