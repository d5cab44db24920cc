package dev.whence.service.replay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.whence.rules.replay.Expectation;
import dev.whence.rules.sourcing.SourcingDecision.TableRow;
import java.util.ArrayList;
import java.util.List;

/// What is expected of a draft, and how many recorded orders have to show it.
///
/// @param leastOrders decisions that a replay has to look at; fewer do where no more are recorded
public record Expected(Expectation expectation, int leastOrders) {
  /// Where nothing else is said.
  public static final int USUAL_ORDERS = 1_000;

  private static final String EXPECT = "expect";
  private static final String NO_CHANGE = "no-change";
  private static final String ONLY_ROWS = "only-rows";
  private static final ObjectMapper JSON = new ObjectMapper();

  /// JSON text; equal texts are equal expectations.
  public String text() {
    ObjectNode text = JSON.createObjectNode();
    switch (expectation) {
      case Expectation.NoChange() -> text.put(EXPECT, NO_CHANGE);
      case Expectation.OnlyRows(var tables, var rows, boolean followers) -> {
        text.put(EXPECT, ONLY_ROWS);
        var all = text.putArray("rows");
        tables.forEach(table -> all.addObject().put("table", table));
        rows.forEach(row -> all.addObject().put("table", row.table()).put("ruleId", row.ruleId()));
        text.put("followers", followers);
      }
    }
    return text.put("leastOrders", leastOrders).toString();
  }

  /// @param text as [#text] wrote it
  public static Expected read(String text) {
    try {
      JsonNode all = JSON.readTree(text);
      int least = all.path("leastOrders").asInt();
      if (all.path(EXPECT).asText().equals(NO_CHANGE)) {
        return new Expected(new Expectation.NoChange(), least);
      }
      List<String> tables = new ArrayList<>();
      List<TableRow> rows = new ArrayList<>();
      for (JsonNode row : all.path("rows")) {
        String table = row.path("table").asText();
        if (row.has("ruleId")) {
          rows.add(new TableRow(table, row.path("ruleId").asText()));
        } else {
          tables.add(table);
        }
      }
      return new Expected(
          new Expectation.OnlyRows(tables, rows, all.path("followers").asBoolean()), least);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("The order store holds a broken expectation: " + text, e);
    }
  }
}
