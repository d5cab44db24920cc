package dev.whence.domain.carriers;

import dev.whence.domain.Cost;
import dev.whence.domain.Money;
import java.util.Comparator;
import java.util.List;

/// One zone of a rate card: the tariff and the published transit days of the lanes it covers.
///
/// Of several zones that cover a lane the most specific one counts, whatever the order of rows: one
/// that names more of postal prefix (the longer the better), destination region, destination
/// country, origin region and origin country, in this order; then the one of the shorter reach.
///
/// @param originCountry ISO 3166-1 alpha-2, or empty for any
/// @param originRegion or empty for any; upper and lower case count alike
/// @param destinationCountry ISO 3166-1 alpha-2, or empty for any
/// @param destinationRegion or empty for any
/// @param postalPrefixes of the destination, normalized; empty for any
/// @param upToKm great-circle kilometers, included
/// @param valid the local days of the hand-over
/// @param transitDays published days from hand-over to the door, counted as the service's calendar
///   says; 0 when none are published
public record RateZone(
    String originCountry,
    String originRegion,
    String destinationCountry,
    String destinationRegion,
    List<String> postalPrefixes,
    int upToKm,
    Validity valid,
    Tariff tariff,
    int transitDays) {
  /// The most specific zone first.
  static final Comparator<RateZone> MOST_SPECIFIC = RateZone::compareReach;

  private static int compareReach(RateZone one, RateZone other) {
    int places = Integer.compare(one.openPlaces(), other.openPlaces());
    return places != 0 ? places : Integer.compare(one.upToKm, other.upToKm);
  }

  /// Places that the zone leaves open, as bits: the destination's region weighs most.
  private int openPlaces() {
    return (destinationRegion.isEmpty() ? 8 : 0)
        + (destinationCountry.isEmpty() ? 4 : 0)
        + (originRegion.isEmpty() ? 2 : 0)
        + (originCountry.isEmpty() ? 1 : 0);
  }

  /// @throws IllegalArgumentException if a postal prefix has no letter and no digit, the reach or
  ///   the transit days are negative
  public RateZone {
    postalPrefixes = normalizedPrefixes(postalPrefixes);
    if (upToKm < 0 || transitDays < 0) {
      throw new IllegalArgumentException(
          "A zone reaches %d km and takes %d days; neither may be negative."
              .formatted(upToKm, transitDays));
    }
  }

  static List<String> normalizedPrefixes(List<String> prefixes) {
    List<String> normal = prefixes.stream().map(Lane::normalized).sorted().distinct().toList();
    if (normal.contains("")) {
      throw new IllegalArgumentException(
          "One of the postal prefixes %s is empty.\nMaybe name no prefix at all to cover every postal code."
              .formatted(prefixes));
    }
    return normal;
  }

  /// A zone by distance with a price for the parcel and one for each kilogram.
  public RateZone(
      String originCountry,
      String destinationCountry,
      int upToKm,
      Money perParcel,
      Money perKilogram,
      int transitDays) {
    this(
        originCountry,
        "",
        destinationCountry,
        "",
        List.of(),
        upToKm,
        Validity.ALWAYS,
        Tariff.twoPart(perParcel, Cost.of(perKilogram)),
        transitDays);
  }

  public Money perParcel() {
    return tariff.perParcel();
  }

  /// Finer than a minor unit.
  public Cost perKilogram() {
    return tariff.perKilogram();
  }

  /// In words, for instance `US to CA 10, 20 up to 3000 km`.
  public String description() {
    var words = new StringBuilder();
    words.append(place(originCountry, originRegion));
    words.append(" to ").append(place(destinationCountry, destinationRegion));
    if (!postalPrefixes.isEmpty()) {
      words.append(" ").append(String.join(", ", postalPrefixes));
    }
    words.append(" up to ").append(upToKm).append(" km");
    if (!valid.equals(Validity.ALWAYS)) {
      words.append(", ").append(valid.description());
    }
    return words.toString();
  }

  private static String place(String country, String region) {
    String named = country.isEmpty() ? "any country" : country;
    return region.isEmpty() ? named : named + " " + region;
  }

  /// Whether the zone covers the lane, the postal code aside.
  boolean coversPlaces(Lane lane) {
    return lane.distanceKm() <= upToKm
        && (originCountry.isEmpty() || originCountry.equals(lane.originCountry()))
        && (destinationCountry.isEmpty() || destinationCountry.equals(lane.destinationCountry()))
        && (originRegion.isEmpty() || originRegion.equalsIgnoreCase(lane.originRegion()))
        && (destinationRegion.isEmpty()
            || destinationRegion.equalsIgnoreCase(lane.destinationRegion()))
        && valid.covers(lane.handover());
  }

  /// Whether some lane is covered by both zones and neither is more specific.
  public boolean ties(RateZone other) {
    boolean samePlaces =
        originCountry.equals(other.originCountry)
            && originRegion.equalsIgnoreCase(other.originRegion)
            && destinationCountry.equals(other.destinationCountry)
            && destinationRegion.equalsIgnoreCase(other.destinationRegion)
            && upToKm == other.upToKm;
    boolean samePostal =
        postalPrefixes.isEmpty()
            ? other.postalPrefixes.isEmpty()
            : postalPrefixes.stream().anyMatch(other.postalPrefixes::contains);
    return samePlaces && samePostal && valid.overlaps(other.valid);
  }
}
