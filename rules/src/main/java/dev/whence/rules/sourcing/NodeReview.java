package dev.whence.rules.sourcing;

import dev.whence.domain.Cost;
import dev.whence.domain.Money;
import dev.whence.domain.carriers.CarrierServiceId;
import dev.whence.domain.inventory.Handover;
import dev.whence.domain.inventory.Refusal;
import dev.whence.domain.inventory.ShipNode;
import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.inventory.Sku;
import dev.whence.domain.inventory.StockPosition;
import dev.whence.domain.orders.Destination;
import dev.whence.rules.facts.Fired;
import dev.whence.rules.facts.Reason;
import dev.whence.rules.facts.ReservationFact;
import dev.whence.rules.facts.ReservationTerms;
import dev.whence.rules.facts.ShipNodeFact;
import dev.whence.rules.search.Problem;
import dev.whence.rules.sourcing.Want.Goods;
import dev.whence.rules.tables.schema.NodeEligibility;
import dev.whence.rules.tables.schema.ReservationPolicy;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The hard rules for one ship node: what it holds, when it hands over, and which wants it may
/// send.
final class NodeReview {
  /// A service that no node has cutoffs for: asks for the node's own hand-overs.
  private static final CarrierServiceId ANY_SERVICE = new CarrierServiceId("*");

  final ShipNode node;
  final NodeState state;
  final double distanceKm;
  final int roundedKm;

  /// When the order is packed; empty when the node is not open long enough.
  final Optional<Instant> packed;

  /// The local day on which the order is packed; the last one looked at where it is not.
  final LocalDate firstDay;

  /// The last local day on which hand-overs are looked for.
  private final LocalDate lastDay;

  private int room;

  /// Whether some service may send something: it has a hand-over and a currency that counts.
  private boolean open;

  final Cost parcelHandling;
  final Cost unitHandling;

  /// Units of each want that this order may take here, protected units taken off.
  final int[] available;

  /// Whether the node may send the want, as far as is known.
  final boolean[] eligible;

  /// Whether stock is all that keeps the want from being sent.
  final boolean[] onlyStock;

  /// The reservation terms of each want: the strictest of its goods.
  final ReservationTerms[] reservations;

  /// Units of each SKU that this order may take here.
  final Map<Sku, Integer> stock;

  private Problem.@Nullable Node shelf;

  /// What a unit of each want costs here beyond its freight, as far as [Pricing] worked it out; the
  /// same for every attempt of a decision.
  long @Nullable [] unitCosts;

  /// The next hand-over by the cutoffs of the node itself, which most services share, by the day
  /// from which it is looked for.
  private final Map<LocalDate, Optional<Handover>> ownHandovers;

  private final OrderContext context;
  private final Findings findings;
  private List<ShipNodeFact> facts = List.of();

  /// Whether a want was taken away after the review.
  private boolean ruledOut;

  private NodeReview(OrderContext context, NodeState state) {
    this.context = context;
    this.state = state;
    this.node = context.market.node(state.id());
    this.stock = new HashMap<>();
    this.ownHandovers = new HashMap<>();
    this.findings = new Findings();
    int wants = context.wants.size();
    available = new int[wants];
    eligible = new boolean[wants];
    onlyStock = new boolean[wants];
    reservations = new ReservationTerms[wants];
    distanceKm = node.location().distanceKm(context.order.destination().location());
    roundedKm = Math.toIntExact(Math.round(distanceKm));
    packed = node.calendar().packedAfter(context.orderCase.now(), context.terms.horizonDays());
    lastDay =
        context
            .orderCase
            .now()
            .atZone(node.calendar().timeZone())
            .toLocalDate()
            .plusDays(context.terms.horizonDays());
    firstDay = packed.map(this::day).orElse(lastDay);
    open = true;
    parcelHandling = inOrderCurrency(node.parcelHandling());
    unitHandling = inOrderCurrency(node.unitHandling());
  }

