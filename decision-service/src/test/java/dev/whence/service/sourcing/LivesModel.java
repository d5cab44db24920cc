package dev.whence.service.sourcing;

import dev.whence.domain.orders.Order;
import dev.whence.domain.orders.OrderLine;
import dev.whence.domain.orders.OrderLineId;
import dev.whence.rules.sourcing.SourcingDecision.Allocation;
import dev.whence.rules.sourcing.SourcingDecision.Outcome;
import dev.whence.rules.sourcing.SourcingDecision.Shipment;
import dev.whence.rules.sourcing.SourcingDecision.Shortage;
import dev.whence.rules.sourcing.SourcingDecision.ShortageReason;
import dev.whence.service.orders.LineUnits;
import dev.whence.service.sourcing.CommitResult.Hold;
import dev.whence.service.sourcing.Refusals.Reason;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// What orders, parcels and stock are after each step, by plain rules in memory: no SQL, no locks,
/// nothing derived twice. Which node a decision takes is taken from the decision.
final class LivesModel {
  final Map<String, Integer> onHand = new TreeMap<>();
  final Map<String, ModelOrder> orders = new LinkedHashMap<>();
  final Map<String, ModelParcel> parcels = new LinkedHashMap<>();
  final Map<String, String> reservations = new LinkedHashMap<>();

  /// An order with the numbers of its lines.
  static final class ModelOrder {
    Order order;
    final Map<String, Integer> quantity = new TreeMap<>();
    final Map<String, Integer> cancelled = new TreeMap<>();
    final Map<String, Integer> waiting = new TreeMap<>();
    final Map<String, Set<String>> refused = new TreeMap<>();
    final Set<String> exceptions = new TreeSet<>();

    ModelOrder(Order order) {
      this.order = order;
      order.lines().forEach(line -> quantity.put(line.id().value(), line.quantity()));
    }

    int quantity(String line) {
      return quantity.getOrDefault(line, 0);
    }

    int cancelled(String line) {
      return cancelled.getOrDefault(line, 0);
    }

    int waiting(String line) {
      return waiting.getOrDefault(line, 0);
    }
  }

  /// A parcel with the units that are in it and those that were put into it.
  static final class ModelParcel {
    final String id;
    final String order;
    final String reservation;
    final String node;
    final String day;
    final Map<String, String> skus = new TreeMap<>();
    final Map<String, Integer> put = new TreeMap<>();
    final Map<String, Integer> live = new TreeMap<>();
    boolean left;
    boolean emptied;

    ModelParcel(String id, String order, String reservation, Shipment shipment) {
      this.id = id;
      this.order = order;
      this.reservation = reservation;
      node = shipment.shipNode().value();
      day = shipment.handoverDay().toString();
      for (Allocation line : shipment.lines()) {
        skus.put(line.line().value(), line.sku().value());
        put.put(line.line().value(), line.units());
        live.put(line.line().value(), line.units());
      }
    }

    int units() {
      return live.values().stream().mapToInt(Integer::intValue).sum();
    }

    int units(String line) {
      return live.getOrDefault(line, 0);
    }
  }

  private ModelOrder order(String id) {
    ModelOrder order = orders.get(id);
    if (order == null) {
      throw new AssertionError("Order " + id + " was never committed.");
    }
    return order;
  }

  boolean isActive(String reservation) {
    return Set.of("HELD", "CONFIRMED").contains(reservations.get(reservation));
  }

  int reserved(String position) {
    int units = 0;
    for (ModelParcel parcel : parcels.values()) {
      if (!parcel.left) {
        for (var line : parcel.live.entrySet()) {
          if (position.equals(parcel.node + " " + parcel.skus.get(line.getKey()))) {
            units += line.getValue();
          }
        }
      }
    }
    return units;
  }

  int left(String order, String line) {
    return parcels.values().stream()
        .filter(parcel -> parcel.order.equals(order) && parcel.left)
        .mapToInt(parcel -> parcel.units(line))
        .sum();
  }

  private int placed(String order, String line) {
    return parcels.values().stream()
        .filter(parcel -> parcel.order.equals(order))
        .mapToInt(parcel -> parcel.units(line))
        .sum();
  }

  private int open(ModelOrder order, String line) {
    return Math.max(
        0, order.quantity(line) - order.cancelled(line) - placed(order.order.id().value(), line));
  }

  /// What a decision took: its parcels and what waits.
  ///
  /// @return positions it took from
  Set<String> took(String id, SourceOrder.Result.Committed committed, boolean confirmed) {
    ModelOrder order = order(id);
    Outcome outcome = committed.decided().decision().outcome();
    Set<String> positions = new TreeSet<>();
    if (committed.hold() instanceof Hold.Reserved reserved) {
      String reservation = reserved.reservation().toString();
      reservations.put(reservation, confirmed ? "CONFIRMED" : "HELD");
      int n = 0;
      for (Shipment shipment : outcome.shipments()) {
        String parcel = committed.id().shipment(++n);
        parcels.put(parcel, new ModelParcel(parcel, id, reservation, shipment));
        shipment.lines().forEach(line -> positions.add(shipment.shipNode() + " " + line.sku()));
      }
    }
    boolean waits =
        outcome instanceof Outcome.PartlyBackordered || outcome instanceof Outcome.Backordered;
    for (OrderLine line : committed.decided().basis().lines()) {
      order.waiting.put(line.id().value(), 0);
      order.exceptions.remove(line.id().value());
      order.quantity.put(line.id().value(), line.quantity());
    }
    for (Shortage shortage : outcome.shortages()) {
      if (waits && shortage.reason() instanceof ShortageReason.NoStock) {
        order.waiting.merge(shortage.line().value(), shortage.units(), Integer::sum);
      }
    }
    return positions;
  }

