package dev.whence.service.console;

import dev.whence.service.http.reports.ReportRoutes.FiguresView;
import dev.whence.service.http.reports.ReportRoutes.ReportView;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A share over time as a line, above bars of what it is a share of. All measures are in units of
/// the picture.
///
/// @param line the path of the line, broken where there is nothing to share
/// @param points of the line
/// @param bars of the wholes
/// @param levels lines to read heights by
/// @param days labels of the time axis
public record Trend(
    int width,
    int height,
    String line,
    List<Point> points,
    List<Bar> bars,
    List<Level> levels,
    List<Day> days) {
  public static final Trend NONE = new Trend(0, 0, "", List.of(), List.of(), List.of(), List.of());

  private static final int BARS = 34;

  /// Room for the labels of levels.
  static final int LEFT = 76;

  /// @param title what is told of it
  public record Point(double x, double y, String title) {}

  public record Bar(double x, double y, double width, double height, String title) {}

  /// @param label empty of the lowest of a small one
  public record Level(double y, String label) {}

  /// @param anchor of the text
  /// @param minor whether it is left out where there is little room
  public record Day(double x, String label, String anchor, boolean minor) {}

  public int left() {
    return LEFT;
  }

  public boolean isEmpty() {
    return points.isEmpty();
  }

  /// Without labels.
  static Trend small(ReportView view) {
    return of(view, 220, 44, 2, 2, 0, 0);
  }

  static Trend large(ReportView view) {
    return of(view, 880, 250, LEFT, 8, BARS, 24);
  }

  private record Known(String key, LocalDate day, double share, long whole) {}

  private static Trend of(
      ReportView view, int width, int height, int left, int right, int bars, int labels) {
    var points = new ArrayList<Known>();
    for (FiguresView point : view.trend()) {
      String key = point.key();
      Double share = point.share();
      if (key != null && share != null) {
        points.add(new Known(key, LocalDate.parse(key), share, point.whole()));
      }
    }
    if (points.isEmpty()) {
      return NONE;
    }
    boolean weekly = view.trendBy().equals("week");
    LocalDate first = start(LocalDate.ofInstant(view.since(), ZoneOffset.UTC), weekly);
    LocalDate last =
        start(LocalDate.ofInstant(view.until().minusMillis(1), ZoneOffset.UTC), weekly);
    long steps = steps(first, last, weekly);
    double lowest = points.stream().mapToDouble(Known::share).min().orElse(0);
    double highest = points.stream().mapToDouble(Known::share).max().orElse(1);
    double from = lowest > 0.5 ? Math.floor(Math.min(lowest, 0.999) * 10 - 0.01) / 10 : 0;
    double to = highest > 0.5 ? 1 : Math.max(0.1, Math.ceil(highest * 10 + 0.01) / 10);
    long most = points.stream().mapToLong(Known::whole).max().orElse(1);
    double top = labels == 0 ? 3 : 10;
    double floor = height - labels - bars - (bars == 0 ? 3 : 10);
    double inner = width - left - right;
    double wide = Math.max(1.5, Math.min(24, inner / (steps + 1) * 0.7));
    var line = new StringBuilder();
    var dots = new ArrayList<Point>();
    var columns = new ArrayList<Bar>();
    long before = -2;
    for (Known point : points) {
      long step = steps(first, point.day(), weekly);
      double x = at(step, steps, left, inner, wide);
      double y = floor - (floor - top) * (point.share() - from) / (to - from);
      line.append(before < 0 ? "M" : "L").append(String.format(Locale.ROOT, "%.1f %.1f", x, y));
      before = step;
      String title =
          "%s: %s of %,d".formatted(point.key(), Show.percent(point.share()), point.whole());
      dots.add(new Point(x, y, title));
      if (bars > 0) {
        double tall = Math.max(1, bars * (double) point.whole() / Math.max(1, most));
        columns.add(new Bar(x - wide / 2, height - labels - tall, wide, tall, title));
      }
    }
    var levels = new ArrayList<Level>();
    if (labels > 0) {
      for (int i = 0; i <= 4; i++) {
        double share = from + (to - from) * i / 4;
        levels.add(
            new Level(
                floor - (floor - top) * i / 4,
                String.format(
                    Locale.ROOT, share * 100 % 1 < 0.01 ? "%.0f %%" : "%.1f %%", share * 100)));
      }
    }
    return new Trend(
        width,
        height,
        line.toString(),
        dots,
        columns,
        levels,
        labels > 0 ? days(first, steps, weekly, left, inner, wide) : List.of());
  }

  private static List<Day> days(
      LocalDate first, long steps, boolean weekly, double left, double inner, double wide) {
    var days = new ArrayList<Day>();
    long every = Math.max(1, Math.round(steps / 5.0));
    for (long step = 0; step <= steps; step += every) {
      LocalDate day = weekly ? first.plusWeeks(step) : first.plusDays(step);
      days.add(
          new Day(
              at(step, steps, left, inner, wide),
              day.toString(),
              steps == 0 ? "middle" : step == 0 ? "start" : step + every > steps ? "end" : "middle",
              days.size() % 2 == 1));
    }
    return days;
  }

  /// The middle of a step; a single one stands in the middle.
  private static double at(long step, long steps, double left, double inner, double wide) {
    return steps == 0 ? left + inner / 2 : left + wide / 2 + (inner - wide) * step / steps;
  }

  private static LocalDate start(LocalDate day, boolean weekly) {
    return weekly ? day.minusDays(day.getDayOfWeek().getValue() - 1L) : day;
  }

  private static long steps(LocalDate first, LocalDate day, boolean weekly) {
    return weekly ? ChronoUnit.WEEKS.between(first, day) : ChronoUnit.DAYS.between(first, day);
  }
}
