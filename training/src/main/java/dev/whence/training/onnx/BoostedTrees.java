package dev.whence.training.onnx;

import java.util.List;

/// A sum of regression trees over float32 features, as a booster predicts it.
///
/// @param features width of a row
/// @param baseMargin what the leaves are added to, before the link
/// @param link from the sum (the margin) to the prediction
public record BoostedTrees(int features, float baseMargin, Link link, List<Tree> trees) {

  public BoostedTrees {
    trees = List.copyOf(trees);
  }

  /// How a margin becomes a prediction.
  public enum Link {
    IDENTITY {
      @Override
      float prediction(float margin) {
        return margin;
      }
    },
    /// A probability from log-odds.
    LOGISTIC {
      @Override
      float prediction(float margin) {
        return (float) (1 / (1 + Math.exp(-(double) margin)));
      }
    },
    /// A positive quantity from its logarithm.
    LOG {
      @Override
      float prediction(float margin) {
        return (float) Math.exp(margin);
      }
    };

    abstract float prediction(float margin);
  }

  /// @param nodes the root first, children after their parent
  public record Tree(List<Node> nodes) {
    public Tree {
      nodes = List.copyOf(nodes);
    }

    float leaf(float[] row) {
      int at = 0;
      while (nodes.get(at) instanceof Node.Split split) {
        at = split.next(row[split.feature()]);
      }
      return ((Node.Leaf) nodes.get(at)).value();
    }
  }

  public sealed interface Node {

    /// @param threshold compared in float32
    /// @param below the node for values under `threshold`
    /// @param notBelow the node for all other values
    /// @param missingBelow whether a missing value (NaN) goes to `below`
    record Split(int feature, float threshold, int below, int notBelow, boolean missingBelow)
        implements Node {
      int next(float value) {
        boolean goesBelow = Float.isNaN(value) ? missingBelow : value < threshold;
        return goesBelow ? below : notBelow;
      }
    }

    record Leaf(float value) implements Node {}
  }

  /// The sum before the link.
  public float margin(float[] row) {
    if (row.length != features) {
      throw new IllegalArgumentException(
          "A row of %d values for trees over %d features.".formatted(row.length, features));
    }
    float sum = baseMargin;
    for (Tree tree : trees) {
      sum += tree.leaf(row);
    }
    return sum;
  }

  /// The sum after the link.
  public float prediction(float[] row) {
    return link.prediction(margin(row));
  }
}
