package dev.whence.rules.sourcing;

import dev.whence.domain.Money;
import dev.whence.domain.carriers.CarrierService;
import dev.whence.domain.carriers.CarrierServiceId;
import dev.whence.domain.carriers.Lane;
import dev.whence.domain.carriers.RateZone;
import dev.whence.domain.inventory.Handover;
import dev.whence.domain.inventory.NodeCalendar;
import dev.whence.domain.inventory.ShipNode;
import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.inventory.Sku;
import dev.whence.domain.orders.Destination;
import dev.whence.domain.places.PostalAreas;
import dev.whence.rules.sourcing.Family.Ladder;
import dev.whence.rules.sourcing.Family.One;
import dev.whence.rules.sourcing.Family.Rising;
import dev.whence.rules.sourcing.SourcingDecision.TableRow;
import dev.whence.rules.sourcing.Want.Goods;
import dev.whence.rules.sourcing.WhyNot.Change;
import dev.whence.rules.sourcing.WhyNot.Kind;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Currency;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntFunction;

/// The changes that could make a ship node send an order, by kind.
final class Families {
  /// Asks a calendar for the node's own hand-overs.
  private static final CarrierServiceId ANY_SERVICE = new CarrierServiceId("*");

  /// A table row may ask for more stock than the order needs.
  private static final int UNITS_BEYOND = 1_000;

  private static final int LONGEST_HORIZON = 90;
  private static final int MOST_HANDOVERS = 12;
  private static final int MOST_SERVICES = 8;
  private static final int MOST_HOLIDAYS = 4;

  /// Rates have two digits, from 9.9e5 down to 1.0e-6.
  private static final int LARGEST_EXPONENT = 5;

  private static final int MANTISSAS = 90;
  private static final int RATES = MANTISSAS * 12;

  private static final int TIMES_DEAREST = 10;
  private static final int USUAL_DEAREST = 1_000;
  private static final int USUAL_DAYS = 5;

  private final WhatIf world;
  private final OrderContext context;
  private final ShipNode node;
  private final ShipNodeId id;
  private final NodeCalendar calendar;
  private final Instant now;
  private final int horizon;
  private final LocalDate today;
  private final List<Family> families = new ArrayList<>();

  private Families(WhatIf world, ShipNodeId id) {
    this.world = world;
    this.id = id;
    this.context = new OrderContext(world.market(), world.orderCase(), world.tables());
    this.node = world.market().node(id);
    this.calendar = node.calendar();
    this.now = world.orderCase().now();
    this.horizon = context.terms.horizonDays();
    this.today = now.atZone(calendar.timeZone()).toLocalDate();
  }

  /// All changes that are changes at all: what is switched on is not switched on again.
  ///
  /// @param world with the ship node among its candidates
  /// @param rows that fired for the ship node
  static List<Family> of(WhatIf world, ShipNodeId node, Collection<TableRow> rows) {
    var families = new Families(world, node);
    families.ofNode();
    families.ofDemands();
    families.ofTables(rows);
    families.ofMoney();
    families.ofTime();
    families.ofRoom();
    families.ofStock();
    families.ofPromise();
    return families.families;
  }

  private void add(Kind kind, Change change) {
    families.add(new One(kind, change));
  }

  private void add(Kind kind, List<Change> steps, boolean endsEarly) {
    if (!steps.isEmpty()) {
      families.add(new Ladder(kind, steps, steps.getLast(), endsEarly));
    }
  }

  private void ofNode() {
    if (!node.active()) {
      add(Kind.SWITCH, new Change.SwitchOn(id));
    }
    context.market.services().stream()
        .filter(service -> !service.active())
        .forEach(service -> add(Kind.SWITCH, new Change.SwitchOnService(service.id())));
    world.orderCase().node(id).stock().stream()
        .filter(stock -> !stock.active())
        .forEach(stock -> add(Kind.SWITCH, new Change.SwitchOnStock(id, stock.sku())));
    String channel = context.order.channel();
    if (!node.serves(channel)) {
      add(Kind.CHANNEL, new Change.ServeChannel(id, channel));
    }
    if (!node.handlesHazmat()
        && context.wants.stream().anyMatch(want -> want.measures().hazmat())) {
      add(Kind.HAZMAT, new Change.HandleHazmat(id));
    }
  }

