package dev.whence.rules.tables.schema;

import static dev.whence.rules.tables.schema.Condition.currency;
import static dev.whence.rules.tables.schema.Condition.optionalText;
import static dev.whence.rules.tables.schema.Condition.orderDate;
import static dev.whence.rules.tables.schema.Condition.text;
import static dev.whence.rules.tables.schema.Condition.whole;

import dev.whence.rules.facts.AllocationFact;
import dev.whence.rules.facts.AllocationTerms;
import java.util.List;

/// The allocation-priority table.
public final class AllocationPriority {
  private static final long MOST_MONEY = 1_000_000_000_000L;
  private static final int MOST_DAYS = 3_650;

  private static final Action<Long> PRIORITY =
      Action.whole(
          "priority",
          0,
          1_000,
          "higher is served first",
          "of two orders that want the same units; of equals the one placed first");
  private static final Action<Long> KEPT_PERCENT =
      Action.whole(
              "kept percent",
              0,
              100,
              "percent",
              "of what a ship node has on hand of a SKU that is left for other channels; what they hold already counts")
          .usually(0L);

  public static final Schema<AllocationFact, AllocationTerms> SCHEMA =
      new Schema<>(
          "allocation-priority",
          HitPolicy.FIRST_MATCH,
          "which orders get stock first, and what is kept for other channels",
          AllocationFact.class,
          List.of(
              text("channel", AllocationFact::channel, "where the order was sold"),
              text("customer class", AllocationFact::customerClass, "a word of the caller"),
              optionalText(
                  "customer id",
                  AllocationFact::customerId,
                  "the caller's pseudonym of the customer"),
              text("service level", AllocationFact::serviceLevel, "speed promised to the customer"),
              currency("currency", AllocationFact::currency, "of the order"),
              whole(
                  "order value minor",
                  0,
                  MOST_MONEY,
                  "minor units",
                  AllocationFact::orderValueMinor,
                  "in the order's currency"),
              whole(
                  "waiting hours",
                  0,
                  24L * MOST_DAYS,
                  "hours",
                  AllocationFact::waitingHours,
                  "since the order was placed, 0 for a new one"),
              whole(
                  "days to promise",
                  -MOST_DAYS,
                  MOST_DAYS,
                  "days",
                  AllocationFact::daysToPromise,
                  "from today to the promised day, negative once it is over"),
              orderDate(AllocationFact::orderDate)),
          List.of(PRIORITY, KEPT_PERCENT),
          (ruleId, row) ->
              new AllocationTerms(ruleId, row.getInt(PRIORITY), row.getInt(KEPT_PERCENT)));

  private AllocationPriority() {}
}
