package dev.whence.service.sourcing;

import dev.whence.domain.estimates.Estimator;
import dev.whence.domain.estimates.GuardTerms;
import dev.whence.domain.estimates.ReturnEstimate;
import dev.whence.domain.estimates.ReturnQuery;
import dev.whence.domain.estimates.TransitEstimate;
import dev.whence.domain.estimates.TransitQuery;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// Notes how long the models take: `model transit` and `model returns`. For one decision.
record TimedEstimator(Estimator estimator, Map<String, Duration> timings) implements Estimator {
  @Override
  public List<TransitEstimate> transit(List<TransitQuery> queries, GuardTerms guard, Instant now) {
    long start = System.nanoTime();
    List<TransitEstimate> answers = estimator.transit(queries, guard, now);
    timings.merge("model-transit", Duration.ofNanos(System.nanoTime() - start), Duration::plus);
    return answers;
  }

  @Override
  public List<ReturnEstimate> returns(List<ReturnQuery> queries, GuardTerms guard, Instant now) {
    long start = System.nanoTime();
    List<ReturnEstimate> answers = estimator.returns(queries, guard, now);
    timings.merge("model-returns", Duration.ofNanos(System.nanoTime() - start), Duration::plus);
    return answers;
  }
}
