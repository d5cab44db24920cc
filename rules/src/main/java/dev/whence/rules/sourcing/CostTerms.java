package dev.whence.rules.sourcing;

import dev.whence.domain.Cost;
import java.util.List;
import java.util.Map;

/// Expected cost of a choice by term; the terms add up to [#total].
///
/// @param freight label and weight charges of the carrier
/// @param handling picking and packing of parcels and units
/// @param lateness chance of being late times its price
/// @param capacity price of the node's capacity
/// @param stockWorth what the units would be worth to later orders where they lie
/// @param returns expected reverse logistics
/// @param split nuisance of each parcel after the first
/// @param unfilled units that do not ship
public record CostTerms(
    Cost freight,
    Cost handling,
    Cost lateness,
    Cost capacity,
    Cost stockWorth,
    Cost returns,
    Cost split,
    Cost unfilled) {
  public static final CostTerms ZERO =
      new CostTerms(
          Cost.ZERO, Cost.ZERO, Cost.ZERO, Cost.ZERO, Cost.ZERO, Cost.ZERO, Cost.ZERO, Cost.ZERO);

  public Cost total() {
    return freight
        .plus(handling)
        .plus(lateness)
        .plus(capacity)
        .plus(stockWorth)
        .plus(returns)
        .plus(split)
        .plus(unfilled);
  }

  /// Term by term.
  public CostTerms plus(CostTerms other) {
    return new CostTerms(
        freight.plus(other.freight),
        handling.plus(other.handling),
        lateness.plus(other.lateness),
        capacity.plus(other.capacity),
        stockWorth.plus(other.stockWorth),
        returns.plus(other.returns),
        split.plus(other.split),
        unfilled.plus(other.unfilled));
  }

  /// The terms by name, in the order of the components.
  public List<Map.Entry<String, Cost>> byName() {
    return List.of(
        Map.entry("freight", freight),
        Map.entry("handling", handling),
        Map.entry("lateness", lateness),
        Map.entry("capacity", capacity),
        Map.entry("stockWorth", stockWorth),
        Map.entry("returns", returns),
        Map.entry("split", split),
        Map.entry("unfilled", unfilled));
  }

  /// The term that speaks most for these costs against dearer ones.
  ///
  /// @param other of a plan that costs more, or as much
  public String decidedAgainst(CostTerms other) {
    String term = "";
    long most = Long.MIN_VALUE;
    for (int i = 0; i < byName().size(); i++) {
      long gain =
          other.byName().get(i).getValue().tenThousandths()
              - byName().get(i).getValue().tenThousandths();
      if (gain > most) {
        most = gain;
        term = byName().get(i).getKey();
      }
    }
    return term;
  }
}
