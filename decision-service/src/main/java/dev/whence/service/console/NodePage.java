package dev.whence.service.console;

import dev.whence.domain.inventory.ShipNode;
import dev.whence.service.inventory.CapacityStore.NodeLoad;
import java.time.LocalDate;
import java.util.List;

/// A ship node: when it is open, what it takes, how full its next days are.
///
/// @param days today first; empty of a node that is out of use
public record NodePage(Frame frame, ShipNode node, List<NodeLoad> days) {
  static String title(ShipNode node, List<NodeLoad> days) {
    return "%s: %s"
        .formatted(node.name(), NetworkPage.today(node, days.isEmpty() ? null : days.getFirst()));
  }

  /// Days on which it is closed although the weekday is open, from the first of `days` on; all of
  /// them for a node that is out of use.
  public List<String> holidays() {
    LocalDate first = days.isEmpty() ? LocalDate.MIN : days.getFirst().day();
    return node.calendar().holidays().stream()
        .filter(day -> !day.isBefore(first))
        .sorted()
        .map(LocalDate::toString)
        .toList();
  }
}
