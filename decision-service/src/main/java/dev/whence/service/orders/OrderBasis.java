package dev.whence.service.orders;

import dev.whence.domain.orders.Order;
import dev.whence.domain.orders.OrderLine;
import dev.whence.domain.orders.OrderLineId;
import dev.whence.service.inventory.Position;
import java.util.List;
import java.util.Map;

/// What a decision is written on: the order as it stood, and what changes of it before units are
/// taken.
///
/// @param version of the order when it was read, 0 when it was not known
/// @param seen which transactions were visible then, as PostgreSQL writes it; empty when it is not
///   known
/// @param lines as they are recorded: with everything that was ordered of them
/// @param cancelled units of lines that are cancelled from now on, by line; lines that are not
///   named keep what they have
/// @param giveBack what is taken out of earlier parcels
/// @param whole whether the request is the whole order, to be kept for later decisions on what is
///   open
/// @param approved whether a person has approved what the policy would hold
/// @param confirmed whether the units stay reserved without another word of the caller
/// @param priority of the order among those that want the same units; higher is served first
/// @param keptBack units of positions that the order must leave for others
/// @param isBehind whether orders that wait are still to be served before it from what has arrived
/// @param lots units of a line that one unit of the line decided on stands for, where these are
///   more than one: what is missing of several bundles that lack different parts
public record OrderBasis(
    long version,
    String seen,
    List<OrderLine> lines,
    Map<OrderLineId, Integer> cancelled,
    GiveBack giveBack,
    boolean whole,
    boolean approved,
    boolean confirmed,
    int priority,
    Map<Position, Integer> keptBack,
    boolean isBehind,
    Map<OrderLineId, Integer> lots) {
  public OrderBasis {
    lines = List.copyOf(lines);
    cancelled = Map.copyOf(cancelled);
    keptBack = Map.copyOf(keptBack);
    lots = Map.copyOf(lots);
  }

  /// As long as nobody else wants the same units.
  public OrderBasis(
      long version,
      String seen,
      List<OrderLine> lines,
      Map<OrderLineId, Integer> cancelled,
      GiveBack giveBack,
      boolean whole,
      boolean approved,
      boolean confirmed) {
    this(
        version, seen, lines, cancelled, giveBack, whole, approved, confirmed, 0, Map.of(), false,
        Map.of());
  }

  /// An order that nobody has decided before.
  public static OrderBasis ofNew(Order order, String seen) {
    return new OrderBasis(0, seen, order.lines(), Map.of(), GiveBack.NOTHING, true, false, false);
  }

  /// Why the order is decided.
  public enum Occasion {
    /// It was not known before.
    NEW,
    /// Its caller wants what is open of it decided.
    FURTHER,
    /// It was changed.
    CHANGED,
    /// A person approved what was held.
    APPROVED,
    /// Something arrived that it waits for, or a ship node has refused units of it.
    WAITING
  }

  public Occasion occasion() {
    if (version == 0) {
      return Occasion.NEW;
    }
    if (confirmed) {
      return Occasion.WAITING;
    }
    return approved ? Occasion.APPROVED : whole ? Occasion.CHANGED : Occasion.FURTHER;
  }

  /// The same, approved by a person.
  public OrderBasis asApproved() {
    return new OrderBasis(
        version, seen, lines, cancelled, giveBack, whole, true, confirmed, priority, keptBack,
        isBehind, lots);
  }

  /// The same, among others that want the same units.
  public OrderBasis among(
      int itsPriority, Map<Position, Integer> leftForOthers, boolean othersFirst) {
    return new OrderBasis(
        version,
        seen,
        lines,
        cancelled,
        giveBack,
        whole,
        approved,
        confirmed,
        itsPriority,
        leftForOthers,
        othersFirst,
        lots);
  }

  /// The same, where some lines are decided in lots.
  OrderBasis inLots(Map<OrderLineId, Integer> unitsOfLots) {
    return new OrderBasis(
        version,
        seen,
        lines,
        cancelled,
        giveBack,
        whole,
        approved,
        confirmed,
        priority,
        keptBack,
        isBehind,
        unitsOfLots);
  }
}
