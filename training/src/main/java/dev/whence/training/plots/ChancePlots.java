package dev.whence.training.plots;

import dev.whence.models.metrics.BinaryScores;
import dev.whence.models.metrics.RankCurves;
import dev.whence.models.metrics.Reliability;
import dev.whence.training.reports.Report.Axis;
import dev.whence.training.reports.Report.Chart;
import dev.whence.training.reports.Report.Form;
import dev.whence.training.reports.Report.Point;
import dev.whence.training.reports.Report.Series;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.BiFunction;

/// How chances that several subjects gave to the same rows compare with what happened.
public final class ChancePlots {
  private final String rows;
  private final String event;
  private final boolean[] events;
  private final SequencedMap<String, double[]> chances;

  /// @param rows what they are, for instance `shipments`
  /// @param event for instance `late`
  /// @param chances by subject, one per row
  public ChancePlots(
      String rows, String event, boolean[] events, SequencedMap<String, double[]> chances) {
    this.rows = rows;
    this.event = event;
    this.events = events.clone();
    this.chances = new LinkedHashMap<>(chances);
  }

  /// Reliability, ROC, precision over recall, gains.
  public List<Chart> all() {
    return List.of(reliability(), roc(), precisionRecall(), gains());
  }

  public Chart reliability() {
    List<Series> series = new ArrayList<>();
    chances.forEach((subject, chance) ->
        series.add(
            new Series(
                subject,
                Reliability.ofWholeTies(chance, events, BinaryScores.BINS).bins().stream()
                    .map(bin -> point(bin, subject.equals(chances.firstEntry().getKey())))
                    .toList())));
    return new Chart.Lines(
        "Reliability: do the chances come true?",
        "On the dashed line as many were %s as predicted; above it more. The %,d %s are sorted by prediction and cut into tenths; the larger a point, the more rows it stands for. Whiskers of the first are 95 %% intervals."
            .formatted(event, events.length, rows),
        new Axis("predicted", Form.SHARE),
        new Axis("observed", Form.SHARE),
        true,
        series);
  }

  private static Point point(Reliability.Bin bin, boolean withInterval) {
    return new Point(
        bin.predicted(),
        bin.observed(),
        bin.rows(),
        withInterval ? bin.observedLow() : bin.observed(),
        withInterval ? bin.observedHigh() : bin.observed());
  }

  public Chart roc() {
    return new Chart.Lines(
        "ROC: do %s %s get the higher chances?".formatted(event, rows),
        "The further above the dashed line, the better the ranking. The line is what drawing by lot finds.",
        new Axis("share of the other %s that is listed".formatted(rows), Form.SHARE),
        new Axis("share of the %s %s that is found".formatted(event, rows), Form.SHARE),
        true,
        curves(RankCurves::roc));
  }

  public Chart precisionRecall() {
    return new Chart.Lines(
        "Precision over recall",
        "Of a list with the highest chances first: how many on it were %s, when it is long enough to find this share of them."
            .formatted(event),
        new Axis("recall: share of the %s %s that is found".formatted(event, rows), Form.SHARE),
        new Axis("precision: share of the list that was %s".formatted(event), Form.SHARE),
        false,
        curves(RankCurves::precisionRecall));
  }

  public Chart gains() {
    return new Chart.Lines(
        "Gains: how many a short list finds",
        "Lift is height over width: a tenth of the rows that finds three tenths of the %s %s has a lift of 3."
            .formatted(event, rows),
        new Axis("share of the %s on the list, highest chance first".formatted(rows), Form.SHARE),
        new Axis("share of the %s %s that is found".formatted(event, rows), Form.SHARE),
        true,
        curves(RankCurves::gains));
  }

  private List<Series> curves(BiFunction<double[], boolean[], List<RankCurves.Point>> curve) {
    List<Series> series = new ArrayList<>();
    chances.forEach((subject, chance) ->
        series.add(
            new Series(
                subject,
                curve.apply(chance, events).stream()
                    .map(point -> new Point(point.x(), point.y()))
                    .toList())));
    return series;
  }
}
