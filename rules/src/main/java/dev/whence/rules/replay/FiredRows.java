package dev.whence.rules.replay;

import dev.whence.domain.TableAnswer;
import dev.whence.rules.sourcing.SourcingDecision.TableRow;
import dev.whence.rules.tables.RuleTables;
import dev.whence.rules.tables.schema.Condition;
import dev.whence.rules.tables.schema.Schema;
import dev.whence.rules.tables.schema.WholeRange;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Rule tables that write down which rows fire, also for candidates that lose. For one decision.
final class FiredRows implements RuleTables {
  private final RuleTables tables;
  private final Set<TableRow> fired = new HashSet<>();

  FiredRows(RuleTables tables) {
    this.tables = tables;
  }

  Set<TableRow> fired() {
    return fired;
  }

  @Override
  public String digest() {
    return tables.digest();
  }

  @Override
  public <F extends Record, A extends TableAnswer> List<A> all(Schema<F, A> schema, F fact) {
    return noted(schema, tables.all(schema, fact));
  }

  @Override
  public <F extends Record, A extends TableAnswer> List<List<A>> all(
      Schema<F, A> schema, List<F> facts) {
    List<List<A>> all = tables.all(schema, facts);
    all.forEach(answers -> noted(schema, answers));
    return all;
  }

  @Override
  public <F extends Record> int[] kinds(Schema<F, ?> schema, List<F> facts) {
    return tables.kinds(schema, facts);
  }

  @Override
  public <F extends Record> WholeRange around(
      Schema<F, ?> schema, Condition<F, Long> column, long value) {
    return tables.around(schema, column, value);
  }

  @Override
  public <F extends Record, A extends TableAnswer> A first(Schema<F, A> schema, F fact) {
    A answer = tables.first(schema, fact);
    fired.add(new TableRow(schema.table(), answer.ruleId()));
    return answer;
  }

  private <A extends TableAnswer> List<A> noted(Schema<?, A> schema, List<A> answers) {
    for (A answer : answers) {
      fired.add(new TableRow(schema.table(), answer.ruleId()));
    }
    return answers;
  }
}
