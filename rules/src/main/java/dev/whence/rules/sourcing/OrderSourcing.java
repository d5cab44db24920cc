package dev.whence.rules.sourcing;

import dev.whence.domain.Cost;
import dev.whence.domain.Probability;
import dev.whence.domain.estimates.Estimator;
import dev.whence.domain.estimates.FallbackReason;
import dev.whence.domain.estimates.GuardTerms;
import dev.whence.domain.estimates.ReturnEstimate;
import dev.whence.domain.orders.Order;
import dev.whence.domain.orders.Promise;
import dev.whence.rules.facts.ModelGuardFact;
import dev.whence.rules.sourcing.SourcingDecision.Grounds;
import dev.whence.rules.sourcing.SourcingDecision.LineReturn;
import dev.whence.rules.sourcing.SourcingDecision.Path;
import dev.whence.rules.sourcing.SourcingDecision.PromiseReport;
import dev.whence.rules.sourcing.SourcingDecision.RelaxStep;
import dev.whence.rules.sourcing.SourcingDecision.SearchReport;
import dev.whence.rules.sourcing.SourcingDecision.Shipment;
import dev.whence.rules.sourcing.SourcingDecision.Shortage;
import dev.whence.rules.tables.RuleTables;
import dev.whence.rules.tables.schema.ModelGuard;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Decides which ship nodes send an order, by which carrier services and on which hand-overs.
///
/// The one function behind evaluate, commit, replay and every "what if": it reads nothing but its
/// arguments, so equal inputs, tables and estimates give an equal decision.
public final class OrderSourcing {
  static final String TRANSIT_MODEL = "transit-time";

  private OrderSourcing() {}

  /// Hard rules, policy, estimates, search, return interventions, explanation: in that order.
  ///
  /// A promise that cannot be kept with the policy's least chance is relaxed step by step: the hard
  /// rules see the relaxed date, so that they may open what they closed for its sake, while
  /// lateness stays measured against the requested one.
  ///
  /// @param estimator asked for transit times once, and again for candidates that a relaxed promise
  ///   opens (not at all without a candidate), and once for return risks
  public static SourcingDecision decide(
      Market market, Case orderCase, RuleTables tables, Estimator estimator) {
    var context = new OrderContext(market, orderCase, tables);
    List<NodeReview> nodes = NodeReview.of(context);
    List<ReturnEstimate> risks =
        ReturnReview.estimates(context, estimator, guard(context, ReturnReview.MODEL));
    var estimates = new Estimates(context, estimator);
    var steps = new ArrayList<RelaxStep>();
    return decision(
        context, source(context, nodes, risks, estimates, steps), estimates, risks, steps);
  }

  /// The plan of a decision, before it is explained.
  ///
  /// @param steps gets the attempts
  static Sourcing source(
      OrderContext context,
      List<NodeReview> nodes,
      List<ReturnEstimate> risks,
      Estimates estimates,
      List<RelaxStep> steps) {
    Sourcing chosen = attempt(context, nodes, risks, estimates, 0, steps, Optional.empty());
    List<NodeReview> reviews = nodes;
    for (int relaxed : context.terms.relaxByDays()) {
      if (isEnough(context, chosen, steps)) {
        break;
      }
      // An attempt rules out nodes of its own: the next one starts from the reviews before it.
      reviews = NodeReview.again(reviews, context);
      Sourcing next =
          attempt(context, reviews, risks, estimates, relaxed, steps, Optional.of(chosen));
      boolean enough = isEnough(context, next, steps);
      if (enough || next.plan.cost() < chosen.plan.cost()) {
        chosen = next;
      }
    }
    return chosen;
  }

  /// Whether relaxing the promise could not do better: what ships is likely enough in time, and
  /// what does not ship waits for something else.
  private static boolean isEnough(OrderContext context, Sourcing sourcing, List<RelaxStep> steps) {
    boolean inTime =
        sourcing.plan.parts().isEmpty()
            || steps.getLast().chance().value() >= context.terms.leastChance().value();
    return context.exactDay() || (inTime && !sourcing.mayShipMoreWhenRelaxed());
  }

  private static Sourcing attempt(
      OrderContext context,
      List<NodeReview> nodes,
      List<ReturnEstimate> risks,
      Estimates estimates,
      int relaxed,
      List<RelaxStep> steps,
      Optional<Sourcing> before) {
    estimates.startAttempt();
    List<ServiceReview> services = ServiceReview.of(context, nodes, relaxed);
    var pricing =
        new Pricing(context, relaxed, risks.stream().map(ReturnEstimate::probability).toList());
    var shortlist = Shortlist.of(context, nodes, Pricing.able(services), pricing);
    // Where the relaxed promise opens nothing, the best plan stays what it was.
    Sourcing sourcing =
        before
            .filter(earlier -> earlier.shortlist.isLike(shortlist))
            .orElseGet(() -> plan(context, nodes, services, estimates, pricing, shortlist));
    var date = context.requested.plusDays(relaxed);
    steps.add(
        new RelaxStep(
            relaxed,
            date,
            sourcing.plan.parts().isEmpty()
                ? Probability.ZERO
                : context.exactDay()
                    ? sourcing.onTime(sourcing.shipments())
                    : new Probability(Math.min(1, sourcing.chanceIfPromised(date)))));
    return sourcing;
  }

