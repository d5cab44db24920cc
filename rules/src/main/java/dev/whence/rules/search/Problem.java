package dev.whence.rules.search;

import java.util.List;

/// One order as numbers: open parcels and put the units of each line into them, or into none.
///
/// Costs are in ten-thousandths of a minor unit. What an option costs for its contents is asked of
/// the [Pricer]; `fixed` and `unitCosts` are a lower bound of it that adds up over lines, so that
/// most sets of options are discarded without being priced. The formulas are in `docs/search.md`.
///
/// @param options (ship node, carrier service, hand-over), in the order in which ties are broken
/// @param lines what is wanted
/// @param nodes one entry for each `Option.node`
/// @param cells parcels that may still leave, one entry for each `Option.cell`: a ship node's
///   hand-over day, shared by its carrier services
/// @param mostParcels of the whole order, at least 0
/// @param splitCost for each parcel after the first, at least 0
/// @param pricer the true price of an option's contents
public record Problem(
    List<Option> options,
    List<Line> lines,
    List<Node> nodes,
    List<Integer> cells,
    int mostParcels,
    long splitCost,
    Pricer pricer) {
  /// A unit cost of this much or more means that the option may not carry the line. Sums of many
  /// stay far below overflow.
  public static final long IMPOSSIBLE = Long.MAX_VALUE / 8;

  /// The line belongs to no group.
  public static final int NO_GROUP = -1;

  public Problem {
    options = List.copyOf(options);
    lines = List.copyOf(lines);
    nodes = List.copyOf(nodes);
    cells = List.copyOf(cells);
  }

  /// A ship node, a carrier service and a hand-over.
  ///
  /// @param fixed lower bound of what opening it costs, at least 0
  /// @param unitCosts lower bound of what a unit of each line adds, at least 0
  public record Option(int node, int cell, long fixed, List<Long> unitCosts) {
    public Option {
      unitCosts = List.copyOf(unitCosts);
    }
  }

  /// A line, or the part of one that is bound to a ship node, or one component of a bundle.
  ///
  /// @param units wanted, at least 1
  /// @param needs what one unit takes from the shelf
  /// @param unfilledUnitCost what a unit costs that does not ship
  /// @param splits whether its units may leave by several options
  /// @param parts whether some of its units may stay behind while others leave
  /// @param allOrNothing lines with the same number ship completely or not at all
  /// @param sameNode lines with the same number leave one ship node
  /// @param inStep of lines with the same number, which want as many units each, as many stay
  ///   behind
  public record Line(
      int units,
      List<Need> needs,
      long unfilledUnitCost,
      boolean splits,
      boolean parts,
      int allOrNothing,
      int sameNode,
      int inStep) {
    public Line {
      needs = List.copyOf(needs);
    }

    /// Whether what it may do hangs on other lines.
    boolean isGrouped() {
      return allOrNothing != NO_GROUP || sameNode != NO_GROUP || inStep != NO_GROUP;
    }
  }

  /// @param sku index into `Node.stock`
  public record Need(int sku, int perUnit) {}

  /// @param stock units this order may take, by SKU index
  public record Node(List<Integer> stock) {
    public Node {
      stock = List.copyOf(stock);
    }
  }

  /// Knows what the contents of an option really cost, packed into parcels.
  public interface Pricer {
    /// @param option index of the option
    /// @param units of each line, at least one above zero; not kept
    Price price(int option, int[] units);

    /// What [#price] is at least, told without packing; 0 where nothing is known.
    ///
    /// @param units as of [#price]
    default long atLeast(int option, int[] units) {
      return 0;
    }

    /// Whether [#price] may take one parcel. Where it may not, it takes several or none; so this
    /// can be told without packing.
    ///
    /// @param units as of [#price]
    default boolean mayBeOneParcel(int option, int[] units) {
      Price price = price(option, units);
      return price.isPossible() && price.parcels() == 1;
    }
  }

  /// @param cost of all its parcels without the split cost, at least the option's lower bound;
  ///   [#IMPOSSIBLE] when no packing is allowed
  /// @param parcels at least 1
  /// @param exact whether no other packing is cheaper
  public record Price(long cost, int parcels, boolean exact) {
    public static final Price NONE = new Price(IMPOSSIBLE, 1, true);

    public boolean isPossible() {
      return cost < IMPOSSIBLE;
    }
  }
}
