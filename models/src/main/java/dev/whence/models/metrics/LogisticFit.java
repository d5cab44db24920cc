package dev.whence.models.metrics;

import java.util.Arrays;

/// A logistic regression with a small ridge, by Newton's method: deterministic and for few columns.
///
/// @param weights the intercept first, then one per column
public record LogisticFit(java.util.List<Double> weights) {
  private static final int MOST_STEPS = 50;
  private static final double ENOUGH = 1e-10;

  public LogisticFit {
    weights = java.util.List.copyOf(weights);
  }

  /// @param rows columns of similar scale, without the intercept
  /// @param ridge penalty on each weight but the intercept's, above 0 where columns may be
  ///   collinear
  /// @throws IllegalArgumentException if there is no row or the lengths differ
  public static LogisticFit of(double[][] rows, boolean[] events, double ridge) {
    BinaryScores.requireSameLength(rows.length, events.length);
    int width = rows[0].length + 1;
    double[] weights = new double[width];
    for (int step = 0; step < MOST_STEPS; step++) {
      double[][] curvature = new double[width][width];
      double[] slope = new double[width];
      for (int i = 0; i < rows.length; i++) {
        double p = sigmoid(score(weights, rows[i]));
        add(curvature, slope, rows[i], p * (1 - p) + 1e-12, (events[i] ? 1 : 0) - p);
      }
      for (int j = 1; j < width; j++) {
        curvature[j][j] += ridge;
        slope[j] -= ridge * weights[j];
      }
      double[] change = solve(curvature, slope);
      double largest = Arrays.stream(change).map(Math::abs).max().orElse(0);
      double damping = Math.min(1, 5 / largest);
      for (int j = 0; j < width; j++) {
        weights[j] += damping * change[j];
      }
      if (largest < ENOUGH) {
        break;
      }
    }
    return new LogisticFit(Arrays.stream(weights).boxed().toList());
  }

  private static void add(
      double[][] curvature, double[] slope, double[] row, double weight, double error) {
    for (int j = 0; j <= row.length; j++) {
      double left = j == 0 ? 1 : row[j - 1];
      slope[j] += error * left;
      for (int k = 0; k <= j; k++) {
        double product = weight * left * (k == 0 ? 1 : row[k - 1]);
        curvature[j][k] += product;
      }
    }
  }

  /// Solves by Cholesky; only the lower triangle of `matrix` is read, and overwritten.
  private static double[] solve(double[][] matrix, double[] right) {
    int n = right.length;
    for (int j = 0; j < n; j++) {
      for (int i = j; i < n; i++) {
        double sum = matrix[i][j];
        for (int k = 0; k < j; k++) {
          sum -= matrix[i][k] * matrix[j][k];
        }
        matrix[i][j] = i == j ? Math.sqrt(Math.max(sum, 1e-12)) : sum / matrix[j][j];
      }
    }
    double[] solution = right.clone();
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < i; k++) {
        solution[i] -= matrix[i][k] * solution[k];
      }
      solution[i] /= matrix[i][i];
    }
    for (int i = n - 1; i >= 0; i--) {
      for (int k = i + 1; k < n; k++) {
        solution[i] -= matrix[k][i] * solution[k];
      }
      solution[i] /= matrix[i][i];
    }
    return solution;
  }

  public double probability(double[] row) {
    double[] values = weights.stream().mapToDouble(Double::doubleValue).toArray();
    return sigmoid(score(values, row));
  }

  private static double score(double[] weights, double[] row) {
    double score = weights[0];
    for (int j = 0; j < row.length; j++) {
      score += weights[j + 1] * row[j];
    }
    return score;
  }

  private static double sigmoid(double score) {
    return 1 / (1 + Math.exp(-score));
  }
}
