package dev.whence.rules.sourcing;

import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingDouble;

import dev.whence.domain.estimates.EstimateKey;
import dev.whence.domain.estimates.Estimator;
import dev.whence.domain.estimates.GuardTerms;
import dev.whence.domain.estimates.PromiseLevels;
import dev.whence.domain.estimates.ReturnEstimate;
import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.orders.OrderLineId;
import dev.whence.domain.orders.Promise;
import dev.whence.rules.facts.Reason;
import dev.whence.rules.sourcing.DeliveryOptions.Arrival;
import dev.whence.rules.sourcing.DeliveryOptions.Landed;
import dev.whence.rules.sourcing.DeliveryOptions.NodeUnits;
import dev.whence.rules.sourcing.DeliveryOptions.Obstacle;
import dev.whence.rules.sourcing.DeliveryOptions.Option;
import dev.whence.rules.sourcing.DeliveryOptions.Parcel;
import dev.whence.rules.sourcing.DeliveryOptions.Unavailable;
import dev.whence.rules.sourcing.OrderSourcing.Reviewed;
import dev.whence.rules.sourcing.SourcingDecision.Allocation;
import dev.whence.rules.sourcing.SourcingDecision.Finding;
import dev.whence.rules.sourcing.SourcingDecision.Leg;
import dev.whence.rules.sourcing.SourcingDecision.Shipment;
import dev.whence.rules.sourcing.SourcingDecision.Shortage;
import dev.whence.rules.sourcing.SourcingDecision.WhyLow;
import dev.whence.rules.tables.RuleTables;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Works out the delivery options of a basket: the frontier of arrival date and landed cost.
///
/// An option is what would be decided for an order that is promised for its day, if every parcel
/// had to be there by then with 90 %: the stages of [OrderSourcing], run for one day after the
/// other, the latest first. The days are those on which some candidate reaches its 90 %; a day that
/// an earlier-arriving plan already undercuts is skipped. Plans of several parcels may miss a day
/// although each parcel keeps it; then surer legs are looked for, which finds a plan that keeps it,
/// but not always the cheapest such plan.
///
/// Like a decision it reads nothing but its arguments, and it writes nothing. A promise costs as
/// much as one decision without its explanation for each day that is tried and one more; at most
/// [#MOST_DAYS] + 1 days are tried, each [#MOST_TRIES] times. How an option is ordered is told in
/// `docs/promises.md`.
public final class PromisePolicy {
  /// In percent, rising.
  public static final List<Integer> CHANCES = List.of(80, 90, 95);

  /// The chance that makes a day the day to promise.
  static final double PROMISED = 0.9;

  /// The earliest days that are tried; beside them the last one is.
  static final int MOST_DAYS = 12;

  static final int MOST_TRIES = 4;

  private final Market market;
  private final Case basket;
  private final RuleTables tables;
  private final Estimator estimator;
  private final PromiseLevels levels;
  private final List<Sourcing> plans = new ArrayList<>();
  private final List<OrderContext> contexts = new ArrayList<>();

  private PromisePolicy(
      Market market, Case basket, RuleTables tables, Estimator estimator, PromiseLevels levels) {
    this.market = market;
    this.basket = basket;
    this.tables = tables;
    this.levels = levels;
    this.estimator = new Remembering(estimator);
  }

  /// @param basket as an order; where it is wanted on a very day, only that day is looked at
  /// @param estimator asked once for each candidate and each line
  /// @param levels which chances make a day the day to promise
  public static DeliveryOptions offer(
      Market market, Case basket, RuleTables tables, Estimator estimator, PromiseLevels levels) {
    return new PromisePolicy(market, basket, tables, estimator, levels).offer();
  }

  /// The candidates of an order with one promise.
  private record Round(
      OrderContext context,
      List<NodeReview> nodes,
      List<ReturnEstimate> risks,
      Estimates estimates) {}

  private Round round(Promise promise) {
    var context = new OrderContext(market, basket.promising(promise), tables);
    contexts.add(context);
    return new Round(
        context,
        NodeReview.of(context),
        ReturnReview.estimates(
            context, estimator, OrderSourcing.guard(context, ReturnReview.MODEL)),
        new Estimates(context, estimator));
  }