  /// The same review, from which wants can be taken away for another attempt. What does not change
  /// with an attempt is shared.
  private NodeReview(NodeReview other) {
    context = other.context;
    state = other.state;
    node = other.node;
    distanceKm = other.distanceKm;
    roundedKm = other.roundedKm;
    packed = other.packed;
    firstDay = other.firstDay;
    lastDay = other.lastDay;
    room = other.room;
    open = other.open;
    parcelHandling = other.parcelHandling;
    unitHandling = other.unitHandling;
    available = other.available;
    eligible = other.eligible.clone();
    onlyStock = other.onlyStock.clone();
    reservations = other.reservations;
    stock = other.stock;
    shelf = other.shelf;
    unitCosts = other.unitCosts;
    ownHandovers = other.ownHandovers;
    findings = new Findings(other.findings);
  }

  private Cost inOrderCurrency(Money handling) {
    try {
      Optional<Cost> cost = context.inOrderCurrency(handling);
      if (cost.isEmpty()) {
        rateMissing(handling);
      }
      return cost.orElse(Cost.ZERO);
    } catch (ArithmeticException e) {
      open = false;
      findings.addForAll(Findings.PRICE, new Reason.PriceOutOfRange(), context.wants);
      return Cost.ZERO;
    }
  }

  private void rateMissing(Money handling) {
    open = false;
    findings.addForAll(
        Findings.EXCHANGE_RATE,
        new Reason.NoExchangeRate(
            handling.currency().getCurrencyCode(), context.order.currency().getCurrencyCode()),
        context.wants);
  }

  ShipNodeId id() {
    return node.id();
  }

  /// The stock as the search sees it.
  Problem.Node shelf() {
    if (shelf == null) {
      Integer[] units = new Integer[context.skus.size()];
      context.skus.forEach((sku, index) -> units[index] = stock.getOrDefault(sku, 0));
      shelf = new Problem.Node(List.of(units));
    }
    return shelf;
  }

  boolean sendsSomething() {
    for (boolean may : eligible) {
      if (may) {
        return true;
      }
    }
    return false;
  }

  List<SourcingDecision.Finding> findings() {
    return findings.sorted();
  }

  boolean hasFindings() {
    return !findings.isEmpty();
  }

  /// Reviews every candidate at once, in node-id order.
  static List<NodeReview> of(OrderContext context) {
    var reservations = new HashMap<ReservationFact, ReservationTerms>();
    var reviews = new ArrayList<NodeReview>();
    var facts = new ArrayList<ShipNodeFact>();
    for (NodeState state : context.orderCase.nodes()) {
      var review = new NodeReview(context, state);
      review.prepare(reservations);
      reviews.add(review);
      facts.addAll(review.facts);
    }
    List<List<Fired<Reason.NodeCode>>> fired = context.tables.all(NodeEligibility.SCHEMA, facts);
    int at = 0;
    for (NodeReview review : reviews) {
      int count = review.facts.size();
      review.judge(fired.subList(at, at + count));
      at += count;
    }
    return List.copyOf(reviews);
  }

  /// Reviews for a further attempt: what the last one took away is there again.
  static List<NodeReview> again(List<NodeReview> reviews, OrderContext context) {
    return reviews.stream().anyMatch(review -> review.ruledOut)
        ? of(context)
        : reviews.stream().map(NodeReview::new).toList();
  }

