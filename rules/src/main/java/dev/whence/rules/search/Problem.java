package dev.whence.rules.search;

import java.util.List;

/// One order as numbers: choose parcels and assign each line to one of them, or to none.
///
/// Costs are in ten-thousandths of a minor unit. The cost of a plan is the sum over its parcels of
/// `fixed`, over its lines of the option's `lineCost` (or the line's `unfilledCost`), and
/// `splitCost` for each parcel after the first (SCIENCE section 1).
///
/// @param options parcels that could be opened, in the order in which ties are broken
/// @param lines in the order of the order
/// @param nodes one entry for each `Option.node` index
/// @param mostParcels at least 0
/// @param splitCost at least 0
public record Problem(
    List<Option> options, List<Line> lines, List<Node> nodes, int mostParcels, long splitCost) {
  /// The cost of a line that an option may not carry.
  public static final long IMPOSSIBLE = Long.MAX_VALUE / 4_096;

  /// @throws IllegalArgumentException if sizes differ or a fixed, split or unfilled cost is
  ///   negative
  public Problem {
    options = List.copyOf(options);
    lines = List.copyOf(lines);
    nodes = List.copyOf(nodes);
    if (mostParcels < 0 || splitCost < 0) {
      throw new IllegalArgumentException(
          "At most %d parcels at a split cost of %d; neither may be negative."
              .formatted(mostParcels, splitCost));
    }
    for (Option option : options) {
      if (option.lineCosts().size() != lines.size() || option.fixed() < 0) {
        throw new IllegalArgumentException(
            "An option prices %d of %d lines at a fixed cost of %d."
                .formatted(option.lineCosts().size(), lines.size(), option.fixed()));
      }
    }
  }

  /// A parcel that could be opened: one carrier service from one node.
  ///
  /// @param node index into `nodes`
  /// @param lineCosts one a line, at least 0, or [#IMPOSSIBLE]
  public record Option(int node, long fixed, List<Long> lineCosts) {
    public Option {
      lineCosts = List.copyOf(lineCosts);
    }
  }

  /// @param sku lines with one number share the stock of each node
  /// @param units at least 1
  /// @param unfilledCost of leaving the whole line out, at least 0, below [#IMPOSSIBLE]
  public record Line(int sku, int units, long unfilledCost) {
    public Line {
      if (units < 1 || unfilledCost < 0 || unfilledCost >= IMPOSSIBLE) {
        throw new IllegalArgumentException(
            "A line of %d units costs %d unfilled.".formatted(units, unfilledCost));
      }
    }
  }

  /// @param parcelsLeft parcels it can still hand over
  /// @param stock units available to promise, indexed by `Line.sku`
  public record Node(int parcelsLeft, List<Integer> stock) {
    public Node {
      stock = List.copyOf(stock);
    }
  }
}
