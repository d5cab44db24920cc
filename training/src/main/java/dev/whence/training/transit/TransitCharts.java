package dev.whence.training.transit;

import dev.whence.domain.carriers.RecentTransit;
import dev.whence.domain.estimates.TransitDistribution;
import dev.whence.training.plots.ChancePlots;
import dev.whence.training.plots.MeanPlots;
import dev.whence.training.reports.Report.Axis;
import dev.whence.training.reports.Report.Chart;
import dev.whence.training.reports.Report.Form;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/// The plots of a transit-time model and those beside it.
record TransitCharts(MeasuredParcels measured, long seed) {
  private static final List<Double> SHOWN_LEVELS = List.of(0.5, 0.8, 0.95);
  private static final int MOST_SERVICES = 12;
  private static final int MOST_LANES = 10;
  private static final String INTERVALS = "Whiskers are 95 % intervals by whole days drawn anew.";

  /// How good they are, and how good in each month.
  List<Chart> overall() {
    List<Chart> charts = new ArrayList<>();
    charts.addAll(new ChancePlots("shipments", "late", measured.late(), measured.chances()).all());
    charts.add(calibrationByMonth());
    charts.add(
        lateLosses()
            .byMonth(
                "Late or not: error by month",
                "Log-loss of the chance of being late; lower is better.",
                new Axis("log-loss", Form.NUMBER),
                List.of()));
    charts.add(
        dayErrors()
            .byMonth(
                "Days to the door: error by month",
                "How far the median was off; lower is better. Only those who say in how many days.",
                new Axis("mean absolute error, days", Form.NUMBER),
                List.of()));
    SHOWN_LEVELS.forEach(level -> charts.add(coverage(level)));
    return charts;
  }

  /// How good they are where.
  List<Chart> byServiceAndLane() {
    List<Chart> charts = new ArrayList<>();
    List<Parcel> delivered = measured.delivered();
    charts.add(
        dayErrors()
            .byGroup(
                "Days to the door: error by carrier service",
                "How far the median was off, services with most shipments first. " + INTERVALS,
                new Axis("mean absolute error, days", Form.NUMBER),
                delivered.stream().map(TransitCharts::service).toList(),
                MOST_SERVICES,
                seed));
    charts.add(
        dayErrors()
            .byGroup(
                "Days to the door: error by lane",
                "The lanes with most shipments. " + INTERVALS,
                new Axis("mean absolute error, days", Form.NUMBER),
                delivered.stream().map(TransitCharts::lane).toList(),
                MOST_LANES,
                seed));
    charts.add(
        lateLosses()
            .byGroup(
                "Late or not: error by carrier service",
                "Log-loss of the chance of being late. " + INTERVALS,
                new Axis("log-loss", Form.NUMBER),
                measured.promised().stream().map(TransitCharts::service).toList(),
                MOST_SERVICES,
                seed));
    charts.add(
        lateLosses()
            .byGroup(
                "Late or not: error by lane",
                "The lanes with most shipments. " + INTERVALS,
                new Axis("log-loss", Form.NUMBER),
                measured.promised().stream().map(TransitCharts::lane).toList(),
                MOST_LANES,
                seed));
    return charts;
  }

  private Chart calibrationByMonth() {
    SequencedMap<String, double[]> shares = new LinkedHashMap<>(measured.chances());
    boolean[] late = measured.late();
    double[] observed = new double[late.length];
    for (int i = 0; i < late.length; i++) {
      observed[i] = late[i] ? 1 : 0;
    }
    shares.put("observed", observed);
    return new MeanPlots(orderedAt(measured.promised()), shares)
        .byMonth(
            "Calibration over time",
            "Mean chance of being late, by those who say one, beside the share that was late.",
            new Axis("late", Form.SHARE),
            List.of());
  }

  private Chart coverage(double level) {
    int position = TransitDistribution.LEVELS.indexOf(level);
    return new MeanPlots(orderedAt(measured.delivered()), measured.covered(position))
        .byMonth(
            "Arrived by the %.0f %% day".formatted(100 * level),
            "Share of the delivered that had arrived by the day which %.0f %% should keep: on the dashed line the days are right, below it they are too short."
                .formatted(100 * level),
            new Axis("arrived", Form.SHARE),
            List.of(level));
  }

  /// Days to promise with 90 %; empty without any.
  static Optional<Chart> promised(DatesKept dates) {
    List<DatesKept.Date> nine = dates.of(0.9);
    if (nine.isEmpty()) {
      return Optional.empty();
    }
    SequencedMap<String, double[]> kept = new LinkedHashMap<>();
    kept.put("model", DatesKept.kept(nine, DatesKept.Date::adapted));
    kept.put(DatesKept.AS_SAID, DatesKept.kept(nine, DatesKept.Date::asSaid));
    kept.put(LateForecast.LaneTable.NAME, DatesKept.kept(nine, DatesKept.Date::table));
    return Optional.of(
        new MeanPlots(nine.stream().map(DatesKept.Date::ordered).toList(), kept)
            .byMonth(
                "Days promised with 90 %",
                "Share of parcels that were there by the day to promise when they were ordered: of the model the day of which it says what was kept nine times in ten lately, beside the day of which it says 90 %.",
                new Axis("kept", Form.SHARE),
                List.of(0.9)));
  }

  private MeanPlots lateLosses() {
    return new MeanPlots(orderedAt(measured.promised()), measured.lateLosses());
  }

  private MeanPlots dayErrors() {
    return new MeanPlots(orderedAt(measured.delivered()), measured.dayErrors());
  }

  private static List<Instant> orderedAt(List<Parcel> parcels) {
    return parcels.stream().map(Parcel::orderedAt).toList();
  }

  private static String service(Parcel parcel) {
    return parcel.query().recent().carrierService().value();
  }

  private static String lane(Parcel parcel) {
    RecentTransit recent = parcel.query().recent();
    return region(recent.originRegion()) + " → " + region(recent.destinationRegion());
  }

  private static String region(String region) {
    return region.isEmpty() ? "?" : region;
  }
}
