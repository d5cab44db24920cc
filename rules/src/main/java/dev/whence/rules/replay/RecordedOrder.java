package dev.whence.rules.replay;

import dev.whence.domain.estimates.Estimator;
import dev.whence.rules.sourcing.Case;
import dev.whence.rules.sourcing.Market;
import dev.whence.rules.sourcing.SourcingDecision;
import java.time.Instant;
import java.util.Optional;

/// A decision that was recorded, with what it stood on.
///
/// @param decision its id
/// @param market the ship nodes, carrier services and exchange rates of the time
/// @param orderCase the order, and stock and capacity as it found them
/// @param estimator answers with the estimates of the time
/// @param recorded what was decided
/// @param approved whether a person had approved what the policy would hold
/// @param kind how it came about
/// @param endedAt when what it reserved was given back as a whole; empty where it was not
/// @param made how, so that it need not be decided again as it was; empty where that is not known
public record RecordedOrder(
    String decision,
    Market market,
    Case orderCase,
    Estimator estimator,
    SourcingDecision recorded,
    boolean approved,
    Kind kind,
    Optional<Instant> endedAt,
    Optional<Made> made) {

  /// How a decision came about.
  public enum Kind {
    /// A new order, or what was still open of a known one.
    FURTHER,
    /// What was planned for the order was given back for it: the order was changed or approved.
    ANEW,
    /// Nobody decided: a ship node claimed what it was offered. Every world takes it as it was.
    CLAIMED
  }
}
