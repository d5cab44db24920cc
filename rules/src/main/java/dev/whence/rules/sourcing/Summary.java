package dev.whence.rules.sourcing;

import static java.util.stream.Collectors.joining;

import dev.whence.domain.Cost;
import dev.whence.domain.Money;
import dev.whence.domain.Probability;
import dev.whence.domain.estimates.FallbackReason;
import dev.whence.domain.inventory.Sku;
import dev.whence.domain.orders.OrderLineId;
import dev.whence.rules.facts.Reason;
import dev.whence.rules.facts.SourcingTerms.WhenShort;
import dev.whence.rules.sourcing.SourcingDecision.Finding;
import dev.whence.rules.sourcing.SourcingDecision.Holding;
import dev.whence.rules.sourcing.SourcingDecision.Leg;
import dev.whence.rules.sourcing.SourcingDecision.NodeAssessment;
import dev.whence.rules.sourcing.SourcingDecision.Outcome;
import dev.whence.rules.sourcing.SourcingDecision.Path;
import dev.whence.rules.sourcing.SourcingDecision.PromiseReport;
import dev.whence.rules.sourcing.SourcingDecision.RunnerUp;
import dev.whence.rules.sourcing.SourcingDecision.ScoredPlan;
import dev.whence.rules.sourcing.SourcingDecision.Shipment;
import dev.whence.rules.sourcing.SourcingDecision.Shortage;
import dev.whence.rules.sourcing.SourcingDecision.ShortageReason;
import dev.whence.rules.sourcing.SourcingDecision.Verdict;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/// A few sentences about a decision, for a person: what ships and when it is there, what does not
/// and why, and what else there was.
///
/// Freight, handling and expected returns are told as prices. What the policy takes for being late,
/// for a further parcel or for a unit left out is no price, so that it is told in words.
public final class Summary {
  private static final int MOST_NAMES = 3;
  private static final double NEARLY = 0.9949999;
  private static final double HARDLY = 0.005;

  private final SourcingDecision decision;
  private final Currency currency;

  private Summary(SourcingDecision decision, Currency currency) {
    this.decision = decision;
    this.currency = currency;
  }

  /// @param currency of the order
  public static String of(SourcingDecision decision, Currency currency) {
    return new Summary(decision, currency).text();
  }

  private String text() {
    var sentences = new ArrayList<String>();
    sentences.add(whatHappens());
    guide().ifPresent(sentences::add);
    if (!shipments().isEmpty()) {
      decision.second().stream().map(this::nextBest).forEach(sentences::add);
    }
    decision.callerPlan().stream().map(this::callerPlan).forEach(sentences::add);
    ruledOut().ifPresent(sentences::add);
    return sentences.stream().map(Summary::stopped).collect(joining(" "));
  }

  private static String stopped(String sentence) {
    return sentence.endsWith(".") ? sentence : sentence + ".";
  }

  private String whatHappens() {
    Outcome outcome = decision.outcome();
    return switch (outcome) {
      case Outcome.Allocated(var shipments) -> "Ships " + plan(shipments);
      case Outcome.PartlyBackordered(var shipments, var shortages) ->
          "Ships " + plan(shipments) + "; " + left(shortages, true);
      case Outcome.Backordered(var shortages) -> "Nothing ships now; " + left(shortages, true);
      case Outcome.Held(var reason, var proposed, var shortages) ->
          proposed.isEmpty()
              ? "Held for a person, because nothing can ship; " + left(shortages, false)
              : "Held for a person, because only a part can ship: "
                  + plan(proposed)
                  + "; "
                  + left(shortages, false);
      case Outcome.Unfillable(var shortages) ->
          (decision.terms().whenShort() == WhenShort.REJECT
                  ? "Refused, because it cannot ship complete; "
                  : "Cannot be filled; ")
              + left(shortages, false);
    };
  }

  // What ships.

