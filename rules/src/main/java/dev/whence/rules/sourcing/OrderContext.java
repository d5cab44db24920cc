package dev.whence.rules.sourcing;

import dev.whence.domain.Conversion;
import dev.whence.domain.Cost;
import dev.whence.domain.Money;
import dev.whence.domain.TableAnswer;
import dev.whence.domain.carriers.ParcelMeasures;
import dev.whence.domain.carriers.RecentTransit;
import dev.whence.domain.inventory.Item;
import dev.whence.domain.inventory.Refusal;
import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.inventory.Sku;
import dev.whence.domain.orders.Destination;
import dev.whence.domain.orders.Order;
import dev.whence.domain.orders.OrderLine;
import dev.whence.domain.orders.Promise;
import dev.whence.domain.places.PostalAreas;
import dev.whence.rules.facts.OrderFact;
import dev.whence.rules.facts.SourcingTerms;
import dev.whence.rules.sourcing.SourcingDecision.TableRow;
import dev.whence.rules.tables.RuleTables;
import dev.whence.rules.tables.schema.Schema;
import dev.whence.rules.tables.schema.SourcingPolicy;
import java.time.LocalDate;
import java.util.Collections;
import java.util.Currency;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What all stages of one decision share: the market, the case with its items indexed, the policy's
/// terms, and the log of first-match rows that answered. For one decision, not thread-safe.
final class OrderContext {
  final Market market;
  final Case orderCase;
  final Order order;
  final RuleTables tables;

  /// Day of the order in the destination's time zone.
  final LocalDate orderDate;

  final SourcingTerms terms;

  /// At the destination.
  final DayEnds dayEnds;

  /// What "on time" is measured against.
  final LocalDate requested;

  final List<Want> wants;

  /// The SKUs of the wants, each with its index, in SKU order.
  final Map<Sku, Integer> skus;

  final long orderValueMinor;

  /// Normalized, empty when unknown.
  final String postalCode;

  final boolean poBox;
  final boolean military;
  private final Map<Sku, Item> items = new HashMap<>();
  private final Map<Currency, Optional<Conversion>> toOrder = new HashMap<>();
  private final Map<Currency, Optional<Conversion>> fromOrder = new HashMap<>();
  private final Set<TableRow> rows = new LinkedHashSet<>();

  /// One unit of each want alone in a parcel.
  final List<ParcelMeasures> alone;

  /// Parcels that the order may need: no more than it has units, nor than the policy allows.
  final int mostParcels;

  private @Nullable GoodsKinds kindsAlone;
  private @Nullable GoodsKinds kindsTogether;

  OrderContext(Market market, Case orderCase, RuleTables tables) {
    this.market = market;
    this.orderCase = orderCase;
    this.order = orderCase.order();
    this.tables = tables;
    orderCase.items().forEach(item -> items.put(item.sku(), item));
    Destination destination = order.destination();
    dayEnds = new DayEnds(destination.timeZone());
    orderDate = order.orderedAt().atZone(destination.timeZone()).toLocalDate();
    postalCode = PostalAreas.normalized(destination.postalCode());
    poBox = destination.poBox();
    military = destination.military();
    OrderFact fact = orderFact(order, items);
    orderValueMinor = fact.orderValueMinor();
    terms = ask(SourcingPolicy.SCHEMA, fact);
    requested =
        switch (order.promise()) {
          case Promise.On(LocalDate date) -> date;
          case Promise.Exactly(LocalDate date) -> date;
          case Promise.AsPolicySays() -> orderDate.plusDays(terms.promiseDays());
        };
    wants = Want.of(this);
    skus = Want.skuIndex(wants);
    alone = wants.stream().map(Parcels::alone).toList();
    long units = 0;
    for (Want want : wants) {
      units += want.units();
    }
    mostParcels = (int) Math.min(terms.mostParcels(), units);
  }

  /// The kinds of goods where one unit travels alone.
  GoodsKinds kindsAlone(Candidate any) {
    if (kindsAlone == null) {
      kindsAlone = GoodsKinds.of(this, any, alone);
    }
    return kindsAlone;
  }

