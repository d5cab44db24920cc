package dev.whence.domain.carriers;

import java.time.LocalDate;

/// The days on which something counts, both included.
public record Validity(LocalDate from, LocalDate until) {
  public static final Validity ALWAYS =
      new Validity(LocalDate.of(1, 1, 1), LocalDate.of(9999, 12, 31));

  /// @throws IllegalArgumentException if it ends before it begins
  public Validity {
    if (until.isBefore(from)) {
      throw new IllegalArgumentException(
          "Valid from %s until %s.\nMaybe the two are swapped.".formatted(from, until));
    }
  }

  public boolean covers(LocalDate day) {
    return !day.isBefore(from) && !day.isAfter(until);
  }

  /// In words, for instance `from 2026-10-01 until 2026-12-31`.
  String description() {
    String start = from.equals(ALWAYS.from) ? "" : "from " + from;
    String end = until.equals(ALWAYS.until) ? "" : "until " + until;
    return (start + " " + end).strip();
  }

  public boolean overlaps(Validity other) {
    return !other.until.isBefore(from) && !other.from.isAfter(until);
  }
}
