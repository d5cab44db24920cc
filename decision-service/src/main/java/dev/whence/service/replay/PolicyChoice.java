package dev.whence.service.replay;

import dev.whence.service.records.DecisionId;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/// A recorded decision as a choice between what was done and what another policy would have done.
///
/// @param settled empty unless it can be compared
public record PolicyChoice(DecisionId id, Standing standing, Optional<Settled> settled) {

  static PolicyChoice of(DecisionId id, Settled settled) {
    return new PolicyChoice(id, Standing.SETTLED, Optional.of(settled));
  }

  static PolicyChoice without(DecisionId id, Standing standing) {
    return new PolicyChoice(id, standing, Optional.empty());
  }

  /// Whether it says anything, and why not.
  public enum Standing {
    SETTLED,
    /// A parcel has neither arrived nor been lost, or nothing was promised.
    OPEN,
    /// Held, backordered or refused.
    SHIPS_NOTHING,
    /// Parcels were taken out, or others put in.
    CHANGED_LATER,
    /// The policy would have shipped other units, so nothing that it costs can be compared.
    OTHER_UNITS,
    /// A ship node claimed it; nobody decided.
    CLAIMED,
    /// In a form that is no longer read.
    OLDER_RECORD
  }

  /// @param day of the decision, UTC
  /// @param origin ship node of the first parcel
  /// @param propensity with which the logged plan was drawn
  /// @param target what the policy would have done; empty if that is the logged plan
  /// @param freightMinor of the parcels that left
  /// @param onTime whether all of them were
  public record Settled(
      LocalDate day,
      String origin,
      String currency,
      double propensity,
      Plan logged,
      Optional<Plan> target,
      long freightMinor,
      boolean onTime) {}

  /// What was expected of a plan.
  ///
  /// @param parcels told in words
  /// @param freightMinor minor units
  /// @param onTime chance that every parcel is
  public record Plan(List<String> parcels, double freightMinor, double onTime) {
    public Plan {
      parcels = List.copyOf(parcels);
    }
  }
}
