package dev.whence.training.transit;

import dev.whence.models.bundles.ModelCard;
import dev.whence.models.bundles.ModelCard.FeatureColumn;
import dev.whence.models.bundles.ModelCard.Kind;
import dev.whence.models.bundles.ModelContract;
import dev.whence.models.bundles.TrainingRecord;
import dev.whence.models.scoring.InputTensor;
import dev.whence.models.scoring.OnnxScorer;
import dev.whence.models.scoring.OutputColumn;
import dev.whence.models.scoring.Scorer;
import dev.whence.models.transit.TransitFeatures;
import dev.whence.pipeline.history.HistoryTable;
import dev.whence.pipeline.history.ShipmentRow;
import dev.whence.pipeline.terminal.Progress;
import dev.whence.training.cards.FeatureRanges;
import dev.whence.training.cards.Provenance;
import dev.whence.training.history.HistoryRows;
import dev.whence.training.publishing.Publisher;
import dev.whence.training.reports.Report;
import dev.whence.training.runs.CannotTrain;
import dev.whence.training.runs.RunOptions;
import dev.whence.training.split.TemporalParts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The whole way: read shipments, cut by time, fit, calibrate, measure, prove, publish.
public final class TransitRun {
  /// Delivered test parcels below which a figure means nothing.
  static final int FEWEST_TEST = 300;

  private final RunOptions options;
  private final TransitSettings settings;
  private final int holdOutOrders;
  private final Clock clock;
  private final Progress progress;

  /// @param holdOutOrders newest orders of which nothing is read
  public TransitRun(
      RunOptions options,
      TransitSettings settings,
      int holdOutOrders,
      Clock clock,
      Progress progress) {
    this.options = options;
    this.settings = settings;
    this.holdOutOrders = holdOutOrders;
    this.clock = clock;
    this.progress = progress;
  }

  /// A published bundle and what is to be said of it.
  public record Outcome(Path folder, ModelCard card, Report report) {}

  /// @throws CannotTrain if the history is missing, too short or says nothing
  public Outcome run() throws IOException {
    options
        .version()
        .ifPresent(version ->
            Publisher.requireFree(
                options.out(), ModelContract.TRANSIT_TIME.modelName(), version, options.replace()));
    Parcels parcels = read(options.history(), holdOutOrders, progress);
    TemporalParts parts = parts(parcels);
    List<Parcel> training = parcels.in(parts.train());
    List<Parcel> calibration = parcels.in(parts.calibrate());
    List<Parcel> test = parcels.in(parts.test());
    requireEnough(training, calibration, test, parts);

    TransitFit fit =
        new TransitTrainer(settings, options.seed(), progress).fit(training, calibration);
    byte[] onnx = fit.onnx();
    ModelCard draft = card(fit, parcels, parts, training, calibration);
    try (Scorer scorer = OnnxScorer.open(onnx, draft.input(), draft.outputs())) {
      progress.stage("Comparing ONNX with the boosters on %d parcels".formatted(test.size()), 1);
      float[][] rows =
          test.stream().map(p -> TransitFeatures.row(p.query())).toArray(float[][]::new);
      float[][] answers = fit.answers(rows);
      Publisher.requireEqual(scorer, draft.outputNames(), rows, answers);

      progress.stage("Measuring against the baselines", 1);
      List<Parcel> past =
          TransitEvaluation.judging(
              Stream.concat(training.stream(), calibration.stream()).toList(),
              parts.split().testFrom());
      TransitEvaluation evaluation =
          TransitEvaluation.of(
              new LateForecast.OfModel(draft, scorer),
              baselines(past, test),
              test,
              parts.knownUntil(),
              options.seed());
      TransitFindings findings = new TransitFindings(evaluation);
      ModelCard card = findings.onCard(draft);
      Report report = findings.report(card, parts, counts(training, calibration, test), fit);
      Path folder =
          Publisher.publish(
              options.out(),
              card,
              onnx,
              Publisher.golden(card, rows, answers),
              report,
              options.replace());
      return new Outcome(folder, card, report);
    }
  }

  static Parcels read(Path history, int holdOutOrders, Progress progress) {
    progress.stage("Reading shipments", 1);
    List<ShipmentRow> rows = HistoryRows.read(HistoryTable.SHIPMENTS, history);
    progress.stage("Computing features of %d shipments".formatted(rows.size()), 1);
    Parcels parcels = Parcels.of(rows, holdOutOrders);
    if (parcels.all().stream().noneMatch(Parcel::isDelivered)) {
      throw new CannotTrain(
          "None of the %d shipments in %s was ever delivered, so there is no transit time to learn from.\nMaybe the mapping misses the delivery column."
              .formatted(rows.size(), HistoryTable.SHIPMENTS.file(history)));
    }
    return parcels;
  }

