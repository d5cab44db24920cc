package dev.whence.service.orders;

import java.util.List;

/// How much of an order or a reservation is to be given back.
public sealed interface Portion {
  /// All of it: refused where a part has left.
  record Whole() implements Portion {}

  /// Whatever has not left, be it nothing.
  record Rest() implements Portion {}

  /// So many units of some lines: refused where one has fewer left.
  ///
  /// @param parts at least one, one a line
  record Lines(List<LineUnits> parts) implements Portion {
    public Lines {
      if (parts.isEmpty()) {
        throw new IllegalArgumentException("No line is named.\nMaybe the whole of it is meant.");
      }
      parts = List.copyOf(parts);
    }
  }
}
