package dev.whence.rules.sourcing;

import java.time.Instant;
import java.util.HashSet;

/// Everything a decision stood on, as it is recorded: the case, and of the market what matters to
/// it.
public record SourcingInputs(Market.Reference reference, Case orderCase) {
  public static SourcingInputs of(Market market, Case orderCase) {
    return new SourcingInputs(market.relevantTo(orderCase), orderCase);
  }

  /// What is recorded of a decision: of the conditions only those that hold when something is to be
  /// handed over that was asked about, or that ships.
  public static SourcingInputs of(
      Market market, Case orderCase, EstimateLog estimates, SourcingDecision decision) {
    if (orderCase.conditions().all().isEmpty()) {
      return of(market, orderCase);
    }
    var handovers = new HashSet<Instant>();
    estimates.transit().forEach(entry -> handovers.add(entry.query().handover().toInstant()));
    decision.taken().forEach(shipment -> handovers.add(shipment.handover()));
    return of(market, orderCase.withConditionsAt(handovers));
  }

  public Market market() {
    return new Market(reference);
  }
}