  private String plan(List<Shipment> shipments) {
    Map<String, List<Shipment>> groups = new LinkedHashMap<>();
    for (Shipment shipment : shipments) {
      String from =
          "from %s by %s on %s"
              .formatted(shipment.shipNode(), shipment.carrierService(), shipment.handoverDay());
      groups.computeIfAbsent(from, key -> new ArrayList<>()).add(shipment);
    }
    var parts = new ArrayList<String>();
    groups.forEach((from, parcels) -> parts.add(goods(parcels) + " " + from + many(parcels)));
    String what = listed(parts, MOST_NAMES + 1, "shipment") + ", ";
    return decision.promise().kept()
        ? what + arrival() + ", " + landed()
        : what + landed() + "; " + arrival();
  }

  private static String many(List<Shipment> parcels) {
    return parcels.size() == 1 ? "" : " in " + parcels.size() + " parcels";
  }

  private static String goods(List<Shipment> parcels) {
    Map<Sku, Long> units = new TreeMap<>();
    for (Shipment parcel : parcels) {
      parcel.lines().forEach(line -> units.merge(line.sku(), (long) line.units(), Long::sum));
    }
    return units(units);
  }

  private static String units(Map<Sku, Long> units) {
    var parts = new ArrayList<String>();
    units.forEach((sku, count) -> parts.add(plural(count, "unit") + " of " + sku));
    return listed(parts, MOST_NAMES + 1, "SKU");
  }

  private String arrival() {
    PromiseReport promise = decision.promise();
    Probability chance = decision.onTime();
    LocalDate requested = promise.requested();
    if (promise.kept()) {
      return "there by %s with %s".formatted(requested, percent(chance));
    }
    if (promise.reachable().isEmpty()) {
      return "no day can be kept with %s (%s: %s)"
          .formatted(percent(promise.leastChance()), requested, percent(chance));
    }
    LocalDate day = promise.reachable().getFirst();
    if (!day.isAfter(requested)) {
      return "%s itself cannot be kept (%s)".formatted(requested, percent(chance));
    }
    return "%s cannot be kept (%s), %s can (%s)"
        .formatted(requested, percent(chance), day, reached(promise, day));
  }

  private static String reached(PromiseReport promise, LocalDate day) {
    return promise.steps().stream()
        .filter(step ->
            step.date().equals(day) && step.chance().value() >= promise.leastChance().value())
        .findFirst()
        .map(step -> percent(step.chance()))
        .orElseGet(() -> "at least " + percent(promise.leastChance()));
  }

  private String landed() {
    CostTerms cost = decision.cost();
    if (cost.freight().plus(cost.handling()).plus(cost.returns()).equals(Cost.ZERO)) {
      return "at no cost";
    }
    String freight = amount(cost.freight().plus(cost.handling())) + " for freight and handling";
    return cost.returns().tenThousandths() == 0
        ? freight
        : freight + " and " + amount(cost.returns()) + " for expected returns";
  }

  // What does not ship.

  /// @param waits whether what lacks stock is kept for later
  private String left(List<Shortage> shortages, boolean waits) {
    Map<String, List<Shortage>> byReason = new LinkedHashMap<>();
    for (Shortage shortage : shortages) {
      byReason
          .computeIfAbsent(heading(shortage.reason(), waits), key -> new ArrayList<>())
          .add(shortage);
    }
    var parts = new ArrayList<String>();
    byReason.forEach((heading, those) -> parts.add(heading + ": " + missing(those)));
    return String.join("; ", parts);
  }

  private static String heading(ShortageReason reason, boolean waits) {
    return switch (reason) {
      case ShortageReason.NoStock() -> waits ? "waiting for stock" : "short of stock";
      case ShortageReason.NoEligibleNode() -> "no eligible ship node";
      case ShortageReason.NotWorthAParcel(var sending, var leaving) -> "not worth a parcel";
      case ShortageReason.TooManyParcels(int most) -> "more than " + plural(most, "parcel");
      case ShortageReason.DemandsNotMet() -> "kept back by what the request demands";
    };
  }

