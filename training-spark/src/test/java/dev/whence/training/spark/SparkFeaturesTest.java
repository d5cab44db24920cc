package dev.whence.training.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whence.domain.Probability;
import dev.whence.models.returns.ReturnFeatures;
import dev.whence.models.transit.TransitFeatures;
import dev.whence.pipeline.terminal.Progress;
import dev.whence.training.engine.Engine;
import dev.whence.training.engine.EngineSettings;
import dev.whence.training.returns.LineSource;
import dev.whence.training.returns.SoldLine;
import dev.whence.training.returns.SoldLines;
import dev.whence.training.runs.CannotTrain;
import dev.whence.training.transit.Parcel;
import dev.whence.training.transit.ParcelSource;
import dev.whence.training.transit.ParcelSource.Part;
import dev.whence.training.transit.Parcels;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What Spark says of a history is what one machine says, to the last bit.
class SparkFeaturesTest {
  private static final Duration WINDOW = Duration.ofDays(60);
  private static final Part EVERYTHING = new Part(Optional.empty(), 0);

  @TempDir private static Path work;
  private static Path planned = Path.of(".");
  private static Path expected = Path.of(".");

  @SuppressWarnings("NullAway.Init") // set before all tests
  private static Engine engine;

  @BeforeAll
  static void simulate() throws IOException {
    planned = Histories.simulated(work.resolve("planned"), 120);
    expected = Histories.halfPlannedByMonth(planned, work.resolve("expected"));
    engine = spark(3, 1);
  }

  @AfterAll
  static void stop() {
    engine.close();
  }

  private static Engine spark(int partitions, double sample) {
    return Engine.spark(
        new EngineSettings(
            Optional.of("local[2]"), Optional.of(partitions), sample, work.resolve("matrix")));
  }

  private static Parcels parcels(ParcelSource source, Path history, Part part) {
    return source.read(history, part, SimulatedDays.before(-60), Progress.silent());
  }

  private static void requireEqual(Parcels spark, Parcels one) {
    assertThat(spark.all()).hasSameSizeAs(one.all());
    for (int i = 0; i < one.all().size(); i++) {
      Parcel there = spark.all().get(i);
      Parcel here = one.all().get(i);
      assertThat(there).isEqualTo(here);
      assertThat(bits(TransitFeatures.row(there.query())))
          .as(here.shipmentId())
          .isEqualTo(bits(TransitFeatures.row(here.query())));
    }
    assertThat(spark.sha256()).isEqualTo(one.sha256());
    assertThat(spark.knownUntil()).isEqualTo(one.knownUntil());
    assertThat(spark.handoverSettles()).isEqualTo(one.handoverSettles());
  }

  private static int[] bits(float[] row) {
    int[] bits = new int[row.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToRawIntBits(row[i]);
    }
    return bits;
  }

  @Test
  void parcelsAndTheirFeaturesAreThoseOfOneMachine() {
    Parcels one = parcels(ParcelSource.IN_PROCESS, planned, EVERYTHING);

    requireEqual(parcels(engine.parcels(), planned, EVERYTHING), one);

    assertThat(one.all()).hasSizeGreaterThan(1_000);
    Map<String, float[]> rows = MatrixRows.features(work.resolve("matrix/transit-time"));
    for (Parcel parcel : one.all()) {
      assertThat(bits(Objects.requireNonNull(rows.get(parcel.shipmentId()))))
          .isEqualTo(bits(TransitFeatures.row(parcel.query())));
    }
  }

  @Test
  void theSameWhereHandOversAreToBeExpected_andShipmentsLieByMonth() {
    requireEqual(
        parcels(engine.parcels(), expected, EVERYTHING),
        parcels(ParcelSource.IN_PROCESS, expected, EVERYTHING));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8})
  @Tag("slow")
  void theSameHoweverKeysAreDealt(int partitions) {
    Engine another = spark(partitions, 1);

    requireEqual(
        parcels(another.parcels(), expected, EVERYTHING),
        parcels(ParcelSource.IN_PROCESS, expected, EVERYTHING));
    requireEqual(
        lines(another.lines(), Optional.empty()), lines(LineSource.IN_PROCESS, Optional.empty()));
  }

  @Test
  @Tag("slow")
  void theSameOfAPartOfTheHistory() {
    Part part = new Part(Optional.of(SimulatedDays.before(20)), 100);
    Optional<Instant> until = Optional.of(SimulatedDays.before(30));

    Parcels one = parcels(ParcelSource.IN_PROCESS, planned, part);
    requireEqual(parcels(engine.parcels(), planned, part), one);
    requireEqual(lines(engine.lines(), until), lines(LineSource.IN_PROCESS, until));

    assertThat(one.all()).isNotEmpty();
  }

  @Test
  void linesAndTheirFeaturesAreThoseOfOneMachine() {
    SoldLines one = lines(LineSource.IN_PROCESS, Optional.empty());

    requireEqual(lines(engine.lines(), Optional.empty()), one);

    assertThat(one.all()).hasSizeGreaterThan(1_000);
    assertThat(one.all()).anyMatch(line -> line.query().history().customerSold() > 0);
  }

  private static SoldLines lines(LineSource source, Optional<Instant> until) {
    return source.read(planned, WINDOW, until, SimulatedDays.before(-60), Progress.silent());
  }

  private static void requireEqual(SoldLines spark, SoldLines one) {
    Probability prior = new Probability(0.1);
    assertThat(spark.all()).hasSameSizeAs(one.all());
    for (int i = 0; i < one.all().size(); i++) {
      SoldLine there = spark.all().get(i);
      SoldLine here = one.all().get(i);
      assertThat(there).isEqualTo(here);
      assertThat(bits(ReturnFeatures.row(there.query(), prior)))
          .isEqualTo(bits(ReturnFeatures.row(here.query(), prior)));
    }
    assertThat(spark.sha256()).isEqualTo(one.sha256());
    assertThat(spark.knownUntil()).isEqualTo(one.knownUntil());
  }

  @Test
  @Tag("slow")
  void aSampleHoldsWholeOrders_withTheFeaturesOfAll() {
    List<Parcel> all = parcels(ParcelSource.IN_PROCESS, planned, EVERYTHING).all();
    Engine sampling = spark(3, 0.3);

    List<Parcel> some = parcels(sampling.parcels(), planned, EVERYTHING).all();

    assertThat(parcels(sampling.parcels(), planned, EVERYTHING).all()).isEqualTo(some);
    assertThat(all).containsAll(some);
    assertThat(some.size()).isBetween(all.size() / 4, all.size() * 2 / 5);
  }

  @Test
  void whatCannotBeIsRefusedInTheWordsOfOneMachine() {
    for (ParcelSource source : List.of(ParcelSource.IN_PROCESS, engine.parcels())) {
      assertThatThrownBy(
              () -> source.read(planned, EVERYTHING, SimulatedDays.before(10), Progress.silent()))
          .isInstanceOf(CannotTrain.class)
          .hasMessageContaining("has not come yet");
    }
    assertThatThrownBy(() -> parcels(engine.parcels(), work.resolve("nowhere"), EVERYTHING))
        .isInstanceOf(CannotTrain.class)
        .hasMessageContaining("There is no")
        .hasMessageContaining("Maybe run");
  }
}
