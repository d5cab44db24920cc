package dev.whence.training.boosting;

import dev.whence.training.onnx.BoostedTrees;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;

/// A booster after its last round.
public final class FittedBooster {
  private final BoostedTrees trees;
  private final byte[] json;
  private final Map<String, Double> gains;

  FittedBooster(BoostedTrees trees, byte[] json, Map<String, Double> gains) {
    this.trees = trees;
    this.json = json;
    this.gains = Collections.unmodifiableMap(new TreeMap<>(gains));
  }

  public BoostedTrees trees() {
    return trees;
  }

  /// Loss saved by all splits on a feature, as a share of the sum; unused features are missing.
  public Map<String, Double> gains() {
    return gains;
  }

  /// What XGBoost itself answers for each row: before the link the margin, else the prediction.
  ///
  /// @throws IllegalArgumentException if a row has another width than the trees or an endless value
  public float[] answers(float[][] rows, boolean margin) {
    List<String> unnamed = Collections.nCopies(trees.features(), "");
    return Boosting.guarded(() -> {
      DMatrix data = Boosting.matrix(new LabeledRows(unnamed, rows, new float[rows.length]));
      Booster booster = XGBoost.loadModel(json);
      try {
        booster.setParam("nthread", 1);
        float[][] answers = booster.predict(data, margin);
        float[] column = new float[answers.length];
        for (int i = 0; i < column.length; i++) {
          column[i] = answers[i][0];
        }
        return column;
      } finally {
        booster.dispose();
        data.dispose();
      }
    });
  }
}
