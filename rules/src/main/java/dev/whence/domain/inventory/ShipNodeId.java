package dev.whence.domain.inventory;

/// Id of a ship node; ties between equal plans go to the lower one.
public record ShipNodeId(String value) implements Comparable<ShipNodeId> {

  /// @throws IllegalArgumentException if the id is blank
  public ShipNodeId {
    if (value.isBlank()) {
      throw new IllegalArgumentException("A ship node needs an id that is not blank.");
    }
  }

  @Override
  public int compareTo(ShipNodeId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
