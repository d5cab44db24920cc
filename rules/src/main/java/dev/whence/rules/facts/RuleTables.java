package dev.whence.rules.facts;

import java.util.List;

/// The seven rule tables as the decision asks them. Immutable and thread-safe.
///
/// All-matches tables answer, for each fact, the rows that fired in row-id order; first-match
/// tables always answer, because their last row is blank.
public interface RuleTables {
  /// The version: SHA-256 (hex) over the canonical text of all checked tables.
  String digest();

  List<List<Fired<Reason.NodeCode>>> nodeEligibility(List<ShipNodeFact> facts);

  List<List<Fired<Reason.CarrierCode>>> carrierEligibility(List<CarrierOptionFact> facts);

  SourcingTerms sourcingPolicy(OrderFact fact);

  RoutingGuide carrierRoutingGuide(RoutingGuideFact fact);

  ReservationTerms reservationPolicy(ReservationFact fact);

  ReturnTerms returnIntervention(ReturnLineFact fact);

  dev.whence.domain.estimates.GuardTerms modelGuard(ModelGuardFact fact);

  /// A row of an all-matches table that fired.
  record Fired<C extends Enum<C>>(String ruleId, C code) {}
}
