package dev.whence.models.estimates;

import dev.whence.domain.Probability;
import dev.whence.domain.carriers.CarrierServiceId;
import dev.whence.domain.carriers.RecentTransit;
import dev.whence.domain.carriers.TransitWindow;
import dev.whence.domain.estimates.EstimateKey;
import dev.whence.domain.estimates.GuardTerms;
import dev.whence.domain.estimates.ReturnEstimate;
import dev.whence.domain.estimates.ReturnQuery;
import dev.whence.domain.estimates.TransitEstimate;
import dev.whence.domain.estimates.TransitQuery;
import dev.whence.domain.returns.ReturnHistory;
import dev.whence.models.bundles.Bundle;
import dev.whence.models.bundles.Bundles;
import dev.whence.models.bundles.LoadResult;
import dev.whence.models.bundles.SmallBundles;
import dev.whence.models.scoring.OnnxScorer;
import dev.whence.models.scoring.Scorer;
import dev.whence.models.transit.TransitFeatures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// What estimates cost one order: 96 candidates and their transit times by 200 trees of depth 6
/// for the center and 50 of depth 4 for the spread, and the return risk of lines by logistic
/// regression. Features, guard, hand-over to the scoring threads and calibration included.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
public class ModelEstimatorBenchmark {
  private static final Instant NOW = SmallBundles.DATA_TO.plus(Duration.ofDays(30));
  private static final GuardTerms GUARD =
      new GuardTerms(
          "bench", true, Duration.ofSeconds(5), Duration.ofDays(60), Duration.ofDays(3), 10, 1e9);

  private ModelRegistry registry = new ModelRegistry(List.of());
  private ModelEstimator estimator = new ModelEstimator(registry);
  private List<TransitQuery> candidates = List.of();
  private List<ReturnQuery> lines = List.of();
  private float[] rows = {};
  private Path folder = Path.of("");

  @Setup
  public void prepare() throws IOException {
    folder = Files.createTempDirectory("bench");
    registry =
        new ModelRegistry(
            List.of(transit(), Bundles.load(SmallBundles.writeReturnTribuo(folder, "1"))));
    estimator = new ModelEstimator(registry);
    var random = new Random(1);
    candidates = random.ints(96, 10, 3_000).mapToObj(km -> candidate(km, random)).toList();
    lines = random.ints(96, 1, 4).mapToObj(units -> line(units, random)).toList();
    rows = new float[96 * SmallBundles.TRANSIT_NAMES.size()];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = random.nextFloat() * 5;
    }
    requirePredictions();
  }

  /// 96 candidates, end to end.
  @Benchmark
  public List<TransitEstimate> transit96() {
    return estimator.estimate(EstimateKey.TRANSIT_TIME, candidates, GUARD, NOW);
  }

  /// The native run of the same 96 rows alone.
  @Benchmark
  public float[][] transit96ScorerAlone() {
    return scorer().score(rows, 96);
  }

  /// Every transit feature of 96 candidates.
  @Benchmark
  public List<float[]> transit96FeaturesAlone() {
    return candidates.stream().map(TransitFeatures::row).toList();
  }

  /// 6 order lines, end to end.
  @Benchmark
  public List<ReturnEstimate> returns6() {
    return estimator.estimate(EstimateKey.RETURN_RISK, lines.subList(0, 6), GUARD, NOW);
  }

  /// 96 order lines, end to end.
  @Benchmark
  public List<ReturnEstimate> returns96() {
    return estimator.estimate(EstimateKey.RETURN_RISK, lines, GUARD, NOW);
  }

  @TearDown
  public void close() throws IOException {
    estimator.close();
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static LoadResult transit() {
    var card = SmallBundles.transitCard("random-trees");
    byte[] graph =
        RandomTrees.transitGraph(
            new float[] {0, 0.7f, 1, 0}, new float[] {3_000, 1.4f, 7, 5}, 200, 6);
    return new LoadResult.Loaded(
        new Bundle(card, OnnxScorer.open(graph, card.input(), card.outputs())));
  }

  private Scorer scorer() {
    return switch (registry.get("transit-time")) {
      case LoadResult.Loaded(Bundle bundle, _) -> bundle.scorer();
      case LoadResult other -> throw new IllegalStateException(other.toString());
    };
  }

  private void requirePredictions() {
    var assumed = new ArrayList<Object>();
    transit96().stream().filter(TransitEstimate.Assumed.class::isInstance).forEach(assumed::add);
    returns96().stream().filter(ReturnEstimate.Assumed.class::isInstance).forEach(assumed::add);
    if (!assumed.isEmpty()) {
      throw new IllegalStateException("Not predicted: " + assumed.getFirst());
    }
  }

  private static TransitQuery candidate(int km, Random random) {
    var window = new TransitWindow(40, 1_900 + random.nextInt(400), 1_920);
    return new TransitQuery(
        km,
        1 + km / 500,
        new Probability(0.9),
        random.nextInt(5_000),
        NOW.plus(Duration.ofHours(random.nextInt(72))).atZone(ZoneOffset.UTC),
        false,
        new RecentTransit(
            new CarrierServiceId("S"), "A", "B", window, window, window, NOW.minusSeconds(60)));
  }

  private static ReturnQuery line(int units, Random random) {
    return new ReturnQuery(
        "shoes",
        "web",
        4_900,
        units,
        9,
        6,
        units,
        new ReturnHistory(300, random.nextInt(150), 9_000, 1_500, 4, 1));
  }
}
