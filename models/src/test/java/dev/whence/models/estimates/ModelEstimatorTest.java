package dev.whence.models.estimates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.whence.domain.Probability;
import dev.whence.domain.attributes.Attributes;
import dev.whence.domain.attributes.Attributes.Value;
import dev.whence.domain.carriers.CarrierServiceId;
import dev.whence.domain.carriers.RecentTransit;
import dev.whence.domain.carriers.TransitWindow;
import dev.whence.domain.estimates.EstimateKey;
import dev.whence.domain.estimates.FallbackReason;
import dev.whence.domain.estimates.GuardTerms;
import dev.whence.domain.estimates.ModelRef;
import dev.whence.domain.estimates.PromiseOdds;
import dev.whence.domain.estimates.ReturnEstimate;
import dev.whence.domain.estimates.ReturnQuery;
import dev.whence.domain.estimates.TransitEstimate;
import dev.whence.domain.estimates.TransitQuery;
import dev.whence.domain.returns.ReturnHistory;
import dev.whence.models.bundles.Bundles;
import dev.whence.models.bundles.LoadResult;
import dev.whence.models.bundles.ModelCard.Kind;
import dev.whence.models.bundles.SmallBundles;
import dev.whence.models.scoring.Scorer;
import dev.whence.models.scoring.ScoringException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ModelEstimatorTest {
  private static final Instant NOW = SmallBundles.DATA_TO.plus(Duration.ofDays(30));
  private static final GuardTerms GUARD =
      new GuardTerms(
          "default", true, Duration.ofSeconds(5), Duration.ofDays(60), Duration.ofDays(3), 10, 20);
  private static final ModelRef FAKE = new ModelRef("transit-time", "fake");

  @TempDir Path root;

  @Test
  void aLoadedModelPredicts_andSaysWhichItWas() throws IOException {
    try (var estimator = with(Bundles.load(SmallBundles.writeTransit(root, "7")))) {

      TransitEstimate estimate =
          only(estimator.estimate(EstimateKey.TRANSIT_TIME, List.of(query(1_000)), GUARD, NOW));

      assertThat(estimate)
          .isInstanceOfSatisfying(
              TransitEstimate.Predicted.class,
              predicted -> {
                assertThat(predicted.model()).hasToString("transit-time@7");
                assertThat(predicted.distribution().percentile(50))
                    .isCloseTo(Math.exp(0.5 + 1 + 0.2), within(1e-4));
                assertThat(predicted.distribution().lost().value()).isEqualTo(0.01);
              });
    }
  }

  @Test
  void whatACardKnowsOfPromisesIsSaidBesideTheDays() {
    try (var estimator =
        with(SmallBundles.transitWithPromiseAround(new Fake(new float[] {1, -2})))) {

      List<TransitEstimate> estimates =
          estimator.estimate(
              EstimateKey.TRANSIT_TIME, List.of(query(1_000), query(250)), GUARD, NOW);

      assertThat(estimates)
          .allSatisfy(estimate ->
              assertThat(((TransitEstimate.Predicted) estimate).distribution().percentile(50))
                  .isCloseTo(Math.exp(1), within(1e-4)))
          .extracting(estimate -> ((TransitEstimate.Predicted) estimate).promise())
          .containsExactly(
              List.of(new PromiseOdds(1, 2, 0.5)), List.of(new PromiseOdds(-0.5, 2, 0.5)));
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aReturnModelOfAnyKindPredicts(Kind kind) throws IOException {
    Path folder =
        switch (kind) {
          case ONNX -> SmallBundles.writeReturnOnnx(root, "1");
          case TRIBUO -> SmallBundles.writeReturnTribuo(root, "1");
          case LOG_LINEAR -> SmallBundles.writeReturnLinear(root, "1");
        };
    try (var estimator = with(Bundles.load(folder))) {

      var estimates =
          estimator.estimate(
              EstimateKey.RETURN_RISK,
              List.of(
                  line(new ReturnHistory(1_000, 500, 10_000, 2_000, 0, 0)),
                  line(new ReturnHistory(1_000, 10, 10_000, 2_000, 0, 0))),
              GUARD,
              NOW);

      assertThat(estimates).hasOnlyElementsOfType(ReturnEstimate.Predicted.class);
      assertThat(estimates.get(0).probability().value())
          .isGreaterThan(estimates.get(1).probability().value() + 0.1);
    }
  }

  @Test
  void chanceOfBeingOnTimeRisesWithTheDaysAndNeverWithDistance() throws IOException {
    try (var estimator = with(Bundles.load(SmallBundles.writeTransit(root, "7")))) {
      var random = new Random(3);
      var distances = random.doubles(64, 0, 5_000).sorted().boxed().toList();
      var estimates =
          estimator.estimate(
              EstimateKey.TRANSIT_TIME,
              distances.stream().map(ModelEstimatorTest::query).toList(),
              new GuardTerms(
                  "open",
                  true,
                  GUARD.budget(),
                  GUARD.oldestModel(),
                  GUARD.oldestFeature(),
                  10,
                  1e9),
              NOW);
      double[] days = random.doubles(64, 0, 60).sorted().toArray();

      for (int i = 0; i < estimates.size(); i++) {
        double previous = 0;
        for (double available : days) {
          double chance = chance(estimates.get(i), available);
          assertThat(chance).isBetween(previous, 0.99);
          if (i > 0) {
            assertThat(chance).isLessThanOrEqualTo(chance(estimates.get(i - 1), available));
          }
          previous = chance;
        }
      }
    }
  }

  @Test
  void aModelTheTableSwitchesOffIsNotAsked() {
    var off =
        new GuardTerms(
            "holidays", false, GUARD.budget(), GUARD.oldestModel(), GUARD.oldestFeature(), 10, 20);

    assertAssumed(
        with(answering(0, 0)),
        query(100),
        off,
        new FallbackReason.SwitchedOff("transit-time", "holidays"));
  }

  @Test
  void aMissingModelIsMissing() {
    assertAssumed(
        new ModelEstimator(new ModelRegistry(List.of())),
        query(100),
        GUARD,
        new FallbackReason.Missing("transit-time"));
  }

  @Test
  void aDamagedBundleIsCorrupt() throws IOException {
    Path folder = SmallBundles.writeTransit(root, "7");
    byte[] model = Files.readAllBytes(folder.resolve("model.onnx"));
    Files.write(folder.resolve("model.onnx"), Arrays.copyOf(model, 10));

    try (var estimator = with(Bundles.load(folder))) {
      var estimate =
          only(estimator.estimate(EstimateKey.TRANSIT_TIME, List.of(query(100)), GUARD, NOW));

      assertThat(reason(estimate))
          .isInstanceOfSatisfying(
              FallbackReason.Corrupt.class,
              corrupt -> {
                assertThat(corrupt.model()).isEqualTo("transit-time");
                assertThat(corrupt.detail()).startsWith("DIGEST: ").contains("(10 bytes)");
              });
    }
  }

  @Test
  void aModelOneSecondTooOldIsStale() {
    Instant then = SmallBundles.DATA_TO.plus(GUARD.oldestModel());

    assertThat(reasonOf(with(answering(1, -2)), query(100), GUARD, then)).isEmpty();
    assertThat(reasonOf(with(answering(1, -2)), query(100), GUARD, then.plusSeconds(1)))
        .contains(
            new FallbackReason.ModelStale(
                FAKE, GUARD.oldestModel().plusSeconds(1), GUARD.oldestModel()));
  }

  @Test
  void historyOneSecondTooOldIsStale() {
    Instant fresh = NOW.minus(GUARD.oldestFeature());

    assertThat(reasonOf(with(answering(1, -2)), known(fresh), GUARD, NOW)).isEmpty();
    assertThat(reasonOf(with(answering(1, -2)), known(fresh.minusSeconds(1)), GUARD, NOW))
        .contains(
            new FallbackReason.FeatureStale(
                FAKE, "lane_ratio", GUARD.oldestFeature().plusSeconds(1), GUARD.oldestFeature()));
  }

  @Test
  void aLaneWithoutHistoryIsNeutral_unlessTheCardRequiresIt() {
    assertThat(reasonOf(with(answering(1, -2)), known(Instant.EPOCH), GUARD, NOW)).isEmpty();

    var required = SmallBundles.transitAround(new Fake(new float[] {1, -2}), "lane_ratio");

    assertThat(reasonOf(with(required), known(Instant.EPOCH), GUARD, NOW))
        .contains(new FallbackReason.FeaturesMissing(FAKE, List.of("lane_ratio")));
    assertThat(reasonOf(with(required), known(NOW.minusSeconds(1)), GUARD, NOW)).isEmpty();
  }

  /// Rows reach the model as the card names them; what nobody told is missing.
  @Test
  void attributesAreFeaturesOfWhoLearnedFromThem_andMayBeMissing_unlessTheCardRequiresThem() {
    var asked = new ArrayList<float[]>();
    var listening =
        new Fake(new float[] {1, -2}) {
          @Override
          public float[][] score(float[] features, int rows) {
            asked.add(Arrays.copyOf(features, 6 * rows));
            return super.score(features, rows);
          }
        };
    var told =
        new Attributes(Map.of("wind", new Value.Measure(12), "mode", new Value.Word("Air, fast")));
    TransitQuery plain = query(1_000);
    TransitQuery windy = telling(plain, told);

    assertThat(
            reasonOf(with(SmallBundles.transitWithAttributesAround(listening)), windy, GUARD, NOW))
        .isEmpty();
    assertThat(asked.getLast()).endsWith(1, 12);
    assertThat(
            reasonOf(with(SmallBundles.transitWithAttributesAround(listening)), plain, GUARD, NOW))
        .isEmpty();
    assertThat(asked.getLast()).endsWith(Float.NaN, Float.NaN);

    var required =
        SmallBundles.transitWithAttributesAround(new Fake(new float[] {1, -2}), "attributes.wind");
    assertThat(reasonOf(with(required), windy, GUARD, NOW)).isEmpty();
    assertThat(reasonOf(with(required), plain, GUARD, NOW))
        .contains(new FallbackReason.FeaturesMissing(FAKE, List.of("attributes.wind")));
  }

  private static TransitQuery telling(TransitQuery query, Attributes attributes) {
    return new TransitQuery(
        query.distanceKm(),
        query.publishedDays(),
        query.publishedOnTime(),
        query.weightGrams(),
        query.handover(),
        query.crossBorder(),
        query.recent(),
        attributes);
  }

  @Test
  void anUnknownDistanceIsMissing() {
    assertThat(reasonOf(with(answering(1, -2)), query(Double.NaN), GUARD, NOW))
        .contains(new FallbackReason.FeaturesMissing(FAKE, List.of("distance_km")));
  }

  @Test
  void aDistanceBeyondRangeAndToleranceIsNotTrusted_andTheOtherRowsAre() {
    try (var estimator = with(answering(1, -2))) {
      var estimates =
          estimator.estimate(
              EstimateKey.TRANSIT_TIME, List.of(query(5_500), query(5_501), query(0)), GUARD, NOW);

      assertThat(estimates.get(0)).isInstanceOf(TransitEstimate.Predicted.class);
      assertThat(reason(estimates.get(1)))
          .isEqualTo(
              new FallbackReason.OutsideTrainingRange(FAKE, "distance_km", 5_501, -500, 5_500));
      assertThat(estimates.get(2)).isInstanceOf(TransitEstimate.Predicted.class);
    }
  }

  @Test
  void aWideSpreadIsTooUncertain() {
    assertThat(reasonOf(with(answering(2, 0)), query(100), GUARD, NOW))
        .hasValueSatisfying(because ->
            assertThat(because)
                .isInstanceOfSatisfying(
                    FallbackReason.TooUncertain.class,
                    uncertain -> assertThat(uncertain.spreadDays()).isGreaterThan(20)));
  }

  @Test
  void aThrowingModelFails_withWhatItSaid() {
    Scorer throwing =
        new Fake(new float[0]) {
          @Override
          public float[][] score(float[] features, int rows) {
            throw new ScoringException("no more memory");
          }
        };

    assertAssumed(
        with(SmallBundles.transitAround(throwing)),
        query(100),
        GUARD,
        new FallbackReason.Failed(FAKE, "no more memory"));
  }

  @Test
  void anAnswerThatIsNoNumberFails() {
    assertAssumed(
        with(answering(Float.NaN, -2)),
        query(100),
        GUARD,
        new FallbackReason.Failed(FAKE, "mu NaN and log_sigma -2.0 are no distribution."));
    assertAssumed(
        with(answering(1, 90)),
        query(100),
        GUARD,
        new FallbackReason.Failed(FAKE, "mu 1.0 and log_sigma 90.0 are no distribution."));
  }

  @Test
  @Timeout(10)
  void aStuckModelIsLate_andItsCallersAreNotHeld() {
    var release = new CountDownLatch(1);
    var calls = new AtomicInteger();
    Scorer stuck =
        new Fake(new float[0]) {
          @Override
          public float[][] score(float[] features, int rows) {
            calls.incrementAndGet();
            awaitIgnoringInterrupts(release);
            return new float[2][rows];
          }
        };
    Duration budget = Duration.ofMillis(20);
    var hurried =
        new GuardTerms("hurried", true, budget, GUARD.oldestModel(), GUARD.oldestFeature(), 10, 20);
    try (var estimator = with(SmallBundles.transitAround(stuck))) {

      for (int i = 0; i < 100; i++) {
        assertThat(
                reason(
                    only(
                        estimator.estimate(
                            EstimateKey.TRANSIT_TIME, List.of(query(100)), hurried, NOW))))
            .isEqualTo(new FallbackReason.TimedOut(FAKE, budget));
      }

      int threads = Math.max(2, Runtime.getRuntime().availableProcessors());
      assertThat(calls).hasValue(threads);
    } finally {
      release.countDown();
    }
  }

  @Test
  void aReplacedModelAnswersTheNextBatch() throws IOException {
    var registry = new ModelRegistry(List.of(Bundles.load(SmallBundles.writeTransit(root, "1"))));
    try (var estimator = new ModelEstimator(registry)) {
      registry.replace(Bundles.load(SmallBundles.writeTransit(root, "2")));

      assertThat(
              only(estimator.estimate(EstimateKey.TRANSIT_TIME, List.of(query(100)), GUARD, NOW)))
          .isInstanceOfSatisfying(
              TransitEstimate.Predicted.class,
              predicted -> assertThat(predicted.model().version()).isEqualTo("2"));
    }
    assertThat(registry.all()).hasOnlyElementsOfType(LoadResult.Missing.class);
  }

  @Test
  void replacingModelsUnderLoadLosesNoAnswer() throws Exception {
    Path folder = SmallBundles.writeTransit(root, "1");
    var registry = new ModelRegistry(List.of(Bundles.load(folder)));
    try (var estimator = new ModelEstimator(registry)) {
      var done = new AtomicBoolean();
      var queries = List.of(query(100), query(200));
      var failures = new ConcurrentLinkedQueue<TransitEstimate>();
      var caller =
          Thread.ofVirtual()
              .start(() -> {
                while (!done.get()) {
                  estimator.estimate(EstimateKey.TRANSIT_TIME, queries, GUARD, NOW).stream()
                      .filter(TransitEstimate.Assumed.class::isInstance)
                      .forEach(failures::add);
                }
              });
      for (int i = 0; i < 50; i++) {
        registry.replace(Bundles.load(folder));
      }
      done.set(true);
      caller.join();

      assertThat(failures).isEmpty();
    }
  }

  @Test
  void assumedTransitIsWhatTheCarrierPublishes_orTheReference() {
    try (var estimator = new ModelEstimator(new ModelRegistry(List.of()))) {
      var published =
          only(estimator.estimate(EstimateKey.TRANSIT_TIME, List.of(query(1_000)), GUARD, NOW));
      var unpublished =
          only(estimator.estimate(EstimateKey.TRANSIT_TIME, List.of(query(1_000, 0)), GUARD, NOW));
      var nowhere =
          only(
              estimator.estimate(
                  EstimateKey.TRANSIT_TIME, List.of(query(Double.NaN, 0)), GUARD, NOW));

      assertThat(((TransitEstimate.Assumed) published).publishedDays()).isEqualTo(3);
      assertThat(((TransitEstimate.Assumed) published).publishedOnTime().value()).isEqualTo(0.9);
      assertThat(((TransitEstimate.Assumed) unpublished).publishedDays()).isEqualTo(3);
      assertThat(((TransitEstimate.Assumed) nowhere).publishedDays()).isEqualTo(35);
    }
  }

  @Test
  void assumedReturnsAreDrawnFromTheUsualShareToTheCategorysToTheCustomers() {
    try (var estimator = new ModelEstimator(new ModelRegistry(List.of()))) {
      var estimates =
          estimator.estimate(
              EstimateKey.RETURN_RISK,
              List.of(line(new ReturnHistory(1, 1, 180, 50, 1, 1)), line(ReturnHistory.NONE)),
              GUARD,
              NOW);

      assertThat(estimates)
          .extracting(estimate -> estimate.probability().value())
          // (20 * 0.1 + 50) / 200 of the category; of the customer (20 * 0.26 + 1) / 21.
          .containsExactly(6.2 / 21, 0.1);
      assertThat(estimates)
          .allSatisfy(estimate ->
              assertThat(((ReturnEstimate.Assumed) estimate).because())
                  .isEqualTo(new FallbackReason.Missing("return-risk")));
    }
  }

  @Test
  void warmingUpReachesTheModel_andAbsentOnesDoNotMatter() {
    var rows = new AtomicInteger();
    Scorer counting =
        new Fake(new float[] {1, -2}) {
          @Override
          public float[][] score(float[] features, int count) {
            rows.addAndGet(count);
            return super.score(features, count);
          }
        };
    try (var estimator = with(SmallBundles.transitAround(counting))) {
      estimator.warmUp();

      assertThat(rows).hasValueGreaterThanOrEqualTo(32);
    }
  }

  @Test
  void noQueriesNeedNoModel() {
    try (var estimator = with(answering(1, -2))) {
      assertThat(estimator.estimate(EstimateKey.TRANSIT_TIME, List.of(), GUARD, NOW)).isEmpty();
    }
  }

  private static ModelEstimator with(LoadResult result) {
    return new ModelEstimator(new ModelRegistry(List.of(result)));
  }

  private static LoadResult answering(float mu, float logSigma) {
    return SmallBundles.transitAround(new Fake(new float[] {mu, logSigma}));
  }

  /// Gives every row the same outputs.
  private static class Fake implements Scorer {
    private final float[] outputs;

    Fake(float[] outputs) {
      this.outputs = outputs;
    }

    @Override
    public float[][] score(float[] features, int rows) {
      float[][] answers = new float[outputs.length][rows];
      for (int i = 0; i < outputs.length; i++) {
        Arrays.fill(answers[i], outputs[i]);
      }
      return answers;
    }

    @Override
    public void close() {}
  }

  private static void awaitIgnoringInterrupts(CountDownLatch latch) {
    while (latch.getCount() > 0) {
      try {
        latch.await();
      } catch (InterruptedException e) {
        // as a native call would
      }
    }
  }

  private static TransitQuery query(double distanceKm) {
    return query(distanceKm, 3);
  }

  private static TransitQuery query(double distanceKm, int publishedDays) {
    return query(
        distanceKm, publishedDays, RecentTransit.none(new CarrierServiceId("S"), "A", "B"));
  }

  private static TransitQuery query(double distanceKm, int publishedDays, RecentTransit recent) {
    return new TransitQuery(
        distanceKm,
        publishedDays,
        new Probability(0.9),
        2_000,
        NOW.atZone(ZoneOffset.UTC),
        false,
        recent);
  }

  private static TransitQuery known(Instant newestKnownAt) {
    var window =
        newestKnownAt.equals(Instant.EPOCH) ? TransitWindow.EMPTY : new TransitWindow(10, 800, 720);
    var service = new CarrierServiceId("S");
    return query(
        100, 3, new RecentTransit(service, "A", "B", window, window, window, newestKnownAt));
  }

  private static ReturnQuery line(ReturnHistory history) {
    return new ReturnQuery("shoes", "web", 4_900, 1, 2, 2, 1, history);
  }

  private static <E> E only(List<E> estimates) {
    assertThat(estimates).hasSize(1);
    return estimates.getFirst();
  }

  private static double chance(TransitEstimate estimate, double days) {
    return ((TransitEstimate.Predicted) estimate).distribution().arrivesWithin(days).value();
  }

  private static FallbackReason reason(TransitEstimate estimate) {
    return ((TransitEstimate.Assumed) estimate).because();
  }

  private static Optional<FallbackReason> reasonOf(
      ModelEstimator estimator, TransitQuery query, GuardTerms guard, Instant now) {
    try (estimator) {
      return switch (only(
          estimator.estimate(EstimateKey.TRANSIT_TIME, List.of(query), guard, now))) {
        case TransitEstimate.Predicted predicted -> Optional.empty();
        case TransitEstimate.Assumed assumed -> Optional.of(assumed.because());
        case TransitEstimate.Measured measured -> Optional.of(measured.because());
      };
    }
  }

  private static void assertAssumed(
      ModelEstimator estimator, TransitQuery query, GuardTerms guard, FallbackReason because) {
    try (estimator) {
      assertThat(only(estimator.estimate(EstimateKey.TRANSIT_TIME, List.of(query), guard, NOW)))
          .isEqualTo(new TransitEstimate.Assumed(3, new Probability(0.9), because));
    }
  }
}
