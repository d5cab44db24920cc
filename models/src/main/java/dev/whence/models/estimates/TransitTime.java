package dev.whence.models.estimates;

import dev.whence.domain.Probability;
import dev.whence.domain.carriers.CarrierServiceId;
import dev.whence.domain.carriers.RecentTransit;
import dev.whence.domain.estimates.EstimateKey;
import dev.whence.domain.estimates.FallbackReason;
import dev.whence.domain.estimates.GuardTerms;
import dev.whence.domain.estimates.PromiseOdds;
import dev.whence.domain.estimates.TransitDistribution;
import dev.whence.domain.estimates.TransitEstimate;
import dev.whence.domain.estimates.TransitQuery;
import dev.whence.models.bundles.Calibration;
import dev.whence.models.estimates.LiveModel.Answer;
import dev.whence.models.transit.ReferenceTransit;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Models of how long a carrier service takes to the door.
final class TransitTime implements ModelKind<TransitQuery, TransitEstimate> {
  /// Half the circumference of the earth: no two places lie farther apart.
  private static final double FARTHEST_KM = 20_038;

  @Override
  public EstimateKey<TransitQuery, TransitEstimate> key() {
    return EstimateKey.TRANSIT_TIME;
  }

  @Override
  public List<TransitEstimate> ask(
      LiveModel model,
      List<TransitQuery> queries,
      GuardTerms guard,
      Instant now,
      long deadline,
      Optional<FallbackReason> insteadOf,
      SinceRelease learned) {
    List<Answer> answers =
        model.ask(queries, query -> query.recent().newestKnownAt(), guard, now, deadline);
    Optional<SinceRelease.Shape> shape = learned.shape(model.ref(), now);
    return IntStream.range(0, queries.size())
        .mapToObj(i ->
            switch (answers.get(i)) {
              case Answer.Raw(List<Float> outputs) ->
                  answer(model, queries.get(i), outputs, shape, guard, insteadOf);
              case Answer.Refused(FallbackReason because) -> assumed(queries.get(i), because);
            })
        .toList();
  }

  private TransitEstimate answer(
      LiveModel model,
      TransitQuery query,
      List<Float> outputs,
      Optional<SinceRelease.Shape> shape,
      GuardTerms guard,
      Optional<FallbackReason> insteadOf) {
    if (!(model.card().calibration() instanceof Calibration.LogNormal released)) {
      throw new IllegalStateException(model.ref() + " was loaded with another calibration.");
    }
    Calibration.LogNormal calibration = shape.map(SinceRelease.Shape::calibration).orElse(released);
    double mu = outputs.get(0);
    double logSigma = outputs.get(1);
    TransitDistribution distribution;
    List<PromiseOdds> promise;
    try {
      distribution = calibration.distribution(mu, logSigma);
      promise = released.promise().stream().map(heard -> heard.odds(outputs.get(2))).toList();
    } catch (IllegalArgumentException e) {
      String detail = "mu %s and log_sigma %s are no distribution.".formatted(mu, logSigma);
      return assumed(query, new FallbackReason.Failed(model.ref(), detail));
    }
    double spread = distribution.percentile(95) - distribution.percentile(50);
    return spread > guard.widestSpreadDays()
        ? assumed(
            query, new FallbackReason.TooUncertain(model.ref(), spread, guard.widestSpreadDays()))
        : new TransitEstimate.Predicted(
            distribution,
            model.ref(),
            insteadOf.stream().toList(),
            shape.map(SinceRelease.Shape::day).stream().toList(),
            promise);
  }

  @Override
  public Optional<FallbackReason> unanswered(TransitEstimate answer) {
    return answer instanceof TransitEstimate.Assumed assumed
        ? Optional.of(assumed.because())
        : Optional.empty();
  }

  /// The published days and share; without published days the reference ones, rounded up.
  @Override
  public TransitEstimate assumed(TransitQuery query, FallbackReason because) {
    int published = Math.max(0, query.publishedDays());
    double distance = query.distanceKm() >= 0 ? query.distanceKm() : FARTHEST_KM;
    long hours = ReferenceTransit.hours(published, Math.min(distance, FARTHEST_KM));
    int days = Math.toIntExact(Math.ceilDiv(hours, 24));
    return new TransitEstimate.Assumed(days, query.publishedOnTime(), because);
  }

  @Override
  public List<TransitQuery> examples(Instant now) {
    var service = RecentTransit.none(new CarrierServiceId("warm-up"), "", "");
    return Collections.nCopies(
        32,
        new TransitQuery(
            500, 2, Probability.ONE, 1_000, now.atZone(ZoneOffset.UTC), false, service));
  }
}
