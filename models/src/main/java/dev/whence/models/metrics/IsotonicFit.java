package dev.whence.models.metrics;

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
    double share(double priorRows, double prior) {
      return (events + priorRows * prior) / (rows + priorRows);
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
    double prior = BinaryScores.share(events);
    // Drawn towards the overall share, a short block may pass its neighbour: pooled again.
    List<Block> blocks = pooled(pooled(ties(scores, events), 0, prior), priorRows, prior);
    return new IsotonicFit(
        blocks.stream().map(block -> block.scores() / block.rows()).toList(),
        blocks.stream().map(block -> block.share(priorRows, prior)).toList());
  }

  private static List<Block> pooled(List<Block> blocks, double priorRows, double prior) {
    Deque<Block> pooled = new ArrayDeque<>();
    for (Block next : blocks) {
      Block block = next;
      while (!pooled.isEmpty()
          && pooled.getLast().share(priorRows, prior) >= block.share(priorRows, prior)) {
        block = pooled.removeLast().plus(block);
      }
      pooled.addLast(block);
    }
    return List.copyOf(pooled);
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
