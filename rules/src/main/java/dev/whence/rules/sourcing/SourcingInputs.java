package dev.whence.rules.sourcing;

/// Everything a decision stood on, as it is recorded: the case, and of the market what matters to
/// it.
public record SourcingInputs(Market.Reference reference, Case orderCase) {
  public static SourcingInputs of(Market market, Case orderCase) {
    return new SourcingInputs(market.relevantTo(orderCase), orderCase);
  }

  public Market market() {
    return new Market(reference);
  }
}
