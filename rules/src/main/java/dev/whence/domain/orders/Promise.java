package dev.whence.domain.orders;

import java.time.LocalDate;

/// When the customer expects the order.
public sealed interface Promise {
  /// Told to the customer already: on time until the end of that day at the destination.
  record On(LocalDate date) implements Promise {}

  /// Wanted on that very day, neither earlier nor later.
  record Exactly(LocalDate date) implements Promise {}

  /// Not told yet: the sourcing policy's number of days from the order date counts.
  record AsPolicySays() implements Promise {}
}