  private String missing(List<Shortage> shortages) {
    Map<Sku, Long> units = new TreeMap<>();
    Map<Sku, Shortage> first = new TreeMap<>();
    for (Shortage shortage : shortages) {
      units.merge(shortage.sku(), (long) shortage.units(), Long::sum);
      first.putIfAbsent(shortage.sku(), shortage);
    }
    var parts = new ArrayList<String>();
    units.forEach((sku, count) -> {
      Shortage shortage = first.get(sku);
      String why = shortage == null ? "" : evidence(shortage);
      parts.add(plural(count, "unit") + " of " + sku + (why.isEmpty() ? "" : " (" + why + ")"));
    });
    return listed(parts, MOST_NAMES + 1, "SKU");
  }

  private String evidence(Shortage shortage) {
    return switch (shortage.reason()) {
      case ShortageReason.NotWorthAParcel(var sending, var leaving) ->
          "sending costs %s, leaving out counts %s".formatted(amount(sending), amount(leaving));
      case ShortageReason.NoStock(), ShortageReason.NoEligibleNode() -> holdings(shortage);
      case ShortageReason.TooManyParcels(int most) -> "";
      case ShortageReason.DemandsNotMet() -> "";
    };
  }

  private String holdings(Shortage shortage) {
    List<Holding> holdings = shortage.holdings();
    if (holdings.isEmpty()) {
      return "no ship node has a stock record";
    }
    var components = new TreeSet<Sku>();
    holdings.forEach(holding -> components.add(holding.sku()));
    boolean several = components.size() > 1;
    List<Holding> some =
        holdings.stream().filter(holding -> several || holding.onHand() != 0).toList();
    if (holdings.stream().allMatch(holding -> holding.onHand() <= 0)) {
      return holdings.size() == 1
          ? holdings.getFirst().shipNode() + " has none"
          : "no ship node has any";
    }
    List<String> told =
        some.stream()
            .limit(MOST_NAMES)
            .map(holding -> holding(holding, several) + ruledOut(holding, shortage.line()))
            .toList();
    return String.join("; ", told)
        + (some.size() > MOST_NAMES
            ? " and "
                + plural(some.size() - MOST_NAMES, several ? "more position" : "more ship node")
            : "");
  }

  /// Why units that are free cannot be sent from there; as far as the ship nodes are explained.
  private String ruledOut(Holding holding, OrderLineId line) {
    boolean free = holding.available() > 0;
    return decision.assessments().stream()
        .filter(node -> node.shipNode().equals(holding.shipNode()))
        .flatMap(node -> node.findings().stream())
        .filter(finding -> finding.lines().contains(line))
        .filter(finding ->
            switch (finding.reason()) {
              case Reason.ShortOfStock _ -> false;
              case Reason.StockInactive(var sku) -> sku.equals(holding.sku().value());
              default -> free;
            })
        .findFirst()
        .map(finding -> ", but " + finding.reason().sentence())
        .orElse("");
  }

  private static String holding(Holding holding, boolean named) {
    var text = new StringBuilder();
    text.append(holding.shipNode()).append(" has ");
    if (holding.isCounted()) {
      text.append(holding.onHand());
    } else {
      text.append("any number");
    }
    if (named) {
      text.append(" of ").append(holding.sku());
    }
    if (holding.reserved() > 0) {
      text.append(", ").append(holding.reserved()).append(" reserved");
    }
    long kept = (long) holding.safetyStock() + holding.protectedUnits();
    if (kept > 0) {
      text.append(", ").append(kept).append(" protected");
    }
    return text.toString();
  }

  // What else there was.

  private Optional<String> guide() {
    if (decision.path() instanceof Path.Rules(var because)) {
      return Optional.of(
          "Carrier services were chosen by the routing guide: "
              + because.stream().map(FallbackReason::sentence).collect(joining("; ")));
    }
    return Optional.empty();
  }

  private String nextBest(RunnerUp second) {
    return "Next best is %s: %s"
        .formatted(
            listed(
                second.legs().stream().map(this::leg).distinct().toList(), MOST_NAMES, "shipment"),
            compared(second.extra(), second.cost()));
  }

  /// The day is told where it is all that differs from the plan.
  private String leg(Leg leg) {
    boolean sameWay =
        shipments().stream()
            .anyMatch(s ->
                s.shipNode().equals(leg.shipNode())
                    && s.carrierService().equals(leg.carrierService())
                    && !s.handoverDay().equals(leg.handover()));
    return leg.shipNode()
        + " by "
        + leg.carrierService()
        + (sameWay ? " on " + leg.handover() : "");
  }

