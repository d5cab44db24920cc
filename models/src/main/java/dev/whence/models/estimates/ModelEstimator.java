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

/// Answers with the registry's bundles within the guard's limits. Thread-safe; one instance serves
/// all requests. Closing it closes the registry.
///
/// A batch is refused as a whole when the model is switched off, missing, corrupt or stale, and
/// when it is late or throws; a row is refused alone when its features are missing, stale or
/// outside the training range, or when its answer is too uncertain. Refused means `Assumed` with
/// the reason. The guard's budget counts from the call.
public final class ModelEstimator implements Estimator, AutoCloseable {
  /// One for each key.
  static final List<ModelKind<?, ?>> KINDS = List.of(new TransitTime(), new ReturnRisk());

  private final ModelRegistry registry;
  private final Estimator byKey;

  public ModelEstimator(ModelRegistry registry) {
    this.registry = registry;
    KeyedEstimator all = KeyedEstimator.NONE;
    for (ModelKind<?, ?> kind : KINDS) {
      all = with(all, kind);
    }
    this.byKey = all;
  }

  private <Q, E> KeyedEstimator with(KeyedEstimator others, ModelKind<Q, E> kind) {
    return others.with(kind.key(), (queries, guard, now) -> answer(kind, queries, guard, now));
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
    var open =
        new GuardTerms(
            "warm-up",
            true,
            Duration.ofMillis(500),
            Duration.ofDays(100_000),
            Duration.ofDays(100_000),
            1_000_000,
            Double.MAX_VALUE);
    long deadline = System.nanoTime() + Duration.ofMillis(700).toNanos();
    for (int i = 0; i < 50 && deadline - System.nanoTime() > 0; i++) {
      for (ModelKind<?, ?> kind : KINDS) {
        warmUp(kind, open, now);
      }
    }
  }

  private <Q, E> void warmUp(ModelKind<Q, E> kind, GuardTerms open, Instant now) {
    var _ = answer(kind, kind.examples(now), open, now);
  }

  private <Q, E> List<E> answer(
      ModelKind<Q, E> kind, List<Q> queries, GuardTerms guard, Instant now) {
    long deadline = System.nanoTime() + guard.budget().toNanos();
    String name = kind.key().model();
    if (!guard.trusted()) {
      return assumed(kind, queries, new FallbackReason.SwitchedOff(name, guard.ruleId()));
    }
    Slot slot = registry.slot(name);
    while (true) {
      List<E> answers =
          switch (slot) {
            case Slot.Live(var result, LiveModel model) ->
                kind.ask(model, queries, guard, now, deadline);
            case Slot.Empty(var result, FallbackReason because) -> assumed(kind, queries, because);
          };
      Slot current = registry.slot(name);
      // A bundle that was replaced meanwhile may have been closed under the batch.
      if (current.equals(slot) || deadline - System.nanoTime() <= 0) {
        return answers;
      }
      slot = current;
    }
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
