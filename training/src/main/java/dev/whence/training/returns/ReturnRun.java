package dev.whence.training.returns;

import dev.whence.domain.Probability;
import dev.whence.models.bundles.Bundles;
import dev.whence.models.bundles.LinearModels;
import dev.whence.models.bundles.ModelCard;
import dev.whence.models.bundles.ModelCard.FeatureColumn;
import dev.whence.models.bundles.ModelCard.Kind;
import dev.whence.models.bundles.ModelContract;
import dev.whence.models.bundles.TrainingRecord;
import dev.whence.models.bundles.TrainingRecord.TemporalSplit;
import dev.whence.models.features.FeatureTable;
import dev.whence.models.metrics.BinaryScores;
import dev.whence.models.returns.ReturnFeatures;
import dev.whence.models.returns.ReturnFeatures.Question;
import dev.whence.models.scoring.InputTensor;
import dev.whence.models.scoring.LinearScorer;
import dev.whence.models.scoring.OnnxScorer;
import dev.whence.models.scoring.OutputColumn;
import dev.whence.models.scoring.Scorer;
import dev.whence.models.scoring.TribuoScorer;
import dev.whence.pipeline.history.HistoryTable;
import dev.whence.pipeline.history.OrderLineRow;
import dev.whence.pipeline.history.ReturnRow;
import dev.whence.pipeline.terminal.Progress;
import dev.whence.training.attributes.AttributeChoice;
import dev.whence.training.boosting.LabeledRows;
import dev.whence.training.cards.FeatureRanges;
import dev.whence.training.cards.Provenance;
import dev.whence.training.cards.Words;
import dev.whence.training.cards.Words.Fate;
import dev.whence.training.comparison.LearnedOrders;
import dev.whence.training.history.HistoryRows;
import dev.whence.training.history.PlausibleRows;
import dev.whence.training.plots.MeanPlots;
import dev.whence.training.publishing.Publisher;
import dev.whence.training.publishing.TooGood;
import dev.whence.training.reports.Report;
import dev.whence.training.reports.Report.Bar;
import dev.whence.training.reports.Report.Chart;
import dev.whence.training.returns.ReturnCandidate.Recipe;
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
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.DoubleStream;

/// The whole way: read order lines and returns, cut by time, let folds choose the kind, fit,
/// calibrate and measure on what comes after, fit again on everything, prove, publish.
public final class ReturnRun {
  static final int FEWEST_LINES = 1_000;
  private static final int FEWEST_RETURNED = 30;

  /// Of the contender that lost, in a report.
  static final String OTHER_KIND = "other kind";

  /// Of what stands behind the model, in a report.
  static final String SECOND_LINE = "second line";

  /// Where folds begin to judge, as a share of the lines, and how many each judges.
  private static final List<Double> FOLD_STARTS = List.of(0.55, 0.7, 0.85);

  private static final double FOLD_SHARE = 0.15;

  private final RunOptions options;
  private final ReturnSettings settings;
  private final Duration window;
  private final Optional<Kind> wanted;
  private final Clock clock;
  private final Progress progress;
  private final LineSource source;

  public ReturnRun(RunOptions options, ReturnSettings settings, Clock clock, Progress progress) {
    this(options, settings, clock, progress, LineSource.IN_PROCESS);
  }

  /// @param source where the lines are from
  public ReturnRun(
      RunOptions options,
      ReturnSettings settings,
      Clock clock,
      Progress progress,
      LineSource source) {
    this.options = options;
    this.settings = settings;
    this.window = settings.window();
    this.wanted = settings.wanted();
    this.clock = clock;
    this.progress = progress;
    this.source = source;
  }

  /// What the model is worth beside what there is without it, and beside the active one.
  ///
  /// @param second the same of its second line
  private record Measured(
      ReturnEvaluation evaluation,
      ReturnEvaluation second,
      Optional<Rival.Verdict> againstRival,
      Optional<String> tooGood) {}

