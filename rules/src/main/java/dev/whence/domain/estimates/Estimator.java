package dev.whence.domain.estimates;

import java.time.Instant;
import java.util.List;

/// Answers for models, live or recorded. Thread-safe.
///
/// A failing model is no exception: its rows come back `Assumed` with the reason.
public interface Estimator {

  /// One answer per query, in order.
  ///
  /// @param now the decision's time, against which ages are measured
  <Q, E> List<E> estimate(EstimateKey<Q, E> key, List<Q> queries, GuardTerms guard, Instant now);

  /// The same for the questions of one order, which one line of models answers: a model's second
  /// line may stand in for the first, but answers of both never stand side by side.
  default Estimator forOneOrder() {
    return this;
  }
}