  private void prepare(Map<ReservationFact, ReservationTerms> known) {
    var order = context.order;
    Destination destination = order.destination();
    long minutesToCutoff =
        packed.map(at -> node.calendar().minutesToCutoff(context.orderCase.now(), at)).orElse(-1L);
    room = firstRoom();
    var all = new ArrayList<ShipNodeFact>();
    String category = "";
    ReservationTerms ofCategory = null;
    for (int w = 0; w < context.wants.size(); w++) {
      Want want = context.wants.get(w);
      int most = want.units();
      for (Goods goods : want.goods()) {
        if (ofCategory == null || !category.equals(goods.item().category())) {
          category = goods.item().category();
          ofCategory = reservation(goods, known);
        }
        ReservationTerms terms = ofCategory;
        if (reservations[w] == null || terms.hold().compareTo(reservations[w].hold()) < 0) {
          reservations[w] = terms;
        }
        long here =
            state
                .findStock(goods.item().sku())
                .map(stock -> stock.availableToPromise(terms.protectedUnits()))
                .orElse(0);
        stock.merge(goods.item().sku(), (int) here, Math::min);
        long wanted = (long) want.units() * goods.perUnit();
        most = (int) Math.min(most, here / goods.perUnit());
        all.add(
            new ShipNodeFact(
                node.id().value(),
                node.type(),
                node.country(),
                node.region(),
                destination.country(),
                destination.region(),
                context.postalCode,
                context.poBox,
                context.military,
                order.channel(),
                order.customerClass(),
                order.customerId(),
                order.serviceLevel(),
                goods.item().category(),
                goods.item().hazmat(),
                node.handlesHazmat(),
                node.active(),
                node.serves(order.channel()),
                wanted,
                here,
                Math.max(0, wanted - here),
                minutesToCutoff,
                room,
                roundedKm,
                state.acceptance().percent(),
                state.acceptance().minutes(),
                state.acceptance().answered(),
                state.acceptance().refused(),
                context.orderDate));
      }
      available[w] = most;
    }
    facts = all;
  }

  ReservationTerms reservation(Goods goods, Map<ReservationFact, ReservationTerms> known) {
    var order = context.order;
    return known.computeIfAbsent(
        new ReservationFact(
            node.id().value(),
            node.type(),
            order.channel(),
            order.customerClass(),
            order.customerId(),
            order.serviceLevel(),
            goods.item().category(),
            context.orderDate),
        fact -> context.ask(ReservationPolicy.SCHEMA, fact));
  }

  private void judge(List<List<Fired<Reason.NodeCode>>> fired) {
    boolean excluded = context.isExcluded(id());
    if (excluded) {
      findings.addForAll(Findings.EXCLUDED, new Reason.ExcludedByCaller(), context.wants);
    }
    Optional<Refusal> refusal = context.refusal(id());
    refusal.ifPresent(given ->
        findings.addForAll(
            Findings.REFUSED, new Reason.RefusedByNode(given.because()), context.wants));
    excluded |= refusal.isPresent();
    boolean handsOver = packed.isPresent() && firstHandover().isPresent();
    if (!handsOver) {
      open = false;
      findings.addForAll(
          Findings.NO_HANDOVER, new Reason.NoHandover(context.terms.horizonDays()), context.wants);
    }
    int at = 0;
    for (int w = 0; w < context.wants.size(); w++) {
      Want want = context.wants.get(w);
      boolean any = false;
      boolean stockOnly = true;
      boolean toldStock = false;
      for (int g = 0; g < want.goods().size(); g++, at++) {
        ShipNodeFact fact = facts.get(at);
        for (Fired<Reason.NodeCode> hit : fired.get(at)) {
          boolean capacityOfClosed = hit.code() == Reason.NodeCode.CAPACITY_EXHAUSTED && !handsOver;
          any = true;
          toldStock |= hit.code() == Reason.NodeCode.SHORT_OF_STOCK;
          stockOnly &= hit.code() == Reason.NodeCode.SHORT_OF_STOCK;
          if (!capacityOfClosed) {
            findings.add(
                hit.ruleId(), hit.code().from(fact, context.terms.horizonDays()), want.lineId());
          }
        }
        tellInactiveStock(want.goods().get(g).item().sku(), want);
        if (fact.unitsAvailable() < want.goods().get(g).perUnit() && !toldStock) {
          any = true;
          toldStock = true;
          findings.add(
              Findings.STOCK,
              new Reason.ShortOfStock(fact.unitsShort(), fact.unitsAvailable()),
              want.lineId());
        }
      }
      boolean elsewhere = want.pinnedTo() != null && !want.pinnedTo().equals(id());
      if (elsewhere) {
        tellPin(want);
      }
      eligible[w] = !any && !excluded && !elsewhere && open;
      onlyStock[w] = any && stockOnly && !excluded && !elsewhere && open;
    }
    if (handsOver && room == 0) {
      rulesOutCapacity(fired);
    }
    facts = List.of();
  }