  /// A candidate with its calibration, and what both learned from.
  ///
  /// @param table of the features, with the columns of the attributes that were learned from
  private record Fitted(
      ReturnCandidate candidate,
      ReturnCalibrator.Choice choice,
      Probability prior,
      FeatureTable<Question> table,
      List<SoldLine> seen,
      Instant calibrateFrom) {}

  /// @throws CannotTrain if the history is missing, too short or says nothing
  public Outcome run() throws IOException {
    options.version().ifPresent(this::requireFree);
    ReturnCosts.expectTraining(options.history(), options.testShare(), progress);
    SoldLines lines =
        source.read(options.history(), window, options.until(), clock.instant(), progress);
    requireFree(options.version(lines.knownUntil()));
    Holdout holdout = holdout(lines);
    List<SoldLine> known = lines.between(Instant.MIN, holdout.testFrom().minus(window));
    List<SoldLine> test = lines.between(holdout.testFrom(), holdout.testUntil());
    requireEnough("learn from", known, lines);
    requireEnough("measure on", test, lines);
    List<SoldLine> all = lines.between(Instant.MIN, holdout.testUntil());
    progress.expect(ReturnCosts.afterReading(known.size(), test.size(), all.size()));

    Map<String, String> units = AttributeChoice.units(options.history(), HistoryTable.ORDER_LINES);
    FeatureTable<Question> table = table(known, units);
    RecipeLosses losses = folds(known, table);
    Recipe chosen = losses.preferred(this::isWanted).orElseThrow();
    Recipe other = losses.preferred(recipe -> recipe.kind() != chosen.kind()).orElseThrow();
    Recipe second =
        losses.preferred(recipe -> recipe != chosen && !recipe.kind().isNative()).orElseThrow();
    Fitted fittedOther = fit(other, known, table, lines);
    Measured measured =
        measure(
            fit(chosen, known, table, lines),
            fittedOther,
            second == other ? fittedOther : fit(second, known, table, lines),
            known,
            test,
            lines,
            holdout);
    progress.stage("Learning from everything", 0);
    return publish(
        fit(chosen, all, table(all, units), lines),
        second,
        all,
        losses.described(chosen, this::isWanted),
        measured,
        lines,
        holdout,
        known.size(),
        test);
  }

  private void requireFree(String version) {
    Publisher.requireFree(
        options.out(), ModelContract.RETURN_RISK.modelName(), version, options.replace());
  }

  private boolean isWanted(Recipe recipe) {
    return wanted.isEmpty() || wanted.get() == recipe.kind();
  }

  /// The log-loss of each recipe on later lines, uncalibrated, of all folds together.
  private RecipeLosses folds(List<SoldLine> known, FeatureTable<Question> table) {
    int tries = FOLD_STARTS.size() * Recipe.values().length;
    progress.stage(
        "Choosing the kind", "", tries, ReturnCosts.of(ReturnCosts.CHOOSING, known.size()));
    Map<Recipe, DoubleStream.Builder> losses = new EnumMap<>(Recipe.class);
    List<SoldLine> judged = new ArrayList<>();
    int done = 0;
    for (double start : FOLD_STARTS) {
      int from = (int) (known.size() * start);
      int until = (int) Math.min(known.size(), (double) known.size() * (start + FOLD_SHARE));
      List<SoldLine> before = matured(known, known.get(from).orderedAt());
      List<SoldLine> later = known.subList(from, until);
      if (returned(before) < FEWEST_RETURNED || returned(later) < FEWEST_RETURNED) {
        continue;
      }
      Probability prior = prior(before);
      LabeledRows rows = ReturnCandidate.rows(before, prior, table);
      LabeledRows judges = ReturnCandidate.rows(later, prior, table);
      boolean[] events = ReturnEvaluation.events(later);
      judged.addAll(later);
      for (Recipe recipe : Recipe.values()) {
        ReturnCandidate candidate = recipe.fit(rows, options.seed(), Progress.silent());
        DoubleStream.Builder some = losses.computeIfAbsent(recipe, none -> DoubleStream.builder());
        for (double loss : BinaryScores.logLosses(raw(candidate, judges), events)) {
          some.add(loss);
        }
        progress.at(++done);
      }
    }
    if (judged.isEmpty()) {
      throw new CannotTrain(
          "Of %d order lines %d came back, which is too few to choose the kind by: in no part of the history %d did, and %d before it.\nMaybe bring a longer history."
              .formatted(known.size(), returned(known), FEWEST_RETURNED, FEWEST_RETURNED));
    }
    Map<Recipe, double[]> byRecipe = new EnumMap<>(Recipe.class);
    losses.forEach((recipe, some) -> byRecipe.put(recipe, some.build().toArray()));
    return new RecipeLosses(byRecipe, days(judged), options.seed());
  }

