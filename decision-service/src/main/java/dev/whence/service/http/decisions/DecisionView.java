package dev.whence.service.http.decisions;

import dev.whence.domain.Cost;
import dev.whence.domain.Probability;
import dev.whence.domain.estimates.ReturnEstimate;
import dev.whence.domain.estimates.TransitDistribution;
import dev.whence.domain.estimates.TransitEstimate;
import dev.whence.domain.orders.OrderLineId;
import dev.whence.rules.sourcing.CostTerms;
import dev.whence.rules.sourcing.SourcingDecision;
import dev.whence.rules.sourcing.SourcingDecision.Finding;
import dev.whence.rules.sourcing.SourcingDecision.Offer;
import dev.whence.rules.sourcing.SourcingDecision.Outcome;
import dev.whence.rules.sourcing.SourcingDecision.Path;
import dev.whence.rules.sourcing.SourcingDecision.Verdict;
import dev.whence.rules.sourcing.SourcingInputs;
import dev.whence.service.sourcing.CommitResult.Hold;
import dev.whence.service.sourcing.DecisionId;
import dev.whence.service.sourcing.Reservation;
import dev.whence.service.sourcing.SourceOrder.Decided;
import dev.whence.service.sourcing.StoredDecision;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Currency;
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
public record DecisionView(
    @Nullable String decisionId,
    String orderId,
    String mode,
    String outcome,
    String summary,
    Instant decidedAt,
    LocalDate promiseDate,
    String currency,
    double onTime,
    @Nullable String holdReason,
    List<ShipmentView> shipments,
    @Nullable List<ShipmentView> proposed,
    List<ShortageView> shortages,
    CostView costMinor,
    List<ReturnView> returns,
    @Nullable ReservationView reservation,
    PathView path,
    List<CandidateView> candidates,
    PolicyView policy,
    List<RowView> rows,
    String ruleSet,
    List<ModelView> models,
    SearchView search,
    double propensity,
    int rounds,
    Map<String, Long> timingsMicros) {

  /// The levels of `transit.days`, in percent.
  private static final List<Integer> PERCENTILES = List.of(50, 75, 85, 90, 95, 99);

  static DecisionView evaluated(Decided decided) {
    return of(
        null, Mode.EVALUATE, decided.inputs(), decided.decision(), null, 1, decided.timings());
  }

  static DecisionView committed(DecisionId id, Decided decided, Hold hold, int rounds) {
    return of(
        id,
        Mode.COMMIT,
        decided.inputs(),
        decided.decision(),
        ReservationView.of(hold),
        rounds,
        decided.timings());
  }

  /// @param reservation as it is now
  static DecisionView stored(StoredDecision stored, Optional<Reservation> reservation) {
    return of(
        stored.id(),
        Mode.COMMIT,
        stored.inputs(),
        stored.decision(),
        reservation.map(ReservationView::of).orElse(null),
        stored.round(),
        stored.timings());
  }

  /// A decision that was made again on recorded inputs.
  static DecisionView replayed(StoredDecision stored, SourcingDecision decision) {
    return of(null, Mode.EVALUATE, stored.inputs(), decision, null, 1, new TreeMap<>());
  }

  private static DecisionView of(
      @Nullable DecisionId id,
      Mode mode,
      SourcingInputs inputs,
      SourcingDecision decision,
      @Nullable ReservationView reservation,
      int rounds,
      SortedMap<String, Duration> timings) {
    Outcome outcome = decision.outcome();
    Currency currency = inputs.order().currency();
    return new DecisionView(
        id == null ? null : id.toString(),
        decision.order().value(),
        mode.spelling(),
        code(outcome),
        Summary.of(decision, currency),
        decision.decidedAt(),
        decision.promiseDate(),
        currency.getCurrencyCode(),
        share(decision.onTime()),
        outcome instanceof Outcome.Held held ? held.reason().name() : null,
        shipments(id, outcome.shipments()),
        outcome instanceof Outcome.Held held ? shipments(null, held.proposed()) : null,
        outcome.shortages().stream().map(ShortageView::of).toList(),
        CostView.of(decision.cost()),
        decision.returns().stream().map(ReturnView::of).toList(),
        reservation,
        PathView.of(decision.path()),
        decision.assessments().stream().map(CandidateView::of).toList(),
        PolicyView.of(decision),
        decision.grounds().rows().stream().map(RowView::of).toList(),
        decision.grounds().ruleSet(),
        decision.grounds().models().stream()
            .map(model -> new ModelView(model.name(), model.version()))
            .toList(),
        SearchView.of(decision.search()),
        share(decision.grounds().propensity()),
        rounds,
        micros(timings));
  }

  private static String code(Outcome outcome) {
    return Codes.upper(outcome.getClass().getSimpleName());
  }

  static BigDecimal rounded(double value, int decimals) {
    return plain(BigDecimal.valueOf(value).setScale(decimals, RoundingMode.HALF_EVEN));
  }

  private static double share(Probability probability) {
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
      @Nullable DecisionId id, List<SourcingDecision.Shipment> shipments) {
    var views = new ArrayList<ShipmentView>();
    for (SourcingDecision.Shipment shipment : shipments) {
      views.add(ShipmentView.of(id == null ? null : id.shipment(views.size() + 1), shipment));
    }
    return views;
  }

  private static Map<String, Long> micros(SortedMap<String, Duration> timings) {
    var micros = new LinkedHashMap<String, Long>();
    timings.forEach((stage, time) -> micros.put(stage, time.toNanos() / 1_000));
    return micros;
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
  public record ShipmentView(
      @Nullable String shipmentId,
      String shipNode,
      String carrierService,
      List<AllocationView> lines,
      Instant handover,
      double onTime,
      TransitView transit,
      String holdFor,
      CostView costMinor) {
    static ShipmentView of(@Nullable String shipmentId, SourcingDecision.Shipment shipment) {
      return new ShipmentView(
          shipmentId,
          shipment.shipNode().value(),
          shipment.carrierService().value(),
          shipment.lines().stream().map(AllocationView::of).toList(),
          shipment.handover(),
          share(shipment.onTime()),
          TransitView.of(shipment.transit()),
          shipment.hold().toString(),
          CostView.of(shipment.cost()));
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
        case TransitEstimate.Predicted(var distribution, var model) ->
            new PredictedTransit(
                "predicted",
                model.toString(),
                share(distribution.lost()),
                percentiles(distribution));
        case TransitEstimate.Assumed(int publishedDays, var publishedOnTime, var because) ->
            new AssumedTransit(
                "assumed", publishedDays, share(publishedOnTime), FallbackView.of(because));
      };
    }

    private static Map<String, BigDecimal> percentiles(TransitDistribution distribution) {
      var days = new LinkedHashMap<String, BigDecimal>();
      for (int percent : PERCENTILES) {
        days.put("p" + percent, rounded(distribution.percentile(percent), 3));
      }
      return days;
    }
  }

  /// @param lost share of parcels that never arrive
  /// @param days within which so many percent of the others are there
  public record PredictedTransit(
      String source, String model, double lost, Map<String, BigDecimal> days)
      implements TransitView {}

  /// The carrier's own words, for want of a model.
  public record AssumedTransit(
      String source, int publishedDays, double publishedOnTime, FallbackView because)
      implements TransitView {}

  /// A line that does not ship.
  public record ShortageView(String lineId, String sku, int units, String reason) {
    static ShortageView of(SourcingDecision.Shortage shortage) {
      return new ShortageView(
          shortage.line().value(),
          shortage.sku().value(),
          shortage.units(),
          shortage.reason().name());
    }
  }

  /// Return risk of a line and what to do about it.
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
        case ReturnEstimate.Predicted(var probability, var model) ->
            of(line, probability, "predicted", model.toString(), null);
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
  /// @param status `HELD`, `CONFIRMED`, `RELEASED` or `EXPIRED`
  public record ReservationView(String id, String status, Instant expiresAt) {
    static @Nullable ReservationView of(Hold hold) {
      return switch (hold) {
        case Hold.Nothing() -> null;
        case Hold.Reserved(var id, var expiresAt) ->
            new ReservationView(id.toString(), Reservation.Status.HELD.name(), expiresAt);
      };
    }

    static ReservationView of(Reservation reservation) {
      return new ReservationView(
          reservation.id().toString(), reservation.status().name(), reservation.expiresAt());
    }
  }

  /// Who chose the carrier services.
  ///
  /// @param by `model`, `rules`, or `none` when no carrier service may carry any line
  /// @param because why not the model; empty but for `rules`
  public record PathView(String by, List<FallbackView> because) {
    static PathView of(Path path) {
      return switch (path) {
        case Path.Model() -> new PathView("model", List.of());
        case Path.NoCandidate() -> new PathView("none", List.of());
        case Path.Rules(var because) ->
            new PathView("rules", because.stream().map(FallbackView::of).toList());
      };
    }
  }

  /// What was thought of a ship node.
  ///
  /// @param verdict `CHOSEN`, `OUTBID` or `RULED_OUT`
  /// @param outbid what its best plan would have cost; with `OUTBID` only
  public record CandidateView(
      String shipNode,
      BigDecimal distanceKm,
      String verdict,
      @Nullable OutbidView outbid,
      List<ReasonView> findings,
      List<ServiceView> services) {
    static CandidateView of(SourcingDecision.NodeAssessment node) {
      return new CandidateView(
          node.shipNode().value(),
          rounded(node.distanceKm(), 1),
          Codes.upper(node.verdict().getClass().getSimpleName()),
          node.verdict() instanceof Verdict.Outbid outbid ? OutbidView.of(outbid) : null,
          findings(node.findings()),
          node.services().stream().map(ServiceView::of).toList());
    }

    private static List<ReasonView> findings(List<Finding> findings) {
      return findings.stream().map(ReasonView::of).toList();
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
  public record ServiceView(
      String carrierService, List<ReasonView> findings, @Nullable OfferView offer) {
    static ServiceView of(SourcingDecision.ServiceAssessment service) {
      return new ServiceView(
          service.carrierService().value(),
          CandidateView.findings(service.findings()),
          service.offer() instanceof Offer.Quoted quoted ? OfferView.of(quoted) : null);
    }
  }

  /// One parcel with every line that the service may carry from the node.
  public record OfferView(
      List<String> lines, double onTime, TransitView transit, CostView costMinor) {
    static OfferView of(Offer.Quoted quoted) {
      return new OfferView(
          ids(quoted.lines()),
          share(quoted.onTime()),
          TransitView.of(quoted.transit()),
          CostView.of(quoted.cost()));
    }
  }

  /// The row of the sourcing-policy table that set prices and limits.
  public record PolicyView(
      String ruleId,
      long lateCostMinor,
      long splitCostMinor,
      int mostParcels,
      long unfilledUnitCostMinor,
      long returnCostMinor,
      String whenShort,
      int promiseDays) {
    static PolicyView of(SourcingDecision decision) {
      var terms = decision.terms();
      return new PolicyView(
          terms.ruleId(),
          terms.lateCostMinor(),
          terms.splitCostMinor(),
          terms.mostParcels(),
          terms.unfilledUnitCostMinor(),
          terms.returnCostMinor(),
          terms.whenShort().name(),
          terms.promiseDays());
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
  /// @param optimalityGapMinor how far above the optimum the plan may be at most
  public record SearchView(
      int options, int optionsKept, long setsVisited, BigDecimal optimalityGapMinor) {
    static SearchView of(SourcingDecision.SearchReport search) {
      return new SearchView(
          search.options(),
          search.optionsKept(),
          search.setsVisited(),
          minor(search.optimalityGap()));
    }
  }
}
