package dev.whence.service.http.reports;

import dev.whence.service.failures.Failure;
import dev.whence.service.failures.FailureException;
import dev.whence.service.failures.FieldErrors;
import dev.whence.service.http.Access;
import dev.whence.service.http.Answer;
import dev.whence.service.http.Call;
import dev.whence.service.http.Fields;
import dev.whence.service.http.Fields.Between;
import dev.whence.service.http.Page;
import dev.whence.service.http.Route;
import dev.whence.service.reports.Report;
import dev.whence.service.reports.Report.Extra;
import dev.whence.service.reports.Report.Split;
import dev.whence.service.reports.ReportStore;
import dev.whence.service.reports.ReportStore.Behind;
import dev.whence.service.reports.ReportStore.Counted;
import dev.whence.service.reports.ReportStore.Figures;
import dev.whence.service.reports.ReportStore.Period;
import dev.whence.service.reports.ReportStore.Which;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Figures of a period, as JSON or CSV, and the rows behind each. Thread-safe.
public final class ReportRoutes {
  private static final String REPORTS = "/v1/reports";
  private static final Duration USUAL = Duration.ofDays(28);
  private static final Duration LONGEST = Duration.ofDays(3 * 366L);

  /// Beyond it, a trend by day has more points than anybody sees.
  private static final Duration BY_DAY = Duration.ofDays(62);

  private final ReportStore reports;
  private final Clock clock;

  public ReportRoutes(ReportStore reports, Clock clock) {
    this.reports = reports;
    this.clock = clock;
  }

  public List<Route> routes() {
    return List.of(
        Route.get(REPORTS, Access.READING, ReportRoutes::list),
        Route.get(REPORTS + "/{report}", Access.READING, this::get),
        Route.get(REPORTS + "/{report}/rows", Access.READING, this::rows));
  }

  private static Answer list(Call call) {
    var errors = new FieldErrors();
    call.query(errors).end();
    errors.throwAs(Failure.InvalidRequest::new);
    return Answer.ok(
        new Page<>(List.of(Report.values()).stream().map(KindView::of).toList(), null));
  }

  private Answer get(Call call) {
    Report report = report(call);
    var errors = new FieldErrors();
    Fields query = call.query(errors);
    Asked asked = read(report, query);
    boolean csv =
        query.has("format")
            && query.oneOf("format", List.of("json", "csv"), name -> name).equals("csv");
    query.end();
    errors.throwAs(Failure.InvalidRequest::new);
    ReportView view = find(asked);
    return csv
        ? Answer.text("text/csv", csv(asked, view))
            .with(
                "Content-Disposition",
                "attachment; filename=\"%s-by-%s.csv\"".formatted(report.code(), asked.by().code()))
        : Answer.ok(view);
  }

  private Answer rows(Call call) {
    Report report = report(call);
    var errors = new FieldErrors();
    Fields query = call.query(errors);
    RowsAsked asked = readRows(report, query);
    query.end();
    errors.throwAs(Failure.InvalidRequest::new);
    return Answer.ok(findRows(asked));
  }

  /// The report of a path.
  ///
  /// @throws FailureException if there is none
  public static Report report(Call call) {
    String code = call.pathParameter("report");
    return Report.find(code)
        .orElseThrow(() -> new FailureException(new Failure.NotFound("report", code)));
  }

  /// What is asked for.
  public record Asked(Report report, Period period, Split trend, Split by) {}

  /// Reads the parameters of a query; the caller ends it and throws its errors.
  public Asked read(Report report, Fields query) {
    Between between =
        query.between(clock.instant().truncatedTo(ChronoUnit.SECONDS), USUAL, LONGEST);
    var period = new Period(between.since(), between.until());
    Split by =
        query.has("by")
            ? query.oneOf("by", report.splits(), Split::code)
            : report.splits().getFirst();
    Split trend =
        query.has("trend")
            ? query.oneOf("trend", List.of(Split.DAY, Split.WEEK), Split::code)
            : period.length().compareTo(BY_DAY) > 0 ? Split.WEEK : Split.DAY;
    return new Asked(report, period, trend, by);
  }

  public ReportView find(Asked asked) {
    return ReportView.of(
        asked, reports.count(asked.report(), asked.period(), asked.trend(), asked.by()));
  }

  /// Rows that are asked for.
  ///
  /// @param key value of the split, empty for all
  public record RowsAsked(Asked of, String key, Which which, Optional<Behind> before, int limit) {}

  /// As [#read], of the rows behind a figure.
  public RowsAsked readRows(Report report, Fields query) {
    Asked asked = read(report, query);
    Which which =
        query.has("which")
            ? query.oneOf(
                "which", List.of(Which.values()), one -> one.name().toLowerCase(Locale.ROOT))
            : Which.ALL;
    List<String> last = Page.cursor(query, 3);
    Optional<Behind> before = Optional.empty();
    if (!last.getFirst().isEmpty()) {
      try {
        before =
            Optional.of(
                new Behind(Instant.parse(last.getFirst()), last.get(2), "", last.get(1), 0, 0));
      } catch (DateTimeParseException e) {
        query.complain("cursor", "must be the nextCursor of an earlier page");
      }
    }
    return new RowsAsked(asked, query.wordOr("key", ""), which, before, Page.limit(query));
  }

