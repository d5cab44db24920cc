package dev.whence.service.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.rules.replay.policies.Arm;
import dev.whence.rules.replay.policies.Cluster;
import dev.whence.rules.replay.policies.Evaluation;
import dev.whence.rules.replay.policies.LoggedChoice;
import dev.whence.rules.replay.policies.OffPolicy;
import dev.whence.rules.replay.policies.OffPolicy.Better;
import dev.whence.rules.replay.policies.OffPolicy.Terms;
import dev.whence.service.client.WhenceClient.Reply;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.TreeMap;

/// Estimates what another policy would have come to on logged choices: freight by currency, and the
/// share of orders that are on time.
final class PolicyRun {
  private static final int PAGE = 200;
  private static final String SETTLED = "settled";
  private static final String FREIGHT = "freightMinor";
  private static final String ON_TIME = "onTime";

  private final PrintStream out;
  private final double switchAt;
  private final Map<String, List<LoggedChoice>> freight = new TreeMap<>();
  private final List<LoggedChoice> onTime = new ArrayList<>();
  private final Map<String, Integer> standings = new TreeMap<>();
  private int changed;

  /// @param switchAt weight beyond which switch-DR takes what is expected alone
  PolicyRun(PrintStream out, double switchAt) {
    this.out = out;
    this.switchAt = switchAt;
  }

  /// Has a service decide its newest decisions by another policy.
  ///
  /// @param policy `current`, `rule-set:NUMBER` or `models:NUMBER`
  /// @param newest at most so many
  /// @return whether there is a verdict on everything
  /// @throws IllegalStateException if the service does not answer, with its words
  boolean ask(
      WhenceClient client, String policy, Optional<Instant> since, Optional<Integer> newest) {
    String cursor = "";
    do {
      String path = path(policy, since, newest, cursor);
      Reply reply = ReplayRun.patiently(() -> client.get(path));
      if (!reply.isSuccess()) {
        throw ReplayRun.refused(reply);
      }
      reply.json().path("items").forEach(this::add);
      cursor = reply.json().path("nextCursor").asText("");
    } while (!cursor.isEmpty());
    return tell("Policy " + policy);
  }

  private static String path(
      String policy, Optional<Instant> since, Optional<Integer> newest, String cursor) {
    var query = new StringJoiner("&", "/v1/decisions/choices?", "");
    query.add("policy=" + URLEncoder.encode(policy, StandardCharsets.UTF_8));
    query.add("limit=" + PAGE);
    since.ifPresent(
        from -> query.add("since=" + URLEncoder.encode(from.toString(), StandardCharsets.UTF_8)));
    newest.ifPresent(most -> query.add("newest=" + most));
    if (!cursor.isEmpty()) {
      query.add("cursor=" + cursor);
    }
    return query.toString();
  }

  /// Reads choices that somebody else logged: one a line, as the service gives them.
  ///
  /// @return whether there is a verdict on everything
  /// @throws IllegalArgumentException if a line is no choice, which is named
  boolean read(Path file) {
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      int number = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        try {
          add(WhenceClient.JSON.readTree(line));
        } catch (JsonProcessingException | DateTimeException | IllegalArgumentException e) {
          String why =
              e instanceof JsonProcessingException json
                  ? json.getOriginalMessage()
                  : e.getMessage();
          throw new IllegalArgumentException(
              "[%s row %d] %s".formatted(file.getFileName(), number, why), e);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file + ".", e);
    }
    return tell("The policy of " + file.getFileName());
  }

  private void add(JsonNode choice) {
    String standing = choice.path("standing").asText(SETTLED);
    standings.merge(standing, 1, Integer::sum);
    if (!standing.equals(SETTLED)) {
      return;
    }
    JsonNode outcome = choice.path("outcome");
    if (outcome.has(FREIGHT)) {
      freight
          .computeIfAbsent(text(choice, "currency"), _ -> new ArrayList<>())
          .add(logged(choice, FREIGHT, number(outcome, FREIGHT)));
    }
    if (outcome.has(ON_TIME)) {
      onTime.add(logged(choice, ON_TIME, outcome.path(ON_TIME).asBoolean() ? 1 : 0));
    }
    int chosen = choice.path("chosen").asInt(-1);
    changed += number(choice.path("arms").path(chosen), "target") < 1 ? 1 : 0;
  }

  /// @param estimate of each action, by its member
  private static LoggedChoice logged(JsonNode choice, String estimate, double outcome) {
    var arms = new ArrayList<Arm>();
    for (JsonNode arm : choice.path("arms")) {
      arms.add(new Arm(number(arm, "propensity"), number(arm, "target"), number(arm, estimate)));
    }
    return new LoggedChoice(
        new Cluster(LocalDate.parse(text(choice, "day")), text(choice, "origin")),
        arms,
        choice.path("chosen").asInt(-1),
        outcome);
  }

  private static double number(JsonNode of, String name) {
    JsonNode number = of.path(name);
    if (!number.isNumber()) {
      throw new IllegalArgumentException("\"%s\" must be a number.".formatted(name));
    }
    return number.asDouble();
  }

  private static String text(JsonNode of, String name) {
    JsonNode text = of.path(name);
    if (!text.isTextual()) {
      throw new IllegalArgumentException("\"%s\" must be a text.".formatted(name));
    }
    return text.asText();
  }

  private boolean tell(String policy) {
    int all = standings.values().stream().mapToInt(each -> each).sum();
    var counts = new StringJoiner(", ");
    standings.forEach((standing, count) -> counts.add(count + " " + standing));
    out.printf("%s, on %d logged decisions%s.%n", policy, all, all == 0 ? "" : ": " + counts);
    out.printf(
        "It changes %d of the %d settled ones.%n", changed, standings.getOrDefault(SETTLED, 0));
    boolean supported = true;
    for (Map.Entry<String, List<LoggedChoice>> each : freight.entrySet()) {
      supported &=
          tell(
              "freight an order, minor units of %s, lower is better".formatted(each.getKey()),
              each.getValue(),
              Better.LOWER);
    }
    return tell("orders on time, share, higher is better", onTime, Better.HIGHER) && supported;
  }

  private boolean tell(String what, List<LoggedChoice> choices, Better better) {
    Terms usual = Terms.usual(better);
    Evaluation evaluation =
        OffPolicy.evaluate(
            choices,
            new Terms(
                better,
                switchAt,
                usual.leastEffective(),
                usual.mostUnsupported(),
                usual.leastClusters(),
                usual.folds()));
    out.println();
    new EvaluationText(out, better == Better.LOWER ? 2 : 4).tell(what, evaluation, usual);
    return evaluation.verdict() instanceof Evaluation.Verdict.Supported;
  }
}
