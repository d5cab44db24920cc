package dev.whence.training.transit;

import dev.whence.models.bundles.Bundles;
import dev.whence.models.bundles.LinearModels;
import dev.whence.models.bundles.ModelCard;
import dev.whence.models.bundles.ModelCard.FeatureColumn;
import dev.whence.models.bundles.ModelCard.Kind;
import dev.whence.models.bundles.ModelContract;
import dev.whence.models.bundles.TrainingRecord;
import dev.whence.models.bundles.TrainingRecord.TemporalSplit;
import dev.whence.models.scoring.InputTensor;
import dev.whence.models.scoring.LinearScorer;
import dev.whence.models.scoring.OnnxScorer;
import dev.whence.models.scoring.OutputColumn;
import dev.whence.models.scoring.Scorer;
import dev.whence.pipeline.history.HistoryTable;
import dev.whence.pipeline.history.ShipmentRow;
import dev.whence.pipeline.terminal.Progress;
import dev.whence.training.attributes.AttributeChoice;
import dev.whence.training.cards.FeatureRanges;
import dev.whence.training.cards.Provenance;
import dev.whence.training.cards.Words;
import dev.whence.training.cards.Words.Fate;
import dev.whence.training.comparison.LearnedOrders;
import dev.whence.training.history.HistoryRows;
import dev.whence.training.publishing.Publisher;
import dev.whence.training.publishing.TooGood;
import dev.whence.training.reports.Report;
import dev.whence.training.runs.CannotTrain;
import dev.whence.training.runs.Outcome;
import dev.whence.training.runs.Rival;
import dev.whence.training.runs.RunOptions;
import dev.whence.training.split.Holdout;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The whole way: read shipments, cut by time, fit and measure on what comes after, fit again on
/// everything, prove, publish.
public final class TransitRun {
  /// Delivered test parcels below which a figure means nothing.
  static final int FEWEST_TEST = 300;

  private final RunOptions options;
  private final TransitSettings settings;
  private final int holdOutOrders;
  private final Clock clock;
  private final Progress progress;
  private final ParcelSource source;

  /// @param holdOutOrders newest orders of which nothing is read
  public TransitRun(
      RunOptions options,
      TransitSettings settings,
      int holdOutOrders,
      Clock clock,
      Progress progress) {
    this(options, settings, holdOutOrders, clock, progress, ParcelSource.IN_PROCESS);
  }

  /// @param holdOutOrders newest orders of which nothing is read
  /// @param source where the parcels are from
  public TransitRun(
      RunOptions options,
      TransitSettings settings,
      int holdOutOrders,
      Clock clock,
      Progress progress,
      ParcelSource source) {
    this.options = options;
    this.settings = settings.withShapeShare(options.calibrateShare());
    this.holdOutOrders = holdOutOrders;
    this.clock = clock;
    this.progress = progress;
    this.source = source;
  }

  /// @throws CannotTrain if the history is missing, too short or says nothing
  public Outcome run() throws IOException {
    options.version().ifPresent(this::requireFree);
    TransitCosts.expectTraining(options.history(), options.testShare(), progress);
    Parcels parcels =
        source.read(
            options.history(),
            new ParcelSource.Part(options.until(), holdOutOrders),
            clock.instant(),
            progress);
    requireFree(options.version(parcels.knownUntil()));
    Holdout holdout = holdout(parcels);
    Parcels known = parcels.asOf(holdout.testFrom());
    List<Parcel> test = parcels.between(holdout.testFrom(), holdout.testUntil());
    requireMeasurable(test, holdout.knownUntil());

    Map<String, String> units = AttributeChoice.units(options.history(), HistoryTable.SHIPMENTS);
    progress.expect(
        TransitCosts.afterReading(known.all().size(), test.size(), parcels.all().size()));
    progress.stage("Learning from what was known at %s".formatted(holdout.testFrom()), 0);
    Measured measured = measure(fit(known, units), known, parcels, test, holdout);
    progress.stage("Learning from everything", 0);
    TransitFit fit = fit(parcels, units);
    return publish(fit, measured, parcels, holdout, known.all().size(), test);
  }

  private void requireFree(String version) {
    Publisher.requireFree(
        options.out(), ModelContract.TRANSIT_TIME.modelName(), version, options.replace());
  }

  private TransitFit fit(Parcels parcels, Map<String, String> units) {
    return TransitTrainer.fit(parcels, settings, units, options.seed(), progress);
  }

