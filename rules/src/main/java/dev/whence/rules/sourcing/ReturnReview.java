package dev.whence.rules.sourcing;

import dev.whence.domain.Cost;
import dev.whence.domain.Money;
import dev.whence.domain.Probability;
import dev.whence.domain.estimates.Estimator;
import dev.whence.domain.estimates.GuardTerms;
import dev.whence.domain.estimates.ReturnEstimate;
import dev.whence.domain.estimates.ReturnQuery;
import dev.whence.domain.orders.Order;
import dev.whence.domain.orders.OrderLine;
import dev.whence.rules.facts.ReturnLineFact;
import dev.whence.rules.facts.ReturnTerms;
import dev.whence.rules.facts.SourcingTerms;
import dev.whence.rules.sourcing.SourcingDecision.LineReturn;
import dev.whence.rules.tables.RuleTables;
import dev.whence.rules.tables.schema.ReturnIntervention;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/// What may come back of an order, and what to do about it.
final class ReturnReview {
  static final String MODEL = "return-risk";

  private ReturnReview() {}

  /// One estimate a line, in the order of the lines.
  static List<ReturnEstimate> estimates(
      SourcingInputs inputs, Estimator estimator, GuardTerms guard) {
    Order order = inputs.order();
    int units = order.lines().stream().mapToInt(OrderLine::quantity).sum();
    var queries = new ArrayList<ReturnQuery>();
    for (OrderLine line : order.lines()) {
      String category = inputs.item(line.sku()).category();
      int sameCategory =
          order.lines().stream()
              .filter(other -> inputs.item(other.sku()).category().equals(category))
              .mapToInt(OrderLine::quantity)
              .sum();
      queries.add(
          new ReturnQuery(
              category,
              order.channel(),
              line.unitPrice().minorUnits(),
              line.quantity(),
              units,
              order.lines().size(),
              sameCategory,
              inputs.returnHistory(line.id())));
    }
    return estimator.returns(queries, guard, inputs.now());
  }

  static List<LineReturn> actions(
      SourcingInputs inputs,
      RuleTables tables,
      SourcingTerms terms,
      List<ReturnEstimate> estimates,
      LocalDate orderDate) {
    Order order = inputs.order();
    var returns = new ArrayList<LineReturn>();
    for (int i = 0; i < estimates.size(); i++) {
      OrderLine line = order.lines().get(i);
      ReturnEstimate estimate = estimates.get(i);
      ReturnTerms answer =
          tables.first(
              ReturnIntervention.SCHEMA,
              new ReturnLineFact(
                  inputs.item(line.sku()).category(),
                  order.channel(),
                  order.customerClass(),
                  estimate.probability().value(),
                  estimate instanceof ReturnEstimate.Predicted,
                  line.quantity(),
                  line.value().minorUnits(),
                  expectedCostMinor(order, line, terms, estimate.probability()),
                  orderDate));
      returns.add(new LineReturn(line.id(), estimate, answer.action(), answer.ruleId()));
    }
    return returns;
  }

  private static long expectedCostMinor(
      Order order, OrderLine line, SourcingTerms terms, Probability risk) {
    Money allUnits = new Money(terms.returnCostMinor(), order.currency()).times(line.quantity());
    return Cost.expected(allUnits, risk).roundedMinorUnits();
  }
}
