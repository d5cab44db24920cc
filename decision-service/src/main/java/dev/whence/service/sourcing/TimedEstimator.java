package dev.whence.service.sourcing;

import dev.whence.domain.estimates.Estimator;
import dev.whence.domain.estimates.GuardTerms;
import dev.whence.domain.estimates.ReturnEstimate;
import dev.whence.domain.estimates.ReturnQuery;
import dev.whence.domain.estimates.TransitEstimate;
import dev.whence.domain.estimates.TransitQuery;
import dev.whence.service.admission.Deadline;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// Notes how long the models take: `model transit` and `model returns`; and gives each batch half
/// of the time that is left, if the guard would give it more. For one decision.
record TimedEstimator(Estimator estimator, Deadline deadline, Map<String, Duration> timings)
    implements Estimator {
  private static final int SHARES = 2;

  @Override
  public List<TransitEstimate> transit(List<TransitQuery> queries, GuardTerms guard, Instant now) {
    long start = System.nanoTime();
    List<TransitEstimate> answers = estimator.transit(queries, within(guard), now);
    timings.merge("model-transit", Duration.ofNanos(System.nanoTime() - start), Duration::plus);
    return answers;
  }

  @Override
  public List<ReturnEstimate> returns(List<ReturnQuery> queries, GuardTerms guard, Instant now) {
    long start = System.nanoTime();
    List<ReturnEstimate> answers = estimator.returns(queries, within(guard), now);
    timings.merge("model-returns", Duration.ofNanos(System.nanoTime() - start), Duration::plus);
    return answers;
  }

  private GuardTerms within(GuardTerms guard) {
    return guard.within(deadline.share(SHARES, guard.budget()));
  }
}