  /// What the model is worth beside what there is without it, and beside the active one.
  ///
  /// @param second the same of its second line
  private record Measured(
      TransitEvaluation evaluation,
      TransitEvaluation second,
      Optional<Rival.Verdict> againstRival,
      Optional<String> tooGood) {}

  /// What the model is worth that could have been made when the test part began.
  private Measured measure(
      TransitFit fit, Parcels known, Parcels parcels, List<Parcel> test, Holdout holdout) {
    ModelCard card = card(fit, known, holdout);
    ModelCard secondCard = secondCard(card, fit.companion());
    try (Scorer scorer = OnnxScorer.open(fit.onnx(), card.input(), card.outputs());
        Scorer secondScorer = open(secondCard, fit.companion())) {
      progress.stage(
          "Measuring on %d shipments".formatted(test.size()), TransitCosts.measuring(test.size()));
      var second =
          new LateForecast.OfModel(LateForecast.OfModel.SECOND_LINE, secondCard, secondScorer);
      TransitEvaluation evaluation =
          TransitMeasurement.measure(
              card, scorer, known, parcels, test, List.of(second), options.seed());
      return new Measured(
          evaluation,
          TransitEvaluation.of(
              LateForecast.Recalibrated.notAtAll(second, test),
              tables(known, test),
              test,
              parcels.knownUntil(),
              options.seed()),
          options
              .rival()
              .map(rival ->
                  TransitMeasurement.against(
                      rival, card, scorer, known, parcels, test, options.seed())),
          tooGood(
              evaluation,
              fit,
              TooGood.some(TransitEvaluation.judging(test, parcels.knownUntil()))));
    }
  }

  private static Optional<String> tooGood(
      TransitEvaluation evaluation, TransitFit fit, List<Parcel> judging) {
    boolean[] late = new boolean[judging.size()];
    double[] days = new double[judging.size()];
    double[] promised = new double[judging.size()];
    for (int i = 0; i < late.length; i++) {
      Parcel parcel = judging.get(i);
      late[i] = parcel.isLate();
      days[i] = parcel.isDelivered() ? parcel.days() : Double.NaN;
      promised[i] = parcel.promisedDays();
    }
    List<String> names = fit.table().names();
    float[][] rows = fit.rows(judging);
    String outcome = "which parcels are late";
    return TooGood.ofFeatures(names, rows, late, outcome)
        .or(() -> TooGood.ofDurations(names, rows, days, promised, late, outcome))
        .or(() -> TooGood.ofAModel(evaluation.model().late().auc(), outcome));
  }

  private Outcome publish(
      TransitFit fit,
      Measured measured,
      Parcels parcels,
      Holdout holdout,
      int learned,
      List<Parcel> test)
      throws IOException {
    byte[] onnx = fit.onnx();
    TransitFindings findings = new TransitFindings(measured.evaluation());
    Optional<String> againstRival = measured.againstRival().map(Rival.Verdict::sentence);
    TransitFindings secondFindings = new TransitFindings(measured.second());
    Optional<String> aboutSecond =
        Optional.of(Words.secondLine("log-linear", secondFindings.tablesNotBeaten()));
    Optional<String> tooGood = measured.tooGood();
    boolean passed =
        findings.passes()
            && measured.againstRival().map(Rival.Verdict::passed).orElse(true)
            && (tooGood.isEmpty() || options.believing());
    ModelCard card =
        Words.withNote(
            Words.withNote(
                Words.withNote(
                    findings.onCard(card(fit, parcels, holdout), Fate.ofTraining(passed)), tooGood),
                againstRival),
            aboutSecond);
    try (Scorer scorer = OnnxScorer.open(onnx, card.input(), card.outputs())) {
      progress.stage(
          "Comparing ONNX with the boosters on %d parcels".formatted(test.size()),
          TransitCosts.of(TransitCosts.COMPARING, test.size()));
      float[][] rows = fit.rows(test);
      float[][] answers = fit.answers(rows);
      Publisher.requireEqual(scorer, card.outputNames(), rows, answers);
      Report report =
          findings
              .report(card, holdout, learned, fit, Fate.ofTraining(passed))
              .withFinding(tooGood)
              .withFinding(againstRival)
              .withFinding(aboutSecond);
      Optional<Bundles.Parts> second =
          secondFindings.passes()
              ? Optional.of(
                  second(
                      secondFindings.onCard(
                          secondCard(card, fit.companion()), Fate.ofTraining(true)),
                      fit,
                      rows))
              : Optional.empty();
      Path folder =
          Publisher.publish(
              options.out(),
              new Bundles.Parts(card, onnx, Publisher.golden(card, rows, answers)),
              second,
              report,
              passed,
              options.replace());
      return new Outcome(
          folder, card, report, passed, options.believing() ? Optional.empty() : tooGood);
    }
  }

