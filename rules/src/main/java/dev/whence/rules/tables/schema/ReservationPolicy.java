package dev.whence.rules.tables.schema;

import static dev.whence.rules.tables.schema.Condition.id;
import static dev.whence.rules.tables.schema.Condition.nodeType;
import static dev.whence.rules.tables.schema.Condition.optionalText;
import static dev.whence.rules.tables.schema.Condition.orderDate;
import static dev.whence.rules.tables.schema.Condition.text;

import dev.whence.rules.facts.ReservationFact;
import dev.whence.rules.facts.ReservationTerms;
import java.time.Duration;
import java.util.List;

/// The reservation-policy table.
public final class ReservationPolicy {
  private static final Action<Long> HOLD =
      Action.whole(
          "hold minutes",
          1,
          60L * 24 * 90,
          "minutes",
          "life of a reservation that is not confirmed");
  private static final Action<Long> PROTECTED_UNITS =
      Action.whole(
          "protected units",
          0,
          1_000_000,
          "units",
          "of each SKU at the node that this order may not take");

  public static final Schema<ReservationFact, ReservationTerms> SCHEMA =
      new Schema<>(
          "reservation-policy",
          HitPolicy.FIRST_MATCH,
          "how long stock is held, and what is kept for others",
          ReservationFact.class,
          List.of(
              id("ship node", Loaded.SHIP_NODE, ReservationFact::shipNode, "id of the ship node"),
              nodeType(ReservationFact::nodeType),
              text("channel", ReservationFact::channel, "where the order was sold"),
              text("customer class", ReservationFact::customerClass, "a word of the caller"),
              optionalText(
                  "customer id",
                  ReservationFact::customerId,
                  "the caller's pseudonym of the customer"),
              text(
                  "service level", ReservationFact::serviceLevel, "speed promised to the customer"),
              id(
                  "category",
                  Loaded.CATEGORY,
                  ReservationFact::category,
                  "merchandise category of the line"),
              orderDate(ReservationFact::orderDate)),
          List.of(HOLD, PROTECTED_UNITS),
          (ruleId, row) ->
              new ReservationTerms(
                  ruleId, Duration.ofMinutes(row.get(HOLD)), row.getInt(PROTECTED_UNITS)));

  private ReservationPolicy() {}
}
