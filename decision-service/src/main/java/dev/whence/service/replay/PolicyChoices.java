package dev.whence.service.replay;

import dev.whence.domain.Cost;
import dev.whence.domain.estimates.Estimator;
import dev.whence.rules.replay.KnownEstimates;
import dev.whence.rules.sourcing.Case;
import dev.whence.rules.sourcing.CostTerms;
import dev.whence.rules.sourcing.Demands;
import dev.whence.rules.sourcing.OrderSourcing;
import dev.whence.rules.sourcing.SourcingDecision;
import dev.whence.rules.sourcing.SourcingDecision.Allocation;
import dev.whence.rules.sourcing.SourcingDecision.Shipment;
import dev.whence.rules.tables.RuleBook;
import dev.whence.rules.tables.RuleTables;
import dev.whence.rules.tables.schema.ModelGuard;
import dev.whence.service.failures.Failure;
import dev.whence.service.failures.FailureException;
import dev.whence.service.records.DecisionId;
import dev.whence.service.replay.PolicyChoice.Plan;
import dev.whence.service.replay.PolicyChoice.Settled;
import dev.whence.service.replay.PolicyChoice.Standing;
import dev.whence.service.replay.RecordedOrders.Parcels;
import dev.whence.service.sourcing.DecisionStore;
import dev.whence.service.sourcing.DecisionStore.Exported;
import dev.whence.service.sourcing.DecisionStore.Span;
import dev.whence.service.sourcing.SourceOrder;
import dev.whence.service.sourcing.StoredDecision;
import dev.whence.service.store.Database;
import dev.whence.service.versions.InForce;
import dev.whence.service.versions.RuleSetStore;
import dev.whence.service.versions.RuleSets;
import dev.whence.service.versions.Version;
import dev.whence.service.versions.VersionKind;
import dev.whence.service.versions.VersionStore;
import dev.whence.service.versions.Versions;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/// Recorded decisions as choices that another policy could have made: what was done, what the
/// policy would have done by the function that decides live orders, what was expected of both, and
/// what came of it. Thread-safe.
public final class PolicyChoices {
  private static final int PAGE = 50;

  /// A page ends early rather than keep a place longer.
  private static final Duration TIME = Duration.ofMillis(1_500);

  private final RecordedOrders orders;
  private final DecisionStore decisions;
  private final VersionStore store;
  private final RuleSetStore books;
  private final RuleSets ruleSets;
  private final Versions versions;

  /// @param ruleSets finds tables of any version, ready
  public PolicyChoices(
      Database database, DecisionStore decisions, RuleSets ruleSets, Versions versions) {
    this.orders = new RecordedOrders(database, decisions);
    this.decisions = decisions;
    this.store = new VersionStore(database);
    this.books = new RuleSetStore(database);
    this.ruleSets = ruleSets;
    this.versions = versions;
  }

  /// Who decides.
  public sealed interface Policy {
    /// The tables and models in force now.
    record Current() implements Policy {}

    /// The tables of a version, with the estimates of the time; what nobody asked then, and
    /// everything where the model-guard is another one, is asked of the models in force.
    record OfRuleSet(int number) implements Policy {}

    /// The models of a version, with the tables of the time.
    record OfModels(int number) implements Policy {}
  }

  /// @param choices in the order of time
  /// @param next the last one, from which the next page goes on; empty at the end
  public record Found(List<PolicyChoice> choices, Optional<DecisionId> next) {}

  /// The decision before the newest so many; empty if there are no more.
  public Optional<DecisionId> beforeNewest(int most) {
    return orders.start(most).after();
  }

  /// A page of decisions.
  ///
  /// @param limit at most so many; fewer where they take long
  /// @throws FailureException with [Failure.NotFound] if there is no such version
  public Found find(Policy policy, Span span, Optional<DecisionId> after, int limit) {
    return switch (policy) {
      case Policy.Current() -> {
        InForce now = versions.now();
        yield find(
            recorded -> decided(recorded, now.ruleSet().tables(), now.models().estimator()),
            span,
            after,
            limit);
      }
      case Policy.OfRuleSet(int number) -> {
        Version version =
            store
                .find(VersionKind.RULE_SET, number)
                .orElseThrow(() -> notFound(VersionKind.RULE_SET, number));
        var guards = new HashMap<String, String>();
        yield find(
            recorded ->
                decided(
                    recorded,
                    tables(version.digest()),
                    guard(version.digest(), guards).equals(guard(recorded.ruleSet(), guards))
                        ? new KnownEstimates(recorded.estimates(), inForce(), new AtomicLong())
                        : inForce()),
            span,
            after,
            limit);
      }
      case Policy.OfModels(int number) ->
          versions
              .withModels(
                  number,
                  models ->
                      find(
                          recorded ->
                              decided(recorded, tables(recorded.ruleSet()), models.estimator()),
                          span,
                          after,
                          limit))
              .orElseThrow(() -> notFound(VersionKind.MODELS, number));
    };
  }

  private static FailureException notFound(VersionKind kind, int number) {
    return new FailureException(
        new Failure.NotFound("version of the " + kind.told(), Integer.toString(number)));
  }

  private Estimator inForce() {
    return versions.last().models().estimator();
  }

  private RuleTables tables(String digest) {
    RuleTables last = versions.last().ruleSet().tables();
    return digest.equals(last.digest())
        ? last
        : ruleSets.find(digest).orElseThrow(() -> gone(digest));
  }