  private DeliveryOptions offer() {
    Round asked = round(basket.order().promise());
    Sourcing usual =
        OrderSourcing.source(
            asked.context, asked.nodes, asked.risks, asked.estimates, new ArrayList<>());
    plans.add(usual);
    if (asked.context.exactDay()) {
      search(basket.order().promise(), asked.context.requested);
    } else {
      searchDays(asked.context);
    }
    long least = least();
    List<Sourcing> fullest =
        plans.stream().filter(plan -> Sourcing.unfilled(plan.plan) == least).toList();
    return new DeliveryOptions(
        basket.now(),
        asked.context.terms,
        usual.path,
        frontier(fullest),
        unavailable(fullest.getFirst()),
        tables.digest(),
        levels.upTo(),
        contexts.stream().flatMap(context -> context.rows().stream()).distinct().toList(),
        plans.size());
  }

  /// The fewest units that any plan so far leaves out.
  private long least() {
    return plans.stream().mapToLong(plan -> Sourcing.unfilled(plan.plan)).min().orElseThrow();
  }

  /// Tries the days on which some candidate arrives, the latest first.
  private void searchDays(OrderContext context) {
    var days = new TreeSet<LocalDate>(days(review(round(basket.order().promise())).candidates()));
    // What is allowed may depend on how far away the promised day is.
    days.addAll(days(review(round(new Promise.On(context.orderDate))).candidates()));
    int mostRelaxed = context.terms.relaxByDays().stream().mapToInt(each -> each).max().orElse(0);
    LocalDate last = context.requested.plusDays(mostRelaxed);
    if (!days.isEmpty() && days.last().isAfter(last)) {
      last = days.last();
    }
    days.addAll(days(review(round(new Promise.On(last))).candidates()));
    LocalDate before = LocalDate.MAX;
    for (LocalDate day : tried(days)) {
      if (day.isBefore(before)) {
        before = earliest(day, search(new Promise.On(day), day));
      }
    }
  }

  /// The day that plans for all that can be had really reach.
  private LocalDate earliest(LocalDate day, List<Sourcing> found) {
    long least = least();
    return found.stream()
        .filter(plan -> Sourcing.unfilled(plan.plan) == least)
        .flatMap(plan -> plan.promisable(PROMISED, levels).stream())
        .filter(each -> each.isBefore(day))
        .min(LocalDate::compareTo)
        .orElse(day);
  }

  /// The latest first.
  private static List<LocalDate> tried(NavigableSet<LocalDate> days) {
    var tried = new ArrayList<LocalDate>();
    for (LocalDate day : days) {
      if (tried.size() < MOST_DAYS || day.equals(days.last())) {
        tried.addFirst(day);
      }
    }
    return tried;
  }

  private static Reviewed review(Round round) {
    return OrderSourcing.review(round.context, round.nodes, round.estimates, 0);
  }

  private Collection<LocalDate> days(List<Candidate> candidates) {
    var days = new TreeSet<LocalDate>();
    var ends = new DayEnds(basket.order().destination().timeZone());
    for (Candidate candidate : candidates) {
      double needed = Sourcing.levels(candidate, levels).needed(PROMISED);
      Lateness.earliest(candidate, needed, ends).ifPresent(days::add);
    }
    return days;
  }

