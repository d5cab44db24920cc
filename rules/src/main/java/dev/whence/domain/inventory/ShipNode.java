package dev.whence.domain.inventory;

import dev.whence.domain.GeoPoint;
import dev.whence.domain.Money;
import java.util.Set;

/// A place that can ship.
///
/// @param country ISO 3166-1 alpha-2, upper case
/// @param region state or province, in the same words as destinations; empty where there is none
/// @param channels the sales channels it serves; empty means every one
/// @param parcelsPerDay how many parcels it can hand over on one working day
/// @param parcelHandling cost of picking and packing one parcel
/// @param unitHandling cost of handling one unit
public record ShipNode(
    ShipNodeId id,
    String name,
    NodeType type,
    String country,
    String region,
    GeoPoint location,
    boolean active,
    boolean handlesHazmat,
    Set<String> channels,
    NodeCalendar calendar,
    int parcelsPerDay,
    Money parcelHandling,
    Money unitHandling) {

  public ShipNode {
    channels = Set.copyOf(channels);
  }

  public boolean serves(String channel) {
    return channels.isEmpty() || channels.contains(channel);
  }
}
