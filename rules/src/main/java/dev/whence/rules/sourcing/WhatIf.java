package dev.whence.rules.sourcing;

import dev.whence.domain.Cost;
import dev.whence.domain.ExchangeRate;
import dev.whence.domain.carriers.CarrierCalendar;
import dev.whence.domain.carriers.CarrierService;
import dev.whence.domain.carriers.CarrierServiceId;
import dev.whence.domain.carriers.RateCard;
import dev.whence.domain.carriers.RateZone;
import dev.whence.domain.carriers.Tariff;
import dev.whence.domain.carriers.Validity;
import dev.whence.domain.inventory.Acceptance;
import dev.whence.domain.inventory.NodeCalendar;
import dev.whence.domain.inventory.OpenDay;
import dev.whence.domain.inventory.ShipNode;
import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.inventory.Sku;
import dev.whence.domain.inventory.StockPosition;
import dev.whence.domain.orders.OrderLineId;
import dev.whence.domain.orders.Promise;
import dev.whence.rules.sourcing.Demands.Pin;
import dev.whence.rules.sourcing.NodeState.DayLoad;
import dev.whence.rules.sourcing.SourcingDecision.Outcome;
import dev.whence.rules.sourcing.SourcingDecision.Shipment;
import dev.whence.rules.sourcing.WhyNot.Change;
import dev.whence.rules.tables.RuleTables;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/// The inputs of a decision, as they were or with a [Change].
record WhatIf(Market market, Case orderCase, RuleTables tables) {
  private static final int KM_OF_ANY_LANE = 30_000;
  private static final int WEEKS_AROUND = 20;

  /// Whether a parcel of the plan leaves the node; what is held for approval counts, what is
  /// refused does not.
  static boolean sends(SourcingDecision decision, ShipNodeId node) {
    List<Shipment> shipments =
        decision.outcome() instanceof Outcome.Held held
            ? held.proposed()
            : decision.outcome().shipments();
    return shipments.stream().anyMatch(shipment -> shipment.shipNode().equals(node));
  }

  WhatIf with(List<Change> changes) {
    WhatIf changed = this;
    for (Change change : changes) {
      changed = changed.with(change);
    }
    return changed;
  }

