package dev.whence.training.boosting;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/// What shapes a booster beside its rows.
///
/// @param objective XGBoost's word, for instance `reg:squarederror`
/// @param metric XGBoost's word for what early stopping watches; lower is better
/// @param depth levels of splits in a tree
/// @param learningRate share of each tree that is taken
/// @param mostRounds trees at most
/// @param patience rounds without a better metric after which to stop
/// @param smallestChild least weight of the rows in a leaf
/// @param rowShare rows drawn for each tree
/// @param columnShare features drawn for each tree
public record BoostingSettings(
    String objective,
    String metric,
    int depth,
    double learningRate,
    int mostRounds,
    int patience,
    double smallestChild,
    double rowShare,
    double columnShare) {

  public BoostingSettings withMostRounds(int rounds) {
    return new BoostingSettings(
        objective,
        metric,
        depth,
        learningRate,
        rounds,
        patience,
        smallestChild,
        rowShare,
        columnShare);
  }

  public BoostingSettings withDepth(int levels) {
    return new BoostingSettings(
        objective,
        metric,
        levels,
        learningRate,
        mostRounds,
        patience,
        smallestChild,
        rowShare,
        columnShare);
  }

  Map<String, Object> parameters(long seed) {
    Map<String, Object> parameters = new LinkedHashMap<>();
    parameters.put("booster", "gbtree");
    parameters.put("tree_method", "hist");
    parameters.put("objective", objective);
    parameters.put("eval_metric", metric);
    parameters.put("max_depth", depth);
    parameters.put("eta", learningRate);
    parameters.put("min_child_weight", smallestChild);
    parameters.put("subsample", rowShare);
    parameters.put("colsample_bytree", columnShare);
    parameters.put("seed", seed);
    parameters.put("nthread", 1);
    parameters.put("verbosity", 0);
    return parameters;
  }

  /// For the card.
  public Map<String, String> described() {
    Map<String, String> words = new TreeMap<>();
    parameters(0).forEach((name, value) -> words.put(name, String.valueOf(value)));
    words.remove("seed");
    words.remove("verbosity");
    words.put("most_rounds", Integer.toString(mostRounds));
    words.put("patience", Integer.toString(patience));
    return words;
  }
}
