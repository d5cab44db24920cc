package dev.whence.service.tabletests;

import dev.whence.rules.sourcing.FiredRows;
import dev.whence.rules.sourcing.SourcingDecision;
import dev.whence.rules.tables.RuleBook;
import dev.whence.rules.tables.RuleTables;
import dev.whence.rules.tables.TableTest;
import dev.whence.rules.tables.TableTests;
import dev.whence.rules.tables.TestFiles;
import dev.whence.rules.tables.TestResult;
import dev.whence.service.failures.FailureException;
import dev.whence.service.json.KeptNames;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;

/// Runs tests on rule tables that need not be in force. Changes nothing; thread-safe.
public final class TestRuns {
  private static final String OTHER_DECISION = "maybe take the test away, or name another decision";

  private final Decider decider;
  private final ExampleDecider examples;

  /// @param decider of recorded decisions
  /// @param examples decides orders in networks of their own
  public TestRuns(Decider decider, ExampleDecider examples) {
    this.decider = decider;
    this.examples = examples;
  }

  /// Runs tests where no decision is recorded.
  public static TestRuns withoutService(ExampleDecider examples) {
    return new TestRuns((decision, tables) -> Optional.empty(), examples);
  }

  /// Decides recorded decisions again, with other rule tables.
  public interface Decider {
    /// @param decision its id
    /// @return empty if there is none
    /// @throws FailureException if its record is of a form that is no longer read
    Optional<SourcingDecision> decide(String decision, RuleTables tables);
  }

  /// Decides orders in networks of their own.
  public interface ExampleDecider {
    Answer decide(TableTest.OfExample test, RuleTables tables);

    sealed interface Answer {
      record Decided(SourcingDecision decision) implements Answer {}

      /// @param problem slug of what a caller would be told
      /// @param why in a sentence
      record Refused(String problem, String why) implements Answer {}

      /// The network or the order cannot be read, for instance after an upgrade.
      ///
      /// @param why in a sentence
      record Broken(String why) implements Answer {}
    }
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
      switch (test) {
        case TableTest.OfFacts facts -> all.add(Objects.requireNonNull(results.get(facts)));
        case TableTest.OfOrder order -> all.add(run(tables, order));
        case TableTest.OfExample example -> all.add(run(tables, example));
      }
    }
    return all;
  }

  private TestResult run(RuleTables tables, TableTest.OfExample test) {
    if (test.network().isMissing()) {
      return undecided(
          test,
          test.expected(),
          "there is no network " + test.network().name(),
          "maybe bring %s%s back, or name another network"
              .formatted(test.network().name(), TestFiles.NETWORK_END));
    }
    var fired = new FiredRows(tables);
    return switch (examples.decide(test, fired)) {
      case ExampleDecider.Answer.Decided(var decision) ->
          compare(test, test.expected(), decision, fired.byTable());
      case ExampleDecider.Answer.Refused(var problem, var why) ->
          refused(test, problem, why, fired.byTable());
      case ExampleDecider.Answer.Broken(var why) ->
          undecided(test, test.expected(), why, "maybe save the test, or its network, anew");
    };
  }

  private static TestResult refused(
      TableTest.OfExample test, String problem, String why, SortedMap<String, List<String>> rows) {
    boolean passed = test.expected().refused().filter(problem::equals).isPresent();
    return new TestResult(
        test,
        passed,
        expected(test.expected()),
        "refused as %s: %s".formatted(problem, why),
        rows(rows),
        passed ? List.of() : List.of("the order is refused: " + why));
  }

  private TestResult run(RuleTables tables, TableTest.OfOrder test) {
    var fired = new FiredRows(tables);
    Optional<SourcingDecision> decided;
    try {
      decided = decider.decide(test.decision(), fired);
    } catch (FailureException e) {
      return undecided(test, test.expected(), "its record is of an older form", OTHER_DECISION);
    }
    return decided
        .map(decision -> compare(test, test.expected(), decision, fired.byTable()))
        .orElseGet(
            () -> undecided(test, test.expected(), "no such decision is recorded", OTHER_DECISION));
  }

  private static TestResult undecided(
      TableTest test, TableTest.Expected expected, String why, String advice) {
    return new TestResult(
        test, false, expected(expected), "nothing: " + why, List.of(), List.of(advice));
  }

  private static TestResult compare(
      TableTest test,
      TableTest.Expected expected,
      SourcingDecision decision,
      SortedMap<String, List<String>> rows) {
    List<String> nodes = nodes(decision);
    List<String> services = services(decision);
    String outcome = outcome(decision);
    var differs = new ArrayList<String>();
    expected
        .refused()
        .ifPresent(problem -> differs.add("the order is decided, not refused as " + problem));
    expected
        .outcome()
        // Older releases took the names of the cases.
        .filter(wanted -> !KeptNames.upper(wanted).equals(outcome))
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
    long cost = decision.cost().total().roundedMinorUnits();
    if (expected.costMinor().isPresent() && expected.costMinor().getAsLong() != cost) {
      differs.add("it costs %d, not %d".formatted(cost, expected.costMinor().getAsLong()));
    }
    return new TestResult(
        test,
        differs.isEmpty(),
        expected(expected),
        "%s from %s by %s%s"
            .formatted(
                outcome,
                shown(nodes),
                shown(services),
                expected.costMinor().isPresent() ? " for " + cost : ""),
        rows(rows),
        differs);
  }

  private static List<String> rows(SortedMap<String, List<String>> byTable) {
    return byTable.entrySet().stream()
        .flatMap(table -> table.getValue().stream().map(row -> table.getKey() + "/" + row))
        .toList();
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
    expected.costMinor().ifPresent(cost -> words.add("for " + cost));
    expected.refused().ifPresent(problem -> words.add("refused as " + problem));
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

  /// As the API writes it: `PARTLY_BACKORDERED`.
  private static String outcome(SourcingDecision decision) {
    return KeptNames.code(decision.outcome());
  }

  private static String shown(List<String> ids) {
    return ids.isEmpty() ? "nowhere" : String.join(", ", ids);
  }
}
