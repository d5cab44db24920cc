package dev.whence.rules.tables.schema;

import java.util.List;
import java.util.function.BiFunction;

/// What one rule table may say.
///
/// @param <F> the fact record that the table sees
/// @param <A> what a row answers
/// @param table its name, which is also its files' name
/// @param decides what it decides, for the reader of the table, without a full stop
/// @param conditions in the order the canonical text has them
/// @param actions likewise
/// @param answer builds a row's answer from its rule id and its action cells
public record Schema<F extends Record, A>(
    String table,
    HitPolicy hitPolicy,
    String decides,
    Class<F> fact,
    List<Condition<F, ?>> conditions,
    List<Action<?>> actions,
    BiFunction<String, ActionValues, A> answer) {

  public Schema {
    conditions = List.copyOf(conditions);
    actions = List.copyOf(actions);
  }
}
