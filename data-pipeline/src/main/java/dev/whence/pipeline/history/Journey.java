package dev.whence.pipeline.history;

import java.time.Instant;

/// How far a shipment came, as far as the history tells.
///
/// Transit time runs from hand-over to the door; only [Delivered] shipments have one. [Underway] is
/// right-censored: nobody knows yet, or no scan ever came.
public sealed interface Journey {

  /// The carrier never got it.
  record NotHandedOver(boolean canceled) implements Journey {}

  /// Handed over, and no outcome known when the history ends.
  record Underway(Instant handedOverAt, boolean canceled) implements Journey {}

  /// At the door.
  ///
  /// @param knownAt when the shipper learned of it: nothing may use the outcome before
  record Delivered(Instant handedOverAt, Instant deliveredAt, Instant knownAt) implements Journey {
    /// @throws IllegalArgumentException if it arrives before hand-over or is known before arrival
    public Delivered {
      if (!deliveredAt.isAfter(handedOverAt)) {
        throw new IllegalArgumentException(
            "Delivered at %s, not after its hand-over at %s.".formatted(deliveredAt, handedOverAt));
      }
      if (knownAt.isBefore(deliveredAt)) {
        throw new IllegalArgumentException(
            "Known at %s, before it was delivered at %s.".formatted(knownAt, deliveredAt));
      }
    }
  }

  /// The carrier gave it up; it never arrives.
  ///
  /// @param knownAt when the shipper learned of it
  record Lost(Instant handedOverAt, Instant knownAt) implements Journey {
    /// @throws IllegalArgumentException if it is known lost before hand-over
    public Lost {
      if (knownAt.isBefore(handedOverAt)) {
        throw new IllegalArgumentException(
            "Known lost at %s, before its hand-over at %s.".formatted(knownAt, handedOverAt));
      }
    }
  }
}
