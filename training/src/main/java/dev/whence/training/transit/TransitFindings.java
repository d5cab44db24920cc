package dev.whence.training.transit;

import dev.whence.models.bundles.ModelCard;
import dev.whence.models.bundles.ModelCard.Metric;
import dev.whence.training.cards.Words;
import dev.whence.training.metrics.QuantileScores;
import dev.whence.training.reports.Report;
import dev.whence.training.reports.Report.Bar;
import dev.whence.training.reports.Report.Chart;
import dev.whence.training.reports.Report.Point;
import dev.whence.training.reports.Report.Series;
import dev.whence.training.reports.Report.Table;
import dev.whence.training.split.Holdout;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What an evaluation of a transit-time model comes to: figures for the card, words and plots for a
/// reader.
final class TransitFindings {
  /// The honest challenger, the model itself without what happened since, and its own second line.
  private static final Set<String> NO_TABLES =
      Set.of(
          LateForecast.RecentLaneLogistic.NAME,
          LateForecast.OfModel.AS_RELEASED,
          LateForecast.OfModel.SECOND_LINE);

  private static final List<Double> SHOWN_LEVELS = List.of(0.5, 0.8, 0.9, 0.95);

  private final TransitEvaluation evaluation;

  TransitFindings(TransitEvaluation evaluation) {
    this.evaluation = evaluation;
  }

  /// The card with the figures and the verdict.
  ModelCard onCard(ModelCard card) {
    List<String> notes = new ArrayList<>(card.notes());
    notes.addAll(verdict());
    return Words.withFindings(card, metrics(), notes);
  }

  private List<Metric> metrics() {
    List<Metric> metrics = new ArrayList<>();
    for (TransitScores scores : evaluation.scores()) {
      metrics.addAll(Words.metrics("test", scores.subject(), scores.late()));
      scores
          .medianError()
          .ifPresent(error -> metrics.add(new Metric("test", scores.subject(), "mae_days", error)));
      scores
          .days()
          .ifPresent(days -> {
            metrics.add(new Metric("test", scores.subject(), "pinball_days", days.pinball()));
            for (double level : SHOWN_LEVELS) {
              metrics.add(
                  new Metric(
                      "test",
                      scores.subject(),
                      "coverage_" + Math.round(level * 100),
                      days.coverageAt(level)));
            }
          });
    }
    return metrics;
  }

  private List<String> verdict() {
    List<String> sentences = new ArrayList<>();
    for (TransitScores other : evaluation.scores().subList(1, evaluation.scores().size())) {
      sentences.add(Words.comparison(other.subject(), other.behindModel()));
    }
    List<String> tables = tablesNotBeaten();
    if (!tables.isEmpty()) {
      sentences.add(
          "THE MODEL DOES NOT BEAT THE %s on this history: keep deciding by the table."
              .formatted(String.join(" AND THE ", tables).toUpperCase(Locale.ROOT)));
    }
    return sentences;
  }

  /// Whether it beats every table a merchant could decide by instead.
  boolean passes() {
    return tablesNotBeaten().isEmpty();
  }

  List<String> tablesNotBeaten() {
    return evaluation.notBeaten().stream()
        .map(TransitScores::subject)
        .filter(subject -> !NO_TABLES.contains(subject))
        .toList();
  }

  /// @param learned shipments that the measured model learned from
  Report report(ModelCard card, Holdout holdout, int learned, TransitFit fit) {
    List<Table> tables = new ArrayList<>();
    tables.add(
        Words.holdout(
            "Shipments, by order", holdout, learned, evaluation.delivered(), fit.learned().size()));
    tables.addAll(tables());
    List<Chart> charts = new ArrayList<>(charts());
    charts.add(
        importance(
            "What mu is made of: share of the loss saved by trees", fit.center().trees().gains()));
    charts.add(
        importance("What log_sigma is made of: share of the loss saved", fit.spread().gains()));
    return new Report(card.ref() + ": " + card.training().dataSource(), verdict(), tables, charts);
  }

  /// The report of an evaluation without a training.
  Report report(String title) {
    return new Report(title, verdict(), tables(), charts());
  }

  private List<Table> tables() {
    return List.of(lateTable(), daysTable(), monthTable());
  }

  private Table lateTable() {
    return Words.binaryTable(
        "Chance of being late: %d shipments whose promised day has passed, %.1f %% late"
            .formatted(evaluation.promised(), 100 * evaluation.model().late().eventShare()),
        evaluation.scores().stream().map(s -> Map.entry(s.subject(), s.late())).toList());
  }

  private Table daysTable() {
    List<List<String>> rows = new ArrayList<>();
    for (TransitScores scores : evaluation.scores()) {
      if (scores.medianError().isPresent()) {
        Optional<QuantileScores> days = scores.days();
        List<String> row = new ArrayList<>();
        row.add(scores.subject());
        row.add("%.3f".formatted(scores.medianError().getAsDouble()));
        row.add(days.map(d -> "%.4f".formatted(d.pinball())).orElse(""));
        for (double level : SHOWN_LEVELS) {
          row.add(days.map(d -> "%.1f".formatted(100 * d.coverageAt(level))).orElse(""));
        }
        rows.add(row);
      }
    }
    return new Table(
        "Days to the door: %d delivered shipments; share arrived by each percentile"
            .formatted(evaluation.delivered()),
        List.of("", "MAE days", "pinball", "by 50 %", "by 80 %", "by 90 %", "by 95 %"),
        rows);
  }

  private Table monthTable() {
    return new Table(
        "The model by month of order",
        List.of("", "shipments", "late", "predicted", "MAE days", "bias days"),
        evaluation.months().entrySet().stream()
            .map(entry ->
                List.of(
                    entry.getKey().toString(),
                    Integer.toString(entry.getValue().parcels()),
                    "%.1f %%".formatted(100 * entry.getValue().observedLate()),
                    "%.1f %%".formatted(100 * entry.getValue().predictedLate()),
                    "%.3f".formatted(entry.getValue().absoluteError()),
                    "%+.3f".formatted(entry.getValue().bias())))
            .toList());
  }

  private List<Chart> charts() {
    List<Chart> charts = new ArrayList<>();
    charts.add(
        Words.reliability("Reliability of the chance of being late", evaluation.reliability()));
    evaluation.model().days().ifPresent(days -> charts.add(coverage(days)));
    charts.add(
        new Chart.Bars(
            "Error of the median by month of order",
            "mean absolute error, days",
            evaluation.months().entrySet().stream()
                .map(entry -> new Bar(entry.getKey().toString(), entry.getValue().absoluteError()))
                .toList()));
    return charts;
  }

  private static Chart coverage(QuantileScores days) {
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < days.levels().size(); i++) {
      points.add(new Point(days.levels().get(i), days.coverage().get(i)));
    }
    return new Chart.Lines(
        "Coverage: share of shipments that arrived by each percentile",
        "percentile",
        "arrived",
        true,
        List.of(new Series("model", points)));
  }

  private static Chart importance(String title, Map<String, Double> gains) {
    return new Chart.Bars(
        title,
        "share",
        gains.entrySet().stream()
            .sorted(Map.Entry.<String, Double>comparingByValue(Comparator.reverseOrder()))
            .map(entry -> new Bar(entry.getKey(), entry.getValue()))
            .toList());
  }
}
