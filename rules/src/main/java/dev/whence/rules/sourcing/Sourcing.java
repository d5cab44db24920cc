package dev.whence.rules.sourcing;

import dev.whence.domain.Cost;
import dev.whence.domain.Probability;
import dev.whence.domain.carriers.CarrierServiceId;
import dev.whence.domain.carriers.TransitWindow;
import dev.whence.domain.estimates.PromiseLevels;
import dev.whence.domain.estimates.TransitDistribution;
import dev.whence.domain.estimates.TransitEstimate;
import dev.whence.domain.inventory.Handover;
import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.inventory.Sku;
import dev.whence.domain.inventory.StockPosition;
import dev.whence.domain.orders.OrderLineId;
import dev.whence.domain.places.Precision;
import dev.whence.rules.facts.ReservationFact;
import dev.whence.rules.facts.ReservationTerms;
import dev.whence.rules.facts.SourcingTerms;
import dev.whence.rules.search.Plan;
import dev.whence.rules.search.PlanSearch;
import dev.whence.rules.search.Problem;
import dev.whence.rules.sourcing.SourcingDecision.Allocation;
import dev.whence.rules.sourcing.SourcingDecision.HoldReason;
import dev.whence.rules.sourcing.SourcingDecision.Holding;
import dev.whence.rules.sourcing.SourcingDecision.Leg;
import dev.whence.rules.sourcing.SourcingDecision.Outcome;
import dev.whence.rules.sourcing.SourcingDecision.Path;
import dev.whence.rules.sourcing.SourcingDecision.RunnerUp;
import dev.whence.rules.sourcing.SourcingDecision.ScoredPlan;
import dev.whence.rules.sourcing.SourcingDecision.Shipment;
import dev.whence.rules.sourcing.SourcingDecision.Shortage;
import dev.whence.rules.sourcing.SourcingDecision.ShortageReason;
import dev.whence.rules.sourcing.SourcingDecision.WhyLow;
import dev.whence.rules.sourcing.Want.Goods;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// One attempt to source an order: from priced candidates to a plan, and back to shipments and
/// shortages.
final class Sourcing {
  private static final Duration LONGEST_HOLD = Duration.ofDays(3_650);
  private static final long FEW_PARCELS = 10;
  private static final double FAR_KM = 50;

  /// Ways to spread the parcels of the caller's plan over hand-overs that are all tried.
  private static final long MOST_WAYS = 1_000;

  /// What parcels of a lane take, over what is expected of them: outside of this it drifts.
  private static final double LEAST_RATIO = 0.7;

  private static final double MOST_RATIO = 1.4;

  final OrderContext context;
  final List<NodeReview> nodes;
  final List<ServiceReview> services;

  /// Those among which the plan was sought.
  final List<Candidate> candidates;

  final Shortlist shortlist;
  final Pricing pricing;
  final Path path;

  /// The wants each candidate may take: the routing guide may have taken some away.
  final List<boolean[]> allowed;

  /// Whether the units of each want may leave apart.
  private final boolean[] splits;

  final PlanSearch search;
  final Plan plan;
  private @Nullable Plan second;
  private boolean soughtSecond;
  private final Map<ReservationFact, ReservationTerms> reservations = new HashMap<>();

  /// @param candidates with estimates
  Sourcing(
      OrderContext context,
      List<NodeReview> nodes,
      List<ServiceReview> services,
      List<Candidate> candidates,
      Shortlist shortlist,
      Pricing pricing,
      Path path) {
    this.context = context;
    this.nodes = nodes;
    this.services = services;
    this.candidates = candidates;
    this.pricing = pricing;
    this.path = path;
    this.shortlist = shortlist;
    this.splits = shortlist.splits();
    this.allowed =
        path instanceof Path.Rules
            ? new RoutingGuideChoice(context, pricing).allowed(candidates)
            : candidates.stream().map(candidate -> candidate.carries).toList();
    this.search =
        new PlanSearch(
            problem(context, nodes, candidates, allowed, splits, pricing),
            context.orderCase.demands().searchWork());
    this.plan = search.cheapest();
  }

  private SourcingTerms terms() {
    return context.terms;
  }

