package dev.whence.models.estimates;

import dev.whence.domain.Probability;
import dev.whence.domain.carriers.CarrierServiceId;
import dev.whence.domain.carriers.RecentTransit;
import dev.whence.domain.estimates.Estimator;
import dev.whence.domain.estimates.FallbackReason;
import dev.whence.domain.estimates.GuardTerms;
import dev.whence.domain.estimates.ReturnEstimate;
import dev.whence.domain.estimates.ReturnQuery;
import dev.whence.domain.estimates.TransitDistribution;
import dev.whence.domain.estimates.TransitEstimate;
import dev.whence.domain.estimates.TransitQuery;
import dev.whence.domain.returns.ReturnHistory;
import dev.whence.models.bundles.Calibration;
import dev.whence.models.bundles.ModelContract;
import dev.whence.models.estimates.LiveModel.Answer;
import dev.whence.models.estimates.ModelRegistry.Slot;
import dev.whence.models.features.Smoothing;
import dev.whence.models.returns.ReturnFeatures;
import dev.whence.models.transit.ReferenceTransit;
import dev.whence.models.transit.TransitFeatures;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.IntStream;

/// Answers with the registry's bundles within the guard's limits. Thread-safe; one instance serves
/// all requests. Closing it closes the registry.
///
/// A batch is refused as a whole when the model is switched off, missing, corrupt or stale, and
/// when it is late or throws; a row is refused alone when its features are missing, stale or
/// outside the training range, or when its answer is too uncertain. Refused means `Assumed` with
/// the reason. The guard's budget counts from the call.
public final class ModelEstimator implements Estimator, AutoCloseable {
  /// Units that weigh as much as the base rate, or as a category's share.
  private static final double ASSUMED_PRIOR_UNITS = 20;

  /// The share of units that come back where nothing is known, no model and no history: what
  /// merchants commonly report over all categories.
  private static final double USUAL_RETURNED_SHARE = 0.1;

  /// Half the circumference of the earth: no two places lie farther apart.
  private static final double FARTHEST_KM = 20_038;

  /// How far a float32 probability may lie outside 0 to 1 and still be one.
  private static final double ROUNDING = 1e-6;

  private final ModelRegistry registry;

  public ModelEstimator(ModelRegistry registry) {
    this.registry = registry;
  }

  @Override
  public List<TransitEstimate> transit(List<TransitQuery> queries, GuardTerms guard, Instant now) {
    long deadline = System.nanoTime() + guard.budget().toNanos();
    return answer(
        ModelContract.TRANSIT_TIME,
        queries,
        guard,
        deadline,
        model -> transit(model, queries, guard, now, deadline),
        ModelEstimator::assumed);
  }

  @Override
  public List<ReturnEstimate> returns(List<ReturnQuery> queries, GuardTerms guard, Instant now) {
    long deadline = System.nanoTime() + guard.budget().toNanos();
    return answer(
        ModelContract.RETURN_RISK,
        queries,
        guard,
        deadline,
        model -> returns(model, queries, guard, now, deadline),
        ModelEstimator::assumed);
  }

  /// Asks each model some questions and forgets the answers, so that the first order does not pay
  /// for loading and compiling classes. To be called before the first order, in less than a second;
  /// does nothing to models that cannot be asked.
  public void warmUp() {
    Instant now = Instant.EPOCH.plus(Duration.ofDays(1));
    var open =
        new GuardTerms(
            "warm-up",
            true,
            Duration.ofMillis(500),
            Duration.ofDays(100_000),
            Duration.ofDays(100_000),
            1_000_000,
            Double.MAX_VALUE);
    var service = RecentTransit.none(new CarrierServiceId("warm-up"), "", "");
    var query =
        new TransitQuery(
            500, 2, Probability.ONE, 1_000, now.atZone(ZoneOffset.UTC), false, service);
    var line = new ReturnQuery("", "", 1_000, 1, 1, 1, 1, ReturnHistory.NONE);
    long deadline = System.nanoTime() + Duration.ofMillis(700).toNanos();
    for (int i = 0; i < 50 && deadline - System.nanoTime() > 0; i++) {
      transit(Collections.nCopies(32, query), open, now);
      returns(Collections.nCopies(4, line), open, now);
    }
  }

  private <Q, E> List<E> answer(
      ModelContract contract,
      List<Q> queries,
      GuardTerms guard,
      long deadline,
      Function<LiveModel, List<E>> predicted,
      BiFunction<Q, FallbackReason, E> assumed) {
    String name = contract.modelName();
    if (!guard.trusted()) {
      var because = new FallbackReason.SwitchedOff(name, guard.ruleId());
      return queries.stream().map(query -> assumed.apply(query, because)).toList();
    }
    Slot slot = registry.slot(name);
    while (true) {
      List<E> answers = answer(slot, queries, predicted, assumed);
      Slot current = registry.slot(name);
      // A bundle that was replaced meanwhile may have been closed under the batch.
      if (current.equals(slot) || deadline - System.nanoTime() <= 0) {
        return answers;
      }
      slot = current;
    }
  }

