package dev.whence.models.estimates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.domain.Probability;
import dev.whence.domain.carriers.CarrierServiceId;
import dev.whence.domain.carriers.RecentTransit;
import dev.whence.domain.estimates.EstimateKey;
import dev.whence.domain.estimates.Estimator;
import dev.whence.domain.estimates.FallbackReason;
import dev.whence.domain.estimates.GuardTerms;
import dev.whence.domain.estimates.ModelRef;
import dev.whence.domain.estimates.TransitEstimate;
import dev.whence.domain.estimates.TransitQuery;
import dev.whence.models.bundles.Bundle;
import dev.whence.models.bundles.Bundles;
import dev.whence.models.bundles.LoadResult;
import dev.whence.models.bundles.SmallBundles;
import dev.whence.models.scoring.Scorer;
import dev.whence.models.scoring.ScoringException;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What answers where the first line cannot.
class SecondLineTest {
  private static final Instant NOW = SmallBundles.DATA_TO.plus(Duration.ofDays(30));
  private static final GuardTerms GUARD = guard(true, Duration.ofSeconds(5), 60);
  private static final GuardTerms DISTRUSTING =
      new GuardTerms(
          "default",
          true,
          GUARD.budget(),
          GUARD.oldestModel(),
          GUARD.oldestFeature(),
          GUARD.rangeTolerancePercent(),
          GUARD.widestSpreadDays(),
          GUARD.mostUntrustedPercent(),
          true);
  private static final ModelRef FIRST = new ModelRef("transit-time", "fake");
  private static final ModelRef SECOND = new ModelRef("transit-time", "fake+second");

  @TempDir Path root;

  @Test
  void theFirstLineAnswersWhileItCan() throws IOException {
    try (var estimator = with(Bundles.load(SmallBundles.writeTransitWithSecond(root, "7")))) {
      TransitEstimate.Predicted answer = predicted(estimator, GUARD, 100).getFirst();

      assertThat(answer.model()).hasToString("transit-time@7");
      assertThat(answer.insteadOf()).isEmpty();
    }
  }

  @Test
  void behindACorruptFileTheSecondLineAnswers_andSaysWhy() throws IOException {
    Path folder = SmallBundles.writeTransitWithSecond(root, "7");
    Files.write(folder.resolve("model.onnx"), new byte[10]);

    try (var estimator = with(Bundles.load(folder))) {
      TransitEstimate.Predicted answer = predicted(estimator, GUARD, 1_000).getFirst();

      assertThat(answer.model()).hasToString("transit-time@7+second");
      assertThat(answer.distribution().percentile(50)).isBetween(4.9, 5.0); // exp(1.6)
      assertThat(answer.insteadOf())
          .singleElement()
          .isInstanceOfSatisfying(
              FallbackReason.Corrupt.class,
              corrupt -> assertThat(corrupt.detail()).startsWith("DIGEST: "));
    }
  }

  @Test
  @Timeout(10)
  void behindAHungSessionTheSecondLineAnswersInTime() {
    var release = new CountDownLatch(1);
    Scorer stuck = scorer((features, rows) -> awaitIgnoringInterrupts(release, rows));
    GuardTerms hurried = guard(true, Duration.ofMillis(30), 60);
    try (var estimator = with(SmallBundles.transitWithSecondAround(stuck))) {
      for (int i = 0; i < 20; i++) {
        long start = System.nanoTime();
        List<TransitEstimate.Predicted> answers = predicted(estimator, hurried, 100, 200);

        assertThat(answers)
            .allSatisfy(answer -> {
              assertThat(answer.model()).isEqualTo(SECOND);
              assertThat(answer.insteadOf())
                  .containsExactly(new FallbackReason.TimedOut(FIRST, hurried.budget()));
            });
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
      }
    } finally {
      release.countDown();
    }
  }

  @Test
  void noTimeLeftIsEnoughForTheSecondLine() {
    try (var estimator = with(SmallBundles.transitWithSecondAround(answering(1)))) {
      assertThat(predicted(estimator, guard(true, Duration.ZERO, 60), 100).getFirst().model())
          .isEqualTo(SECOND);
    }
  }

  @Test
  void aRowThatFailsSendsTheWholeBatchToTheSecondLine() {
    Scorer nanForTheSecondRow =
        scorer((features, rows) -> {
          float[][] answers = {new float[rows], new float[rows]};
          Arrays.fill(answers[1], -2);
          answers[0][1] = Float.NaN;
          return answers;
        });
    try (var estimator = with(SmallBundles.transitWithSecondAround(nanForTheSecondRow))) {
      assertThat(predicted(estimator, GUARD, 100, 200))
          .extracting(TransitEstimate.Predicted::model)
          .containsOnly(SECOND);
    }
  }

