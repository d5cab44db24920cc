package dev.whence.training.linear;

import dev.whence.models.scoring.LinearModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

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
  private static final int MOST_STEPS = 60;
  private static final double SETTLED_ODDS = 1e-7;
  private static final double LEAST_CERTAINTY = 1e-6;

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
  /// @param falling features whose weights may not be above 0
  public record Terms(
      Set<String> linear, Map<String, Double> logarithms, Set<String> rising, Set<String> falling) {
    /// Where none must fall.
    public Terms(Set<String> linear, Map<String, Double> logarithms, Set<String> rising) {
      this(linear, logarithms, rising, Set.of());
    }
  }

  private record Term(int column, boolean isLogarithm, double shift, double least, double most) {
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
    Standardized standardized = Standardized.of(rows, terms(columns, wanted));
    double[] weights = standardized.noWeights();
    double[] towards = new double[labels.length];
    Arrays.setAll(towards, i -> labels[i]);
    standardized.solve(new double[0], towards, weights);
    return standardized.line(columns, weights);
  }

  /// Log-odds of an event: logistic regression with the same penalty and bounds, by Newton steps
  /// that are weighted least squares.
  ///
  /// @param labels 1 where the event happened, else 0
  public static LogLinear logOdds(
      List<String> columns, float[][] rows, float[] labels, Terms wanted) {
    Standardized standardized = Standardized.of(rows, terms(columns, wanted));
    double[] weights = standardized.noWeights();
    double[] certainty = new double[labels.length];
    double[] towards = new double[labels.length];
    for (int step = 0; step < MOST_STEPS; step++) {
      for (int i = 0; i < labels.length; i++) {
        double odds = standardized.answer(weights, i);
        double chance = 1 / (1 + Math.exp(-odds));
        certainty[i] = Math.max(chance * (1 - chance), LEAST_CERTAINTY);
        towards[i] = odds + (labels[i] - chance) / certainty[i];
      }
      if (standardized.solve(certainty, towards, weights) < SETTLED_ODDS) {
        break;
      }
    }
    return standardized.line(columns, weights);
  }

  /// Terms with their mean taken off, in standard deviations.
  private static final class Standardized {
    private final List<Term> terms;
    private final double[][] rows;
    private final double[] mean;
    private final double[] deviation;

    private Standardized(List<Term> terms, double[][] rows, double[] mean, double[] deviation) {
      this.terms = terms;
      this.rows = rows;
      this.mean = mean;
      this.deviation = deviation;
    }

    static Standardized of(float[][] rows, List<Term> terms) {
      int width = terms.size();
      double[] mean = new double[width];
      double[] deviation = new double[width];
      double[][] scaled = new double[rows.length][width];
      for (int i = 0; i < rows.length; i++) {
        for (int t = 0; t < width; t++) {
          scaled[i][t] = terms.get(t).of(rows[i]);
          mean[t] += scaled[i][t] / rows.length;
        }
      }
      for (double[] row : scaled) {
        for (int t = 0; t < width; t++) {
          row[t] -= mean[t];
          deviation[t] += row[t] * row[t] / rows.length;
        }
      }
      Arrays.setAll(deviation, t -> Math.sqrt(deviation[t]));
      for (double[] row : scaled) {
        for (int t = 0; t < width; t++) {
          row[t] = deviation[t] > 0 ? row[t] / deviation[t] : 0;
        }
      }
      return new Standardized(terms, scaled, mean, deviation);
    }

    /// The intercept's, and one for each term.
    double[] noWeights() {
      return new double[terms.size() + 1];
    }

    /// @param weights the intercept's first
    double answer(double[] weights, int row) {
      double sum = weights[0];
      for (int t = 0; t < rows[row].length; t++) {
        sum += weights[t + 1] * rows[row][t];
      }
      return sum;
    }

    /// Moves the weights, the intercept's first, to those of the least squares.
    ///
    /// @param certainty of each row; empty for 1
    /// @return by how much the one that moved most did
    double solve(double[] certainty, double[] towards, double[] weights) {
      int width = weights.length;
      double[][] squares = new double[width][width];
      double[] products = new double[width];
      double[] z = new double[width];
      z[0] = 1;
      for (int i = 0; i < rows.length; i++) {
        System.arraycopy(rows[i], 0, z, 1, width - 1);
        double sure = certainty.length == 0 ? 1 : certainty[i];
        for (int t = 0; t < width; t++) {
          products[t] += sure * z[t] * towards[i];
          for (int u = 0; u < width; u++) {
            squares[t][u] += sure * z[t] * z[u];
          }
        }
      }
      double[] before = weights.clone();
      descend(squares, products, weights);
      double most = 0;
      for (int t = 0; t < width; t++) {
        most = Math.max(most, Math.abs(weights[t] - before[t]));
      }
      return most;
    }

    private void descend(double[][] squares, double[] towards, double[] weights) {
      for (int sweep = 0; sweep < MOST_SWEEPS; sweep++) {
        double moved = 0;
        for (int t = 0; t < weights.length; t++) {
          double rest = towards[t] - product(squares[t], weights) + squares[t][t] * weights[t];
          double next =
              t == 0
                  ? rest / squares[t][t]
                  : Math.clamp(
                      rest / (squares[t][t] + RIDGE),
                      terms.get(t - 1).least(),
                      terms.get(t - 1).most());
          moved = Math.max(moved, Math.abs(next - weights[t]));
          weights[t] = next;
        }
        if (moved < SETTLED) {
          break;
        }
      }
    }

    LogLinear line(List<String> columns, double[] weights) {
      double[] natural = new double[terms.size()];
      Arrays.setAll(natural, t -> deviation[t] > 0 ? weights[t + 1] / deviation[t] : 0);
      return LogLinear.of(columns, terms, natural, weights[0] - product(natural, mean));
    }
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
      double least = wanted.rising().contains(name) ? 0 : Double.NEGATIVE_INFINITY;
      double most = wanted.falling().contains(name) ? 0 : Double.POSITIVE_INFINITY;
      if (wanted.linear().contains(name)) {
        terms.add(new Term(column, false, 0, least, most));
      }
      Double shift = wanted.logarithms().get(name);
      if (shift != null) {
        terms.add(new Term(column, true, shift, least, most));
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

  /// The same, as a file has it.
  public LinearModel.Output output(String name) {
    var weights = new TreeMap<String, Double>();
    var logarithms = new TreeMap<String, LinearModel.Logarithm>();
    for (int i = 0; i < columns.size(); i++) {
      if (linear.get(i) != 0) {
        weights.put(columns.get(i), linear.get(i));
      }
      if (logarithmic.get(i) != 0) {
        logarithms.put(columns.get(i), new LinearModel.Logarithm(logarithmic.get(i), shift.get(i)));
      }
    }
    return new LinearModel.Output(name, intercept, weights, logarithms);
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
