package dev.whence.domain.orders;

import dev.whence.domain.Money;
import dev.whence.domain.attributes.Attributes;
import dev.whence.domain.inventory.Sku;
import java.util.HashSet;
import java.util.List;

/// One SKU and a quantity, or so many units of a bundle.
///
/// @param sku what was bought; of a bundle its name in the shop, of which no stock is kept
/// @param quantity units, at least 1
/// @param unitPrice what the customer paid for one unit
/// @param components of one unit; empty unless the line is a bundle. A bundle ships with all of its
///   components or not at all
/// @param together whether the components of a unit leave one ship node
/// @param attributes what the caller tells beyond that, for models that have learned from it
public record OrderLine(
    OrderLineId id,
    Sku sku,
    int quantity,
    Money unitPrice,
    List<Component> components,
    boolean together,
    Attributes attributes) {
  /// @throws IllegalArgumentException if the quantity is below 1, or a component appears twice
  public OrderLine {
    components = List.copyOf(components);
    if (quantity < 1) {
      throw new IllegalArgumentException("Line " + id + " asks for " + quantity + " units.");
    }
    var seen = new HashSet<Sku>();
    for (Component component : components) {
      if (!seen.add(component.sku())) {
        throw new IllegalArgumentException(
            "Line " + id + " names the component " + component.sku() + " twice.");
      }
    }
  }

  /// Of which nothing more is told.
  public OrderLine(
      OrderLineId id,
      Sku sku,
      int quantity,
      Money unitPrice,
      List<Component> components,
      boolean together) {
    this(id, sku, quantity, unitPrice, components, together, Attributes.NONE);
  }

  /// A line that is no bundle.
  public OrderLine(OrderLineId id, Sku sku, int quantity, Money unitPrice) {
    this(id, sku, quantity, unitPrice, List.of(), false);
  }

  /// The same line of so many units.
  public OrderLine withQuantity(int units) {
    return new OrderLine(id, sku, units, unitPrice, components, together, attributes);
  }

  /// The same line of other goods: what is missing of a bundle of which a part has been sent.
  ///
  /// @param others of one unit, at least one
  public OrderLine withComponents(List<Component> others) {
    return new OrderLine(id, sku, quantity, unitPrice, others, together, attributes);
  }

  public boolean isBundle() {
    return !components.isEmpty();
  }

  /// What leaves the shelf for one unit: the components, or the SKU itself.
  public List<Component> goods() {
    return isBundle() ? components : List.of(new Component(sku, 1));
  }

  public Money value() {
    return unitPrice.times(quantity);
  }
}
