package dev.whence.models.estimates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.domain.estimates.EstimateKey;
import dev.whence.domain.estimates.Estimator;
import dev.whence.domain.estimates.GuardTerms;
import dev.whence.models.bundles.ModelContract;
import dev.whence.rules.sourcing.EstimateLog;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whoever adds a key is told here what it lacks.
class EstimateKeysTest {
  private static final Instant NOW = Instant.parse("2026-05-04T16:00:00Z");
  private static final GuardTerms GUARD =
      new GuardTerms(
          "test", true, Duration.ofSeconds(1), Duration.ofDays(1), Duration.ofDays(1), 0, 1);

  static Stream<EstimateKey<?, ?>> keys() {
    return EstimateKey.all().stream();
  }

  @ParameterizedTest
  @MethodSource("keys")
  void everyKeyHasABundleContract_isAnswered_recordedAndReplayed(EstimateKey<?, ?> key) {
    assertThat(ModelContract.find(key.model()))
        .hasValueSatisfying(contract -> assertThat(contract.key()).isSameAs(key));
    ModelKind<?, ?> kind =
        ModelEstimator.KINDS.stream()
            .filter(each -> each.key().equals(key))
            .findFirst()
            .orElseThrow();
    try (var estimator = new ModelEstimator(new ModelRegistry(List.of()))) {
      check(kind, estimator);
    }
  }

  private static <Q, E> void check(ModelKind<Q, E> kind, Estimator estimator) {
    List<Q> questions = kind.examples(NOW);
    var recorder = new EstimateLog.Recorder(estimator);

    List<E> answers = recorder.estimate(kind.key(), questions, GUARD, NOW);

    EstimateLog log = recorder.log();
    assertThat(answers).hasSameSizeAs(questions).isNotEmpty();
    assertThat(log.of(kind.key())).extracting(entry -> (Object) entry.query()).isEqualTo(questions);
    assertThat(log.of(kind.key()))
        .extracting(entry -> (Object) entry.estimate())
        .isEqualTo(answers);
    Estimator nobody =
        new Estimator() {
          @Override
          public <A, B> List<B> estimate(
              EstimateKey<A, B> key, List<A> queries, GuardTerms guard, Instant now) {
            throw new AssertionError("asked again: " + key);
          }
        };
    assertThat(log.replay(nobody).estimate(kind.key(), questions, GUARD, NOW)).isEqualTo(answers);
  }
}
