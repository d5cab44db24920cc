package dev.whence.domain.inventory;

/// What kind of place a ship node is.
public enum NodeType {
  DC,
  STORE,
  THREE_PL,
  DROP_SHIP_VENDOR,
  SELLER
}
