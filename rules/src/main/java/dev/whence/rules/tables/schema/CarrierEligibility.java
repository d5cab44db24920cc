package dev.whence.rules.tables.schema;

import static dev.whence.rules.tables.schema.Condition.country;
import static dev.whence.rules.tables.schema.Condition.id;
import static dev.whence.rules.tables.schema.Condition.nodeRegion;
import static dev.whence.rules.tables.schema.Condition.nodeType;
import static dev.whence.rules.tables.schema.Condition.optionalText;
import static dev.whence.rules.tables.schema.Condition.orderDate;
import static dev.whence.rules.tables.schema.Condition.postalCode;
import static dev.whence.rules.tables.schema.Condition.text;
import static dev.whence.rules.tables.schema.Condition.whole;
import static dev.whence.rules.tables.schema.Condition.yesNo;

import dev.whence.rules.facts.CarrierOptionFact;
import dev.whence.rules.facts.Fired;
import dev.whence.rules.facts.Reason;
import java.util.List;

/// The carrier-eligibility table.
public final class CarrierEligibility {
  private static final long MOST_GRAMS = 1_000_000_000_000L;

  public static final Condition<CarrierOptionFact, Long> PARCEL_WEIGHT_GRAMS =
      whole(
          "parcel weight grams",
          0,
          MOST_GRAMS,
          "g",
          CarrierOptionFact::parcelWeightGrams,
          "of the parcel as packed");

  public static final Condition<CarrierOptionFact, Long> PARCEL_VOLUME_CM3 =
      whole(
          "parcel volume cm3",
          0,
          MOST_GRAMS,
          "cm3",
          CarrierOptionFact::parcelVolumeCm3,
          "of the parcel as packed");

  public static final Condition<CarrierOptionFact, Long> PARCEL_LONGEST_SIDE_MM =
      whole(
          "parcel longest side mm",
          0,
          Integer.MAX_VALUE,
          "mm",
          CarrierOptionFact::parcelLongestSideMm,
          "of the parcel as packed");

  public static final Condition<CarrierOptionFact, Long> PARCEL_GIRTH_MM =
      whole(
          "parcel girth mm",
          0,
          Integer.MAX_VALUE,
          "mm",
          CarrierOptionFact::parcelGirthMm,
          "length plus girth of the parcel as packed");

  public static final Condition<CarrierOptionFact, Long> PARCEL_VALUE_MINOR =
      whole(
          "parcel value minor",
          0,
          1_000_000_000_000_000L,
          "minor units",
          CarrierOptionFact::parcelValueMinor,
          "of the parcel as packed, in the order's currency");

  public static final Condition<CarrierOptionFact, Long> PARCEL_UNITS =
      whole(
          "parcel units",
          0,
          1_000_000_000,
          "units",
          CarrierOptionFact::parcelUnits,
          "in the parcel as packed");

  private static final Action<Reason.CarrierCode> RULED_OUT_BECAUSE =
      Action.word(
          "ruled out because", Reason.CarrierCode.class, "why the service may not carry the line");

  public static final Schema<CarrierOptionFact, Fired<Reason.CarrierCode>> SCHEMA =
      new Schema<>(
          "carrier-eligibility",
          HitPolicy.ALL_MATCHES,
          "findings that rule a carrier service out for goods in a parcel from a ship node",
          CarrierOptionFact.class,
          List.of(
              id(
                  "carrier service",
                  Loaded.CARRIER_SERVICE,
                  CarrierOptionFact::carrierService,
                  "id of the service"),
              id("carrier", Loaded.CARRIER, CarrierOptionFact::carrier, "the company"),
              id("ship node", Loaded.SHIP_NODE, CarrierOptionFact::shipNode, "id of the ship node"),
              nodeType(CarrierOptionFact::nodeType),
              country("origin country", CarrierOptionFact::originCountry, "of the node"),
              nodeRegion("origin region", CarrierOptionFact::originRegion, "state or province"),
              country(
                  "destination country",
                  CarrierOptionFact::destinationCountry,
                  "where the order goes"),
              optionalText(
                  "destination region", CarrierOptionFact::destinationRegion, "state or province"),
              postalCode(CarrierOptionFact::destinationPostalCode),
              yesNo("po box", CarrierOptionFact::poBox, "whether the address is a post office box"),
              yesNo(
                  "military",
                  CarrierOptionFact::military,
                  "whether it is one of armed forces abroad"),
              text("channel", CarrierOptionFact::channel, "where the order was sold"),
              text("customer class", CarrierOptionFact::customerClass, "a word of the caller"),
              optionalText(
                  "customer id",
                  CarrierOptionFact::customerId,
                  "the caller's pseudonym of the customer"),
              text(
                  "service level",
                  CarrierOptionFact::serviceLevel,
                  "speed promised to the customer"),
              id(
                  "category",
                  Loaded.CATEGORY,
                  CarrierOptionFact::category,
                  "merchandise category of the line"),
              yesNo("hazmat", CarrierOptionFact::hazmat, "whether the line is hazardous"),
              whole(
                  "unit weight grams",
                  0,
                  MOST_GRAMS,
                  "g",
                  CarrierOptionFact::unitWeightGrams,
                  "of one packed unit of the line"),
              whole(
                  "longest side mm",
                  0,
                  Integer.MAX_VALUE,
                  "mm",
                  CarrierOptionFact::longestSideMm,
                  "of one packed unit of the line"),
              PARCEL_WEIGHT_GRAMS,
              PARCEL_VOLUME_CM3,
              PARCEL_LONGEST_SIDE_MM,
              PARCEL_GIRTH_MM,
              PARCEL_VALUE_MINOR,
              PARCEL_UNITS,
              yesNo(
                  "parcel hazmat",
                  CarrierOptionFact::parcelHazmat,
                  "whether anything in the parcel is hazardous"),
              yesNo(
                  "hazmat mixed",
                  CarrierOptionFact::hazmatMixed,
                  "whether hazardous and other goods share the parcel"),
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
                  "from the hand-over to the promised date, as far as that was relaxed"),
              whole(
                  "promise relaxed days",
                  0,
                  365,
                  "days",
                  CarrierOptionFact::promiseRelaxedDays,
                  "by which a promise that cannot be kept was relaxed, else 0"),
              orderDate(CarrierOptionFact::orderDate)),
          List.of(RULED_OUT_BECAUSE),
          (ruleId, row) -> new Fired<>(ruleId, row.get(RULED_OUT_BECAUSE)));

  private CarrierEligibility() {}
}
