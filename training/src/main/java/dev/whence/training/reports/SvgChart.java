package dev.whence.training.reports;

import static dev.whence.training.reports.ReportHtml.escaped;

import dev.whence.training.reports.Report.Axis;
import dev.whence.training.reports.Report.Bar;
import dev.whence.training.reports.Report.Chart;
import dev.whence.training.reports.Report.Estimate;
import dev.whence.training.reports.Report.Form;
import dev.whence.training.reports.Report.Group;
import dev.whence.training.reports.Report.Point;
import dev.whence.training.reports.Report.Series;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/// Charts as SVG elements. Colors come from the page's style, by the classes of a [Palette].
final class SvgChart {
  private static final int WIDTH = 480;
  private static final int HEIGHT = 300;
  private static final int LEFT = 58;
  private static final int RIGHT = 24;
  private static final int TOP = 26;
  private static final int BOTTOM = 42;

  private static final int NAMES = 168;
  private static final int LONGEST_NAME = 26;
  private static final int BAR_HEIGHT = 22;
  private static final int DOT_HEIGHT = 11;

  private static final int MOST_TICKS = 7;
  private static final int MOST_TICKS_BESIDE_NAMES = 6;

  /// Radius of a point that stands for all rows; others have their share of its area.
  private static final double ALL_ROWS = 9;

  /// Bars below zero that are so much shorter than the longest are not drawn.
  private static final double NEXT_TO_NOTHING = 0.05;

  private final Palette palette;
  private final StringBuilder svg = new StringBuilder();

  private SvgChart(Palette palette) {
    this.palette = palette;
  }

  static String of(Chart chart, Palette palette) {
    SvgChart drawing = new SvgChart(palette);
    switch (chart) {
      case Chart.Lines lines -> drawing.draw(lines);
      case Chart.Months months -> drawing.draw(months);
      case Chart.Ranges ranges -> drawing.draw(ranges);
      case Chart.Bars bars -> drawing.draw(bars);
    }
    return drawing.svg.append("</svg>\n").toString();
  }

