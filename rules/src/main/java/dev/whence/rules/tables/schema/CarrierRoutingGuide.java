package dev.whence.rules.tables.schema;

import static dev.whence.rules.tables.schema.Condition.nodeType;
import static dev.whence.rules.tables.schema.Condition.orderDate;
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
          "preferred first; blank leaves the choice to published days and price");

  public static final Schema<RoutingGuideFact, RoutingGuide> SCHEMA =
      new Schema<>(
          "carrier-routing-guide",
          HitPolicy.FIRST_MATCH,
          "the static choice of carrier service, used when no model may answer",
          RoutingGuideFact.class,
          List.of(
              nodeType(RoutingGuideFact::nodeType),
              text("origin country", RoutingGuideFact::originCountry, "ISO country of the node"),
              text("destination country", RoutingGuideFact::destinationCountry, "ISO country"),
              text("destination region", RoutingGuideFact::destinationRegion, "state or province"),
              text("channel", RoutingGuideFact::channel, "where the order was sold"),
              text("customer class", RoutingGuideFact::customerClass, "a word of the caller"),
              text(
                  "service level",
                  RoutingGuideFact::serviceLevel,
                  "speed promised to the customer"),
              yesNo("hazmat", RoutingGuideFact::hazmat, "whether the line is hazardous"),
              whole(
                  "line weight grams",
                  0,
                  Integer.MAX_VALUE,
                  "g",
                  RoutingGuideFact::lineWeightGrams,
                  "of all units of the line"),
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

  private CarrierRoutingGuide() {}
}
