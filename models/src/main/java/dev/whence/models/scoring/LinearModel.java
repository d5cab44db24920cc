package dev.whence.models.scoring;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The file `model.json`: outputs that are sums of weighted features and of weighted logarithms.
///
/// An output is `intercept + sum of linear[c] * x[c] + sum of logarithms[c].weight * ln(max(x[c] +
/// logarithms[c].shift, SMALLEST))` over the features c.
public record LinearModel(List<Output> outputs) {
  /// Logarithms are taken of nothing smaller.
  public static final double SMALLEST = 1e-3;

  public LinearModel {
    outputs = List.copyOf(outputs);
  }

  /// @param name as [OutputColumn#source]
  /// @param linear weights by feature
  /// @param logarithms by feature
  public record Output(
      String name,
      double intercept,
      Map<String, Double> linear,
      Map<String, Logarithm> logarithms) {
    public Output {
      linear = new TreeMap<>(linear);
      logarithms = new TreeMap<>(logarithms);
    }

    boolean hasOnlyNumbers() {
      return Double.isFinite(intercept)
          && linear.values().stream().allMatch(Double::isFinite)
          && logarithms.values().stream()
              .allMatch(l -> Double.isFinite(l.weight()) && Double.isFinite(l.shift()));
    }
  }

  /// @param shift added to the feature before its logarithm is taken
  public record Logarithm(double weight, double shift) {}
}