  /// The search's problem among some candidates.
  ///
  /// @param allowed the wants that each may take
  static Problem problem(
      OrderContext context,
      List<NodeReview> nodes,
      List<Candidate> candidates,
      List<boolean[]> allowed,
      boolean[] splits,
      Pricing pricing) {
    Map<Sku, Integer> skus = context.skus;
    var nodeIndex = new IdentityHashMap<NodeReview, Integer>();
    var searchNodes = new ArrayList<Problem.Node>();
    for (NodeReview node : nodes) {
      nodeIndex.put(node, searchNodes.size());
      searchNodes.add(node.shelf());
    }
    var cellIndex = new HashMap<Cell, Integer>();
    var cells = new ArrayList<Integer>();
    var options = new ArrayList<Problem.Option>();
    for (int c = 0; c < candidates.size(); c++) {
      Candidate candidate = candidates.get(c);
      LocalDate day = candidate.handover.day();
      int cell =
          cellIndex.computeIfAbsent(
              new Cell(candidate.nodeId(), day),
              key -> {
                cells.add(candidate.node.parcelsLeft(day));
                return cells.size() - 1;
              });
      options.add(
          pricing.option(
              nodeIndex.getOrDefault(candidate.node, -1), cell, candidate, allowed.get(c)));
    }
    var lines = new ArrayList<Problem.Line>();
    for (int w = 0; w < context.wants.size(); w++) {
      Want want = context.wants.get(w);
      var needs = new ArrayList<Problem.Need>();
      for (Goods goods : want.goods()) {
        needs.add(new Problem.Need(skus.getOrDefault(goods.item().sku(), -1), goods.perUnit()));
      }
      lines.add(
          new Problem.Line(
              want.units(),
              needs,
              saturated(want.unfilledMinor()).tenThousandths(),
              splits[w],
              context.terms.partLines() && want.allOrNothing() == Problem.NO_GROUP,
              want.allOrNothing(),
              want.sameNode(),
              want.inStep()));
    }
    return new Problem(
        options,
        lines,
        searchNodes,
        cells,
        context.terms.mostParcels(),
        Cost.ofMinorUnits(context.terms.splitCostMinor()).tenThousandths(),
        new Pricer(candidates, pricing));
  }

  private record Pricer(List<Candidate> candidates, Pricing pricing) implements Problem.Pricer {
    @Override
    public Problem.Price price(int option, int[] units) {
      return pricing.pack(candidates.get(option), units).price();
    }

    @Override
    public long atLeast(int option, int[] units) {
      return pricing.atLeast(candidates.get(option), units);
    }

    @Override
    public boolean mayBeOneParcel(int option, int[] units) {
      return pricing.fits(candidates.get(option), units, true);
    }
  }

  private record Cell(ShipNodeId node, LocalDate day) {}

  private static Cost saturated(long minorUnits) {
    return Cost.ofMinorUnits(Math.min(minorUnits, Problem.IMPOSSIBLE / Cost.SCALE));
  }

  Candidate candidate(Plan.Part part) {
    return candidates.get(part.option());
  }

  private static int[] units(Plan.Part part) {
    return part.units().stream().mapToInt(Integer::intValue).toArray();
  }

  /// The chance that every parcel of the plan is there by the end of a day, were it the promised
  /// one; 1 without parcels.
  double chanceIfPromised(LocalDate day) {
    return chance(candidate -> Lateness.chanceIfPromised(candidate, day, context.dayEnds));
  }

  /// The same, as often as such chances are kept.
  double chanceIfPromised(LocalDate day, PromiseLevels levels) {
    return chance(candidate ->
        levels(candidate, levels).kept(Lateness.chanceIfPromised(candidate, day, context.dayEnds)));
  }

  private double chance(ToDoubleFunction<Candidate> ofOne) {
    double chance = 1;
    for (Plan.Part part : plan.parts()) {
      Candidate candidate = candidate(part);
      int parcels = pricing.pack(candidate, units(part)).parcels().size();
      chance *= Math.pow(ofOne.applyAsDouble(candidate), parcels);
    }
    return chance;
  }

  /// What a model says may be worth more or less; what is measured is what it is.
  static PromiseLevels.Levels levels(Candidate candidate, PromiseLevels levels) {
    return candidate.estimate instanceof TransitEstimate.Predicted
        ? levels.of(candidate.service.id())
        : PromiseLevels.AS_SAID.others();
  }

