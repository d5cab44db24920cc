package dev.whence.training.linear;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// `intercept + sum of linear[i] * x[i] + sum of logarithmic[i] * ln(max(x[i] + shift[i],
/// SMALLEST))`.
///
/// @param columns names of the features, in order
/// @param linear weight of each feature, 0 for those not used
/// @param logarithmic weight of its logarithm
/// @param shift added before the logarithm is taken
public record LogLinear(
    List<String> columns,
    List<Double> linear,
    List<Double> logarithmic,
    List<Double> shift,
    double intercept) {

  /// Logarithms are taken of nothing smaller.
  public static final double SMALLEST = 1e-3;

  private static final double RIDGE = 10;
  private static final int MOST_SWEEPS = 1_000;
  private static final double SETTLED = 1e-10;

  public LogLinear {
    columns = List.copyOf(columns);
    linear = List.copyOf(linear);
    logarithmic = List.copyOf(logarithmic);
    shift = List.copyOf(shift);
  }

  /// What a fit may use.
  ///
  /// @param linear features as they are
  /// @param logarithms features by their logarithm, with what is added before
  /// @param rising features whose weights may not be below 0
  public record Terms(Set<String> linear, Map<String, Double> logarithms, Set<String> rising) {}

  private record Term(int column, boolean isLogarithm, double shift, boolean rises) {
    double of(float[] row) {
      return isLogarithm ? logarithm(row[column], shift) : row[column];
    }
  }

  private static double logarithm(double value, double shift) {
    return StrictMath.log(Math.max(value + shift, SMALLEST));
  }

  /// Least squares with a penalty on the squares of the standardized weights, by cyclic coordinate
  /// descent; weights that may only be positive stop at 0.
  ///
  /// @param columns names of the features, in order
  /// @param rows each as wide as `columns`, of which the wanted ones may not be missing
  /// @param labels one per row
  public static LogLinear fit(List<String> columns, float[][] rows, float[] labels, Terms wanted) {
    List<Term> terms = terms(columns, wanted);
    int width = terms.size();
    double[] mean = new double[width];
    double[] deviation = new double[width];
    double meanLabel = 0;
    for (int i = 0; i < rows.length; i++) {
      meanLabel += labels[i] / (double) rows.length;
      for (int t = 0; t < width; t++) {
        mean[t] += terms.get(t).of(rows[i]) / rows.length;
      }
    }
    for (float[] row : rows) {
      for (int t = 0; t < width; t++) {
        double distance = terms.get(t).of(row) - mean[t];
        deviation[t] += distance * distance / rows.length;
      }
    }
    Arrays.setAll(deviation, t -> Math.sqrt(deviation[t]));
    double[][] squares = new double[width][width];
    double[] towards = new double[width];
    double[] z = new double[width];
    for (int i = 0; i < rows.length; i++) {
      for (int t = 0; t < width; t++) {
        z[t] = deviation[t] > 0 ? (terms.get(t).of(rows[i]) - mean[t]) / deviation[t] : 0;
      }
      for (int t = 0; t < width; t++) {
        towards[t] += z[t] * (labels[i] - meanLabel);
        for (int u = 0; u < width; u++) {
          squares[t][u] += z[t] * z[u];
        }
      }
    }
    double[] weights = descend(squares, towards, terms);
    Arrays.setAll(weights, t -> deviation[t] > 0 ? weights[t] / deviation[t] : 0);
    return of(columns, terms, weights, meanLabel - product(weights, mean));
  }

  private static double[] descend(double[][] squares, double[] towards, List<Term> terms) {
    double[] weights = new double[towards.length];
    for (int sweep = 0; sweep < MOST_SWEEPS; sweep++) {
      double moved = 0;
      for (int t = 0; t < weights.length; t++) {
        double rest = towards[t] - product(squares[t], weights) + squares[t][t] * weights[t];
        double best = rest / (squares[t][t] + RIDGE);
        double next = terms.get(t).rises() ? Math.max(0, best) : best;
        moved = Math.max(moved, Math.abs(next - weights[t]));
        weights[t] = next;
      }
      if (moved < SETTLED) {
        break;
      }
    }
    return weights;
  }

  private static double product(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static List<Term> terms(List<String> columns, Terms wanted) {
    List<Term> terms = new ArrayList<>();
    for (int column = 0; column < columns.size(); column++) {
      String name = columns.get(column);
      boolean rises = wanted.rising().contains(name);
      if (wanted.linear().contains(name)) {
        terms.add(new Term(column, false, 0, rises));
      }
      Double shift = wanted.logarithms().get(name);
      if (shift != null) {
        terms.add(new Term(column, true, shift, rises));
      }
    }
    return terms;
  }

  private static LogLinear of(
      List<String> columns, List<Term> terms, double[] weights, double intercept) {
    double[] linear = new double[columns.size()];
    double[] logarithmic = new double[columns.size()];
    double[] shift = new double[columns.size()];
    for (int t = 0; t < weights.length; t++) {
      Term term = terms.get(t);
      if (term.isLogarithm()) {
        logarithmic[term.column()] = weights[t];
        shift[term.column()] = term.shift();
      } else {
        linear[term.column()] = weights[t];
      }
    }
    return new LogLinear(columns, boxed(linear), boxed(logarithmic), boxed(shift), intercept);
  }

  private static List<Double> boxed(double[] values) {
    return Arrays.stream(values).boxed().toList();
  }

  /// @param row as wide as [#columns]; features without a weight may be missing
  public float answer(float[] row) {
    double sum = intercept;
    for (int i = 0; i < row.length; i++) {
      if (linear.get(i) != 0) {
        sum += linear.get(i) * row[i];
      }
      if (logarithmic.get(i) != 0) {
        sum += logarithmic.get(i) * logarithm(row[i], shift.get(i));
      }
    }
    return (float) sum;
  }

  public float[] answers(float[][] rows) {
    float[] answers = new float[rows.length];
    for (int i = 0; i < answers.length; i++) {
      answers[i] = answer(rows[i]);
    }
    return answers;
  }
}
