package dev.whence.domain.orders;

/// The caller's id of an order.
public record OrderId(String value) implements Comparable<OrderId> {

  /// @throws IllegalArgumentException if the id is blank
  public OrderId {
    if (value.isBlank()) {
      throw new IllegalArgumentException("An order needs an id that is not blank.");
    }
  }

  @Override
  public int compareTo(OrderId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