  WhatIf with(Change change) {
    return switch (change) {
      case Change.SwitchOn(var id) ->
          with(id, n -> copy(n, true, n.handlesHazmat(), n.channels(), n.calendar()));
      case Change.SwitchOnService(var id) -> withService(id, service -> service.with(true));
      case Change.SwitchOnStock(var id, var sku) -> switchedOn(id, sku);
      case Change.ServeChannel(var id, var channel) ->
          with(
              id,
              n -> {
                Set<String> channels = new HashSet<>(n.channels());
                channels.add(channel);
                return copy(n, n.active(), n.handlesHazmat(), channels, n.calendar());
              });
      case Change.HandleHazmat(var id) ->
          with(id, n -> copy(n, n.active(), true, n.channels(), n.calendar()));
      case Change.OpenOn(var id, var day) ->
          with(
              id,
              n -> copy(n, n.active(), n.handlesHazmat(), n.channels(), open(n.calendar(), day)));
      case Change.NodeNotExcluded(var id) ->
          demanding(demands().excludingNodes(without(demands().excludedNodes(), id::equals)));
      case Change.NotRefused(var id) ->
          demanding(
              demands()
                  .refused(
                      without(demands().refusals(), refusal -> refusal.shipNode().equals(id))));
      case Change.ServiceNotExcluded(var id) ->
          demanding(demands().excludingServices(without(demands().excludedServices(), id::equals)));
      case Change.WithoutPin(var line, var pinnedTo) -> {
        Predicate<Pin> dropped = pin -> pin.line().equals(line) && pin.shipNode().equals(pinnedTo);
        yield demanding(
            demands(
                without(demands().pins(), dropped),
                demands().sameNode(),
                demands().shipComplete(),
                demands().handoverNotBefore(),
                demands().handoverBy()));
      }
      case Change.WithoutSameNode(var lines) -> {
        Predicate<List<OrderLineId>> dropped = lines::equals;
        yield demanding(
            demands(
                demands().pins(),
                without(demands().sameNode(), dropped),
                demands().shipComplete(),
                demands().handoverNotBefore(),
                demands().handoverBy()));
      }
      case Change.WithoutShipComplete() ->
          demanding(
              demands(
                  demands().pins(),
                  demands().sameNode(),
                  false,
                  demands().handoverNotBefore(),
                  demands().handoverBy()));
      case Change.EarlierWindow(var notBefore, int days) ->
          demanding(
              demands(
                  demands().pins(),
                  demands().sameNode(),
                  demands().shipComplete(),
                  notBefore,
                  demands().handoverBy()));
      case Change.LaterWindow(var by, int days) ->
          demanding(
              demands(
                  demands().pins(),
                  demands().sameNode(),
                  demands().shipComplete(),
                  demands().handoverNotBefore(),
                  by));
      case Change.WithoutRow(var table, var ruleId) ->
          judgedBy(ChangedTables.without(tables, table, ruleId));
      case Change.RowNotApplied(var table, var ruleId, var id) ->
          judgedBy(ChangedTables.notApplied(tables, table, ruleId, id));
      case Change.LongerHorizon(int days) -> judgedBy(ChangedTables.withHorizon(tables, days));
      case Change.MoreParcels(int most) -> judgedBy(ChangedTables.withMostParcels(tables, most));
      case Change.LoadRate(var from, var to, var rate, boolean any) -> {
        var rates = new ArrayList<>(market.reference().rates());
        rates.add(new ExchangeRate(from, to, rate, LocalDate.EPOCH, "supposed"));
        yield in(market.withRates(rates));
      }
      case Change.LaneRate lane -> withService(lane.carrierService(), s -> priced(s, lane));
      case Change.CollectOn(var id, var weekday) ->
          withService(
              id,
              s -> {
                CarrierCalendar c = s.calendar();
                return s.with(
                    new CarrierCalendar(
                        and(c.pickupDays(), weekday),
                        c.deliveryDays(),
                        c.holidays(),
                        c.counting()));
              });
      case Change.DeliverOn(var id, var weekday) ->
          withService(
              id,
              s -> {
                CarrierCalendar c = s.calendar();
                return s.with(
                    new CarrierCalendar(
                        c.pickupDays(),
                        and(c.deliveryDays(), weekday),
                        c.holidays(),
                        c.counting()));
              });
      case Change.WorkOn(var id, var holiday) ->
          withService(
              id,
              s -> {
                CarrierCalendar c = s.calendar();
                Set<LocalDate> holidays = new HashSet<>(c.holidays());
                holidays.remove(holiday);
                return s.with(
                    new CarrierCalendar(c.pickupDays(), c.deliveryDays(), holidays, c.counting()));
              });
      case Change.Earlier(var by) -> of(orderCase.at(orderCase.now().minus(by)));
      case Change.MoreCapacity(var id, int parcels, var day) ->
          moved(
              id,
              state -> {
                var booked = new ArrayList<>(state.booked());
                booked.add(new DayLoad(day, -parcels));
                return new NodeState(
                    id, state.stock(), booked, state.acceptance(), state.capacityPrice());
              });
      case Change.MoreUnits units -> stocked(units);
      case Change.MoreUnitsOfSeveral(var several) -> with(List.<Change>copyOf(several));
      case Change.LaterPromise(var date, int days) -> of(promising(date));
      case Change.CheaperBy(var id, var cost, var currency) ->
          moved(
              id,
              state ->
                  new NodeState(
                      id,
                      state.stock(),
                      state.booked(),
                      state.acceptance(),
                      state.capacityPrice().minus(cost).minus(new Cost(1))));
    };
  }

  /// With the ship node as a candidate without stock, where it is none.
  WhatIf withCandidate(ShipNodeId node) {
    return isCandidate(node) ? this : moved(node, UnaryOperator.identity());
  }

  boolean isCandidate(ShipNodeId node) {
    return orderCase.nodes().stream().anyMatch(state -> state.id().equals(node));
  }

  Demands demands() {
    return orderCase.demands();
  }

  private static <T> List<T> without(List<T> all, Predicate<T> dropped) {
    return all.stream().filter(dropped.negate()).toList();
  }

  private static Set<DayOfWeek> and(Set<DayOfWeek> days, DayOfWeek further) {
    Set<DayOfWeek> more = new HashSet<>(days);
    more.add(further);
    return more;
  }

  private WhatIf in(Market changed) {
    return new WhatIf(changed, orderCase, tables);
  }

  private WhatIf of(Case changed) {
    return new WhatIf(market, changed, tables);
  }

  private WhatIf judgedBy(RuleTables changed) {
    return new WhatIf(market, orderCase, changed);
  }

  WhatIf demanding(Demands changed) {
    return of(orderCase.demanding(changed));
  }

  private WhatIf with(ShipNodeId id, UnaryOperator<ShipNode> change) {
    return in(market.with(change.apply(market.node(id))));
  }

