package dev.whence.rules.tables.schema;

import static dev.whence.rules.tables.schema.Condition.decimal;
import static dev.whence.rules.tables.schema.Condition.id;
import static dev.whence.rules.tables.schema.Condition.optionalText;
import static dev.whence.rules.tables.schema.Condition.orderDate;
import static dev.whence.rules.tables.schema.Condition.text;
import static dev.whence.rules.tables.schema.Condition.whole;
import static dev.whence.rules.tables.schema.Condition.yesNo;

import dev.whence.domain.returns.ReturnAction;
import dev.whence.rules.facts.ReturnLineFact;
import dev.whence.rules.facts.ReturnTerms;
import java.util.List;

/// The return-intervention table.
public final class ReturnIntervention {
  private static final Action<ReturnAction> ACTION =
      Action.word("action", ReturnAction.class, "what to do before the line ships");

  public static final Schema<ReturnLineFact, ReturnTerms> SCHEMA =
      new Schema<>(
          "return-intervention",
          HitPolicy.FIRST_MATCH,
          "what to do about a line that is likely to come back",
          ReturnLineFact.class,
          List.of(
              id(
                  "category",
                  Loaded.CATEGORY,
                  ReturnLineFact::category,
                  "merchandise category of the line"),
              text("channel", ReturnLineFact::channel, "where the order was sold"),
              text("customer class", ReturnLineFact::customerClass, "a word of the caller"),
              optionalText(
                  "customer id",
                  ReturnLineFact::customerId,
                  "the caller's pseudonym of the customer"),
              decimal(
                  "return probability",
                  "0",
                  "1",
                  "probability",
                  ReturnLineFact::returnProbability,
                  "that a unit comes back"),
              yesNo("predicted", ReturnLineFact::predicted, "no when no model answered"),
              whole("quantity", 0, 1_000_000, "units", ReturnLineFact::quantity, "of the line"),
              whole(
                  "line value minor",
                  0,
                  1_000_000_000_000L,
                  "minor units",
                  ReturnLineFact::lineValueMinor,
                  "in the order's currency"),
              whole(
                  "expected return cost minor",
                  0,
                  1_000_000_000_000L,
                  "minor units",
                  ReturnLineFact::expectedReturnCostMinor,
                  "probability times units times the policy's return cost"),
              orderDate(ReturnLineFact::orderDate)),
          List.of(ACTION),
          (ruleId, row) -> new ReturnTerms(ruleId, row.get(ACTION)));

  private ReturnIntervention() {}
}
