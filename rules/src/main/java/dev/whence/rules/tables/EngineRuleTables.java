package dev.whence.rules.tables;

import dev.whence.domain.TableAnswer;
import dev.whence.rules.tables.schema.Condition;
import dev.whence.rules.tables.schema.HitPolicy;
import dev.whence.rules.tables.schema.Schema;
import dev.whence.rules.tables.schema.WholeRange;
import java.util.IdentityHashMap;
import java.util.List;

/// The tables of a rule book, each evaluated by an engine of one kind.
final class EngineRuleTables implements RuleTables {
  private final String digest;

  /// Schemas are constants, and comparing them column by column would cost more than an answer.
  private final IdentityHashMap<Schema<?, ?>, TableEngine<?, ?>> engines = new IdentityHashMap<>();

  EngineRuleTables(RuleBook book, EngineKind kind) {
    digest = book.digest();
    book.tables().forEach(table -> engines.put(table.schema(), kind.engine(table)));
  }

  @Override
  public String digest() {
    return digest;
  }

  @Override
  public <F extends Record, A extends TableAnswer> List<A> all(Schema<F, A> schema, F fact) {
    return engine(schema, HitPolicy.ALL_MATCHES).verdict(fact);
  }

  @Override
  public <F extends Record, A extends TableAnswer> List<List<A>> all(
      Schema<F, A> schema, List<F> facts) {
    return engine(schema, HitPolicy.ALL_MATCHES).verdicts(facts);
  }

  @Override
  public <F extends Record> int[] kinds(Schema<F, ?> schema, List<F> facts) {
    return engine(schema, schema.hitPolicy()).kinds(facts);
  }

  @Override
  public <F extends Record> WholeRange around(
      Schema<F, ?> schema, Condition<F, Long> column, long value) {
    return engine(schema, schema.hitPolicy()).around(column, value);
  }

  @Override
  public <F extends Record, A extends TableAnswer> A first(Schema<F, A> schema, F fact) {
    return engine(schema, HitPolicy.FIRST_MATCH).verdict(fact).getFirst();
  }

  @SuppressWarnings("unchecked") // the constructor puts each engine under its own table's schema
  private <F extends Record, A> TableEngine<F, A> engine(Schema<F, A> schema, HitPolicy asked) {
    TableEngine<?, ?> engine = engines.get(schema);
    if (engine == null) {
      throw new IllegalArgumentException(
          "The rule book has no table with the schema of %s.\nMaybe use one of RuleBook.SCHEMAS."
              .formatted(schema.table()));
    }
    if (schema.hitPolicy() != asked) {
      throw new IllegalArgumentException(
          "The table %s answers by %s and was asked for %s.\nMaybe ask %s."
              .formatted(
                  schema.table(),
                  schema.hitPolicy().words(),
                  asked.words(),
                  asked == HitPolicy.ALL_MATCHES ? "first()" : "all()"));
    }
    return (TableEngine<F, A>) engine;
  }
}
