package dev.whence.service.console;

import dev.whence.service.http.reports.ReportRoutes.Asked;
import dev.whence.service.http.reports.ReportRoutes.FiguresView;
import dev.whence.service.http.reports.ReportRoutes.ReportView;
import dev.whence.service.reports.Report;
import dev.whence.service.reports.Report.Extra;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A report with its trend and the table of its split.
///
/// @param filter what was typed, by the name of its field
/// @param errors by the name of the field they stand beside
/// @param view null where the question was wrong
public record ReportPage(
    Frame frame,
    Asked asked,
    Map<String, String> filter,
    Map<String, String> errors,
    @Nullable ReportView view,
    Trend trend) {

  static String title(Report report, @Nullable ReportView view) {
    if (view == null) {
      return report.title() + ": the question has a value that cannot be";
    }
    FiguresView total = view.total();
    Double share = total.share();
    return share == null
        ? report.title() + ": nothing in this period"
        : "%s: %s of %s"
            .formatted(report.title(), Show.percent(share), Show.count(total.whole(), one(report)));
  }

  private static String one(Report report) {
    return report.of().substring(0, report.of().length() - 1);
  }

  public Report report() {
    return asked.report();
  }

  public String value(String field) {
    return filter.getOrDefault(field, "");
  }

  public String error(String field) {
    return errors.getOrDefault(field, "");
  }

  public static String day(Instant at) {
    return at.toString().substring(0, 10);
  }

  /// Where the rows behind a figure are.
  ///
  /// @param which `all`, `part` or `rest`
  public String rowsPath(FiguresView row, String which) {
    return rowsPath(row, asked.by().code(), which);
  }

  /// As [#rowsPath(FiguresView, String)], of a point of the trend.
  public String trendPath(FiguresView point, String which) {
    return rowsPath(point, asked.trend().code(), which);
  }

  private String rowsPath(FiguresView row, String by, String which) {
    var query = new LinkedHashMap<String, String>();
    query.put("since", asked.period().since().toString());
    query.put("until", asked.period().until().toString());
    query.put("by", by);
    if (row.key() != null) {
      query.put("key", row.key());
    }
    query.put("which", which);
    return Show.query(Frame.Section.REPORTS.path + "/" + report().code() + "/rows", query);
  }

  /// The table as CSV.
  public String csvPath() {
    var query = new LinkedHashMap<String, String>();
    query.put("since", asked.period().since().toString());
    query.put("until", asked.period().until().toString());
    query.put("by", asked.by().code());
    query.put("format", "csv");
    return Show.query("/v1/reports/" + report().code(), query);
  }

  /// The same answer as JSON.
  public String jsonPath() {
    return csvPath().replace("&format=csv", "");
  }

  public List<Extra> extras() {
    return report().extras();
  }

  public String extra(FiguresView row, Extra extra) {
    @Nullable BigDecimal value = row.more().get(extra.code());
    if (value == null) {
      return "–";
    }
    return switch (extra.unit()) {
      case COUNT -> String.format(java.util.Locale.ROOT, "%,d", value.longValue());
      case NUMBER -> value.toPlainString();
      case SHARE -> Show.percent(value.doubleValue());
      case DAYS -> value.setScale(1, java.math.RoundingMode.HALF_EVEN).toPlainString();
      case MONEY ->
          view == null || view.currency() == null ? "–" : Show.money(value, view.currency());
    };
  }

  /// What the part and the rest are called.
  public String part() {
    return part(report());
  }

  public String rest() {
    return rest(report());
  }

  static String part(Report report) {
    return switch (report) {
      case FILL_RATE -> "Filled";
      case ON_TIME, CARRIERS -> "On time";
      case SPLITS -> "Split";
      case FALLBACKS -> "With a fallback";
      case RETURNS -> "Returned";
      case ACCEPTANCE -> "Accepted";
    };
  }

  static String rest(Report report) {
    return switch (report) {
      case FILL_RATE -> "Not filled";
      case ON_TIME, CARRIERS -> "Late";
      case SPLITS -> "In one parcel";
      case FALLBACKS -> "Without";
      case RETURNS -> "Kept";
      case ACCEPTANCE -> "Refused";
    };
  }

  public static String key(FiguresView row, Report.Split by) {
    String key = row.key() == null ? "" : row.key();
    return key.isEmpty()
        ? "(none)"
        : by == Report.Split.REASON || by == Report.Split.ANSWER ? Show.words(key) : key;
  }
}
