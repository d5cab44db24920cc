package dev.whence.rules.tables.schema;

import static dev.whence.rules.tables.schema.Action.whole;
import static dev.whence.rules.tables.schema.Condition.orderDate;
import static dev.whence.rules.tables.schema.Condition.text;
import static dev.whence.rules.tables.schema.Condition.yesNo;

import dev.whence.rules.facts.OrderFact;
import dev.whence.rules.facts.SourcingTerms;
import java.util.List;

/// The sourcing-policy table.
public final class SourcingPolicy {
  private static final long MOST_MONEY = 1_000_000_000_000L;

  private static final Action<Long> LATE_COST =
      whole("late cost", 0, MOST_MONEY, "minor units", "what one late parcel costs");
  private static final Action<Long> SPLIT_COST =
      whole(
          "split cost",
          0,
          MOST_MONEY,
          "minor units",
          "what each parcel after the first costs beyond its freight");
  private static final Action<Long> MOST_PARCELS =
      whole("most parcels", 1, 100, "parcels", "upper limit for one order");
  private static final Action<Long> UNFILLED_UNIT_COST =
      whole("unfilled unit cost", 0, MOST_MONEY, "minor units", "what a unit not shipped costs");
  private static final Action<Long> RETURN_COST =
      whole("return cost", 0, MOST_MONEY, "minor units", "reverse logistics of one returned unit");
  private static final Action<SourcingTerms.WhenShort> WHEN_SHORT =
      Action.word(
          "when short", SourcingTerms.WhenShort.class, "what becomes of an order short of stock");
  private static final Action<Long> PROMISE_DAYS =
      whole("promise days", 0, 365, "days", "promised when the caller names no date");

  public static final Schema<OrderFact, SourcingTerms> SCHEMA =
      new Schema<>(
          "sourcing-policy",
          HitPolicy.FIRST_MATCH,
          "prices and limits of one order",
          OrderFact.class,
          List.of(
              text("channel", OrderFact::channel, "where the order was sold"),
              text("customer class", OrderFact::customerClass, "a word of the caller"),
              text("service level", OrderFact::serviceLevel, "speed promised to the customer"),
              text("destination country", OrderFact::destinationCountry, "ISO country"),
              text("destination region", OrderFact::destinationRegion, "state or province"),
              text("currency", OrderFact::currency, "ISO currency of the order"),
              Condition.whole(
                  "order value minor",
                  0,
                  MOST_MONEY,
                  "minor units",
                  OrderFact::orderValueMinor,
                  "in the order's currency"),
              Condition.whole(
                  "order lines", 0, 1_000_000, "lines", OrderFact::orderLines, "how many"),
              Condition.whole(
                  "order units",
                  0,
                  1_000_000_000,
                  "units",
                  OrderFact::orderUnits,
                  "over all lines"),
              yesNo("hazmat", OrderFact::hazmat, "whether any line is hazardous"),
              orderDate(OrderFact::orderDate)),
          List.of(
              LATE_COST,
              SPLIT_COST,
              MOST_PARCELS,
              UNFILLED_UNIT_COST,
              RETURN_COST,
              WHEN_SHORT,
              PROMISE_DAYS),
          (ruleId, row) ->
              new SourcingTerms(
                  ruleId,
                  row.get(LATE_COST),
                  row.get(SPLIT_COST),
                  row.getInt(MOST_PARCELS),
                  row.get(UNFILLED_UNIT_COST),
                  row.get(RETURN_COST),
                  row.get(WHEN_SHORT),
                  row.getInt(PROMISE_DAYS)));

  private SourcingPolicy() {}
}