  private static Sourcing plan(
      OrderContext context,
      List<NodeReview> nodes,
      List<ServiceReview> services,
      Estimates estimates,
      Pricing pricing,
      Shortlist shortlist) {
    if (shortlist.all().isEmpty()) {
      return new Sourcing(
          context, nodes, services, List.of(), shortlist, pricing, new Path.NoCandidate());
    }
    GuardTerms guard = guard(context, TRANSIT_MODEL);
    List<Candidate> some = shortlist.promising();
    Path path = estimates.set(some, guard);
    pricing.forgetPrices();
    if (some.size() < shortlist.all().size() && path instanceof Path.Model) {
      var first = new Sourcing(context, nodes, services, some, shortlist, pricing, path);
      List<Candidate> more = shortlist.within(first.costOfSecond());
      if (more.size() == some.size()) {
        return first;
      }
      some = more;
      path = estimates.set(some, guard);
      pricing.forgetPrices();
    }
    if (path instanceof Path.Rules(List<FallbackReason> because)) {
      estimates.measure(shortlist.without(some), because);
      some = shortlist.all();
      pricing.forgetPrices();
    }
    return new Sourcing(context, nodes, services, some, shortlist, pricing, path);
  }

  /// What the hard rules leave, with estimates.
  ///
  /// @param relaxed days by which the promise is relaxed
  record Reviewed(
      List<ServiceReview> services, List<Candidate> candidates, Path path, int relaxed) {}

  static Reviewed review(
      OrderContext context, List<NodeReview> nodes, Estimates estimates, int relaxed) {
    List<ServiceReview> services = ServiceReview.of(context, nodes, relaxed);
    List<Candidate> candidates = Pricing.able(services);
    Path path =
        candidates.isEmpty()
            ? new Path.NoCandidate()
            : estimates.set(candidates, guard(context, TRANSIT_MODEL));
    return new Reviewed(services, candidates, path, relaxed);
  }

  /// @param among of the candidates that were reviewed, in their order
  static Sourcing search(
      OrderContext context,
      List<NodeReview> nodes,
      List<ReturnEstimate> risks,
      Reviewed reviewed,
      List<Candidate> among) {
    var pricing =
        new Pricing(
            context, reviewed.relaxed(), risks.stream().map(ReturnEstimate::probability).toList());
    var shortlist = Shortlist.of(context, nodes, among, pricing);
    List<Candidate> able = shortlist.all();
    return new Sourcing(
        context,
        nodes,
        reviewed.services(),
        able,
        shortlist,
        pricing,
        able.isEmpty() ? new Path.NoCandidate() : reviewed.path());
  }

  private static SourcingDecision decision(
      OrderContext context,
      Sourcing sourcing,
      Estimates estimates,
      List<ReturnEstimate> risks,
      List<RelaxStep> steps) {
    List<LineReturn> returns = ReturnReview.actions(context, risks);
    List<Shipment> shipments = sourcing.shipments();
    List<Shortage> shortages = sourcing.shortages();
    Probability onTime = sourcing.onTime(shipments);
    double least = context.terms.leastChance().value();
    var promise =
        new PromiseReport(
            context.requested,
            !(context.order.promise() instanceof Promise.AsPolicySays),
            context.terms.leastChance(),
            !shipments.isEmpty() && onTime.value() >= least,
            sourcing.reachable(least),
            steps);
    boolean offers = Competition.isWanted(context) && !shipments.isEmpty();
    if ((offers || context.orderCase.demands().explain() == Demands.Explain.FULL)
        && sourcing.path instanceof Path.Model) {
      List<Candidate> untold = sourcing.shortlist.without(sourcing.candidates);
      if (!untold.isEmpty()) {
        estimates.tell(untold, guard(context, TRANSIT_MODEL));
      }
    }
    if (offers) {
      shipments = new Competition(sourcing).among(shipments);
    }
    SourcingDecision.Outcome outcome = sourcing.outcome(shipments, shortages);
    var second = sourcing.second();
    var callerPlan = sourcing.callerPlan();
    context.tables.explaining();
    var explanation = new Explanation(sourcing);
    return new SourcingDecision(
        context.order.id(),
        context.orderCase.now(),
        promise,
        outcome,
        context.terms,
        sourcing.path,
        sourcing.cost(),
        onTime,
        second,
        callerPlan,
        explanation.assessments(),
        returns,
        new SearchReport(
            sourcing.shortlist.all().size(),
            sourcing.candidates.size(),
            sourcing.plan.setsVisited(),
            new Cost(sourcing.plan.gap())),
        new Grounds(
            context.tables.digest(), explanation.models(returns), context.rows(), Probability.ONE));
  }

  static GuardTerms guard(OrderContext context, String model) {
    Order order = context.order;
    return context.ask(
        ModelGuard.SCHEMA,
        new ModelGuardFact(
            model,
            order.channel(),
            order.customerClass(),
            order.serviceLevel(),
            order.destination().country(),
            context.orderValueMinor,
            context.orderDate));
  }
}
