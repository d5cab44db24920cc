package dev.whence.service.console;

import dev.whence.domain.inventory.StockPosition;
import java.util.List;
import java.util.Map;

/// Stock positions.
///
/// @param filter what was typed, by the name of its field
/// @param more path of the page after this one; empty at the end
/// @param mayLoad whether the viewer may bring in others
public record StockPage(
    Frame frame,
    Map<String, String> filter,
    List<StockPosition> items,
    String more,
    boolean mayLoad) {
  public String value(String field) {
    return filter.getOrDefault(field, "");
  }

  public static boolean isCounted(StockPosition position) {
    return position.onHand() != StockPosition.UNCOUNTED;
  }

  public static long free(StockPosition position) {
    return (long) position.onHand() - position.reserved() - position.safetyStock();
  }
}
