package dev.whence.service.console;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.service.drafts.Draft;
import dev.whence.service.http.tabletests.TestView;
import java.util.ArrayList;
import java.util.List;

/// The tests of a draft, and tests that could be.
///
/// @param networks that its tests may share
/// @param table of which suggestions are shown, empty for none
/// @param tables names of all tables
/// @param suggestions made of the rows of the table
/// @param mayWrite whether they can be changed
public record TestsPage(
    Frame frame,
    Draft draft,
    TestView.DraftTests tests,
    List<TestView.NetworkView> networks,
    String table,
    List<String> tables,
    List<TestView> suggestions,
    boolean mayWrite) {

  /// `2 MUG, 1 BATTERY to NY, US in the network small, at 2026-06-01T15:00:00Z`.
  public static String order(JsonNode test) {
    JsonNode order = test.at("/request/order");
    var lines = new ArrayList<String>();
    order
        .path("lines")
        .forEach(line ->
            lines.add(line.path("quantity").asText() + " " + line.path("sku").asText("bundle")));
    JsonNode destination = order.path("destination");
    String region = destination.path("region").asText();
    return "%s to %s%s %s, at %s"
        .formatted(
            String.join(", ", lines),
            region.isEmpty() ? "" : region + ", ",
            destination.path("country").asText(),
            test.path("network").isTextual()
                ? "in the network " + test.path("network").asText()
                : "in a network of its own",
            test.path("at").asText());
  }

  /// `3 ship nodes, 2 carrier services, 2 items, 4 stock positions`.
  public static String counts(JsonNode network) {
    return String.join(
        ", ",
        Show.count(network.path("shipNodes").size(), "ship node"),
        Show.count(network.path("carrierServices").size(), "carrier service"),
        Show.count(network.path("items").size(), "item"),
        Show.count(network.path("stock").size(), "stock position"));
  }
}
