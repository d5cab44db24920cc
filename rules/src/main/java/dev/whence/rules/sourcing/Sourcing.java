package dev.whence.rules.sourcing;

import dev.whence.domain.Cost;
import dev.whence.domain.Probability;
import dev.whence.domain.estimates.ModelRef;
import dev.whence.domain.estimates.ReturnEstimate;
import dev.whence.domain.estimates.TransitEstimate;
import dev.whence.domain.inventory.Sku;
import dev.whence.domain.orders.Order;
import dev.whence.domain.orders.OrderLine;
import dev.whence.domain.orders.OrderLineId;
import dev.whence.rules.facts.SourcingTerms;
import dev.whence.rules.search.Plan;
import dev.whence.rules.search.PlanSearch;
import dev.whence.rules.search.Problem;
import dev.whence.rules.sourcing.NodeReview.LineReview;
import dev.whence.rules.sourcing.SourcingDecision.Allocation;
import dev.whence.rules.sourcing.SourcingDecision.Grounds;
import dev.whence.rules.sourcing.SourcingDecision.HoldReason;
import dev.whence.rules.sourcing.SourcingDecision.LineReturn;
import dev.whence.rules.sourcing.SourcingDecision.NodeAssessment;
import dev.whence.rules.sourcing.SourcingDecision.Offer;
import dev.whence.rules.sourcing.SourcingDecision.Outcome;
import dev.whence.rules.sourcing.SourcingDecision.Path;
import dev.whence.rules.sourcing.SourcingDecision.SearchReport;
import dev.whence.rules.sourcing.SourcingDecision.ServiceAssessment;
import dev.whence.rules.sourcing.SourcingDecision.Shipment;
import dev.whence.rules.sourcing.SourcingDecision.Shortage;
import dev.whence.rules.sourcing.SourcingDecision.ShortageReason;
import dev.whence.rules.sourcing.SourcingDecision.TableRow;
import dev.whence.rules.sourcing.SourcingDecision.Verdict;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/// From priced options to the decision: states the search problem, and reads its plan back as
/// shipments, shortages and an assessment of every candidate.
///
/// @param services every reviewed service, whether it may carry something or not
/// @param options the ones that may, priced, by node id, then service id
/// @param offered the same options as the search may use them: the routing guide may have taken
///   lines from some
record Sourcing(
    SourcingInputs inputs,
    SourcingTerms terms,
    List<NodeReview> nodes,
    List<ServiceReview> services,
    List<PricedOption> options,
    List<PricedOption> offered) {
  /// Far above any freight, far below what the search takes for impossible.
  private static final long MOST_UNFILLED_MINOR = 10_000_000_000L;

  SourcingDecision decision(
      LocalDate promiseDate,
      Path path,
      List<LineReturn> returns,
      String ruleSet,
      List<TableRow> rows) {
    var search = new PlanSearch(problem());
    Plan plan = search.cheapest();
    List<Shipment> shipments = shipments(plan);
    List<Shortage> shortages = shortages(plan);
    return new SourcingDecision(
        inputs.order().id(),
        inputs.now(),
        promiseDate,
        outcome(shipments, shortages),
        terms,
        path,
        cost(plan),
        new Probability(
            shipments.stream().mapToDouble(s -> s.onTime().value()).reduce(1, (a, b) -> a * b)),
        assessments(plan, search),
        returns,
        new SearchReport(
            offered.size(), plan.optionsKept(), plan.setsVisited(), new Cost(plan.gap())),
        new Grounds(ruleSet, models(returns), rows, Probability.ONE));
  }

  private List<OrderLine> lines() {
    return inputs.order().lines();
  }

  private List<OrderLineId> lineIds() {
    return lines().stream().map(OrderLine::id).toList();
  }

  private Problem problem() {
    Order order = inputs.order();
    List<Sku> skus = List.copyOf(order.unitsBySku().keySet());
    Map<String, Integer> nodeIndex = new HashMap<>();
    var searchNodes = new ArrayList<Problem.Node>();
    for (NodeReview node : nodes) {
      nodeIndex.put(node.id().value(), searchNodes.size());
      var stock = new ArrayList<Integer>();
      for (Sku sku : skus) {
        stock.add(
            node.lines().stream()
                .filter(line -> line.line().sku().equals(sku))
                .mapToInt(LineReview::available)
                .min()
                .orElse(0));
      }
      searchNodes.add(new Problem.Node(node.parcelsLeft(), stock));
    }
    var searchOptions = new ArrayList<Problem.Option>();
    for (PricedOption option : offered) {
      var costs = new ArrayList<Long>();
      for (Optional<CostTerms> line : option.lines()) {
        costs.add(line.map(c -> c.total().tenThousandths()).orElse(Problem.IMPOSSIBLE));
      }
      searchOptions.add(
          new Problem.Option(
              nodeIndex.getOrDefault(option.review().node().id().value(), -1),
              option.parcel().total().tenThousandths(),
              costs));
    }
    var searchLines = new ArrayList<Problem.Line>();
    for (OrderLine line : order.lines()) {
      searchLines.add(
          new Problem.Line(
              skus.indexOf(line.sku()), line.quantity(), unfilled(line).tenThousandths()));
    }
    return new Problem(
        searchOptions, searchLines, searchNodes, terms.mostParcels(), splitCost().tenThousandths());
  }

  /// Whatever the table says, a line left out costs at most [#MOST_UNFILLED_MINOR].
  private Cost unfilled(OrderLine line) {
    long units = Math.min(line.quantity(), MOST_UNFILLED_MINOR);
    long each = Math.min(terms.unfilledUnitCostMinor(), MOST_UNFILLED_MINOR / units);
    return Cost.ofMinorUnits(each * units);
  }

  private Cost splitCost() {
    return Cost.ofMinorUnits(terms.splitCostMinor());
  }

  private List<Shipment> shipments(Plan plan) {
    var shipments = new ArrayList<Shipment>();
    for (int o : plan.options()) {
      PricedOption option = offered.get(o);
      NodeReview node = option.review().node();
      var allocations = new ArrayList<Allocation>();
      CostTerms cost = option.parcel();
      Duration hold = Duration.ofDays(3_650);
      for (int i = 0; i < lines().size(); i++) {
        if (plan.assignment().get(i) == o) {
          OrderLine line = lines().get(i);
          LineReview review = node.lines().get(i);
          allocations.add(
              new Allocation(
                  line.id(), line.sku(), line.quantity(), review.reservation().protectedUnits()));
          cost = cost.plus(option.lines().get(i).orElseThrow());
          hold =
              review.reservation().hold().compareTo(hold) < 0 ? review.reservation().hold() : hold;
        }
      }
      shipments.add(
          new Shipment(
              node.id(),
              option.review().service().id(),
              allocations,
              node.handover().toInstant(),
              option.transit(),
              option.onTime(),
              hold,
              cost));
    }
    return shipments;
  }

  /// Terms of the whole plan; they add up to what the search minimized.
  private CostTerms cost(Plan plan) {
    CostTerms cost = CostTerms.ZERO;
    for (int o : plan.options()) {
      cost = cost.plus(offered.get(o).parcel());
    }
    Cost unfilled = Cost.ZERO;
    for (int i = 0; i < lines().size(); i++) {
      int o = plan.assignment().get(i);
      if (o == Plan.UNFILLED) {
        unfilled = unfilled.plus(unfilled(lines().get(i)));
      } else {
        cost = cost.plus(offered.get(o).lines().get(i).orElseThrow());
      }
    }
    Cost split = splitCost().times(Math.max(0, plan.options().size() - 1));
    CostTerms total =
        cost.plus(
            new CostTerms(
                Cost.ZERO, Cost.ZERO, Cost.ZERO, Cost.ZERO, Cost.ZERO, Cost.ZERO, split, unfilled));
    if (total.total().tenThousandths() != plan.cost()) {
      throw new IllegalStateException(
          "The terms of order %s add up to %s, its plan costs %d."
              .formatted(inputs.order().id(), total, plan.cost()));
    }
    return total;
  }

  private List<Shortage> shortages(Plan plan) {
    var shortages = new ArrayList<Shortage>();
    for (int i = 0; i < lines().size(); i++) {
      if (plan.assignment().get(i) == Plan.UNFILLED) {
        OrderLine line = lines().get(i);
        shortages.add(new Shortage(line.id(), line.sku(), line.quantity(), shortageReason(i)));
      }
    }
    return shortages;
  }

  private ShortageReason shortageReason(int line) {
    boolean carried = offered.stream().anyMatch(o -> o.lines().get(line).isPresent());
    if (carried) {
      int demand = inputs.order().unitsBySku().getOrDefault(lines().get(line).sku(), 0);
      int available =
          nodes.stream()
              .map(n -> n.lines().get(line))
              .filter(LineReview::eligible)
              .mapToInt(LineReview::available)
              .sum();
      return available < demand ? ShortageReason.NO_STOCK : ShortageReason.NOT_WORTH_A_PARCEL;
    }
    boolean stockWouldHelp = nodes.stream().anyMatch(n -> n.lines().get(line).onlyStock());
    return stockWouldHelp ? ShortageReason.NO_STOCK : ShortageReason.NO_ELIGIBLE_NODE;
  }

  private Outcome outcome(List<Shipment> shipments, List<Shortage> shortages) {
    if (shortages.isEmpty()) {
      return new Outcome.Allocated(shipments);
    }
    return switch (terms.whenShort()) {
      case HOLD ->
          new Outcome.Held(
              shipments.isEmpty()
                  ? HoldReason.NOTHING_TO_SHIP_NEEDS_APPROVAL
                  : HoldReason.PARTIAL_SHIPMENT_NEEDS_APPROVAL,
              shipments,
              shortages);
      case REJECT -> new Outcome.Unfillable(shortages);
      case BACKORDER -> {
        if (!shipments.isEmpty()) {
          yield new Outcome.PartlyBackordered(shipments, shortages);
        }
        boolean hopeless =
            shortages.stream().allMatch(s -> s.reason() == ShortageReason.NO_ELIGIBLE_NODE);
        yield hopeless ? new Outcome.Unfillable(shortages) : new Outcome.Backordered(shortages);
      }
    };
  }

  private List<NodeAssessment> assessments(Plan plan, PlanSearch search) {
    var assessments = new ArrayList<NodeAssessment>();
    Map<String, List<ServiceAssessment>> byNode = serviceAssessments();
    for (int n = 0; n < nodes.size(); n++) {
      NodeReview node = nodes.get(n);
      assessments.add(
          new NodeAssessment(
              node.id(),
              node.distanceKm(),
              verdict(n, plan, search),
              node.findings(),
              byNode.getOrDefault(node.id().value(), List.of())));
    }
    return assessments;
  }

  private Verdict verdict(int n, Plan plan, PlanSearch search) {
    NodeReview node = nodes.get(n);
    if (plan.options().stream().anyMatch(o -> sends(o, node))) {
      return new Verdict.Chosen();
    }
    if (offered.stream().noneMatch(o -> o.review().node().id().equals(node.id()))) {
      return new Verdict.RuledOut();
    }
    return search
        .cheapestUsing(n)
        .<Verdict>map(other ->
            new Verdict.Outbid(
                new Cost(Math.max(0, other.cost() - plan.cost())),
                cost(other),
                other.options().stream()
                    .filter(o -> sends(o, node))
                    .map(o -> offered.get(o).review().service().id())
                    .findFirst()
                    .orElseThrow()))
        .orElseGet(Verdict.RuledOut::new);
  }

  private boolean sends(int option, NodeReview node) {
    return offered.get(option).review().node().id().equals(node.id());
  }

  /// One list a node; services and options run in the same order, by node id.
  private Map<String, List<ServiceAssessment>> serviceAssessments() {
    var byNode = new HashMap<String, List<ServiceAssessment>>();
    var priced = options.iterator();
    for (ServiceReview service : services) {
      Offer offer = service.carriesSomething() ? priced.next().offer(lineIds()) : new Offer.None();
      byNode
          .computeIfAbsent(service.node().id().value(), id -> new ArrayList<>())
          .add(new ServiceAssessment(service.service().id(), service.findings(), offer));
    }
    return byNode;
  }

  private List<ModelRef> models(List<LineReturn> returns) {
    var models = new TreeSet<ModelRef>(Comparator.comparing(ModelRef::toString));
    for (PricedOption option : options) {
      if (option.transit() instanceof TransitEstimate.Predicted predicted) {
        models.add(predicted.model());
      }
    }
    for (LineReturn line : returns) {
      if (line.estimate() instanceof ReturnEstimate.Predicted predicted) {
        models.add(predicted.model());
      }
    }
    return List.copyOf(models);
  }
}