  /// Beside the want of stock that comes of it.
  private void tellInactiveStock(Sku sku, Want want) {
    if (state.findStock(sku).filter(stock -> !stock.active()).isPresent()) {
      findings.add(Findings.STOCK_INACTIVE, new Reason.StockInactive(sku.value()), want.lineId());
    }
  }

  /// A pin of a whole line is told; where the line also has a free part, the node may still send
  /// that.
  private void tellPin(Want want) {
    boolean free =
        context.wants.stream()
            .anyMatch(other ->
                other.line() == want.line()
                    && (other.pinnedTo() == null || other.pinnedTo().equals(id())));
    if (!free) {
      findings.add(
          Findings.PINNED,
          new Reason.PinnedElsewhere(
              context.wants.stream()
                  .filter(other -> other.line() == want.line())
                  .map(other -> String.valueOf(other.pinnedTo()))
                  .distinct()
                  .sorted()
                  .toList()),
          want.lineId());
    }
  }

  /// Capacity is exhausted even if the table forgets to say so.
  private void rulesOutCapacity(List<List<Fired<Reason.NodeCode>>> fired) {
    boolean told =
        fired.stream()
            .flatMap(List::stream)
            .anyMatch(hit -> hit.code() == Reason.NodeCode.CAPACITY_EXHAUSTED);
    if (!told) {
      findings.addForAll(
          Findings.CAPACITY,
          new Reason.CapacityExhausted(context.terms.horizonDays()),
          context.wants);
    }
    Arrays.fill(eligible, false);
    Arrays.fill(onlyStock, false);
  }

  /// Takes a want away because the node has too few units of it and they may not leave apart.
  void ruleOutShort(int w) {
    Want want = context.wants.get(w);
    ruledOut = true;
    eligible[w] = false;
    onlyStock[w] = true;
    findings.add(
        Findings.STOCK,
        new Reason.ShortOfStock(want.units() - (long) available[w], available[w]),
        want.lineId());
  }

  private Optional<Handover> firstHandover() {
    return handoverFrom(firstDay, ANY_SERVICE);
  }

  private LocalDate day(Instant at) {
    return at.atZone(node.calendar().timeZone()).toLocalDate();
  }

  /// The next hand-over to a service on a local day or later, within the horizon.
  Optional<Handover> handoverFrom(LocalDate from, CarrierServiceId service) {
    if (packed.isEmpty()) {
      return Optional.empty();
    }
    if (node.calendar().hasCutoffsFor(service)) {
      return node.calendar().nextHandover(from, lastDay, packed.get(), service);
    }
    return ownHandovers.computeIfAbsent(
        from, day -> node.calendar().nextHandover(day, lastDay, packed.get(), ANY_SERVICE));
  }

  /// Parcels the node can still hand over on a day, never negative.
  int parcelsLeft(LocalDate day) {
    return Math.max(0, node.parcelsPerDay() - state.booked(day));
  }

  /// Room on the first hand-over day that has any, 0 when none has.
  private int firstRoom() {
    if (packed.isEmpty()) {
      return 0;
    }
    Optional<Handover> handover = firstHandover();
    while (handover.isPresent()) {
      int left = parcelsLeft(handover.get().day());
      if (left > 0) {
        return left;
      }
      handover = handoverFrom(handover.get().day().plusDays(1), ANY_SERVICE);
    }
    return 0;
  }

  /// What the order had to leave alone of a SKU here.
  int protectedUnits(Goods goods) {
    return reservation(goods, new HashMap<>()).protectedUnits();
  }

  Cost worth(Goods goods) {
    return state.findStock(goods.item().sku()).map(StockPosition::worth).orElse(Cost.ZERO);
  }
}
