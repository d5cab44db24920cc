package dev.whence.service.http.events;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Another system that placed an order and only hears events of it: it never asks. For orders
/// without bundles.
final class Subscriber {
  private final Map<String, Integer> ordered = new TreeMap<>();
  private final Map<String, Parcel> parcels = new TreeMap<>();
  private final Map<String, String> reservations = new HashMap<>();
  private final Map<String, Integer> waiting = new HashMap<>();
  private final Map<String, Integer> cancelled = new HashMap<>();
  private final Map<String, Integer> returned = new HashMap<>();

  /// @param lines what was ordered: of each line its id and quantity
  Subscriber(JsonNode lines) {
    lines.forEach(line -> ordered.put(line.path("lineId").asText(), line.path("quantity").asInt()));
  }

  void hear(JsonNode event) {
    JsonNode data = event.path("data");
    switch (event.path("type").asText()) {
      case "decision" -> decided(data);
      case "reservation-confirmed" -> stands(data);
      case "reservation-released", "reservation-expired" -> {
        stands(data);
        // What ends by another event is taken out with that one.
        if (Set.of("release", "expiry").contains(data.path("author").asText())) {
          takenOut(data);
        }
        data.path("noLongerWaiting").forEach(line -> waiting.put(line.path("lineId").asText(), 0));
      }
      case "order-cancelled", "order-declined", "order-timed-out" -> {
        takenOut(data);
        add(cancelled, data.path("lines"), 1);
        ordered.keySet().forEach(line -> waiting.merge(line, open(line), Math::min));
      }
      case "parcel-refused" -> {
        add(parcel(data).lines, data.path("lines"), -1);
        add(waiting, data.path("waiting"), 1);
      }
      case "shipment-left" -> {
        Parcel parcel = parcel(data);
        parcel.left = true;
        parcel.lines.clear();
        add(parcel.lines, data.path("lines"), 1);
      }
      case "shipment-delivered" -> parcel(data).delivered = true;
      case "shipment-replaced" -> {
        parcels.remove(data.path("shipmentId").asText());
        add(waiting, data.path("lines"), 1);
      }
      case "return-received" ->
          returned.merge(data.path("lineId").asText(), data.path("units").asInt(), Integer::sum);
      default -> {}
    }
  }

  private void decided(JsonNode data) {
    takenOut(data);
    stands(data.path("reservation"));
    var lines = new HashSet<String>();
    // What is kept while a person decides.
    for (JsonNode shipment : data.path("proposed")) {
      if (shipment.has("shipmentId")) {
        var parcel = new Parcel(data.at("/reservation/reservationId").asText());
        add(parcel.lines, shipment.path("lines"), 1);
        parcels.put(shipment.path("shipmentId").asText(), parcel);
      }
    }
    for (JsonNode shipment : data.path("shipments")) {
      var parcel = new Parcel(data.at("/reservation/reservationId").asText());
      add(parcel.lines, shipment.path("lines"), 1);
      parcels.put(shipment.path("shipmentId").asText(), parcel);
      lines.addAll(parcel.lines.keySet());
    }
    data.path("shortages").forEach(shortage -> lines.add(shortage.path("lineId").asText()));
    if (data.path("occasion").asText().equals("CHANGED")) {
      cancelled.clear();
      add(cancelled, data.path("cancelled"), 1);
    }
    lines.forEach(line -> waiting.put(line, 0));
    add(waiting, data.path("waiting"), 1);
  }

  private void stands(JsonNode reservation) {
    reservations.put(
        reservation.path("reservationId").asText(), reservation.path("status").asText());
  }

  private void takenOut(JsonNode data) {
    data.path("takenOut").forEach(taken -> add(parcel(taken).lines, taken.path("lines"), -1));
  }

  private Parcel parcel(JsonNode data) {
    Parcel parcel = parcels.get(data.path("shipmentId").asText());
    if (parcel == null) {
      throw new AssertionError("Nobody told of parcel " + data.path("shipmentId") + " before.");
    }
    return parcel;
  }

  private static void add(Map<String, Integer> units, JsonNode lines, int sign) {
    for (JsonNode line : lines) {
      units.merge(line.path("lineId").asText(), sign * line.path("units").asInt(), Integer::sum);
    }
  }

  private int open(String line) {
    int placed =
        parcels.values().stream()
            .filter(one -> one.left || !isKept(one))
            .mapToInt(one -> one.lines.getOrDefault(line, 0))
            .sum();
    return Math.max(0, ordered.getOrDefault(line, 0) - cancelled.getOrDefault(line, 0) - placed);
  }

  private boolean isKept(Parcel parcel) {
    return "KEPT".equals(reservations.get(parcel.reservation));
  }

  /// What it knows of each line.
  Map<String, String> lines() {
    var told = new TreeMap<String, String>();
    for (String line : ordered.keySet()) {
      int reserved = 0;
      int confirmed = 0;
      int shipped = 0;
      int delivered = 0;
      for (Parcel parcel : parcels.values()) {
        int units = parcel.lines.getOrDefault(line, 0);
        if (parcel.delivered) {
          delivered += units;
        } else if (parcel.left) {
          shipped += units;
        } else if ("CONFIRMED".equals(reservations.get(parcel.reservation))) {
          confirmed += units;
        } else if (!isKept(parcel)) {
          reserved += units;
        }
      }
      int backordered = Math.min(waiting.getOrDefault(line, 0), open(line));
      told.put(
          line,
          told(
              open(line) - backordered,
              backordered,
              reserved,
              confirmed,
              shipped,
              delivered,
              returned.getOrDefault(line, 0),
              cancelled.getOrDefault(line, 0)));
    }
    return told;
  }

  /// What `GET /v1/orders/{id}` says of each line.
  static Map<String, String> lines(JsonNode life) {
    var told = new TreeMap<String, String>();
    for (JsonNode line : life.path("lines")) {
      told.put(
          line.path("lineId").asText(),
          told(
              line.path("open").asInt(),
              line.path("backordered").asInt(),
              line.path("reserved").asInt(),
              line.path("confirmed").asInt(),
              line.path("shipped").asInt(),
              line.path("delivered").asInt(),
              line.path("returned").asInt(),
              line.path("cancelled").asInt()));
    }
    return told;
  }

  private static String told(Integer... units) {
    return Arrays.toString(units)
        + " of open, backordered, reserved, confirmed, shipped, delivered, returned, cancelled";
  }

  private static final class Parcel {
    final String reservation;
    final Map<String, Integer> lines = new HashMap<>();
    boolean left;
    boolean delivered;

    Parcel(String reservation) {
      this.reservation = reservation;
    }
  }
}
