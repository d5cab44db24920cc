package dev.whence.service.http.orders;

import org.jspecify.annotations.Nullable;

/// What became of a refusal.
///
/// @param resourced the decision that sends the units from elsewhere; left out when they wait, or
///   when a person has to look at them
record RefusalView(@Nullable ResourcedView resourced, OrderView order) {
  /// A decision that was made because units were refused.
  record ResourcedView(String decisionId, @Nullable String reservationId) {}
}
