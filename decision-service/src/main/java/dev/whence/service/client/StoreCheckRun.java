package dev.whence.service.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;

/// Asks a running service to compare what its order store says in several places, and prints each
/// discrepancy with its rows.
public final class StoreCheckRun {
  private final WhenceClient client;
  private final PrintStream out;

  public StoreCheckRun(WhenceClient client, PrintStream out) {
    this.client = client;
    this.out = out;
  }

  /// @return whether everything agrees
  /// @throws IllegalStateException if the service does not answer the question
  public boolean run() {
    WhenceClient.Reply reply = client.get("/v1/store-check");
    if (!reply.isSuccess()) {
      throw new IllegalStateException(
          "The service answered with status %d: %s".formatted(reply.status(), reply.body()));
    }
    JsonNode check = reply.json();
    for (JsonNode rule : check.path("rules")) {
      int violations = rule.path("violations").asInt();
      out.printf(
          "%-4s %s.%s%n",
          violations == 0 ? "ok" : "NOT",
          rule.path("rule").asText(),
          violations == 0 ? "" : " " + violations + " rows break this:");
      for (JsonNode row : rule.path("rows")) {
        out.println("       " + row.asText());
      }
    }
    boolean agrees = check.path("agrees").asBoolean();
    out.println(
        agrees
            ? "The order store agrees with itself."
            : "The order store does not agree with itself: keep the rows and report them.");
    return agrees;
  }
}