  /// The kinds of goods in one parcel, whatever else is in it.
  GoodsKinds kindsTogether(Candidate any) {
    if (kindsTogether == null) {
      kindsTogether = GoodsKinds.of(this, any, Collections.nCopies(wants.size(), alone.getFirst()));
    }
    return kindsTogether;
  }

  /// The answer of a first-match table; its row is logged.
  <F extends Record, A extends TableAnswer> A ask(Schema<F, A> schema, F fact) {
    A answer = tables.first(schema, fact);
    rows.add(new TableRow(schema.table(), answer.ruleId()));
    return answer;
  }

  /// First-match rows that answered so far, in the order in which they did.
  List<TableRow> rows() {
    return List.copyOf(rows);
  }

  /// Whether the order must arrive on that very day.
  boolean exactDay() {
    return order.promise() instanceof Promise.Exactly;
  }

  /// Whether any parcel was seen arriving in the destination's region lately.
  boolean destinationSeen() {
    String region = order.destination().region();
    for (RecentTransit each : orderCase.recentTransit()) {
      if (each.destinationRegion().equals(region)
          && (each.destination().parcels() > 0 || each.lane().parcels() > 0)) {
        return true;
      }
    }
    return false;
  }

  Item item(Sku sku) {
    Item item = items.get(sku);
    if (item == null) {
      throw new IllegalArgumentException("The snapshot knows nothing of SKU " + sku + ".");
    }
    return item;
  }

  Optional<Item> findItem(Sku sku) {
    return Optional.ofNullable(items.get(sku));
  }

  Money minor(long minorUnits) {
    return new Money(minorUnits, order.currency());
  }

  /// How prices of a currency become prices of the order's; empty without a rate.
  Optional<Conversion> toOrderCurrency(Currency from) {
    return toOrder.computeIfAbsent(
        from, currency -> market.rates().find(currency, order.currency(), orderDate));
  }

  Optional<Conversion> fromOrderCurrency(Currency to) {
    return fromOrder.computeIfAbsent(
        to, currency -> market.rates().find(order.currency(), currency, orderDate));
  }

  /// Such a price in the order's currency; empty without a rate.
  Optional<Cost> inOrderCurrency(Money money) {
    return money.currency().equals(order.currency())
        ? Optional.of(Cost.of(money))
        : toOrderCurrency(money.currency()).map(conversion -> conversion.convert(money));
  }

  boolean isExcluded(ShipNodeId node) {
    return orderCase.demands().excludedNodes().contains(node);
  }

  Optional<Refusal> refusal(ShipNodeId node) {
    return orderCase.demands().refusal(node);
  }

  /// The day that the sourcing policy promises an order without a promise of its own.
  ///
  /// @param items of the order; one that is not there is taken for harmless
  static LocalDate policyPromise(Order order, List<Item> items, RuleTables tables) {
    var bySku = new HashMap<Sku, Item>();
    items.forEach(item -> bySku.put(item.sku(), item));
    OrderFact fact = orderFact(order, bySku);
    return fact.orderDate().plusDays(tables.first(SourcingPolicy.SCHEMA, fact).promiseDays());
  }

  private static OrderFact orderFact(Order order, Map<Sku, Item> items) {
    Destination destination = order.destination();
    boolean hazmat = false;
    Order.Extent extent = order.extent();
    for (OrderLine line : order.lines()) {
      for (var goods : line.goods()) {
        Item item = items.get(goods.sku());
        hazmat |= item != null && item.hazmat();
      }
    }
    return new OrderFact(
        order.channel(),
        order.customerClass(),
        order.customerId(),
        order.serviceLevel(),
        destination.country(),
        destination.region(),
        PostalAreas.normalized(destination.postalCode()),
        destination.poBox(),
        destination.military(),
        order.currency().getCurrencyCode(),
        extent.valueMinor(),
        extent.lines(),
        extent.units(),
        hazmat,
        order.orderedAt().atZone(destination.timeZone()).toLocalDate());
  }
}
