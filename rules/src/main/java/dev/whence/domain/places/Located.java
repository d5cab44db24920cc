package dev.whence.domain.places;

import dev.whence.domain.GeoPoint;

/// A place and how well it is known.
///
/// @param uncertaintyKm how far the true place may reasonably lie from `point`; 0 for coordinates.
///   Not a bound: a country of islands reaches further than its area suggests
public record Located(GeoPoint point, Precision precision, double uncertaintyKm) {

  /// @throws IllegalArgumentException if the uncertainty is negative or no finite number
  public Located {
    if (!(uncertaintyKm >= 0 && uncertaintyKm < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "A place cannot be uncertain by %s km.\nMaybe 0 was meant.".formatted(uncertaintyKm));
    }
  }
}
