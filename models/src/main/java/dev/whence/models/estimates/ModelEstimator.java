package dev.whence.models.estimates;

import dev.whence.domain.estimates.EstimateKey;
import dev.whence.domain.estimates.Estimator;
import dev.whence.domain.estimates.FallbackReason;
import dev.whence.domain.estimates.GuardTerms;
import dev.whence.domain.estimates.KeyedEstimator;
import dev.whence.models.estimates.ModelRegistry.Slot;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Answers with the registry's bundles within the guard's limits. Thread-safe; one instance serves
/// all requests. Closing it closes the registry.
///
/// A batch is refused as a whole when the model is switched off, missing, corrupt or stale, and
/// when it is late or throws; a row is refused alone when its features are missing, stale or
/// outside the training range, or when its answer is too uncertain. A line that is found to do
/// worse than what there is without it answers only where the guard lets it. Refused means
/// `Assumed` with the reason. The guard's budget counts from the call.
///
/// Where the first line is missing, corrupt, late or throws, the whole batch is asked of the
/// bundle's second line, under the same guard; its answers tell why the first did not. The other
/// reasons hold for both lines alike: also a second line has learned from what the first one has,
/// and is left out where that one does worse. [#forOneOrder] keeps to the line that answered first.
public final class ModelEstimator implements Estimator, AutoCloseable {
  /// One for each key.
  static final List<ModelKind<?, ?>> KINDS = List.of(new TransitTime(), new ReturnRisk());

  /// For the second line, from when the first was given up. It takes microseconds, in the caller's
  /// thread; so much more that a pause of the machine does not cost its answer.
  private static final Duration SECOND_BUDGET = Duration.ofMillis(250);

  private final ModelRegistry registry;
  private final SinceRelease learned;
  private final Estimator byKey;

  /// Of models that nobody watches.
  public ModelEstimator(ModelRegistry registry) {
    this(registry, new SinceRelease());
  }

  /// @param learned of the models, now and later
  public ModelEstimator(ModelRegistry registry, SinceRelease learned) {
    this.registry = registry;
    this.learned = learned;
    this.byKey = keyed(OrderLines::new);
  }

  private KeyedEstimator keyed(Supplier<OrderLines> lines) {
    KeyedEstimator all = KeyedEstimator.NONE;
    for (ModelKind<?, ?> kind : KINDS) {
      all = with(all, kind, lines);
    }
    return all;
  }

  private <Q, E> KeyedEstimator with(
      KeyedEstimator others, ModelKind<Q, E> kind, Supplier<OrderLines> lines) {
    return others.with(
        kind.key(), (queries, guard, now) -> answer(kind, queries, guard, now, lines.get()));
  }

  @Override
  public Estimator forOneOrder() {
    var lines = new OrderLines();
    return keyed(() -> lines);
  }

  @Override
  public <Q, E> List<E> estimate(
      EstimateKey<Q, E> key, List<Q> queries, GuardTerms guard, Instant now) {
    return byKey.estimate(key, queries, guard, now);
  }

  /// Asks each model some questions and forgets the answers, so that the first order does not pay
  /// for loading and compiling classes. To be called before the first order, in less than a second;
  /// does nothing to models that cannot be asked.
  public void warmUp() {
    Instant now = Instant.EPOCH.plus(Duration.ofDays(1));
    GuardTerms open = ModelRegistry.OPEN;
    long deadline = System.nanoTime() + Duration.ofMillis(700).toNanos();
    for (int i = 0; i < 50 && deadline - System.nanoTime() > 0; i++) {
      for (ModelKind<?, ?> kind : KINDS) {
        warmUp(kind, open, now);
      }
    }
  }

  private <Q, E> void warmUp(ModelKind<Q, E> kind, GuardTerms open, Instant now) {
    List<Q> examples = kind.examples(now);
    var _ = answer(kind, examples, open, now, new OrderLines());
    registry
        .slot(kind.key().model())
        .second()
        .ifPresent(second -> {
          var _ =
              kind.ask(second, examples, open, now, secondDeadline(), Optional.empty(), learned);
        });
  }