  private List<Shipment> shipments() {
    return decision.outcome() instanceof Outcome.Held held
        ? held.proposed()
        : decision.outcome().shipments();
  }

  /// How a dearer plan differs in the term that speaks most against it.
  private String compared(Cost extra, CostTerms cost) {
    if (extra.tenThousandths() == 0) {
      return "it costs the same";
    }
    CostTerms ours = decision.cost();
    String term = ours.decidedAgainst(cost);
    return switch (term) {
      case "freight" -> more(cost.freight().minus(ours.freight()), "freight");
      case "handling" -> more(cost.handling().minus(ours.handling()), "handling");
      case "returns" -> more(cost.returns().minus(ours.returns()), "expected returns");
      case "lateness" -> "it is likelier to be late";
      case "capacity" -> "it takes capacity that later orders need more";
      case "stockWorth" -> "it takes stock that later orders need more";
      case "split" -> "it needs more parcels";
      default -> "it leaves more out";
    };
  }

  private String more(Cost cost, String what) {
    return cost.tenThousandths() <= 0
        ? "it costs almost the same"
        : "%s more in %s".formatted(amount(cost), what);
  }

  private String callerPlan(ScoredPlan plan) {
    if (!plan.allowed()) {
      return plan.isScored()
          ? "The plan that was sent along is not allowed: %s; %s"
              .formatted(
                  plan.problem(),
                  plan.extra().tenThousandths() < 0
                      ? "it would cost %s less".formatted(amount(Cost.ZERO.minus(plan.extra())))
                      : compared(plan.extra(), plan.cost()))
          : "The plan that was sent along is not possible: " + plan.problem();
    }
    if (plan.extra().tenThousandths() < 0) {
      return "The plan that was sent along is better than the one found, which is not proven best";
    }
    return "Beside it, the plan that was sent along: " + compared(plan.extra(), plan.cost());
  }

  private Optional<String> ruledOut() {
    Map<String, List<String>> byReason = new LinkedHashMap<>();
    int out = 0;
    for (NodeAssessment node : decision.assessments()) {
      if (node.verdict() instanceof Verdict.RuledOut) {
        out++;
        byReason
            .computeIfAbsent(reasons(node), key -> new ArrayList<>())
            .add(node.shipNode().value());
      }
    }
    if (out == 0) {
      return Optional.empty();
    }
    var groups = new ArrayList<Map.Entry<String, List<String>>>(byReason.entrySet());
    // The largest first; the sort is stable.
    groups.sort((a, b) -> Integer.compare(b.getValue().size(), a.getValue().size()));
    var parts = new ArrayList<String>();
    groups.forEach(group ->
        parts.add(listed(group.getValue(), MOST_NAMES, "ship node") + " (" + group.getKey() + ")"));
    int all = decision.assessments().size();
    String which = listed(parts, MOST_NAMES + 1, "reason");
    if (all == 1) {
      return Optional.of("Ruled out is " + which);
    }
    return Optional.of(
        out == all
            ? "Ruled out are %s ship nodes: %s".formatted(all == 2 ? "both" : "all " + all, which)
            : "Ruled out %s %d of %d ship nodes: %s"
                .formatted(out == 1 ? "is" : "are", out, all, which));
  }

  private static String reasons(NodeAssessment node) {
    var words = new TreeSet<String>();
    for (Finding finding : node.findings()) {
      words.add(words(finding.reason()));
    }
    if (words.isEmpty()) {
      List<Reason> ofServices =
          node.services().stream()
              .flatMap(service -> service.findings().stream())
              .map(Finding::reason)
              .toList();
      ofServices.stream()
          .filter(reason -> !(reason instanceof Reason.ServiceInactive))
          .forEach(reason -> words.add(words(reason)));
      // One that is switched off says nothing where others are not.
      if (!node.services().isEmpty()
          && node.services().stream()
              .allMatch(service ->
                  service.findings().stream()
                      .anyMatch(each -> each.reason() instanceof Reason.ServiceInactive))) {
        words.add("carrier services switched off");
      }
    }
    return words.isEmpty()
        ? "what it has may not leave without the rest"
        : String.join(", ", words);
  }