  /// The plans of an order promised for a day by whose end, or on which, each parcel is there.
  /// Where they are not there together, the least sure leg is done without, in the end every leg
  /// that is less sure than its share.
  private List<Sourcing> search(Promise promise, LocalDate day) {
    var found = new ArrayList<Sourcing>();
    var without = new HashSet<Leg>();
    double each = PROMISED;
    for (int i = 1; i <= MOST_TRIES; i++) {
      // A search may take wants away from its nodes, so each begins anew.
      Round round = round(promise);
      Reviewed reviewed = review(round);
      double needed = each;
      List<Candidate> inTime =
          reviewed.candidates().stream()
              .filter(
                  one -> chance(round.context, one, day) >= needed && !without.contains(one.leg()))
              .toList();
      if (inTime.isEmpty()) {
        break;
      }
      Sourcing plan =
          OrderSourcing.search(round.context, round.nodes, round.risks, reviewed, inTime);
      found.add(plan);
      // Fewer legs ship no more.
      boolean less = Sourcing.unfilled(plan.plan) > least();
      if (less || plan.plan.parts().isEmpty() || chance(plan, day) >= PROMISED) {
        break;
      }
      if (i < MOST_TRIES - 1) {
        without.add(leastSure(plan, day));
      } else {
        without.clear();
        each = Math.pow(PROMISED, 1.0 / plan.parcels());
      }
    }
    plans.addAll(found);
    return found;
  }

  private Leg leastSure(Sourcing plan, LocalDate day) {
    return plan.plan.parts().stream()
        .map(plan::candidate)
        .min(comparingDouble(candidate -> chance(plan.context, candidate, day)))
        .map(Candidate::leg)
        .orElseThrow();
  }

  /// To be there by the end of a day, or on the very day that is asked for.
  private double chance(OrderContext context, Candidate candidate, LocalDate day) {
    return context.exactDay()
        ? candidate.onTime.value()
        : Sourcing.levels(candidate, levels)
            .kept(Lateness.chanceIfPromised(candidate, day, context.dayEnds));
  }

  private double chance(Sourcing plan, LocalDate day) {
    double chance =
        plan.context.exactDay()
            ? plan.onTime(plan.shipments()).value()
            : plan.chanceIfPromised(day, levels);
    return Math.min(1, chance);
  }

  /// Without what another plan undercuts: one that is promised no later and costs no more.
  private List<Option> frontier(List<Sourcing> from) {
    var options = new ArrayList<Option>();
    for (Sourcing plan : from) {
      if (!plan.plan.parts().isEmpty()) {
        options.add(option(plan));
      }
    }
    options.sort(
        comparing((Option option) -> promised(option))
            .thenComparing(option -> option.landed().total())
            .thenComparingDouble(option -> -option.chance())
            .thenComparingInt(option -> option.parcels().size()));
    var kept = new ArrayList<Option>();
    for (Option option : options) {
      boolean cheaper =
          kept.isEmpty() || option.landed().total().compareTo(kept.getLast().landed().total()) < 0;
      boolean dated = kept.isEmpty() || !option.promise().isEmpty();
      if (cheaper && dated) {
        kept.add(option);
      }
    }
    for (int i = 0; i < kept.size(); i++) {
      kept.set(i, kept.get(i).marked(i == kept.size() - 1, i == 0));
    }
    return kept;
  }

  private static LocalDate promised(Option option) {
    return option.promise().isEmpty() ? LocalDate.MAX : option.promise().getFirst();
  }

  private Option option(Sourcing plan) {
    List<Shipment> shipments = plan.shipments();
    var parcels = new ArrayList<Parcel>();
    var units = new TreeMap<ShipNodeId, Integer>();
    var whyLow = EnumSet.noneOf(WhyLow.class);
    Instant orderBy = Instant.MAX;
    for (Shipment shipment : shipments) {
      Instant latest = orderBy(shipment);
      parcels.add(
          new Parcel(
              shipment.shipNode(),
              shipment.carrierService(),
              shipment.lines(),
              shipment.handover(),
              shipment.handoverDay(),
              latest,
              shipment.whyLow()));
      orderBy = latest.isBefore(orderBy) ? latest : orderBy;
      whyLow.addAll(shipment.whyLow());
      for (Allocation allocation : shipment.lines()) {
        units.merge(shipment.shipNode(), allocation.units(), Math::addExact);
      }
    }
    var arrivals = new ArrayList<Arrival>();
    for (int percent : CHANCES) {
      plan.promisable(percent / 100.0, levels)
          .forEach(day -> arrivals.add(new Arrival(percent, day)));
    }
    LocalDate day =
        plan.context.exactDay()
            ? plan.context.requested
            : plan.promisable(PROMISED, levels).stream().findFirst().orElse(LocalDate.MIN);
    double chance = day.equals(LocalDate.MIN) ? 0 : chance(plan, day);
    double said =
        plan.context.exactDay() || day.equals(LocalDate.MIN)
            ? chance
            : Math.min(1, plan.chanceIfPromised(day, PromiseLevels.AS_SAID));
    CostTerms cost = plan.cost();
    return new Option(
        chance >= PROMISED ? List.of(day) : List.of(),
        chance,
        said,
        arrivals,
        new Landed(cost.freight(), cost.handling()),
        units.entrySet().stream()
            .map(entry -> new NodeUnits(entry.getKey(), entry.getValue()))
            .toList(),
        plan.pins(),
        parcels,
        orderBy,
        List.copyOf(whyLow),
        false,
        false);
  }

