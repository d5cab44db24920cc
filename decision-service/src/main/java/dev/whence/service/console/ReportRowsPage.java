package dev.whence.service.console;

import dev.whence.service.http.reports.ReportRoutes.RowView;
import dev.whence.service.http.reports.ReportRoutes.RowsAsked;
import dev.whence.service.reports.Report;
import java.util.List;

/// The rows behind a figure, each with its decision.
///
/// @param back to the report
/// @param older path of the page after this one; empty at the end
public record ReportRowsPage(
    Frame frame, RowsAsked asked, List<RowView> items, String back, String older) {

  static String title(RowsAsked asked, int size) {
    Report report = asked.of().report();
    String which =
        switch (asked.which()) {
          case ALL -> "all that counts";
          case PART -> ReportPage.part(report).toLowerCase(java.util.Locale.ROOT);
          case REST -> ReportPage.rest(report).toLowerCase(java.util.Locale.ROOT);
        };
    String where = asked.key().isEmpty() ? "" : ", " + asked.key();
    return size == 0
        ? "%s%s: nothing is %s".formatted(report.title(), where, which)
        : "%s%s: %s".formatted(report.title(), where, which);
  }

  /// What tells the rows of an order apart.
  public String subject() {
    return switch (asked.of().report()) {
      case FILL_RATE, RETURNS -> "Line";
      case SPLITS, FALLBACKS -> "";
      case ON_TIME, CARRIERS, ACCEPTANCE -> "Parcel";
    };
  }
}