  private static String words(Reason reason) {
    return switch (reason) {
      case Reason.NodeInactive _, Reason.StockInactive _ -> "switched off";
      case Reason.ServiceInactive _ -> "carrier services switched off";
      case Reason.ExcludedByCaller() -> "excluded by the request";
      case Reason.RefusedByNode(var because) ->
          switch (because) {
            case SHORT -> "refused as short";
            case DAMAGED -> "refused as damaged";
            case BUSY -> "refused as busy";
            case OTHER -> "refused by it";
            case UNANSWERED -> "not accepted in time";
            case DECLINED -> "offer declined";
          };
      case Reason.NoHandover(int days) -> "no hand-over";
      case Reason.NotPackable(int most) -> "more than " + plural(most, "parcel");
      case Reason.NotCollected(int days) -> "no pickup";
      case Reason.NoExchangeRate(var from, var to) -> "no exchange rate for " + from;
      case Reason.ChannelNotServed _ -> "channel not served";
      case Reason.CustomerClassNotServed _ -> "customer class not served";
      case Reason.HazmatNotHandled _ -> "hazmat not handled";
      case Reason.DestinationNotServed _ -> "destination not served";
      case Reason.AddressNotServed _ -> "address not served";
      case Reason.CategoryNotShipped _ -> "category not shipped";
      case Reason.ShortOfStock _ -> "short of stock";
      case Reason.PastCutoff _ -> "past cutoff";
      case Reason.CapacityExhausted _ -> "capacity exhausted";
      case Reason.TooFar _ -> "too far";
      case Reason.RefusesTooOften _ -> "refuses too often";
      case Reason.AcceptsTooLate _ -> "accepts too late";
      case Reason.PinnedElsewhere _ -> "pinned elsewhere";
      case Reason.NoRate _ -> "no rate";
      case Reason.NoDelivery _ -> "no delivery";
      case Reason.OutsideWindow _ -> "outside window";
      case Reason.TooHeavy _ -> "too heavy";
      case Reason.TooLight _ -> "too light";
      case Reason.TooLong _ -> "too long";
      case Reason.GirthTooLarge _ -> "girth too large";
      case Reason.TooBulky _ -> "too bulky";
      case Reason.TooManyUnits _ -> "too many units";
      case Reason.HazmatNotCarried _ -> "hazmat not carried";
      case Reason.HazmatNotMixed _ -> "hazmat not mixed";
      case Reason.ContentsNotCarried _ -> "contents not carried";
      case Reason.ValueTooHigh _ -> "value too high";
      case Reason.TooSlow _ -> "too slow";
      case Reason.OutOfReach _ -> "out of reach";
      case Reason.ServiceLevelNotMet _ -> "service level not met";
      case Reason.PriceOutOfRange _ -> "price out of range";
    };
  }

  // Words.

  /// In the currency's decimals; what is less than its smallest coin says so.
  private String amount(Cost cost) {
    Money money = new Money(cost.roundedMinorUnits(), currency);
    return money.minorUnits() == 0 && cost.tenThousandths() > 0
        ? "less than " + new Money(1, currency)
        : money.toString();
  }

  private static String percent(Probability chance) {
    double value = chance.value();
    if (value >= NEARLY && value < 1) {
      return "over 99 %";
    }
    if (value < HARDLY && value > 0) {
      return "under 1 %";
    }
    return Math.round(value * 100) + " %";
  }

  /// `A`, `A and B`, `A, B and 3 more nouns`.
  private static String listed(List<String> parts, int most, String noun) {
    if (parts.size() <= most) {
      return parts.size() <= 1
          ? String.join("", parts)
          : String.join(", ", parts.subList(0, parts.size() - 1)) + " and " + parts.getLast();
    }
    return String.join(", ", parts.subList(0, most))
        + " and "
        + plural(parts.size() - most, "more " + noun);
  }

  private static String plural(long count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }
}
