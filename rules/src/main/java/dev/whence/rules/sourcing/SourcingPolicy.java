package dev.whence.rules.sourcing;

import dev.whence.domain.Probability;
import dev.whence.domain.estimates.Estimator;
import dev.whence.domain.estimates.FallbackReason;
import dev.whence.domain.estimates.GuardTerms;
import dev.whence.domain.estimates.ReturnEstimate;
import dev.whence.domain.estimates.TransitEstimate;
import dev.whence.domain.estimates.TransitQuery;
import dev.whence.domain.orders.Order;
import dev.whence.domain.orders.OrderLine;
import dev.whence.domain.orders.Promise;
import dev.whence.rules.facts.ModelGuardFact;
import dev.whence.rules.facts.OrderFact;
import dev.whence.rules.facts.RuleTables;
import dev.whence.rules.facts.SourcingTerms;
import dev.whence.rules.sourcing.SourcingDecision.LineReturn;
import dev.whence.rules.sourcing.SourcingDecision.Path;
import dev.whence.rules.sourcing.SourcingDecision.TableRow;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Decides which ship nodes send an order and by which carrier services.
///
/// The one function behind evaluate, commit, replay and every "what if": it reads nothing but its
/// arguments, so equal inputs, tables and estimates give an equal decision.
public final class SourcingPolicy {
  static final String TRANSIT_MODEL = "transit-time";

  private SourcingPolicy() {}

  /// Hard rules, policy, estimates, search, return interventions, explanation: in that order.
  ///
  /// @param estimator asked once for transit times (not at all without a candidate) and once for
  ///   return risks
  public static SourcingDecision decide(
      SourcingInputs inputs, RuleTables tables, Estimator estimator) {
    Order order = inputs.order();
    Set<TableRow> rows = new LinkedHashSet<>();
    LocalDate orderDate = orderDate(order);

    SourcingTerms terms = tables.sourcingPolicy(orderFact(inputs, orderDate));
    rows.add(new TableRow("sourcing-policy", terms.ruleId()));
    LocalDate promiseDate =
        switch (order.promise()) {
          case Promise.On(LocalDate date) -> date;
          case Promise.Exactly(LocalDate date) -> date;
          case Promise.AsPolicySays() -> orderDate.plusDays(terms.promiseDays());
        };

    List<NodeReview> nodes = NodeReview.of(inputs, tables, orderDate);
    for (NodeReview node : nodes) {
      node.lines()
          .forEach(l -> rows.add(new TableRow("reservation-policy", l.reservation().ruleId())));
    }
    List<ServiceReview> services = ServiceReview.of(inputs, nodes, tables, orderDate, promiseDate);

    GuardTerms returnGuard = guard(ReturnReview.MODEL, inputs, tables, orderDate, rows);
    List<ReturnEstimate> risks = ReturnReview.estimates(inputs, estimator, returnGuard);
    List<Probability> returnRisk = risks.stream().map(ReturnEstimate::probability).toList();

    List<ServiceReview> able = services.stream().filter(ServiceReview::carriesSomething).toList();
    List<TransitEstimate> transit = List.of();
    Path path = new Path.NoCandidate();
    if (!able.isEmpty()) {
      GuardTerms guard = guard(TRANSIT_MODEL, inputs, tables, orderDate, rows);
      List<TransitQuery> queries = able.stream().map(s -> s.query(inputs)).toList();
      transit = estimator.transit(queries, guard, inputs.now());
      path = path(transit);
      if (path instanceof Path.Rules(List<FallbackReason> because)) {
        transit = published(queries, transit, because.getFirst());
      }
    }
    var options = new ArrayList<PricedOption>();
    for (int i = 0; i < able.size(); i++) {
      options.add(
          PricedOption.of(inputs, able.get(i), transit.get(i), terms, promiseDate, returnRisk));
    }
    List<PricedOption> offered =
        path instanceof Path.Rules
            ? RoutingGuideChoice.restrict(options, inputs, tables, orderDate, promiseDate, rows)
            : options;

    List<LineReturn> returns = ReturnReview.actions(inputs, tables, terms, risks, orderDate);
    returns.forEach(r -> rows.add(new TableRow("return-intervention", r.ruleId())));

    var sourcing = new Sourcing(inputs, terms, nodes, services, options, offered);
    return sourcing.decision(promiseDate, path, returns, tables.digest(), List.copyOf(rows));
  }

  /// The day the order was placed, where it goes to.
  static LocalDate orderDate(Order order) {
    return order.orderedAt().atZone(order.destination().timeZone()).toLocalDate();
  }

  private static OrderFact orderFact(SourcingInputs inputs, LocalDate orderDate) {
    Order order = inputs.order();
    return new OrderFact(
        order.channel(),
        order.customerClass(),
        order.serviceLevel(),
        order.destination().country(),
        order.destination().region(),
        order.currency().getCurrencyCode(),
        order.valueMinor(),
        order.lines().size(),
        order.lines().stream().mapToInt(OrderLine::quantity).sum(),
        inputs.items().stream()
            .anyMatch(item -> item.hazmat() && order.unitsBySku().containsKey(item.sku())),
        orderDate);
  }

  private static GuardTerms guard(
      String model,
      SourcingInputs inputs,
      RuleTables tables,
      LocalDate orderDate,
      Set<TableRow> rows) {
    Order order = inputs.order();
    GuardTerms guard =
        tables.modelGuard(
            new ModelGuardFact(
                model,
                order.channel(),
                order.customerClass(),
                order.serviceLevel(),
                order.destination().country(),
                order.valueMinor(),
                orderDate));
    rows.add(new TableRow("model-guard", guard.ruleId()));
    return guard;
  }

  /// One untrusted estimate sends the whole order to the routing guide: numbers of a model and
  /// published shares are never compared with each other (docs/decisions/0005).
  private static Path path(List<TransitEstimate> transit) {
    Set<FallbackReason> because = new LinkedHashSet<>();
    for (TransitEstimate estimate : transit) {
      if (estimate instanceof TransitEstimate.Assumed assumed) {
        because.add(assumed.because());
      }
    }
    return because.isEmpty() ? new Path.Model() : new Path.Rules(List.copyOf(because));
  }

  private static List<TransitEstimate> published(
      List<TransitQuery> queries, List<TransitEstimate> transit, FallbackReason because) {
    var all = new ArrayList<TransitEstimate>();
    for (int i = 0; i < transit.size(); i++) {
      TransitQuery query = queries.get(i);
      all.add(
          switch (transit.get(i)) {
            case TransitEstimate.Assumed assumed -> assumed;
            case TransitEstimate.Predicted predicted ->
                new TransitEstimate.Assumed(
                    query.publishedDays(), query.publishedOnTime(), because);
          });
    }
    return all;
  }
}
