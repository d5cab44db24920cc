package dev.whence.rules.tables;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// An example that belongs to a rule set: what must come out of it, whatever else is changed.
public sealed interface TableTest {
  /// Of the name of a test: kebab-case, as rule ids are.
  Pattern ID = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");

  int LONGEST_ID = 120;

  /// Stands for "no row answers".
  String NONE = "none";

  /// Its name, the only one of its kind in a rule set.
  String id();

  /// For people, may be empty.
  String note();

  /// One fact put to one table. What is not said of it may have any value, and the test must hold
  /// all the same: a first-match table is asked row by row, and a row above that may answer makes
  /// the test fail until the test says what that row looks at. Of an all-matches table, rows count
  /// that match whatever the values are that are not said.
  ///
  /// @param facts by condition column, as cells have them, in the schema's order
  /// @param rows that must answer and no others, in their order; empty where any may
  /// @param outcome action cells that the answer must have, by column; of an all-matches table the
  ///   cells of one of the rows
  record OfFacts(
      String id,
      String table,
      Map<String, String> facts,
      Optional<List<String>> rows,
      Map<String, String> outcome,
      String note)
      implements TableTest {
    public OfFacts {
      facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
      rows = rows.map(List::copyOf);
      outcome = Collections.unmodifiableMap(new LinkedHashMap<>(outcome));
    }
  }

  /// A recorded decision, decided again with the stock, the network and the estimates of its time.
  ///
  /// @param decision its id
  /// @param expected what is not said may be as it likes
  record OfOrder(String id, String decision, Expected expected, String note) implements TableTest {}

  /// What must come out of an order.
  ///
  /// @param outcome for instance `allocated`
  /// @param shipNodes that send something, and no others; empty where any may
  /// @param carrierServices likewise
  /// @param rows that must be among those that answered, by table
  record Expected(
      Optional<String> outcome,
      List<String> shipNodes,
      List<String> carrierServices,
      Map<String, String> rows) {
    public Expected {
      shipNodes = List.copyOf(shipNodes);
      carrierServices = List.copyOf(carrierServices);
      rows = Collections.unmodifiableMap(new LinkedHashMap<>(rows));
    }
  }
}
