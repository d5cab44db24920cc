package dev.whence.training.returns;

import dev.whence.models.bundles.ModelCard;
import dev.whence.models.bundles.ModelCard.Metric;
import dev.whence.training.cards.Words;
import dev.whence.training.metrics.BinaryScores;
import dev.whence.training.metrics.Bootstrap;
import dev.whence.training.metrics.Bootstrap.Interval;
import dev.whence.training.metrics.Reliability;
import dev.whence.training.reports.Report.Bar;
import dev.whence.training.reports.Report.Chart;
import dev.whence.training.reports.Report.Table;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// A return-risk model beside what a merchant has without it, on lines none of them has seen.
///
/// @param subjects the model first
record ReturnEvaluation(List<Subject> subjects, Reliability reliability, List<Bar> months) {
  private static final double SHORT_LIST = 0.1;

  ReturnEvaluation {
    subjects = List.copyOf(subjects);
    months = List.copyOf(months);
  }

  /// @param lift of the tenth of the lines with the highest risk
  /// @param behindModel log-loss of the model less this one's
  record Subject(String name, BinaryScores scores, double lift, Interval behindModel) {}

  static ReturnEvaluation of(
      ReturnForecast model, List<ReturnForecast> others, List<SoldLine> test, long seed) {
    boolean[] events = events(test);
    long[] days =
        test.stream().mapToLong(line -> line.orderedAt().getEpochSecond() / 86_400).toArray();
    double[] chances = model.forecast(test);
    double[] losses = BinaryScores.logLosses(chances, events);
    List<Subject> subjects = new ArrayList<>();
    subjects.add(subject(model.name(), chances, events, losses, days, seed));
    for (ReturnForecast other : others) {
      subjects.add(subject(other.name(), other.forecast(test), events, losses, days, seed));
    }
    return new ReturnEvaluation(
        subjects, Reliability.of(chances, events, BinaryScores.BINS), months(test, losses));
  }

  private static Subject subject(
      String name,
      double[] chances,
      boolean[] events,
      double[] modelLosses,
      long[] days,
      long seed) {
    return new Subject(
        name,
        BinaryScores.of(chances, events),
        BinaryScores.lift(chances, events, SHORT_LIST),
        Bootstrap.pairedDifference(
            modelLosses, BinaryScores.logLosses(chances, events), days, seed));
  }

  private static List<Bar> months(List<SoldLine> test, double[] losses) {
    Map<YearMonth, double[]> sums = new TreeMap<>();
    for (int i = 0; i < losses.length; i++) {
      YearMonth month = YearMonth.from(test.get(i).orderedAt().atOffset(ZoneOffset.UTC));
      double[] sum = sums.computeIfAbsent(month, key -> new double[2]);
      sum[0]++;
      sum[1] += losses[i];
    }
    return sums.entrySet().stream()
        .map(entry -> new Bar(entry.getKey().toString(), entry.getValue()[1] / entry.getValue()[0]))
        .toList();
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
        .filter(name ->
            !name.startsWith(ReturnRun.OTHER_KIND) && !name.startsWith(ReturnRun.SECOND_LINE))
        .toList();
  }

  List<String> verdict() {
    List<String> sentences = new ArrayList<>();
    for (Subject other : subjects.subList(1, subjects.size())) {
      sentences.add(Words.comparison(other.name(), other.behindModel()));
    }
    List<String> notBeaten = tablesNotBeaten();
    if (!notBeaten.isEmpty()) {
      sentences.add(
          "THE MODEL DOES NOT BEAT THE %s on this history: keep deciding by the table."
              .formatted(String.join(" AND THE ", notBeaten).toUpperCase(Locale.ROOT)));
    }
    return sentences;
  }

  ModelCard onCard(ModelCard card) {
    List<Metric> metrics = new ArrayList<>();
    for (Subject subject : subjects) {
      metrics.addAll(Words.metrics("test", subject.name(), subject.scores()));
      metrics.add(new Metric("test", subject.name(), "lift_top_decile", subject.lift()));
    }
    List<String> notes = new ArrayList<>(card.notes());
    notes.addAll(verdict());
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
    return List.of(
        Words.reliability("Reliability of the return risk", reliability),
        new Chart.Bars("Log-loss by month of the order", "log-loss", months));
  }
}
