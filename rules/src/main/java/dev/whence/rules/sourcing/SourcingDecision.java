package dev.whence.rules.sourcing;

import dev.whence.domain.Cost;
import dev.whence.domain.Probability;
import dev.whence.domain.carriers.CarrierServiceId;
import dev.whence.domain.carriers.ParcelMeasures;
import dev.whence.domain.estimates.FallbackReason;
import dev.whence.domain.estimates.ModelRef;
import dev.whence.domain.estimates.ReturnEstimate;
import dev.whence.domain.estimates.TransitEstimate;
import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.inventory.Sku;
import dev.whence.domain.inventory.StockPosition;
import dev.whence.domain.orders.OrderId;
import dev.whence.domain.orders.OrderLineId;
import dev.whence.domain.returns.ReturnAction;
import dev.whence.rules.facts.Reason;
import dev.whence.rules.facts.SourcingTerms;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What was decided for one order, and on what grounds.
///
/// Deciding the same inputs again with the same rule tables and the same estimates gives an equal
/// decision.
///
/// @param promise what was asked for and what can be kept
/// @param terms the sourcing-policy row that set prices and limits
/// @param second the best plan by other means, and what decided against it; empty when there is
///   none
/// @param callerPlan the caller's own plan, scored; empty when none was sent
/// @param path whether models or the routing guide chose the services
/// @param cost of the whole plan by term: shipments, split and what stays unfilled; of an order
///   that is held or refused as incomplete, of the plan that would ship what is there
/// @param onTime chance that every parcel of that plan is on time (product); 1 without parcels
/// @param assessments every ship node considered, once, in node-id order
/// @param returns one entry a line, in the order of the lines
public record SourcingDecision(
    OrderId order,
    Instant decidedAt,
    PromiseReport promise,
    Outcome outcome,
    SourcingTerms terms,
    Path path,
    CostTerms cost,
    Probability onTime,
    List<RunnerUp> second,
    List<ScoredPlan> callerPlan,
    List<NodeAssessment> assessments,
    List<LineReturn> returns,
    SearchReport search,
    Grounds grounds) {

  public SourcingDecision {
    second = List.copyOf(second);
    callerPlan = List.copyOf(callerPlan);
    assessments = List.copyOf(assessments);
    returns = List.copyOf(returns);
  }

  /// The day that "on time" is measured against.
  public LocalDate promiseDate() {
    return promise.requested();
  }

  /// Whether stock is kept for an order that a person has to decide about.
  public boolean keepsHeldStock() {
    return outcome instanceof Outcome.Held && terms.heldStock() == SourcingTerms.HeldStock.KEPT;
  }

  /// What stock and capacity are taken for: what ships, and what is kept while a person decides.
  public List<Shipment> taken() {
    return outcome instanceof Outcome.Held held && keepsHeldStock()
        ? held.proposed()
        : outcome.shipments();
  }

  /// The same decision once a person has approved it: what was held ships as proposed, and the rest
  /// waits for stock. Any other decision is as it was.
  public SourcingDecision approved() {
    if (!(outcome instanceof Outcome.Held(var ignored, var proposed, var shortages))) {
      return this;
    }
    Outcome approved =
        proposed.isEmpty()
            ? new Outcome.Backordered(shortages)
            : shortages.isEmpty()
                ? new Outcome.Allocated(proposed)
                : new Outcome.PartlyBackordered(proposed, shortages);
    return new SourcingDecision(
        order,
        decidedAt,
        promise,
        approved,
        terms,
        path,
        cost,
        onTime,
        second,
        callerPlan,
        assessments,
        returns,
        search,
        grounds);
  }

  /// The same decision as if rule tables of this digest had made it: to tell whether other tables
  /// decide otherwise.
  public SourcingDecision asBy(String ruleSet) {
    return new SourcingDecision(
        order,
        decidedAt,
        promise,
        outcome,
        terms,
        path,
        cost,
        onTime,
        second,
        callerPlan,
        assessments,
        returns,
        search,
        new Grounds(ruleSet, grounds.models(), grounds.rows(), grounds.propensity()));
  }

  /// The same decision with more or less said about what was not chosen.
  public SourcingDecision explainedBy(List<NodeAssessment> other) {
    return new SourcingDecision(
        order,
        decidedAt,
        promise,
        outcome,
        terms,
        path,
        cost,
        onTime,
        second,
        callerPlan,
        other,
        returns,
        search,
        grounds);
  }

  /// What was asked for and what can be kept.
  ///
  /// @param requested by the caller, or by the policy; a parcel is on time until the end of that
  ///   day at the destination
  /// @param byCaller whether the caller named the day
  /// @param leastChance with which a promise counts as kept
  /// @param kept whether the plan keeps it with at least that chance
  /// @param reachable the earliest day that the plan would keep with the least chance, were it
  ///   asked for; empty when it ships nothing or reaches none within two months
  /// @param steps by which the promise was relaxed until it could be kept, the requested day first
  public record PromiseReport(
      LocalDate requested,
      boolean byCaller,
      Probability leastChance,
      boolean kept,
      List<LocalDate> reachable,
      List<RelaxStep> steps) {
    public PromiseReport {
      reachable = List.copyOf(reachable);
      steps = List.copyOf(steps);
    }
  }

  /// One attempt to keep a promise.
  ///
  /// @param relaxedDays after the requested day
  /// @param chance that the best plan of this attempt arrives by then, were it promised so; on that
  ///   very day where the order is wanted so
  public record RelaxStep(int relaxedDays, LocalDate date, Probability chance) {}

  /// The best plan that uses other ship nodes, carrier services or hand-overs.
  ///
  /// @param extra what it costs more, at least zero
  /// @param term of the cost that speaks most against it
  public record RunnerUp(Cost extra, CostTerms cost, List<Leg> legs, String term) {
    private static final long CLOSE_PERCENT = 2;

    public RunnerUp {
      legs = List.copyOf(legs);
    }

    /// Whether it is a close call: at most two percent of the chosen plan's cost more, what stays
    /// unfilled left out.
    public boolean isCloseTo(CostTerms chosen) {
      long paid = chosen.total().minus(chosen.unfilled()).tenThousandths();
      return extra.tenThousandths() <= paid / 100 * CLOSE_PERCENT;
    }
  }

  /// @param handover local day
  public record Leg(ShipNodeId shipNode, CarrierServiceId carrierService, LocalDate handover) {}

  /// The caller's own plan beside ours.
  ///
  /// @param allowed whether the search could have chosen it
  /// @param extra what it costs more than ours; zero when it cannot be done
  /// @param cost by term; all zero when it cannot be done. What only splits lines against the
  ///   policy can be
  /// @param problem why it is not allowed, empty when it is
  public record ScoredPlan(boolean allowed, Cost extra, CostTerms cost, String problem) {
    /// Whether it could be carried out.
    public boolean isScored() {
      return allowed || cost.total().tenThousandths() != 0;
    }
  }

  /// Why an estimate deserves less trust than usual.
  public enum WhyLow {
    /// No model answered; measured or published figures stand in.
    FALLBACK,
    /// No parcel of the service was seen lately.
    SERVICE_NEVER_SEEN,
    /// Few parcels of the service were seen between these regions.
    THIN_LANE,
    /// No parcel of any service was seen arriving in the region of the destination lately; in the
    /// country, where it has no regions.
    COUNTRY_NEVER_SEEN,
    /// Parcels of the service between these regions lately take far longer, or far less, than is
    /// expected of them.
    DRIFT,
    /// The address is known to its postal area, region or country only.
    PLACE_UNCERTAIN
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

    /// A person decides, because the policy says so. Nothing ships until then; whether what is
    /// proposed is kept meanwhile is a matter of [SourcingTerms#heldStock].
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

  /// Units of a line that do not ship.
  ///
  /// @param holdings what the candidate nodes hold of it, in node-id order
  public record Shortage(
      OrderLineId line, Sku sku, int units, ShortageReason reason, List<Holding> holdings) {
    public Shortage {
      holdings = List.copyOf(holdings);
    }
  }

  /// Stock of a line's SKU at a ship node.
  ///
  /// @param onHand as [dev.whence.domain.inventory.StockPosition#onHand]
  /// @param protectedUnits kept for others by the reservation policy
  /// @param available to this order, at least 0
  public record Holding(
      ShipNodeId shipNode,
      Sku sku,
      int onHand,
      int reserved,
      int safetyStock,
      int protectedUnits,
      int available) {
    public boolean isCounted() {
      return onHand != StockPosition.UNCOUNTED;
    }
  }

  /// Why units do not ship.
  public sealed interface ShortageReason {
    /// Some ship node could send them if it had them.
    record NoStock() implements ShortageReason {}

    /// Every ship node is ruled out for other reasons than stock, or none holds the SKU at all.
    record NoEligibleNode() implements ShortageReason {}

    /// Sending them would cost more than leaving them out.
    ///
    /// @param sending what the cheapest way would add
    /// @param leavingOut what the policy takes for them
    record NotWorthAParcel(Cost sending, Cost leavingOut) implements ShortageReason {}

    /// They would need more parcels than the policy or the capacity allows.
    ///
    /// @param mostParcels of the policy, or fewer where all hand-overs together have less room
    record TooManyParcels(int mostParcels) implements ShortageReason {}

    /// The demands of the request leave no plan: ship complete, one node for a group, a pin.
    record DemandsNotMet() implements ShortageReason {}
  }

  /// One parcel: lines that leave one ship node together by one carrier service.
  ///
  /// @param lines in the order of the order
  /// @param handover when the node hands it to the carrier
  /// @param onTime chance to arrive by the end of the promised day
  /// @param hold how long its units stay reserved unless confirmed
  /// @param handoverDay the node's local day, against which its capacity is counted
  /// @param expectedDaysLate past the promised day
  /// @param whyLow why the estimate deserves less trust than usual; empty when it does not
  /// @param measures of the parcel as packed
  /// @param surcharges of the carrier that are in the freight
  /// @param cost of this parcel; `split` and `unfilled` are zero here
  /// @param competing other ship nodes that the parcel is offered to, the best first; empty when it
  ///   is offered to nobody
  public record Shipment(
      ShipNodeId shipNode,
      CarrierServiceId carrierService,
      List<Allocation> lines,
      Instant handover,
      LocalDate handoverDay,
      TransitEstimate transit,
      Probability onTime,
      double expectedDaysLate,
      List<WhyLow> whyLow,
      Duration hold,
      ParcelMeasures measures,
      List<String> surcharges,
      CostTerms cost,
      List<Competitor> competing) {
    public Shipment {
      lines = List.copyOf(lines);
      whyLow = List.copyOf(whyLow);
      surcharges = List.copyOf(surcharges);
      competing = List.copyOf(competing);
    }

    /// The same parcel, offered to other ship nodes as well.
    Shipment offeredTo(List<Competitor> others) {
      return new Shipment(
          shipNode,
          carrierService,
          lines,
          handover,
          handoverDay,
          transit,
          onTime,
          expectedDaysLate,
          whyLow,
          hold,
          measures,
          surcharges,
          cost,
          others);
    }
  }

  /// A ship node that could send a whole parcel in place of the planned one.
  ///
  /// @param carrierService by which it would be cheapest
  /// @param extra what the parcel would cost more from there, below zero where it is the rest of
  ///   the plan that speaks against it
  public record Competitor(ShipNodeId shipNode, CarrierServiceId carrierService, Cost extra) {}

  /// The units of a line assigned to a ship node.
  ///
  /// @param protectedUnits of the SKU at the node that this order had to leave alone
  public record Allocation(OrderLineId line, Sku sku, int units, int protectedUnits) {}

  /// Who chose the carrier services.
  public sealed interface Path {
    /// Estimates of released models; single candidates without a trusted one compete on what their
    /// service measurably does.
    ///
    /// @param untrusted the distinct reasons against those, empty when there are none
    record Model(List<FallbackReason> untrusted) implements Path {
      public Model {
        untrusted = List.copyOf(untrusted);
      }
    }

    /// Nobody: no carrier service may carry any line from any node.
    record NoCandidate() implements Path {}

    /// The carrier-routing-guide, because too many candidates had no trusted estimate.
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

    /// It could, but any plan that uses it costs more than the second-best plan, even if it were
    /// surely on time; so no estimate was asked for it.
    ///
    /// @param atLeast what such a plan costs more than the chosen one, at least
    record CannotWin(Cost atLeast, CarrierServiceId carrierService) implements Verdict {}

    /// It could, but the budget of the search left no time to work out its best plan.
    record NotWorkedOut() implements Verdict {}

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
    /// @param handover the first it can take
    /// @param parcels into which all of these lines pack
    /// @param cost of these parcels, without a split cost
    record Quoted(
        List<OrderLineId> lines,
        Instant handover,
        int parcels,
        TransitEstimate transit,
        Probability onTime,
        CostTerms cost)
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
  /// @param options (ship node, carrier service, hand-over) that could carry a line
  /// @param estimated of these, for which an estimate was asked; the others cannot win even if
  ///   surely on time
  /// @param setsVisited the work of the search, in lines of one option looked at. It says nothing
  ///   about the decision: reports that differ in it alone are equal, so that a decision replays
  ///   when a later release finds the same plan with less work
  /// @param optimalityGap how far above the optimum the plan may be at most; zero when proven
  public record SearchReport(int options, int estimated, long setsVisited, Cost optimalityGap) {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof SearchReport report
          && report.options == options
          && report.estimated == estimated
          && report.optimalityGap.equals(optimalityGap);
    }

    @Override
    public int hashCode() {
      return Objects.hash(options, estimated, optimalityGap);
    }
  }

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
