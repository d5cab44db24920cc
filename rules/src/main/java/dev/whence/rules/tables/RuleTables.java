package dev.whence.rules.tables;

import dev.whence.domain.TableAnswer;
import dev.whence.rules.tables.schema.Condition;
import dev.whence.rules.tables.schema.Schema;
import dev.whence.rules.tables.schema.WholeRange;
import java.util.List;
import java.util.stream.IntStream;

/// The rule tables as the decision asks them: by the schema constant of the table, for instance
/// [dev.whence.rules.tables.schema.SourcingPolicy#SCHEMA]. Immutable and thread-safe.
///
/// A table answers by its hit policy; asking the other way, or asking for a table that is not
/// there, is a bug and throws `IllegalArgumentException`.
public interface RuleTables {
  /// The version: SHA-256 (hex) over the canonical text of all checked tables.
  String digest();

  /// All matches: the answers of all rows that match, in rule-id order. Immutable, shared by all
  /// who ask.
  <F extends Record, A extends TableAnswer> List<A> all(Schema<F, A> schema, F fact);

  /// All matches, for many facts at once: one element for each fact, in the order given.
  ///
  /// Facts that come in runs, such as those of nested loops, are answered fastest.
  <F extends Record, A extends TableAnswer> List<List<A>> all(Schema<F, A> schema, List<F> facts);

  /// Numbers facts, from 0 on in the order in which they come, such that facts of one number are
  /// answered alike, and still would be if a component of all of them were replaced by one value.
  ///
  /// So facts with a common part need not be made and asked about for each value of it. Facts that
  /// are answered alike may have different numbers.
  default <F extends Record> int[] kinds(Schema<F, ?> schema, List<F> facts) {
    return IntStream.range(0, facts.size()).toArray();
  }

  /// The numbers around a column's value that a fact may have instead and still be answered alike,
  /// also when other components of it move within such ranges of theirs.
  ///
  /// So what grows little by little need not be asked about at each step.
  default <F extends Record> WholeRange around(
      Schema<F, ?> schema, Condition<F, Long> column, long value) {
    return new WholeRange(value, value);
  }

  /// Says that a decision is made: what is asked from now on explains it.
  default void explaining() {}

  /// First match: the answer of the topmost row that matches. There always is one, because the last
  /// row is blank.
  <F extends Record, A extends TableAnswer> A first(Schema<F, A> schema, F fact);
}
