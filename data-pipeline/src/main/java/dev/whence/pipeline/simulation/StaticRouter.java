package dev.whence.pipeline.simulation;

import dev.whence.domain.carriers.RateZone;
import dev.whence.domain.inventory.NodeType;
import dev.whence.domain.inventory.ShipNode;
import dev.whence.pipeline.simulation.Demand.DemandedOrder;
import dev.whence.pipeline.simulation.Demand.Line;
import dev.whence.pipeline.simulation.Draws.Stream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How the merchant routed before Whence: nearest node that has everything, else nearest node for
/// each line; the carrier service by a routing guide with some variety, so that services share
/// lanes.
///
/// Stock itself is not simulated yet: an item its node carries is at hand in 19 of 20 weeks.
final class StaticRouter {

  /// What one node sends for one order.
  ///
  /// @param lines indices into the order's lines, rising
  record Leg(ShipNode node, Fleet fleet, RateZone zone, double distanceKm, List<Integer> lines) {
    Leg {
      lines = List.copyOf(lines);
    }
  }

  private static final double AT_HAND = 0.95;
  private static final int TOO_HEAVY_FOR_PARCELS_GRAMS = 30_000;
  private static final double LONGEST_STORE_KM = 900;

  private record Candidate(ShipNode node, double distanceKm) {}

  private final World world;
  private final Map<String, Boolean> carried = new HashMap<>();

  StaticRouter(World world) {
    this.world = world;
  }

  /// The legs of an order, nearest node first; lines that nobody has are in none of them.
  List<Leg> route(DemandedOrder order) {
    List<Candidate> nearest =
        world.nodes().stream()
            .filter(node -> node.serves(order.channel()))
            .map(node ->
                new Candidate(
                    node, node.location().distanceKm(order.customer().address().location())))
            .filter(candidate ->
                candidate.node().type() != NodeType.STORE
                    || candidate.distanceKm() <= LONGEST_STORE_KM)
            .sorted(
                Comparator.comparingDouble(Candidate::distanceKm)
                    .thenComparing(candidate -> candidate.node().id()))
            .toList();
    for (Candidate candidate : nearest) {
      if (order.lines().stream().allMatch(line -> has(candidate.node(), line, order))) {
        return List.of(leg(order, candidate, all(order)));
      }
    }
    var byNode = new LinkedHashMap<Candidate, List<Integer>>();
    for (int i = 0; i < order.lines().size(); i++) {
      Line line = order.lines().get(i);
      Optional<Candidate> holder =
          nearest.stream().filter(c -> has(c.node(), line, order)).findFirst();
      if (holder.isPresent()) {
        byNode.computeIfAbsent(holder.get(), candidate -> new ArrayList<>()).add(i);
      }
    }
    var legs = new ArrayList<Leg>();
    byNode.forEach((candidate, lines) -> legs.add(leg(order, candidate, lines)));
    return legs;
  }

  private static List<Integer> all(DemandedOrder order) {
    return java.util.stream.IntStream.range(0, order.lines().size()).boxed().toList();
  }

  private boolean has(ShipNode node, Line line, DemandedOrder order) {
    String key = node.id() + " " + line.product().item().sku();
    if (!carried.computeIfAbsent(key, _ -> world.carries(node, line.product()))) {
      return false;
    }
    long week = order.orderedAt().getEpochSecond() / (7 * 86_400);
    return Draws.of(world.seed(), Stream.AVAILABILITY, Draws.entity(key), week).chance(AT_HAND);
  }

  private Leg leg(DemandedOrder order, Candidate from, List<Integer> lines) {
    int heaviest =
        lines.stream()
            .mapToInt(i -> Math.toIntExact(order.lines().get(i).product().item().weightGrams()))
            .max()
            .orElseThrow();
    Draws draws =
        Draws.of(
            world.seed(), Stream.ROUTING, Draws.entity(order.id() + " " + from.node().id()), 0);
    double km = Math.round(from.distanceKm() * 1_000) / 1_000.0;
    for (Fleet fleet : guide(order, km, heaviest, draws)) {
      Optional<RateZone> zone = fleet.findZone(km);
      if (zone.isPresent()) {
        return new Leg(from.node(), fleet, zone.get(), km, lines);
      }
    }
    throw new IllegalStateException("No carrier service reaches " + km + " km.");
  }

  /// Carrier services in the order the routing guide tries them; the last reaches everywhere.
  private static List<Fleet> guide(DemandedOrder order, double km, int heaviest, Draws draws) {
    double ticket = draws.uniform();
    if (heaviest > TOO_HEAVY_FOR_PARCELS_GRAMS) {
      return ticket < 0.55
          ? List.of(Fleet.HOME_DELIVERY, Fleet.FREIGHT_LTL)
          : List.of(Fleet.FREIGHT_LTL);
    }
    return switch (order.serviceLevel()) {
      case "NEXT_DAY" ->
          ticket < 0.35
              ? List.of(Fleet.SAME_DAY_COURIER, Fleet.PARCEL_NEXT_DAY)
              : ticket < 0.5 && km <= 350
                  ? List.of(Fleet.REGIONAL_EXPRESS, Fleet.PARCEL_NEXT_DAY)
                  : List.of(Fleet.PARCEL_NEXT_DAY);
      case "EXPEDITED" ->
          ticket < 0.35
              ? List.of(Fleet.REGIONAL_EXPRESS, Fleet.PARCEL_2DAY)
              : List.of(Fleet.PARCEL_2DAY);
      default ->
          ticket < 0.30 && heaviest < 4_000
              ? List.of(Fleet.POSTAL_SAVER, Fleet.PARCEL_GROUND)
              : ticket < 0.55
                  ? List.of(Fleet.REGIONAL_EXPRESS, Fleet.PARCEL_GROUND)
                  : ticket < 0.58
                      ? List.of(Fleet.SAME_DAY_COURIER, Fleet.PARCEL_GROUND)
                      : ticket < 0.62 ? List.of(Fleet.PARCEL_2DAY) : List.of(Fleet.PARCEL_GROUND);
    };
  }
}