  private static <Q, E> List<E> answer(
      Slot slot,
      List<Q> queries,
      Function<LiveModel, List<E>> predicted,
      BiFunction<Q, FallbackReason, E> assumed) {
    return switch (slot) {
      case Slot.Live(var result, LiveModel model) -> predicted.apply(model);
      case Slot.Empty(var result, FallbackReason because) ->
          queries.stream().map(query -> assumed.apply(query, because)).toList();
    };
  }

  private static List<TransitEstimate> transit(
      LiveModel model, List<TransitQuery> queries, GuardTerms guard, Instant now, long deadline) {
    List<Answer> answers =
        model.ask(
            TransitFeatures.TABLE,
            queries,
            query -> query.recent().newestKnownAt(),
            guard,
            now,
            deadline);
    return IntStream.range(0, queries.size())
        .mapToObj(i ->
            switch (answers.get(i)) {
              case Answer.Raw(List<Float> outputs) ->
                  transit(model, queries.get(i), outputs.get(0), outputs.get(1), guard);
              case Answer.Refused(FallbackReason because) -> assumed(queries.get(i), because);
            })
        .toList();
  }

  private static TransitEstimate transit(
      LiveModel model, TransitQuery query, double mu, double logSigma, GuardTerms guard) {
    if (!(model.card().calibration() instanceof Calibration.LogNormal calibration)) {
      throw new IllegalStateException(model.ref() + " was loaded with another calibration.");
    }
    TransitDistribution distribution;
    try {
      distribution = calibration.distribution(mu, logSigma);
    } catch (IllegalArgumentException e) {
      String detail = "mu %s and log_sigma %s are no distribution.".formatted(mu, logSigma);
      return assumed(query, new FallbackReason.Failed(model.ref(), detail));
    }
    double spread = distribution.percentile(95) - distribution.percentile(50);
    return spread > guard.widestSpreadDays()
        ? assumed(
            query, new FallbackReason.TooUncertain(model.ref(), spread, guard.widestSpreadDays()))
        : new TransitEstimate.Predicted(distribution, model.ref());
  }

  /// The published days and share; without published days the reference ones, rounded up.
  private static TransitEstimate assumed(TransitQuery query, FallbackReason because) {
    int published = Math.max(0, query.publishedDays());
    double distance = query.distanceKm() >= 0 ? query.distanceKm() : FARTHEST_KM;
    long hours = ReferenceTransit.hours(published, Math.min(distance, FARTHEST_KM));
    int days = Math.toIntExact(Math.ceilDiv(hours, 24));
    return new TransitEstimate.Assumed(days, query.publishedOnTime(), because);
  }

  private static List<ReturnEstimate> returns(
      LiveModel model, List<ReturnQuery> queries, GuardTerms guard, Instant now, long deadline) {
    double share =
        Objects.requireNonNull(
            model.card().featureParameters().get(ReturnFeatures.PRIOR_PARAMETER));
    var prior = new Probability(share);
    List<ReturnFeatures.Question> questions =
        queries.stream().map(query -> new ReturnFeatures.Question(query, prior)).toList();
    List<Answer> answers =
        model.ask(ReturnFeatures.TABLE, questions, question -> Instant.EPOCH, guard, now, deadline);
    return IntStream.range(0, queries.size())
        .mapToObj(i ->
            switch (answers.get(i)) {
              case Answer.Raw(List<Float> outputs) ->
                  returns(model, queries.get(i), outputs.getFirst());
              case Answer.Refused(FallbackReason because) ->
                  assumed(queries.get(i), share, because);
            })
        .toList();
  }

  private static ReturnEstimate returns(LiveModel model, ReturnQuery query, double raw) {
    if (!(model.card().calibration() instanceof Calibration.OfProbability calibration)) {
      throw new IllegalStateException(model.ref() + " was loaded with another calibration.");
    }
    if (!(raw >= -ROUNDING && raw <= 1 + ROUNDING)) {
      String detail = "return_probability %s is no probability.".formatted(raw);
      return assumed(query, new FallbackReason.Failed(model.ref(), detail));
    }
    double probability = calibration.calibrated(Math.clamp(raw, 0.0, 1.0));
    return new ReturnEstimate.Predicted(new Probability(probability), model.ref());
  }

  /// Without a model there is no base rate of one.
  private static ReturnEstimate assumed(ReturnQuery query, FallbackReason because) {
    return assumed(query, USUAL_RETURNED_SHARE, because);
  }

  /// The customer's returned share, drawn towards the category's by 20 units, which is drawn
  /// towards the base rate by 20 units. Never 0: what was never seen to come back may still.
  private static ReturnEstimate assumed(
      ReturnQuery query, double baseRate, FallbackReason because) {
    ReturnHistory history = query.history();
    double category = share(baseRate, history.categoryReturned(), history.categorySold());
    double customer = share(category, history.customerReturned(), history.customerSold());
    return new ReturnEstimate.Assumed(new Probability(customer), because);
  }

  private static double share(double prior, long returned, long sold) {
    long units = Math.max(0, sold);
    double seen = units == 0 ? prior : Math.clamp((double) returned / units, 0.0, 1.0);
    return Smoothing.towards(prior, ASSUMED_PRIOR_UNITS, seen, units);
  }

  @Override
  public void close() {
    registry.close();
  }
}
