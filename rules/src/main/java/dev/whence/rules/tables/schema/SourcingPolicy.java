package dev.whence.rules.tables.schema;

import static dev.whence.rules.tables.schema.Action.whole;
import static dev.whence.rules.tables.schema.Condition.country;
import static dev.whence.rules.tables.schema.Condition.currency;
import static dev.whence.rules.tables.schema.Condition.optionalText;
import static dev.whence.rules.tables.schema.Condition.orderDate;
import static dev.whence.rules.tables.schema.Condition.postalCode;
import static dev.whence.rules.tables.schema.Condition.text;
import static dev.whence.rules.tables.schema.Condition.yesNo;

import dev.whence.domain.Probability;
import dev.whence.rules.facts.OrderFact;
import dev.whence.rules.facts.SourcingTerms;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.IntStream;

/// The sourcing-policy table.
public final class SourcingPolicy {
  private static final long MOST_MONEY = 1_000_000_000_000L;

  private static final Action<Long> LATE_COST =
      whole(
          "late cost",
          0,
          MOST_MONEY,
          "minor units",
          "what one late parcel costs, however late it is");
  private static final Action<Long> LATE_DAY_COST =
      whole(
              "late day cost",
              0,
              MOST_MONEY,
              "minor units",
              "what each day costs that a parcel is expected to be late")
          .usually(0L);
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
      whole(
          "unfilled unit cost",
          0,
          MOST_MONEY,
          "minor units",
          "what a unit not shipped costs at least");

  private static final Action<Long> UNFILLED_VALUE_PERCENT =
      whole(
              "unfilled value percent",
              0,
              1_000,
              "percent",
              "what a unit not shipped costs at least, of the price the customer pays for it")
          .usually(100L);
  private static final Action<Long> RETURN_COST =
      whole("return cost", 0, MOST_MONEY, "minor units", "reverse logistics of one returned unit");
  private static final Action<SourcingTerms.WhenShort> WHEN_SHORT =
      Action.word(
          "when short", SourcingTerms.WhenShort.class, "what becomes of an order short of stock");
  private static final Action<SourcingTerms.HeldStock> HELD_STOCK =
      Action.word(
              "held stock",
              SourcingTerms.HeldStock.class,
              "whether stock that could ship is kept while a person decides about the order")
          .usually(SourcingTerms.HeldStock.FREE);
  private static final Action<SourcingTerms.SplitLines> SPLIT_LINES =
      Action.word(
              "split lines",
              SourcingTerms.SplitLines.class,
              "whether units of one line may leave apart; IF_NEEDED where no node has them all")
          .usually(SourcingTerms.SplitLines.IF_NEEDED);

  private static final Action<Boolean> PART_LINES =
      Action.yesNo("part lines", "whether a part of a line ships while its rest waits")
          .usually(false);

  private static final Action<Long> PROMISE_DAYS =
      whole("promise days", 0, 365, "days", "promised when the caller names no date");

  private static final Action<Long> HORIZON_DAYS =
      whole("horizon days", 0, 90, "days", "how far ahead hand-overs are looked for").usually(10L);

  private static final Action<BigDecimal> LEAST_CHANCE =
      Action.decimal("least chance", "0", "1", "probability", "with which a promise counts as kept")
          .usually(new BigDecimal("0.8"));

  private static final Action<Long> RELAX =
      whole(
              "relax days",
              0,
              90,
              "days",
              "by which a promise that cannot be kept is relaxed first, 0 for not at all")
          .usually(2L);

  private static final Action<Long> RELAX_FURTHER =
      whole("relax further days", 0, 90, "days", "by which it is relaxed if that is not enough")
          .usually(5L);

  private static final Action<Long> OFFER_TO =
      whole(
              "offer to",
              1,
              100,
              "ship nodes",
              "how many compete for a parcel, the first to claim it sends it; 1 for no competition")
          .usually((long) SourcingTerms.Offering.NONE.nodes());

  private static final Action<Long> OFFER_MINUTES =
      whole(
              "offer minutes",
              1,
              10_080,
              "minutes",
              "for which a parcel is offered before the planned ship node has to send it")
          .usually((long) SourcingTerms.Offering.NONE.minutes());

  private static final Action<Long> CLAIM_MINUTES =
      whole(
              "claim minutes",
              1,
              10_080,
              "minutes",
              "within which a parcel that was claimed has to be accepted")
          .usually((long) SourcingTerms.Offering.NONE.claimMinutes());

  public static final Schema<OrderFact, SourcingTerms> SCHEMA =
      new Schema<>(
          "sourcing-policy",
          HitPolicy.FIRST_MATCH,
          "prices and limits of one order",
          OrderFact.class,
          List.of(
              text("channel", OrderFact::channel, "where the order was sold"),
              text("customer class", OrderFact::customerClass, "a word of the caller"),
              optionalText(
                  "customer id", OrderFact::customerId, "the caller's pseudonym of the customer"),
              text("service level", OrderFact::serviceLevel, "speed promised to the customer"),
              country("destination country", OrderFact::destinationCountry, "where the order goes"),
              optionalText("destination region", OrderFact::destinationRegion, "state or province"),
              postalCode(OrderFact::destinationPostalCode),
              yesNo("po box", OrderFact::poBox, "whether the address is a post office box"),
              yesNo("military", OrderFact::military, "whether it is one of armed forces abroad"),
              currency("currency", OrderFact::currency, "of the order"),
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
              LATE_DAY_COST,
              SPLIT_COST,
              MOST_PARCELS,
              UNFILLED_UNIT_COST,
              UNFILLED_VALUE_PERCENT,
              RETURN_COST,
              WHEN_SHORT,
              HELD_STOCK,
              SPLIT_LINES,
              PART_LINES,
              PROMISE_DAYS,
              HORIZON_DAYS,
              LEAST_CHANCE,
              RELAX,
              RELAX_FURTHER,
              OFFER_TO,
              OFFER_MINUTES,
              CLAIM_MINUTES),
          (ruleId, row) ->
              new SourcingTerms(
                  ruleId,
                  row.get(LATE_COST),
                  row.get(LATE_DAY_COST),
                  row.get(SPLIT_COST),
                  row.getInt(MOST_PARCELS),
                  row.get(UNFILLED_UNIT_COST),
                  row.getInt(UNFILLED_VALUE_PERCENT),
                  row.get(RETURN_COST),
                  row.get(WHEN_SHORT),
                  row.get(HELD_STOCK),
                  row.get(SPLIT_LINES),
                  row.get(PART_LINES),
                  row.getInt(PROMISE_DAYS),
                  row.getInt(HORIZON_DAYS),
                  new Probability(row.get(LEAST_CHANCE).doubleValue()),
                  relaxations(row.getInt(RELAX), row.getInt(RELAX_FURTHER)),
                  new SourcingTerms.Offering(
                      row.getInt(OFFER_TO), row.getInt(OFFER_MINUTES), row.getInt(CLAIM_MINUTES))));

  /// The steps that relax more than the one before.
  private static List<Integer> relaxations(int first, int second) {
    return IntStream.of(first, second > first ? second : 0)
        .filter(days -> days > 0)
        .boxed()
        .toList();
  }

  private SourcingPolicy() {}
}
