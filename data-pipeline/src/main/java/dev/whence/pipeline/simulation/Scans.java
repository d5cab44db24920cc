package dev.whence.pipeline.simulation;

import dev.whence.pipeline.history.Scan;
import dev.whence.pipeline.history.ShipmentEventRow;
import dev.whence.pipeline.simulation.Draws.Stream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// What the shipper sees of a parcel's way: scans, some missing, some twice, some late.
final class Scans {

  private static final double DUPLICATE = 0.02;
  private static final double DELAYED = 0.04;
  private static final double MEDIAN_DELAY_HOURS = 10;

  private final String shipmentId;
  private final Draws draws;
  private final List<ShipmentEventRow> events = new ArrayList<>();

  private Scans(long seed, String shipmentId) {
    this.shipmentId = shipmentId;
    this.draws = Draws.of(seed, Stream.SCAN, Draws.entity(shipmentId), 0);
  }

  static List<ShipmentEventRow> ofDelivered(
      long seed, String shipmentId, String from, String to, Instant handover, Instant door) {
    var scans = new Scans(seed, shipmentId);
    long minutes = Duration.between(handover, door).toMinutes();
    scans.add(Scan.HANDED_OVER, handover, from, 0.015);
    scans.add(Scan.IN_TRANSIT, handover.plus(scans.part(minutes, 0.2, 0.6)), from, 0.10);
    scans.add(Scan.OUT_FOR_DELIVERY, door.minus(scans.part(minutes, 0.02, 0.15)), to, 0.06);
    scans.add(Scan.DELIVERED, door, to, 0.008);
    return scans.events;
  }

  static List<ShipmentEventRow> ofLost(
      long seed, String shipmentId, String from, Instant handover, Instant givenUpAt) {
    var scans = new Scans(seed, shipmentId);
    scans.add(Scan.HANDED_OVER, handover, from, 0.015);
    scans.add(Scan.LOST, givenUpAt, "", 0.05);
    return scans.events;
  }

  private Duration part(long minutes, double low, double high) {
    return Duration.ofMinutes(Math.round(minutes * draws.uniform(low, high)));
  }

  private void add(Scan scan, Instant occurredAt, String region, double missing) {
    boolean isMissing = draws.chance(missing);
    double hours = draws.chance(DELAYED) ? draws.logNormal(MEDIAN_DELAY_HOURS, 1) : 0;
    long minutes = 1L + draws.below(30) + Math.round(hours * 60);
    Instant recordedAt = occurredAt.plus(Duration.ofMinutes(minutes));
    boolean twice = draws.chance(DUPLICATE);
    long later = 1L + draws.below(600);
    if (isMissing) {
      return;
    }
    events.add(new ShipmentEventRow(shipmentId, scan, occurredAt, recordedAt, region));
    if (twice) {
      Instant again = recordedAt.plus(Duration.ofMinutes(later));
      events.add(new ShipmentEventRow(shipmentId, scan, occurredAt, again, region));
    }
  }
}
