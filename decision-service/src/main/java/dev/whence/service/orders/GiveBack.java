package dev.whence.service.orders;

import dev.whence.service.inventory.NodeDay;
import dev.whence.service.inventory.Position;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/// Units to be taken out of parcels that have not left. A parcel that keeps none gives back its
/// place of the day, too.
///
/// @param pieces one a parcel, line and SKU at most
public record GiveBack(List<Piece> pieces) {
  public static final GiveBack NOTHING = new GiveBack(List.of());

  /// @throws IllegalArgumentException if a parcel has left: its units are beyond reach
  public GiveBack {
    pieces = List.copyOf(pieces);
    for (Piece piece : pieces) {
      if (piece.parcel().hasLeft()) {
        throw new IllegalArgumentException("Parcel " + piece.parcel().shipment() + " has left.");
      }
    }
  }

  /// @param units of the content, at least 1 and at most all
  public record Piece(Parcel parcel, Parcel.Content content, int units) {}

  /// Everything that is in these parcels.
  public static GiveBack allOf(Collection<Parcel> parcels) {
    return new GiveBack(
        parcels.stream()
            .flatMap(parcel ->
                parcel.contents().stream()
                    .map(content -> new Piece(parcel, content, content.units())))
            .toList());
  }

  public boolean nothing() {
    return pieces.isEmpty();
  }

  /// Units by position.
  public SortedMap<Position, Integer> units() {
    var units = new TreeMap<Position, Integer>();
    for (Piece piece : pieces) {
      units.merge(
          new Position(piece.parcel().node(), piece.content().sku()),
          piece.units(),
          Math::addExact);
    }
    return Collections.unmodifiableSortedMap(units);
  }

  /// Units by position and by the reservation that held them.
  public SortedMap<Position, SortedMap<UUID, Integer>> byReservation() {
    var units = new TreeMap<Position, SortedMap<UUID, Integer>>();
    for (Piece piece : pieces) {
      units
          .computeIfAbsent(
              new Position(piece.parcel().node(), piece.content().sku()), id -> new TreeMap<>())
          .merge(piece.parcel().reservation(), piece.units(), Math::addExact);
    }
    return Collections.unmodifiableSortedMap(units);
  }

  /// Parcels that keep nothing, in shipment order.
  public List<Parcel> emptied() {
    var taken = new HashMap<String, Integer>();
    var parcels = new TreeMap<String, Parcel>();
    for (Piece piece : pieces) {
      parcels.put(piece.parcel().shipment(), piece.parcel());
      taken.merge(piece.parcel().shipment(), piece.units(), Math::addExact);
    }
    return parcels.values().stream()
        .filter(parcel ->
            parcel.contents().stream().mapToInt(Parcel.Content::units).sum()
                == taken.getOrDefault(parcel.shipment(), 0))
        .toList();
  }

  /// Places given back by day.
  public SortedMap<NodeDay, Integer> places() {
    var places = new TreeMap<NodeDay, Integer>();
    for (Parcel parcel : emptied()) {
      places.merge(new NodeDay(parcel.node(), parcel.handoverDay()), 1, Math::addExact);
    }
    return Collections.unmodifiableSortedMap(places);
  }
}
