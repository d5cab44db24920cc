package dev.whence.training.transit;

import dev.whence.training.boosting.FittedBooster;
import dev.whence.training.linear.LogLinear;
import dev.whence.training.onnx.OnnxGraph.Output;
import java.util.Optional;

/// What says the middle of the logarithm of days.
///
/// @param linear what the trees correct, if they do not stand alone
public record TransitCenter(Optional<LogLinear> linear, FittedBooster trees) {

  /// How the middle is learned; rolling-origin folds choose.
  public enum Kind {
    /// Boosted trees alone.
    TREES,

    /// A log-linear model, and boosted trees on what it leaves. Beyond what was seen it goes on as
    /// a straight line where trees stay level.
    STACK
  }

  Kind kind() {
    return linear.isPresent() ? Kind.STACK : Kind.TREES;
  }

  /// `mu` of each row.
  public float[] answers(float[][] rows) {
    float[] answers = trees.answers(rows, true);
    if (linear.isPresent()) {
      float[] base = linear.get().answers(rows);
      for (int i = 0; i < answers.length; i++) {
        answers[i] += base[i];
      }
    }
    return answers;
  }

  Output output(String name) {
    return linear
        .map(line -> Output.margin(name, trees.trees()).on(line))
        .orElseGet(() -> Output.margin(name, trees.trees()));
  }
}
