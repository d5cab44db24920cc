package dev.whence.rules.sourcing;

import dev.whence.domain.Cost;
import dev.whence.domain.Probability;
import dev.whence.domain.estimates.EstimateKey;
import dev.whence.domain.estimates.Estimator;
import dev.whence.domain.estimates.GuardTerms;
import dev.whence.domain.estimates.ReturnEstimate;
import dev.whence.domain.estimates.ReturnQuery;
import dev.whence.domain.inventory.Item;
import dev.whence.domain.orders.Order;
import dev.whence.domain.orders.OrderLine;
import dev.whence.domain.orders.OrderLineId;
import dev.whence.domain.returns.ReturnHistory;
import dev.whence.rules.facts.ReturnLineFact;
import dev.whence.rules.facts.ReturnTerms;
import dev.whence.rules.sourcing.SourcingDecision.LineReturn;
import dev.whence.rules.tables.schema.ReturnIntervention;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/// What may come back of an order, and what to do about it.
final class ReturnReview {
  static final String MODEL = "return-risk";

  /// More is not told apart: the return-intervention table reaches less far.
  private static final long MOST_MINOR = Long.MAX_VALUE / Cost.SCALE;

  private ReturnReview() {}

  /// One estimate a line, in the order of the lines.
  static List<ReturnEstimate> estimates(
      OrderContext context, Estimator estimator, GuardTerms guard) {
    Order order = context.order;
    var history = new HashMap<OrderLineId, ReturnHistory>();
    context.orderCase.returnHistory().forEach(each -> history.put(each.line(), each.history()));
    var byCategory = new HashMap<String, Integer>();
    int units = 0;
    for (OrderLine line : order.lines()) {
      units = saturatedSum(units, line.quantity());
      byCategory.merge(category(context, line), line.quantity(), ReturnReview::saturatedSum);
    }
    var queries = new ArrayList<ReturnQuery>();
    for (OrderLine line : order.lines()) {
      String category = category(context, line);
      queries.add(
          new ReturnQuery(
              category,
              order.channel(),
              line.unitPrice().minorUnits(),
              line.quantity(),
              units,
              order.lines().size(),
              byCategory.getOrDefault(category, 0),
              history.getOrDefault(line.id(), ReturnHistory.NONE),
              line.attributes().over(order.attributes())));
    }
    return estimator.estimate(EstimateKey.RETURN_RISK, queries, guard, context.orderCase.now());
  }

  private static int saturatedSum(int a, int b) {
    return (int) Math.min(Integer.MAX_VALUE, (long) a + b);
  }

  /// Of the SKU; of a bundle without an item of its own that of its first component.
  static String category(OrderContext context, OrderLine line) {
    return context
        .findItem(line.sku())
        .map(Item::category)
        .orElseGet(() -> context.item(line.goods().getFirst().sku()).category());
  }

  static List<LineReturn> actions(OrderContext context, List<ReturnEstimate> estimates) {
    Order order = context.order;
    var returns = new ArrayList<LineReturn>();
    for (int i = 0; i < estimates.size(); i++) {
      OrderLine line = order.lines().get(i);
      ReturnEstimate estimate = estimates.get(i);
      ReturnTerms answer =
          context.ask(
              ReturnIntervention.SCHEMA,
              new ReturnLineFact(
                  category(context, line),
                  order.channel(),
                  order.customerClass(),
                  order.customerId(),
                  estimate.probability().value(),
                  estimate instanceof ReturnEstimate.Predicted,
                  line.quantity(),
                  line.value().minorUnits(),
                  expectedCostMinor(context, line, estimate.probability()),
                  context.orderDate));
      returns.add(new LineReturn(line.id(), estimate, answer.action(), answer.ruleId()));
    }
    return returns;
  }

  private static long expectedCostMinor(OrderContext context, OrderLine line, Probability risk) {
    long all = Parcels.times(context.terms.returnCostMinor(), line.quantity());
    return Cost.expected(context.minor(Math.min(all, MOST_MINOR)), risk).roundedMinorUnits();
  }
}