  private void ofDemands() {
    Demands demands = world.demands();
    if (demands.excludedNodes().contains(id)) {
      add(Kind.DEMAND, new Change.NodeNotExcluded(id));
    }
    if (demands.refusal(id).isPresent()) {
      add(Kind.DEMAND, new Change.NotRefused(id));
    }
    demands
        .excludedServices()
        .forEach(service -> add(Kind.DEMAND, new Change.ServiceNotExcluded(service)));
    demands.pins().stream()
        .map(pin -> new Change.WithoutPin(pin.line(), pin.shipNode()))
        .distinct()
        .forEach(change -> add(Kind.DEMAND, change));
    demands.sameNode().forEach(lines -> add(Kind.DEMAND, new Change.WithoutSameNode(lines)));
    if (demands.shipComplete()) {
      add(Kind.DEMAND, new Change.WithoutShipComplete());
    }
    LocalDate from = demands.handoverNotBefore();
    if (!from.equals(Demands.ANY_EARLY)) {
      add(
          Kind.DEMAND,
          steps(
              WhyNot.MOST_PROMISE_DAYS,
              days -> new Change.EarlierWindow(from.minusDays(days), days)),
          true);
    }
    LocalDate by = demands.handoverBy();
    if (!by.equals(Demands.ANY_LATE)) {
      add(
          Kind.DEMAND,
          steps(WhyNot.MOST_PROMISE_DAYS, days -> new Change.LaterWindow(by.plusDays(days), days)),
          true);
    }
  }

  private static List<Change> steps(int most, IntFunction<Change> ofSize) {
    var steps = new ArrayList<Change>();
    for (int i = 1; i <= most; i++) {
      steps.add(ofSize.apply(i));
    }
    return steps;
  }

  private void ofTables(Collection<TableRow> rows) {
    for (TableRow row : rows) {
      add(
          Kind.ROW,
          List.of(
              new Change.WithoutRow(row.table(), row.ruleId()),
              new Change.RowNotApplied(row.table(), row.ruleId(), id)),
          false);
    }
  }

  private void ofMoney() {
    Set<Currency> currencies = new TreeSet<>(Comparator.comparing(Currency::getCurrencyCode));
    currencies.add(node.parcelHandling().currency());
    currencies.add(node.unitHandling().currency());
    world.market().services().forEach(service -> currencies.add(service.currency()));
    Currency to = context.order.currency();
    for (Currency from : currencies) {
      if (context.toOrderCurrency(from).isEmpty()) {
        families.add(
            new Rising(
                Kind.EXCHANGE_RATE,
                RATES,
                RATES,
                size -> new Change.LoadRate(from, to, rate(size), size == 1)));
      }
    }
    world.market().services().stream()
        .filter(service -> !hasLane(service))
        .limit(MOST_SERVICES)
        .forEach(this::addLaneRate);
  }

  /// The first is the highest, 9.9e5, and the last 1.0e-6.
  private static BigDecimal rate(int size) {
    int step = size - 1;
    int mantissa = 99 - step % MANTISSAS;
    return BigDecimal.valueOf(mantissa, 1).scaleByPowerOfTen(LARGEST_EXPONENT - step / MANTISSAS);
  }

  private boolean hasLane(CarrierService service) {
    Destination to = context.order.destination();
    return service
        .card()
        .findZone(
            new Lane(
                node.country(),
                node.region(),
                to.country(),
                to.region(),
                PostalAreas.normalized(to.postalCode()),
                node.location().distanceKm(to.location()),
                today))
        .isPresent();
  }

  private void addLaneRate(CarrierService service) {
    long dearest = USUAL_DEAREST;
    int days = 0;
    for (RateZone zone : service.card().zones()) {
      dearest = Math.max(dearest, zone.perParcel().minorUnits());
      days = Math.max(days, zone.transitDays());
    }
    int transitDays = days == 0 ? USUAL_DAYS : days;
    int most = (int) Math.min(Integer.MAX_VALUE - 1L, dearest * TIMES_DEAREST);
    families.add(
        new Rising(
            Kind.LANE_RATE,
            most + 1,
            most + 1,
            size ->
                new Change.LaneRate(
                    id,
                    service.id(),
                    new Money(most + 1L - size, service.currency()),
                    transitDays)));
  }

  private void ofTime() {
    add(Kind.TIME, earlier(), true);
    var open = new ArrayList<Change>();
    for (int i = 0; i <= Math.min(horizon, WhyNot.MOST_DAYS); i++) {
      LocalDate day = today.plusDays(i);
      boolean works =
          calendar.week().stream().anyMatch(each -> each.day() == day.getDayOfWeek())
              && !calendar.holidays().contains(day);
      if (!works) {
        open.add(new Change.OpenOn(id, day));
      }
    }
    add(Kind.OPEN_DAY, open, true);
    world.market().services().stream().limit(MOST_SERVICES).forEach(this::addCarrierDays);
    if (horizon < LONGEST_HORIZON) {
      int further = LONGEST_HORIZON - horizon;
      families.add(
          new Rising(
              Kind.HORIZON, further, further, days -> new Change.LongerHorizon(horizon + days)));
    }
  }

  /// The latest moment for each hand-over that the order misses, the latest first.
  private List<Change> earlier() {
    var services = new ArrayList<CarrierServiceId>();
    services.add(ANY_SERVICE);
    world.market().services().stream()
        .map(CarrierService::id)
        .filter(calendar::hasCutoffsFor)
        .forEach(services::add);
    Set<Instant> moments = new TreeSet<>(Comparator.reverseOrder());
    for (int i = -WhyNot.MOST_DAYS; i <= Math.min(horizon, WhyNot.MOST_DAYS); i++) {
      LocalDate day = today.plusDays(i);
      for (CarrierServiceId service : services) {
        calendar
            .nextHandover(day, day, Instant.MIN, service)
            .map(Handover::at)
            .flatMap(at -> calendar.latestOrderFor(at, now, WhyNot.MOST_DAYS))
            .filter(moment -> moment.isBefore(now.minusSeconds(1)))
            .ifPresent(moments::add);
      }
    }
    return moments.stream()
        .limit(MOST_HANDOVERS)
        .<Change>map(moment -> new Change.Earlier(Duration.between(moment, now)))
        .toList();
  }

