package dev.whence.service.events;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An event on its way to an endpoint, or where that ended.
///
/// @param orderId empty when the event belongs to no order
/// @param attempts since it was made or last replayed
/// @param nextAttemptAt not before; of meaning while it is pending
/// @param lastStatus of HTTP, null when there was no answer
/// @param lastError what went wrong last; empty after a success
public record WebhookDelivery(
    long id,
    WebhookEndpointId endpoint,
    String eventId,
    String type,
    String subject,
    String orderId,
    Status status,
    int attempts,
    Instant nextAttemptAt,
    @Nullable Instant lastAttemptAt,
    @Nullable Integer lastStatus,
    String lastError,
    Instant createdAt,
    @Nullable Instant endedAt) {

  /// How far it has come.
  public enum Status {
    /// Waits for its turn, its first attempt or its next.
    PENDING,
    DELIVERED,
    /// Given up; it can be replayed.
    DEAD
  }
}
