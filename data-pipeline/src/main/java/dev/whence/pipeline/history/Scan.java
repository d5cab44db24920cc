package dev.whence.pipeline.history;

/// What a carrier's scan says.
public enum Scan {
  HANDED_OVER,
  IN_TRANSIT,
  OUT_FOR_DELIVERY,
  DELIVERED,
  LOST
}