  private static long[] days(List<SoldLine> lines) {
    return MeanPlots.days(lines.stream().map(SoldLine::orderedAt).toList());
  }

  /// Lines whose return window had passed before an instant.
  private List<SoldLine> matured(List<SoldLine> lines, Instant now) {
    return lines.stream().filter(l -> l.orderedAt().plus(window).isBefore(now)).toList();
  }

  /// Calibrated on the newest lines by what was fitted on the older ones, then fitted on all.
  private Fitted fit(
      Recipe recipe, List<SoldLine> known, FeatureTable<Question> table, SoldLines lines) {
    int from = (int) (known.size() * (1 - options.calibrateShare()));
    List<SoldLine> newest = known.subList(from, known.size());
    Instant calibrateFrom = newest.getFirst().orderedAt();
    List<SoldLine> older = matured(known, calibrateFrom);
    requireEnough("learn from before those that calibrate", older, lines);
    requireEnough("calibrate", newest, lines);
    Probability before = prior(older);
    ReturnCandidate past =
        recipe.fit(ReturnCandidate.rows(older, before, table), options.seed(), progress);
    ReturnCalibrator.Choice choice =
        ReturnCalibrator.choose(
            raw(past, ReturnCandidate.rows(newest, before, table)),
            ReturnEvaluation.events(newest));
    Probability prior = prior(known);
    return new Fitted(
        recipe.fit(ReturnCandidate.rows(known, prior, table), options.seed(), progress),
        choice,
        prior,
        table,
        known,
        calibrateFrom);
  }

  /// All features, with the attributes that these lines have and that are learned from.
  private FeatureTable<Question> table(List<SoldLine> lines, Map<String, String> units) {
    return ReturnFeatures.table(
        settings
            .attributes()
            .columns(lines.stream().map(line -> line.query().attributes()), units, "order line"));
  }

  private static double[] raw(ReturnCandidate candidate, LabeledRows rows) {
    float[] answers = candidate.answers(rows.only(candidate.features()::contains).rows());
    double[] raw = new double[answers.length];
    for (int i = 0; i < raw.length; i++) {
      raw[i] = answers[i];
    }
    return raw;
  }

  /// What the model is worth that could have been made when the test part began.
  private Measured measure(
      Fitted chosen,
      Fitted other,
      Fitted second,
      List<SoldLine> known,
      List<SoldLine> test,
      SoldLines lines,
      Holdout holdout) {
    progress.stage(
        "Measuring on %d lines".formatted(test.size()), ReturnCosts.measuring(test.size()));
    ModelCard card = card(chosen, lines, holdout, List.of());
    ModelCard otherCard = card(other, lines, holdout, List.of());
    ModelCard secondCard = card(second, lines, holdout, List.of());
    try (Scorer scorer = open(card, chosen.candidate().file());
        Scorer otherScorer = open(otherCard, other.candidate().file());
        Scorer secondScorer = open(secondCard, second.candidate().file())) {
      var model = new ReturnForecast.OfModel("model", card, scorer);
      var behind = new ReturnForecast.OfModel(named(SECOND_LINE, second), secondCard, secondScorer);
      List<ReturnForecast> tables =
          List.of(ReturnForecast.Constant.fit(known), ReturnForecast.CategoryTable.fit(known));
      var others = new ArrayList<>(tables);
      if (!second.equals(other)) {
        others.add(new ReturnForecast.OfModel(named(OTHER_KIND, other), otherCard, otherScorer));
      }
      others.add(behind);
      ReturnEvaluation evaluation = ReturnEvaluation.of(model, others, test, options.seed());
      return new Measured(
          evaluation,
          ReturnEvaluation.of(behind, tables, test, options.seed()),
          options.rival().map(rival -> against(rival, model, test)),
          tooGood(evaluation, chosen, TooGood.some(test)));
    }
  }

