package dev.whence.service.sourcing;

import dev.whence.domain.inventory.Sku;
import dev.whence.domain.orders.Order;
import dev.whence.domain.orders.OrderLine;
import dev.whence.domain.orders.OrderLineId;
import dev.whence.rules.sourcing.SourcingDecision.Allocation;
import dev.whence.rules.sourcing.SourcingDecision.Outcome;
import dev.whence.rules.sourcing.SourcingDecision.Shipment;
import dev.whence.rules.sourcing.SourcingDecision.Shortage;
import dev.whence.rules.sourcing.SourcingDecision.ShortageReason;
import dev.whence.service.history.Doubt;
import dev.whence.service.history.Grading;
import dev.whence.service.inventory.ReceiptStore;
import dev.whence.service.orders.LineUnits;
import dev.whence.service.reservations.Hold;
import dev.whence.service.sourcing.Refusals.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
  final Map<String, ModelReturn> returns = new LinkedHashMap<>();
  final Map<String, ModelHeld> held = new LinkedHashMap<>();
  final Map<String, ReceiptStore.Order> expected = new TreeMap<>();
  private final List<ReceiptStore.Receipt> received = new ArrayList<>();

  /// Units that came back.
  ///
  /// @param graded units by SKU
  record ModelReturn(
      String order,
      String line,
      int units,
      Instant at,
      boolean judged,
      Map<String, Integer> graded) {
    int gradedUnits() {
      return graded.values().stream().mapToInt(Integer::intValue).sum();
    }
  }

  /// A return in quarantine.
  ///
  /// @param how it was resolved, empty while it waits
  record ModelHeld(ModelReturn returned, Doubt.Code code, String how) {}

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
        int cancelled = Math.max(0, order.quantity(line) - left(id, line));
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

  /// Of a reservation of which something has left.
  void releaseRest(String reservation) {
    boolean any =
        ofReservation(reservation).stream()
            .anyMatch(parcel -> !parcel.left && !parcel.live.isEmpty());
    emptyAll(ofReservation(reservation));
    if (any) {
      stopWaiting(orderOf(reservation));
    }
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
    if (!parcel.left) {
      if (parcel.emptied) {
        parcel.live.putAll(parcel.put);
      }
      parcel.left = true;
      parcel.live.forEach((line, units) ->
          onHand.merge(parcel.node + " " + parcel.skus.get(line), -units, Integer::sum));
    }
    judgeAgain(parcel.order);
  }

  private Optional<Doubt.Code> doubt(ModelReturn returned) {
    if (returned.at().isAfter(Instant.parse("2098-01-01T00:00:00Z"))) {
      return Optional.of(Doubt.Code.FUTURE);
    }
    if (!orders.containsKey(returned.order())) {
      return Optional.empty();
    }
    if (returned.at().isBefore(order(returned.order()).order.orderedAt())) {
      return Optional.of(Doubt.Code.BEFORE_ORDER);
    }
    int before =
        returns.values().stream()
            .filter(one ->
                one.judged()
                    && one.order().equals(returned.order())
                    && one.line().equals(returned.line()))
            .mapToInt(ModelReturn::units)
            .sum();
    return before + returned.units() > left(returned.order(), returned.line())
        ? Optional.of(Doubt.Code.MORE_THAN_SHIPPED)
        : Optional.empty();
  }

  /// @return why it is held; empty if it counts
  Optional<Doubt.Code> comeBack(String id, String order, String line, int units, Instant at) {
    var returned =
        new ModelReturn(order, line, units, at, orders.containsKey(order), new TreeMap<>());
    Optional<Doubt.Code> doubt = doubt(returned);
    doubt.ifPresentOrElse(
        code -> held.put(id, new ModelHeld(returned, code, "")), () -> returns.put(id, returned));
    return doubt;
  }

  private static ModelReturn judged(ModelReturn one) {
    return new ModelReturn(one.order(), one.line(), one.units(), one.at(), true, one.graded());
  }

  /// A scan may make true what came too early: first what nobody could judge, then what waits.
  private void judgeAgain(String order) {
    for (var entry : List.copyOf(returns.entrySet())) {
      ModelReturn returned = entry.getValue();
      if (returned.order().equals(order) && !returned.judged()) {
        returns.remove(entry.getKey());
        doubt(returned)
            .ifPresentOrElse(
                code -> held.put(entry.getKey(), new ModelHeld(returned, code, "")),
                () -> returns.put(entry.getKey(), judged(returned)));
      }
    }
    for (var entry : List.copyOf(held.entrySet())) {
      ModelHeld one = entry.getValue();
      if (one.returned().order().equals(order)
          && one.how().isEmpty()
          && one.code() == Doubt.Code.MORE_THAN_SHIPPED
          && doubt(one.returned()).isEmpty()) {
        count(entry.getKey(), one, "FITS");
      }
    }
  }

  private void count(String id, ModelHeld one, String how) {
    held.put(id, new ModelHeld(one.returned(), one.code(), how));
    returns.put(id, judged(one.returned()));
  }

  void sayOfHeld(String id, boolean accepts) {
    ModelHeld one = held.get(id);
    if (one != null && accepts && Set.of("", "DISCARDED").contains(one.how())) {
      count(id, one, "ACCEPTED");
    } else if (one != null && !accepts && one.how().isEmpty()) {
      held.put(id, new ModelHeld(one.returned(), one.code(), "DISCARDED"));
    }
  }

  /// @return whether each of them can be; else nothing is changed
  boolean grade(List<Grading> gradings) {
    var more = new TreeMap<String, Integer>();
    for (Grading grading : gradings) {
      Optional<String> sku = gradedSku(grading);
      if (sku.isEmpty()) {
        return false;
      }
      int units =
          more.merge(
              grading.returnId() + " " + sku.get(),
              grading.sellable() + grading.damaged(),
              Integer::sum);
      ModelReturn returned = returned(grading);
      if (returned.graded().getOrDefault(sku.get(), 0) + units > returned.units()) {
        return false;
      }
    }
    for (Grading grading : gradings) {
      String sku = gradedSku(grading).orElseThrow();
      returned(grading).graded().merge(sku, grading.sellable() + grading.damaged(), Integer::sum);
      returns.put(grading.returnId(), judged(returned(grading)));
      if (grading.sellable() > 0) {
        onHand.merge(grading.node() + " " + sku, grading.sellable(), Integer::sum);
      }
    }
    return true;
  }

  private ModelReturn returned(Grading grading) {
    ModelReturn returned = returns.get(grading.returnId());
    if (returned == null) {
      throw new AssertionError("Nothing came back as " + grading.returnId() + ".");
    }
    return returned;
  }

  /// @return empty if there is no such return or the SKU is not that of its line
  private Optional<String> gradedSku(Grading grading) {
    if (!returns.containsKey(grading.returnId())) {
      return Optional.empty();
    }
    ModelReturn returned = returned(grading);
    Optional<String> named = grading.sku().map(Sku::value);
    ModelOrder known = orders.get(returned.order());
    Optional<String> ordered =
        known == null
            ? Optional.empty()
            : known.order.lines().stream()
                .filter(line -> line.id().value().equals(returned.line()))
                .map(line -> line.sku().value())
                .findFirst();
    return ordered.isEmpty() || named.isEmpty() || named.equals(ordered)
        ? ordered.or(() -> named)
        : Optional.empty();
  }

  void expect(ReceiptStore.Order order) {
    expected.put(order.receiptId(), order);
    if (order.units() > 0) {
      onHand.putIfAbsent(order.node() + " " + order.sku(), 0);
    }
  }

  void receive(ReceiptStore.Receipt receipt) {
    received.add(receipt);
    onHand.merge(receipt.node() + " " + receipt.sku(), receipt.units(), Integer::sum);
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
    returns.forEach((id, one) ->
        told.put(
            "return " + id,
            "%d of %s %s%s, graded %d"
                .formatted(
                    one.units(),
                    one.order(),
                    one.line(),
                    one.judged() ? "" : ", not judged",
                    one.gradedUnits())));
    held.forEach((id, one) -> told.put("held " + id, (one.code() + " " + one.how()).strip()));
    expected.forEach((id, order) -> {
      int arrived =
          received.stream()
              .filter(
                  one -> one.receiptId().equals(Optional.of(id)) && one.sku().equals(order.sku()))
              .mapToInt(ReceiptStore.Receipt::units)
              .sum();
      told.put(
          "expected " + id,
          "%s %s %d, open %d"
              .formatted(
                  order.node(), order.sku(), order.units(), Math.max(0, order.units() - arrived)));
    });
    return told;
  }
}
