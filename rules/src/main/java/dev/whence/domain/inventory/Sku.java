package dev.whence.domain.inventory;

/// Stock-keeping unit: what is counted as stock.
public record Sku(String value) implements Comparable<Sku> {

  /// @throws IllegalArgumentException if the id is blank
  public Sku {
    if (value.isBlank()) {
      throw new IllegalArgumentException("A SKU needs an id that is not blank.");
    }
  }

  @Override
  public int compareTo(Sku other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
