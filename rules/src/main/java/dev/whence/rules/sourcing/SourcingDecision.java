package dev.whence.rules.sourcing;

import dev.whence.domain.Cost;
import dev.whence.domain.Probability;
import dev.whence.domain.carriers.CarrierServiceId;
import dev.whence.domain.estimates.FallbackReason;
import dev.whence.domain.estimates.ModelRef;
import dev.whence.domain.estimates.ReturnEstimate;
import dev.whence.domain.estimates.TransitEstimate;
import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.inventory.Sku;
import dev.whence.domain.orders.OrderId;
import dev.whence.domain.orders.OrderLineId;
import dev.whence.domain.returns.ReturnAction;
import dev.whence.rules.facts.Reason;
import dev.whence.rules.facts.SourcingTerms;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/// What was decided for one order, and on what grounds.
///
/// Deciding the same inputs again with the same rule tables and the same estimates gives an equal
/// decision.
///
/// @param promiseDate end of that day at the destination is what "on time" is measured against
/// @param terms the sourcing-policy row that set prices and limits
/// @param path whether models or the routing guide chose the services
/// @param cost of the whole plan by term: shipments, split and what stays unfilled; of an order
///   that is held or refused as incomplete, of the plan that would ship what is there
/// @param onTime chance that every parcel of that plan is on time (product); 1 without parcels
/// @param assessments every ship node considered, once, in node-id order
/// @param returns one entry a line, in the order of the lines
public record SourcingDecision(
    OrderId order,
    Instant decidedAt,
    LocalDate promiseDate,
    Outcome outcome,
    SourcingTerms terms,
    Path path,
    CostTerms cost,
    Probability onTime,
    List<NodeAssessment> assessments,
    List<LineReturn> returns,
    SearchReport search,
    Grounds grounds) {

  public SourcingDecision {
    assessments = List.copyOf(assessments);
    returns = List.copyOf(returns);
  }

  /// The answer to the caller. None of these is an error.
  public sealed interface Outcome {
    /// What leaves; empty when nothing does.
    List<Shipment> shipments();

    /// What does not; empty when everything leaves.
    List<Shortage> shortages();

    /// Every line has a ship node; more than one shipment is a split shipment.
    record Allocated(List<Shipment> shipments) implements Outcome {
      public Allocated {
        shipments = List.copyOf(shipments);
      }

      @Override
      public List<Shortage> shortages() {
        return List.of();
      }
    }

    /// Some lines ship now, `shortages` wait for stock.
    record PartlyBackordered(List<Shipment> shipments, List<Shortage> shortages)
        implements Outcome {
      public PartlyBackordered {
        shipments = List.copyOf(shipments);
        shortages = List.copyOf(shortages);
      }
    }

    /// Nothing ships now; everything waits for stock.
    record Backordered(List<Shortage> shortages) implements Outcome {
      public Backordered {
        shortages = List.copyOf(shortages);
      }

      @Override
      public List<Shipment> shipments() {
        return List.of();
      }
    }

    /// A person decides, because the policy says so; nothing is reserved.
    ///
    /// @param proposed what could ship now
    record Held(HoldReason reason, List<Shipment> proposed, List<Shortage> shortages)
        implements Outcome {
      public Held {
        proposed = List.copyOf(proposed);
        shortages = List.copyOf(shortages);
      }

      @Override
      public List<Shipment> shipments() {
        return List.of();
      }
    }

    /// No stock that could come would help, or the policy refuses to wait for it.
    record Unfillable(List<Shortage> shortages) implements Outcome {
      public Unfillable {
        shortages = List.copyOf(shortages);
      }

      @Override
      public List<Shipment> shipments() {
        return List.of();
      }
    }
  }

  public enum HoldReason {
    PARTIAL_SHIPMENT_NEEDS_APPROVAL,
    NOTHING_TO_SHIP_NEEDS_APPROVAL
  }

  /// One line that does not ship.
  public record Shortage(OrderLineId line, Sku sku, int units, ShortageReason reason) {}

  public enum ShortageReason {
    /// Some ship node could send the line if it had the units.
    NO_STOCK,
    /// Every ship node is ruled out for other reasons than stock, or none holds the SKU at all.
    NO_ELIGIBLE_NODE,
    /// Units are there, but sending them would break the policy's parcel limit or cost more than
    /// leaving the line unfilled.
    NOT_WORTH_A_PARCEL
  }

  /// One parcel: lines that leave one ship node together by one carrier service.
  ///
  /// @param lines in the order of the order
  /// @param handover when the node hands it to the carrier
  /// @param onTime chance to arrive by the end of the promised day
  /// @param hold how long its units stay reserved unless confirmed
  /// @param cost of this parcel; `split` and `unfilled` are zero here
  public record Shipment(
      ShipNodeId shipNode,
      CarrierServiceId carrierService,
      List<Allocation> lines,
      Instant handover,
      TransitEstimate transit,
      Probability onTime,
      Duration hold,
      CostTerms cost) {
    public Shipment {
      lines = List.copyOf(lines);
    }
  }

  /// The units of a line assigned to a ship node.
  ///
  /// @param protectedUnits of the SKU at the node that this order had to leave alone
  public record Allocation(OrderLineId line, Sku sku, int units, int protectedUnits) {}

  /// Who chose the carrier services.
  public sealed interface Path {
    /// Estimates of released models, for every candidate.
    record Model() implements Path {}

    /// Nobody: no carrier service may carry any line from any node.
    record NoCandidate() implements Path {}

    /// The carrier-routing-guide, because at least one candidate had no trusted estimate.
    ///
    /// @param because the distinct reasons, never empty
    record Rules(List<FallbackReason> because) implements Path {
      public Rules {
        because = List.copyOf(because);
        if (because.isEmpty()) {
          throw new IllegalArgumentException("The rules path needs a reason.");
        }
      }
    }
  }

  /// A table row that fired, with the values that made it fire.
  ///
  /// @param lines the order lines it holds for, in the order of the order
  public record Finding(String ruleId, Reason reason, List<OrderLineId> lines) {
    public Finding {
      lines = List.copyOf(lines);
    }
  }

  /// What was thought of one ship node.
  ///
  /// @param distanceKm great circle to the destination
  /// @param findings against it, in rule-id order; with findings for some lines only it may still
  ///   send the others
  /// @param services every carrier service, in service-id order; empty when the node is ruled out
  ///   for every line
  public record NodeAssessment(
      ShipNodeId shipNode,
      double distanceKm,
      Verdict verdict,
      List<Finding> findings,
      List<ServiceAssessment> services) {
    public NodeAssessment {
      findings = List.copyOf(findings);
      services = List.copyOf(services);
    }
  }

  /// What became of a candidate node.
  public sealed interface Verdict {
    /// The plan sends at least one line from it (also a plan that is held or refused as
    /// incomplete).
    record Chosen() implements Verdict {}

    /// It could, but the best plan that uses it costs more, or loses a tie.
    ///
    /// @param extra cost of that plan above the chosen one, at least zero
    /// @param cost of that plan by term
    /// @param carrierService by which the node would send
    record Outbid(Cost extra, CostTerms cost, CarrierServiceId carrierService) implements Verdict {}

    /// It can send no line of the order.
    record RuledOut() implements Verdict {}
  }

  /// What was thought of one carrier service from one ship node.
  ///
  /// @param findings against it, in rule-id order
  public record ServiceAssessment(
      CarrierServiceId carrierService, List<Finding> findings, Offer offer) {
    public ServiceAssessment {
      findings = List.copyOf(findings);
    }
  }

  /// What a service could do for the lines it may carry from a node.
  public sealed interface Offer {
    /// Ruled out for every line that the node could send.
    record None() implements Offer {}

    /// @param lines the lines it may carry, in the order of the order
    /// @param cost of one parcel with all of these lines
    record Quoted(
        List<OrderLineId> lines, TransitEstimate transit, Probability onTime, CostTerms cost)
        implements Offer {
      public Quoted {
        lines = List.copyOf(lines);
      }
    }
  }

  /// Return risk of one line and what to do about it.
  ///
  /// @param ruleId the row of the return-intervention table
  public record LineReturn(
      OrderLineId line, ReturnEstimate estimate, ReturnAction action, String ruleId) {}

  /// How the plan was found.
  ///
  /// @param options (ship node, carrier service) pairs that could carry a line
  /// @param optionsKept of these, after dropping dominated ones
  /// @param setsVisited sets of pairs that were costed
  /// @param optimalityGap how far above the optimum the plan may be at most; zero when proven
  public record SearchReport(int options, int optionsKept, long setsVisited, Cost optimalityGap) {}

  /// What the decision stood on.
  ///
  /// @param ruleSet digest of the rule tables
  /// @param models that gave at least one estimate, by name
  /// @param rows first-match rows that answered, in table order, without repetition
  /// @param propensity chance with which this plan was drawn; 1 while nothing is randomized
  public record Grounds(
      String ruleSet, List<ModelRef> models, List<TableRow> rows, Probability propensity) {
    public Grounds {
      models = List.copyOf(models);
      rows = List.copyOf(rows);
    }
  }

  /// A row of a rule table.
  public record TableRow(String table, String ruleId) {}
}
