package dev.whence.rules.replay;

import dev.whence.domain.TableAnswer;
import dev.whence.rules.tables.RuleTables;
import dev.whence.rules.tables.schema.Schema;
import java.util.List;
import java.util.function.Predicate;

/// Rule tables that notice whether any fact they are asked about matches a row that is in none of
/// them. Facts are not taken together, for the row may tell apart what the tables do not. For one
/// decision.
public final class MatchedFacts implements RuleTables {
  private final RuleTables tables;
  private final String table;
  private final Predicate<Record> row;
  private boolean matched;

  /// @param table whose facts are looked at
  /// @param row whether its conditions hold for one
  public MatchedFacts(RuleTables tables, String table, Predicate<Record> row) {
    this.tables = tables;
    this.table = table;
    this.row = row;
  }

  public boolean isMatched() {
    return matched;
  }

  @Override
  public String digest() {
    return tables.digest();
  }

  @Override
  public <F extends Record, A extends TableAnswer> List<A> all(Schema<F, A> schema, F fact) {
    look(schema, fact);
    return tables.all(schema, fact);
  }

  @Override
  public <F extends Record, A extends TableAnswer> List<List<A>> all(
      Schema<F, A> schema, List<F> facts) {
    facts.forEach(fact -> look(schema, fact));
    return tables.all(schema, facts);
  }

  @Override
  public <F extends Record, A extends TableAnswer> A first(Schema<F, A> schema, F fact) {
    look(schema, fact);
    return tables.first(schema, fact);
  }

  private void look(Schema<?, ?> schema, Record fact) {
    matched = matched || (schema.table().equals(table) && row.test(fact));
  }
}
