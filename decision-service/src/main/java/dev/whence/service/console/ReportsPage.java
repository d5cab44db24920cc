package dev.whence.service.console;

import dev.whence.service.http.reports.ReportRoutes.FiguresView;
import dev.whence.service.reports.Report;
import java.util.List;
import java.util.Map;

/// All reports of a period at a glance.
///
/// @param filter what was typed, by the name of its field
/// @param errors by the name of the field they stand beside
public record ReportsPage(
    Frame frame, Map<String, String> filter, Map<String, String> errors, List<Told> reports) {
  /// A report.
  ///
  /// @param path of its page
  /// @param problem why there is no figure; empty where there is none
  public record Told(Report report, String path, FiguresView total, Trend trend, String problem) {}

  public String value(String field) {
    return filter.getOrDefault(field, "");
  }

  public String error(String field) {
    return errors.getOrDefault(field, "");
  }

  static String title(List<Told> reports) {
    var parts = new java.util.ArrayList<String>();
    for (Told told : reports) {
      Double share = told.total().share();
      if (share != null
          && List.of(Report.FILL_RATE, Report.ON_TIME, Report.SPLITS).contains(told.report())) {
        parts.add(
            Show.percent(share) + " " + told.report().title().toLowerCase(java.util.Locale.ROOT));
      }
    }
    return parts.isEmpty() ? "Nothing to report on in this period" : Show.all(parts);
  }
}
