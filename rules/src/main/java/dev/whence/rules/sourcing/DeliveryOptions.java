package dev.whence.rules.sourcing;

import dev.whence.domain.Cost;
import dev.whence.domain.carriers.CarrierServiceId;
import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.inventory.Sku;
import dev.whence.domain.orders.OrderLineId;
import dev.whence.rules.facts.Reason;
import dev.whence.rules.facts.SourcingTerms;
import dev.whence.rules.sourcing.SourcingDecision.Allocation;
import dev.whence.rules.sourcing.SourcingDecision.Holding;
import dev.whence.rules.sourcing.SourcingDecision.Path;
import dev.whence.rules.sourcing.SourcingDecision.ShortageReason;
import dev.whence.rules.sourcing.SourcingDecision.TableRow;
import dev.whence.rules.sourcing.SourcingDecision.WhyLow;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/// When a basket can arrive and what that costs: what a shop shows before there is an order.
///
/// @param at the moment for which the options hold
/// @param terms the sourcing-policy row that an order of this basket gets
/// @param path whether models or the routing guide choose the services
/// @param options the earliest first, each cheaper than the one before; all of them ship the same
///   units. Empty when nothing can be had
/// @param unavailable what none of the options ships, in the order of the lines
/// @param ruleSet digest of the rule tables
/// @param adaptedTo the last day (UTC) by whose outcomes dates are chosen; empty where they are as
///   the estimates say
/// @param rows first-match rows that answered, each once
/// @param searches how many plans were searched for
public record DeliveryOptions(
    Instant at,
    SourcingTerms terms,
    Path path,
    List<Option> options,
    List<Unavailable> unavailable,
    String ruleSet,
    Optional<LocalDate> adaptedTo,
    List<TableRow> rows,
    int searches) {
  public DeliveryOptions {
    options = List.copyOf(options);
    unavailable = List.copyOf(unavailable);
    rows = List.copyOf(rows);
  }

  /// A plan for all that can be had of the basket.
  ///
  /// @param promise the day to promise: the first by whose end everything is there with a chance of
  ///   90 %, or the very day that was asked for, if it is kept with that chance; else empty
  /// @param chance that everything is there by the end of that day, by how often such chances were
  ///   kept lately, or arrives on the very day
  /// @param said the same chance as the estimates say it
  /// @param arrivals the first day for each chance, in the order of [PromisePolicy#CHANCES];
  ///   chances that no day within two months reaches are left out
  /// @param landed what it costs to get the goods there
  /// @param nodes what each ship node sends, in node-id order
  /// @param pins with which a decision sends the same units from the same ship nodes; none for a
  ///   bundle whose components leave from several
  /// @param orderBy the latest moment to order for these hand-overs, while stock and room last
  /// @param whyLow why the dates deserve less trust than usual; empty when they do not
  /// @param cheapest no option costs less
  /// @param fastest no option is promised earlier
  public record Option(
      List<LocalDate> promise,
      double chance,
      double said,
      List<Arrival> arrivals,
      Landed landed,
      List<NodeUnits> nodes,
      List<Demands.Pin> pins,
      List<Parcel> parcels,
      Instant orderBy,
      List<WhyLow> whyLow,
      boolean cheapest,
      boolean fastest) {
    public Option {
      promise = List.copyOf(promise);
      arrivals = List.copyOf(arrivals);
      nodes = List.copyOf(nodes);
      pins = List.copyOf(pins);
      parcels = List.copyOf(parcels);
      whyLow = List.copyOf(whyLow);
    }

    Option marked(boolean isCheapest, boolean isFastest) {
      return new Option(
          promise,
          chance,
          said,
          arrivals,
          landed,
          nodes,
          pins,
          parcels,
          orderBy,
          whyLow,
          isCheapest,
          isFastest);
    }
  }

  /// The first day by whose end, at the destination, everything is there with a chance.
  public record Arrival(int percent, LocalDate day) {}

  /// Costs without the prices of lateness, splitting and scarcity.
  public record Landed(Cost freight, Cost handling) {
    public Cost total() {
      return freight.plus(handling);
    }
  }

  /// @param units off the shelf
  public record NodeUnits(ShipNodeId shipNode, int units) {}

  /// One parcel of an option.
  ///
  /// @param lines in the order of the basket
  /// @param handoverDay the node's local day
  /// @param orderBy the latest moment to order for its hand-over
  public record Parcel(
      ShipNodeId shipNode,
      CarrierServiceId carrierService,
      List<Allocation> lines,
      Instant handover,
      LocalDate handoverDay,
      Instant orderBy,
      List<WhyLow> whyLow) {
    public Parcel {
      lines = List.copyOf(lines);
      whyLow = List.copyOf(whyLow);
    }
  }

  /// Units of a line that cannot be had.
  ///
  /// @param units missing, at least 1
  /// @param obtainable units of the line that the options ship
  /// @param holdings what the candidate nodes hold of it, in node-id order
  /// @param obstacles what rules out ship nodes or carrier services for it, in rule-id order
  public record Unavailable(
      OrderLineId line,
      Sku sku,
      int units,
      int obtainable,
      ShortageReason reason,
      List<Holding> holdings,
      List<Obstacle> obstacles) {
    public Unavailable {
      holdings = List.copyOf(holdings);
      obstacles = List.copyOf(obstacles);
    }
  }

  /// A table row that stands against a line.
  ///
  /// @param reason at the first ship node for which it fired
  /// @param shipNodes for which it fired
  public record Obstacle(String ruleId, Reason reason, List<ShipNodeId> shipNodes) {
    public Obstacle {
      shipNodes = List.copyOf(shipNodes);
    }
  }
}
