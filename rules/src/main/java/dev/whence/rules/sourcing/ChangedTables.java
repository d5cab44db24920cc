package dev.whence.rules.sourcing;

import dev.whence.domain.TableAnswer;
import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.rules.facts.CarrierOptionFact;
import dev.whence.rules.facts.ShipNodeFact;
import dev.whence.rules.facts.SourcingTerms;
import dev.whence.rules.sourcing.SourcingDecision.TableRow;
import dev.whence.rules.tables.RuleTables;
import dev.whence.rules.tables.schema.HitPolicy;
import dev.whence.rules.tables.schema.Schema;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.UnaryOperator;

/// Rule tables with one thing changed, for counterfactual questions. The digest stays that of the
/// tables that were changed.
///
/// @param keeps whether an answer to a fact of an all-matches table counts
/// @param terms what becomes of the sourcing policy's answer
record ChangedTables(
    RuleTables tables, BiPredicate<Record, TableRow> keeps, UnaryOperator<SourcingTerms> terms)
    implements RuleTables {

  static RuleTables without(RuleTables tables, String table, String ruleId) {
    var row = new TableRow(table, ruleId);
    return new ChangedTables(tables, (fact, fired) -> !fired.equals(row), UnaryOperator.identity());
  }

  static RuleTables notApplied(RuleTables tables, String table, String ruleId, ShipNodeId node) {
    var row = new TableRow(table, ruleId);
    return new ChangedTables(
        tables, (fact, fired) -> !fired.equals(row) || !isOf(node, fact), UnaryOperator.identity());
  }

  /// Writes down the rows that fire for a ship node.
  static RuleTables recording(RuleTables tables, ShipNodeId node, Collection<TableRow> fired) {
    return new ChangedTables(
        tables,
        (fact, row) -> {
          if (isOf(node, fact)) {
            fired.add(row);
          }
          return true;
        },
        UnaryOperator.identity());
  }

  static RuleTables withHorizon(RuleTables tables, int days) {
    return new ChangedTables(
        tables, (fact, row) -> true, terms -> copy(terms, terms.mostParcels(), days));
  }

  static RuleTables withMostParcels(RuleTables tables, int most) {
    return new ChangedTables(
        tables, (fact, row) -> true, terms -> copy(terms, most, terms.horizonDays()));
  }

  private static boolean isOf(ShipNodeId node, Record fact) {
    return switch (fact) {
      case ShipNodeFact at -> at.shipNode().equals(node.value());
      case CarrierOptionFact from -> from.shipNode().equals(node.value());
      default -> false;
    };
  }

  private static SourcingTerms copy(SourcingTerms terms, int mostParcels, int horizonDays) {
    return new SourcingTerms(
        terms.ruleId(),
        terms.lateCostMinor(),
        terms.lateDayCostMinor(),
        terms.splitCostMinor(),
        mostParcels,
        terms.unfilledUnitCostMinor(),
        terms.unfilledValuePercent(),
        terms.returnCostMinor(),
        terms.whenShort(),
        terms.heldStock(),
        terms.splitLines(),
        terms.partLines(),
        terms.promiseDays(),
        horizonDays,
        terms.leastChance(),
        terms.relaxByDays(),
        terms.offering());
  }

  @Override
  public String digest() {
    return tables.digest();
  }

  @Override
  public <F extends Record, A extends TableAnswer> List<A> all(Schema<F, A> schema, F fact) {
    return kept(schema, fact, tables.all(schema, fact));
  }

  @Override
  public <F extends Record, A extends TableAnswer> List<List<A>> all(
      Schema<F, A> schema, List<F> facts) {
    List<List<A>> all = tables.all(schema, facts);
    var kept = new java.util.ArrayList<List<A>>(all.size());
    for (int i = 0; i < all.size(); i++) {
      kept.add(kept(schema, facts.get(i), all.get(i)));
    }
    return kept;
  }

  /// What is kept depends on the ship node alone, which facts of one kind have in common.
  @Override
  public <F extends Record> int[] kinds(Schema<F, ?> schema, List<F> facts) {
    return tables.kinds(schema, facts);
  }

  private <F extends Record, A extends TableAnswer> List<A> kept(
      Schema<F, A> schema, F fact, List<A> answers) {
    if (schema.hitPolicy() != HitPolicy.ALL_MATCHES || answers.isEmpty()) {
      return answers;
    }
    return answers.stream()
        .filter(answer -> keeps.test(fact, new TableRow(schema.table(), answer.ruleId())))
        .toList();
  }

  @Override
  public <F extends Record, A extends TableAnswer> A first(Schema<F, A> schema, F fact) {
    A answer = tables.first(schema, fact);
    return changed(answer).orElse(answer);
  }

  @SuppressWarnings("unchecked") // the sourcing policy's answers are of this one class
  private <A extends TableAnswer> Optional<A> changed(A answer) {
    return answer instanceof SourcingTerms those
        ? Optional.of((A) terms.apply(those))
        : Optional.empty();
  }
}