  private List<LocalDate> handoverDays(CarrierServiceId service) {
    return calendar
        .packedAfter(now, horizon)
        .map(packed -> calendar.handovers(now, packed, horizon, service))
        .orElse(List.of())
        .stream()
        .map(Handover::day)
        .limit(WhyNot.MOST_DAYS)
        .toList();
  }

  private void addCarrierDays(CarrierService service) {
    var its = service.calendar();
    handoverDays(service.id()).stream()
        .map(LocalDate::getDayOfWeek)
        .filter(day -> !its.pickupDays().contains(day))
        .distinct()
        .sorted()
        .forEach(day -> add(Kind.CARRIER_DAY, new Change.CollectOn(service.id(), day)));
    for (var day : java.time.DayOfWeek.values()) {
      if (!its.deliveryDays().contains(day)) {
        add(Kind.CARRIER_DAY, new Change.DeliverOn(service.id(), day));
      }
    }
    its.holidays().stream()
        .filter(day ->
            !day.isBefore(today) && day.isBefore(today.plusDays(horizon + 2L * WhyNot.MOST_DAYS)))
        .sorted()
        .limit(MOST_HOLIDAYS)
        .forEach(day -> add(Kind.CARRIER_DAY, new Change.WorkOn(service.id(), day)));
  }

  private void ofRoom() {
    int most = context.terms.mostParcels();
    add(
        Kind.PARCELS,
        steps(WhyNot.MOST_PARCELS_MORE, more -> new Change.MoreParcels(most + more)),
        true);
    NodeState state = world.orderCase().node(id);
    List<LocalDate> days = handoverDays(ANY_SERVICE);
    var steps = new ArrayList<Change>();
    for (int more = 1; more <= WhyNot.MOST_PARCELS_MORE; more++) {
      for (LocalDate day : days) {
        int overbooked = Math.max(0, state.booked(day) - node.parcelsPerDay());
        int left = Math.max(0, node.parcelsPerDay() - state.booked(day));
        if (left < most) {
          steps.add(new Change.MoreCapacity(id, overbooked + more, day));
        }
      }
    }
    if (!steps.isEmpty()) {
      families.add(new Ladder(Kind.CAPACITY, steps, steps.get(firstOfLast(steps)), true));
    }
  }

  /// The most parcels on the earliest day.
  private static int firstOfLast(List<Change> steps) {
    return steps.size() - steps.size() / WhyNot.MOST_PARCELS_MORE;
  }

  private void ofStock() {
    NodeReview review =
        NodeReview.of(context).stream()
            .filter(each -> each.id().equals(id))
            .findFirst()
            .orElseThrow();
    var all = new ArrayList<Change.MoreUnits>();
    context
        .order
        .unitsBySku()
        .forEach((sku, wanted) -> {
          int lacking = lacking(review, sku, wanted);
          if (lacking > 0) {
            all.add(new Change.MoreUnits(id, sku, lacking));
          }
          families.add(
              new Rising(
                  Kind.STOCK,
                  lacking,
                  (int) Math.min(Integer.MAX_VALUE / 4L, (long) lacking + UNITS_BEYOND),
                  units -> new Change.MoreUnits(id, sku, units)));
        });
    if (all.size() > 1) {
      families.add(new Family.Several(all));
    }
  }

  /// Units that the node lacks to send all that is wanted, those included that are held for others.
  private int lacking(NodeReview review, Sku sku, int wanted) {
    long kept = review.protectedUnits(new Goods(context.item(sku), 1));
    long here =
        Optional.of(review.state)
            .flatMap(state -> state.findStock(sku))
            .map(stock -> (long) stock.onHand() - stock.reserved() - stock.safetyStock())
            .orElse(0L);
    return (int) Math.max(0, Math.min(Integer.MAX_VALUE / 4L, wanted + kept - here));
  }

  private void ofPromise() {
    LocalDate date = context.requested;
    add(
        Kind.PROMISE,
        steps(WhyNot.MOST_PROMISE_DAYS, days -> new Change.LaterPromise(date.plusDays(days), days)),
        true);
  }

  /// The days of [Change.MoreCapacity], each with the most parcels.
  static List<Change> onAllDays(Family family) {
    var latest = new LinkedHashSet<Change>();
    if (family instanceof Ladder ladder && ladder.kind() == Kind.CAPACITY) {
      latest.addAll(ladder.steps().subList(firstOfLast(ladder.steps()), ladder.steps().size()));
    }
    return List.copyOf(latest);
  }
}
