package dev.whence.pipeline.history;

import dev.whence.domain.GeoPoint;
import dev.whence.domain.inventory.NodeType;
import dev.whence.domain.inventory.ShipNodeId;
import java.time.ZoneId;

/// A ship node as far as a history knows it: enough to place it on a map.
///
/// @param country ISO 3166-1 alpha-2
/// @param region state or province, empty when the country has none
public record NodeRow(
    ShipNodeId id,
    String name,
    NodeType type,
    String country,
    String region,
    GeoPoint location,
    ZoneId timeZone) {}
