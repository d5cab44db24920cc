package dev.whence.domain.orders;

import dev.whence.domain.GeoPoint;
import java.time.ZoneId;

/// Where the order goes.
///
/// @param country ISO 3166-1 alpha-2, upper case
/// @param region state or province in the caller's words, empty when the country has none
/// @param timeZone in which a promised day ends
public record Destination(
    String country, String region, String postalCode, GeoPoint location, ZoneId timeZone) {}
