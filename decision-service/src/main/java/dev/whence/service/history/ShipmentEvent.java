package dev.whence.service.history;

import com.fasterxml.jackson.annotation.JsonTypeName;
import java.time.Instant;

/// One carrier scan.
///
/// @param eventId the sender's id of the event; the same id again changes nothing
/// @param shipmentId as given with the decision, or by the caller for shipments decided elsewhere
/// @param scan `HANDED_OVER`, `IN_TRANSIT`, `OUT_FOR_DELIVERY`, `DELIVERED` or `LOST`; any other
///   word is kept and means nothing yet
/// @param occurredAt by the carrier's word
/// @param recordedAt when it became known; estimates for decisions before it do not see it
/// @param region where, empty when unknown
@JsonTypeName("ShipmentEvent")
public record ShipmentEvent(
    String eventId,
    String shipmentId,
    String scan,
    Instant occurredAt,
    Instant recordedAt,
    String region)
    implements Incoming {
  @Override
  public String id() {
    return eventId;
  }

  @Override
  public String subject() {
    return shipmentId;
  }

  @Override
  public Kind kind() {
    return Kind.SHIPMENT_EVENT;
  }
}
