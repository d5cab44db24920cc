package dev.whence.service.events;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where events are sent to.
///
/// @param types which events it wants; none for all
/// @param disabledReason why the service switched it off; empty when it did not
/// @param failingSince of the first failed attempt after the last that was taken; null when the
///   last was taken or none was made
public record WebhookEndpoint(
    WebhookEndpointId id,
    URI url,
    List<String> types,
    String description,
    boolean active,
    String disabledReason,
    @Nullable Instant failingSince,
    Instant createdAt,
    Instant updatedAt) {

  public WebhookEndpoint {
    types = List.copyOf(types);
  }

  /// What whoever manages an endpoint may say of it.
  ///
  /// @param types which events it wants; none for all
  public record Wish(URI url, List<String> types, String description, boolean active) {
    public Wish {
      types = List.copyOf(types);
    }
  }
}
