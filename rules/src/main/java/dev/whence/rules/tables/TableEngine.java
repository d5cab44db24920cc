package dev.whence.rules.tables;

import dev.whence.rules.tables.schema.Condition;
import dev.whence.rules.tables.schema.WholeRange;
import java.util.List;
import java.util.stream.IntStream;

/// Evaluates one checked table. Immutable as far as anybody can see, and thread-safe.
///
/// A verdict follows the table's hit policy: the answers of all rows that match in rule-id order,
/// or the answer of the topmost one alone. Verdicts are immutable lists.
interface TableEngine<F extends Record, A> {

  List<A> verdict(F fact);

  /// One verdict for each fact, in the order given.
  List<List<A>> verdicts(List<F> facts);

  /// See [RuleTables#kinds].
  default int[] kinds(List<F> facts) {
    return IntStream.range(0, facts.size()).toArray();
  }

  /// See [RuleTables#around].
  default WholeRange around(Condition<F, Long> column, long value) {
    return new WholeRange(value, value);
  }
}
