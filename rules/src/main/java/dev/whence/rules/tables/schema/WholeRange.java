package dev.whence.rules.tables.schema;

/// Whole numbers from `low` to `high`, both included.
public record WholeRange(long low, long high) {
  /// All of them.
  public static final WholeRange EVERY = new WholeRange(Long.MIN_VALUE, Long.MAX_VALUE);

  public boolean contains(long number) {
    return low <= number && number <= high;
  }
}
