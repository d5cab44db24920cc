package dev.whence.domain.attributes;

import static java.util.Comparator.comparing;

import java.time.Instant;
import java.util.Collection;
import java.util.List;

/// What is so where ship nodes and a destination are.
///
/// @param all kept in the order of time
public record Conditions(List<Condition> all) {
  public static final Conditions NONE = new Conditions(List.of());

  /// Before the names of what is so at the destination.
  public static final String DESTINATION = "destination_";

  /// @throws IllegalArgumentException if two are of the same place and time
  public Conditions {
    all =
        all.stream()
            .sorted(
                comparing(Condition::from)
                    .thenComparing(Condition::until, (a, b) -> b.compareTo(a))
                    .thenComparing(Condition::country)
                    .thenComparing(Condition::region))
            .toList();
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
    for (Condition condition : all) {
      if (condition.covers(instant) && condition.isAt(country, region)) {
        found = condition.attributes().overAsFarAsThereIsRoom(found);
      }
    }
    return found;
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
