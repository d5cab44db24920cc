package dev.whence.training.returns;

import dev.whence.domain.Probability;
import dev.whence.models.bundles.Calibration;
import dev.whence.models.bundles.ModelCard;
import dev.whence.models.bundles.ModelCard.FeatureColumn;
import dev.whence.models.bundles.ModelCard.Kind;
import dev.whence.models.bundles.ModelContract;
import dev.whence.models.bundles.TrainingRecord;
import dev.whence.models.returns.ReturnFeatures;
import dev.whence.models.scoring.InputTensor;
import dev.whence.models.scoring.OnnxScorer;
import dev.whence.models.scoring.OutputColumn;
import dev.whence.models.scoring.Scorer;
import dev.whence.models.scoring.TribuoScorer;
import dev.whence.pipeline.history.HistoryTable;
import dev.whence.pipeline.history.OrderLineRow;
import dev.whence.pipeline.history.ReturnRow;
import dev.whence.pipeline.terminal.Progress;
import dev.whence.training.boosting.LabeledRows;
import dev.whence.training.cards.FeatureRanges;
import dev.whence.training.cards.Provenance;
import dev.whence.training.cards.Words;
import dev.whence.training.history.HistoryRows;
import dev.whence.training.publishing.Publisher;
import dev.whence.training.reports.Report;
import dev.whence.training.reports.Report.Bar;
import dev.whence.training.reports.Report.Chart;
import dev.whence.training.runs.CannotTrain;
import dev.whence.training.runs.RunOptions;
import dev.whence.training.split.TemporalParts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The whole way: read order lines and returns, cut by time, fit both kinds, calibrate, choose,
/// measure, prove, publish.
public final class ReturnRun {
  static final int FEWEST_LINES = 1_000;
  private static final int FEWEST_RETURNED = 30;

  private final RunOptions options;
  private final Duration window;
  private final Optional<Kind> wanted;
  private final Clock clock;
  private final Progress progress;

  /// @param window within which a return counts; also the least embargo
  /// @param wanted the kind to publish; without it, evaluation chooses
  public ReturnRun(
      RunOptions options, Duration window, Optional<Kind> wanted, Clock clock, Progress progress) {
    this.options = options;
    this.window = window;
    this.wanted = wanted;
    this.clock = clock;
    this.progress = progress;
  }

  /// A published bundle and what is to be said of it.
  public record Outcome(Path folder, ModelCard card, Report report) {}

  /// A candidate with its calibration.
  private record Contender(ReturnCandidate candidate, ReturnCalibrator.Choice choice) {}

  /// @throws CannotTrain if the history is missing, too short or says nothing
  public Outcome run() throws IOException {
    options
        .version()
        .ifPresent(version ->
            Publisher.requireFree(
                options.out(), ModelContract.RETURN_RISK.modelName(), version, options.replace()));
    SoldLines lines = read(options.history(), window, progress);
    TemporalParts parts = parts(lines);
    List<SoldLine> training = lines.in(parts.train());
    List<SoldLine> calibration = lines.in(parts.calibrate());
    List<SoldLine> test = lines.in(parts.test());
    requireEnough("train", training);
    requireEnough("calibrate", calibration);
    requireEnough("test", test);

    Probability prior = prior(training);
    LabeledRows rows = ReturnCandidate.rows(training, prior);
    List<Contender> contenders =
        Stream.of(
                ReturnCandidate.Trees.fit(rows, options.seed(), progress),
                ReturnCandidate.Logistic.fit(rows, options.seed(), progress))
            .map(candidate -> contender(candidate, calibration, prior))
            .sorted(Comparator.comparingDouble(contender -> contender.choice().logLoss()))
            .toList();
    Contender chosen =
        wanted
            .flatMap(
                kind -> contenders.stream().filter(c -> c.candidate().kind() == kind).findFirst())
            .orElse(contenders.getFirst());
    progress.stage("Measuring on %d lines".formatted(test.size()), 1);
    return publish(chosen, contenders, lines, parts, prior, training, calibration, test);
  }

  private static Contender contender(
      ReturnCandidate candidate, List<SoldLine> calibration, Probability prior) {
    float[] answers =
        candidate.answers(narrowed(ReturnCandidate.rows(calibration, prior), candidate));
    double[] raw = new double[answers.length];
    for (int i = 0; i < raw.length; i++) {
      raw[i] = answers[i];
    }
    return new Contender(
        candidate, ReturnCalibrator.choose(raw, ReturnEvaluation.events(calibration)));
  }

