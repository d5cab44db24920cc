package dev.whence.rules.sourcing;

import static java.util.Comparator.comparingInt;

import dev.whence.domain.Cost;
import dev.whence.domain.carriers.CarrierServiceId;
import dev.whence.domain.orders.Order;
import dev.whence.domain.orders.OrderLine;
import dev.whence.rules.facts.RoutingGuide;
import dev.whence.rules.facts.RoutingGuideFact;
import dev.whence.rules.facts.RuleTables;
import dev.whence.rules.sourcing.SourcingDecision.TableRow;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/// Chooses services by the carrier-routing-guide, when no model can be trusted: each line may leave
/// a node only by the guide's best-ranked service that may carry it.
///
/// Where the guide ranks none of them, the cheapest whose published days meet the promise counts,
/// and where none meets it, the fastest.
final class RoutingGuideChoice {
  static final String TABLE = "carrier-routing-guide";

  private RoutingGuideChoice() {}

  /// @param options all options of the order
  /// @param rows takes the guide's rows that answered
  static List<PricedOption> restrict(
      List<PricedOption> options,
      SourcingInputs inputs,
      RuleTables tables,
      LocalDate orderDate,
      LocalDate promiseDate,
      Set<TableRow> rows) {
    int lines = inputs.order().lines().size();
    List<List<Boolean>> allowed = new ArrayList<>();
    options.forEach(o -> allowed.add(new ArrayList<>(java.util.Collections.nCopies(lines, false))));
    int from = 0;
    while (from < options.size()) {
      NodeReview node = options.get(from).review().node();
      int to = from;
      while (to < options.size() && options.get(to).review().node().id().equals(node.id())) {
        to++;
      }
      for (int line = 0; line < lines; line++) {
        int chosen = choose(options, from, to, line, inputs, tables, orderDate, promiseDate, rows);
        if (chosen >= 0) {
          allowed.get(chosen).set(line, true);
        }
      }
      from = to;
    }
    var restricted = new ArrayList<PricedOption>();
    for (int o = 0; o < options.size(); o++) {
      restricted.add(options.get(o).restrictedTo(allowed.get(o)));
    }
    return restricted;
  }

  private static int choose(
      List<PricedOption> options,
      int from,
      int to,
      int line,
      SourcingInputs inputs,
      RuleTables tables,
      LocalDate orderDate,
      LocalDate promiseDate,
      Set<TableRow> rows) {
    var able = new ArrayList<Integer>();
    for (int o = from; o < to; o++) {
      if (options.get(o).lines().get(line).isPresent()) {
        able.add(o);
      }
    }
    if (able.isEmpty()) {
      return -1;
    }
    RoutingGuideFact fact =
        fact(options.get(from).review().node(), line, inputs, orderDate, promiseDate);
    RoutingGuide guide = tables.carrierRoutingGuide(fact);
    rows.add(new TableRow(TABLE, guide.ruleId()));
    return able.stream()
        .min(preference(options, guide.ranked(), line, fact.daysToPromise()))
        .orElseThrow();
  }

  private static Comparator<Integer> preference(
      List<PricedOption> options, List<CarrierServiceId> ranked, int line, int daysToPromise) {
    return comparingInt((Integer o) -> rank(ranked, options.get(o)))
        .thenComparingInt(o -> Math.max(0, days(options.get(o)) - daysToPromise))
        .thenComparing(o -> price(options.get(o), line))
        .thenComparing(o -> options.get(o).review().service().id());
  }

  private static int rank(List<CarrierServiceId> ranked, PricedOption option) {
    int rank = ranked.indexOf(option.review().service().id());
    return rank < 0 ? Integer.MAX_VALUE : rank;
  }

  private static int days(PricedOption option) {
    return option.review().zone().orElseThrow().transitDays();
  }

  private static Cost price(PricedOption option, int line) {
    return option.parcel().freight().plus(option.lines().get(line).orElseThrow().freight());
  }

  private static RoutingGuideFact fact(
      NodeReview node, int line, SourcingInputs inputs, LocalDate orderDate, LocalDate promise) {
    Order order = inputs.order();
    OrderLine orderLine = order.lines().get(line);
    var item = inputs.item(orderLine.sku());
    return new RoutingGuideFact(
        node.node().type(),
        node.node().country(),
        order.destination().country(),
        order.destination().region(),
        order.channel(),
        order.customerClass(),
        order.serviceLevel(),
        item.hazmat(),
        Math.toIntExact(item.gramsOf(orderLine.quantity())),
        Math.toIntExact(Math.round(node.distanceKm())),
        Math.toIntExact(ChronoUnit.DAYS.between(node.handover().toLocalDate(), promise)),
        orderDate);
  }
}
