package dev.whence.service.sourcing;

import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.rules.sourcing.Case;
import dev.whence.rules.sourcing.Demands;
import dev.whence.rules.sourcing.OrderSourcing;
import dev.whence.rules.sourcing.SourcingDecision;
import dev.whence.rules.sourcing.WhyNot;
import dev.whence.rules.tables.RuleTables;
import dev.whence.service.records.DecisionId;
import dev.whence.service.versions.InForce;
import java.util.Optional;
import java.util.function.Function;

/// Looks back at recorded decisions: decides them again, and asks what would have had to differ.
/// Thread-safe.
public final class RecordedDecisions {
  private final DecisionStore decisions;
  private final InForce.Source inForce;
  private final Function<String, Optional<RuleTables>> tablesByDigest;

  /// @param tablesByDigest finds the rule tables of an older decision
  public RecordedDecisions(
      DecisionStore decisions,
      InForce.Source inForce,
      Function<String, Optional<RuleTables>> tablesByDigest) {
    this.decisions = decisions;
    this.inForce = inForce;
    this.tablesByDigest = tablesByDigest;
  }

  /// What the caller was told.
  public Optional<ShownDecision> find(DecisionId id) {
    return decisions.findShown(id);
  }

  /// A recorded decision with as much said about what was not chosen as is asked for now. What it
  /// did not tell then is worked out again, with the tables and estimates of the time; estimates
  /// that it did without come from the models in force.
  ///
  /// @return as recorded, if this release would decide otherwise and so cannot tell more
  /// @throws IllegalStateException if the rule tables of the time are gone
  public Optional<ShownDecision> find(DecisionId id, Demands.Explain level) {
    Optional<ShownDecision> shown = find(id);
    return shown.isEmpty() || shown.get().explain() == level
        ? shown
        : decisions.find(id).map(recorded -> explained(shown.get(), recorded, level));
  }

  private ShownDecision explained(
      ShownDecision shown, StoredDecision recorded, Demands.Explain level) {
    Case orderCase = recorded.inputs().orderCase();
    SourcingDecision decided =
        OrderSourcing.decide(
            recorded.inputs().market(),
            orderCase.demanding(orderCase.demands().explaining(level)),
            tablesOf(recorded),
            recorded.estimates().replay(inForce.last().models().estimator()));
    SourcingDecision again = recorded.approved() ? decided.approved() : decided;
    SourcingDecision told = recorded.decision().explainedBy(again.assessments());
    return again.equals(told) ? shown.telling(level, told) : shown;
  }

  /// Which tables and models a replay uses.
  public enum Basis {
    /// The tables and estimates of the time.
    RECORDED,
    /// The tables and models in force now, on the stock and the clock of the time.
    CURRENT
  }

  /// A recorded decision decided again.
  ///
  /// @param equal whether nothing differs; that other tables decided is no difference where those
  ///   in force now were asked for
  public record Replay(
      StoredDecision recorded, SourcingDecision again, boolean equal, Basis basis) {}

  /// Decides the recorded inputs again.
  ///
  /// @throws IllegalStateException if the rule tables of the time are gone
  public Optional<Replay> replay(DecisionId id, Basis basis) {
    return decisions
        .find(id)
        .map(recorded -> {
          InForce now = basis == Basis.CURRENT ? inForce.now() : inForce.last();
          SourcingDecision decided =
              switch (basis) {
                case RECORDED ->
                    OrderSourcing.decide(
                        recorded.inputs().market(),
                        recorded.inputs().orderCase(),
                        tablesOf(recorded),
                        recorded.estimates().replay(now.models().estimator()));
                case CURRENT ->
                    OrderSourcing.decide(
                        recorded.inputs().market(),
                        recorded.inputs().orderCase(),
                        now.ruleSet().tables(),
                        now.models().estimator());
              };
          SourcingDecision again = recorded.approved() ? decided.approved() : decided;
          SourcingDecision compared =
              switch (basis) {
                case RECORDED -> again;
                case CURRENT -> again.asBy(recorded.ruleSet());
              };
          return new Replay(recorded, again, compared.equals(recorded.decision()), basis);
        });
  }

  /// Why a ship node did not send the order, under the tables and estimates of the time.
  public Optional<WhyNot.Answer> whyNot(DecisionId id, ShipNodeId node) {
    return decisions
        .find(id)
        .map(recorded ->
            WhyNot.explain(
                recorded.inputs().market(),
                recorded.inputs().orderCase(),
                recorded.decision(),
                node,
                tablesOf(recorded),
                recorded.estimates().replay(inForce.last().models().estimator())));
  }

  private RuleTables tablesOf(StoredDecision recorded) {
    RuleTables last = inForce.last().ruleSet().tables();
    if (recorded.ruleSet().equals(last.digest())) {
      return last;
    }
    return tablesByDigest
        .apply(recorded.ruleSet())
        .orElseThrow(() ->
            new IllegalStateException(
                "Decision %s was made with rule set %s, which is not in the order store."
                    .formatted(recorded.id(), recorded.ruleSet())));
  }
}
