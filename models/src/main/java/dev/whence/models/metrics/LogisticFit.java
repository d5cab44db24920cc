package dev.whence.models.metrics;

import java.util.Arrays;

/// A logistic regression with a small ridge, by Newton's method: deterministic and for few columns.
///
/// @param weights the intercept first, then one per column
public record LogisticFit(java.util.List<Double> weights) {
  private static final int MOST_STEPS = 50;
  private static final int MOST_HALVES = 40;
  private static final double ENOUGH = 1e-10;

  public LogisticFit {
    weights = java.util.List.copyOf(weights);
  }

  /// @param rows columns of similar scale, without the intercept
  /// @param ridge penalty on each weight but the intercept's, above 0 where columns may be
  ///   collinear
  /// @throws IllegalArgumentException if there is no row or the lengths differ
  public static LogisticFit of(double[][] rows, boolean[] events, double ridge) {
    double[] ridges = ridges(rows, ridge);
    ridges[0] = 0;
    return of(new double[rows.length], rows, events, ridges);
  }

  /// What is to be added to log-odds that are there already: all weights are drawn to 0, that of
  /// the intercept too, which leaves them as they are.
  ///
  /// @param logOdds of each row
  /// @param rows as in [#of(double[][], boolean[], double)]
  /// @param ridge penalty on each weight: the inverse of the variance that it is thought to have
  /// @throws IllegalArgumentException if there is no row or the lengths differ
  public static LogisticFit addedTo(
      double[] logOdds, double[][] rows, boolean[] events, double ridge) {
    BinaryScores.requireSameLength(logOdds.length, events.length);
    return of(logOdds, rows, events, ridges(rows, ridge));
  }

  private static double[] ridges(double[][] rows, double ridge) {
    double[] ridges = new double[rows[0].length + 1];
    Arrays.fill(ridges, ridge);
    return ridges;
  }

  private static LogisticFit of(
      double[] logOdds, double[][] rows, boolean[] events, double[] ridges) {
    BinaryScores.requireSameLength(rows.length, events.length);
    int width = ridges.length;
    double[] weights = new double[width];
    double before = likelihood(logOdds, rows, events, ridges, weights);
    for (int step = 0; step < MOST_STEPS; step++) {
      double[][] curvature = new double[width][width];
      double[] slope = new double[width];
      for (int i = 0; i < rows.length; i++) {
        double p = sigmoid(logOdds[i] + score(weights, rows[i]));
        add(curvature, slope, rows[i], p * (1 - p) + 1e-12, (events[i] ? 1 : 0) - p);
      }
      for (int j = 0; j < width; j++) {
        curvature[j][j] += ridges[j];
        slope[j] -= ridges[j] * weights[j];
      }
      double[] change = solve(curvature, slope);
      // A whole step may go past the top, and further with each: far rows weigh nothing there.
      double[] next = plus(weights, change);
      double now = likelihood(logOdds, rows, events, ridges, next);
      for (int halves = 0; !(now >= before) && halves < MOST_HALVES; halves++) {
        Arrays.setAll(change, j -> change[j] / 2);
        next = plus(weights, change);
        now = likelihood(logOdds, rows, events, ridges, next);
      }
      if (!(now >= before)) {
        break;
      }
      weights = next;
      before = now;
      if (Arrays.stream(change).map(Math::abs).max().orElse(0) < ENOUGH) {
        break;
      }
    }
    return new LogisticFit(Arrays.stream(weights).boxed().toList());
  }

  private static double[] plus(double[] weights, double[] change) {
    double[] sum = weights.clone();
    Arrays.setAll(sum, j -> weights[j] + change[j]);
    return sum;
  }

  /// Logarithm of the likelihood of the events, less the penalty.
  private static double likelihood(
      double[] logOdds, double[][] rows, boolean[] events, double[] ridges, double[] weights) {
    double sum = 0;
    for (int j = 0; j < weights.length; j++) {
      sum -= ridges[j] * weights[j] * weights[j] / 2;
    }
    for (int i = 0; i < rows.length; i++) {
      double odds = logOdds[i] + score(weights, rows[i]);
      double against = events[i] ? -odds : odds;
      sum -= Math.max(against, 0) + Math.log1p(Math.exp(-Math.abs(against)));
    }
    return sum;
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