  int openOf(String id, List<OrderLine> named, List<String> excluded) {
    ModelOrder order = order(id);
    int units = 0;
    for (OrderLine line : named) {
      units += open(order, line.id().value());
      for (ModelParcel parcel : parcels.values()) {
        if (parcel.order.equals(id) && !parcel.left && excluded.contains(parcel.node)) {
          units += parcel.units(line.id().value());
        }
      }
    }
    return units;
  }

  void giveBackExcluded(String id, List<OrderLine> named, List<String> excluded) {
    Set<String> touched = new HashSet<>();
    for (OrderLine line : named) {
      for (ModelParcel parcel : parcels.values()) {
        if (parcel.order.equals(id) && !parcel.left && excluded.contains(parcel.node)) {
          takeOut(parcel, line.id().value(), parcel.units(line.id().value()), touched);
        }
      }
    }
    endEmptied(touched);
  }

  void change(String id, List<OrderLine> wanted) {
    ModelOrder order = order(id);
    emptyAll(parcels.values().stream().filter(parcel -> parcel.order.equals(id)).toList());
    Set<String> named = new HashSet<>();
    for (OrderLine line : wanted) {
      named.add(line.id().value());
      order.cancelled.put(line.id().value(), 0);
    }
    for (String line : order.quantity.keySet()) {
      if (!named.contains(line)) {
        int cancelled = order.quantity(line) - left(id, line);
        order.cancelled.put(line, cancelled);
        if (cancelled > 0) {
          order.waiting.put(line, 0);
        }
      }
    }
  }

  boolean hasLeft(String reservation) {
    return parcels.values().stream()
        .anyMatch(
            parcel -> parcel.reservation.equals(reservation) && parcel.left && parcel.units() > 0);
  }

  int planned(String reservation, String line) {
    return parcels.values().stream()
        .filter(parcel -> parcel.reservation.equals(reservation) && !parcel.left)
        .mapToInt(parcel -> parcel.units(line))
        .sum();
  }

  void release(String reservation) {
    emptyAll(ofReservation(reservation));
    reservations.put(reservation, "RELEASED");
    stopWaiting(orderOf(reservation));
  }

  void expire(String reservation) {
    emptyAll(ofReservation(reservation));
    reservations.put(reservation, "EXPIRED");
    stopWaiting(orderOf(reservation));
  }

  void releasePart(String reservation, String line, int units) {
    takeLast(ofReservation(reservation), line, units);
    stopWaiting(orderOf(reservation));
  }

  private List<ModelParcel> ofReservation(String reservation) {
    return parcels.values().stream()
        .filter(parcel -> parcel.reservation.equals(reservation))
        .toList();
  }

  private String orderOf(String reservation) {
    return ofReservation(reservation).getFirst().order;
  }

  private void emptyAll(List<ModelParcel> some) {
    Set<String> touched = new HashSet<>();
    for (ModelParcel parcel : some) {
      if (!parcel.left) {
        for (String line : Set.copyOf(parcel.live.keySet())) {
          takeOut(parcel, line, parcel.units(line), touched);
        }
      }
    }
    endEmptied(touched);
  }

  /// Out of the parcels planned last first; of one decision, the last first.
  private void takeLast(List<ModelParcel> some, String line, int units) {
    Set<String> touched = new HashSet<>();
    int wanted = units;
    for (ModelParcel parcel : inOrder(some).reversed()) {
      if (!parcel.left) {
        int part = Math.min(wanted, parcel.units(line));
        takeOut(parcel, line, part, touched);
        wanted -= part;
      }
    }
    endEmptied(touched);
  }

  private static List<ModelParcel> inOrder(List<ModelParcel> some) {
    // Decisions come in the order they were made; parcels of one decision by their id.
    var byDecision = new LinkedHashMap<String, TreeMap<String, ModelParcel>>();
    for (ModelParcel parcel : some) {
      byDecision.computeIfAbsent(parcel.reservation, id -> new TreeMap<>()).put(parcel.id, parcel);
    }
    var ordered = new ArrayList<ModelParcel>();
    byDecision.values().forEach(parcels -> ordered.addAll(parcels.values()));
    return ordered;
  }

  private static void takeOut(ModelParcel parcel, String line, int units, Set<String> touched) {
    if (units > 0) {
      parcel.live.merge(line, -units, Integer::sum);
      touched.add(parcel.reservation);
      parcel.emptied = parcel.units() == 0;
    }
  }

