package dev.whence.pipeline.history;

import java.time.Instant;

/// One carrier scan. Scans may be missing, doubled or late: the history keeps what came.
///
/// @param occurredAt when it happened, by the carrier's word
/// @param recordedAt when the shipper got to know
/// @param region where, empty when unknown
public record ShipmentEventRow(
    String shipmentId, Scan scan, Instant occurredAt, Instant recordedAt, String region) {}
