package dev.whence.rules.facts;

import dev.whence.domain.TableAnswer;
import dev.whence.domain.carriers.CarrierServiceId;
import java.util.List;

/// The static answer to "which carrier service": one row of the carrier-routing-guide.
///
/// @param ruleId the row
/// @param ranked preferred first; an empty list leaves the choice to published days and price
public record RoutingGuide(String ruleId, List<CarrierServiceId> ranked) implements TableAnswer {
  public RoutingGuide {
    ranked = List.copyOf(ranked);
  }
}
