package dev.whence.training.reports;

import static dev.whence.training.reports.ReportHtml.escaped;

import dev.whence.training.reports.Report.Bar;
import dev.whence.training.reports.Report.Chart;
import dev.whence.training.reports.Report.Point;
import dev.whence.training.reports.Report.Series;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/// Charts as SVG elements.
final class SvgChart {
  private static final List<String> COLORS =
      List.of("#1f6fb4", "#d1662b", "#3a8f5c", "#8a5fa8", "#777777");
  private static final int WIDTH = 620;
  private static final int HEIGHT = 360;
  private static final int LEFT = 70;
  private static final int RIGHT = 20;
  private static final int TOP = 16;
  private static final int BOTTOM = 50;
  private static final int BAR_HEIGHT = 24;
  private static final int BAR_LEFT = 210;

  private SvgChart() {}

  static String of(Chart chart) {
    return switch (chart) {
      case Chart.Lines lines -> of(lines);
      case Chart.Bars bars -> of(bars);
    };
  }

  private static String of(Chart.Bars chart) {
    double most = chart.bars().stream().mapToDouble(Bar::value).max().orElse(1);
    int height = chart.bars().size() * BAR_HEIGHT + 24;
    StringBuilder svg = open(chart.title(), height);
    for (int i = 0; i < chart.bars().size(); i++) {
      Bar bar = chart.bars().get(i);
      int y = i * BAR_HEIGHT;
      double width = most == 0 ? 0 : (WIDTH - BAR_LEFT - 90) * bar.value() / most;
      svg.append(text(BAR_LEFT - 8, y + 16, "end", bar.name()))
          .append(
              format(
                  "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>\n",
                  BAR_LEFT, y + 4, width, BAR_HEIGHT - 8, COLORS.getFirst()))
          .append(text(BAR_LEFT + width + 6, y + 16, "start", number(bar.value())));
    }
    svg.append(text(BAR_LEFT, height - 6, "start", chart.label()));
    return svg.append("</svg>\n").toString();
  }

  private static String of(Chart.Lines chart) {
    Axis x = Axis.over(chart, Point::x, LEFT, WIDTH - RIGHT);
    Axis y = Axis.over(chart, Point::y, HEIGHT - BOTTOM, TOP);
    StringBuilder svg = open(chart.title(), HEIGHT);
    appendGrid(svg, x, y);
    svg.append(text((LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 8, "middle", chart.xLabel()))
        .append(
            format(
                "<text transform=\"translate(14 %d) rotate(-90)\" text-anchor=\"middle\">%s</text>\n",
                (TOP + HEIGHT - BOTTOM) / 2, escaped(chart.yLabel())));
    if (chart.diagonal()) {
      double low = Math.max(x.low, y.low);
      double high = Math.min(x.high, y.high);
      svg.append(
          format(
              "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"#9aa5b1\" stroke-dasharray=\"4 4\"/>\n",
              x.at(low), y.at(low), x.at(high), y.at(high)));
    }
    for (int i = 0; i < chart.series().size(); i++) {
      append(svg, chart.series().get(i), COLORS.get(i % COLORS.size()), x, y);
      svg.append(
          format(
              "<text x=\"%d\" y=\"%d\" style=\"fill:%s\">%s</text>\n",
              LEFT + 10,
              TOP + 16 + 16 * i,
              COLORS.get(i % COLORS.size()),
              escaped(chart.series().get(i).name())));
    }
    return svg.append("</svg>\n").toString();
  }

  private static void appendGrid(StringBuilder svg, Axis x, Axis y) {
    for (int i = 0; i <= 5; i++) {
      double atX = x.at(x.tick(i));
      double atY = y.at(y.tick(i));
      svg.append(
              format(
                  "<line x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\" stroke=\"#e6ebf0\"/>\n",
                  LEFT, atY, WIDTH - RIGHT, atY))
          .append(text(LEFT - 8, atY + 4, "end", number(y.tick(i))))
          .append(text(atX, HEIGHT - BOTTOM + 18, "middle", number(x.tick(i))));
    }
  }

  private static void append(StringBuilder svg, Series series, String color, Axis x, Axis y) {
    StringBuilder path = new StringBuilder();
    for (Point point : series.points()) {
      path.append(format("%.1f,%.1f ", x.at(point.x()), y.at(point.y())));
    }
    svg.append(
        format(
            "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>\n",
            path.toString().strip(), color));
    for (Point point : series.points()) {
      svg.append(
          format(
              "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>\n",
              x.at(point.x()), y.at(point.y()), color));
    }
  }

  private static StringBuilder open(String title, int height) {
    return new StringBuilder(
        format(
            "<svg viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\" aria-label=\"%s\">\n",
            WIDTH, height, WIDTH, height, escaped(title)));
  }

  private static String text(double x, double y, String anchor, String words) {
    return format(
        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>\n", x, y, anchor, escaped(words));
  }

  /// Three significant digits or so.
  private static String number(double value) {
    double size = Math.abs(value);
    return format(size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f", value);
  }

  @SuppressWarnings("AnnotateFormatMethod") // the annotation is not among the dependencies
  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }

  /// From values to pixels.
  private record Axis(double low, double high, double lowPixel, double highPixel) {
    static Axis over(
        Chart.Lines chart, ToDoubleFunction<Point> value, double lowPixel, double highPixel) {
      var span =
          chart.series().stream()
              .flatMap(series -> series.points().stream())
              .mapToDouble(value)
              .summaryStatistics();
      double low = span.getCount() == 0 ? 0 : Math.min(0, span.getMin());
      double high = span.getCount() == 0 ? 1 : span.getMax();
      return new Axis(low, high > low ? high : low + 1, lowPixel, highPixel);
    }

    double at(double value) {
      return lowPixel + (highPixel - lowPixel) * (value - low) / (high - low);
    }

    double tick(int i) {
      return low + (high - low) * i / 5;
    }
  }
}
