package dev.whence.rules.tables;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
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

  /// A whole order in a network of its own, decided as of one moment with no model: whatever is
  /// loaded, it comes out the same until the tables change.
  ///
  /// @param at the decision's time
  /// @param request JSON of the order and what the caller insists on, as `POST /v1/decisions` takes
  ///   it without a mode
  /// @param expected what is not said may be as it likes
  record OfExample(
      String id, Instant at, Network network, String request, Expected expected, String note)
      implements TableTest {}

  /// Ship nodes, carrier services, items and stock of an example.
  ///
  /// @param name under which several tests share it; empty for one that a test has to itself
  /// @param text JSON in the shapes of the loads; empty where a test names one that is not there
  record Network(String name, String text) {
    public boolean isShared() {
      return !name.isEmpty();
    }

    public boolean isMissing() {
      return text.isEmpty();
    }
  }

  /// What must come out of an order.
  ///
  /// @param outcome for instance `allocated`
  /// @param shipNodes that send something, and no others; empty where any may
  /// @param carrierServices likewise
  /// @param rows that must be among those that answered, by table
  /// @param costMinor of the whole plan, in minor units of the order's currency, rounded to one
  /// @param refused slug of the problem with which the order is refused, for instance
  ///   `unknown-reference`
  record Expected(
      Optional<String> outcome,
      List<String> shipNodes,
      List<String> carrierServices,
      Map<String, String> rows,
      OptionalLong costMinor,
      Optional<String> refused) {
    /// Of an order that is decided, at whatever cost.
    public Expected(
        Optional<String> outcome,
        List<String> shipNodes,
        List<String> carrierServices,
        Map<String, String> rows) {
      this(outcome, shipNodes, carrierServices, rows, OptionalLong.empty(), Optional.empty());
    }

    public Expected {
      shipNodes = List.copyOf(shipNodes);
      carrierServices = List.copyOf(carrierServices);
      rows = Collections.unmodifiableMap(new LinkedHashMap<>(rows));
    }

    /// Whether it says nothing at all.
    public boolean isBlank() {
      return outcome.isEmpty()
          && shipNodes.isEmpty()
          && carrierServices.isEmpty()
          && rows.isEmpty()
          && costMinor.isEmpty()
          && refused.isEmpty();
    }
  }
}
