package dev.whence.training.transit;

import dev.whence.domain.carriers.CarrierServiceId;
import dev.whence.domain.estimates.PromiseLevels;
import dev.whence.models.bundles.ModelCard;
import dev.whence.models.bundles.ModelCard.Metric;
import dev.whence.models.metrics.QuantileScores;
import dev.whence.training.cards.Words;
import dev.whence.training.cards.Words.Fate;
import dev.whence.training.cards.Words.Rival;
import dev.whence.training.reports.Report;
import dev.whence.training.reports.Report.Chart;
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

  private static final List<String> DATES =
      List.of(
          "",
          "parcels",
          "kept",
          "95 %",
          "days",
          DatesKept.AS_SAID,
          "days",
          LateForecast.LaneTable.NAME,
          "days");

  /// Months with fewer parcels say nothing.
  private static final int FEWEST_OF_MONTH = 20;

  /// Services with fewer parcels say nothing.
  private static final int FEWEST_OF_SERVICE = 100;

  private final TransitEvaluation evaluation;

  TransitFindings(TransitEvaluation evaluation) {
    this.evaluation = evaluation;
  }

  /// The card with the figures and the verdict.
  ModelCard onCard(ModelCard card, Fate fate) {
    List<String> notes = new ArrayList<>(card.notes());
    notes.addAll(verdict(fate));
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

  /// The verdict, then everyone in turn.
  private List<String> verdict(Fate fate) {
    List<Rival> rivals =
        evaluation.scores().stream()
            .skip(1)
            .map(scores ->
                new Rival(
                    scores.subject(), !NO_TABLES.contains(scores.subject()), scores.behindModel()))
            .toList();
    List<String> sentences = new ArrayList<>();
    sentences.add(Words.verdict(fate, rivals));
    rivals.forEach(rival -> sentences.add(Words.comparison(rival)));
    Words.betterLine(
            rivals.stream()
                .filter(rival -> rival.name().equals(LateForecast.OfModel.SECOND_LINE))
                .toList(),
            "bring a longer history")
        .ifPresent(sentences::add);
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
  Report report(ModelCard card, Holdout holdout, int learned, TransitFit fit, Fate fate) {
    List<Table> tables = new ArrayList<>();
    tables.add(
        Words.holdout(
            "Shipments, by order", holdout, learned, evaluation.delivered(), fit.learned().size()));
    tables.addAll(tables(card.training().seed()));
    return new Report(
        card.ref() + ": " + card.training().dataSource(),
        verdict(fate),
        tables,
        charts(card.training().seed()));
  }

  /// The report of an evaluation without a training.
  Report report(String title, long seed) {
    return new Report(title, verdict(Fate.MEASURED), tables(seed), charts(seed));
  }

  private List<Table> tables(long seed) {
    List<Table> tables = new ArrayList<>(List.of(lateTable(), daysTable(), monthTable()));
    evaluation.dates().ifPresent(dates -> tables.addAll(datesTables(dates, seed)));
    return tables;
  }

  /// At which chance days turned out how, and days with nine in ten by month and service.
  private static List<Table> datesTables(DatesKept dates, long seed) {
    List<List<String>> all = new ArrayList<>();
    for (double share : PromiseLevels.KEPT) {
      List<DatesKept.Date> of = dates.of(share);
      if (!of.isEmpty()) {
        List<String> row =
            new ArrayList<>(row("%.0f %%".formatted(100 * share), DatesKept.group(of, seed)));
        row.add(Long.toString(dates.neverPromised(share)));
        all.add(row);
      }
    }
    if (all.isEmpty()) {
      return List.of();
    }
    List<String> columns = new ArrayList<>(DATES);
    columns.add("no such day");
    List<DatesKept.Date> nine = dates.of(0.9);
    List<Table> tables = new ArrayList<>();
    tables.add(
        new Table("Days to promise, by what had become of such days until then", columns, all));
    tables.add(
        datesTable(
            "Days to promise with 90 %, by month of order",
            DatesKept.groups(nine, DatesKept.Date::month, FEWEST_OF_MONTH, seed)));
    tables.add(
        datesTable(
            "Days to promise with 90 %, by carrier service",
            DatesKept.groups(nine, DatesKept.Date::service, FEWEST_OF_SERVICE, seed)));
    return tables;
  }

  private static Table datesTable(String title, Map<?, DatesKept.Group> groups) {
    return new Table(
        title,
        DATES,
        groups.entrySet().stream()
            .sorted(Comparator.comparing(entry -> name(entry.getKey())))
            .map(entry -> row(name(entry.getKey()), entry.getValue()))
            .toList());
  }

  private static String name(Object key) {
    return key instanceof CarrierServiceId service ? service.value() : key.toString();
  }

  private static List<String> row(String name, DatesKept.Group group) {
    return List.of(
        name,
        Integer.toString(group.parcels()),
        "%.1f %%".formatted(100 * group.kept().mean()),
        "%.1f to %.1f".formatted(100 * group.kept().low(), 100 * group.kept().high()),
        "%.2f".formatted(group.days()),
        "%.1f %%".formatted(100 * group.keptAsSaid()),
        "%.2f".formatted(group.daysAsSaid()),
        "%.1f %%".formatted(100 * group.keptByTable()),
        "%.2f".formatted(group.daysByTable()));
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

  private List<Chart> charts(long seed) {
    TransitCharts plots = new TransitCharts(evaluation.measured().withoutTwins(), seed);
    List<Chart> charts = new ArrayList<>(plots.overall());
    evaluation.dates().flatMap(TransitCharts::promised).ifPresent(charts::add);
    charts.add(
        Words.importance(
            "What the chance of being late goes by",
            "rise of the log-loss",
            evaluation.lateImportance().rises(),
            evaluation.lateImportance().rows()));
    charts.add(
        Words.importance(
            "What the days go by",
            "rise of the mean absolute error, days",
            evaluation.dayImportance().rises(),
            evaluation.dayImportance().rows()));
    charts.addAll(plots.byServiceAndLane());
    return charts;
  }
}