  @Test
  void whatTheGuardObjectsToIsObjectedOfBothLines() {
    Scorer throwing = throwing();
    try (var estimator = with(SmallBundles.transitWithSecondAround(throwing))) {
      List<TransitEstimate> answers = ask(estimator, GUARD, 100, 6_000);

      assertThat(answers.getFirst()).isInstanceOf(TransitEstimate.Predicted.class);
      assertThat(reason(answers.getLast()))
          .isInstanceOfSatisfying(
              FallbackReason.OutsideTrainingRange.class,
              outside -> assertThat(outside.model()).isEqualTo(SECOND));
    }
  }

  @Test
  void whereTheFirstLineDoesWorseNeitherAnswers_ifTheGuardSaysSo() {
    var learned = new SinceRelease();
    try (var estimator =
        new ModelEstimator(
            new ModelRegistry(List.of(SmallBundles.transitWithSecondAround(answering(1)))),
            learned)) {
      assertThat(predicted(estimator, DISTRUSTING, 100).getFirst().model()).isEqualTo(FIRST);
      FallbackReason.DoesWorse worse = worse(FIRST);
      learned.doWorse(List.of(worse));

      assertThat(reason(ask(estimator, DISTRUSTING, 100).getFirst())).isEqualTo(worse);
      assertThat(predicted(estimator, GUARD, 100).getFirst().model()).isEqualTo(FIRST);

      learned.doWorse(List.of(worse(new ModelRef("transit-time", "another"))));
      assertThat(predicted(estimator, DISTRUSTING, 100).getFirst().model()).isEqualTo(FIRST);
    }
  }

  @Test
  void aSecondLineThatDoesWorseIsLeftOutAlone() {
    var learned = new SinceRelease();
    try (var estimator =
        new ModelEstimator(
            new ModelRegistry(List.of(SmallBundles.transitWithSecondAround(throwing()))),
            learned)) {
      assertThat(predicted(estimator, DISTRUSTING, 100).getFirst().model()).isEqualTo(SECOND);
      learned.doWorse(List.of(worse(SECOND)));

      assertThat(reason(ask(estimator, DISTRUSTING, 100).getFirst()))
          .isInstanceOf(FallbackReason.Failed.class);
    }
  }

  private static FallbackReason.DoesWorse worse(ModelRef model) {
    return new FallbackReason.DoesWorse(
        model, "published figures", 0.2, 0.1, 0.3, LocalDate.of(2026, 10, 1));
  }

  @Test
  void aModelSwitchedOffOrTooOldIsNotReplacedByItsSecondLine() {
    try (var estimator = with(SmallBundles.transitWithSecondAround(throwing()))) {
      assertThat(reason(ask(estimator, guard(false, GUARD.budget(), 60), 100).getFirst()))
          .isInstanceOf(FallbackReason.SwitchedOff.class);
      assertThat(reason(ask(estimator, guard(true, GUARD.budget(), 1), 100).getFirst()))
          .isInstanceOf(FallbackReason.ModelStale.class);
    }
  }

  @Test
  void whereNeitherLineAnswersTheReasonIsTheFirstOnes() {
    LoadResult both =
        new LoadResult.Loaded(
            bundle(SmallBundles.transitAround(throwing())),
            Optional.of(
                new LoadResult.Loaded(
                    new Bundle(bundle(SmallBundles.secondOfFake()).card(), throwing()))));
    try (var estimator = with(both)) {
      assertThat(reason(ask(estimator, GUARD, 100).getFirst()))
          .isEqualTo(new FallbackReason.Failed(FIRST, "down"));
    }
  }

  @Test
  void oneOrderIsAnsweredByTheLineThatAnsweredFirst() {
    var failing = new AtomicReference<Boolean>(false);
    Scorer unsteady =
        scorer((features, rows) -> {
          if (failing.get()) {
            throw new ScoringException("down");
          }
          return same(rows, 1);
        });
    try (var estimator = with(SmallBundles.transitWithSecondAround(unsteady))) {
      Estimator first = estimator.forOneOrder();
      assertThat(predicted(first, GUARD, 100).getFirst().model()).isEqualTo(FIRST);

      failing.set(true);

      assertThat(reason(ask(first, GUARD, 200).getFirst()))
          .as("the order that the first line has begun")
          .isEqualTo(new FallbackReason.Failed(FIRST, "down"));
      Estimator second = estimator.forOneOrder();
      assertThat(predicted(second, GUARD, 100).getFirst().model()).isEqualTo(SECOND);

      failing.set(false);

      TransitEstimate.Predicted later = predicted(second, GUARD, 200).getFirst();
      assertThat(later.model()).as("the order that the second line has begun").isEqualTo(SECOND);
      assertThat(later.insteadOf()).containsExactly(new FallbackReason.Failed(FIRST, "down"));
      assertThat(predicted(first, GUARD, 200).getFirst().model()).isEqualTo(FIRST);
      assertThat(predicted(estimator.forOneOrder(), GUARD, 100).getFirst().model())
          .isEqualTo(FIRST);
    }
  }

