package dev.whence.service.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.service.verify.StoreCheck;
import dev.whence.service.verify.StoreCheck.Finding;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/// Prints what came of comparing what an order store says in several places: each discrepancy with
/// its rows.
public final class StoreCheckRun {
  private final PrintStream out;

  public StoreCheckRun(PrintStream out) {
    this.out = out;
  }

  /// Asks a running service.
  ///
  /// @return whether everything agrees
  /// @throws IllegalStateException if the service does not answer the question
  public boolean run(WhenceClient client) {
    WhenceClient.Reply reply = client.get("/v1/store-check", StoreCheck.LONGEST);
    if (!reply.isSuccess()) {
      throw new IllegalStateException(
          "The service answered with status %d: %s".formatted(reply.status(), reply.detail()));
    }
    var findings = new ArrayList<Finding>();
    for (JsonNode rule : reply.json().path("rules")) {
      var rows = new ArrayList<String>();
      rule.path("rows").forEach(row -> rows.add(row.asText()));
      findings.add(new Finding(rule.path("rule").asText(), rule.path("violations").asInt(), rows));
    }
    return tell(findings);
  }

  /// @return whether everything agrees
  public boolean tell(List<Finding> findings) {
    for (Finding finding : findings) {
      out.printf(
          "%-4s %s.%s%n",
          finding.holds() ? "ok" : "NOT",
          finding.rule(),
          finding.holds() ? "" : " " + finding.violations() + " rows break this:");
      finding.rows().forEach(row -> out.println("       " + row));
    }
    boolean agrees = findings.stream().allMatch(Finding::holds);
    out.println(
        agrees
            ? "The order store agrees with itself."
            : "The order store does not agree with itself: keep the rows and report them.");
    return agrees;
  }
}
