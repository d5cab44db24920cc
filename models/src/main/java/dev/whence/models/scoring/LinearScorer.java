package dev.whence.models.scoring;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/// Runs a [LinearModel]: sums in Java, which need no native library and cannot hang.
public final class LinearScorer implements Scorer {
  private final int width;
  private final List<Formula> formulas;
  private volatile boolean closed;

  /// One output, its weights in the order of the columns.
  private static final class Formula {
    private final double intercept;
    private final double[] linear;
    private final double[] logarithmic;
    private final double[] shift;

    Formula(LinearModel.Output output, List<String> features) {
      intercept = output.intercept();
      linear = new double[features.size()];
      logarithmic = new double[features.size()];
      shift = new double[features.size()];
      for (int i = 0; i < linear.length; i++) {
        linear[i] = output.linear().getOrDefault(features.get(i), 0.0);
        LinearModel.Logarithm logarithm = output.logarithms().get(features.get(i));
        if (logarithm != null) {
          logarithmic[i] = logarithm.weight();
          shift[i] = logarithm.shift();
        }
      }
    }

    float answer(float[] features, int offset) {
      double sum = intercept;
      for (int i = 0; i < linear.length; i++) {
        double value = features[offset + i];
        if (linear[i] != 0) {
          sum += linear[i] * value;
        }
        if (logarithmic[i] != 0) {
          sum += logarithmic[i] * StrictMath.log(Math.max(value + shift[i], LinearModel.SMALLEST));
        }
      }
      return (float) sum;
    }
  }

  private LinearScorer(int width, List<Formula> formulas) {
    this.width = width;
    this.formulas = List.copyOf(formulas);
  }

  /// Opens a model and holds it to what is declared of it.
  ///
  /// @param features names in the order rows will come
  /// @throws ScoringException if it weighs a feature that is not declared, lacks an output, or
  ///   holds what is no finite number
  public static LinearScorer open(
      LinearModel model, List<String> features, List<OutputColumn> outputs) {
    var formulas = new ArrayList<Formula>();
    for (OutputColumn wanted : outputs) {
      List<LinearModel.Output> found =
          model.outputs().stream().filter(each -> each.name().equals(wanted.source())).toList();
      if (found.size() != 1 || wanted.columns() != 1) {
        throw new ScoringException(
            "The linear outputs are %s, wanted is one column of %s."
                .formatted(
                    model.outputs().stream().map(LinearModel.Output::name).toList(),
                    wanted.source()));
      }
      if (!found.getFirst().hasOnlyNumbers()) {
        throw new ScoringException(
            "The linear output %s has a weight that is no finite number."
                .formatted(wanted.source()));
      }
      checkFeatures(found.getFirst(), features);
      formulas.add(new Formula(found.getFirst(), features));
    }
    return new LinearScorer(features.size(), formulas);
  }

  private static void checkFeatures(LinearModel.Output output, List<String> features) {
    var unknown = new TreeSet<>(output.linear().keySet());
    unknown.addAll(output.logarithms().keySet());
    features.forEach(unknown::remove);
    if (!unknown.isEmpty()) {
      throw new ScoringException(
          "The linear output %s weighs %s, the card's features are %s."
              .formatted(output.name(), unknown, features));
    }
  }

  /// A few sums for each row: they end, and sooner than another thread has begun.
  @Override
  public boolean mayHang() {
    return false;
  }

  @Override
  public float[][] score(float[] features, int rows) {
    if (closed) {
      throw new ScoringException("The model was closed.");
    }
    float[][] answers = new float[formulas.size()][rows];
    for (int output = 0; output < answers.length; output++) {
      for (int row = 0; row < rows; row++) {
        answers[output][row] = formulas.get(output).answer(features, row * width);
      }
    }
    return answers;
  }

  @Override
  public void close() {
    closed = true;
  }
}
