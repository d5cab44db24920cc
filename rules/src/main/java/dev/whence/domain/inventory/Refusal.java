package dev.whence.domain.inventory;

/// A ship node does not send what was planned for it there, of the order that is decided.
///
/// @param shipNode which is not asked again for the order
public record Refusal(ShipNodeId shipNode, Because because) {
  /// What the ship node gave as its reason.
  public enum Because {
    /// The units are not there.
    SHORT,
    /// The units are there and cannot be sold.
    DAMAGED,
    /// It can pack no more on the day.
    BUSY,
    /// It said that it will not, and not why.
    OTHER,
    /// It claimed the units and did not accept them in time.
    UNANSWERED,
    /// It was offered the units and does not want them.
    DECLINED
  }
}
