package dev.whence.rules.replay;

import dev.whence.domain.estimates.EstimateKey;
import dev.whence.domain.estimates.Estimator;
import dev.whence.domain.estimates.GuardTerms;
import dev.whence.rules.sourcing.EstimateLog;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Answers with the estimates of a recorded decision, and asks a model only what nobody asked then.
/// Thread-safe.
public final class KnownEstimates implements Estimator {
  private final Map<EstimateKey<?, ?>, Map<Object, Object>> known = new HashMap<>();
  private final Estimator otherwise;
  private final AtomicLong asked;

  /// @param otherwise answers what is not in the log
  /// @param asked counts these questions
  public KnownEstimates(EstimateLog log, Estimator otherwise, AtomicLong asked) {
    this.otherwise = otherwise;
    this.asked = asked;
    for (EstimateKey<?, ?> key : EstimateKey.all()) {
      var answers = new HashMap<Object, Object>();
      log.of(key).forEach(entry -> answers.put(entry.query(), entry.estimate()));
      known.put(key, answers);
    }
  }

  @Override
  @SuppressWarnings("unchecked") // the answers of a key are of its type
  public <Q, E> List<E> estimate(
      EstimateKey<Q, E> key, List<Q> queries, GuardTerms guard, Instant now) {
    Map<Object, Object> answers = known.getOrDefault(key, Map.of());
    var all = new ArrayList<@Nullable E>(queries.size());
    var unknown = new ArrayList<Q>();
    for (Q query : queries) {
      @Nullable E answer = (E) answers.get(query);
      all.add(answer);
      if (answer == null) {
        unknown.add(query);
      }
    }
    if (!unknown.isEmpty()) {
      asked.addAndGet(unknown.size());
      Iterator<E> told = otherwise.estimate(key, unknown, guard, now).iterator();
      all.replaceAll(answer -> answer == null ? told.next() : answer);
    }
    return (List<E>) all;
  }
}
