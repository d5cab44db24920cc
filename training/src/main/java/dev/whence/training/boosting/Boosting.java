package dev.whence.training.boosting;

import dev.whence.training.onnx.XgboostJson;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;

/// Fits boosted trees on one thread. The same rows, settings and seed give the same trees.
public final class Boosting {
  private final BoostingSettings settings;
  private final Set<String> rising;
  private final long seed;

  /// @param rising features in which the prediction may only rise
  public Boosting(BoostingSettings settings, Set<String> rising, long seed) {
    this.settings = settings;
    this.rising = Set.copyOf(rising);
    this.seed = seed;
  }

  /// Boosts round by round, stops when `validation` no longer gains, and says after how many rounds
  /// it was best.
  ///
  /// @param progress told each round
  public int bestRounds(LabeledRows training, LabeledRows validation, IntConsumer progress) {
    return guarded(() -> {
      DMatrix data = matrix(training);
      DMatrix[] watched = {matrix(validation)};
      Booster booster = start(data, training.columns());
      try {
        float best = metric(booster, watched, 0);
        int rounds = 1;
        for (int round = 1; round < settings.mostRounds(); round++) {
          booster.update(data, round);
          progress.accept(round);
          float now = metric(booster, watched, round);
          if (now < best) {
            best = now;
            rounds = round + 1;
          } else if (round + 1 - rounds >= settings.patience()) {
            break;
          }
        }
        return rounds;
      } finally {
        booster.dispose();
        data.dispose();
        watched[0].dispose();
      }
    });
  }

  /// Boosts for [BoostingSettings#mostRounds] rounds.
  public FittedBooster fit(LabeledRows training) {
    return guarded(() -> {
      DMatrix data = matrix(training);
      Booster booster = start(data, training.columns());
      try {
        for (int round = 1; round < settings.mostRounds(); round++) {
          booster.update(data, round);
        }
        byte[] json = booster.toByteArray("json");
        return new FittedBooster(XgboostJson.read(json), json, gains(booster, training));
      } finally {
        booster.dispose();
        data.dispose();
      }
    });
  }

  private Booster start(DMatrix data, List<String> columns) throws XGBoostError {
    Map<String, Object> parameters = settings.parameters(seed);
    if (!rising.isEmpty()) {
      parameters.put(
          "monotone_constraints",
          columns.stream()
              .map(column -> rising.contains(column) ? "1" : "0")
              .collect(Collectors.joining(",", "(", ")")));
    }
    return XGBoost.train(data, parameters, 1, Map.of(), null, null);
  }

  private float metric(Booster booster, DMatrix[] watched, int round) throws XGBoostError {
    float[] values = new float[1];
    booster.evalSet(watched, new String[] {"validation"}, round, values);
    return values[0];
  }

  private static Map<String, Double> gains(Booster booster, LabeledRows rows) throws XGBoostError {
    Map<String, Double> gains =
        booster.getScore(rows.columns().toArray(String[]::new), "total_gain");
    double sum = gains.values().stream().mapToDouble(Double::doubleValue).sum();
    return gains.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue() / sum));
  }

  static DMatrix matrix(LabeledRows rows) throws XGBoostError {
    DMatrix matrix = new DMatrix(rows.flat(), rows.size(), rows.columns().size(), Float.NaN);
    matrix.setLabel(rows.labels());
    return matrix;
  }

  interface Native<T> {
    T call() throws Exception;
  }

  static <T> T guarded(Native<T> call) {
    try {
      return call.call();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("XGBoost failed: " + e.getMessage(), e);
    }
  }
}