  private static float[][] narrowed(LabeledRows rows, ReturnCandidate candidate) {
    int[] columns = candidate.features().stream().mapToInt(rows.columns()::indexOf).toArray();
    float[][] narrow = new float[rows.size()][columns.length];
    for (int i = 0; i < narrow.length; i++) {
      for (int j = 0; j < columns.length; j++) {
        narrow[i][j] = rows.rows()[i][columns[j]];
      }
    }
    return narrow;
  }

  private Outcome publish(
      Contender chosen,
      List<Contender> contenders,
      SoldLines lines,
      TemporalParts parts,
      Probability prior,
      List<SoldLine> training,
      List<SoldLine> calibration,
      List<SoldLine> test)
      throws IOException {
    List<SoldLine> past = Stream.concat(training.stream(), calibration.stream()).toList();
    Contender other =
        contenders.stream()
            .filter(c -> c.candidate().kind() != chosen.candidate().kind())
            .findFirst()
            .orElseThrow();
    ModelCard draft = card(chosen, other, lines, parts, prior, training.size(), past);
    ModelCard otherCard = card(other, chosen, lines, parts, prior, training.size(), past);
    byte[] file = chosen.candidate().file();
    try (Scorer scorer = open(draft, file);
        Scorer otherScorer = open(otherCard, other.candidate().file())) {
      float[][] rows = ReturnForecast.OfModel.rows(draft, test);
      float[][] answers = {chosen.candidate().answers(rows)};
      Publisher.requireEqual(scorer, draft.outputNames(), rows, answers);
      ReturnEvaluation evaluation =
          ReturnEvaluation.of(
              new ReturnForecast.OfModel("model", draft, scorer),
              List.of(
                  ReturnForecast.Constant.fit(past),
                  ReturnForecast.CategoryTable.fit(past),
                  new ReturnForecast.OfModel(
                      "other kind (%s)".formatted(other.candidate().name()),
                      otherCard,
                      otherScorer)),
              test,
              options.seed());
      ModelCard card = evaluation.onCard(draft);
      Report report = report(evaluation, card, chosen, parts, training, calibration, test);
      Path folder =
          Publisher.publish(
              options.out(),
              card,
              file,
              Publisher.golden(card, rows, answers),
              report,
              options.replace());
      return new Outcome(folder, card, report);
    }
  }

  private static Scorer open(ModelCard card, byte[] file) {
    return switch (card.kind()) {
      case ONNX -> OnnxScorer.open(file, card.input(), card.outputs());
      case TRIBUO -> TribuoScorer.open(file, card.featureNames(), card.outputs());
    };
  }

  static SoldLines read(Path history, Duration window, Progress progress) {
    progress.stage("Reading order lines and returns", 1);
    List<OrderLineRow> lines = HistoryRows.read(HistoryTable.ORDER_LINES, history);
    List<ReturnRow> returns = HistoryRows.read(HistoryTable.RETURNS, history);
    progress.stage("Computing features of %d lines".formatted(lines.size()), 1);
    return SoldLines.of(lines, returns, window);
  }

  private TemporalParts parts(SoldLines lines) {
    Duration embargo = options.embargoDays().map(Duration::ofDays).orElse(window);
    if (embargo.compareTo(window) < 0) {
      throw new CannotTrain(
          "An embargo of %d days is shorter than the return window of %d: returns of the older part would be known to the newer.\nMaybe shorten --return-window-days too."
              .formatted(embargo.toDays(), window.toDays()));
    }
    try {
      return TemporalParts.of(
          lines.all().stream().map(SoldLine::orderedAt).toList(),
          lines.knownUntil(),
          embargo,
          options.calibrateShare(),
          options.testShare());
    } catch (IllegalArgumentException e) {
      throw new CannotTrain(String.valueOf(e.getMessage()));
    }
  }

  private static void requireEnough(String part, List<SoldLine> lines) {
    long returned = lines.stream().filter(SoldLine::cameBack).count();
    if (lines.size() < FEWEST_LINES || returned < FEWEST_RETURNED) {
      throw new CannotTrain(
          "Only %d order lines to %s on, %d of them returned; at least %d and %d are needed.\nMaybe bring a longer history, or change --test-share, --calibrate-share or --return-window-days."
              .formatted(lines.size(), part, returned, FEWEST_LINES, FEWEST_RETURNED));
    }
  }

