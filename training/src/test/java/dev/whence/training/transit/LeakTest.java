package dev.whence.training.transit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.domain.attributes.Attributes;
import dev.whence.domain.orders.Promise;
import dev.whence.models.bundles.ModelCard.Metric;
import dev.whence.models.transit.TransitFeatures;
import dev.whence.pipeline.history.HistoryTable;
import dev.whence.pipeline.history.HistoryWriter;
import dev.whence.pipeline.history.Journey;
import dev.whence.pipeline.history.ShipmentRow;
import dev.whence.pipeline.terminal.Progress;
import dev.whence.training.SimulatedHistory;
import dev.whence.training.publishing.Publisher;
import dev.whence.training.runs.Outcome;
import dev.whence.training.runs.RunOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Nothing that a decision cannot know reaches what a model is given: planted, it makes no
/// difference.
class LeakTest {
  private static final Instant FUTURE = Instant.parse("2026-06-01T00:00:00Z");

  @TempDir private static Path work;

  private static List<ShipmentRow> rows;

  @BeforeAll
  static void read() {
    rows = TransitRun.rows(SimulatedHistory.folder(), Progress.silent());
  }

  private static List<float[]> features(List<ShipmentRow> history) {
    return Parcels.of(history, Optional.empty()).all().stream()
        .filter(parcel -> parcel.orderedAt().isBefore(FUTURE))
        .map(parcel -> TransitFeatures.row(parcel.query()))
        .toList();
  }

  private static List<ShipmentRow> with(UnaryOperator<Journey> other) {
    return rows.stream().map(row -> row.withJourney(other.apply(row.journey()))).toList();
  }

  /// Everything that became known from June on is told otherwise: arrivals of parcels that were
  /// underway come a week later, and all that left later took three times as long.
  @Test
  void whatBecameKnownLaterChangesNoFeatureOfAnEarlierOrder() {
    List<ShipmentRow> otherwise =
        with(journey ->
            journey instanceof Journey.Delivered(var left, var there, var known)
                    && !known.isBefore(FUTURE)
                ? new Journey.Delivered(
                    left,
                    there
                        .plus(Duration.between(left, there).multipliedBy(2))
                        .plus(Duration.ofDays(7)),
                    known
                        .plus(Duration.between(left, there).multipliedBy(2))
                        .plus(Duration.ofDays(7)))
                : journey);

    List<float[]> before = features(rows);
    List<float[]> after = features(otherwise);

    assertThat(otherwise).isNotEqualTo(rows);
    assertThat(before).hasSizeGreaterThan(10_000);
    for (int i = 0; i < before.size(); i++) {
      assertThat(after.get(i)).as("parcel %d", i).containsExactly(before.get(i));
    }
  }

  /// The real hand-over tells on which day a parcel arrives: it leaves a minute before it is there.
  @Test
  void theRealHandOverOfAParcelIsNeitherAFeatureNorWhereItsDaysBegin() {
    List<ShipmentRow> planted =
        with(journey ->
            journey instanceof Journey.Delivered(var left, var there, var known)
                    && !known.isBefore(FUTURE)
                ? new Journey.Delivered(there.minusSeconds(60), there, known)
                : journey);
    List<Parcel> before = Parcels.of(rows, Optional.empty()).all();
    List<Parcel> after = Parcels.of(planted, Optional.empty()).all();

    assertThat(after).hasSameSizeAs(before);
    for (int i = 0; i < before.size(); i++) {
      assertThat(after.get(i).isDelivered()).isEqualTo(before.get(i).isDelivered());
      if (before.get(i).isDelivered()) {
        assertThat(after.get(i).days()).isEqualTo(before.get(i).days());
      }
      assertThat(after.get(i).query().handover()).isEqualTo(before.get(i).query().handover());
    }
    List<float[]> features = features(rows);
    List<float[]> others = features(planted);
    for (int i = 0; i < features.size(); i++) {
      assertThat(others.get(i)).containsExactly(features.get(i));
    }
  }