  private Instant orderBy(Shipment shipment) {
    Instant handover = shipment.handover();
    int days = Math.toIntExact(ChronoUnit.DAYS.between(basket.now(), handover)) + 2;
    return market
        .node(shipment.shipNode())
        .calendar()
        .latestOrderFor(handover, handover, days)
        .orElse(basket.now());
  }

  private List<Unavailable> unavailable(Sourcing plan) {
    var unavailable = new ArrayList<Unavailable>();
    for (Shortage shortage : plan.shortages()) {
      int quantity =
          plan.context.order.lines().stream()
              .filter(line -> line.id().equals(shortage.line()))
              .findFirst()
              .orElseThrow()
              .quantity();
      unavailable.add(
          new Unavailable(
              shortage.line(),
              shortage.sku(),
              shortage.units(),
              quantity - shortage.units(),
              shortage.reason(),
              shortage.holdings(),
              obstacles(plan, shortage.line())));
    }
    return unavailable;
  }

  private static List<Obstacle> obstacles(Sourcing plan, OrderLineId line) {
    var byRule = new TreeMap<String, Map<ShipNodeId, Finding>>();
    for (NodeReview node : plan.nodes) {
      collect(byRule, node.id(), node.findings(), line);
    }
    for (ServiceReview service : plan.services) {
      collect(
          byRule,
          service.node.id(),
          service.findings().stream()
              .filter(finding -> !(finding.reason() instanceof Reason.ServiceInactive))
              .toList(),
          line);
    }
    var obstacles = new ArrayList<Obstacle>();
    byRule.forEach((ruleId, nodes) ->
        obstacles.add(
            new Obstacle(
                ruleId, nodes.values().iterator().next().reason(), List.copyOf(nodes.keySet()))));
    return obstacles;
  }

  private static void collect(
      Map<String, Map<ShipNodeId, Finding>> byRule,
      ShipNodeId node,
      List<Finding> findings,
      OrderLineId line) {
    for (Finding finding : findings) {
      if (finding.lines().contains(line)) {
        byRule
            .computeIfAbsent(finding.ruleId(), rule -> new LinkedHashMap<>())
            .putIfAbsent(node, finding);
      }
    }
  }

  /// Asks for each estimate once: the rounds ask the same.
  private static final class Remembering implements Estimator {
    private final Estimator estimator;
    private final Map<EstimateKey<?, ?>, Map<Object, Object>> answers = new HashMap<>();

    Remembering(Estimator estimator) {
      this.estimator = estimator;
    }

    @Override
    @SuppressWarnings("unchecked") // the answers of a key are of its type
    public <Q, E> List<E> estimate(
        EstimateKey<Q, E> key, List<Q> queries, GuardTerms guard, Instant now) {
      Map<Object, Object> known = answers.computeIfAbsent(key, none -> new HashMap<>());
      List<Q> unknown =
          queries.stream().filter(query -> !known.containsKey(query)).distinct().toList();
      if (!unknown.isEmpty()) {
        List<E> told = estimator.estimate(key, unknown, guard, now);
        for (int i = 0; i < unknown.size(); i++) {
          known.put(unknown.get(i), told.get(i));
        }
      }
      return queries.stream().map(query -> (E) known.get(query)).toList();
    }
  }
}
