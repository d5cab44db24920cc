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

import dev.whence.rules.facts.Fired;
import dev.whence.rules.facts.Reason;
import dev.whence.rules.facts.ShipNodeFact;
import java.util.List;

/// The node-eligibility table.
public final class NodeEligibility {
  private static final Action<Reason.NodeCode> RULED_OUT_BECAUSE =
      Action.word("ruled out because", Reason.NodeCode.class, "why the node may not send the line");

  public static final Schema<ShipNodeFact, Fired<Reason.NodeCode>> SCHEMA =
      new Schema<>(
          "node-eligibility",
          HitPolicy.ALL_MATCHES,
          "findings that rule a ship node out for an order line",
          ShipNodeFact.class,
          List.of(
              id("ship node", Loaded.SHIP_NODE, ShipNodeFact::shipNode, "id of the ship node"),
              nodeType(ShipNodeFact::nodeType),
              country("country", ShipNodeFact::country, "of the node"),
              nodeRegion("region", ShipNodeFact::region, "state or province of the node"),
              country(
                  "destination country", ShipNodeFact::destinationCountry, "where the order goes"),
              optionalText(
                  "destination region", ShipNodeFact::destinationRegion, "state or province"),
              postalCode(ShipNodeFact::destinationPostalCode),
              yesNo("po box", ShipNodeFact::poBox, "whether the address is a post office box"),
              yesNo("military", ShipNodeFact::military, "whether it is one of armed forces abroad"),
              text("channel", ShipNodeFact::channel, "where the order was sold"),
              text("customer class", ShipNodeFact::customerClass, "a word of the caller"),
              optionalText(
                  "customer id",
                  ShipNodeFact::customerId,
                  "the caller's pseudonym of the customer"),
              text("service level", ShipNodeFact::serviceLevel, "speed promised to the customer"),
              id(
                  "category",
                  Loaded.CATEGORY,
                  ShipNodeFact::category,
                  "merchandise category of the line"),
              yesNo("hazmat", ShipNodeFact::hazmat, "whether the line is hazardous"),
              yesNo("handles hazmat", ShipNodeFact::handlesHazmat, "whether the node may send it"),
              yesNo("active", ShipNodeFact::active, "whether the node is switched on"),
              yesNo("serves channel", ShipNodeFact::servesChannel, "whether it sells there"),
              whole(
                  "units ordered",
                  0,
                  1_000_000_000,
                  "units",
                  ShipNodeFact::unitsOrdered,
                  "of the line"),
              whole(
                  "units available",
                  -1_000_000_000,
                  1_000_000_000,
                  "units",
                  ShipNodeFact::unitsAvailable,
                  "to promise to this order, protected units taken off"),
              whole(
                  "units short",
                  0,
                  1_000_000_000,
                  "units",
                  ShipNodeFact::unitsShort,
                  "what the node lacks for the line"),
              whole(
                  "minutes to cutoff",
                  -100_000_000,
                  100_000_000,
                  "minutes",
                  ShipNodeFact::minutesToCutoff,
                  "from packed to today's cutoff, negative when missed or closed"),
              whole(
                  "parcels left",
                  -1_000_000_000,
                  Integer.MAX_VALUE,
                  "parcels",
                  ShipNodeFact::parcelsLeft,
                  "capacity on the first hand-over day that has any, 0 when none has within the horizon"),
              whole("distance km", 0, 30_000, "km", ShipNodeFact::distanceKm, "to the destination"),
              whole(
                  "acceptance percent",
                  0,
                  100,
                  "percent",
                  ShipNodeFact::acceptancePercent,
                  "of the parcels that the node answered in 28 days, those it accepted, drawn towards 95 by 10 parcels"),
              whole(
                  "minutes to accept",
                  0,
                  1_440,
                  "minutes",
                  ShipNodeFact::minutesToAccept,
                  "of its opening hours, the median of 28 days, drawn towards 30 by 10 parcels"),
              whole(
                  "parcels answered",
                  0,
                  1_000_000_000,
                  "parcels",
                  ShipNodeFact::parcelsAnswered,
                  "that the node accepted or refused in 28 days"),
              whole(
                  "parcels refused",
                  0,
                  1_000_000_000,
                  "parcels",
                  ShipNodeFact::parcelsRefused,
                  "of these, all or a part of the parcel"),
              orderDate(ShipNodeFact::orderDate)),
          List.of(RULED_OUT_BECAUSE),
          (ruleId, row) -> new Fired<>(ruleId, row.get(RULED_OUT_BECAUSE)));

  private NodeEligibility() {}
}