  static TransitDistribution distribution(Candidate candidate) {
    TransitDistribution heard = candidate.heard;
    if (heard == null) {
      throw new IllegalStateException("Nothing was estimated for " + candidate.service.id() + ".");
    }
    return heard;
  }

  /// The earliest day that the plan would keep with a chance, were it the promised one.
  List<LocalDate> reachable(double chance) {
    return first(day -> chanceIfPromised(day) >= chance);
  }

  /// The earliest day that can be promised to be kept so often.
  List<LocalDate> promisable(double kept, PromiseLevels levels) {
    return first(day -> chanceIfPromised(day, levels) >= kept);
  }

  private List<LocalDate> first(Predicate<LocalDate> isReached) {
    if (plan.parts().isEmpty()) {
      return List.of();
    }
    LocalDate day =
        plan.parts().stream()
            .map(part -> candidate(part).handoverThere)
            .max(LocalDate::compareTo)
            .orElseThrow();
    for (int i = 0; i <= Lateness.FURTHEST_DAYS; i++, day = day.plusDays(1)) {
      if (isReached.test(day)) {
        return List.of(day);
      }
    }
    return List.of();
  }

  /// Whether a node holds what is short and could send it, if only a service carried it.
  boolean mayShipMoreWhenRelaxed() {
    for (int w = 0; w < context.wants.size(); w++) {
      if (plan.unfilled().get(w) > 0) {
        for (NodeReview node : nodes) {
          if (node.eligible[w] && node.available[w] > 0 && !isCarriedFrom(node, w)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private boolean isCarriedFrom(NodeReview node, int w) {
    return shortlist.all().stream()
        .anyMatch(candidate -> candidate.node == node && candidate.carries[w]);
  }

  List<Shipment> shipments() {
    var shipments = new ArrayList<Shipment>();
    for (Plan.Part part : plan.parts()) {
      Candidate candidate = candidate(part);
      for (int[] parcel : pricing.pack(candidate, units(part)).parcels()) {
        shipments.add(shipment(candidate, parcel));
      }
    }
    return shipments;
  }

  private Shipment shipment(Candidate candidate, int[] parcel) {
    var allocations = new ArrayList<Allocation>();
    Duration hold = LONGEST_HOLD;
    for (int w = 0; w < parcel.length; w++) {
      if (parcel[w] > 0) {
        Want want = context.wants.get(w);
        for (Goods goods : want.goods()) {
          allocate(
              allocations,
              new Allocation(
                  want.lineId(),
                  goods.item().sku(),
                  Math.multiplyExact(parcel[w], goods.perUnit()),
                  candidate.node.reservation(goods, reservations).protectedUnits()));
        }
        Duration each = candidate.node.reservations[w].hold();
        hold = each.compareTo(hold) < 0 ? each : hold;
      }
    }
    return new Shipment(
        candidate.nodeId(),
        candidate.service.id(),
        allocations,
        candidate.handover.at(),
        candidate.handover.day(),
        estimate(candidate),
        candidate.onTime,
        candidate.expectedDaysLate,
        whyLow(candidate),
        hold,
        Parcels.measure(context.wants, parcel),
        pricing.surcharges(candidate, parcel),
        pricing.terms(candidate, parcel),
        List.of());
  }

  /// A pinned and a free part of one line in one parcel are one allocation.
  private static void allocate(List<Allocation> allocations, Allocation added) {
    for (int i = 0; i < allocations.size(); i++) {
      Allocation known = allocations.get(i);
      if (known.line().equals(added.line()) && known.sku().equals(added.sku())) {
        allocations.set(
            i,
            new Allocation(
                known.line(),
                known.sku(),
                known.units() + added.units(),
                Math.max(known.protectedUnits(), added.protectedUnits())));
        return;
      }
    }
    allocations.add(added);
  }

  static TransitEstimate estimate(Candidate candidate) {
    TransitEstimate estimate = candidate.estimate;
    if (estimate == null) {
      throw new IllegalStateException("Nothing was estimated for " + candidate.service.id() + ".");
    }
    return estimate;
  }

  private List<WhyLow> whyLow(Candidate candidate) {
    var why = new ArrayList<WhyLow>();
    if (candidate.estimate instanceof TransitEstimate.Measured) {
      why.add(WhyLow.FALLBACK);
    }
    boolean seen =
        context.orderCase.measuredTransit().stream()
            .anyMatch(
                each -> each.carrierService().equals(candidate.service.id()) && each.parcels() > 0);
    if (!seen) {
      why.add(WhyLow.SERVICE_NEVER_SEEN);
    } else if (candidate.query != null && candidate.query.recent().lane().parcels() < FEW_PARCELS) {
      why.add(WhyLow.THIN_LANE);
    }
    if (!context.destinationSeen()) {
      why.add(WhyLow.COUNTRY_NEVER_SEEN);
    }
    if (candidate.query != null && drifts(candidate.query.recent().lane())) {
      why.add(WhyLow.DRIFT);
    }
    var place = context.order.destination().place();
    if (place.precision() != Precision.COORDINATES && place.uncertaintyKm() > FAR_KM) {
      why.add(WhyLow.PLACE_UNCERTAIN);
    }
    return why;
  }

  private static boolean drifts(TransitWindow lane) {
    if (lane.parcels() < FEW_PARCELS || lane.expectedHours() <= 0) {
      return false;
    }
    double ratio = (double) lane.actualHours() / lane.expectedHours();
    return ratio < LEAST_RATIO || ratio > MOST_RATIO;
  }

  /// The units of each line that leave each ship node, as pins: in the order of the lines, then of
  /// the nodes. None for a bundle of which some components leave from elsewhere than others.
  List<Demands.Pin> pins() {
    var byLine = new TreeMap<Integer, List<Map<ShipNodeId, Integer>>>();
    for (int w = 0; w < context.wants.size(); w++) {
      var leaving = new TreeMap<ShipNodeId, Integer>();
      for (Plan.Part part : plan.parts()) {
        if (part.units().get(w) > 0) {
          leaving.merge(candidate(part).nodeId(), part.units().get(w), Integer::sum);
        }
      }
      byLine.computeIfAbsent(context.wants.get(w).line(), _ -> new ArrayList<>()).add(leaving);
    }
    var pins = new ArrayList<Demands.Pin>();
    byLine.forEach((line, wants) -> {
      if (wants.stream().distinct().count() == 1) {
        OrderLineId id = context.order.lines().get(line).id();
        wants.getFirst().forEach((node, units) -> pins.add(new Demands.Pin(id, node, units)));
      }
    });
    return pins;
  }

  int parcels() {
    int parcels = 0;
    for (Plan.Part part : plan.parts()) {
      parcels += pricing.pack(candidate(part), units(part)).parcels().size();
    }
    return parcels;
  }

  CostTerms cost() {
    return cost(plan);
  }

  /// Terms of a whole plan; they add up to what the search minimized.
  CostTerms cost(Plan of) {
    CostTerms cost = CostTerms.ZERO;
    int parcels = 0;
    for (Plan.Part part : of.parts()) {
      Candidate candidate = candidate(part);
      for (int[] parcel : pricing.pack(candidate, units(part)).parcels()) {
        cost = cost.plus(pricing.terms(candidate, parcel));
        parcels++;
      }
    }
    Cost split = Cost.ofMinorUnits(terms().splitCostMinor()).times(Math.max(0, parcels - 1));
    Cost rest = new Cost(of.cost() - cost.total().tenThousandths() - split.tenThousandths());
    boolean whole = of.unfilled().stream().allMatch(units -> units == 0);
    if (rest.tenThousandths() < 0 || (whole && rest.tenThousandths() != 0)) {
      throw new IllegalStateException(
          "The terms of order %s add up to %s, its plan costs %d."
              .formatted(context.order.id(), cost.total(), of.cost()));
    }
    return cost.plus(
        new CostTerms(
            Cost.ZERO, Cost.ZERO, Cost.ZERO, Cost.ZERO, Cost.ZERO, Cost.ZERO, split, rest));
  }

  List<Shortage> shortages() {
    var shortages = new ArrayList<Shortage>();
    var byLine = new HashMap<OrderLineId, Integer>();
    for (int w = 0; w < context.wants.size(); w++) {
      Want want = context.wants.get(w);
      // Of a bundle all components are short alike: the first counts for all.
      int units = want.isFirstComponent() ? plan.unfilled().get(w) : 0;
      if (units > 0) {
        Integer earlier = byLine.get(want.lineId());
        if (earlier == null) {
          byLine.put(want.lineId(), shortages.size());
          shortages.add(
              new Shortage(
                  want.lineId(),
                  want.orderLine().sku(),
                  units,
                  reasonOfLine(want.line()),
                  holdings(want)));
        } else {
          Shortage before = shortages.get(earlier);
          shortages.set(
              earlier,
              new Shortage(
                  before.line(),
                  before.sku(),
                  before.units() + units,
                  before.reason(),
                  before.holdings()));
        }
      }
    }
    return shortages;
  }

  private List<Holding> holdings(Want want) {
    var holdings = new ArrayList<Holding>();
    for (NodeReview node : nodes) {
      for (var component : want.orderLine().goods()) {
        Optional<StockPosition> position = node.state.findStock(component.sku());
        position.ifPresent(stock ->
            holdings.add(
                new Holding(
                    node.id(),
                    stock.sku(),
                    stock.onHand(),
                    stock.reserved(),
                    stock.safetyStock(),
                    node.reservation(new Goods(context.item(stock.sku()), 1), reservations)
                        .protectedUnits(),
                    node.stock.getOrDefault(stock.sku(), 0))));
      }
    }
    return holdings;
  }

  /// A line is one want, or several: pinned parts, or components that may leave apart. What no node
  /// may send says most about it, then what is not there; that a demand ties it to such a want says
  /// least.
  private ShortageReason reasonOfLine(int line) {
    ShortageReason said = null;
    for (int w = 0; w < context.wants.size(); w++) {
      if (context.wants.get(w).line() == line && plan.unfilled().get(w) > 0) {
        ShortageReason reason = reason(w);
        if (said == null || weight(reason) > weight(said)) {
          said = reason;
        }
      }
    }
    if (said == null) {
      throw new IllegalStateException("Line " + line + " is not short.");
    }
    return said;
  }

  private static int weight(ShortageReason reason) {
    return switch (reason) {
      case ShortageReason.NoEligibleNode() -> 3;
      case ShortageReason.NoStock() -> 2;
      case ShortageReason.NotWorthAParcel _, ShortageReason.TooManyParcels _ -> 1;
      case ShortageReason.DemandsNotMet() -> 0;
    };
  }

  private ShortageReason reason(int w) {
    Want want = context.wants.get(w);
    boolean carried = false;
    for (boolean[] may : allowed) {
      carried |= may[w];
    }
    if (path instanceof Path.Model) {
      for (Candidate candidate : shortlist.all()) {
        carried |= candidate.carries[w];
      }
    }
    if (!carried) {
      boolean stockWouldHelp = nodes.stream().anyMatch(node -> node.onlyStock[w]);
      return stockWouldHelp ? new ShortageReason.NoStock() : new ShortageReason.NoEligibleNode();
    }
    if (lacksStock(w)) {
      return new ShortageReason.NoStock();
    }
    boolean demanded =
        want.allOrNothing() != Problem.NO_GROUP
            || want.sameNode() != Problem.NO_GROUP
            || want.inStep() != Problem.NO_GROUP
            || want.pinnedTo() != null;
    Optional<ShortageReason> notWorth = notWorthAParcel(w);
    if (notWorth.isPresent()) {
      return notWorth.get();
    }
    if (demanded) {
      return new ShortageReason.DemandsNotMet();
    }
    if (!fitsSomeParcel(w) || isPriceOutOfRange(w)) {
      return new ShortageReason.NoEligibleNode();
    }
    return new ShortageReason.TooManyParcels(parcelsFor(w));
  }

  /// Whether one unit of a want, or all that is left of it, makes a parcel that some service takes.
  private boolean fitsSomeParcel(int w) {
    int[] one = new int[context.wants.size()];
    one[w] = 1;
    int[] all = new int[context.wants.size()];
    all[w] = plan.unfilled().get(w);
    for (int c = 0; c < candidates.size(); c++) {
      if (allowed.get(c)[w]
          && (pricing.fits(candidates.get(c), one, true)
              || pricing.fits(candidates.get(c), all, true))) {
        return true;
      }
    }
    return false;
  }

  /// Parcels in which a want may leave: those of the policy, or fewer where all hand-overs by which
  /// it may leave have less room: together, or one of them where it may not be split.
  private int parcelsFor(int w) {
    var room = new HashMap<Cell, Integer>();
    for (int c = 0; c < candidates.size(); c++) {
      if (allowed.get(c)[w]) {
        Candidate candidate = candidates.get(c);
        LocalDate day = candidate.handover.day();
        room.put(new Cell(candidate.nodeId(), day), candidate.node.parcelsLeft(day));
      }
    }
    var rooms = room.values().stream().mapToLong(Integer::longValue);
    long all = splits[w] ? rooms.sum() : rooms.max().orElse(0);
    return (int) Math.min(terms().mostParcels(), all);
  }

  /// Whether no candidate has a price for what is left of a want.
  private boolean isPriceOutOfRange(int w) {
    int[] all = new int[context.wants.size()];
    all[w] = plan.unfilled().get(w);
    for (int c = 0; c < candidates.size(); c++) {
      if (allowed.get(c)[w] && !pricing.isPriceOutOfRange(candidates.get(c), all)) {
        return false;
      }
    }
    return true;
  }

  /// Whether the nodes that may send a want hold fewer of its units than it asks for, or less of
  /// its goods than all ask for that no other node may send; or all nodes less than the whole order
  /// asks for. A unit of several goods is only there where all of them are.
  private boolean lacksStock(int w) {
    long whole = 0;
    for (NodeReview node : nodes) {
      whole += node.eligible[w] ? node.available[w] : 0;
    }
    if (whole < context.wants.get(w).units()) {
      return true;
    }
    for (Goods goods : context.wants.get(w).goods()) {
      Sku sku = goods.item().sku();
      var here = new HashSet<NodeReview>();
      var anywhere = new HashSet<NodeReview>();
      for (NodeReview node : nodes) {
        if (node.stock.getOrDefault(sku, 0) > 0) {
          if (node.eligible[w]) {
            here.add(node);
          }
          if (isSentFrom(node, sku)) {
            anywhere.add(node);
          }
        }
      }
      if (isShort(sku, here) || isShort(sku, anywhere)) {
        return true;
      }
    }
    return false;
  }

  private boolean isSentFrom(NodeReview node, Sku sku) {
    for (int w = 0; w < context.wants.size(); w++) {
      if (node.eligible[w] && asksFor(w, sku)) {
        return true;
      }
    }
    return false;
  }

  private boolean asksFor(int w, Sku sku) {
    return context.wants.get(w).goods().stream().anyMatch(goods -> goods.item().sku().equals(sku));
  }

  /// Whether some nodes hold less of a SKU than the wants ask for that only they may send.
  private boolean isShort(Sku sku, Set<NodeReview> among) {
    long supply = 0;
    for (NodeReview node : among) {
      supply += node.stock.getOrDefault(sku, 0);
    }
    long demand = 0;
    for (int w = 0; w < context.wants.size(); w++) {
      Want want = context.wants.get(w);
      if (asksFor(w, sku) && !isSentFromElsewhere(w, sku, among)) {
        for (Goods goods : want.goods()) {
          demand += goods.item().sku().equals(sku) ? (long) goods.perUnit() * want.units() : 0;
        }
      }
    }
    return supply < demand;
  }

  private boolean isSentFromElsewhere(int w, Sku sku, Set<NodeReview> among) {
    return nodes.stream()
        .anyMatch(node ->
            node.eligible[w] && node.stock.getOrDefault(sku, 0) > 0 && !among.contains(node));
  }

  /// Whether each way to send what is left of a want alone, as much of it as a node holds, would
  /// add more than leaving that much out; told by the best of them.
  private Optional<ShortageReason> notWorthAParcel(int w) {
    Want want = context.wants.get(w);
    boolean inPart = splits[w] || terms().partLines();
    int left = plan.unfilled().get(w);
    Optional<ShortageReason> best = Optional.empty();
    long least = Long.MAX_VALUE;
    for (int c = 0; c < candidates.size(); c++) {
      Candidate candidate = candidates.get(c);
      int[] units = new int[context.wants.size()];
      units[w] = Math.min(left, candidate.node.available[w]);
      if (!allowed.get(c)[w] || units[w] == 0 || (units[w] < left && !inPart)) {
        continue;
      }
      var price = pricing.pack(candidate, units).price();
      if (price.isPossible()) {
        long split =
            Cost.ofMinorUnits(terms().splitCostMinor()).tenThousandths()
                * (plan.parts().isEmpty() ? price.parcels() - 1L : price.parcels());
        long sending = price.cost() + split;
        long leavingOut = Parcels.times(saturated(want.unfilledMinor()).tenThousandths(), units[w]);
        if (sending - leavingOut < least) {
          least = sending - leavingOut;
          best =
              Optional.of(
                  new ShortageReason.NotWorthAParcel(new Cost(sending), new Cost(leavingOut)));
        }
      }
    }
    return least > 0 ? best : Optional.empty();
  }

  Outcome outcome(List<Shipment> shipments, List<Shortage> shortages) {
    if (shortages.isEmpty()) {
      return new Outcome.Allocated(shipments);
    }
    return switch (terms().whenShort()) {
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
        boolean waits =
            shortages.stream().anyMatch(s -> s.reason() instanceof ShortageReason.NoStock);
        yield waits ? new Outcome.Backordered(shortages) : new Outcome.Unfillable(shortages);
      }
    };
  }

  List<Leg> legs(Plan of) {
    return of.parts().stream().map(part -> candidate(part).leg()).toList();
  }

  /// The best plan that leaves out one of the chosen options.
  List<RunnerUp> second() {
    return findSecond().map(this::runnerUp).stream().toList();
  }

  private Optional<Plan> findSecond() {
    if (soughtSecond) {
      return Optional.ofNullable(second);
    }
    soughtSecond = true;
    for (Plan.Part part : plan.parts()) {
      Optional<Plan> other = search.cheapestWithout(part.option());
      if (other.isPresent()
          && !other.get().parts().isEmpty()
          && unfilled(other.get()) <= unfilled(plan)
          && (second == null || other.get().cost() < second.cost())) {
        second = other.get();
      }
    }
    return Optional.ofNullable(second);
  }

  private RunnerUp runnerUp(Plan next) {
    CostTerms cost = cost(next);
    return new RunnerUp(
        new Cost(Math.max(0, next.cost() - plan.cost())),
        cost,
        legs(next),
        cost().decidedAgainst(cost));
  }

  /// What the second-best plan costs; endless where there is none.
  long costOfSecond() {
    return findSecond().map(Plan::cost).orElse(Long.MAX_VALUE);
  }

  static long unfilled(Plan of) {
    return of.unfilled().stream().mapToLong(Integer::longValue).sum();
  }

  /// The caller's plan, scored with the prices of this decision.
  List<ScoredPlan> callerPlan() {
    List<Demands.PlannedParcel> parcels = context.orderCase.demands().callerPlan();
    if (parcels.isEmpty()) {
      return List.of();
    }
    var ways = new ArrayList<List<Integer>>();
    var carried = new ArrayList<int[]>();
    int[] left = context.wants.stream().mapToInt(Want::units).toArray();
    for (Demands.PlannedParcel parcel : parcels) {
      List<Integer> options = options(parcel.shipNode(), parcel.carrierService());
      if (options.isEmpty()) {
        return List.of(
            refused(
                "%s from %s is no candidate; its findings are among the candidates"
                    .formatted(parcel.carrierService(), parcel.shipNode())));
      }
      int[] units = new int[left.length];
      for (Demands.PlannedLine line : parcel.lines()) {
        int tooMany = put(units, left, parcel.shipNode(), line);
        if (tooMany > 0) {
          return List.of(
              refused("it sends %d units of line %s too many".formatted(tooMany, line.line())));
        }
      }
      ways.add(options);
      carried.add(units);
    }
    return List.of(
        cheapest(ways, carried)
            .map(parts -> scored(search.priced(parts).orElseThrow(), search.brokenLines(parts)))
            .orElseGet(() ->
                refused("it breaks a limit: stock, capacity, the parcel's limits, a demand")));
  }

  /// Puts units of a line of the caller's plan into a parcel: first those that are pinned to its
  /// ship node, then those that are free. Of a bundle that may leave apart, each component.
  ///
  /// @param units in the parcel, of each want
  /// @param left of each want
  /// @return units of which nothing is left
  private int put(int[] units, int[] left, ShipNodeId node, Demands.PlannedLine line) {
    var missing = new TreeMap<Sku, Integer>();
    for (int pass = 0; pass < 3; pass++) {
      for (int w = 0; w < left.length; w++) {
        Want want = context.wants.get(w);
        int its = want.pinnedTo() == null ? 1 : want.pinnedTo().equals(node) ? 0 : 2;
        if (want.lineId().equals(line.line()) && its == pass) {
          Sku component = want.goods().getFirst().item().sku();
          int wanted = missing.getOrDefault(component, line.units());
          int taken = Math.min(wanted, left[w]);
          units[w] += taken;
          left[w] -= taken;
          missing.put(component, wanted - taken);
        }
      }
    }
    return missing.values().stream().mapToInt(Integer::intValue).max().orElse(line.units());
  }

  /// The caller's parcels at the hand-overs at which they cost least; he names none. Where there
  /// are too many ways to try them all, at the first ones.
  ///
  /// @param ways options of each parcel
  private Optional<List<Plan.Part>> cheapest(List<List<Integer>> ways, List<int[]> carried) {
    long all = 1;
    for (List<Integer> options : ways) {
      all = Math.min(MOST_WAYS + 1, all * options.size());
    }
    Optional<List<Plan.Part>> best = Optional.empty();
    long least = Long.MAX_VALUE;
    for (long way = 0; way < (all > MOST_WAYS ? 1 : all); way++) {
      var units = new TreeMap<Integer, int[]>();
      long rest = way;
      for (int p = 0; p < ways.size(); p++) {
        int choices = ways.get(p).size();
        int[] together =
            units.computeIfAbsent(
                ways.get(p).get((int) (rest % choices)), _ -> new int[context.wants.size()]);
        Arrays.setAll(together, addedTo(together, carried.get(p)));
        rest /= choices;
      }
      var parts = new ArrayList<Plan.Part>();
      units.forEach(
          (option, its) -> parts.add(new Plan.Part(option, Arrays.stream(its).boxed().toList())));
      Optional<Plan> priced = search.priced(parts);
      if (priced.isPresent() && priced.get().cost() < least) {
        least = priced.get().cost();
        best = Optional.of(parts);
      }
    }
    return best;
  }

  private static IntUnaryOperator addedTo(int[] units, int[] more) {
    return w -> units[w] + more[w];
  }

  /// @param broken wants that may not leave so
  private ScoredPlan scored(Plan theirs, List<Integer> broken) {
    String problem =
        broken.isEmpty()
            ? ""
            : "it splits line %s, or leaves a part of it out, which the policy does not let it"
                .formatted(
                    broken.stream()
                        .map(w -> context.wants.get(w).lineId().value())
                        .distinct()
                        .collect(Collectors.joining(", ")));
    return new ScoredPlan(
        broken.isEmpty(), new Cost(theirs.cost() - plan.cost()), cost(theirs), problem);
  }

  private static ScoredPlan refused(String problem) {
    return new ScoredPlan(false, Cost.ZERO, CostTerms.ZERO, problem);
  }

  private List<Integer> options(ShipNodeId node, CarrierServiceId service) {
    var options = new ArrayList<Integer>();
    for (int c = 0; c < candidates.size(); c++) {
      if (candidates.get(c).nodeId().equals(node)
          && candidates.get(c).service.id().equals(service)) {
        options.add(c);
      }
    }
    return options;
  }

  /// Chance that every parcel of the plan is on time; none where nothing leaves.
  Probability onTime(List<Shipment> shipments) {
    if (shipments.isEmpty()) {
      return Probability.ZERO;
    }
    return new Probability(
        shipments.stream().mapToDouble(s -> s.onTime().value()).reduce(1, (a, b) -> a * b));
  }

  Handover handover(int option) {
    return candidates.get(option).handover;
  }
}