  private void draw(Chart.Lines chart) {
    open(chart.title(), HEIGHT);
    List<Point> points = chart.series().stream().flatMap(s -> s.points().stream()).toList();
    Scale x =
        Scale.across(
            DoubleStream.concat(points.stream().mapToDouble(Point::x), DoubleStream.of(0)));
    Scale y =
        Scale.upwards(
            DoubleStream.concat(points.stream().mapToDouble(SvgChart::top), DoubleStream.of(0)));
    levels(y, chart.y());
    for (double tick : x.axis().ticks()) {
      line(x.at(tick), TOP, x.at(tick), HEIGHT - BOTTOM, "grid");
      text(x.at(tick), HEIGHT - BOTTOM + 16, "middle", x.axis().label(tick, chart.x().form()));
    }
    text((LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 6, "middle", chart.x().label());
    if (chart.diagonal()) {
      double end = Math.min(x.axis().high(), y.axis().high());
      line(x.at(0), y.at(0), x.at(end), y.at(end), "level");
    }
    for (Series series : chart.series().reversed()) {
      draw(series, x, y, chart.x().form(), chart.y().form());
    }
  }

  /// The end of the interval, unless it is far away: what little is known shall not press the rest.
  private static double top(Point point) {
    return Math.min(point.high(), 1.2 * point.y());
  }

  private void draw(Chart.Months chart) {
    open(chart.title(), HEIGHT);
    Scale y =
        Scale.upwards(
            withZeroIfNear(
                chart.series().stream()
                    .flatMap(series -> series.points().stream())
                    .mapToDouble(Point::y),
                chart.level().isEmpty() && chart.y().form() == Form.SHARE
                    ? DoubleStream.of(0)
                    : chart.level().stream().mapToDouble(Double::doubleValue)));
    levels(y, chart.y());
    chart.level().forEach(level -> line(LEFT, y.at(level), WIDTH - RIGHT, y.at(level), "level"));
    int months = chart.months().size();
    double width = (double) (WIDTH - RIGHT - LEFT) / months;
    Scale x = new Scale(new RoundAxis(BigDecimal.ONE, 0, 1), LEFT + width / 2, LEFT + width * 1.5);
    int every = (int) Math.ceil(52 / width);
    for (int i = 0; i < months; i++) {
      if (i % every == 0) {
        text(x.at(i), HEIGHT - BOTTOM + 16, "middle", chart.months().get(i));
      }
    }
    text((LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 6, "middle", "month of the order");
    for (Series series : chart.series().reversed()) {
      draw(series, x, y, Form.NUMBER, chart.y().form());
    }
  }

  private void draw(Series series, Scale x, Scale y, Form xForm, Form yForm) {
    StringBuilder path = new StringBuilder();
    for (Point point : series.points()) {
      path.append(format("%.1f,%.1f ", x.at(point.x()), y.at(point.y())));
    }
    svg.append(format("<g class=\"%s\">\n", palette.of(series.name())));
    svg.append(format("<polyline points=\"%s\"/>\n", path.toString().strip()));
    double all = series.points().stream().mapToLong(Point::rows).sum();
    for (Point point : series.points()) {
      if (point.rows() > 0) {
        if (point.low() < point.high()) {
          line(
              x.at(point.x()),
              y.within(point.low()),
              x.at(point.x()),
              y.within(point.high()),
              "whisker");
        }
        dot(
            x.at(point.x()),
            y.at(point.y()),
            Math.max(2.5, ALL_ROWS * Math.sqrt(point.rows() / all)),
            "%s: %s at %s, %,d rows"
                .formatted(
                    series.name(),
                    number(point.y(), yForm),
                    number(point.x(), xForm),
                    point.rows()));
      }
    }
    svg.append("</g>\n");
  }

  private void draw(Chart.Ranges chart) {
    int series = Palette.names(chart).size();
    int each = Math.max(36, series * DOT_HEIGHT + 14);
    int height = TOP + chart.groups().size() * each + BOTTOM - 6;
    open(chart.title(), height);
    Scale x =
        besideNames(
            withZeroIfNear(
                chart.groups().stream()
                    .flatMap(group -> group.estimates().stream())
                    .flatMapToDouble(e -> DoubleStream.of(e.low(), e.value(), e.high())),
                DoubleStream.empty()));
    valuesBelow(x, chart.x(), height);
    for (int i = 0; i < chart.groups().size(); i++) {
      Group group = chart.groups().get(i);
      double top = TOP + i * each;
      if (i > 0) {
        line(NAMES, top, WIDTH - RIGHT, top, "grid");
      }
      name(top + each / 2.0 - 2, group.name());
      svg.append(
          format(
              "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\" class=\"small\">%s</text>\n",
              NAMES - 10, top + each / 2.0 + 12, format("%,d rows", group.rows())));
      double y = top + (each - (group.estimates().size() - 1) * DOT_HEIGHT) / 2.0;
      for (Estimate estimate : group.estimates()) {
        svg.append(format("<g class=\"%s\">\n", palette.of(estimate.series())));
        line(x.at(estimate.low()), y, x.at(estimate.high()), y, "whisker");
        dot(
            x.at(estimate.value()),
            y,
            4,
            "%s, %s: %s (%s to %s)"
                .formatted(
                    group.name(),
                    estimate.series(),
                    number(estimate.value(), chart.x().form()),
                    number(estimate.low(), chart.x().form()),
                    number(estimate.high(), chart.x().form())));
        svg.append("</g>\n");
        y += DOT_HEIGHT;
      }
    }
  }

  private void draw(Chart.Bars chart) {
    int height = TOP + chart.bars().size() * BAR_HEIGHT + BOTTOM - 6;
    open(chart.title(), height);
    double most = chart.bars().stream().mapToDouble(Bar::value).max().orElse(1);
    double least = chart.bars().stream().mapToDouble(Bar::value).min().orElse(0);
    Scale x = besideNames(DoubleStream.of(0, most, least < -NEXT_TO_NOTHING * most ? least : 0));
    valuesBelow(x, new Axis(chart.label(), Form.NUMBER), height);
    for (int i = 0; i < chart.bars().size(); i++) {
      Bar bar = chart.bars().get(i);
      double y = TOP + i * BAR_HEIGHT;
      name(y + BAR_HEIGHT / 2.0 + 4, bar.name());
      double from = x.within(Math.min(0, bar.value()));
      double until = x.within(Math.max(0, bar.value()));
      svg.append(
          format(
              "<rect class=\"bar\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%d\"><title>%s</title></rect>\n",
              from,
              y + 4,
              until - from,
              BAR_HEIGHT - 8,
              escaped(bar.name() + ": " + number(bar.value(), Form.NUMBER))));
      boolean roomy = until < WIDTH - RIGHT - 60;
      svg.append(
          format(
              "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" class=\"small%s\">%s</text>\n",
              roomy ? until + 5 : until - 5,
              y + BAR_HEIGHT / 2.0 + 4,
              roomy ? "start" : "end",
              roomy ? "" : " inside",
              escaped(number(bar.value(), Form.NUMBER))));
    }
  }

  private Scale besideNames(DoubleStream values) {
    var span = values.summaryStatistics();
    return new Scale(
        axis(span.getMin(), span.getMax(), MOST_TICKS_BESIDE_NAMES), NAMES, WIDTH - RIGHT);
  }

  private void valuesBelow(Scale x, Axis axis, int height) {
    for (double tick : x.axis().ticks()) {
      line(x.at(tick), TOP - 8, x.at(tick), height - BOTTOM + 2, tick == 0 ? "zero" : "grid");
      text(x.at(tick), height - BOTTOM + 18, "middle", x.axis().label(tick, axis.form()));
    }
    text((NAMES + WIDTH - RIGHT) / 2.0, height - 5, "middle", axis.label());
  }

  private void name(double y, String name) {
    String shown = name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME - 1) + "…";
    svg.append(
        format(
            "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s<title>%s</title></text>\n",
            NAMES - 10, y, escaped(shown), escaped(name)));
  }

  /// Lines across the plot at the ticks of its height, and what is measured above them.
  private void levels(Scale y, Axis axis) {
    for (double tick : y.axis().ticks()) {
      line(LEFT, y.at(tick), WIDTH - RIGHT, y.at(tick), tick == 0 ? "zero" : "grid");
      text(LEFT - 8, y.at(tick) + 4, "end", y.axis().label(tick, axis.form()));
    }
    text(4, 12, "start", axis.label());
  }

  /// Values, and 0 where leaving it out would not save half of the plot.
  private static DoubleStream withZeroIfNear(DoubleStream values, DoubleStream more) {
    double[] all = DoubleStream.concat(values, more).filter(Double::isFinite).toArray();
    var span = DoubleStream.of(all).summaryStatistics();
    boolean near = span.getMin() > 0 && span.getMax() > 2 * span.getMin();
    return near
        ? DoubleStream.concat(DoubleStream.of(0), DoubleStream.of(all))
        : DoubleStream.of(all);
  }

  private void line(double x1, double y1, double x2, double y2, String kind) {
    svg.append(
        format(
            "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>\n",
            kind, x1, y1, x2, y2));
  }

  private void dot(double x, double y, double radius, String words) {
    svg.append(
        format(
            "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\"><title>%s</title></circle>\n",
            x, y, radius, escaped(words)));
  }

  private void text(double x, double y, String anchor, String words) {
    svg.append(
        format(
            "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>\n",
            x, y, anchor, escaped(words)));
  }

  private void open(String title, int height) {
    svg.append(
        format(
            "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">\n",
            WIDTH, height, escaped(title)));
  }

  /// For a label of its own, with as many digits as a reader wants.
  static String number(double value, Form form) {
    return switch (form) {
      case SHARE -> withoutMinusZero(format("%.1f", 100 * value)) + " %";
      case NUMBER -> {
        double size = Math.abs(value);
        int digits = value == Math.rint(value) || size >= 100 ? 0 : size >= 1 ? 2 : 4;
        yield withoutMinusZero(format("%." + digits + "f", value));
      }
    };
  }

  private static String withoutMinusZero(String number) {
    return number.matches("-[0.]+") ? number.substring(1) : number;
  }

  private static RoundAxis axis(double low, double high, int most) {
    return low <= high ? RoundAxis.over(low, high, most) : RoundAxis.over(0, 1, most);
  }

  @SuppressWarnings("AnnotateFormatMethod") // the annotation is not among the dependencies
  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }

