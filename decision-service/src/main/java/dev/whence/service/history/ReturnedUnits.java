package dev.whence.service.history;

import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.whence.domain.orders.OrderId;
import dev.whence.domain.orders.OrderLineId;
import java.time.Instant;

/// Units of one order line that came back.
///
/// @param returnId the sender's id of the return; the same id again changes nothing
/// @param units at least 1
/// @param reason the sender's word, empty when unknown
/// @param returnedAt when the return became known
@JsonTypeName("ReturnedUnits")
public record ReturnedUnits(
    String returnId, OrderId order, OrderLineId line, int units, String reason, Instant returnedAt)
    implements Incoming {
  @Override
  public String id() {
    return returnId;
  }

  @Override
  public String subject() {
    return order.value();
  }

  @Override
  public Kind kind() {
    return Kind.RETURN;
  }
}