  private static Optional<String> tooGood(
      ReturnEvaluation evaluation, Fitted chosen, List<SoldLine> test) {
    return TooGood.of(
        evaluation.subjects().getFirst().scores().auc(),
        chosen.table().names(),
        ReturnCandidate.rows(test, chosen.prior(), chosen.table()).rows(),
        ReturnEvaluation.events(test),
        "which lines come back");
  }

  private static String named(String role, Fitted fitted) {
    return "%s (%s)".formatted(role, fitted.candidate().name());
  }

  /// Beside the active model, on what was ordered since that one learned.
  private Rival.Verdict against(Rival rival, ReturnForecast.OfModel model, List<SoldLine> test) {
    List<SoldLine> unseen =
        test.stream().filter(line -> !line.orderedAt().isBefore(rival.unseenFrom())).toList();
    long returned = returned(unseen);
    if (unseen.size() < FEWEST_LINES || returned == 0 || returned == unseen.size()) {
      return rival.judge(unseen.size(), FEWEST_LINES, Optional.empty());
    }
    ReturnEvaluation both =
        ReturnEvaluation.of(
            model,
            List.of(new ReturnForecast.OfModel("active", rival.card(), rival.scorer())),
            unseen,
            options.seed());
    return rival.judge(
        unseen.size(), FEWEST_LINES, Optional.of(both.subjects().getLast().behindModel()));
  }

  private Outcome publish(
      Fitted released,
      Recipe secondRecipe,
      List<SoldLine> all,
      String losses,
      Measured measured,
      SoldLines lines,
      Holdout holdout,
      int learned,
      List<SoldLine> test)
      throws IOException {
    String chosen =
        "%s, by log-loss on later lines: %s"
            .formatted(
                wanted.isPresent() ? "The kind was asked for" : "The kind was chosen", losses);
    ReturnEvaluation evaluation = measured.evaluation();
    Optional<String> againstRival = measured.againstRival().map(Rival.Verdict::sentence);
    Optional<String> aboutSecond =
        Optional.of(Words.secondLine(secondRecipe.title(), measured.second().tablesNotBeaten()));
    Optional<String> tooGood = measured.tooGood();
    Optional<String> leftOut = leftOut(released);
    boolean passed =
        evaluation.passes()
            && measured.againstRival().map(Rival.Verdict::passed).orElse(true)
            && (tooGood.isEmpty() || options.believing());
    Fate fate = Fate.ofTraining(passed);
    ModelCard card = evaluation.onCard(card(released, lines, holdout, List.of(chosen)), fate);
    for (Optional<String> note : List.of(tooGood, againstRival, aboutSecond, leftOut)) {
      card = Words.withNote(card, note);
    }
    Optional<Bundles.Parts> second = Optional.empty();
    if (measured.second().passes()) {
      Fitted behind = fit(secondRecipe, all, released.table(), lines);
      second =
          Optional.of(
              parts(
                  measured
                      .second()
                      .onCard(
                          secondCard(card, card(behind, lines, holdout, List.of())),
                          Fate.ofTraining(true)),
                  behind,
                  test));
    }
    Report report =
        report(evaluation, fate, card, released, holdout, learned, test.size())
            .withFinding(tooGood)
            .withFinding(againstRival)
            .withFinding(aboutSecond)
            .withFinding(leftOut);
    Path folder =
        Publisher.publish(
            options.out(), parts(card, released, test), second, report, passed, options.replace());
    return new Outcome(
        folder, card, report, passed, options.believing() ? Optional.empty() : tooGood);
  }

