package dev.whence.domain.carriers;

/// Id of a carrier service, for instance `UPS_GROUND`.
public record CarrierServiceId(String value) implements Comparable<CarrierServiceId> {

  /// @throws IllegalArgumentException if the id is blank
  public CarrierServiceId {
    if (value.isBlank()) {
      throw new IllegalArgumentException("A carrier service needs an id that is not blank.");
    }
  }

  @Override
  public int compareTo(CarrierServiceId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
