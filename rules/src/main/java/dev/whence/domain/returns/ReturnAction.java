package dev.whence.domain.returns;

/// What to do about a line that may come back.
public enum ReturnAction {
  NONE,
  SIZE_ADVICE,
  SUBSTITUTE,
  CONFIRM_DELIVERY
}
