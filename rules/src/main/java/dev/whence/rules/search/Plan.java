package dev.whence.rules.search;

import java.util.List;

/// An answer to a [Problem].
///
/// @param cost of the plan
/// @param parts what each opened option carries, by rising option index
/// @param unfilled units of each line that do not ship
/// @param parcels of all options together
/// @param setsVisited sets of options that were costed
/// @param gap how far the cost may lie above the optimum; zero when the plan is proven optimal
public record Plan(
    long cost, List<Part> parts, List<Integer> unfilled, int parcels, long setsVisited, long gap) {
  public Plan {
    parts = List.copyOf(parts);
    unfilled = List.copyOf(unfilled);
  }

  /// @param option index
  /// @param units of each line that it carries
  public record Part(int option, List<Integer> units) {
    public Part {
      units = List.copyOf(units);
    }
  }

  public boolean uses(int option) {
    return parts.stream().anyMatch(part -> part.option() == option);
  }
}