  /// Which features a sum could not learn from, as some lines lack them.
  private static Optional<String> leftOut(Fitted fitted) {
    if (fitted.candidate().kind() != Kind.TRIBUO) {
      return Optional.empty();
    }
    List<String> names = fitted.table().names();
    int[] missing = new int[names.size()];
    for (SoldLine line : fitted.seen()) {
      float[] row = fitted.table().row(new Question(line.query(), fitted.prior()));
      for (int column = 0; column < missing.length; column++) {
        missing[column] += Float.isNaN(row[column]) ? 1 : 0;
      }
    }
    List<String> lacking = new ArrayList<>();
    for (int column = 0; column < missing.length; column++) {
      if (missing[column] > 0) {
        lacking.add(
            "%s (missing in %.1f %%)"
                .formatted(
                    names.get(column),
                    Math.max(0.1, 100.0 * missing[column] / fitted.seen().size())));
      }
    }
    return lacking.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "LEFT OUT of the %s, which can make nothing of a line that lacks one: %s. Trees learn from them (--kind onnx), or fill them in the mapping."
                .formatted(fitted.candidate().name(), String.join(", ", lacking)));
  }

  /// What is written of a line, held to what was trained on every test line.
  private static Bundles.Parts parts(ModelCard card, Fitted fitted, List<SoldLine> test) {
    byte[] file = fitted.candidate().file();
    float[][] rows = ReturnForecast.OfModel.rows(card, test);
    float[][] answers = {fitted.candidate().answers(rows)};
    try (Scorer scorer = open(card, file)) {
      Publisher.requireEqual(scorer, card.outputNames(), rows, answers);
    }
    return new Bundles.Parts(card, file, Publisher.golden(card, rows, answers));
  }

  private static ModelCard secondCard(ModelCard first, ModelCard own) {
    return new ModelCard(
        own.format(),
        own.name(),
        first.version() + Bundles.SECOND_SUFFIX,
        own.kind(),
        "",
        own.input(),
        own.features(),
        own.featureParameters(),
        own.outputs(),
        own.calibration(),
        own.training(),
        own.metrics(),
        "Stands behind %s: answers where that cannot, as it is missing, late or broken."
            .formatted(first.ref()),
        own.notes());
  }

  private static Scorer open(ModelCard card, byte[] file) {
    return switch (card.kind()) {
      case ONNX -> OnnxScorer.open(file, card.input(), card.outputs());
      case TRIBUO -> TribuoScorer.open(file, card.featureNames(), card.outputs());
      case LOG_LINEAR ->
          LinearScorer.open(LinearModels.read(file), card.featureNames(), card.outputs());
    };
  }

  static SoldLines read(
      Path history, Duration window, Optional<Instant> until, Instant now, Progress progress) {
    progress.stage("Reading order lines and returns", ReturnCosts.reading(history));
    List<OrderLineRow> lines = HistoryRows.read(HistoryTable.ORDER_LINES, history);
    List<ReturnRow> returns = HistoryRows.read(HistoryTable.RETURNS, history);
    PlausibleRows.requireLines(lines, now, HistoryTable.ORDER_LINES.place(history));
    PlausibleRows.requireReturns(returns, now, HistoryTable.RETURNS.place(history));
    progress.stage(
        "Computing features of %d lines".formatted(lines.size()),
        ReturnCosts.of(ReturnCosts.FEATURES, lines.size()));
    return SoldLines.of(lines, returns, window, until);
  }

  private Holdout holdout(SoldLines lines) {
    Duration settles = options.embargoDays().map(Duration::ofDays).orElse(window);
    if (settles.compareTo(window) < 0) {
      throw new CannotTrain(
          "An embargo of %d days is shorter than the return window of %d: lines would count as kept that still come back.\nMaybe shorten --return-window-days too."
              .formatted(settles.toDays(), window.toDays()));
    }
    Instant measurable = lines.knownUntil().minus(settles);
    if (lines.all().stream().noneMatch(line -> line.orderedAt().isBefore(measurable))) {
      throw new CannotTrain(
          "None of the %d order lines was ordered %d days before the history ends, by when it is known whether it comes back.%s"
              .formatted(lines.all().size(), settles.toDays(), remedy(lines)));
    }
    return Holdout.of(
        lines.all().stream().map(SoldLine::orderedAt).toList(),
        lines.knownUntil(),
        settles,
        options.testShare());
  }

  private void requireEnough(String part, List<SoldLine> some, SoldLines lines) {
    long returned = returned(some);
    if (some.size() < FEWEST_LINES || returned < FEWEST_RETURNED) {
      throw new CannotTrain(
          "Only %d order lines to %s, %d of them returned; at least %d and %d are needed.%s"
              .formatted(
                  some.size(), part, returned, FEWEST_LINES, FEWEST_RETURNED, remedy(lines)));
    }
  }

  /// What helps where there is too little: of a short history its days, and those needed.
  private String remedy(SoldLines lines) {
    Instant first = lines.all().isEmpty() ? lines.knownUntil() : lines.all().getFirst().orderedAt();
    long days = Duration.between(first, lines.knownUntil()).toDays();
    long needed = daysNeeded(0);
    Optional<String> byRate = byRate(lines, days);
    String history =
        " The history goes from %s until %s: %d days."
            .formatted(Words.day(first), Words.day(lines.knownUntil()), days);
    if (days >= needed) {
      return history
          + byRate.map(" %s."::formatted).orElse("")
          + "\nMaybe bring a longer history, or change --test-share, --calibrate-share or --return-window-days.";
    }
    long possible = (long) ((days - 1) / windowsNeeded());
    return "%s With a return window of %d days some %d days are needed: a line counts when its window has passed, before those that calibrate, before those that measure, and at the end.%s\nMaybe bring a longer history%s."
        .formatted(
            history,
            window.toDays(),
            needed,
            byRate.map(" %s."::formatted).orElse(""),
            possible < 1
                ? ""
                : ", or give --return-window-days %d or fewer, if most returns come within them"
                    .formatted(possible));
  }

  /// How long a history has to be with as many lines and returns a day as this one has; empty if
  /// that is known not to be the reason.
  private Optional<String> byRate(SoldLines lines, long days) {
    List<SoldLine> settled = matured(lines.all(), lines.knownUntil());
    double settledDays = days - window.toDays();
    if (settled.isEmpty() || settledDays < 1) {
      return Optional.empty();
    }
    double sold = settled.size() / settledDays;
    double returned = returned(settled) / settledDays;
    if (returned == 0) {
      return Optional.of(
          "None of the %d lines that are old enough came back within %d days: maybe the history lacks the returns"
              .formatted(settled.size(), window.toDays()));
    }
    long needed = daysNeeded(Math.max(FEWEST_LINES / sold, FEWEST_RETURNED / returned));
    return needed <= days
        ? Optional.empty()
        : Optional.of(
            "With %.1f lines a day, of which %.1f come back, some %d days are needed to have %d lines and %d returns in each part"
                .formatted(sold, returned, needed, FEWEST_LINES, FEWEST_RETURNED));
  }

  /// Days that a history needs so that each of its parts has so many.
  ///
  /// Of the days of a history the newest return window is not settled, the newest part of the
  /// others is measured on, and of those before it again the window is not settled when that part
  /// begins, nor is it when those begin that calibrate.
  private long daysNeeded(double ofEachPart) {
    double measured = window.toDays() + ofEachPart / options.testShare();
    double calibrated =
        window.toDays()
            + (window.toDays() + ofEachPart / options.calibrateShare()) / (1 - options.testShare());
    double learned =
        windowsNeeded() * window.toDays()
            + ofEachPart / (1 - options.calibrateShare()) / (1 - options.testShare());
    return (long) Math.ceil(Math.max(measured, Math.max(calibrated, learned))) + 1;
  }

  private double windowsNeeded() {
    return 1 + (1 + 1 / (1 - options.calibrateShare())) / (1 - options.testShare());
  }

  private static long returned(List<SoldLine> lines) {
    return lines.stream().filter(SoldLine::cameBack).count();
  }

  /// Share of the training units that came back.
  private static Probability prior(List<SoldLine> training) {
    double sold = training.stream().mapToLong(line -> line.query().quantity()).sum();
    double returned = training.stream().mapToLong(SoldLine::unitsReturned).sum();
    return new Probability(returned / sold);
  }

  private ModelCard card(Fitted fitted, SoldLines lines, Holdout holdout, List<String> notes) {
    ReturnCandidate candidate = fitted.candidate();
    Instant end = lines.knownUntil();
    String version = options.version(end);
    Map<String, String> words = new TreeMap<>(candidate.settings());
    words.put(
        LearnedOrders.UNTIL,
        LearnedOrders.until(options.until(), lines.all().getLast().orderedAt()).toString());
    words.put("attributes", settings.attributes().described());
    words.put("kind", candidate.recipe().name());
    words.put("return_window_days", Long.toString(window.toDays()));
    words.put("calibrate_share", Double.toString(options.calibrateShare()));
    words.put("test_share", Double.toString(options.testShare()));
    words.put("calibration", fitted.choice().method());
    TrainingRecord record =
        new TrainingRecord(
            lines.sha256(),
            options.source(),
            lines.all().getFirst().orderedAt(),
            end,
            fitted.seen().size(),
            new TemporalSplit(
                end.minus(window), fitted.calibrateFrom(), end.minus(window), holdout.testFrom()),
            words,
            options.seed(),
            Provenance.libraries(),
            clock.instant());
    return new ModelCard(
        ModelCard.FORMAT,
        ModelContract.RETURN_RISK.modelName(),
        version,
        candidate.kind(),
        "",
        InputTensor.of(candidate.features().size()),
        columns(fitted),
        Map.of(ReturnFeatures.PRIOR_PARAMETER, fitted.prior().value()),
        List.of(OutputColumn.of("return_probability", candidate.source())),
        fitted.choice().calibration(),
        record,
        List.of(),
        "Chance that at least one unit of an order line comes back within %d days of the order. High risk alone is no reason to act: see the return-intervention table."
            .formatted(window.toDays()),
        notes);
  }

  private static List<FeatureColumn> columns(Fitted fitted) {
    FeatureRanges ranges = new FeatureRanges(fitted.table());
    fitted
        .seen()
        .forEach(
            line -> ranges.include(fitted.table().row(new Question(line.query(), fitted.prior()))));
    List<FeatureColumn> columns = new ArrayList<>(ranges.columns());
    columns.removeIf(column -> !fitted.candidate().features().contains(column.name()));
    return columns;
  }

  private static Report report(
      ReturnEvaluation evaluation,
      Fate fate,
      ModelCard card,
      Fitted released,
      Holdout holdout,
      int learned,
      int measured) {
    ReturnCandidate candidate = released.candidate();
    var tables = new ArrayList<Report.Table>();
    tables.add(
        Words.holdout("Order lines, by order", holdout, learned, measured, released.seen().size()));
    tables.addAll(evaluation.tables());
    var charts = new ArrayList<>(evaluation.charts());
    charts.add(
        new Chart.Bars(
            "What the %s %s made of"
                .formatted(candidate.name(), candidate.kind() == Kind.ONNX ? "are" : "is"),
            candidate.kind() == Kind.ONNX
                ? "share of the loss saved"
                : "weight of the standardized feature",
            candidate.importance().entrySet().stream()
                .sorted(Map.Entry.<String, Double>comparingByValue(Comparator.reverseOrder()))
                .map(entry -> new Bar(entry.getKey(), entry.getValue()))
                .toList()));
    var findings = new ArrayList<String>();
    findings.addAll(evaluation.verdict(fate));
    findings.add(card.notes().getFirst());
    return new Report(
        "%s (%s): %s".formatted(card.ref(), candidate.name(), card.training().dataSource()),
        findings,
        tables,
        charts);
  }
}
