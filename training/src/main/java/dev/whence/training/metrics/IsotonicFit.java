package dev.whence.training.metrics;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;

/// The rising step function nearest to events, by pool adjacent violators.
///
/// @param scores mean score of each block, strictly rising
/// @param probabilities share of events in each block, strictly rising
public record IsotonicFit(List<Double> scores, List<Double> probabilities) {

  public IsotonicFit {
    scores = List.copyOf(scores);
    probabilities = List.copyOf(probabilities);
  }

  private record Block(double rows, double scores, double events) {
    double share() {
      return events / rows;
    }

    Block plus(Block other) {
      return new Block(rows + other.rows, scores + other.scores, events + other.events);
    }
  }

  /// @param priorRows rows at the overall share that each block is drawn towards, so that a short
  ///   block of equal outcomes does not say never or always; 0 for the plain fit
  /// @throws IllegalArgumentException if there is no row or the lengths differ
  public static IsotonicFit of(double[] scores, boolean[] events, double priorRows) {
    BinaryScores.requireSameLength(scores.length, events.length);
    Deque<Block> blocks = new ArrayDeque<>();
    for (Block tie : ties(scores, events)) {
      Block block = tie;
      while (!blocks.isEmpty() && blocks.getLast().share() >= block.share()) {
        block = blocks.removeLast().plus(block);
      }
      blocks.addLast(block);
    }
    double share = BinaryScores.share(events);
    List<Double> means = new ArrayList<>();
    List<Double> shares = new ArrayList<>();
    double highest = 0;
    for (Block block : blocks) {
      double drawn = (block.events() + priorRows * share) / (block.rows() + priorRows);
      highest = Math.max(highest, drawn);
      means.add(block.scores() / block.rows());
      shares.add(highest);
    }
    return new IsotonicFit(means, shares);
  }

  private static List<Block> ties(double[] scores, boolean[] events) {
    int[] order =
        IntStream.range(0, scores.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> scores[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    List<Block> ties = new ArrayList<>();
    double last = Double.NaN;
    for (int i : order) {
      Block row = new Block(1, scores[i], events[i] ? 1 : 0);
      if (scores[i] == last) {
        ties.add(ties.removeLast().plus(row));
      } else {
        ties.add(row);
      }
      last = scores[i];
    }
    return ties;
  }
}
