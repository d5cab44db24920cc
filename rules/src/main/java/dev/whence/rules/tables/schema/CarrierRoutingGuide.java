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

import dev.whence.domain.carriers.CarrierServiceId;
import dev.whence.rules.facts.RoutingGuide;
import dev.whence.rules.facts.RoutingGuideFact;
import java.util.List;

/// The carrier-routing-guide table.
public final class CarrierRoutingGuide {
  private static final Action<List<String>> CARRIER_SERVICES =
      Action.ranking(
          "carrier services",
          Loaded.CARRIER_SERVICE,
          "preferred first; blank leaves the choice to published days and price");

  public static final Schema<RoutingGuideFact, RoutingGuide> SCHEMA =
      new Schema<>(
          "carrier-routing-guide",
          HitPolicy.FIRST_MATCH,
          "the static choice of carrier service, used when no model may answer",
          RoutingGuideFact.class,
          List.of(
              id("ship node", Loaded.SHIP_NODE, RoutingGuideFact::shipNode, "id of the ship node"),
              nodeType(RoutingGuideFact::nodeType),
              country("origin country", RoutingGuideFact::originCountry, "of the node"),
              nodeRegion("origin region", RoutingGuideFact::originRegion, "state or province"),
              country(
                  "destination country",
                  RoutingGuideFact::destinationCountry,
                  "where the order goes"),
              optionalText(
                  "destination region", RoutingGuideFact::destinationRegion, "state or province"),
              postalCode(RoutingGuideFact::destinationPostalCode),
              yesNo("po box", RoutingGuideFact::poBox, "whether the address is a post office box"),
              yesNo(
                  "military",
                  RoutingGuideFact::military,
                  "whether it is one of armed forces abroad"),
              text("channel", RoutingGuideFact::channel, "where the order was sold"),
              text("customer class", RoutingGuideFact::customerClass, "a word of the caller"),
              optionalText(
                  "customer id",
                  RoutingGuideFact::customerId,
                  "the caller's pseudonym of the customer"),
              text(
                  "service level",
                  RoutingGuideFact::serviceLevel,
                  "speed promised to the customer"),
              yesNo("hazmat", RoutingGuideFact::hazmat, "whether anything in it is hazardous"),
              whole(
                  "parcel weight grams",
                  0,
                  1_000_000_000_000L,
                  "g",
                  RoutingGuideFact::parcelWeightGrams,
                  "of all goods that could travel together"),
              whole(
                  "parcel value minor",
                  0,
                  1_000_000_000_000_000L,
                  "minor units",
                  RoutingGuideFact::parcelValueMinor,
                  "of all goods that could travel together"),
              whole(
                  "distance km",
                  0,
                  30_000,
                  "km",
                  RoutingGuideFact::distanceKm,
                  "node to destination"),
              whole(
                  "days to promise",
                  -10_000,
                  10_000,
                  "days",
                  RoutingGuideFact::daysToPromise,
                  "from hand-over to the promised date"),
              orderDate(RoutingGuideFact::orderDate)),
          List.of(CARRIER_SERVICES),
          (ruleId, row) ->
              new RoutingGuide(
                  ruleId, row.get(CARRIER_SERVICES).stream().map(CarrierServiceId::new).toList()));

  /// The services that a row ranks.
  public static List<String> ranked(ActionValues row) {
    return row.get(CARRIER_SERVICES);
  }

  private CarrierRoutingGuide() {}
}