  static List<LateForecast> baselines(List<Parcel> past, List<Parcel> test) {
    List<LateForecast> baselines = new ArrayList<>();
    baselines.add(LateForecast.Constant.fit(past));
    if (LateForecast.PublishedTable.covers(test)) {
      baselines.add(new LateForecast.PublishedTable());
    }
    baselines.add(LateForecast.LaneTable.fit(past));
    baselines.add(LateForecast.RecentLaneLogistic.fit(past));
    return baselines;
  }

  private TemporalParts parts(Parcels parcels) {
    Duration embargo = options.embargoDays().map(Duration::ofDays).orElseGet(parcels::usualEmbargo);
    try {
      return TemporalParts.of(
          parcels.all().stream().map(Parcel::handedOverAt).toList(),
          parcels.knownUntil(),
          embargo,
          options.calibrateShare(),
          options.testShare());
    } catch (IllegalArgumentException e) {
      throw new CannotTrain(String.valueOf(e.getMessage()));
    }
  }

  private static void requireEnough(
      List<Parcel> training, List<Parcel> calibration, List<Parcel> test, TemporalParts parts) {
    require("train", delivered(training), TransitTrainer.FEWEST_TRAINING);
    require("calibrate", delivered(calibration), TransitTrainer.FEWEST_CALIBRATION);
    require("test", delivered(test), FEWEST_TEST);
    List<Parcel> judging = TransitEvaluation.judging(test, parts.knownUntil());
    if (judging.isEmpty()) {
      throw new CannotTrain(
          "None of the %d shipments to test on has a promised date that has passed, so nothing can be late.\nMaybe the mapping misses the promise column."
              .formatted(test.size()));
    }
    long late = judging.stream().filter(Parcel::isLate).count();
    if (late == 0 || late == judging.size()) {
      throw new CannotTrain(
          "All %d shipments to test on were %s, so lateness can be neither learned nor measured.\nMaybe promise and delivery come from one column, or the history is too short."
              .formatted(judging.size(), late == 0 ? "on time" : "late"));
    }
  }

  private static void require(String part, long rows, int fewest) {
    if (rows < fewest) {
      throw new CannotTrain(
          "Only %d delivered shipments to %s on; at least %d are needed.\nMaybe bring a longer history, or change --test-share, --calibrate-share or --embargo-days."
              .formatted(rows, part, fewest));
    }
  }

  private static long delivered(List<Parcel> parcels) {
    return parcels.stream().filter(Parcel::isDelivered).count();
  }

  private static Map<String, Integer> counts(
      List<Parcel> training, List<Parcel> calibration, List<Parcel> test) {
    Map<String, Integer> counts = new TreeMap<>();
    counts.put("train", training.size());
    counts.put("calibrate", calibration.size());
    counts.put("test", test.size());
    return counts;
  }

  private ModelCard card(
      TransitFit fit,
      Parcels parcels,
      TemporalParts parts,
      List<Parcel> training,
      List<Parcel> calibration)
      throws IOException {
    String version =
        options
            .version()
            .orElseGet(() -> parts.knownUntil().atOffset(ZoneOffset.UTC).toLocalDate().toString());
    Map<String, String> settingsInWords = new TreeMap<>(settings.described());
    settingsInWords.put("embargo_days", Long.toString(parts.embargo().toDays()));
    settingsInWords.put("calibrate_share", Double.toString(options.calibrateShare()));
    settingsInWords.put("test_share", Double.toString(options.testShare()));
    settingsInWords.put("held_out_orders", Integer.toString(holdOutOrders));
    settingsInWords.put("mu.rounds", Integer.toString(fit.center().trees().trees().size()));
    settingsInWords.put("log_sigma.rounds", Integer.toString(fit.spread().trees().trees().size()));
    TrainingRecord record =
        new TrainingRecord(
            parcels.sha256(),
            options.source(),
            parcels.all().getFirst().handedOverAt(),
            parts.knownUntil(),
            training.size(),
            parts.split(),
            settingsInWords,
            options.seed(),
            Provenance.libraries(),
            clock.instant());
    return new ModelCard(
        ModelCard.FORMAT,
        ModelContract.TRANSIT_TIME.modelName(),
        version,
        Kind.ONNX,
        "",
        InputTensor.of(TransitFeatures.NAMES.size()),
        columns(Stream.concat(training.stream(), calibration.stream()).toList()),
        Map.of(),
        List.of(OutputColumn.of("mu", "mu"), OutputColumn.of("log_sigma", "log_sigma")),
        fit.calibration(),
        record,
        List.of(),
        "Days from hand-over to door of one parcel by one carrier service, and so the chance that it arrives by a promised day. Not for services, countries or distances outside the training ranges.",
        List.of());
  }

  /// Features with the range they had in training, with and without recent transit. None is
  /// required: some parcels were shown without, so its absence is nothing new to the model.
  private static List<FeatureColumn> columns(List<Parcel> seen) {
    FeatureRanges ranges = new FeatureRanges(TransitFeatures.TABLE);
    for (Parcel parcel : seen) {
      ranges.include(TransitFeatures.row(parcel.query()));
      ranges.include(TransitFeatures.row(TransitTrainer.withoutHistory(parcel.query())));
    }
    return ranges.columns();
  }
}
