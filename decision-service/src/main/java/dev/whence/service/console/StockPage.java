package dev.whence.service.console;

import dev.whence.domain.inventory.StockPosition;
import dev.whence.service.inventory.Position;
import dev.whence.service.inventory.ReceiptStore.OnItsWay;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Stock positions, with what is on its way to them.
///
/// @param filter what was typed, by the name of its field
/// @param coming of the positions to which anything is on its way
/// @param more path of the page after this one; empty at the end
/// @param mayLoad whether the viewer may bring in others
public record StockPage(
    Frame frame,
    Map<String, String> filter,
    List<StockPosition> items,
    Map<Position, OnItsWay> coming,
    String more,
    boolean mayLoad) {
  public String value(String field) {
    return filter.getOrDefault(field, "");
  }

  public static boolean isCounted(StockPosition position) {
    return position.onHand() != StockPosition.UNCOUNTED;
  }

  /// Null where nothing is on its way.
  public @Nullable OnItsWay coming(StockPosition position) {
    return coming.get(new Position(position.node(), position.sku()));
  }

  public static long free(StockPosition position) {
    return (long) position.onHand() - position.reserved() - position.safetyStock();
  }
}