  private WhatIf withService(CarrierServiceId id, UnaryOperator<CarrierService> change) {
    return in(
        market.withServices(
            market.services().stream()
                .map(service -> service.id().equals(id) ? change.apply(service) : service)
                .toList()));
  }

  private WhatIf moved(ShipNodeId id, UnaryOperator<NodeState> change) {
    var states = new ArrayList<NodeState>();
    boolean known = false;
    for (NodeState state : orderCase.nodes()) {
      boolean meant = state.id().equals(id);
      known |= meant;
      states.add(meant ? change.apply(state) : state);
    }
    if (!known) {
      states.add(
          change.apply(new NodeState(id, List.of(), List.of(), Acceptance.UNKNOWN, Cost.ZERO)));
    }
    return of(orderCase.withNodes(states));
  }

  private WhatIf switchedOn(ShipNodeId id, Sku sku) {
    return moved(
        id,
        state ->
            new NodeState(
                id,
                state.stock().stream()
                    .map(position -> position.sku().equals(sku) ? position.with(true) : position)
                    .toList(),
                state.booked(),
                state.acceptance(),
                state.capacityPrice()));
  }

  private WhatIf stocked(Change.MoreUnits more) {
    ShipNodeId id = more.shipNode();
    return moved(
        id,
        state -> {
          var stock = new ArrayList<StockPosition>();
          StockPosition old = new StockPosition(id, more.sku(), 0, 0, 0, Cost.ZERO);
          for (StockPosition position : state.stock()) {
            if (position.sku().equals(more.sku())) {
              old = position;
            } else {
              stock.add(position);
            }
          }
          stock.add(
              new StockPosition(
                  id,
                  more.sku(),
                  old.isCounted() ? Math.addExact(old.onHand(), more.units()) : old.onHand(),
                  old.reserved(),
                  old.safetyStock(),
                  old.worth(),
                  old.active()));
          return new NodeState(
              id, stock, state.booked(), state.acceptance(), state.capacityPrice());
        });
  }

  private Case promising(LocalDate date) {
    return orderCase.promising(
        orderCase.order().promise() instanceof Promise.Exactly
            ? new Promise.Exactly(date)
            : new Promise.On(date));
  }

  private Demands demands(
      List<Pin> pins,
      List<List<OrderLineId>> sameNode,
      boolean shipComplete,
      LocalDate notBefore,
      LocalDate by) {
    return new Demands(
        demands().excludedNodes(),
        demands().excludedServices(),
        notBefore,
        by,
        pins,
        sameNode,
        shipComplete,
        demands().callerPlan(),
        demands().explain(),
        demands().searchWork(),
        demands().refusals());
  }

  private CarrierService priced(CarrierService service, Change.LaneRate lane) {
    ShipNode node = market.node(lane.shipNode());
    var destination = orderCase.order().destination();
    RateCard card = service.card();
    var zones = new ArrayList<>(card.zones());
    zones.add(
        new RateZone(
            node.country(),
            node.region(),
            destination.country(),
            destination.region(),
            List.of(),
            KM_OF_ANY_LANE,
            Validity.ALWAYS,
            Tariff.twoPart(lane.atMost(), Cost.ZERO),
            lane.transitDays()));
    return service.with(
        new RateCard(
            card.currency(),
            card.volumetricDivisor(),
            card.weightIncrementGrams(),
            zones,
            card.surcharges()));
  }

  private static ShipNode copy(
      ShipNode node,
      boolean active,
      boolean handlesHazmat,
      Set<String> channels,
      NodeCalendar calendar) {
    return new ShipNode(
        node.id(),
        node.name(),
        node.type(),
        node.country(),
        node.region(),
        node.location(),
        active,
        handlesHazmat,
        channels,
        calendar,
        node.parcelsPerDay(),
        node.parcelHandling(),
        node.unitHandling());
  }

  /// Open on one more day: a holiday less, or a further weekday whose other dates around are
  /// holidays.
  private static NodeCalendar open(NodeCalendar calendar, LocalDate day) {
    Set<LocalDate> holidays = new HashSet<>(calendar.holidays());
    var week = new ArrayList<>(calendar.week());
    DayOfWeek weekday = day.getDayOfWeek();
    if (week.stream().noneMatch(open -> open.day() == weekday)) {
      OpenDay like = week.getFirst();
      week.add(new OpenDay(weekday, like.opens(), like.closes(), like.cutoff()));
      for (int i = -WEEKS_AROUND; i <= WEEKS_AROUND; i++) {
        holidays.add(day.plusWeeks(i));
      }
    }
    holidays.remove(day);
    return new NodeCalendar(
        calendar.timeZone(), week, calendar.serviceCutoffs(), calendar.processing(), holidays);
  }
}
