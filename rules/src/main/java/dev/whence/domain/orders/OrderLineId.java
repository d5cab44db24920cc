package dev.whence.domain.orders;

/// The caller's id of an order line, unique within its order.
public record OrderLineId(String value) implements Comparable<OrderLineId> {

  /// @throws IllegalArgumentException if the id is blank
  public OrderLineId {
    if (value.isBlank()) {
      throw new IllegalArgumentException("An order line needs an id that is not blank.");
    }
  }

  @Override
  public int compareTo(OrderLineId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
