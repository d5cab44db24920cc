package dev.whence.models.estimates;

import dev.whence.domain.estimates.FallbackReason;
import dev.whence.domain.estimates.GuardTerms;
import dev.whence.domain.estimates.ModelRef;
import dev.whence.models.bundles.Bundle;
import dev.whence.models.bundles.Calibration;
import dev.whence.models.bundles.ModelCard;
import dev.whence.models.features.FeatureTable;
import dev.whence.models.scoring.LinearScorer;
import dev.whence.models.scoring.TimedScorer;
import dev.whence.models.scoring.TimedScorer.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/// A loaded bundle, ready to be asked in batches. Thread-safe.
final class LiveModel implements AutoCloseable {
  private static final int THREADS = Math.max(2, Runtime.getRuntime().availableProcessors());

  /// What the model says to one question.
  sealed interface Answer {
    /// @param outputs in the card's order, before calibration; behind them the base of what is
    ///   heard of promises, where the card has it
    record Raw(List<Float> outputs) implements Answer {}

    record Refused(FallbackReason because) implements Answer {}
  }

  private final ModelCard card;
  private final TimedScorer scorer;
  private final FeatureTable<?> table;
  private final int[] positions;
  private final RowGuard rowGuard;
  private final Optional<LinearScorer> promise;

  LiveModel(Bundle bundle) {
    card = bundle.card();
    scorer = new TimedScorer(bundle.scorer(), "scoring-" + card.ref(), THREADS);
    table = bundle.contract().features(card);
    positions =
        card.featureNames().stream()
            .mapToInt(name -> table.findPosition(name).orElseThrow())
            .toArray();
    rowGuard = new RowGuard(card, IntStream.of(positions).mapToObj(table::feature).toList());
    promise =
        card.calibration() instanceof Calibration.LogNormal calibration
            ? calibration.promise().stream()
                .findFirst()
                .map(heard -> heard.scorer(card.featureNames()))
            : Optional.empty();
  }

  ModelCard card() {
    return card;
  }

  ModelRef ref() {
    return card.ref();
  }

  /// Answers a batch, in order. Rows nothing objects to are scored in one run.
  ///
  /// @param questions those of the bundle's contract
  /// @param newestHistory when the newest observation behind a question became known;
  ///   [Instant#EPOCH] if there is none, or nobody knows
  /// @param deadline as [System#nanoTime]
  <Q> List<Answer> ask(
      List<Q> questions,
      Function<Q, Instant> newestHistory,
      GuardTerms guard,
      Instant now,
      long deadline) {
    Duration age = Duration.between(card.training().dataTo(), now);
    if (age.compareTo(guard.oldestModel()) > 0) {
      var because = new FallbackReason.ModelStale(ref(), age, guard.oldestModel());
      return Collections.nCopies(questions.size(), new Answer.Refused(because));
    }
    FeatureTable<Q> features = features();
    float[] rows = new float[questions.size() * positions.length];
    var objections = new ArrayList<Optional<FallbackReason>>(questions.size());
    int asked = 0;
    for (Q question : questions) {
      int offset = asked * positions.length;
      for (int i = 0; i < positions.length; i++) {
        rows[offset + i] = features.value(positions[i], question);
      }
      var objection =
          rowGuard.object(
              rows,
              offset,
              column -> features.known(positions[column], question),
              newestHistory.apply(question),
              guard,
              now);
      objections.add(objection);
      asked += objection.isEmpty() ? 1 : 0;
    }
    return merge(objections, score(rows, asked, guard, deadline));
  }

  /// All features of the contract, with the attributes that the card names.
  @SuppressWarnings("unchecked") // a contract has one kind of question
  private <Q> FeatureTable<Q> features() {
    return (FeatureTable<Q>) table;
  }

  /// Answers by position among the rows asked.
  private IntFunction<Answer> score(float[] rows, int asked, GuardTerms guard, long deadline) {
    Duration budget = Duration.ofNanos(deadline - System.nanoTime());
    return switch (scorer.score(rows, asked, budget)) {
      case Outcome.Scored(float[][] outputs) -> {
        Optional<float[]> promises = promise.map(heard -> heard.score(rows, asked)[0]);
        yield row -> raw(outputs, promises, row);
      }
      case Outcome.Late() -> refused(new FallbackReason.TimedOut(ref(), guard.budget()));
      case Outcome.Threw(String detail) -> refused(new FallbackReason.Failed(ref(), detail));
    };
  }

  private static Answer raw(float[][] outputs, Optional<float[]> promises, int row) {
    var values = new ArrayList<Float>(outputs.length + 1);
    for (float[] output : outputs) {
      values.add(output[row]);
    }
    promises.ifPresent(bases -> values.add(bases[row]));
    return new Answer.Raw(values);
  }

  private static IntFunction<Answer> refused(FallbackReason because) {
    var answer = new Answer.Refused(because);
    return row -> answer;
  }

  private static List<Answer> merge(
      List<Optional<FallbackReason>> objections, IntFunction<Answer> asked) {
    var answers = new ArrayList<Answer>(objections.size());
    int row = 0;
    for (Optional<FallbackReason> objection : objections) {
      answers.add(objection.isPresent() ? new Answer.Refused(objection.get()) : asked.apply(row++));
    }
    return answers;
  }

  @Override
  public void close() {
    scorer.close();
  }
}
