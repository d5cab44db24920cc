package dev.whence.service.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.whence.service.client.WhenceClient.Reply;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Has a service replay a draft of rule tables, follows it and tells what came of it.
final class TableReplayRun {
  private static final Duration LOOK_EVERY = Duration.ofMillis(500);
  private static final String DRAFTS = "/v1/table-drafts/";
  private static final List<String> UNDER_WAY = List.of("waiting", "running");
  private static final int MOST_ROWS = 20;
  private static final int EXAMPLES_TOLD = 3;

  private final WhenceClient client;
  private final PrintStream out;
  private final PrintStream progress;

  /// @param progress gets a line whenever it has gone on
  TableReplayRun(WhenceClient client, PrintStream out, PrintStream progress) {
    this.client = client;
    this.out = out;
    this.progress = progress;
  }

  /// What came of a replay.
  enum Outcome {
    MET,
    BROKEN,
    /// It could not be asked for, or did not come to its end.
    NONE
  }

  /// Begins a draft of these tables on those in force.
  ///
  /// @param texts CSV by table
  /// @param expectation JSON members, empty for none
  /// @return its id, or -1 if it was refused, which is told
  int begin(String title, Map<String, String> texts, Map<String, JsonNode> expectation) {
    ObjectNode body = WhenceClient.JSON.createObjectNode().put("title", title);
    Reply begun = client.post("/v1/table-drafts", body.toString());
    if (!VersionOptions.told(begun, out)) {
      return -1;
    }
    int draft = begun.json().path("id").asInt();
    boolean good = true;
    for (Map.Entry<String, String> table : texts.entrySet()) {
      String text = WhenceClient.JSON.createObjectNode().put("text", table.getValue()).toString();
      good =
          good
              && VersionOptions.told(
                  client.put(
                      DRAFTS + draft + "/tables/" + table.getKey(), text, Map.of("If-Match", "0")),
                  out);
    }
    if (good && !expectation.isEmpty()) {
      int revision = client.get(DRAFTS + draft).json().path("revision").asInt();
      ObjectNode expected = WhenceClient.JSON.createObjectNode().put("revision", revision);
      expected.setAll(expectation);
      good =
          VersionOptions.told(
              client.put(DRAFTS + draft + "/expectation", expected.toString(), Map.of()), out);
    }
    if (!good) {
      discard(draft);
      return -1;
    }
    return draft;
  }

  void discard(int draft) {
    client.post(DRAFTS + draft + "/discard", "{\"words\": \"was replayed\"}");
  }

  /// @param orders how many decisions are looked at at most
  Outcome replay(int draft, int orders) {
    Reply asked = client.post(DRAFTS + draft + "/replays", "{\"orders\": %d}".formatted(orders));
    if (!VersionOptions.told(asked, out)) {
      return Outcome.NONE;
    }
    String path = DRAFTS + draft + "/replays/" + asked.json().path("id").asInt();
    JsonNode now = asked.json();
    long told = -1;
    while (UNDER_WAY.contains(now.path("state").asText())) {
      try {
        Thread.sleep(LOOK_EVERY);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return Outcome.NONE;
      }
      now = client.get(path).json();
      if (now.path("replayed").asLong() != told) {
        told = now.path("replayed").asLong();
        progress.printf("%d of %d decisions%n", told, now.path("total").asLong());
      }
    }
    if (!now.path("state").asText().equals("done")) {
      out.printf(
          "The replay is %s. %s%n", now.path("state").asText(), now.path("trouble").asText());
      return Outcome.NONE;
    }
    tell(now.path("result"));
    return now.path("met").asBoolean() ? Outcome.MET : Outcome.BROKEN;
  }

  private void tell(JsonNode result) {
    out.printf(
        "%-10s %14s %14s %14s  %-28s %s%n",
        "", "before", "after", "difference", "95 % interval", "");
    for (JsonNode figure : result.path("figures")) {
      out.printf(
          Locale.ROOT,
          "%-10s %14.4f %14.4f %+14.4f  %-28s %s%n",
          figure.path("name").asText(),
          figure.path("before").asDouble(),
          figure.path("after").asDouble(),
          figure.path("difference").asDouble(),
          interval(figure.path("interval")),
          figure.path("unit").asText());
    }
    for (JsonNode change : result.path("changes")) {
      out.printf(
          "%n%s: %d decisions, %d by rows, %d because earlier orders changed%n",
          change.path("kind").asText(),
          change.path("orders").asLong(),
          change.path("byRows").asLong(),
          change.path("byOthers").asLong());
      told(change.path("examples"), "  ");
    }
    int rows = 0;
    for (JsonNode row : result.path("rows")) {
      if (rows++ == 0) {
        out.println();
      }
      if (rows <= MOST_ROWS) {
        out.printf(
            "%6d  %s: %s in place of %s%n",
            row.path("orders").asLong(),
            row.path("table").asText(),
            ids(row.path("after")),
            ids(row.path("before")));
      }
    }
    JsonNode happened = result.path("observed").path("after");
    out.printf(
        "%nParcels of %d unchanged plans: %d on time, %d late, %d not known yet. Of %d other plans nobody can say.%n",
        happened.path("orders").asLong(),
        happened.path("onTime").asLong(),
        happened.path("late").asLong(),
        happened.path("open").asLong(),
        happened.path("cannotSay").asLong());
    out.println(result.path("verdict").path("sentence").asText());
    told(result.path("verdict").path("examples"), "  not expected: ");
  }

  private void told(JsonNode examples, String before) {
    int told = 0;
    for (JsonNode example : examples) {
      if (told++ < EXAMPLES_TOLD) {
        out.println(before + example.path("sentence").asText());
      }
    }
  }

  private static String interval(JsonNode ends) {
    return ends.size() < 2
        ? "(too few orders)"
        : String.format(
            Locale.ROOT, "%+.4f to %+.4f", ends.get(0).asDouble(), ends.get(1).asDouble());
  }

  private static String ids(JsonNode ids) {
    var all = new ArrayList<String>();
    ids.forEach(id -> all.add(id.asText()));
    return all.isEmpty() ? "none" : String.join(", ", all);
  }
}
