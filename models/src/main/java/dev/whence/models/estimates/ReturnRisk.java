package dev.whence.models.estimates;

import dev.whence.domain.Probability;
import dev.whence.domain.estimates.EstimateKey;
import dev.whence.domain.estimates.FallbackReason;
import dev.whence.domain.estimates.GuardTerms;
import dev.whence.domain.estimates.ReturnEstimate;
import dev.whence.domain.estimates.ReturnQuery;
import dev.whence.domain.returns.ReturnHistory;
import dev.whence.models.bundles.Calibration;
import dev.whence.models.estimates.LiveModel.Answer;
import dev.whence.models.returns.ReturnFeatures;
import dev.whence.models.returns.ReturnedShares;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;

/// Models of what comes back of an order line.
final class ReturnRisk implements ModelKind<ReturnQuery, ReturnEstimate> {
  /// How far a float32 probability may lie outside 0 to 1 and still be one.
  private static final double ROUNDING = 1e-6;

  @Override
  public EstimateKey<ReturnQuery, ReturnEstimate> key() {
    return EstimateKey.RETURN_RISK;
  }

  @Override
  public List<ReturnEstimate> ask(
      LiveModel model,
      List<ReturnQuery> queries,
      GuardTerms guard,
      Instant now,
      long deadline,
      Optional<FallbackReason> insteadOf,
      SinceRelease learned) {
    double share =
        Objects.requireNonNull(
            model.card().featureParameters().get(ReturnFeatures.PRIOR_PARAMETER));
    var prior = new Probability(share);
    List<ReturnFeatures.Question> questions =
        queries.stream().map(query -> new ReturnFeatures.Question(query, prior)).toList();
    List<Answer> answers = model.ask(questions, question -> Instant.EPOCH, guard, now, deadline);
    return IntStream.range(0, queries.size())
        .mapToObj(i ->
            switch (answers.get(i)) {
              case Answer.Raw(List<Float> outputs) ->
                  answer(model, queries.get(i), outputs.getFirst(), insteadOf);
              case Answer.Refused(FallbackReason because) ->
                  assumed(queries.get(i), share, because);
            })
        .toList();
  }

  private ReturnEstimate answer(
      LiveModel model, ReturnQuery query, double raw, Optional<FallbackReason> insteadOf) {
    if (!(model.card().calibration() instanceof Calibration.OfProbability calibration)) {
      throw new IllegalStateException(model.ref() + " was loaded with another calibration.");
    }
    if (!(raw >= -ROUNDING && raw <= 1 + ROUNDING)) {
      String detail = "return_probability %s is no probability.".formatted(raw);
      return assumed(query, new FallbackReason.Failed(model.ref(), detail));
    }
    double probability = calibration.calibrated(Math.clamp(raw, 0.0, 1.0));
    return new ReturnEstimate.Predicted(
        new Probability(probability), model.ref(), insteadOf.stream().toList());
  }

  @Override
  public Optional<FallbackReason> unanswered(ReturnEstimate answer) {
    return answer instanceof ReturnEstimate.Assumed assumed
        ? Optional.of(assumed.because())
        : Optional.empty();
  }

  /// Without a model there is no base rate of one.
  @Override
  public ReturnEstimate assumed(ReturnQuery query, FallbackReason because) {
    return assumed(query, ReturnedShares.USUAL, because);
  }

  private static ReturnEstimate assumed(
      ReturnQuery query, double baseRate, FallbackReason because) {
    return new ReturnEstimate.Assumed(
        new Probability(ReturnedShares.of(query.history(), baseRate)), because);
  }

  @Override
  public List<ReturnQuery> examples(Instant now) {
    return Collections.nCopies(4, new ReturnQuery("", "", 1_000, 1, 1, 1, 1, ReturnHistory.NONE));
  }
}
