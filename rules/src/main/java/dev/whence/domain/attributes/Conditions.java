package dev.whence.domain.attributes;

import static java.util.Comparator.comparing;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/// What is so where ship nodes and a destination are.
///
/// @param all kept in the order of places, and at each of time
public record Conditions(List<Condition> all) {
  /// At a place those that are overruled come first.
  private static final Comparator<Condition> ORDER =
      comparing(Condition::country)
          .thenComparing(Condition::region)
          .thenComparing(Condition::from)
          .thenComparing(Condition::until, Comparator.reverseOrder());

  public static final Conditions NONE = new Conditions(List.of());

  /// Before the names of what is so at the destination.
  public static final String DESTINATION = "destination_";

  /// @throws IllegalArgumentException if two are of the same place and time
  public Conditions {
    all = all.stream().sorted(ORDER).toList();
    for (int i = 1; i < all.size(); i++) {
      Condition condition = all.get(i);
      if (condition.isOfThePlaceAndTimeOf(all.get(i - 1))) {
        throw new IllegalArgumentException(
            "Two conditions are told for %s %s from %s until %s."
                .formatted(
                    condition.country(), condition.region(), condition.from(), condition.until()));
      }
    }
  }

  /// What is so at a place. Of two conditions that say otherwise, the one that begins later counts,
  /// and of those the one that ends sooner.
  public Attributes at(String country, String region, Instant instant) {
    Attributes found = Attributes.NONE;
    for (int i = firstAt(country, region); i < all.size(); i++) {
      Condition condition = all.get(i);
      if (!condition.isAt(country, region) || condition.from().isAfter(instant)) {
        break;
      }
      if (condition.covers(instant)) {
        found = condition.attributes().overAsFarAsThereIsRoom(found);
      }
    }
    return found;
  }

  /// There may be tens of thousands, and as many ship nodes as there are stores to ask for.
  private int firstAt(String country, String region) {
    int low = 0;
    int high = all.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      Condition condition = all.get(middle);
      int place = condition.country().compareTo(country);
      if (place == 0) {
        place = condition.region().compareTo(region);
      }
      if (place < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /// Those that cover one of these instants.
  public Conditions covering(Collection<Instant> instants) {
    return all.isEmpty()
        ? this
        : new Conditions(
            all.stream()
                .filter(condition -> instants.stream().anyMatch(condition::covers))
                .toList());
  }
}
