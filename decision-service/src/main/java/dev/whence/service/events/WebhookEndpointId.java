package dev.whence.service.events;

import java.util.Optional;
import java.util.UUID;

/// Which webhook endpoint.
public record WebhookEndpointId(UUID value) {
  static WebhookEndpointId next() {
    return new WebhookEndpointId(UUID.randomUUID());
  }

  /// @return empty for a text that is no id
  public static Optional<WebhookEndpointId> findParsed(String text) {
    try {
      UUID id = UUID.fromString(text);
      return id.toString().equals(text) ? Optional.of(new WebhookEndpointId(id)) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
