package dev.whence.rules.tables;

import static org.drools.model.DSL.declarationOf;
import static org.drools.model.DSL.globalOf;
import static org.drools.model.DSL.on;
import static org.drools.model.PatternDSL.alphaIndexedBy;
import static org.drools.model.PatternDSL.pattern;
import static org.drools.model.PatternDSL.rule;

import dev.whence.rules.tables.cells.CellType;
import dev.whence.rules.tables.cells.Test;
import dev.whence.rules.tables.schema.Condition;
import dev.whence.rules.tables.schema.HitPolicy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.drools.model.AlphaIndex;
import org.drools.model.Global;
import org.drools.model.Index;
import org.drools.model.PatternDSL.PatternDef;
import org.drools.model.Rule;
import org.drools.model.Variable;
import org.drools.model.functions.HashedExpression;
import org.drools.model.functions.Predicate1;
import org.drools.model.impl.ModelImpl;
import org.drools.modelcompiler.KieBaseBuilder;
import org.kie.api.KieBase;
import org.kie.api.runtime.KieSession;

/// One table as Drools rules.
///
/// The rules are built as Drools' executable model: patterns, predicates and indexes are objects
/// made of the checked cells, so no text of a cell is ever compiled, and building takes
/// milliseconds. Every evaluation has a session of its own; see `docs/decisions`.
final class TableRules<F extends Record, A> implements TableEngine<F, A> {
  private static final String PACKAGE = "dev.whence.rules";
  private static final String FIRED = "fired";

  private final KieBase rules;
  private final HitPolicy hitPolicy;

  TableRules(CheckedTable<F, A> table) {
    hitPolicy = table.schema().hitPolicy();
    var model = new ModelImpl(table.schema().table());
    @SuppressWarnings("unchecked") // a session's global is always set below, to a Listener<F, A>
    Class<Listener<F, A>> listener = (Class<Listener<F, A>>) (Class<?>) Listener.class;
    Global<Listener<F, A>> fired = globalOf(listener, PACKAGE, FIRED);
    model.addGlobal(fired);
    int salience = table.rows().size();
    for (Row<F, A> row : table.rows()) {
      model.addRule(toRule(table, row, salience--, fired));
    }
    rules = KieBaseBuilder.createKieBaseFromModel(model);
  }

  @Override
  public List<A> verdict(F fact) {
    return hitPolicy == HitPolicy.ALL_MATCHES
        ? allMatches(List.of(fact)).getFirst()
        : List.of(firstMatch(fact));
  }

  @Override
  public List<List<A>> verdicts(List<F> facts) {
    return hitPolicy == HitPolicy.ALL_MATCHES
        ? allMatches(facts)
        : facts.stream().map(this::verdict).toList();
  }

  private List<List<A>> allMatches(List<F> facts) {
    Map<F, List<Row<F, A>>> fired = HashMap.newHashMap(facts.size());
    KieSession session = rules.newKieSession();
    try {
      Listener<F, A> listener =
          (fact, row) -> fired.computeIfAbsent(fact, _ -> new ArrayList<>()).add(row);
      session.setGlobal(FIRED, listener);
      Set.copyOf(facts).forEach(session::insert);
      session.fireAllRules();
    } finally {
      session.dispose();
    }
    return facts.stream().map(fact -> answers(fired.getOrDefault(fact, List.of()))).toList();
  }

  private A firstMatch(F fact) {
    var answers = new ArrayList<A>(1);
    KieSession session = rules.newKieSession();
    try {
      Listener<F, A> listener = (_, row) -> answers.add(row.answer());
      session.setGlobal(FIRED, listener);
      session.insert(fact);
      session.fireAllRules(1);
    } finally {
      session.dispose();
    }
    return answers.getFirst();
  }

  private static <F extends Record, A> List<A> answers(List<Row<F, A>> fired) {
    return fired.stream().sorted(Comparator.comparing(Row::ruleId)).map(Row::answer).toList();
  }

  private static <F extends Record, A> Rule toRule(
      CheckedTable<F, A> table, Row<F, A> row, int salience, Global<Listener<F, A>> fired) {
    Variable<F> fact = declarationOf(table.schema().fact(), "fact");
    PatternDef<F> pattern = pattern(fact);
    for (CellTest<F, ?> test : row.tests()) {
      pattern = constrain(pattern, test, table.schema().conditions().indexOf(test.column()));
    }
    return rule(PACKAGE, row.ruleId())
        .attribute(Rule.Attribute.SALIENCE, salience)
        .build(pattern, on(fact, fired).execute((match, listener) -> listener.fired(match, row)));
  }

  private static <F extends Record, T extends Comparable<? super T>> PatternDef<F> constrain(
      PatternDef<F> pattern, CellTest<F, T> cell, int column) {
    var predicate = new Constraint<>(cell);
    String id = predicate.getExpressionHash();
    return cell.test() instanceof Test.In<T>(List<T> values)
            && values.size() == 1
            && isEqualWhenSame(cell.column())
        ? pattern.expr(id, predicate, equalTo(cell.column(), column, values.getFirst()))
        : pattern.expr(id, predicate);
  }

  /// The decimals 0.3 and 0.30 are the same but not `equals`; they are not left to an index.
  private static boolean isEqualWhenSame(Condition<?, ?> column) {
    return !(column.type() instanceof CellType.Decimal);
  }

  private static <F extends Record, T extends Comparable<? super T>> AlphaIndex<F, T> equalTo(
      Condition<F, T> column, int id, T value) {
    @SuppressWarnings("unchecked") // an enum constant with a body has a class of its own
    Class<T> type =
        (Class<T>) (value instanceof Enum<?> word ? word.getDeclaringClass() : value.getClass());
    return alphaIndexedBy(type, Index.ConstraintType.EQUAL, id, column.value()::apply, value);
  }

  /// Called by each rule that fires.
  private interface Listener<F extends Record, A> {
    void fired(F fact, Row<F, A> row);
  }

  /// A cell's test as Drools asks it. Equal cells of a column share one node of the network, told
  /// by their text.
  private record Constraint<F extends Record>(CellTest<F, ?> cell)
      implements Predicate1<F>, HashedExpression {

    @Override
    public boolean test(F fact) {
      return cell.holdsFor(fact);
    }

    @Override
    public String getExpressionHash() {
      return cell.column().name() + ": " + cell.text();
    }
  }
}
