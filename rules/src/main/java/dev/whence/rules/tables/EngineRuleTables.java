package dev.whence.rules.tables;

import dev.whence.domain.estimates.GuardTerms;
import dev.whence.rules.facts.CarrierOptionFact;
import dev.whence.rules.facts.ModelGuardFact;
import dev.whence.rules.facts.OrderFact;
import dev.whence.rules.facts.Reason;
import dev.whence.rules.facts.ReservationFact;
import dev.whence.rules.facts.ReservationTerms;
import dev.whence.rules.facts.ReturnLineFact;
import dev.whence.rules.facts.ReturnTerms;
import dev.whence.rules.facts.RoutingGuide;
import dev.whence.rules.facts.RoutingGuideFact;
import dev.whence.rules.facts.RuleTables;
import dev.whence.rules.facts.ShipNodeFact;
import dev.whence.rules.facts.SourcingTerms;
import java.util.List;

/// The seven tables of a rule book, each evaluated by an engine of one kind.
final class EngineRuleTables implements RuleTables {
  private final String digest;
  private final TableEngine<ShipNodeFact, Fired<Reason.NodeCode>> nodeEligibility;
  private final TableEngine<CarrierOptionFact, Fired<Reason.CarrierCode>> carrierEligibility;
  private final TableEngine<OrderFact, SourcingTerms> sourcingPolicy;
  private final TableEngine<RoutingGuideFact, RoutingGuide> carrierRoutingGuide;
  private final TableEngine<ReservationFact, ReservationTerms> reservationPolicy;
  private final TableEngine<ReturnLineFact, ReturnTerms> returnIntervention;
  private final TableEngine<ModelGuardFact, GuardTerms> modelGuard;

  EngineRuleTables(RuleBook book, EngineKind kind) {
    digest = book.digest();
    nodeEligibility = kind.engine(book.nodeEligibility());
    carrierEligibility = kind.engine(book.carrierEligibility());
    sourcingPolicy = kind.engine(book.sourcingPolicy());
    carrierRoutingGuide = kind.engine(book.carrierRoutingGuide());
    reservationPolicy = kind.engine(book.reservationPolicy());
    returnIntervention = kind.engine(book.returnIntervention());
    modelGuard = kind.engine(book.modelGuard());
  }

  @Override
  public String digest() {
    return digest;
  }

  @Override
  public List<List<Fired<Reason.NodeCode>>> nodeEligibility(List<ShipNodeFact> facts) {
    return nodeEligibility.allMatches(facts);
  }

  @Override
  public List<List<Fired<Reason.CarrierCode>>> carrierEligibility(List<CarrierOptionFact> facts) {
    return carrierEligibility.allMatches(facts);
  }

  @Override
  public SourcingTerms sourcingPolicy(OrderFact fact) {
    return sourcingPolicy.firstMatch(fact);
  }

  @Override
  public RoutingGuide carrierRoutingGuide(RoutingGuideFact fact) {
    return carrierRoutingGuide.firstMatch(fact);
  }

  @Override
  public ReservationTerms reservationPolicy(ReservationFact fact) {
    return reservationPolicy.firstMatch(fact);
  }

  @Override
  public ReturnTerms returnIntervention(ReturnLineFact fact) {
    return returnIntervention.firstMatch(fact);
  }

  @Override
  public GuardTerms modelGuard(ModelGuardFact fact) {
    return modelGuard.firstMatch(fact);
  }
}
