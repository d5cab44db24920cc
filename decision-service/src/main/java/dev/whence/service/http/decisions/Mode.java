package dev.whence.service.http.decisions;

/// Whether a decision takes effect.
public enum Mode {
  /// Decide and tell; nothing is reserved or recorded.
  EVALUATE,
  /// Decide, reserve and record.
  COMMIT;

  /// As the API spells it.
  public String spelling() {
    return Codes.lower(this);
  }
}
