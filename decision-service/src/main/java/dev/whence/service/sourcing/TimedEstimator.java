package dev.whence.service.sourcing;

import dev.whence.domain.estimates.EstimateKey;
import dev.whence.domain.estimates.Estimator;
import dev.whence.domain.estimates.GuardTerms;
import dev.whence.service.admission.Deadline;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// Notes how long the models take: `model-transit`, `model-returns`; and gives each batch half of
/// the time that is left, if the guard would give it more. For one decision.
record TimedEstimator(Estimator estimator, Deadline deadline, Map<String, Duration> timings)
    implements Estimator {
  private static final int SHARES = 2;

  /// All questions of the decision go to the line of a model that answered first.
  static TimedEstimator forOneOrder(
      Estimator estimator, Deadline deadline, Map<String, Duration> timings) {
    return new TimedEstimator(estimator.forOneOrder(), deadline, timings);
  }

  @Override
  public <Q, E> List<E> estimate(
      EstimateKey<Q, E> key, List<Q> queries, GuardTerms guard, Instant now) {
    long start = System.nanoTime();
    List<E> answers = estimator.estimate(key, queries, within(guard), now);
    timings.merge(
        "model-" + key.topic(), Duration.ofNanos(System.nanoTime() - start), Duration::plus);
    return answers;
  }

  private GuardTerms within(GuardTerms guard) {
    return guard.within(deadline.share(SHARES, guard.budget()));
  }
}
