package dev.whence.training.plots;

import dev.whence.models.metrics.Bootstrap;
import dev.whence.models.metrics.Bootstrap.Interval;
import dev.whence.training.reports.Report.Axis;
import dev.whence.training.reports.Report.Chart;
import dev.whence.training.reports.Report.Estimate;
import dev.whence.training.reports.Report.Group;
import dev.whence.training.reports.Report.Point;
import dev.whence.training.reports.Report.Series;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// Means of figures that each row has, by subject: of a loss, an error, a chance, a coverage.
public final class MeanPlots {
  /// Groups with fewer rows say nothing.
  private static final int FEWEST = 30;

  private final long[] days;
  private final List<YearMonth> months;
  private final SequencedMap<String, double[]> figures;

  /// @param orderedAt of each row
  /// @param figures by subject, one per row
  public MeanPlots(List<Instant> orderedAt, SequencedMap<String, double[]> figures) {
    this.days = days(orderedAt);
    this.months =
        orderedAt.stream().map(at -> YearMonth.from(at.atOffset(ZoneOffset.UTC))).toList();
    this.figures = new LinkedHashMap<>(figures);
  }

  /// The epoch day (UTC) of each instant: what is drawn together.
  public static long[] days(List<Instant> instants) {
    return instants.stream().mapToLong(at -> Math.floorDiv(at.getEpochSecond(), 86_400)).toArray();
  }

  /// @param level where a level line belongs; empty for none
  public Chart byMonth(String title, String note, Axis axis, List<Double> level) {
    Map<YearMonth, List<Integer>> rows = new TreeMap<>();
    IntStream.range(0, days.length)
        .forEach(i -> rows.computeIfAbsent(months.get(i), key -> new ArrayList<>()).add(i));
    List<Series> series = new ArrayList<>();
    figures.forEach((subject, figure) -> {
      List<Point> points = new ArrayList<>();
      for (List<Integer> month : rows.values()) {
        double mean = month.stream().mapToDouble(i -> figure[i]).average().orElseThrow();
        points.add(new Point(points.size(), mean, month.size(), mean, mean));
      }
      series.add(new Series(subject, points));
    });
    return new Chart.Months(
        title, note, axis, rows.keySet().stream().map(YearMonth::toString).toList(), level, series);
  }

  /// The largest groups, with intervals by whole days drawn anew.
  ///
  /// @param groups the group of each row
  /// @param most groups
  public Chart byGroup(
      String title, String note, Axis axis, List<String> groups, int most, long seed) {
    Map<String, List<Integer>> rows = new TreeMap<>();
    IntStream.range(0, days.length)
        .forEach(i -> rows.computeIfAbsent(groups.get(i), key -> new ArrayList<>()).add(i));
    List<Group> largest =
        rows.entrySet().stream()
            .filter(entry -> entry.getValue().size() >= FEWEST)
            .sorted(Comparator.comparingInt(entry -> -entry.getValue().size()))
            .limit(most)
            .map(entry ->
                new Group(
                    entry.getKey(),
                    entry.getValue().size(),
                    estimates(
                        entry.getValue().stream().mapToInt(Integer::intValue).toArray(), seed)))
            .toList();
    return new Chart.Ranges(title, note, axis, largest);
  }

  private List<Estimate> estimates(int[] rows, long seed) {
    long[] clusters = IntStream.of(rows).mapToLong(i -> days[i]).toArray();
    List<Estimate> estimates = new ArrayList<>();
    figures.forEach((subject, figure) -> {
      double[] some = IntStream.of(rows).mapToDouble(i -> figure[i]).toArray();
      Interval interval = Bootstrap.mean(some, clusters, seed);
      estimates.add(new Estimate(subject, interval.mean(), interval.low(), interval.high()));
    });
    return estimates;
  }
}