  /// Share of the training units that came back.
  private static Probability prior(List<SoldLine> training) {
    double sold = training.stream().mapToLong(line -> line.query().quantity()).sum();
    double returned = training.stream().mapToLong(SoldLine::unitsReturned).sum();
    return new Probability(returned / sold);
  }

  private ModelCard card(
      Contender contender,
      Contender other,
      SoldLines lines,
      TemporalParts parts,
      Probability prior,
      int rows,
      List<SoldLine> seen) {
    ReturnCandidate candidate = contender.candidate();
    String version =
        options
            .version()
            .orElseGet(() -> parts.knownUntil().atOffset(ZoneOffset.UTC).toLocalDate().toString());
    Map<String, String> settings = new TreeMap<>(candidate.settings());
    settings.put("return_window_days", Long.toString(window.toDays()));
    settings.put("embargo_days", Long.toString(parts.embargo().toDays()));
    settings.put("calibrate_share", Double.toString(options.calibrateShare()));
    settings.put("test_share", Double.toString(options.testShare()));
    settings.put("calibration", contender.choice().method());
    TrainingRecord record =
        new TrainingRecord(
            lines.sha256(),
            options.source(),
            lines.all().getFirst().orderedAt(),
            parts.knownUntil(),
            rows,
            parts.split(),
            settings,
            options.seed(),
            Provenance.libraries(),
            clock.instant());
    Calibration calibration = contender.choice().calibration();
    return new ModelCard(
        ModelCard.FORMAT,
        ModelContract.RETURN_RISK.modelName(),
        version,
        candidate.kind(),
        "",
        InputTensor.of(candidate.features().size()),
        columns(candidate, seen, prior),
        Map.of(ReturnFeatures.PRIOR_PARAMETER, prior.value()),
        List.of(OutputColumn.of("return_probability", candidate.source())),
        calibration,
        record,
        List.of(),
        "Chance that at least one unit of an order line comes back within %d days of the order. High risk alone is no reason to act: see the return-intervention table."
            .formatted(window.toDays()),
        List.of(
            "%s, by log-loss on the newer half of the calibration part: %s %.4f, %s %.4f."
                .formatted(
                    wanted.isPresent() ? "The kind was asked for" : "The kind was chosen",
                    candidate.name(),
                    contender.choice().logLoss(),
                    other.candidate().name(),
                    other.choice().logLoss())));
  }

  private static List<FeatureColumn> columns(
      ReturnCandidate candidate, List<SoldLine> seen, Probability prior) {
    FeatureRanges ranges = new FeatureRanges(ReturnFeatures.TABLE);
    seen.forEach(line -> ranges.include(ReturnFeatures.row(line.query(), prior)));
    List<FeatureColumn> columns = new ArrayList<>(ranges.columns());
    columns.removeIf(column -> !candidate.features().contains(column.name()));
    return columns;
  }

  private static Report report(
      ReturnEvaluation evaluation,
      ModelCard card,
      Contender chosen,
      TemporalParts parts,
      List<SoldLine> training,
      List<SoldLine> calibration,
      List<SoldLine> test) {
    var tables = new ArrayList<Report.Table>();
    tables.add(
        Words.parts(
            "Order lines, by order",
            parts,
            Map.of(
                "train", training.size(), "calibrate", calibration.size(), "test", test.size())));
    tables.addAll(evaluation.tables());
    var charts = new ArrayList<>(evaluation.charts());
    charts.add(
        new Chart.Bars(
            "What the %s are made of".formatted(chosen.candidate().name()),
            chosen.candidate().kind() == Kind.ONNX
                ? "share of the loss saved"
                : "weight of the standardized feature",
            chosen.candidate().importance().entrySet().stream()
                .sorted(Map.Entry.<String, Double>comparingByValue(Comparator.reverseOrder()))
                .map(entry -> new Bar(entry.getKey(), entry.getValue()))
                .toList()));
    var findings = new ArrayList<String>();
    findings.add(card.notes().getFirst());
    findings.addAll(evaluation.verdict());
    return new Report(
        "%s (%s): %s"
            .formatted(card.ref(), chosen.candidate().name(), card.training().dataSource()),
        findings,
        tables,
        charts);
  }
}