  @Test
  void aBundleThatIsReplacedTakesItsSecondLineWithIt() throws IOException {
    Path folder = SmallBundles.writeTransitWithSecond(root, "7");
    Files.write(folder.resolve("model.onnx"), new byte[10]);
    var registry = new ModelRegistry(List.of(Bundles.load(folder)));
    try (var estimator = new ModelEstimator(registry)) {
      registry.replace(new LoadResult.Missing("transit-time", "taken away"));

      assertThat(reason(ask(estimator, GUARD, 100).getFirst()))
          .isEqualTo(new FallbackReason.Missing("transit-time"));
    }
  }

  /// Loads the bundle in a folder and asks it one question.
  static final class Probe {
    private Probe() {}

    public static void main(String[] arguments) {
      try (var estimator = with(Bundles.load(Path.of(arguments[0])))) {
        estimator.warmUp();
        System.out.println(ask(estimator, GUARD, 100));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--illegal-native-access=deny",
        "-Donnxruntime.native.path=/nowhere",
        "class path without onnxruntime"
      })
  void withoutTheNativeLibraryTheSecondLineAnswers(String how)
      throws IOException, InterruptedException {
    Path folder = SmallBundles.writeTransitWithSecond(root, "7");
    boolean withoutJar = how.startsWith("class path");
    String classPath =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> !withoutJar || !entry.contains("onnxruntime"))
            .collect(Collectors.joining(File.pathSeparator));
    var builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                withoutJar ? "--enable-native-access=ALL-UNNAMED" : how,
                "-cp",
                classPath,
                Probe.class.getName(),
                folder.toString())
            .redirectErrorStream(true);
    builder.environment().put("ORT_DISABLE_TELEMETRY", "1");
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).as(said).isZero();
    assertThat(said)
        .contains("model=transit-time@7+second, ", "Corrupt[model=transit-time, detail=MODEL: ");
  }

  private interface Scoring {
    float[][] score(float[] features, int rows);
  }

  private static Scorer scorer(Scoring scoring) {
    return new Scorer() {
      @Override
      public float[][] score(float[] features, int rows) {
        return scoring.score(features, rows);
      }

      @Override
      public void close() {}
    };
  }

  private static Scorer answering(float mu) {
    return scorer((features, rows) -> same(rows, mu));
  }

  private static Scorer throwing() {
    return scorer((features, rows) -> {
      throw new ScoringException("down");
    });
  }

  private static float[][] same(int rows, float mu) {
    float[][] answers = {new float[rows], new float[rows]};
    Arrays.fill(answers[0], mu);
    Arrays.fill(answers[1], -2);
    return answers;
  }

  private static float[][] awaitIgnoringInterrupts(CountDownLatch latch, int rows) {
    while (latch.getCount() > 0) {
      try {
        latch.await();
      } catch (InterruptedException e) {
        // as a native call would
      }
    }
    return same(rows, 1);
  }

  private static Bundle bundle(LoadResult result) {
    return ((LoadResult.Loaded) result).bundle();
  }

  private static ModelEstimator with(LoadResult result) {
    return new ModelEstimator(new ModelRegistry(List.of(result)));
  }

  private static GuardTerms guard(boolean trusted, Duration budget, int oldestModelDays) {
    return new GuardTerms(
        "default", trusted, budget, Duration.ofDays(oldestModelDays), Duration.ofDays(3), 10, 20);
  }

  private static List<TransitEstimate> ask(Estimator estimator, GuardTerms guard, double... km) {
    List<TransitQuery> queries = Arrays.stream(km).mapToObj(SecondLineTest::query).toList();
    return estimator.estimate(EstimateKey.TRANSIT_TIME, queries, guard, NOW);
  }

  private static List<TransitEstimate.Predicted> predicted(
      Estimator estimator, GuardTerms guard, double... km) {
    return ask(estimator, guard, km).stream().map(SecondLineTest::predicted).toList();
  }

  private static TransitEstimate.Predicted predicted(TransitEstimate estimate) {
    assertThat(estimate).isInstanceOf(TransitEstimate.Predicted.class);
    return (TransitEstimate.Predicted) estimate;
  }

  private static FallbackReason reason(TransitEstimate estimate) {
    return ((TransitEstimate.Assumed) estimate).because();
  }

  private static TransitQuery query(double distanceKm) {
    return new TransitQuery(
        distanceKm,
        3,
        new Probability(0.9),
        2_000,
        NOW.atZone(ZoneOffset.UTC),
        false,
        RecentTransit.none(new CarrierServiceId("S"), "A", "B"));
  }
}
