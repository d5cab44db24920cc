package dev.whence.service.sourcing;

import dev.whence.domain.estimates.EstimateKey;
import dev.whence.domain.estimates.Estimator;
import dev.whence.domain.estimates.GuardTerms;
import dev.whence.models.bundles.LoadResult;
import dev.whence.rules.sourcing.EstimateLog;
import dev.whence.service.json.CanonicalJson;
import dev.whence.service.records.DecisionId;
import dev.whence.service.store.Database;
import dev.whence.service.store.StatementBatch;
import dev.whence.service.store.StatementBatch.TextArray;
import dev.whence.service.versions.ModelSet;
import java.lang.reflect.Array;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Asks challengers what they would have estimated for decisions that were committed, and keeps it
/// beside them. Off the path of requests: one thread works off a bounded queue, and what does not
/// fit is left out. Thread-safe.
public final class ShadowScoring implements AutoCloseable {
  /// How many decisions wait at most.
  private static final int MOST_WAITING = 256;

  private static final Duration LIVE = Duration.ofDays(90);

  /// Everything is asked: what the guard would refuse is what one wants to know.
  private static final GuardTerms OPEN =
      new GuardTerms(
          "shadow",
          true,
          Duration.ofSeconds(2),
          Duration.ofDays(100_000),
          Duration.ofDays(100_000),
          1_000_000,
          Double.MAX_VALUE);

  private static final String KEEP =
      """
      INSERT INTO shadow_estimates (decision_id, model, version, estimates)
      VALUES (?, ?, ?, ?::json) ON CONFLICT DO NOTHING
      """;

  private static final String READ =
      """
      SELECT model, version, estimates::text FROM shadow_estimates WHERE decision_id = ?
      ORDER BY model, version
      """;

  private static final String READ_OF_ALL =
      """
      SELECT decision_id, model, version, estimates::text FROM shadow_estimates
      WHERE decision_id = ANY (?::uuid[]) ORDER BY decision_id, model, version
      """;

  private static final String FORGET =
      "DELETE FROM shadow_estimates WHERE scored_at < now() - ? * interval '1 second'";

  private final Database database;
  private final Consumer<String> counted;
  private final BlockingQueue<Task> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
  private final Thread worker;
  private volatile boolean closed;

  /// @param counted told `scored`, `dropped` or `failed` for each decision with challengers
  public ShadowScoring(Database database, Consumer<String> counted) {
    this.database = database;
    this.counted = counted;
    this.worker = Thread.ofPlatform().daemon().name("shadow-scoring").start(this::run);
  }

  private record Task(DecisionId decision, ModelSet models, EstimateLog asked, Instant now) {}

  /// What a challenger would have estimated.
  ///
  /// @param estimates JSON array, one for each question of the decision's estimates, in their order
  public record Shadow(String model, String version, String estimates) {}

  /// Has the challengers asked what was asked for a decision. Never waits.
  ///
  /// @param now the decision's time
  void offer(DecisionId decision, ModelSet models, EstimateLog asked, Instant now) {
    if (!models.challengers().models().isEmpty()
        && !waiting.offer(new Task(decision, models, asked, now))) {
      counted.accept("dropped");
    }
  }

  public List<Shadow> find(DecisionId decision) {
    return database.run(connection -> {
      try (StatementBatch.Answers answers =
          new StatementBatch().add(READ, decision.value()).send(connection)) {
        return answers.rows(
            READ, row -> new Shadow(row.getString(1), row.getString(2), row.getString(3)));
      }
    });
  }

  /// As [#find(DecisionId)], of many; those without any are left out.
  public Map<DecisionId, List<Shadow>> find(List<DecisionId> decisions) {
    return database.run(connection -> {
      var found = new HashMap<DecisionId, List<Shadow>>();
      try (StatementBatch.Answers answers =
          new StatementBatch()
              .add(READ_OF_ALL, TextArray.of(decisions.stream().map(DecisionId::toString).toList()))
              .send(connection)) {
        answers.rows(
            READ_OF_ALL,
            row ->
                found
                    .computeIfAbsent(
                        new DecisionId(row.getObject(1, UUID.class)), _ -> new ArrayList<>())
                    .add(new Shadow(row.getString(2), row.getString(3), row.getString(4))));
      }
      return found;
    });
  }

  /// Forgets what is older than 90 days.
  public void forgetOld() {
    database.transact(connection -> {
      new StatementBatch().add(FORGET, LIVE.toSeconds()).send(connection).close();
      return true;
    });
  }

  private void run() {
    while (!closed) {
      try {
        Task task = waiting.poll(1, TimeUnit.SECONDS);
        if (task != null) {
          score(task);
          counted.accept("scored");
        }
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException | OutOfMemoryError e) {
        counted.accept("failed"); // of no consequence to anybody who waits
      }
    }
  }

  private void score(Task task) {
    ModelSet.Challengers challengers = task.models().challengers();
    var batch = new StatementBatch();
    for (String model : challengers.models()) {
      if (challengers.registry().get(model) instanceof LoadResult.Loaded(var bundle, _)) {
        batch.add(
            KEEP,
            task.decision().value(),
            model,
            bundle.card().version(),
            CanonicalJson.write(estimates(model, challengers.estimator(), task)));
      }
    }
    if (!batch.isEmpty()) {
      database.transact(connection -> {
        batch.send(connection).close();
        return true;
      });
    }
  }

  /// By topic, one for each question of the decision; empty for topics that are not the model's.
  private static Map<String, Object> estimates(String model, Estimator estimator, Task task) {
    var estimates = new TreeMap<String, Object>();
    for (EstimateKey<?, ?> key : EstimateKey.all()) {
      estimates.put(
          key.topic(), key.model().equals(model) ? asked(key, estimator, task) : List.of());
    }
    return estimates;
  }

  /// An array of the key's type of answers, so that each is written with the name of its case.
  private static <Q, E> Object asked(EstimateKey<Q, E> key, Estimator estimator, Task task) {
    List<Q> queries = task.asked().of(key).stream().map(EstimateLog.Entry::query).toList();
    List<E> answers = estimator.estimate(key, queries, OPEN, task.now());
    return answers.toArray((Object[]) Array.newInstance(key.answer(), 0));
  }

  @Override
  public void close() {
    closed = true;
    worker.interrupt();
    try {
      worker.join(TimeUnit.SECONDS.toMillis(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
