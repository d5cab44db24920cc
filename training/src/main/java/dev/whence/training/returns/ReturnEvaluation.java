package dev.whence.training.returns;

import dev.whence.models.bundles.ModelCard;
import dev.whence.models.bundles.ModelCard.Metric;
import dev.whence.models.metrics.BinaryScores;
import dev.whence.models.metrics.Bootstrap;
import dev.whence.models.metrics.Bootstrap.Interval;
import dev.whence.models.metrics.PermutationImportance;
import dev.whence.training.cards.Words;
import dev.whence.training.cards.Words.Fate;
import dev.whence.training.cards.Words.Rival;
import dev.whence.training.plots.MeanPlots;
import dev.whence.training.reports.Report.Chart;
import dev.whence.training.reports.Report.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;

/// A return-risk model beside what a merchant has without it, on lines none of them has seen.
///
/// @param subjects the model first
/// @param measured the lines, and what everyone said of them
/// @param importance what the model goes by
/// @param seed of what is drawn for the plots
record ReturnEvaluation(
    List<Subject> subjects, MeasuredLines measured, PermutationImportance importance, long seed) {
  private static final double SHORT_LIST = 0.1;

  ReturnEvaluation {
    subjects = List.copyOf(subjects);
  }

  /// @param lift of the tenth of the lines with the highest risk
  /// @param behindModel log-loss of the model less this one's
  record Subject(String name, BinaryScores scores, double lift, Interval behindModel) {}

  static ReturnEvaluation of(
      ReturnForecast.OfModel model, List<ReturnForecast> others, List<SoldLine> test, long seed) {
    List<ReturnForecast> everyone = new ArrayList<>();
    everyone.add(model);
    everyone.addAll(others);
    MeasuredLines measured = MeasuredLines.of(everyone, test);
    boolean[] events = measured.events();
    long[] days = MeanPlots.days(test.stream().map(SoldLine::orderedAt).toList());
    SequencedMap<String, double[]> losses = measured.losses();
    double[] modelLosses = losses.firstEntry().getValue();
    List<Subject> subjects = new ArrayList<>();
    measured
        .chances()
        .forEach((name, chances) ->
            subjects.add(
                new Subject(
                    name,
                    BinaryScores.of(chances, events),
                    BinaryScores.lift(chances, events, SHORT_LIST),
                    Bootstrap.pairedDifference(
                        modelLosses, BinaryScores.logLosses(chances, events), days, seed))));
    return new ReturnEvaluation(subjects, measured, model.importance(test, seed), seed);
  }

  static boolean[] events(List<SoldLine> lines) {
    boolean[] events = new boolean[lines.size()];
    for (int i = 0; i < events.length; i++) {
      events[i] = lines.get(i).cameBack();
    }
    return events;
  }

  /// Whether it beats every table a merchant could decide by instead.
  boolean passes() {
    return tablesNotBeaten().isEmpty();
  }

  List<String> tablesNotBeaten() {
    return subjects.stream()
        .skip(1)
        .filter(other -> !other.behindModel().isBelowZero())
        .map(Subject::name)
        .filter(ReturnEvaluation::isTable)
        .toList();
  }

  /// Whether a merchant could decide by it instead: neither the other kind nor the second line.
  private static boolean isTable(String name) {
    return !name.startsWith(ReturnRun.OTHER_KIND) && !name.startsWith(ReturnRun.SECOND_LINE);
  }

  /// The verdict, then everyone in turn.
  List<String> verdict(Fate fate) {
    List<Rival> rivals =
        subjects.stream()
            .skip(1)
            .map(other -> new Rival(other.name(), isTable(other.name()), other.behindModel()))
            .toList();
    List<String> sentences = new ArrayList<>();
    sentences.add(Words.verdict(fate, rivals));
    rivals.forEach(rival -> sentences.add(Words.comparison(rival)));
    Words.betterLine(
            rivals.stream().filter(rival -> !rival.decides()).toList(),
            "bring a longer history, or train the other kind (--kind) and hold both to newer orders (models compare)")
        .ifPresent(sentences::add);
    List<String> notBeaten = tablesNotBeaten();
    if (!notBeaten.isEmpty()) {
      sentences.add(
          "THE MODEL DOES NOT BEAT THE %s on this history: keep deciding by the table."
              .formatted(String.join(" AND THE ", notBeaten).toUpperCase(Locale.ROOT)));
    }
    return sentences;
  }

  ModelCard onCard(ModelCard card, Fate fate) {
    List<Metric> metrics = new ArrayList<>();
    for (Subject subject : subjects) {
      metrics.addAll(Words.metrics("test", subject.name(), subject.scores()));
      metrics.add(new Metric("test", subject.name(), "lift_top_decile", subject.lift()));
    }
    List<String> notes = new ArrayList<>(card.notes());
    notes.addAll(verdict(fate));
    return Words.withFindings(card, metrics, notes);
  }

  List<Table> tables() {
    return List.of(
        Words.binaryTable(
            "Chance of coming back: %d order lines, %.1f %% came back"
                .formatted(
                    subjects.getFirst().scores().rows(),
                    100 * subjects.getFirst().scores().eventShare()),
            subjects.stream().map(s -> Map.entry(s.name(), s.scores())).toList()),
        new Table(
            "The tenth of the lines with the highest risk",
            List.of("", "lift"),
            subjects.stream().map(s -> List.of(s.name(), "%.2f".formatted(s.lift()))).toList()));
  }

  List<Chart> charts() {
    List<Chart> charts = new ArrayList<>(new ReturnCharts(measured, seed).all());
    charts.add(
        Words.importance(
            "What the risk goes by",
            "rise of the log-loss",
            importance.rises(),
            importance.rows()));
    return charts;
  }
}
