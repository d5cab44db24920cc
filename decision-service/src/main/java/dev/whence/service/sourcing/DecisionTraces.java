package dev.whence.service.sourcing;

import dev.whence.rules.sourcing.EstimateLog;
import dev.whence.rules.sourcing.OrderSourcing;
import dev.whence.rules.sourcing.SourcingDecision;
import dev.whence.rules.tables.RuleBook;
import dev.whence.rules.tables.RuleTables;
import dev.whence.rules.tables.TableTrace;
import dev.whence.rules.tables.TracedTables;
import dev.whence.service.records.DecisionId;
import dev.whence.service.versions.InForce;
import dev.whence.service.versions.RuleSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Which rows answered what in decisions, worked out by deciding them again: so nothing more is
/// recorded of a decision, and every one can be told. Thread-safe.
public final class DecisionTraces {
  private final DecisionStore decisions;
  private final InForce.Source inForce;
  private final Function<String, Optional<RuleBook>> books;

  /// @param books finds the rule tables of an older decision by their digest
  public DecisionTraces(
      DecisionStore decisions, InForce.Source inForce, Function<String, Optional<RuleBook>> books) {
    this.decisions = decisions;
    this.inForce = inForce;
    this.books = books;
  }

  /// What the tables were asked in a decision.
  ///
  /// @param same whether the decision comes out again as it was; else the trace is of what would be
  ///   decided by this release
  /// @param lines which line of each model answered, within what the model-guard rows allow
  public record Trace(
      String ruleSet, boolean same, List<TableTrace> tables, List<EstimateLog.Line> lines) {
    public Trace {
      lines = List.copyOf(lines);
      tables = List.copyOf(tables);
    }
  }

  /// @param near rows that did not answer, for each case
  /// @param most cases of each table
  /// @return empty if there is no such decision
  /// @throws IllegalStateException if the rule tables of the time are gone
  public Optional<Trace> trace(DecisionId id, int near, int most) {
    return decisions
        .find(id)
        .map(recorded -> {
          Tables tables = tablesOf(recorded);
          var traced = new TracedTables(tables.book(), tables.tables());
          SourcingDecision again = decide(recorded, traced);
          return new Trace(
              recorded.ruleSet(),
              again.equals(recorded.decision()),
              traced.traces(near, most),
              recorded.estimates().lines());
        });
  }

  /// What the tables are asked for an order that was evaluated.
  public Trace trace(SourceOrder.Decided decided, int near, int most) {
    RuleSet ruleSet = decided.inForce().ruleSet();
    var traced = new TracedTables(ruleSet.book(), ruleSet.tables());
    SourcingDecision again =
        OrderSourcing.decide(
            decided.market(),
            decided.orderCase(),
            traced,
            decided.estimates().replay(decided.inForce().models().estimator()));
    SourcingDecision told = decided.basis().approved() ? again.approved() : again;
    return new Trace(
        ruleSet.book().digest(),
        told.equals(decided.decision()),
        traced.traces(near, most),
        decided.estimates().lines());
  }

  /// A recorded decision with other tables.
  public Optional<SourcingDecision> decide(DecisionId id, RuleTables tables) {
    return decisions.find(id).map(recorded -> decide(recorded, tables));
  }

  /// A recorded decision with tables that note what they answer.
  ///
  /// @return number of its rule set; empty if there is no such decision, or it comes out otherwise
  public Optional<Integer> note(DecisionId id, Function<RuleTables, RuleTables> noting) {
    return decisions
        .find(id)
        .filter(recorded ->
            decide(recorded, noting.apply(tablesOf(recorded).tables())).equals(recorded.decision()))
        .map(recorded -> recorded.versions().ruleSet());
  }

  private SourcingDecision decide(StoredDecision recorded, RuleTables tables) {
    SourcingDecision decided =
        OrderSourcing.decide(
            recorded.inputs().market(),
            recorded.inputs().orderCase(),
            tables,
            recorded.estimates().replay(inForce.last().models().estimator()));
    return recorded.approved() ? decided.approved() : decided;
  }

  private record Tables(RuleBook book, RuleTables tables) {}

  private Tables tablesOf(StoredDecision recorded) {
    RuleSet last = inForce.last().ruleSet();
    if (recorded.ruleSet().equals(last.tables().digest())) {
      return new Tables(last.book(), last.tables());
    }
    return books
        .apply(recorded.ruleSet())
        .map(book -> new Tables(book, book.scan()))
        .orElseThrow(() ->
            new IllegalStateException(
                "Decision %s was made with rule set %s, which is not in the order store."
                    .formatted(recorded.id(), recorded.ruleSet())));
  }
}