  /// From values to places in the drawing.
  private record Scale(RoundAxis axis, double lowPlace, double highPlace) {
    static Scale across(DoubleStream values) {
      var span = values.summaryStatistics();
      return new Scale(
          SvgChart.axis(span.getMin(), span.getMax(), MOST_TICKS), LEFT, WIDTH - RIGHT);
    }

    static Scale upwards(DoubleStream values) {
      var span = values.summaryStatistics();
      return new Scale(
          SvgChart.axis(span.getMin(), span.getMax(), MOST_TICKS), HEIGHT - BOTTOM, TOP);
    }

    double at(double value) {
      return lowPlace + (highPlace - lowPlace) * (value - axis.low()) / (axis.high() - axis.low());
    }

    /// The same, but not beyond the ends.
    double within(double value) {
      return at(Math.clamp(value, axis.low(), axis.high()));
    }
  }

  /// What is drawn, for those who want the numbers: a row per point.
  static List<List<String>> numbers(Chart chart) {
    List<List<String>> rows = new ArrayList<>();
    switch (chart) {
      case Chart.Lines lines ->
          lines
              .series()
              .forEach(series ->
                  series
                      .points()
                      .forEach(point -> {
                        if (point.rows() > 0) {
                          rows.add(
                              List.of(
                                  series.name(),
                                  number(point.x(), lines.x().form()),
                                  number(point.y(), lines.y().form()),
                                  interval(point.low(), point.high(), lines.y().form()),
                                  format("%,d", point.rows())));
                        }
                      }));
      case Chart.Months months ->
          months
              .series()
              .forEach(series ->
                  series
                      .points()
                      .forEach(point ->
                          rows.add(
                              List.of(
                                  series.name(),
                                  months.months().get((int) point.x()),
                                  number(point.y(), months.y().form()),
                                  "",
                                  format("%,d", point.rows())))));
      case Chart.Ranges ranges ->
          ranges
              .groups()
              .forEach(group ->
                  group
                      .estimates()
                      .forEach(e ->
                          rows.add(
                              List.of(
                                  e.series(),
                                  group.name(),
                                  number(e.value(), ranges.x().form()),
                                  interval(e.low(), e.high(), ranges.x().form()),
                                  format("%,d", group.rows())))));
      case Chart.Bars bars ->
          bars.bars()
              .forEach(bar ->
                  rows.add(List.of("", bar.name(), number(bar.value(), Form.NUMBER), "", "")));
    }
    return rows;
  }

  private static String interval(double low, double high, Form form) {
    return low < high ? "%s to %s".formatted(number(low, form), number(high, form)) : "";
  }
}
