package dev.whence.service.history;

import com.fasterxml.jackson.annotation.JsonTypeName;

/// Something that others tell of shipments and orders, with an id of its own.
@JsonTypeName("Incoming")
public sealed interface Incoming permits ShipmentEvent, ReturnedUnits {
  /// The sender's id, one of its kind.
  String id();

  /// Id of the shipment or order.
  String subject();

  Kind kind();

  /// What is told.
  enum Kind {
    SHIPMENT_EVENT,
    RETURN
  }
}
