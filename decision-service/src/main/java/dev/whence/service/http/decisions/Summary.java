package dev.whence.service.http.decisions;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;

import dev.whence.domain.Cost;
import dev.whence.domain.Money;
import dev.whence.rules.sourcing.SourcingDecision;
import dev.whence.rules.sourcing.SourcingDecision.NodeAssessment;
import dev.whence.rules.sourcing.SourcingDecision.Outcome;
import dev.whence.rules.sourcing.SourcingDecision.Shipment;
import dev.whence.rules.sourcing.SourcingDecision.Shortage;
import dev.whence.rules.sourcing.SourcingDecision.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// One sentence about a decision, for a person.
final class Summary {
  private Summary() {}

  static String of(SourcingDecision decision, Currency currency) {
    var parts = new ArrayList<String>();
    parts.add(whatHappens(decision, currency));
    outbid(decision, currency).ifPresent(parts::add);
    ruledOut(decision.assessments()).ifPresent(parts::add);
    return String.join("; ", parts) + ".";
  }

  private static String whatHappens(SourcingDecision decision, Currency currency) {
    Outcome outcome = decision.outcome();
    return switch (outcome) {
      case Outcome.Allocated(var shipments) -> plan(decision, shipments, currency);
      case Outcome.PartlyBackordered(var shipments, var shortages) ->
          plan(decision, shipments, currency) + "; " + waiting(shortages);
      case Outcome.Backordered(var shortages) -> "Nothing ships, " + waiting(shortages);
      case Outcome.Held(var reason, var ignored, var shortages) ->
          "Held for a person (%s): %s missing".formatted(words(reason.name()), units(shortages));
      case Outcome.Unfillable(var shortages) ->
          "Cannot be filled: %s, %s".formatted(units(shortages), why(shortages));
    };
  }

  /// "2 lines from DC-EAST by GROUND, by 2026-11-27 with 94 %, 11.20 USD".
  private static String plan(
      SourcingDecision decision, List<Shipment> shipments, Currency currency) {
    String parcels =
        shipments.stream()
            .map(shipment ->
                "%s from %s by %s"
                    .formatted(
                        count(shipment.lines().size(), "line"),
                        shipment.shipNode(),
                        shipment.carrierService()))
            .collect(joining(" and "));
    return "%s, by %s with %s %%, %s"
        .formatted(
            parcels,
            decision.promiseDate(),
            DecisionView.rounded(decision.onTime().value() * 100, 0).toPlainString(),
            amount(decision.cost().total(), currency));
  }

  private static String waiting(List<Shortage> shortages) {
    return "waiting for stock: " + units(shortages);
  }

  private static String units(List<Shortage> shortages) {
    return count(shortages.stream().mapToInt(Shortage::units).sum(), "unit")
        + " of "
        + shortages.stream()
            .map(shortage -> shortage.sku().value())
            .distinct()
            .collect(joining(", "));
  }

  private static String why(List<Shortage> shortages) {
    return shortages.stream()
        .map(shortage -> words(Codes.upper(shortage.reason().getClass().getSimpleName())))
        .distinct()
        .collect(joining(", "));
  }

  private static Optional<String> outbid(SourcingDecision decision, Currency currency) {
    return decision.assessments().stream()
        .filter(node -> node.verdict() instanceof Verdict.Outbid)
        .min(Comparator.comparing(node -> ((Verdict.Outbid) node.verdict()).extra()))
        .map(node -> outbid(node, ((Verdict.Outbid) node.verdict()).extra(), currency));
  }

  private static String outbid(NodeAssessment node, Cost extra, Currency currency) {
    return extra.equals(Cost.ZERO)
        ? "the next best, %s, costs the same".formatted(node.shipNode())
        : "the next best, %s, costs %s more".formatted(node.shipNode(), amount(extra, currency));
  }

  /// "3 of 7 nodes ruled out: past cutoff, short of stock", the most frequent reason first.
  private static Optional<String> ruledOut(List<NodeAssessment> nodes) {
    List<NodeAssessment> out =
        nodes.stream().filter(node -> node.verdict() instanceof Verdict.RuledOut).toList();
    if (out.isEmpty()) {
      return Optional.empty();
    }
    Map<String, Long> reasons =
        out.stream()
            .flatMap(node -> node.findings().stream())
            .collect(
                groupingBy(
                    finding -> words(ReasonView.code(finding.reason())), TreeMap::new, counting()));
    String list =
        reasons.entrySet().stream()
            .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
            .map(Map.Entry::getKey)
            .collect(joining(", "));
    return Optional.of(
        "%d of %s ruled out%s"
            .formatted(out.size(), count(nodes.size(), "node"), list.isEmpty() ? "" : ": " + list));
  }

  private static String amount(Cost cost, Currency currency) {
    return new Money(cost.roundedMinorUnits(), currency).toString();
  }

  private static String count(int count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }

  private static String words(String code) {
    return code.toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
  }
}
