package dev.whence.domain.orders;

import dev.whence.domain.attributes.Attributes;
import dev.whence.domain.inventory.Sku;
import dev.whence.domain.places.PostalAreas;
import java.time.Instant;
import java.util.Currency;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What a customer bought, to be sourced as a whole.
///
/// @param channel where it was sold, for instance `web`; a word of the caller
/// @param customerClass for instance `regular`; a word of the caller
/// @param customerId the caller's pseudonym of the customer, empty when unknown
/// @param serviceLevel the speed promised, for instance `STANDARD`; a word of the caller
/// @param lines at least one, ids unique; several lines may name one SKU
/// @param attributes what the caller tells beyond that, for models that have learned from it
/// @param whole of the order that these lines are what is left of; [Extent#OF_LINES] where they are
///   all of it
public record Order(
    OrderId id,
    String channel,
    String customerClass,
    String customerId,
    String serviceLevel,
    Destination destination,
    Promise promise,
    Currency currency,
    Instant orderedAt,
    List<OrderLine> lines,
    Attributes attributes,
    Extent whole) {

  /// How much an order is, whatever of it is decided.
  ///
  /// @param valueMinor in minor units of the order's currency
  public record Extent(long valueMinor, int lines, long units) {
    /// As much as its lines say.
    public static final Extent OF_LINES = new Extent(0, 0, 0);
  }

  /// All of an order.
  public Order(
      OrderId id,
      String channel,
      String customerClass,
      String customerId,
      String serviceLevel,
      Destination destination,
      Promise promise,
      Currency currency,
      Instant orderedAt,
      List<OrderLine> lines,
      Attributes attributes) {
    this(
        id,
        channel,
        customerClass,
        customerId,
        serviceLevel,
        destination,
        promise,
        currency,
        orderedAt,
        lines,
        attributes,
        Extent.OF_LINES);
  }

  /// Of which nothing more is told.
  public Order(
      OrderId id,
      String channel,
      String customerClass,
      String customerId,
      String serviceLevel,
      Destination destination,
      Promise promise,
      Currency currency,
      Instant orderedAt,
      List<OrderLine> lines) {
    this(
        id,
        channel,
        customerClass,
        customerId,
        serviceLevel,
        destination,
        promise,
        currency,
        orderedAt,
        lines,
        Attributes.NONE);
  }

  /// @throws IllegalArgumentException if there is no line, an id repeats, a price has another
  ///   currency or the value of all lines cannot be counted
  public Order {
    lines = List.copyOf(lines);
    if (lines.isEmpty()) {
      throw new IllegalArgumentException("Order " + id + " has no lines.");
    }
    var seen = new HashSet<OrderLineId>();
    for (OrderLine line : lines) {
      if (!seen.add(line.id())) {
        throw new IllegalArgumentException(
            "Order " + id + " has two lines with the id " + line.id() + ".");
      }
      if (!line.unitPrice().currency().equals(currency)) {
        throw new IllegalArgumentException(
            "Line %s is priced in %s, order %s in %s."
                .formatted(line.id(), line.unitPrice().currency(), id, currency));
      }
    }
    try {
      value(lines);
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(
          "The lines of order %s are worth more than can be counted.\nMaybe a price or a quantity has too many digits."
              .formatted(id),
          e);
    }
  }

  /// Units wanted of each SKU on the shelf, summed over lines and components, in SKU order.
  public Map<Sku, Integer> unitsBySku() {
    var units = new TreeMap<Sku, Integer>();
    for (OrderLine line : lines) {
      for (Component goods : line.goods()) {
        units.merge(
            goods.sku(), Math.multiplyExact(goods.quantity(), line.quantity()), Math::addExact);
      }
    }
    return units;
  }

  /// How much the whole order is, also where a part of it is decided.
  public Extent extent() {
    return whole.equals(Extent.OF_LINES) ? ofLines() : whole;
  }

  private Extent ofLines() {
    return new Extent(
        value(lines), lines.size(), lines.stream().mapToLong(OrderLine::quantity).sum());
  }

  /// The same lines as what is left of an order of this extent.
  public Order partOf(Extent all) {
    return new Order(
        id,
        channel,
        customerClass,
        customerId,
        serviceLevel,
        destination,
        promise,
        currency,
        orderedAt,
        lines,
        attributes,
        all.equals(ofLines()) ? Extent.OF_LINES : all);
  }

  private static long value(List<OrderLine> lines) {
    return lines.stream().mapToLong(line -> line.value().minorUnits()).reduce(0, Math::addExact);
  }

  /// The same order with other lines.
  public Order withLines(List<OrderLine> others) {
    return copy(id, destination, promise, others);
  }

  /// The same order, promised otherwise.
  public Order promising(Promise other) {
    return copy(id, destination, other, lines);
  }

  /// The same order by another name.
  public Order named(OrderId other) {
    return copy(other, destination, promise, lines);
  }

  /// The same order, its destination found as well as the postal areas allow.
  public Order locatedBy(PostalAreas areas) {
    return copy(id, destination.locatedBy(areas), promise, lines);
  }

  private Order copy(OrderId name, Destination to, Promise promised, List<OrderLine> wanted) {
    return new Order(
        name,
        channel,
        customerClass,
        customerId,
        serviceLevel,
        to,
        promised,
        currency,
        orderedAt,
        wanted,
        attributes,
        whole);
  }
}
