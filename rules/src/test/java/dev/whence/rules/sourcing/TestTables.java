package dev.whence.rules.sourcing;

import dev.whence.domain.carriers.CarrierServiceId;
import dev.whence.domain.estimates.GuardTerms;
import dev.whence.domain.returns.ReturnAction;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Rule tables in plain Java, so that the decision is tested without the table compiler.
record TestTables(SourcingTerms terms, int protectedUnits, List<CarrierServiceId> guide)
    implements RuleTables {

  static TestTables of(SourcingTerms terms) {
    return new TestTables(terms, 0, List.of());
  }

  @Override
  public String digest() {
    return "test-tables";
  }

  @Override
  public List<List<Fired<Reason.NodeCode>>> nodeEligibility(List<ShipNodeFact> facts) {
    var all = new ArrayList<List<Fired<Reason.NodeCode>>>();
    for (ShipNodeFact fact : facts) {
      var fired = new ArrayList<Fired<Reason.NodeCode>>();
      if (!fact.active()) {
        fired.add(new Fired<>("inactive", Reason.NodeCode.NODE_INACTIVE));
      }
      if (fact.hazmat() && !fact.handlesHazmat()) {
        fired.add(new Fired<>("no-hazmat", Reason.NodeCode.HAZMAT_NOT_HANDLED));
      }
      if (fact.serviceLevel().equals("SAME_DAY") && fact.minutesToCutoff() < 0) {
        fired.add(new Fired<>("past-cutoff", Reason.NodeCode.PAST_CUTOFF));
      }
      if (fact.unitsShort() > 0) {
        fired.add(new Fired<>("short", Reason.NodeCode.SHORT_OF_STOCK));
      }
      all.add(fired);
    }
    return all;
  }

  @Override
  public List<List<Fired<Reason.CarrierCode>>> carrierEligibility(List<CarrierOptionFact> facts) {
    var all = new ArrayList<List<Fired<Reason.CarrierCode>>>();
    for (CarrierOptionFact fact : facts) {
      var fired = new ArrayList<Fired<Reason.CarrierCode>>();
      if (fact.hazmat() && fact.carrierService().equals("AIR")) {
        fired.add(new Fired<>("no-hazmat-by-air", Reason.CarrierCode.HAZMAT_NOT_CARRIED));
      }
      all.add(fired);
    }
    return all;
  }

  @Override
  public SourcingTerms sourcingPolicy(OrderFact fact) {
    return terms;
  }

  @Override
  public RoutingGuide carrierRoutingGuide(RoutingGuideFact fact) {
    return new RoutingGuide("guide", guide);
  }

  @Override
  public ReservationTerms reservationPolicy(ReservationFact fact) {
    return new ReservationTerms("hold", Duration.ofMinutes(30), protectedUnits);
  }

  @Override
  public ReturnTerms returnIntervention(ReturnLineFact fact) {
    return fact.returnProbability() > 0.4
        ? new ReturnTerms("risky", ReturnAction.SIZE_ADVICE)
        : new ReturnTerms("calm", ReturnAction.NONE);
  }

  @Override
  public GuardTerms modelGuard(ModelGuardFact fact) {
    return new GuardTerms(
        "guard", true, Duration.ofMillis(50), Duration.ofDays(400), Duration.ofDays(30), 10, 99);
  }
}
