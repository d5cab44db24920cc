package dev.whence.service;

import static dev.whence.service.http.TestClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.whence.service.http.TestClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Versions of the rule tables that leave their mark in each decision.
public final class TestVersions {
  /// Tables whose last row answers for every order and is named by the mark.
  private static final List<String> MARKED = List.of("reservation-policy", "sourcing-policy");

  /// The row that [#withoutAppFromReno] adds.
  public static final String NO_APP_FROM_RENO = "no-app-from-reno";

  private TestVersions() {}

  /// Table `node-eligibility` with a row after which RENO sends nothing of the channel `app`, and a
  /// column of ship nodes for it, which is blank in all other rows.
  public static String withoutAppFromReno(String text) {
    String header =
        text.lines().filter(line -> line.startsWith("rule id")).findFirst().orElseThrow();
    var lines = new StringBuilder();
    boolean below = false;
    for (String line : text.lines().toList()) {
      if (line.equals(header)) {
        lines.append(line.replaceFirst("rule id,", "rule id,ship node,")).append('\n');
        List<String> columns = List.of(header.split(",", -1));
        lines.append(NO_APP_FROM_RENO).append(",RENO");
        for (String column : columns.subList(1, columns.size())) {
          lines
              .append(',')
              .append(
                  switch (column) {
                    case "channel" -> "app";
                    case "ruled out because" -> "CHANNEL_NOT_SERVED";
                    default -> "";
                  });
        }
        lines.append('\n');
        below = true;
      } else {
        lines.append(below ? line.replaceFirst("^([^,]*),", "$1,,") : line).append('\n');
      }
    }
    return lines.toString();
  }

  /// Adds tables in two of which a row named so answers for every order.
  ///
  /// @return the number of the version, which is not in force yet
  public static int marked(TestClient api, String mark) {
    JsonNode tables = json(api.get("/v1/rule-sets/1")).path("tables");
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("author", "test").put("note", mark);
    ObjectNode files = body.putObject("files");
    for (String table : MARKED) {
      List<String> lines = tables.path(table).asText().lines().toList();
      int header =
          lines.indexOf(
              lines.stream().filter(line -> line.startsWith("rule id")).findFirst().orElseThrow());
      var kept = new ArrayList<>(lines.subList(0, header + 1));
      kept.add(lines.getLast().replaceFirst("^[^,]*", mark));
      files.put(table + ".csv", String.join("\n", kept) + "\n");
    }
    var answer = api.post("/v1/rule-sets", body.toString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    return json(answer).path("number").asInt();
  }

  /// The marks that a decision bears: one, or it was made with two versions.
  public static List<String> marksOf(JsonNode decision) {
    Map<String, String> rows = rows(decision);
    return MARKED.stream().map(table -> rows.getOrDefault(table, "")).distinct().toList();
  }

  /// The row of a decision by table.
  public static Map<String, String> rows(JsonNode decision) {
    var rows = new TreeMap<String, String>();
    decision
        .path("rows")
        .forEach(row -> rows.put(row.path("table").asText(), row.path("ruleId").asText()));
    return rows;
  }
}