  public Page<RowView> findRows(RowsAsked asked) {
    Asked of = asked.of();
    return Page.of(
            reports.behind(
                of.report(),
                of.period(),
                of.by(),
                asked.key(),
                asked.which(),
                asked.before(),
                asked.limit() + 1),
            asked.limit(),
            row -> List.of(row.at().toString(), row.subject(), row.order()))
        .map(RowView::of);
  }

  /// A report that can be asked for.
  ///
  /// @param of what is counted
  public record KindView(
      String report, String title, String question, String of, List<String> splits) {
    static KindView of(Report report) {
      return new KindView(
          report.code(),
          report.title(),
          report.question(),
          report.of(),
          report.splits().stream().map(Split::code).toList());
    }
  }

  /// @param currency of money in it; null where there is none
  /// @param more whether there are more rows than are told
  public record ReportView(
      String report,
      Instant since,
      Instant until,
      String by,
      String trendBy,
      @Nullable String currency,
      FiguresView total,
      List<FiguresView> trend,
      List<FiguresView> rows,
      boolean more) {
    static ReportView of(Asked asked, Counted counted) {
      return new ReportView(
          asked.report().code(),
          asked.period().since(),
          asked.period().until(),
          asked.by().code(),
          asked.trend().code(),
          counted.currency().isEmpty() ? null : counted.currency(),
          FiguresView.of(asked.report(), counted.total()),
          counted.trend().stream().map(one -> FiguresView.of(asked.report(), one)).toList(),
          counted.rows().stream().map(one -> FiguresView.of(asked.report(), one)).toList(),
          counted.more());
    }
  }

  /// A share and what stands beside it.
  ///
  /// @param key of the row; null of the whole
  /// @param share of `part` in `whole`, 0 to 1; null where there is nothing
  /// @param more by their names; without those of which there is nothing to say
  public record FiguresView(
      @Nullable String key,
      long part,
      long whole,
      @Nullable Double share,
      Map<String, BigDecimal> more) {
    static FiguresView of(Report report, Figures figures) {
      var more = new LinkedHashMap<String, BigDecimal>();
      for (Extra extra : report.extras()) {
        BigDecimal value = figures.extras().get(extra.code());
        if (value != null) {
          more.put(extra.code(), value.setScale(scale(extra), RoundingMode.HALF_EVEN));
        }
      }
      return new FiguresView(
          figures.key().isEmpty() ? null : figures.key(),
          figures.part(),
          figures.whole(),
          figures.share().orElse(null),
          more);
    }

    private static int scale(Extra extra) {
      return switch (extra.unit()) {
        case COUNT -> 0;
        case MONEY, DAYS, NUMBER -> 2;
        case SHARE -> 4;
      };
    }
  }

  /// A row behind a figure.
  ///
  /// @param subject what tells it from other rows of the order: a line, a parcel
  public record RowView(
      Instant at,
      @Nullable String orderId,
      @Nullable String decisionId,
      String subject,
      long part,
      long whole) {
    static RowView of(Behind row) {
      return new RowView(
          row.at(),
          row.order().isEmpty() ? null : row.order(),
          row.decision().isEmpty() ? null : row.decision(),
          row.subject(),
          row.part(),
          row.whole());
    }
  }

  private static String csv(Asked asked, ReportView view) {
    var csv = new StringBuilder();
    var header = new ArrayList<>(List.of(asked.by().code(), "part", "whole", "share"));
    asked.report().extras().forEach(extra -> header.add(extra.code()));
    csv.append(String.join(",", header)).append("\r\n");
    for (FiguresView row : view.rows()) {
      var cells = new ArrayList<String>();
      cells.add(cell(row.key() == null ? "" : row.key()));
      cells.add(Long.toString(row.part()));
      cells.add(Long.toString(row.whole()));
      cells.add(
          row.share() == null
              ? ""
              : new BigDecimal(row.share()).setScale(6, RoundingMode.HALF_EVEN).toPlainString());
      asked
          .report()
          .extras()
          .forEach(extra -> {
            BigDecimal value = row.more().get(extra.code());
            cells.add(value == null ? "" : value.toPlainString());
          });
      csv.append(String.join(",", cells)).append("\r\n");
    }
    return csv.toString();
  }

  /// Quoted where it must be. What a spreadsheet program would take for a formula, such as a
  /// channel that a caller has named so, has an apostrophe before it: then it is text there.
  private static String cell(String text) {
    String safe = text.matches("(?s)[=+@\\-\t\r].*") ? "'" + text : text;
    return safe.matches("[\\w .:-]*") ? safe : "\"" + safe.replace("\"", "\"\"") + "\"";
  }
}