  private <Q, E> List<E> answer(
      ModelKind<Q, E> kind, List<Q> queries, GuardTerms guard, Instant now, OrderLines lines) {
    long deadline = System.nanoTime() + guard.budget().toNanos();
    String name = kind.key().model();
    if (!guard.trusted()) {
      return assumed(kind, queries, new FallbackReason.SwitchedOff(name, guard.ruleId()));
    }
    Slot slot = registry.slot(name);
    while (true) {
      Answered<E> answered = ask(kind, slot, queries, guard, now, deadline, lines);
      Slot current = registry.slot(name);
      // A bundle that was replaced meanwhile may have been closed under the batch.
      if (current.equals(slot) || deadline - System.nanoTime() <= 0) {
        lines.answered(kind.key(), answered.line());
        return answered.answers();
      }
      slot = current;
    }
  }

  /// @param line that gave them
  private record Answered<E>(List<E> answers, OrderLines.Line line) {}

  private <Q, E> Answered<E> ask(
      ModelKind<Q, E> kind,
      Slot slot,
      List<Q> queries,
      GuardTerms guard,
      Instant now,
      long deadline,
      OrderLines lines) {
    OrderLines.Line line = lines.of(kind.key());
    if (slot instanceof Slot.Live live && line instanceof OrderLines.Line.Open) {
      Optional<FallbackReason> doesWorse = distrusted(live.model(), guard);
      if (doesWorse.isPresent()) {
        return new Answered<>(assumed(kind, queries, doesWorse.get()), line);
      }
    }
    Optional<LiveModel> standby =
        slot.second().filter(second -> distrusted(second, guard).isEmpty());
    if (line instanceof OrderLines.Line.Second(FallbackReason because)) {
      return new Answered<>(
          slot.second()
              .map(second ->
                  kind.ask(
                      second, queries, guard, now, secondDeadline(), Optional.of(because), learned))
              .orElseGet(() -> assumed(kind, queries, because)),
          line);
    }
    List<E> first =
        switch (slot) {
          case Slot.Live live ->
              kind.ask(live.model(), queries, guard, now, deadline, Optional.empty(), learned);
          case Slot.Empty empty -> assumed(kind, queries, empty.because());
        };
    Optional<FallbackReason> failure = failure(kind, first);
    if (failure.isPresent() && line instanceof OrderLines.Line.Open && standby.isPresent()) {
      List<E> second =
          kind.ask(standby.get(), queries, guard, now, secondDeadline(), failure, learned);
      if (answersAny(kind, second)) {
        return new Answered<>(second, new OrderLines.Line.Second(failure.get()));
      }
    }
    return new Answered<>(
        first, answersAny(kind, first) ? new OrderLines.Line.First() : new OrderLines.Line.Open());
  }

  private Optional<FallbackReason> distrusted(LiveModel model, GuardTerms guard) {
    return guard.distrustWhenWorse()
        ? learned.worse(model.ref()).map(FallbackReason.class::cast)
        : Optional.empty();
  }

  private static long secondDeadline() {
    return System.nanoTime() + SECOND_BUDGET.toNanos();
  }

  /// Why the first line as such did not answer some row; empty where it answered or only rows were
  /// objected to.
  private static <E> Optional<FallbackReason> failure(ModelKind<?, E> kind, List<E> answers) {
    for (E answer : answers) {
      Optional<FallbackReason> reason = kind.unanswered(answer).filter(ModelEstimator::isOfLine);
      if (reason.isPresent()) {
        return reason;
      }
    }
    return Optional.empty();
  }

  private static boolean isOfLine(FallbackReason reason) {
    return switch (reason) {
      case FallbackReason.Missing ignored -> true;
      case FallbackReason.Corrupt ignored -> true;
      case FallbackReason.TimedOut ignored -> true;
      case FallbackReason.Failed ignored -> true;
      case FallbackReason.SwitchedOff ignored -> false;
      case FallbackReason.ModelStale ignored -> false;
      case FallbackReason.FeatureStale ignored -> false;
      case FallbackReason.FeaturesMissing ignored -> false;
      case FallbackReason.OutsideTrainingRange ignored -> false;
      case FallbackReason.TooUncertain ignored -> false;
      case FallbackReason.DoesWorse ignored -> false;
    };
  }

  private static <E> boolean answersAny(ModelKind<?, E> kind, List<E> answers) {
    return answers.stream().anyMatch(answer -> kind.unanswered(answer).isEmpty());
  }

  private static <Q, E> List<E> assumed(
      ModelKind<Q, E> kind, List<Q> queries, FallbackReason because) {
    return queries.stream().map(query -> kind.assumed(query, because)).toList();
  }

  @Override
  public void close() {
    registry.close();
  }
}
