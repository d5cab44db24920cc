package dev.whence.service.tabletests;

import dev.whence.rules.sourcing.FiredRows;
import dev.whence.rules.tables.RuleTables;
import dev.whence.service.failures.FailureException;
import dev.whence.service.tabletests.RowCountStore.RowDay;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/// Counts anew in how many decisions of a day each row answered, by deciding them again.
/// Thread-safe.
public final class RowRecount {
  private static final int PAGE = 500;
  private static final String FIRST = "00000000-0000-0000-0000-000000000000";

  private final RowCountStore store;
  private final Decider decider;

  public RowRecount(RowCountStore store, Decider decider) {
    this.store = store;
    this.decider = decider;
  }

  /// Decides recorded decisions again.
  public interface Decider {
    /// @param noting makes tables that note what they answer of those that the decision was made
    ///   with
    /// @return number of the rule set; empty if the decision is gone, or does not come out as it
    ///   was
    Optional<Integer> decide(String decision, Function<RuleTables, RuleTables> noting);
  }

  /// @param decisions of the day that were counted
  /// @param leftOut that could not be decided again
  public record Recounted(LocalDate day, int decisions, int leftOut) {}

  /// Puts what it counts in the place of what was counted of the day. For days that are over: what
  /// is decided meanwhile may be left out.
  public Recounted count(LocalDate day) {
    var counts = new TreeMap<RowDay, Long>();
    int done = 0;
    int leftOut = 0;
    String after = FIRST;
    while (true) {
      List<String> page = store.decisions(day, after, PAGE);
      for (String decision : page) {
        if (count(decision, day, counts)) {
          done++;
        } else {
          leftOut++;
        }
      }
      if (page.size() < PAGE) {
        store.replace(day, counts);
        return new Recounted(day, done, leftOut);
      }
      after = page.getLast();
    }
  }

  private boolean count(String decision, LocalDate day, Map<RowDay, Long> counts) {
    var noted = new FiredRows[1];
    Optional<Integer> ruleSet;
    try {
      ruleSet =
          decider.decide(
              decision,
              tables -> {
                noted[0] = new FiredRows(tables);
                return noted[0];
              });
    } catch (FailureException e) {
      return false;
    }
    ruleSet.ifPresent(number -> {
      counts.merge(RowDay.ofDecisions(number, day), 1L, Long::sum);
      noted[0]
          .deciding()
          .forEach((table, ids) ->
              ids.forEach(id -> counts.merge(new RowDay(number, day, table, id), 1L, Long::sum)));
    });
    return ruleSet.isPresent();
  }
}
