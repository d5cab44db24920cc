package dev.whence.domain.attributes;

import java.time.Instant;

/// What is so at a place for a time, for instance its weather in an hour, or a strike.
///
/// @param country of two letters, as those of ship nodes
/// @param region as those of ship nodes, may be empty
/// @param from the first instant
/// @param until the first instant at which it is over
/// @param attributes of names that still are names behind [Conditions#DESTINATION]
public record Condition(
    String country, String region, Instant from, Instant until, Attributes attributes) {
  /// @throws IllegalArgumentException if it is over before it begins, or a name is too long
  public Condition {
    if (!from.isBefore(until)) {
      throw new IllegalArgumentException(
          "What is so in %s %s from %s is over at %s.".formatted(country, region, from, until));
    }
    attributes.all().forEach(each -> Attributes.requireName(Conditions.DESTINATION + each.name()));
  }

  boolean covers(Instant instant) {
    return !instant.isBefore(from) && instant.isBefore(until);
  }

  boolean isOfThePlaceAndTimeOf(Condition other) {
    return isAt(other.country, other.region)
        && from.equals(other.from)
        && until.equals(other.until);
  }

  boolean isAt(String otherCountry, String otherRegion) {
    return country.equals(otherCountry) && region.equals(otherRegion);
  }
}
