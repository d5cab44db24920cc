package dev.whence.domain.estimates;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// An estimator that has something for each key. Immutable.
public final class KeyedEstimator implements Estimator {
  public static final KeyedEstimator NONE = new KeyedEstimator(Map.of());

  /// Answers for one key.
  @FunctionalInterface
  public interface Answering<Q, E> {
    /// One answer per query, in order.
    List<E> answer(List<Q> queries, GuardTerms guard, Instant now);
  }

  private final Map<EstimateKey<?, ?>, Answering<?, ?>> byKey;

  private KeyedEstimator(Map<EstimateKey<?, ?>, Answering<?, ?>> byKey) {
    this.byKey = Map.copyOf(byKey);
  }

  /// The same with what answers for a key.
  public <Q, E> KeyedEstimator with(EstimateKey<Q, E> key, Answering<Q, E> answering) {
    var more = new HashMap<>(byKey);
    more.put(key, answering);
    return new KeyedEstimator(more);
  }

  /// @throws IllegalArgumentException if nothing answers for the key, which is a bug
  @Override
  public <Q, E> List<E> estimate(
      EstimateKey<Q, E> key, List<Q> queries, GuardTerms guard, Instant now) {
    @SuppressWarnings("unchecked") // put there by with
    var answering = (Answering<Q, E>) byKey.get(key);
    if (answering == null) {
      throw new IllegalArgumentException("Nothing answers for " + key + ".");
    }
    return answering.answer(queries, guard, now);
  }
}