  /// Nine parcels in ten arrive an hour before their promise ends, whatever is known of them.
  @Test
  void whereNothingCanBeKnownNothingIsLearned_andNothingIsPublished() throws IOException {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);
    List<ShipmentRow> drawn = new ArrayList<>();
    for (ShipmentRow row : rows) {
      if (row.promise() instanceof Promise.On(LocalDate date)
          && row.journey() instanceof Journey.Delivered(var left, var there, var known)) {
        Instant end = date.plusDays(1).atStartOfDay(row.destinationTimeZone()).toInstant();
        Instant at = end.plus(Duration.ofHours(random.nextInt(10) == 0 ? 11 : -13));
        if (at.isAfter(left)) {
          drawn.add(row.withJourney(new Journey.Delivered(left, at, at)));
        }
      }
    }
    Path history = work.resolve("drawn");
    try (HistoryWriter<ShipmentRow> writer = HistoryTable.SHIPMENTS.create(history)) {
      drawn.forEach(writer::write);
      writer.commit();
    }
    RunOptions options =
        new RunOptions(
            history,
            work.resolve("models"),
            Optional.of("1"),
            "drawn by lot",
            42,
            Optional.empty(),
            Optional.empty(),
            0.2,
            0.2,
            false);

    var run =
        new TransitRun(options, TransitSettings.DEFAULT, 0, Clock.systemUTC(), Progress.silent());

    Outcome outcome = run.run();

    assertThat(outcome.passed()).isFalse();
    assertThat(outcome.folder())
        .isEqualTo(work.resolve("models").resolve(Publisher.CANDIDATES).resolve("transit-time/1"));
    assertThat(work.resolve("models").resolve("transit-time")).doesNotExist();
    assertThat(run.run().folder())
        .as("the next candidate takes its place")
        .isEqualTo(outcome.folder());
    double auc =
        outcome.card().metrics().stream()
            .filter(metric -> metric.subject().equals("model") && metric.name().equals("auc"))
            .mapToDouble(Metric::value)
            .findFirst()
            .orElseThrow();
    assertThat(auc).isBetween(0.45, 0.55);
    assertThat(outcome.report().findings()).anyMatch(f -> f.contains("keep deciding by the table"));
  }

  /// An attribute says on the day of the order how late each parcel will be.
  @Test
  void aColumnThatGivesTheAnswerAwayIsNamed_andNothingIsPublished() throws IOException {
    Outcome outcome =
        told(
            "hours_late",
            row ->
                row.promise() instanceof Promise.On(LocalDate date)
                        && row.journey() instanceof Journey.Delivered(var _, var there, var _)
                    ? Optional.of(
                        Duration.between(
                            date.plusDays(1).atStartOfDay(row.destinationTimeZone()).toInstant(),
                            there))
                    : Optional.empty());

    assertThat(outcome.tooGood().orElseThrow())
        .startsWith("TOO GOOD TO BE TRUE: attributes.hours_late (AUC ")
        .contains(" alone tells which parcels are late");
  }

  /// An attribute says on the day of the order how long the carrier will have each parcel.
  @Test
  void aColumnThatGivesTheRealJourneyAwayIsNamed_andNothingIsPublished() throws IOException {
    Outcome outcome =
        told(
            "hours_on_the_road",
            row ->
                row.journey() instanceof Journey.Delivered(var left, var there, var _)
                    ? Optional.of(Duration.between(left, there))
                    : Optional.empty());

    assertThat(outcome.tooGood().orElseThrow())
        .startsWith("TOO GOOD TO BE TRUE: attributes.hours_on_the_road (AUC ")
        .contains(" beside the promised days tells which parcels are late");
  }

  private Outcome told(String name, Function<ShipmentRow, Optional<Duration>> answer)
      throws IOException {
    Path history = work.resolve(name);
    try (HistoryWriter<ShipmentRow> writer = HistoryTable.SHIPMENTS.create(history)) {
      for (ShipmentRow row : rows) {
        Attributes attributes =
            answer
                .apply(row)
                .map(told -> new Attributes.Value.Measure(told.toMinutes() / 60.0))
                .map(hours -> new Attributes(Map.of(name, hours)))
                .orElse(Attributes.NONE);
        writer.write(TestShipments.with(row, row.plannedHandover(), row.journey(), attributes));
      }
      writer.commit();
    }
    RunOptions options =
        new RunOptions(
            history,
            work.resolve("models"),
            Optional.of(name.replace('_', '-')),
            "told beforehand",
            42,
            Optional.empty(),
            Optional.empty(),
            0.2,
            0.2,
            false);

    Outcome outcome =
        new TransitRun(options, TransitSettings.DEFAULT, 0, Clock.systemUTC(), Progress.silent())
            .run();

    assertThat(outcome.passed()).isFalse();
    assertThat(outcome.folder())
        .isEqualTo(
            work.resolve("models")
                .resolve(Publisher.CANDIDATES)
                .resolve("transit-time")
                .resolve(name.replace('_', '-')));
    assertThat(outcome.report().findings()).contains(outcome.tooGood().orElseThrow());
    assertThat(outcome.card().notes()).contains(outcome.tooGood().orElseThrow());
    return outcome;
  }
}