  private void endEmptied(Set<String> touched) {
    for (String reservation : touched) {
      if (isActive(reservation)
          && ofReservation(reservation).stream().allMatch(parcel -> parcel.emptied)) {
        reservations.put(reservation, "RELEASED");
      }
    }
  }

  private void stopWaiting(String id) {
    boolean holds =
        parcels.values().stream()
            .anyMatch(
                parcel -> parcel.order.equals(id) && (parcel.left || isActive(parcel.reservation)));
    if (!holds) {
      order(id).waiting.replaceAll((line, units) -> 0);
    }
  }

  boolean canCancel(String id, List<LineUnits> parts) {
    ModelOrder order = order(id);
    if (parts.isEmpty()) {
      return order.quantity.keySet().stream().allMatch(line -> left(id, line) == 0);
    }
    return parts.stream()
        .allMatch(part -> {
          String line = part.line().value();
          return part.units() <= order.quantity(line) - order.cancelled(line) - left(id, line);
        });
  }

  void cancel(String id, List<LineUnits> parts) {
    ModelOrder order = order(id);
    List<LineUnits> all =
        parts.isEmpty()
            ? order.quantity.keySet().stream()
                .map(line ->
                    new LineUnits(
                        new OrderLineId(line), order.quantity(line) - order.cancelled(line)))
                .filter(part -> part.units() > 0)
                .toList()
            : parts;
    for (LineUnits part : all) {
      String line = part.line().value();
      int fromParcels = Math.max(0, part.units() - open(order, line));
      takeLast(
          parcels.values().stream().filter(parcel -> parcel.order.equals(id)).toList(),
          line,
          fromParcels);
      order.cancelled.merge(line, part.units(), Integer::sum);
      order.waiting.put(line, Math.min(order.waiting(line), open(order, line)));
    }
  }

  void refuse(ModelParcel parcel, Reason reason, int mostRefusals) {
    ModelOrder order = order(parcel.order);
    Map<String, Integer> refused = new TreeMap<>(parcel.live);
    refused.values().removeIf(units -> units == 0);
    emptyAll(List.of(parcel));
    Set<String> positions = new TreeSet<>();
    refused.forEach((line, units) -> {
      String position = parcel.node + " " + parcel.skus.get(line);
      positions.add(position);
      if (reason == Reason.DAMAGED) {
        onHand.merge(position, -units, Integer::sum);
      }
      order.waiting.put(
          line,
          Math.min(order.quantity(line) - order.cancelled(line), order.waiting(line) + units));
      Set<String> by = order.refused.computeIfAbsent(line, id -> new HashSet<>());
      by.add(parcel.id);
      if (by.size() >= mostRefusals) {
        order.exceptions.add(line);
      } else {
        order.exceptions.remove(line);
      }
    });
    if (reason == Reason.SHORT) {
      positions.forEach(position ->
          onHand.compute(
              position, (id, units) -> Math.min(units == null ? 0 : units, reserved(id))));
    }
  }

  /// What is in a parcel moves into another, which stays reserved without another word.
  void move(String from, String to, String reservation, Shipment shipment) {
    ModelParcel parcel = parcels.get(from);
    if (parcel == null) {
      throw new AssertionError("Parcel " + from + " was never planned.");
    }
    emptyAll(List.of(parcel));
    reservations.put(reservation, "CONFIRMED");
    parcels.put(to, new ModelParcel(to, parcel.order, reservation, shipment));
  }

  void leave(ModelParcel parcel) {
    if (parcel.left) {
      return;
    }
    if (parcel.emptied) {
      parcel.live.putAll(parcel.put);
    }
    parcel.left = true;
    parcel.live.forEach((line, units) ->
        onHand.merge(parcel.node + " " + parcel.skus.get(line), -units, Integer::sum));
  }

  /// Everything, one entry a thing.
  Map<String, String> told() {
    Map<String, String> told = new TreeMap<>();
    onHand.forEach((position, units) ->
        told.put("position " + position, units + " on hand, " + reserved(position) + " reserved"));
    orders.forEach((id, order) ->
        order.quantity.forEach((line, units) ->
            told.put(
                "line " + id + " " + line,
                "%d ordered, %d cancelled, %d waiting%s"
                    .formatted(
                        units,
                        order.cancelled(line),
                        order.waiting(line),
                        order.exceptions.contains(line) ? ", exception" : ""))));
    reservations.forEach((id, status) -> told.put("reservation " + id, status));
    Map<String, Integer> days = new TreeMap<>();
    for (ModelParcel parcel : parcels.values()) {
      var text = new StringBuilder(parcel.left ? "left" : "here");
      parcel.live.forEach((line, units) -> text.append(' ').append(line).append(' ').append(units));
      told.put("parcel " + parcel.id, text.toString());
      if (parcel.left || !parcel.emptied) {
        days.merge("day " + parcel.node + " " + parcel.day, 1, Integer::sum);
      }
    }
    days.forEach((day, count) -> told.put(day, count.toString()));
    return told;
  }
}
