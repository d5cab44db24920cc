package dev.whence.service.http.decisions;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.domain.Cost;
import dev.whence.domain.Probability;
import dev.whence.domain.carriers.ParcelMeasures;
import dev.whence.domain.estimates.PromiseOdds;
import dev.whence.domain.estimates.ReturnEstimate;
import dev.whence.domain.estimates.TransitDistribution;
import dev.whence.domain.estimates.TransitEstimate;
import dev.whence.domain.inventory.Sku;
import dev.whence.domain.orders.Order;
import dev.whence.domain.orders.OrderLineId;
import dev.whence.domain.places.Located;
import dev.whence.rules.sourcing.CostTerms;
import dev.whence.rules.sourcing.Demands;
import dev.whence.rules.sourcing.Market;
import dev.whence.rules.sourcing.Milestones;
import dev.whence.rules.sourcing.PromisedParcel;
import dev.whence.rules.sourcing.SourcingDecision;
import dev.whence.rules.sourcing.SourcingDecision.Finding;
import dev.whence.rules.sourcing.SourcingDecision.Offer;
import dev.whence.rules.sourcing.SourcingDecision.Outcome;
import dev.whence.rules.sourcing.SourcingDecision.Path;
import dev.whence.rules.sourcing.SourcingDecision.Verdict;
import dev.whence.rules.sourcing.Summary;
import dev.whence.rules.tables.UnknownId;
import dev.whence.service.http.Json;
import dev.whence.service.http.TableWarningView;
import dev.whence.service.inventory.ReceiptStore.Expected;
import dev.whence.service.json.KeptNames;
import dev.whence.service.records.DecisionId;
import dev.whence.service.reservations.Hold;
import dev.whence.service.reservations.Reservation;
import dev.whence.service.sourcing.ShownDecision;
import dev.whence.service.sourcing.SourceOrder.Decided;
import dev.whence.service.sourcing.StoredDecision;
import dev.whence.service.versions.VersionStore.Numbers;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Currency;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A decision as callers read it. A member that does not apply is left out.
///
/// Costs are expected values in minor units of `currency` with up to four decimals; the terms add
/// up to `total` exactly. Probabilities are 0 to 1, times ISO 8601 in UTC, ids as the caller wrote
/// them.
///
/// @param proposed of an order that is held: what could ship now
/// @param explain how much is told of `candidates`: `none`, `nodes` or `full`
/// @param versions it was made with; null of one that was made again
/// @param tableWarnings ids in rows that may have mattered and that nothing was loaded for
public record DecisionView(
    @Nullable String decisionId,
    String orderId,
    String mode,
    String outcome,
    String summary,
    Instant decidedAt,
    LocalDate promiseDate,
    PromiseView promise,
    DestinationView destination,
    String currency,
    double onTime,
    @Nullable String holdReason,
    List<ShipmentView> shipments,
    @Nullable List<ShipmentView> proposed,
    List<ShortageView> shortages,
    CostView costMinor,
    @Nullable SecondView second,
    @Nullable ScoredPlanView callerPlan,
    List<ReturnView> returns,
    @Nullable ReservationView reservation,
    PathView path,
    String explain,
    List<CandidateView> candidates,
    PolicyView policy,
    List<RowView> rows,
    @Nullable List<TableWarningView> tableWarnings,
    String ruleSet,
    @Nullable VersionsView versions,
    List<ModelView> models,
    SearchView search,
    double propensity,
    int rounds,
    Map<String, Long> timingsMicros) {

  /// Told of a shortage unless all is asked for; a chain may have some thousand stores.
  static final int MOST_HOLDINGS = 50;

  /// The levels of `transit.days`, in percent.
  private static final List<Integer> PERCENTILES = List.of(50, 75, 85, 90, 95, 99);

  static DecisionView evaluated(Decided decided, Coming coming) {
    return of(
        null,
        Mode.EVALUATE,
        decided.orderCase().order(),
        decided.orderCase().demands().explain(),
        decided.market().reference(),
        decided.decision(),
        decided.versions(),
        null,
        1,
        decided.timings(),
        decided.warnings(),
        coming);
  }

  static DecisionView committed(
      DecisionId id, Decided decided, Hold hold, int rounds, Coming coming) {
    return of(
        id,
        Mode.COMMIT,
        decided.orderCase().order(),
        decided.orderCase().demands().explain(),
        decided.market().reference(),
        decided.decision(),
        decided.versions(),
        ReservationView.of(hold),
        rounds,
        decided.timings(),
        decided.warnings(),
        coming);
  }

  /// @param reservation as it is now
  static DecisionView stored(
      ShownDecision stored, Optional<Reservation> reservation, Coming coming) {
    return of(
        stored.id(),
        Mode.COMMIT,
        stored.order(),
        stored.explain(),
        stored.reference(),
        stored.decision(),
        stored.versions(),
        reservation.map(ReservationView::of).orElse(null),
        stored.round(),
        stored.timings(),
        stored.warnings(),
        coming);
  }

  /// A decision that was made again on recorded inputs.
  static DecisionView replayed(StoredDecision stored, SourcingDecision decision) {
    return of(
        null,
        Mode.EVALUATE,
        stored.inputs().orderCase().order(),
        stored.inputs().orderCase().demands().explain(),
        stored.inputs().reference(),
        decision,
        Numbers.NONE,
        null,
        1,
        new TreeMap<>(),
        List.of(),
        Coming.NOTHING);
  }

  private static DecisionView of(
      @Nullable DecisionId id,
      Mode mode,
      Order order,
      Demands.Explain explain,
      Market.Reference reference,
      SourcingDecision decision,
      Numbers versions,
      @Nullable ReservationView reservation,
      int rounds,
      SortedMap<String, Duration> timings,
      List<UnknownId> warnings,
      Coming coming) {
    Outcome outcome = decision.outcome();
    Currency currency = order.currency();
    return new DecisionView(
        id == null ? null : id.toString(),
        decision.order().value(),
        mode.spelling(),
        code(outcome),
        Summary.of(decision, currency),
        decision.decidedAt(),
        decision.promiseDate(),
        PromiseView.of(decision.promise(), decision.onTime()),
        DestinationView.of(order.destination().place()),
        currency.getCurrencyCode(),
        share(decision.onTime()),
        outcome instanceof Outcome.Held held ? held.reason().name() : null,
        shipments(id, order, reference, decision, outcome.shipments()),
        outcome instanceof Outcome.Held held
            ? shipments(
                decision.keepsHeldStock() ? id : null, order, reference, decision, held.proposed())
            : null,
        outcome.shortages().stream()
            .map(shortage ->
                ShortageView.of(
                    shortage,
                    coming.of(order, shortage).orElse(null),
                    explain == Demands.Explain.FULL ? Integer.MAX_VALUE : MOST_HOLDINGS))
            .toList(),
        CostView.of(decision.cost()),
        decision.second().isEmpty()
            ? null
            : SecondView.of(decision.second().getFirst(), decision.cost()),
        decision.callerPlan().isEmpty()
            ? null
            : ScoredPlanView.of(decision.callerPlan().getFirst()),
        decision.returns().stream().map(ReturnView::of).toList(),
        reservation,
        PathView.of(decision.path()),
        Codes.lower(explain),
        candidates(order, explain, decision),
        PolicyView.of(decision),
        decision.grounds().rows().stream().map(RowView::of).toList(),
        warnings.isEmpty() ? null : warnings.stream().map(TableWarningView::of).toList(),
        decision.grounds().ruleSet(),
        VersionsView.of(versions),
        decision.grounds().models().stream()
            .map(model -> new ModelView(model.name(), model.version()))
            .toList(),
        SearchView.of(decision.search()),
        share(decision.grounds().propensity()),
        rounds,
        micros(timings));
  }

  /// Unless each carrier service is asked about, what stands against the services of a node is told
  /// once for all nodes against which the same stands.
  private static List<CandidateView> candidates(
      Order order, Demands.Explain explain, SourcingDecision decision) {
    int lines = order.lines().size();
    boolean full = explain == Demands.Explain.FULL;
    var told = new HashMap<List<ServiceView>, String>();
    var candidates = new ArrayList<CandidateView>();
    for (SourcingDecision.NodeAssessment node : decision.assessments()) {
      CandidateView candidate = CandidateView.of(node, lines);
      String first =
          full || candidate.services().isEmpty()
              ? null
              : told.putIfAbsent(candidate.services(), candidate.shipNode());
      candidates.add(first == null ? candidate : candidate.like(first));
    }
    return candidates;
  }

  private static String code(Outcome outcome) {
    return KeptNames.code(outcome);
  }

  static BigDecimal rounded(double value, int decimals) {
    return plain(BigDecimal.valueOf(value).setScale(decimals, RoundingMode.HALF_EVEN));
  }

  static double share(Probability probability) {
    return rounded(probability.value(), 6).doubleValue();
  }

  static BigDecimal minor(Cost cost) {
    return plain(cost.minorUnits());
  }

  private static BigDecimal plain(BigDecimal value) {
    BigDecimal stripped = value.stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }

  private static List<String> ids(List<OrderLineId> lines) {
    return lines.stream().map(OrderLineId::value).toList();
  }

  private static List<ShipmentView> shipments(
      @Nullable DecisionId id,
      Order order,
      Market.Reference reference,
      SourcingDecision decision,
      List<SourcingDecision.Shipment> shipments) {
    var views = new ArrayList<ShipmentView>();
    for (SourcingDecision.Shipment shipment : shipments) {
      views.add(
          ShipmentView.of(
              id == null ? null : id.shipment(views.size() + 1),
              shipment,
              PromisedParcel.of(reference, order, decision, shipment)
                  .milestones(decision.decidedAt())));
    }
    return views;
  }

  static Map<String, Long> micros(SortedMap<String, Duration> timings) {
    var micros = new LinkedHashMap<String, Long>();
    timings.forEach((stage, time) -> micros.put(stage, time.toNanos() / 1_000));
    return micros;
  }

  /// What was asked for and what can be kept.
  ///
  /// @param requested until the end of that day at the destination
  /// @param by `caller` or `policy`
  /// @param kept whether the chance reaches `leastChance`
  /// @param reachable the earliest day that the plan keeps with the least chance, if asked for;
  ///   left out when it reaches none within two months
  /// @param steps how the promise was relaxed, the requested day first
  public record PromiseView(
      LocalDate requested,
      String by,
      boolean kept,
      double chance,
      double leastChance,
      @Nullable LocalDate reachable,
      List<RelaxStepView> steps) {
    static PromiseView of(SourcingDecision.PromiseReport promise, Probability chance) {
      return new PromiseView(
          promise.requested(),
          promise.byCaller() ? "caller" : "policy",
          promise.kept(),
          share(chance),
          share(promise.leastChance()),
          promise.reachable().isEmpty() ? null : promise.reachable().getFirst(),
          promise.steps().stream().map(RelaxStepView::of).toList());
    }
  }

  /// @param relaxedDays after the requested day
  /// @param chance that the best plan found under it arrives by then
  public record RelaxStepView(int relaxedDays, LocalDate date, double chance) {
    static RelaxStepView of(SourcingDecision.RelaxStep step) {
      return new RelaxStepView(step.relaxedDays(), step.date(), share(step.chance()));
    }
  }

  /// How well the place of the destination is known.
  ///
  /// @param precision `COORDINATES`, `POSTAL_AREA`, `REGION` or `COUNTRY`
  /// @param uncertaintyKm how far from the assumed place it may lie; 0 for coordinates
  public record DestinationView(String precision, BigDecimal uncertaintyKm) {
    static DestinationView of(Located place) {
      return new DestinationView(place.precision().name(), rounded(place.uncertaintyKm(), 1));
    }
  }

  /// The best plan by other ship nodes, carrier services or hand-overs.
  ///
  /// @param extraMinor above the chosen plan
  /// @param closeCall whether it costs at most two percent more
  /// @param decidedBy the term of the cost that speaks most against it
  public record SecondView(
      BigDecimal extraMinor,
      boolean closeCall,
      String decidedBy,
      List<LegView> legs,
      CostView costMinor) {
    static SecondView of(SourcingDecision.RunnerUp second, CostTerms chosen) {
      return new SecondView(
          minor(second.extra()),
          second.isCloseTo(chosen),
          second.term(),
          second.legs().stream().map(LegView::of).toList(),
          CostView.of(second.cost()));
    }
  }

  /// @param handoverDay local to the ship node
  public record LegView(String shipNode, String carrierService, LocalDate handoverDay) {
    static LegView of(SourcingDecision.Leg leg) {
      return new LegView(leg.shipNode().value(), leg.carrierService().value(), leg.handover());
    }
  }

  /// The caller's own plan.
  ///
  /// @param extraMinor what it costs more than ours; left out when it is not allowed
  /// @param problem why it is not allowed; left out when it is
  public record ScoredPlanView(
      boolean allowed,
      @Nullable BigDecimal extraMinor,
      @Nullable CostView costMinor,
      @Nullable String problem) {
    static ScoredPlanView of(SourcingDecision.ScoredPlan plan) {
      return new ScoredPlanView(
          plan.allowed(),
          plan.isScored() ? minor(plan.extra()) : null,
          plan.isScored() ? CostView.of(plan.cost()) : null,
          plan.allowed() ? null : plan.problem());
    }
  }

  /// Expected cost by term.
  public record CostView(
      BigDecimal freight,
      BigDecimal handling,
      BigDecimal lateness,
      BigDecimal capacity,
      BigDecimal stockWorth,
      BigDecimal returns,
      BigDecimal split,
      BigDecimal unfilled,
      BigDecimal total) {
    static CostView of(CostTerms cost) {
      return new CostView(
          minor(cost.freight()),
          minor(cost.handling()),
          minor(cost.lateness()),
          minor(cost.capacity()),
          minor(cost.stockWorth()),
          minor(cost.returns()),
          minor(cost.split()),
          minor(cost.unfilled()),
          minor(cost.total()));
    }
  }

  /// One parcel.
  ///
  /// @param shipmentId what shipment events name; only of a committed decision
  /// @param offeredTo other ship nodes that compete for it, the cheapest first; left out for none
  public record ShipmentView(
      @Nullable String shipmentId,
      String shipNode,
      String carrierService,
      List<AllocationView> lines,
      Instant handover,
      LocalDate handoverDay,
      MilestonesView milestones,
      ParcelView parcel,
      List<String> surcharges,
      double onTime,
      BigDecimal expectedDaysLate,
      String confidence,
      List<String> whyLow,
      TransitView transit,
      String holdFor,
      CostView costMinor,
      @Nullable List<CompetitorView> offeredTo) {
    static ShipmentView of(
        @Nullable String shipmentId, SourcingDecision.Shipment shipment, Milestones milestones) {
      return new ShipmentView(
          shipmentId,
          shipment.shipNode().value(),
          shipment.carrierService().value(),
          shipment.lines().stream().map(AllocationView::of).toList(),
          shipment.handover(),
          shipment.handoverDay(),
          new MilestonesView(milestones.acceptBy(), milestones.pickBy(), milestones.handOverBy()),
          ParcelView.of(shipment.measures()),
          shipment.surcharges(),
          share(shipment.onTime()),
          rounded(shipment.expectedDaysLate(), 4),
          shipment.whyLow().isEmpty() ? "normal" : "low",
          shipment.whyLow().stream().map(Enum::name).toList(),
          TransitView.of(shipment.transit()),
          shipment.hold().toString(),
          CostView.of(shipment.cost()),
          shipment.competing().isEmpty()
              ? null
              : shipment.competing().stream().map(CompetitorView::of).toList());
    }
  }

  /// A ship node that a parcel is offered to as well.
  ///
  /// @param extraMinor what the parcel would cost more from there
  public record CompetitorView(String shipNode, String carrierService, BigDecimal extraMinor) {
    static CompetitorView of(SourcingDecision.Competitor competitor) {
      return new CompetitorView(
          competitor.shipNode().value(),
          competitor.carrierService().value(),
          minor(competitor.extra()));
    }
  }

  /// When work on a parcel has to be done for its promise to be kept.
  public record MilestonesView(Instant acceptBy, Instant pickBy, Instant handOverBy) {}

  /// The parcel as packed.
  ///
  /// @param girthMm length plus girth
  public record ParcelView(
      long weightGrams,
      long volumeCm3,
      int longestSideMm,
      int girthMm,
      long valueMinor,
      long units) {
    static ParcelView of(ParcelMeasures measures) {
      return new ParcelView(
          measures.grams(),
          measures.volumeCm3(),
          measures.longestSideMm(),
          measures.girthMm(),
          measures.valueMinor(),
          measures.units());
    }
  }

  /// The units of a line in a parcel.
  ///
  /// @param protectedUnits of the SKU at the node that this order had to leave alone
  public record AllocationView(String lineId, String sku, int units, int protectedUnits) {
    static AllocationView of(SourcingDecision.Allocation allocation) {
      return new AllocationView(
          allocation.line().value(),
          allocation.sku().value(),
          allocation.units(),
          allocation.protectedUnits());
    }
  }

  /// How long a carrier service takes from hand-over to the door.
  public sealed interface TransitView {
    static TransitView of(TransitEstimate estimate) {
      return switch (estimate) {
        case TransitEstimate.Predicted(
                var distribution,
                var model,
                var insteadOf,
                var recalibrated,
                var promise) ->
            new PredictedTransit(
                "predicted",
                model.toString(),
                share(distribution.lost()),
                percentiles(distribution),
                recalibrated.isEmpty() ? null : recalibrated.getFirst(),
                promise.isEmpty() ? null : promise.getFirst(),
                FallbackView.first(insteadOf));
        case TransitEstimate.Measured(var distribution, int dueDays, long parcels, var because) ->
            new MeasuredTransitView(
                parcels == 0 ? "published" : "measured",
                dueDays,
                parcels,
                percentiles(distribution),
                FallbackView.of(because));
        case TransitEstimate.Assumed assumed ->
            throw new IllegalArgumentException("A decision has no distribution of " + assumed);
      };
    }

    static Map<String, BigDecimal> percentiles(TransitDistribution distribution) {
      var days = new LinkedHashMap<String, BigDecimal>();
      for (int percent : PERCENTILES) {
        days.put("p" + percent, rounded(distribution.percentile(percent), 3));
      }
      return days;
    }
  }

  /// @param lost share of parcels that never arrive
  /// @param days within which so many percent of the others are there
  /// @param recalibrated the last day (UTC) whose outcomes count in the shape; left out where it is
  ///   as released
  /// @param promise what the chance to be on time has heard beside the days; left out where nothing
  /// @param because why the model's first line did not answer; left out where `model` is the first
  public record PredictedTransit(
      String source,
      String model,
      double lost,
      Map<String, BigDecimal> days,
      @Nullable LocalDate recalibrated,
      @Nullable PromiseOdds promise,
      @Nullable FallbackView because)
      implements TransitView {}

  /// What the service took lately, drawn towards what it publishes, for want of a model.
  ///
  /// @param source `measured`, or `published` when no parcel was seen
  /// @param dueDays calendar days from hand-over to the published arrival
  /// @param parcels seen lately
  public record MeasuredTransitView(
      String source, int dueDays, long parcels, Map<String, BigDecimal> days, FallbackView because)
      implements TransitView {}

  /// Units of a line that do not ship.
  ///
  /// @param evidence the values behind the reason; its members depend on `reason`
  /// @param holdings what each candidate holds of the SKU; of many those that hold most
  /// @param moreHoldings how many are not told; left out for none
  /// @param expected the earliest open receipt with which the units may ship, as the answer is
  ///   made; left out where none is and where stock would not help
  public record ShortageView(
      String lineId,
      String sku,
      int units,
      String reason,
      JsonNode evidence,
      List<HoldingView> holdings,
      @Nullable Integer moreHoldings,
      @Nullable ExpectedView expected) {
    /// @param most holdings
    static ShortageView of(
        SourcingDecision.Shortage shortage, @Nullable Expected expected, int most) {
      int more = shortage.holdings().size() - most;
      return new ShortageView(
          shortage.line().value(),
          shortage.sku().value(),
          shortage.units(),
          KeptNames.code(shortage.reason()),
          evidence(shortage.reason()),
          (more > 0 ? largest(shortage.holdings(), most) : shortage.holdings())
              .stream().map(HoldingView::of).toList(),
          more > 0 ? more : null,
          expected == null ? null : ExpectedView.of(expected, shortage.sku()));
    }

    /// In the order in which they come.
    private static List<SourcingDecision.Holding> largest(
        List<SourcingDecision.Holding> holdings, int most) {
      var largest =
          new HashSet<>(
              holdings.stream()
                  .sorted(Comparator.comparingInt(SourcingDecision.Holding::onHand).reversed())
                  .limit(most)
                  .toList());
      return holdings.stream().filter(largest::contains).toList();
    }

    static JsonNode evidence(SourcingDecision.ShortageReason reason) {
      return switch (reason) {
        case SourcingDecision.ShortageReason.NotWorthAParcel(var sending, var leavingOut) ->
            Json.tree(Map.of("sendingMinor", minor(sending), "leavingOutMinor", minor(leavingOut)));
        case SourcingDecision.ShortageReason.TooManyParcels(int most) ->
            Json.tree(Map.of("mostParcels", most));
        case SourcingDecision.ShortageReason.NoStock ignored -> Json.tree(Map.of());
        case SourcingDecision.ShortageReason.NoEligibleNode ignored -> Json.tree(Map.of());
        case SourcingDecision.ShortageReason.DemandsNotMet ignored -> Json.tree(Map.of());
      };
    }
  }

  /// Goods on their way into a ship node.
  ///
  /// @param on a day that is past: they are overdue
  /// @param sku of a bundle the component that comes last of those that are too few; left out where
  ///   it is what was ordered
  /// @param units that are still to come, for whoever waits
  public record ExpectedView(
      String receiptId, @Nullable String sku, LocalDate on, String shipNode, int units) {
    static ExpectedView of(Expected expected, Sku ordered) {
      Sku sku = expected.order().sku();
      return new ExpectedView(
          expected.order().receiptId(),
          sku.equals(ordered) ? null : sku.value(),
          expected.order().expectedOn(),
          expected.order().node().value(),
          expected.open());
    }
  }

  /// Stock of a SKU at a ship node.
  ///
  /// @param protectedUnits kept for others by the reservation policy
  /// @param onHand left out for a position that never runs out
  /// @param available to this order
  public record HoldingView(
      String shipNode,
      String sku,
      @Nullable Integer onHand,
      int reserved,
      int safetyStock,
      int protectedUnits,
      int available) {
    static HoldingView of(SourcingDecision.Holding holding) {
      return new HoldingView(
          holding.shipNode().value(),
          holding.sku().value(),
          holding.isCounted() ? holding.onHand() : null,
          holding.reserved(),
          holding.safetyStock(),
          holding.protectedUnits(),
          holding.available());
    }
  }

  /// Return risk of a line and what to do about it.
  ///
  /// @param because why no model answered, or why its second line did and not its first
  public record ReturnView(
      String lineId,
      double probability,
      String source,
      @Nullable String model,
      @Nullable FallbackView because,
      String action,
      String ruleId) {
    static ReturnView of(SourcingDecision.LineReturn line) {
      return switch (line.estimate()) {
        case ReturnEstimate.Predicted(var probability, var model, var insteadOf) ->
            of(line, probability, "predicted", model.toString(), FallbackView.first(insteadOf));
        case ReturnEstimate.Assumed(var probability, var because) ->
            of(line, probability, "assumed", null, FallbackView.of(because));
      };
    }

    private static ReturnView of(
        SourcingDecision.LineReturn line,
        Probability probability,
        String source,
        @Nullable String model,
        @Nullable FallbackView because) {
      return new ReturnView(
          line.line().value(),
          share(probability),
          source,
          model,
          because,
          line.action().name(),
          line.ruleId());
    }
  }

  /// The hold on stock.
  ///
  /// @param status `KEPT`, `HELD`, `CONFIRMED`, `RELEASED` or `EXPIRED`
  /// @param expiresAt of one that is kept, null: it ends with what a person decides
  public record ReservationView(String id, String status, @Nullable Instant expiresAt) {
    static @Nullable ReservationView of(Hold hold) {
      return switch (hold) {
        case Hold.Nothing() -> null;
        case Hold.Kept(var id) ->
            new ReservationView(id.toString(), Reservation.Status.KEPT.name(), null);
        case Hold.Reserved(var id, var expiresAt) ->
            new ReservationView(id.toString(), Reservation.Status.HELD.name(), expiresAt);
      };
    }

    static ReservationView of(Reservation reservation) {
      return new ReservationView(
          reservation.id().toString(),
          reservation.status().name(),
          reservation.status() == Reservation.Status.KEPT ? null : reservation.expiresAt());
    }
  }

  /// Who chose the carrier services.
  ///
  /// @param by `model`, `rules`, or `none` when no carrier service may carry any line
  /// @param because why not the model; with `model` the reasons against single candidates, which
  ///   competed on measured figures
  public record PathView(String by, List<FallbackView> because) {
    static PathView of(Path path) {
      return switch (path) {
        case Path.Model(var untrusted) ->
            new PathView("model", untrusted.stream().map(FallbackView::of).toList());
        case Path.NoCandidate() -> new PathView("none", List.of());
        case Path.Rules(var because) ->
            new PathView("rules", because.stream().map(FallbackView::of).toList());
      };
    }
  }

  /// What was thought of a ship node.
  ///
  /// @param verdict `CHOSEN`, `OUTBID`, `CANNOT_WIN`, `NOT_WORKED_OUT` or `RULED_OUT`
  /// @param outbid what its best plan would have cost; with `OUTBID` only
  /// @param cannotWin what any plan through it would cost at least; with `CANNOT_WIN` only
  /// @param findings against the node itself; left out for none
  /// @param services left out where none is told of
  /// @param sameServicesAs the node listed before whose `services` are told, and are those of this
  ///   one, too
  public record CandidateView(
      String shipNode,
      BigDecimal distanceKm,
      String verdict,
      @Nullable OutbidView outbid,
      @Nullable CannotWinView cannotWin,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<ReasonView> findings,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<ServiceView> services,
      @Nullable String sameServicesAs) {
    static CandidateView of(SourcingDecision.NodeAssessment node, int orderLines) {
      return new CandidateView(
          node.shipNode().value(),
          rounded(node.distanceKm(), 1),
          KeptNames.code(node.verdict()),
          node.verdict() instanceof Verdict.Outbid outbid ? OutbidView.of(outbid) : null,
          node.verdict() instanceof Verdict.CannotWin cannotWin
              ? CannotWinView.of(cannotWin)
              : null,
          findings(node.findings(), orderLines),
          node.services().stream().map(service -> ServiceView.of(service, orderLines)).toList(),
          null);
    }

    CandidateView like(String other) {
      return new CandidateView(
          shipNode, distanceKm, verdict, outbid, cannotWin, findings, List.of(), other);
    }

    private static List<ReasonView> findings(List<Finding> findings, int orderLines) {
      return findings.stream().map(finding -> ReasonView.of(finding, orderLines)).toList();
    }
  }

  /// Any plan that uses the node, even if surely on time: no estimate was needed.
  ///
  /// @param atLeastMinor above the chosen plan
  public record CannotWinView(String carrierService, BigDecimal atLeastMinor) {
    static CannotWinView of(Verdict.CannotWin cannotWin) {
      return new CannotWinView(cannotWin.carrierService().value(), minor(cannotWin.atLeast()));
    }
  }

  /// The best plan that uses the node.
  ///
  /// @param extraMinor above the chosen plan
  public record OutbidView(String carrierService, BigDecimal extraMinor, CostView costMinor) {
    static OutbidView of(Verdict.Outbid outbid) {
      return new OutbidView(
          outbid.carrierService().value(), minor(outbid.extra()), CostView.of(outbid.cost()));
    }
  }

  /// What was thought of a carrier service from a ship node.
  ///
  /// @param findings left out for none
  public record ServiceView(
      String carrierService,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<ReasonView> findings,
      @Nullable OfferView offer) {
    static ServiceView of(SourcingDecision.ServiceAssessment service, int orderLines) {
      return new ServiceView(
          service.carrierService().value(),
          CandidateView.findings(service.findings(), orderLines),
          service.offer() instanceof Offer.Quoted quoted ? OfferView.of(quoted) : null);
    }
  }

  /// Everything that the service may carry from the node, on its first hand-over.
  ///
  /// @param parcels into which it packs
  public record OfferView(
      List<String> lines,
      Instant handover,
      int parcels,
      double onTime,
      TransitView transit,
      CostView costMinor) {
    static OfferView of(Offer.Quoted quoted) {
      return new OfferView(
          ids(quoted.lines()),
          quoted.handover(),
          quoted.parcels(),
          share(quoted.onTime()),
          TransitView.of(quoted.transit()),
          CostView.of(quoted.cost()));
    }
  }

  /// The row of the sourcing-policy table that set prices and limits.
  public record PolicyView(
      String ruleId,
      long lateCostMinor,
      long lateDayCostMinor,
      long splitCostMinor,
      int mostParcels,
      long unfilledUnitCostMinor,
      int unfilledValuePercent,
      long returnCostMinor,
      String whenShort,
      String splitLines,
      boolean partLines,
      int promiseDays,
      int horizonDays,
      double leastChance,
      List<Integer> relaxByDays) {
    static PolicyView of(SourcingDecision decision) {
      var terms = decision.terms();
      return new PolicyView(
          terms.ruleId(),
          terms.lateCostMinor(),
          terms.lateDayCostMinor(),
          terms.splitCostMinor(),
          terms.mostParcels(),
          terms.unfilledUnitCostMinor(),
          terms.unfilledValuePercent(),
          terms.returnCostMinor(),
          terms.whenShort().name(),
          terms.splitLines().name(),
          terms.partLines(),
          terms.promiseDays(),
          terms.horizonDays(),
          share(terms.leastChance()),
          terms.relaxByDays());
    }
  }

  /// A first-match row that answered.
  public record RowView(String table, String ruleId) {
    static RowView of(SourcingDecision.TableRow row) {
      return new RowView(row.table(), row.ruleId());
    }
  }

  /// A released model that gave at least one estimate.
  public record ModelView(String name, String version) {}

  /// How the plan was found.
  ///
  /// @param options (ship node, carrier service, hand-over) that could carry a line
  /// @param estimated of these, with an estimate; the others cannot win even if surely on time
  /// @param optimalityGapMinor how far above the optimum the plan may be at most
  public record SearchView(
      int options, int estimated, long setsVisited, BigDecimal optimalityGapMinor) {
    static SearchView of(SourcingDecision.SearchReport search) {
      return new SearchView(
          search.options(),
          search.estimated(),
          search.setsVisited(),
          minor(search.optimalityGap()));
    }
  }
}
