package dev.whence.training.returns;

import dev.whence.training.plots.ChancePlots;
import dev.whence.training.plots.MeanPlots;
import dev.whence.training.reports.Report.Axis;
import dev.whence.training.reports.Report.Chart;
import dev.whence.training.reports.Report.Form;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// The plots of a return-risk model and those beside it.
record ReturnCharts(MeasuredLines measured, long seed) {
  private static final int MOST_GROUPS = 12;
  private static final String INTERVALS = "Whiskers are 95 % intervals by whole days drawn anew.";

  List<Chart> all() {
    List<Instant> orderedAt = measured.lines().stream().map(SoldLine::orderedAt).toList();
    MeanPlots losses = new MeanPlots(orderedAt, measured.losses());
    Axis logLoss = new Axis("log-loss", Form.NUMBER);
    List<Chart> charts = new ArrayList<>();
    charts.addAll(
        new ChancePlots("order lines", "returned", measured.events(), measured.chances()).all());
    charts.add(
        new MeanPlots(orderedAt, measured.chancesAndObserved())
            .byMonth(
                "Calibration over time",
                "Mean return risk beside the share that came back.",
                new Axis("returned", Form.SHARE),
                List.of()));
    charts.add(losses.byMonth("Error by month", "Log-loss; lower is better.", logLoss, List.of()));
    charts.add(
        losses.byGroup(
            "Error by category",
            "The categories with most lines. " + INTERVALS,
            logLoss,
            measured.lines().stream().map(line -> named(line.query().category())).toList(),
            MOST_GROUPS,
            seed));
    charts.add(
        losses.byGroup(
            "Error by channel",
            INTERVALS,
            logLoss,
            measured.lines().stream().map(line -> named(line.query().channel())).toList(),
            MOST_GROUPS,
            seed));
    return charts;
  }

  private static String named(String name) {
    return name.isEmpty() ? "unknown" : name;
  }
}