  private String guard(String digest, Map<String, String> known) {
    return known.computeIfAbsent(
        digest,
        _ ->
            books
                .find(digest)
                .map(RuleBook::canonicalTexts)
                .orElseThrow(() -> gone(digest))
                .getOrDefault(ModelGuard.SCHEMA.table(), ""));
  }

  private static IllegalStateException gone(String digest) {
    return new IllegalStateException(
        "The rule tables %s are not in the order store.".formatted(digest));
  }

  private static SourcingDecision decided(
      StoredDecision recorded, RuleTables tables, Estimator estimator) {
    Case orderCase = recorded.inputs().orderCase();
    SourcingDecision decided =
        OrderSourcing.decide(
            recorded.inputs().market(),
            orderCase.demanding(orderCase.demands().explaining(Demands.Explain.NONE)),
            tables,
            estimator);
    return recorded.approved() ? decided.approved() : decided;
  }

  private Found find(
      Function<StoredDecision, SourcingDecision> target,
      Span span,
      Optional<DecisionId> after,
      int limit) {
    long end = System.nanoTime() + TIME.toNanos();
    var choices = new ArrayList<PolicyChoice>();
    Optional<DecisionId> last = after;
    boolean isMore = true;
    while (isMore && choices.size() < limit && System.nanoTime() < end) {
      int most = Math.min(PAGE, limit - choices.size());
      List<Exported> page = decisions.export(span, last, most);
      Map<String, Parcels> parcels = orders.parcels(whole(page));
      for (Exported each : page) {
        choices.add(
            switch (each) {
              case Exported.Older(var id, var _) -> PolicyChoice.without(id, Standing.OLDER_RECORD);
              case Exported.Whole(var recorded) ->
                  choice(
                      recorded,
                      parcels.getOrDefault(recorded.id().toString(), Parcels.NONE),
                      target);
            });
        last = Optional.of(each.id());
      }
      isMore = page.size() == most;
    }
    return new Found(choices, isMore ? last : Optional.empty());
  }

  private static List<StoredDecision> whole(List<Exported> page) {
    var whole = new ArrayList<StoredDecision>();
    for (Exported each : page) {
      if (each instanceof Exported.Whole(var decision)) {
        whole.add(decision);
      }
    }
    return whole;
  }

  private static PolicyChoice choice(
      StoredDecision recorded, Parcels parcels, Function<StoredDecision, SourcingDecision> target) {
    SourcingDecision logged = recorded.decision();
    List<Shipment> shipments = logged.outcome().shipments();
    if (SourceOrder.isClaim(recorded.request())) {
      return PolicyChoice.without(recorded.id(), Standing.CLAIMED);
    }
    if (shipments.isEmpty()) {
      return PolicyChoice.without(recorded.id(), Standing.SHIPS_NOTHING);
    }
    if (parcels.all() != shipments.size()) {
      return PolicyChoice.without(recorded.id(), Standing.CHANGED_LATER);
    }
    if (!parcels.isSettled()) {
      return PolicyChoice.without(recorded.id(), Standing.OPEN);
    }
    SourcingDecision other = target.apply(recorded);
    List<Shipment> otherShipments = other.outcome().shipments();
    if (!units(otherShipments).equals(units(shipments))) {
      return PolicyChoice.without(recorded.id(), Standing.OTHER_UNITS);
    }
    return PolicyChoice.of(
        recorded.id(),
        new Settled(
            logged.decidedAt().atZone(ZoneOffset.UTC).toLocalDate(),
            shipments.getFirst().shipNode().value(),
            recorded.inputs().orderCase().order().currency().getCurrencyCode(),
            logged.grounds().propensity().value(),
            plan(logged),
            isSame(shipments, otherShipments) ? Optional.empty() : Optional.of(plan(other)),
            parcels.freightMinor(),
            parcels.late() == 0));
  }

  /// By order line.
  private static Map<String, Integer> units(List<Shipment> shipments) {
    var units = new TreeMap<String, Integer>();
    for (Shipment shipment : shipments) {
      for (Allocation line : shipment.lines()) {
        units.merge(line.line().value() + " " + line.sku().value(), line.units(), Integer::sum);
      }
    }
    return units;
  }

  /// What leaves where, when and by whom; what it costs or when it arrives is no part of it.
  private record Parcel(String from, String by, String handover, Map<String, Integer> units) {}

  private static boolean isSame(List<Shipment> one, List<Shipment> other) {
    return counted(one).equals(counted(other));
  }

  private static Map<Parcel, Integer> counted(List<Shipment> shipments) {
    var counted = new HashMap<Parcel, Integer>();
    for (Shipment each : shipments) {
      counted.merge(
          new Parcel(
              each.shipNode().value(),
              each.carrierService().value(),
              each.handover().toString(),
              units(List.of(each))),
          1,
          Integer::sum);
    }
    return counted;
  }

  private static Plan plan(SourcingDecision decision) {
    List<Shipment> shipments = decision.outcome().shipments();
    Cost freight =
        shipments.stream()
            .map(Shipment::cost)
            .map(CostTerms::freight)
            .reduce(Cost.ZERO, Cost::plus);
    return new Plan(
        shipments.stream()
            .map(each ->
                "%s by %s on %s"
                    .formatted(
                        each.shipNode().value(), each.carrierService().value(), each.handoverDay()))
            .toList(),
        (double) freight.tenThousandths() / Cost.SCALE,
        shipments.stream().mapToDouble(each -> each.onTime().value()).reduce(1, (a, b) -> a * b));
  }
}
