package dev.whence.rules.sourcing;

import dev.whence.domain.TableAnswer;
import dev.whence.domain.carriers.CarrierServiceId;
import dev.whence.domain.estimates.GuardTerms;
import dev.whence.domain.returns.ReturnAction;
import dev.whence.rules.facts.CarrierOptionFact;
import dev.whence.rules.facts.Fired;
import dev.whence.rules.facts.Reason;
import dev.whence.rules.facts.ReservationTerms;
import dev.whence.rules.facts.ReturnLineFact;
import dev.whence.rules.facts.ReturnTerms;
import dev.whence.rules.facts.RoutingGuide;
import dev.whence.rules.facts.RoutingGuideFact;
import dev.whence.rules.facts.ShipNodeFact;
import dev.whence.rules.facts.SourcingTerms;
import dev.whence.rules.tables.RuleTables;
import dev.whence.rules.tables.schema.CarrierEligibility;
import dev.whence.rules.tables.schema.CarrierRoutingGuide;
import dev.whence.rules.tables.schema.ModelGuard;
import dev.whence.rules.tables.schema.NodeEligibility;
import dev.whence.rules.tables.schema.ReservationPolicy;
import dev.whence.rules.tables.schema.ReturnIntervention;
import dev.whence.rules.tables.schema.Schema;
import dev.whence.rules.tables.schema.SourcingPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/// Rule tables in plain Java, so that the decision is tested without the table compiler.
///
/// They rule out nodes that are switched off, without a licence, past the cutoff of a same-day
/// order or without any stock; hazardous goods by AIR; and what [#limit] adds.
final class TestTables implements RuleTables {
  private final IdentityHashMap<Schema<?, ?>, Function<Record, List<?>>> tables =
      new IdentityHashMap<>();
  private final List<Limit> limits = new ArrayList<>();
  private Function<RoutingGuideFact, List<CarrierServiceId>> guide = _ -> List.of();
  private int protectedUnits;
  private int mostUntrustedPercent = GuardTerms.USUAL_UNTRUSTED_PERCENT;

  private record Limit(
      String ruleId, Reason.CarrierCode code, Predicate<CarrierOptionFact> breaks) {}

  TestTables(SourcingTerms terms) {
    put(NodeEligibility.SCHEMA, TestTables::nodeEligibility);
    put(CarrierEligibility.SCHEMA, this::carrierEligibility);
    put(SourcingPolicy.SCHEMA, _ -> List.of(terms));
    put(CarrierRoutingGuide.SCHEMA, fact -> List.of(new RoutingGuide("guide", guide.apply(fact))));
    put(
        ReservationPolicy.SCHEMA,
        _ -> List.of(new ReservationTerms("hold", Duration.ofMinutes(30), protectedUnits)));
    put(ReturnIntervention.SCHEMA, TestTables::returnIntervention);
    put(
        ModelGuard.SCHEMA,
        _ ->
            List.of(
                new GuardTerms(
                    "guard",
                    true,
                    Duration.ofMillis(50),
                    Duration.ofDays(400),
                    Duration.ofDays(30),
                    10,
                    99,
                    mostUntrustedPercent,
                    false)));
    limit(
        "no-hazmat-by-air",
        Reason.CarrierCode.HAZMAT_NOT_CARRIED,
        fact -> fact.hazmat() && fact.carrierService().equals("AIR"));
  }

  /// A row of carrier-eligibility.
  TestTables limit(String ruleId, Reason.CarrierCode code, Predicate<CarrierOptionFact> breaks) {
    limits.add(new Limit(ruleId, code, breaks));
    return this;
  }

  /// The guide ranks these for every parcel.
  TestTables guide(String... services) {
    return guide(_ -> services);
  }

  TestTables guide(Function<RoutingGuideFact, String[]> ranking) {
    guide = fact -> Arrays.stream(ranking.apply(fact)).map(CarrierServiceId::new).toList();
    return this;
  }

  TestTables protecting(int units) {
    protectedUnits = units;
    return this;
  }

  TestTables mostUntrusted(int percent) {
    mostUntrustedPercent = percent;
    return this;
  }

  @Override
  public String digest() {
    return "test-tables";
  }

  @Override
  @SuppressWarnings("unchecked") // put() is the only way in, and it ties the types together
  public <F extends Record, A extends TableAnswer> List<A> all(Schema<F, A> schema, F fact) {
    return (List<A>) tables.getOrDefault(schema, _ -> List.of()).apply(fact);
  }

  @Override
  public <F extends Record, A extends TableAnswer> List<List<A>> all(
      Schema<F, A> schema, List<F> facts) {
    return facts.stream().map(fact -> all(schema, fact)).toList();
  }

  @Override
  public <F extends Record, A extends TableAnswer> A first(Schema<F, A> schema, F fact) {
    return all(schema, fact).getFirst();
  }

  private <F extends Record, A> void put(Schema<F, A> schema, Function<F, List<A>> answers) {
    tables.put(schema, fact -> answers.apply(schema.fact().cast(fact)));
  }

  private static List<Fired<Reason.NodeCode>> nodeEligibility(ShipNodeFact fact) {
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
    if (fact.unitsAvailable() <= 0) {
      fired.add(new Fired<>("out-of-stock", Reason.NodeCode.SHORT_OF_STOCK));
    }
    if (fact.parcelsLeft() <= 0) {
      fired.add(new Fired<>("used-up", Reason.NodeCode.CAPACITY_EXHAUSTED));
    }
    return fired;
  }

  private List<Fired<Reason.CarrierCode>> carrierEligibility(CarrierOptionFact fact) {
    return limits.stream()
        .filter(limit -> limit.breaks().test(fact))
        .map(limit -> new Fired<>(limit.ruleId(), limit.code()))
        .toList();
  }

  private static List<ReturnTerms> returnIntervention(ReturnLineFact fact) {
    return List.of(
        fact.returnProbability() > 0.4
            ? new ReturnTerms("risky", ReturnAction.SIZE_ADVICE)
            : new ReturnTerms("calm", ReturnAction.NONE));
  }
}
