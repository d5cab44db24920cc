package dev.whence.service.console;

import dev.whence.service.console.Frame.Section;
import dev.whence.service.failures.Failure;
import dev.whence.service.failures.FailureException;
import dev.whence.service.failures.FieldErrors;
import dev.whence.service.http.Access;
import dev.whence.service.http.Answer;
import dev.whence.service.http.Call;
import dev.whence.service.http.Fields;
import dev.whence.service.http.Route;
import dev.whence.service.http.reports.ReportRoutes;
import dev.whence.service.http.reports.ReportRoutes.Asked;
import dev.whence.service.http.reports.ReportRoutes.FiguresView;
import dev.whence.service.http.reports.ReportRoutes.ReportView;
import dev.whence.service.http.reports.ReportRoutes.RowView;
import dev.whence.service.http.reports.ReportRoutes.RowsAsked;
import dev.whence.service.reports.Report;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reports: all of them at a glance, one with its trend and table, and the rows behind a figure.
/// Thread-safe.
final class ReportPages {
  private static final String REPORTS = Section.REPORTS.path;
  private static final List<String> PERIOD = List.of("since", "until");
  private static final List<String> ONE = List.of("since", "until", "by", "trend");
  private static final List<String> ROWS = List.of("since", "until", "by", "key", "which");

  private final ReportRoutes reports;
  private final Pages pages;

  ReportPages(ReportRoutes reports, Pages pages) {
    this.reports = reports;
    this.pages = pages;
  }

  List<Route> routes() {
    return List.of(
        Route.get(REPORTS, Access.READING, this::all),
        Route.get(REPORTS + "/{report}", Access.READING, this::one),
        Route.get(REPORTS + "/{report}/rows", Access.READING, this::rows));
  }

  private Answer all(Call call) {
    var errors = new FieldErrors();
    Fields query = call.formQuery(errors, Pages::moment);
    Map<String, String> typed = Pages.typed(query, PERIOD);
    var asked = new ArrayList<Asked>();
    for (Report report : Report.values()) {
      if (errors.isEmpty()) {
        asked.add(reports.read(report, query));
      }
    }
    query.end();
    boolean wrong = !errors.isEmpty();
    var told = new ArrayList<ReportsPage.Told>();
    if (!wrong) {
      asked.forEach(one -> told.add(told(one, typed)));
    }
    return pages.of(
        call,
        wrong ? 400 : 200,
        "reports.jte",
        new ReportsPage(
            pages.frame(
                call, wrong ? "The period is not one" : ReportsPage.title(told), Section.REPORTS),
            typed,
            wrong ? Pages.wrong(errors.as(Failure.InvalidRequest::new)) : Map.of(),
            told));
  }

  private ReportsPage.Told told(Asked asked, Map<String, String> typed) {
    String path = Show.query(REPORTS + "/" + asked.report().code(), typed);
    try {
      ReportView view = reports.find(asked);
      return new ReportsPage.Told(asked.report(), path, view.total(), Trend.small(view), "");
    } catch (FailureException e) {
      if (e.failure() instanceof Failure.PeriodTooLong(long seconds)) {
        return new ReportsPage.Told(
            asked.report(),
            path,
            new FiguresView(null, 0, 0, null, Map.of()),
            Trend.NONE,
            "More to count than %d s allow; a shorter period will do.".formatted(seconds));
      }
      throw e;
    }
  }

  private Answer one(Call call) {
    Report report = ReportRoutes.report(call);
    var errors = new FieldErrors();
    Fields query = call.formQuery(errors, Pages::moment);
    Map<String, String> typed = Pages.typed(query, ONE);
    Asked asked = reports.read(report, query);
    query.end();
    boolean wrong = !errors.isEmpty();
    @Nullable ReportView view = wrong ? null : reports.find(asked);
    return pages.of(
        call,
        wrong ? 400 : 200,
        "report.jte",
        new ReportPage(
            pages.frame(call, ReportPage.title(report, view), Section.REPORTS),
            asked,
            typed,
            wrong ? Pages.wrong(errors.as(Failure.InvalidRequest::new)) : Map.of(),
            view,
            view == null ? Trend.NONE : Trend.large(view)));
  }

  private Answer rows(Call call) {
    Report report = ReportRoutes.report(call);
    var errors = new FieldErrors();
    Fields query = call.formQuery(errors, Pages::moment);
    Map<String, String> typed = Pages.typed(query, ROWS);
    RowsAsked asked = reports.readRows(report, query);
    query.end();
    errors.throwAs(Failure.InvalidRequest::new);
    dev.whence.service.http.Page<RowView> found = reports.findRows(asked);
    String path = REPORTS + "/" + report.code();
    String older = "";
    if (found.nextCursor() != null) {
      var next = new LinkedHashMap<>(typed);
      next.put("cursor", found.nextCursor());
      older = Show.query(path + "/rows", next);
    }
    var back = new LinkedHashMap<>(typed);
    back.remove("key");
    back.remove("which");
    return pages.of(
        call,
        200,
        "report-rows.jte",
        new ReportRowsPage(
            pages.frame(call, ReportRowsPage.title(asked, found.items().size()), Section.REPORTS),
            asked,
            found.items(),
            Show.query(path, back),
            older));
  }
}
