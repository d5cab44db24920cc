package dev.whence.service.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.service.client.WhenceClient.Reply;
import java.io.PrintStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/// Has a running service decide recorded decisions again, page by page, the newest first, and
/// prints which do not come out equal.
public final class ReplayRun {
  private static final int PAGE = 200;
  private static final int MOST_TOLD = 20;
  private static final int PROGRESS_EVERY = 5_000;

  /// While the service is full.
  private static final int MOST_TRIES = 30;

  private static final Duration BEFORE_NEXT_TRY = Duration.ofSeconds(1);

  private final WhenceClient client;
  private final PrintStream out;

  public ReplayRun(WhenceClient client, PrintStream out) {
    this.client = client;
    this.out = out;
  }

  /// What to replay.
  ///
  /// @param since an instant, or empty for all
  /// @param limit at most so many
  /// @param basis `recorded` or `current`
  /// @param clients requests under way at once, at least 1
  public record Request(String since, int limit, String basis, int clients) {}

  /// How many came out how.
  ///
  /// @param older in a form that this release no longer reads
  public record Counts(int equal, int different, int older) {
    Counts and(Counts other) {
      return new Counts(equal + other.equal, different + other.different, older + other.older);
    }

    int all() {
      return equal + different + older;
    }
  }

  /// One decision.
  ///
  /// @param told what differs, empty where nothing does
  private record Outcome(Counts counts, String told) {}

  /// @throws IllegalStateException if the service does not answer a question, with its words
  public Counts run(Request request) {
    long start = System.nanoTime();
    var counts = new Counts(0, 0, 0);
    var versions = new Versions();
    String cursor = "";
    try (var threads = Executors.newFixedThreadPool(request.clients())) {
      do {
        JsonNode page = page(request, cursor, request.limit() - counts.all());
        List<Future<Outcome>> outcomes = new ArrayList<>();
        for (JsonNode decision : page.path("items")) {
          versions.add(decision.path("versions"));
          outcomes.add(threads.submit(() -> replay(decision, request.basis())));
        }
        int before = counts.all();
        for (Future<Outcome> outcome : outcomes) {
          counts = counts.and(count(outcome, counts));
        }
        if (counts.all() / PROGRESS_EVERY > before / PROGRESS_EVERY) {
          out.printf("%d replayed, %d different%n", counts.all(), counts.different());
        }
        cursor = page.path("nextCursor").asText("");
      } while (!cursor.isEmpty() && counts.all() < request.limit());
    }
    out.printf(
        "%d decisions replayed in %.1f s: %d equal, %d different%s.%n",
        counts.all(),
        (System.nanoTime() - start) / 1e9,
        counts.equal(),
        counts.different(),
        counts.older() == 0
            ? ""
            : "; %d of an older form, which is no longer replayed".formatted(counts.older()));
    out.println(versions.sentence());
    return counts;
  }

  private Counts count(Future<Outcome> outcome, Counts before) {
    try {
      Outcome one = outcome.get();
      if (!one.told().isEmpty() && before.different() < MOST_TOLD) {
        out.println(one.told());
      }
      return one.counts();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for an answer.", e);
    }
  }

  private JsonNode page(Request request, String cursor, int left) {
    var query = new StringJoiner("&", "/v1/decisions?", "");
    query.add("limit=" + Math.min(PAGE, left));
    if (!request.since().isEmpty()) {
      query.add("since=" + URLEncoder.encode(request.since(), StandardCharsets.UTF_8));
    }
    if (!cursor.isEmpty()) {
      query.add("cursor=" + cursor);
    }
    Reply reply = client.get(query.toString());
    if (!reply.isSuccess()) {
      throw refused(reply);
    }
    return reply.json();
  }

  private Outcome replay(JsonNode decision, String basis) {
    String id = decision.path("decisionId").asText();
    String path = "/v1/decisions/%s/replay?basis=%s".formatted(id, basis);
    Reply reply = patiently(() -> client.post(path, "{}"));
    if (reply.status() == 409
        && reply.json().path("type").asText().equals("/problems/older-record")) {
      return new Outcome(new Counts(0, 0, 1), "");
    }
    if (!reply.isSuccess()) {
      throw refused(reply);
    }
    return reply.json().path("equal").asBoolean()
        ? new Outcome(new Counts(1, 0, 0), "")
        : new Outcome(new Counts(0, 1, 0), told(decision, reply.json().path("differences")));
  }

  /// Calls again while the service is full.
  static Reply patiently(Supplier<Reply> call) {
    Reply reply = call.get();
    for (int i = 1; i < MOST_TRIES && reply.status() == 503; i++) {
      try {
        Thread.sleep(BEFORE_NEXT_TRY.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return reply;
      }
      reply = call.get();
    }
    return reply;
  }

  static IllegalStateException refused(Reply reply) {
    return new IllegalStateException(
        "The service answered with status %d: %s".formatted(reply.status(), reply.detail()));
  }

  /// The decision, its versions, and the first of what differs.
  private static String told(JsonNode decision, JsonNode differences) {
    JsonNode first = differences.path(0);
    return "NOT equal: %s, order %s, made with %s: %s"
        .formatted(
            decision.path("decisionId").asText(),
            decision.path("orderId").asText(),
            decision.path("versions"),
            first.isMissingNode()
                ? "in digits that the answer does not show"
                : "%s was %s and is %s%s"
                    .formatted(
                        first.path("pointer").asText(),
                        first.path("recorded"),
                        first.path("again"),
                        differences.size() == 1
                            ? ""
                            : ", and %d more".formatted(differences.size() - 1)));
  }

  /// Versions that decisions were made with.
  private static final class Versions {
    private final Set<Integer> ruleSets = new TreeSet<>();
    private final Set<Integer> models = new TreeSet<>();
    private final Set<Integer> referenceData = new TreeSet<>();

    void add(JsonNode versions) {
      add(versions.path("ruleSet"), ruleSets);
      add(versions.path("models"), models);
      add(versions.path("referenceData"), referenceData);
    }

    private static void add(JsonNode number, Set<Integer> to) {
      if (number.isInt()) {
        to.add(number.asInt());
      }
    }

    String sentence() {
      return "Made with %d versions of the rule tables, %d of the models and %d of the reference data."
          .formatted(ruleSets.size(), models.size(), referenceData.size());
    }
  }
}
