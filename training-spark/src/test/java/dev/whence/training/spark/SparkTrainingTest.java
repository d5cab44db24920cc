package dev.whence.training.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whence.models.bundles.Bundle;
import dev.whence.models.bundles.Bundles;
import dev.whence.models.bundles.LoadResult;
import dev.whence.models.bundles.ModelCard.Kind;
import dev.whence.pipeline.history.ParquetFile;
import dev.whence.pipeline.terminal.Progress;
import dev.whence.training.attributes.AttributeChoice;
import dev.whence.training.engine.Engine;
import dev.whence.training.engine.EngineSettings;
import dev.whence.training.returns.LineSource;
import dev.whence.training.returns.ReturnRun;
import dev.whence.training.returns.ReturnSettings;
import dev.whence.training.runs.CannotTrain;
import dev.whence.training.runs.Outcome;
import dev.whence.training.runs.RunOptions;
import dev.whence.training.transit.ParcelSource;
import dev.whence.training.transit.PromiseScore;
import dev.whence.training.transit.PromiseScores;
import dev.whence.training.transit.TransitRun;
import dev.whence.training.transit.TransitSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whole runs: what is published, and what a published model says.
@Tag("slow")
class SparkTrainingTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-01T00:00:00Z"), ZoneOffset.UTC);

  @TempDir private static Path work;
  private static Path history = Path.of(".");

  @SuppressWarnings("NullAway.Init") // set before all tests
  private static Engine engine;

  @SuppressWarnings("NullAway.Init") // set before all tests
  private static Outcome trained;

  @BeforeAll
  static void train() throws IOException {
    history = Histories.simulated(work.resolve("history"), 400);
    engine =
        Engine.spark(
            new EngineSettings(Optional.of("local[2]"), Optional.of(3), 1, work.resolve("matrix")));
    trained = transit("spark", engine.parcels());
  }

  @AfterAll
  static void stop() {
    engine.close();
  }

  private static Outcome transit(String out, ParcelSource source) throws IOException {
    return new TransitRun(
            options(out),
            TransitSettings.DEFAULT.withRounds(40),
            0,
            CLOCK,
            Progress.silent(),
            source)
        .run();
  }

  private static RunOptions options(String out) {
    return new RunOptions(
        history,
        work.resolve(out),
        Optional.of("1"),
        "simulated history, size S",
        42,
        Optional.empty(),
        Optional.empty(),
        0.2,
        0.2,
        false);
  }

  @Test
  void theTransitTimeBundleIsThatOfOneMachine() throws IOException {
    requireSameFiles(trained, transit("one", ParcelSource.IN_PROCESS));
  }

  @Test
  void theReturnRiskBundleIsThatOfOneMachine() throws IOException {
    requireSameFiles(returns("spark", engine.lines()), returns("one", LineSource.IN_PROCESS));
  }

  private static Outcome returns(String out, LineSource source) throws IOException {
    return new ReturnRun(
            options(out),
            new ReturnSettings(Duration.ofDays(60), Optional.of(Kind.ONNX), AttributeChoice.ALL),
            CLOCK,
            Progress.silent(),
            source)
        .run();
  }

  private static void requireSameFiles(Outcome spark, Outcome one) throws IOException {
    assertThat(spark.passed()).isEqualTo(one.passed());
    try (Stream<Path> files = Files.list(one.folder())) {
      for (Path file : files.filter(SparkTrainingTest::isRepeatable).toList()) {
        assertThat(spark.folder().resolve(file.getFileName())).hasSameBinaryContentAs(file);
      }
    }
  }

  /// Tribuo writes the time of training into its models, so that of a second line is never the same
  /// twice, nor is the digest on its card. What it says of the golden rows is.
  private static boolean isRepeatable(Path file) {
    String name = String.valueOf(file.getFileName());
    return Files.isRegularFile(file)
        && !name.equals("second-card.json")
        && !name.startsWith("second-model");
  }

  @Test
  void scoresAreThoseOfOneMachine() {
    Path file = work.resolve("scores.parquet");
    long scored;
    try (Bundle bundle = ((LoadResult.Loaded) Bundles.load(trained.folder())).bundle()) {
      scored = PromiseScores.write(bundle, history, file, Progress.silent());
    }
    Path folder = work.resolve("scores");

    assertThat(engine.score(trained.folder(), history, folder)).isEqualTo(scored);

    assertThat(scored).isEqualTo(Histories.shipments(history).size());
    assertThat(scores(folder)).isEqualTo(scores(file));
    assertThat(scores(file)).anyMatch(score -> score.late() != null);
    assertThatThrownBy(() -> engine.score(trained.folder(), history, folder))
        .isInstanceOf(CannotTrain.class)
        .hasMessageContaining("is there already");
  }

  private static List<PromiseScore> scores(Path place) {
    try (Stream<Path> files = Files.walk(place)) {
      return files
          .filter(file -> file.toString().endsWith(".parquet") && Files.isRegularFile(file))
          .flatMap(file -> ParquetFile.read(file, PromiseScore.class))
          .sorted(Comparator.comparing(PromiseScore::shipmentId))
          .toList();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
