package dev.whence.domain.places;

/// What a place was worked out from, the most precise first.
public enum Precision {
  /// Given by the caller.
  COORDINATES,
  /// A loaded postal area.
  POSTAL_AREA,
  /// The middle of the loaded postal areas of a state or province.
  REGION,
  /// The middle of the country.
  COUNTRY
}
