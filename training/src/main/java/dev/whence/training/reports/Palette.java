package dev.whence.training.reports;

import dev.whence.training.reports.Report.Chart;
import dev.whence.training.reports.Report.Estimate;
import dev.whence.training.reports.Report.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Which color a series has on the whole page: one style class per name, in order of appearance.
///
/// @param names without those that have a color of their own
record Palette(List<String> names) {
  /// What happened, beside what was predicted: in the color of words.
  private static final String OBSERVED = "observed";

  /// What says nothing of its own: gray.
  private static final String CONSTANT = "constant";

  /// Colors in the page's style; further series repeat them.
  private static final List<String> COLORS = List.of("s0", "s2", "s3", "s4", "s5", "s6");

  Palette {
    names = List.copyOf(names);
  }

  static Palette of(Report report) {
    List<String> names = new ArrayList<>();
    report.charts().stream()
        .map(Palette::names)
        .filter(together -> together.size() > 1)
        .flatMap(List::stream)
        .filter(name -> !name.equals(OBSERVED) && !name.equals(CONSTANT) && !names.contains(name))
        .forEach(names::add);
    return new Palette(names);
  }

  /// The series of a chart, in order; empty where there is but one thing to see.
  static List<String> names(Chart chart) {
    Stream<String> names =
        switch (chart) {
          case Chart.Lines lines -> lines.series().stream().map(Series::name);
          case Chart.Months months -> months.series().stream().map(Series::name);
          case Chart.Ranges ranges ->
              ranges.groups().stream().flatMap(g -> g.estimates().stream()).map(Estimate::series);
          case Chart.Bars bars -> Stream.empty();
        };
    return names.distinct().toList();
  }

  /// The style class; a series that is alone in its chart has the first color.
  String of(String series) {
    return switch (series) {
      case OBSERVED -> "so";
      case CONSTANT -> "s1";
      default -> COLORS.get(Math.max(0, names.indexOf(series)) % COLORS.size());
    };
  }
}
