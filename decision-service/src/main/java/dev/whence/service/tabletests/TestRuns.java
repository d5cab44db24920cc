package dev.whence.service.tabletests;

import dev.whence.rules.sourcing.FiredRows;
import dev.whence.rules.sourcing.SourcingDecision;
import dev.whence.rules.tables.RuleBook;
import dev.whence.rules.tables.RuleTables;
import dev.whence.rules.tables.TableTest;
import dev.whence.rules.tables.TableTests;
import dev.whence.rules.tables.TestResult;
import dev.whence.service.failures.FailureException;
import dev.whence.service.json.KeptNames;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/// Runs tests on rule tables that need not be in force. Changes nothing; thread-safe.
public final class TestRuns {
  private final Decider decider;

  /// @param decider of recorded decisions
  public TestRuns(Decider decider) {
    this.decider = decider;
  }

  /// Decides recorded decisions again, with other rule tables.
  public interface Decider {
    /// @param decision its id
    /// @return empty if there is none
    /// @throws FailureException if its record is of a form that is no longer read
    Optional<SourcingDecision> decide(String decision, RuleTables tables);
  }

  /// @return one for each test, in the order given
  public List<TestResult> run(RuleBook book, Collection<TableTest> tests) {
    List<TableTest.OfFacts> ofFacts =
        tests.stream()
            .filter(TableTest.OfFacts.class::isInstance)
            .map(TableTest.OfFacts.class::cast)
            .toList();
    var results = new HashMap<TableTest, TestResult>();
    TableTests.run(book, ofFacts).forEach(result -> results.put(result.test(), result));
    RuleTables tables = book.scan();
    var all = new ArrayList<TestResult>();
    for (TableTest test : tests) {
      TestResult known = results.get(test);
      if (known != null) {
        all.add(known);
      } else if (test instanceof TableTest.OfOrder order) {
        all.add(run(tables, order));
      }
    }
    return all;
  }

  private TestResult run(RuleTables tables, TableTest.OfOrder test) {
    var fired = new FiredRows(tables);
    Optional<SourcingDecision> decided;
    try {
      decided = decider.decide(test.decision(), fired);
    } catch (FailureException e) {
      return undecided(test, "its record is of an older form");
    }
    return decided
        .map(decision -> compare(test, decision, fired.byTable()))
        .orElseGet(() -> undecided(test, "no such decision is recorded"));
  }

  private static TestResult undecided(TableTest.OfOrder test, String why) {
    return new TestResult(
        test,
        false,
        expected(test.expected()),
        "nothing: " + why,
        List.of(),
        List.of("maybe take the test away, or name another decision"));
  }

  private static TestResult compare(
      TableTest.OfOrder test, SourcingDecision decision, SortedMap<String, List<String>> rows) {
    TableTest.Expected expected = test.expected();
    List<String> nodes = nodes(decision);
    List<String> services = services(decision);
    String outcome = outcome(decision);
    var differs = new ArrayList<String>();
    expected
        .outcome()
        .filter(wanted -> !wanted.equals(outcome))
        .ifPresent(wanted -> differs.add("the outcome is " + outcome + ", not " + wanted));
    if (!expected.shipNodes().isEmpty()
        && !expected.shipNodes().stream().sorted().toList().equals(nodes)) {
      differs.add("sent from " + shown(nodes) + ", not " + shown(expected.shipNodes()));
    }
    if (!expected.carrierServices().isEmpty()
        && !expected.carrierServices().stream().sorted().toList().equals(services)) {
      differs.add("sent by " + shown(services) + ", not " + shown(expected.carrierServices()));
    }
    for (Map.Entry<String, String> row : expected.rows().entrySet()) {
      List<String> its = rows.getOrDefault(row.getKey(), List.of());
      if (!its.contains(row.getValue())) {
        differs.add(
            "%s answered with %s, not with %s".formatted(row.getKey(), shown(its), row.getValue()));
      }
    }
    return new TestResult(
        test,
        differs.isEmpty(),
        expected(expected),
        "%s from %s by %s".formatted(outcome, shown(nodes), shown(services)),
        rows.entrySet().stream()
            .flatMap(table -> table.getValue().stream().map(row -> table.getKey() + "/" + row))
            .toList(),
        differs);
  }

  private static String expected(TableTest.Expected expected) {
    var words = new ArrayList<String>();
    expected.outcome().ifPresent(words::add);
    if (!expected.shipNodes().isEmpty()) {
      words.add("from " + shown(expected.shipNodes()));
    }
    if (!expected.carrierServices().isEmpty()) {
      words.add("by " + shown(expected.carrierServices()));
    }
    expected.rows().forEach((table, row) -> words.add(table + "/" + row));
    return String.join(", ", words);
  }

  private static List<String> nodes(SourcingDecision decision) {
    return decision.outcome().shipments().stream()
        .map(shipment -> shipment.shipNode().value())
        .distinct()
        .sorted()
        .toList();
  }

  private static List<String> services(SourcingDecision decision) {
    return decision.outcome().shipments().stream()
        .map(shipment -> shipment.carrierService().value())
        .distinct()
        .sorted()
        .toList();
  }

  /// As the API writes it: `PartlyBackordered`.
  private static String outcome(SourcingDecision decision) {
    return KeptNames.code(decision.outcome());
  }

  private static String shown(List<String> ids) {
    return ids.isEmpty() ? "nowhere" : String.join(", ", ids);
  }
}
