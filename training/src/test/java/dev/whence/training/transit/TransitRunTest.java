package dev.whence.training.transit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.whence.domain.attributes.Attributes;
import dev.whence.domain.estimates.PromiseLevels;
import dev.whence.domain.estimates.TransitDistribution;
import dev.whence.domain.estimates.TransitQuery;
import dev.whence.models.bundles.Bundle;
import dev.whence.models.bundles.Bundles;
import dev.whence.models.bundles.LoadResult;
import dev.whence.models.bundles.ModelCard;
import dev.whence.models.bundles.ModelCard.Metric;
import dev.whence.pipeline.history.Journey;
import dev.whence.pipeline.history.ShipmentRow;
import dev.whence.pipeline.terminal.Progress;
import dev.whence.training.SimulatedHistory;
import dev.whence.training.attributes.AttributeChoice;
import dev.whence.training.reports.Report;
import dev.whence.training.runs.CannotTrain;
import dev.whence.training.runs.MeasureOptions;
import dev.whence.training.runs.Outcome;
import dev.whence.training.runs.RunOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The whole way on a small simulated history.
class TransitRunTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-01T00:00:00Z"), ZoneOffset.UTC);

  @TempDir private static Path work;

  private static Outcome outcome;

  @BeforeAll
  static void trainOnce() throws IOException {
    outcome = run("models", 42, Optional.empty()).run();
  }

  private static TransitRun run(String out, long seed, Optional<Integer> embargoDays) {
    return run(out, seed, Optional.empty(), embargoDays);
  }

  private static TransitRun run(
      String out, long seed, Optional<Instant> until, Optional<Integer> embargoDays) {
    RunOptions options =
        new RunOptions(
            SimulatedHistory.folder(),
            work.resolve(out),
            Optional.of("1"),
            "simulated history, size S",
            seed,
            until,
            embargoDays,
            0.2,
            0.2,
            false);
    return new TransitRun(options, TransitSettings.DEFAULT, 0, CLOCK, Progress.silent());
  }

  @Test
  void modelBeatsTheConstantOnShipmentsItHasNotSeen() {
    assertThat(metric("model", "log_loss")).isLessThan(metric("constant", "log_loss"));
    assertThat(metric("model", "auc")).isGreaterThan(0.6);
    assertThat(metric("model", "mae_days")).isLessThan(metric("lane table", "mae_days"));
  }

  @Test
  void bundleLoadsAndItsCardSaysHowItWasMade() throws IOException {
    ModelCard card = load(outcome.folder());

    assertThat(card.ref()).hasToString("transit-time@1");
    assertThat(card.training().dataSha256()).matches("[0-9a-f]{64}");
    assertThat(card.training().seed()).isEqualTo(42);
    assertThat(card.training().libraries()).containsKeys("java", "xgboost4j");
    assertThat(card.training().settings())
        .containsEntry("mu.nthread", "1")
        .containsKeys("mu.rounds", "orders_until");
    assertThat(card.training().dataSource()).isEqualTo("simulated history, size S");
    assertThat(card.notes()).anyMatch(note -> note.contains("log-loss"));
    assertThat(Files.size(outcome.folder().resolve("model.onnx"))).isLessThan(1_500_000);
    assertThat(Files.readString(outcome.folder().resolve("report.html")))
        .contains("<svg", "Reliability", "published table")
        .contains("<p class=\"verdict\">" + (outcome.passed() ? "Published" : "Not published"));
    assertThat(outcome.folder().resolve("report.json")).isNotEmptyFile();
  }

  @Test
  void theSecondLineIsMeasuredBesideTheModel_andCarriedOnlyIfItBeatsTheTables() {
    assertThat(metric("second line", "mae_days")).isLessThan(metric("published table", "mae_days"));
    boolean carried =
        outcome.card().notes().stream().anyMatch(note -> note.startsWith("A second line (log-l"));
    boolean lacking =
        outcome.card().notes().stream().anyMatch(note -> note.startsWith("THERE IS NO SECOND"));
    assertThat(carried).isNotEqualTo(lacking);

    LoadResult result = Bundles.load(outcome.folder());
    result.close();

    assertThat(result.second().isPresent()).isEqualTo(carried);
    result
        .second()
        .ifPresent(second -> {
          ModelCard card = ((LoadResult.Loaded) second).bundle().card();
          assertThat(card.ref()).hasToString("transit-time@1+second");
          assertThat(card.kind()).isEqualTo(ModelCard.Kind.LOG_LINEAR);
          assertThat(card.training().dataSha256())
              .isEqualTo(outcome.card().training().dataSha256());
        });
  }

  @Test
  void sameHistoryAndSeedGiveTheSameFiles() throws IOException {
    Outcome again = run("again", 42, Optional.empty()).run();

    for (String file : List.of("model.onnx", "card.json", "golden.csv", "report.html")) {
      assertThat(Files.readAllBytes(again.folder().resolve(file)))
          .as(file)
          .isEqualTo(Files.readAllBytes(outcome.folder().resolve(file)));
    }
  }

  @Test
  void chanceOfArrivingInTimeNeverRisesWithDistance() throws IOException {
    List<Parcel> some = parcels().all().subList(3_000, 3_200);
    try (Bundle bundle = open(outcome.folder())) {
      LateForecast.OfModel model =
          new LateForecast.OfModel("model", bundle.card(), bundle.scorer());
      for (Parcel parcel : some) {
        List<Parcel> farther = new ArrayList<>();
        for (int km = 5; km < 4_500; km += 50) {
          farther.add(at(parcel, km));
        }
        assertThat(rounded(model.forecast(farther).late())).isSorted();
      }
    }
  }

  /// To a trillionth: chances that are the same come from other sums for each distance.
  private static double[] rounded(double[] chances) {
    return Arrays.stream(chances).map(chance -> Math.rint(chance * 1e12) / 1e12).toArray();
  }

  private static Parcels parcels() {
    return TransitRun.parcels(
        TransitRun.rows(SimulatedHistory.folder(), Progress.silent()),
        Optional.empty(),
        SimulatedHistory.folder(),
        Progress.silent());
  }

  /// Half of the shipments are told to be fragile, which nothing else tells, and take twice as
  /// long.
  @Test
  void attributesAreLearnedFromWhereTheyAreWanted() throws IOException {
    var random = new SplittableRandom(8);
    List<ShipmentRow> rows = new ArrayList<>();
    for (ShipmentRow row : TransitRun.rows(SimulatedHistory.folder(), Progress.silent())) {
      boolean fragile = random.nextBoolean();
      rows.add(told(row, fragile));
    }
    ParcelSource source =
        (history, part, now, progress) -> Parcels.of(rows, part.until(Optional.empty()));

    Outcome without = run("without", AttributeChoice.NONE, source).run();
    Outcome with = run("with", AttributeChoice.of("handling"), source).run();

    assertThat(metric(with, "model", "mae_days"))
        .isLessThan(0.75 * metric(without, "model", "mae_days"));
    assertThat(metric(with, "model", "log_loss"))
        .isLessThan(metric(without, "model", "log_loss") - 0.05);
    ModelCard card = load(with.folder());
    assertThat(card.featureNames())
        .containsSubsequence(
            "season_cos", "attributes.handling=fragile", "attributes.handling=usual");
    assertThat(card.features().getLast().required()).isTrue();
    assertThat(card.training().settings()).containsEntry("attributes", "handling");
    assertThat(load(without.folder()).attributes()).isEmpty();
    assertThatThrownBy(() -> run("other", AttributeChoice.of("colour"), source).run())
        .isInstanceOf(CannotTrain.class)
        .hasMessageContaining("No shipment has the attributes colour");
  }

  private static TransitRun run(String out, AttributeChoice attributes, ParcelSource source) {
    RunOptions options =
        new RunOptions(
            SimulatedHistory.folder(),
            work.resolve(out),
            Optional.of("1"),
            "simulated history, size S",
            42,
            Optional.empty(),
            Optional.empty(),
            0.2,
            0.2,
            false);
    return new TransitRun(
        options,
        TransitSettings.DEFAULT.withAttributes(attributes),
        0,
        CLOCK,
        Progress.silent(),
        source);
  }

  private static ShipmentRow told(ShipmentRow row, boolean fragile) {
    Journey journey =
        fragile && row.journey() instanceof Journey.Delivered(var left, var arrived, var known)
            ? new Journey.Delivered(
                left,
                arrived.plus(Duration.between(left, arrived)),
                known.plus(Duration.between(left, arrived)))
            : row.journey();
    return TestShipments.with(
        row,
        row.plannedHandover(),
        journey,
        new Attributes(
            Map.of("handling", new Attributes.Value.Word(fragile ? "fragile" : "usual"))));
  }

  private static Parcel at(Parcel parcel, double km) {
    TransitQuery query = parcel.query();
    return new Parcel(
        parcel.shipmentId(),
        new TransitQuery(
            km,
            query.publishedDays(),
            query.publishedOnTime(),
            query.weightGrams(),
            query.handover(),
            query.crossBorder(),
            query.recent()),
        parcel.orderedAt(),
        parcel.destinationZone(),
        parcel.promisedUntil(),
        parcel.deliveredAt(),
        parcel.knownAt());
  }

  @Test
  void coverageOfThePercentilesIsNearTheirLevel() {
    assertThat(metric("model", "coverage_80")).isBetween(0.70, 0.90);
    assertThat(metric("model", "coverage_95")).isBetween(0.86, 0.995);
  }

  @Test
  void releasedBundleIsMeasuredOnTheOrdersAfterItLearned() throws IOException {
    Instant until = Instant.parse("2026-07-01T00:00:00Z");
    Outcome older = run("older", 42, Optional.of(until), Optional.empty()).run();

    assertThat(older.card().training().dataTo()).isEqualTo(until);
    try (Bundle bundle = open(older.folder())) {
      Report report =
          TransitMeasurement.report(
              bundle,
              new MeasureOptions(SimulatedHistory.folder(), Optional.empty(), Optional.empty()),
              Progress.silent());

      assertThat(report.tables()).hasSize(6);
      assertThat(report.findings()).anyMatch(finding -> finding.contains("constant"));
      assertThat(report.title()).contains("2026-07-01");
      daysToPromiseAreKept(bundle, until);
    }
  }

  /// Four months that the model has not seen: as often as they should be, and not by what becomes
  /// of parcels later.
  private static void daysToPromiseAreKept(Bundle bundle, Instant from) {
    Parcels parcels = parcels();
    Instant later = Instant.parse("2026-09-01T00:00:00Z");
    DatesKept dates = dates(bundle, from, parcels.all(), parcels.knownUntil());
    DatesKept otherwise =
        dates(
            bundle,
            from,
            parcels.all().stream().map(parcel -> parcel.asOf(later)).toList(),
            parcels.knownUntil());

    for (double share : PromiseLevels.KEPT) {
      DatesKept.Group all = DatesKept.group(dates.of(share), 1);
      assertThat(all.parcels()).isGreaterThan(2_000);
      assertThat(all.kept().mean()).as("%s", share).isCloseTo(share, within(0.03));
      assertThat(Math.abs(all.kept().mean() - share))
          .isLessThan(Math.abs(all.keptAsSaid() - share) + 0.005);
      assertThat(all.kept().low()).isLessThan(all.kept().mean());
    }
    assertThat(days(otherwise, later)).isEqualTo(days(dates, later)).isNotEmpty();
    assertThat(days(otherwise, Instant.MAX)).isNotEqualTo(days(dates, Instant.MAX));
  }

  private static DatesKept dates(
      Bundle bundle, Instant from, List<Parcel> all, Instant knownUntil) {
    List<Parcel> asked = all.stream().filter(parcel -> !parcel.orderedAt().isBefore(from)).toList();
    var model = new LateForecast.OfModel("model", bundle.card(), bundle.scorer());
    return DatesKept.of(
            LateForecast.Recalibrated.notAtAll(model, asked),
            asked,
            asked,
            LateForecast.LaneTable.fit(
                all.stream()
                    .filter(parcel -> parcel.orderedAt().isBefore(from) && parcel.isDelivered())
                    .toList()),
            knownUntil)
        .orElseThrow();
  }

  private static List<Long> days(DatesKept dates, Instant until) {
    return dates.of(0.9).stream()
        .filter(date -> date.ordered().isBefore(until))
        .map(date -> date.adapted().days())
        .toList();
  }

  @Test
  void whatAModelHasLearnedFromDoesNotMeasureIt() throws IOException {
    try (Bundle bundle = open(outcome.folder())) {
      assertThatThrownBy(() ->
              TransitMeasurement.report(
                  bundle,
                  new MeasureOptions(SimulatedHistory.folder(), Optional.empty(), Optional.empty()),
                  Progress.silent()))
          .isInstanceOf(CannotTrain.class)
          .hasMessageContaining("no order is left that it has not learned from")
          .hasMessageContaining("goes on for more than 10 days after 2026-10-30");
    }
  }

  @Test
  void existingVersionIsNotOverwritten() throws IOException {
    Files.createDirectories(work.resolve("taken/transit-time/1"));

    assertThatThrownBy(() -> run("taken", 42, Optional.empty()).run())
        .isInstanceOf(CannotTrain.class)
        .hasMessageContaining("--force");
  }

  /// An embargo that no history is long enough for is told only behind it.
  @Test
  void aVersionThatExistsIsSaidAsSoonAsTheHistoryIsRead() throws IOException {
    Files.createDirectories(work.resolve("derived/transit-time/2026-04-20"));
    RunOptions options =
        new RunOptions(
            SimulatedHistory.folder(),
            work.resolve("derived"),
            Optional.empty(),
            "",
            42,
            Optional.of(Instant.parse("2026-04-21T00:00:00Z")),
            Optional.of(800),
            0.2,
            0.2,
            false);

    assertThatThrownBy(() ->
            new TransitRun(options, TransitSettings.DEFAULT, 0, CLOCK, Progress.silent()).run())
        .isInstanceOf(CannotTrain.class)
        .hasMessageContaining("transit-time/2026-04-20 exists.\nMaybe give another --version");
  }

  @Test
  void missingHistoryIsOneSentence() {
    RunOptions nowhere = options(work.resolve("nowhere"), work.resolve("x"));

    assertThatThrownBy(() ->
            new TransitRun(nowhere, TransitSettings.DEFAULT, 0, CLOCK, Progress.silent()).run())
        .isInstanceOf(CannotTrain.class)
        .hasMessageContaining("shipments.parquet")
        .hasMessageContaining("Maybe run");
  }

  @Test
  void embargoLongerThanTheHistoryIsRefusedWithAdvice() {
    assertThatThrownBy(() -> run("y", 1, Optional.of(800)).run())
        .isInstanceOf(CannotTrain.class)
        .hasMessageContaining("800 days")
        .hasMessageContaining("--embargo-days");
  }

  private static TransitRun told(Parcels parcels) {
    return new TransitRun(
        options(SimulatedHistory.folder(), work.resolve("told")),
        TransitSettings.DEFAULT,
        0,
        CLOCK,
        Progress.silent(),
        (history, part, now, progress) -> parcels);
  }

  private static RunOptions options(Path history, Path out) {
    return new RunOptions(
        history, out, Optional.empty(), "", 1, Optional.empty(), Optional.empty(), 0.2, 0.2, false);
  }

  private static Parcels promising(Parcels parcels, UnaryOperator<Instant> promise) {
    return new Parcels(
        parcels.all().stream()
            .map(parcel ->
                new Parcel(
                    parcel.shipmentId(),
                    parcel.query(),
                    parcel.orderedAt(),
                    parcel.destinationZone(),
                    promise.apply(parcel.promisedUntil()),
                    parcel.deliveredAt(),
                    parcel.knownAt()))
            .toList(),
        parcels.knownUntil(),
        parcels.handoverSettles(),
        parcels.sha256());
  }

  @Test
  void promisesThatLieAheadAreToldFromNone() {
    Parcels parcels = parcels();

    assertThatThrownBy(told(promising(parcels, until -> Instant.MAX))::run)
        .isInstanceOf(CannotTrain.class)
        .hasMessageContaining("has a promised date, so nothing can be late.")
        .hasMessageContaining("Maybe the mapping misses the promise column; where nothing was")
        .hasMessageEndingWith("by: {constant: 5}, unit: days}, format: yyyy-MM-dd}.");
    assertThatThrownBy(told(promising(parcels, until -> until.plus(Duration.ofDays(400))))::run)
        .isInstanceOf(CannotTrain.class)
        .hasMessageContaining("has a promise that has ended, so nothing can be late: the earliest")
        .hasMessageContaining("ends on 2027-")
        .hasMessageContaining("and the history on 2026-10-")
        .hasMessageContaining("--embargo-days")
        .message()
        .doesNotContain("misses the promise column");
  }

  @Test
  void tooFewParcelsAreToldHowMuchLongerAHistoryWouldDo() {
    Parcels parcels = parcels();
    List<Parcel> some =
        IntStream.range(0, parcels.all().size())
            .filter(i -> i % 40 == 0)
            .mapToObj(parcels.all()::get)
            .toList();
    Parcels few = new Parcels(some, parcels.knownUntil(), parcels.handoverSettles(), "0");

    assertThatThrownBy(told(few)::run)
        .isInstanceOf(CannotTrain.class)
        .hasMessageContaining("Only ")
        .hasMessageMatching(
            "(?s).* A history [0-9.]+ times as long, with as many a day, would do\\.\nMaybe bring a longer history.*");
  }

  @Test
  void quantilesCarryEveryLevel() throws IOException {
    List<Parcel> some = parcels().all().subList(3_000, 3_050);
    try (Bundle bundle = open(outcome.folder())) {
      LateForecast.OfModel model =
          new LateForecast.OfModel("model", bundle.card(), bundle.scorer());

      double[][] quantiles = model.forecast(some).quantileDays().orElseThrow();

      assertThat(quantiles).hasNumberOfRows(some.size());
      for (double[] days : quantiles) {
        assertThat(days).hasSize(TransitDistribution.LEVELS.size());
        for (int i = 1; i < days.length; i++) {
          assertThat(days[i]).as("each level is a day of its own").isGreaterThan(days[i - 1]);
        }
        assertThat(days[0]).isPositive();
      }
      assertThat(Arrays.stream(quantiles).mapToDouble(days -> days[8]).distinct().count())
          .as("medians differ from parcel to parcel")
          .isGreaterThan(10);
    }
  }

  private static double metric(String subject, String name) {
    return metric(outcome, subject, name);
  }

  private static double metric(Outcome of, String subject, String name) {
    return of.card().metrics().stream()
        .filter(metric -> metric.subject().equals(subject) && metric.name().equals(name))
        .mapToDouble(Metric::value)
        .findFirst()
        .orElseThrow();
  }

  private static ModelCard load(Path folder) {
    try (Bundle bundle = open(folder)) {
      return bundle.card();
    }
  }

  private static Bundle open(Path folder) {
    return switch (Bundles.load(folder)) {
      case LoadResult.Loaded(Bundle bundle, _) -> bundle;
      case LoadResult.Missing missing -> throw new AssertionError(missing.detail());
      case LoadResult.Refused refused -> throw new AssertionError(refused.detail());
    };
  }
}