  /// The second line, held to what was trained on every row given.
  private static Bundles.Parts second(ModelCard card, TransitFit fit, float[][] rows) {
    TransitCompanion companion = fit.companion();
    float[][] own = companion.only(rows);
    float[][] answers = companion.answers(rows);
    try (Scorer scorer = open(card, companion)) {
      Publisher.requireEqual(scorer, card.outputNames(), own, answers);
    }
    return new Bundles.Parts(
        card, LinearModels.toJson(companion.model()), Publisher.golden(card, own, answers));
  }

  private static Scorer open(ModelCard card, TransitCompanion companion) {
    return LinearScorer.open(companion.model(), card.featureNames(), card.outputs());
  }

  static List<ShipmentRow> rows(Path history, Progress progress) {
    progress.stage(
        "Reading shipments",
        TransitCosts.of(
            TransitCosts.READING, HistoryRows.expected(HistoryTable.SHIPMENTS, history)));
    return HistoryRows.read(HistoryTable.SHIPMENTS, history);
  }

  static Parcels parcels(
      List<ShipmentRow> rows, Optional<Instant> until, Path history, Progress progress) {
    progress.stage(
        "Computing features of %d shipments".formatted(rows.size()),
        TransitCosts.of(TransitCosts.FEATURES, rows.size()));
    return requireArrivals(Parcels.of(rows, until), rows.size(), until, history);
  }

  /// @param shipments how many there are in the history
  /// @throws CannotTrain if none of the parcels arrived
  public static Parcels requireArrivals(
      Parcels parcels, long shipments, Optional<Instant> until, Path history) {
    if (parcels.all().stream().noneMatch(Parcel::isDelivered)) {
      throw new CannotTrain(
          "None of the %d shipments in %s was ever delivered%s, so there is no transit time to learn from.\nMaybe the mapping misses the delivery column."
              .formatted(
                  shipments,
                  HistoryTable.SHIPMENTS.place(history),
                  until.map(" before %s"::formatted).orElse("")));
    }
    return parcels;
  }

  /// What a merchant has without a model, and the logistic regression that is the challenger, from
  /// what was known when the test part began.
  static List<LateForecast> baselines(Parcels known, List<Parcel> test) {
    List<LateForecast> baselines = new ArrayList<>(tables(known, test));
    baselines.add(
        LateForecast.RecentLaneLogistic.fit(
            TransitEvaluation.judging(known.all(), known.knownUntil())));
    return baselines;
  }

  /// What a merchant has without a model.
  private static List<LateForecast> tables(Parcels known, List<Parcel> test) {
    Instant now = known.knownUntil();
    List<LateForecast> tables = new ArrayList<>();
    tables.add(LateForecast.Constant.fit(TransitEvaluation.judging(known.all(), now)));
    if (LateForecast.PublishedTable.covers(test)) {
      tables.add(new LateForecast.PublishedTable());
    }
    tables.add(
        LateForecast.LaneTable.fit(known.between(Instant.MIN, now.minus(known.arrivalSettles()))));
    return tables;
  }

  private Holdout holdout(Parcels parcels) {
    Duration settles =
        options.embargoDays().map(Duration::ofDays).orElseGet(parcels::arrivalSettles);
    return Holdout.of(
        parcels.all().stream().map(Parcel::orderedAt).toList(),
        parcels.knownUntil(),
        settles,
        options.testShare());
  }

  private static void requireMeasurable(List<Parcel> test, Instant knownUntil) {
    long delivered = test.stream().filter(Parcel::isDelivered).count();
    if (delivered < FEWEST_TEST) {
      throw new CannotTrain(
          "Only %d delivered shipments to test on; at least %d are needed.%s\nMaybe bring a longer history, or change --test-share or --embargo-days."
              .formatted(delivered, FEWEST_TEST, CannotTrain.longEnough(delivered, FEWEST_TEST)));
    }
    List<Parcel> judging = TransitEvaluation.judging(test, knownUntil);
    if (judging.isEmpty()) {
      throw new CannotTrain(nothingPromised(test, knownUntil));
    }
    long late = judging.stream().filter(Parcel::isLate).count();
    if (late == 0 || late == judging.size()) {
      throw new CannotTrain(
          "All %d shipments to test on were %s, so lateness can be neither learned nor measured.\nMaybe promise and delivery come from one column, or the history is too short."
              .formatted(judging.size(), late == 0 ? "on time" : "late"));
    }
  }

