package dev.whence.rules.tables.schema;

import static dev.whence.rules.tables.schema.Condition.nodeType;
import static dev.whence.rules.tables.schema.Condition.orderDate;
import static dev.whence.rules.tables.schema.Condition.text;
import static dev.whence.rules.tables.schema.Condition.whole;
import static dev.whence.rules.tables.schema.Condition.yesNo;

import dev.whence.rules.facts.CarrierOptionFact;
import dev.whence.rules.facts.Fired;
import dev.whence.rules.facts.Reason;
import java.util.List;

/// The carrier-eligibility table.
public final class CarrierEligibility {
  private static final Action<Reason.CarrierCode> RULED_OUT_BECAUSE =
      Action.word(
          "ruled out because", Reason.CarrierCode.class, "why the service may not carry the line");

  public static final Schema<CarrierOptionFact, Fired<Reason.CarrierCode>> SCHEMA =
      new Schema<>(
          "carrier-eligibility",
          HitPolicy.ALL_MATCHES,
          "findings that rule a carrier service out for an order line from a ship node",
          CarrierOptionFact.class,
          List.of(
              text("carrier service", CarrierOptionFact::carrierService, "id of the service"),
              text("carrier", CarrierOptionFact::carrier, "the company"),
              nodeType(CarrierOptionFact::nodeType),
              text("origin country", CarrierOptionFact::originCountry, "ISO country of the node"),
              text("destination country", CarrierOptionFact::destinationCountry, "ISO country"),
              text("destination region", CarrierOptionFact::destinationRegion, "state or province"),
              text("channel", CarrierOptionFact::channel, "where the order was sold"),
              text("customer class", CarrierOptionFact::customerClass, "a word of the caller"),
              text(
                  "service level",
                  CarrierOptionFact::serviceLevel,
                  "speed promised to the customer"),
              text("category", CarrierOptionFact::category, "merchandise category of the line"),
              yesNo("hazmat", CarrierOptionFact::hazmat, "whether the line is hazardous"),
              whole(
                  "unit weight grams",
                  0,
                  Integer.MAX_VALUE,
                  "g",
                  CarrierOptionFact::unitWeightGrams,
                  "of one packed unit"),
              whole(
                  "line weight grams",
                  0,
                  Integer.MAX_VALUE,
                  "g",
                  CarrierOptionFact::lineWeightGrams,
                  "of all units of the line"),
              whole(
                  "longest side mm",
                  0,
                  Integer.MAX_VALUE,
                  "mm",
                  CarrierOptionFact::longestSideMm,
                  "of one packed unit"),
              whole(
                  "line value minor",
                  0,
                  1_000_000_000_000L,
                  "minor units",
                  CarrierOptionFact::lineValueMinor,
                  "in the order's currency"),
              whole(
                  "distance km",
                  0,
                  30_000,
                  "km",
                  CarrierOptionFact::distanceKm,
                  "node to destination"),
              yesNo("quoted", CarrierOptionFact::quoted, "whether a rate card covers the lane"),
              whole(
                  "transit days",
                  0,
                  1_000,
                  "days",
                  CarrierOptionFact::transitDays,
                  "published, 0 when not quoted"),
              whole(
                  "days to promise",
                  -10_000,
                  10_000,
                  "days",
                  CarrierOptionFact::daysToPromise,
                  "from hand-over to the promised date"),
              orderDate(CarrierOptionFact::orderDate)),
          List.of(RULED_OUT_BECAUSE),
          (ruleId, row) -> new Fired<>(ruleId, row.get(RULED_OUT_BECAUSE)));

  private CarrierEligibility() {}
}
