package dev.whence.rules.search;

import java.util.List;

/// An answer to a [Problem].
///
/// @param cost of the plan
/// @param options opened, rising indices, each carrying at least one line
/// @param assignment for each line the index of its option, or [#UNFILLED]
/// @param setsVisited sets of options that were costed
/// @param optionsKept options left after dropping dominated ones
/// @param gap how far the cost may lie above the optimum; zero when the plan is proven optimal
public record Plan(
    long cost,
    List<Integer> options,
    List<Integer> assignment,
    long setsVisited,
    int optionsKept,
    long gap) {
  /// In `assignment`: the line does not ship.
  public static final int UNFILLED = -1;

  public Plan {
    options = List.copyOf(options);
    assignment = List.copyOf(assignment);
  }
}