  /// Why nothing can be late: without promises, or as none of them has ended.
  private static String nothingPromised(List<Parcel> test, Instant knownUntil) {
    return test.stream()
        .filter(Parcel::isPromised)
        .map(Parcel::promisedUntil)
        .min(Comparator.naturalOrder())
        .map(earliest ->
            "None of the %d shipments to test on has a promise that has ended, so nothing can be late: the earliest ends on %s, and the history on %s.\nMaybe bring a history that goes on until promises have ended, or give a longer --embargo-days to measure older orders, or check the format and unit of the promise column."
                .formatted(test.size(), Words.day(earliest), Words.day(knownUntil)))
        .orElseGet(() ->
            "None of the %d shipments to test on has a promised date, so nothing can be late.\nMaybe the mapping misses the promise column; where nothing was promised, say what would have been, for instance five days: promised_date: {local: {later: {time: …}, by: {constant: 5}, unit: days}, format: yyyy-MM-dd}."
                .formatted(test.size()));
  }

  private ModelCard card(TransitFit fit, Parcels parcels, Holdout holdout) {
    String version = options.version(parcels.knownUntil());
    Map<String, String> settingsInWords = new TreeMap<>(settings.described());
    settingsInWords.put(
        LearnedOrders.UNTIL,
        LearnedOrders.until(options.until(), parcels.all().getLast().orderedAt()).toString());
    settingsInWords.put("test_share", Double.toString(options.testShare()));
    settingsInWords.put("held_out_orders", Integer.toString(holdOutOrders));
    settingsInWords.put("recalibration_days", Double.toString(fit.recalibrationDays()));
    settingsInWords.put("mu.kind", fit.center().kind().name());
    settingsInWords.put("mu.rounds", Integer.toString(fit.center().trees().trees().trees().size()));
    settingsInWords.put("log_sigma.rounds", Integer.toString(fit.spread().trees().trees().size()));
    settingsInWords.put("shape_rows", Integer.toString(fit.shaped()));
    TrainingRecord record =
        new TrainingRecord(
            parcels.sha256(),
            options.source(),
            parcels.all().getFirst().orderedAt(),
            parcels.knownUntil(),
            fit.learned().size(),
            new TemporalSplit(
                parcels.knownUntil(),
                fit.shapeFrom(),
                parcels.knownUntil().minus(parcels.handoverSettles()),
                holdout.testFrom()),
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
        InputTensor.of(fit.table().names().size()),
        columns(fit),
        Map.of(),
        List.of(OutputColumn.of("mu", "mu"), OutputColumn.of("log_sigma", "log_sigma")),
        fit.calibration(),
        record,
        List.of(),
        "Days from planned hand-over to door of one parcel by one carrier service, and so the chance that it arrives by a promised day. Not for services, countries or distances outside the training ranges.",
        List.of());
  }

  /// Of the second line: what it learned from is what the first did.
  private static ModelCard secondCard(ModelCard first, TransitCompanion companion) {
    TrainingRecord training = first.training();
    return new ModelCard(
        first.format(),
        first.name(),
        first.version() + Bundles.SECOND_SUFFIX,
        Kind.LOG_LINEAR,
        "",
        InputTensor.of(companion.features().size()),
        first.features().stream().filter(c -> companion.features().contains(c.name())).toList(),
        Map.of(),
        first.outputs(),
        companion.calibration(),
        new TrainingRecord(
            training.dataSha256(),
            training.dataSource(),
            training.dataFrom(),
            training.dataTo(),
            training.rows(),
            training.split(),
            Map.of(
                "mu.kind",
                Kind.LOG_LINEAR.name(),
                "log_sigma",
                Float.toString(companion.logSigma()),
                "recalibration_days",
                "0.0"),
            training.seed(),
            training.libraries(),
            training.trainedAt()),
        List.of(),
        "Stands behind %s: answers where that cannot, as it is missing, late or broken."
            .formatted(first.ref()),
        List.of());
  }

  /// Features with the range they had in training, with and without recent transit. None of it is
  /// required: some parcels were shown without, so its absence is nothing new to the model. An
  /// attribute is, which nearly all had.
  private static List<FeatureColumn> columns(TransitFit fit) {
    FeatureRanges ranges = new FeatureRanges(fit.table());
    for (Parcel parcel : fit.learned()) {
      ranges.include(fit.table().row(parcel.query()));
      ranges.include(fit.table().row(TransitTrainer.withoutHistory(parcel.query())));
    }
    return ranges.columns();
  }
}
