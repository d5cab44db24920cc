package dev.whence.rules.tables;

import java.util.List;

/// Evaluates one checked table. Immutable and thread-safe.
interface TableEngine<F extends Record, A> {

  /// For each fact, in the order given, the answers of all rows that match it, in rule-id order.
  List<List<A>> allMatches(List<F> facts);

  /// The answer of the topmost row that matches.
  A firstMatch(F fact);
}
