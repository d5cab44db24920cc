package dev.whence.service.reports;

import dev.whence.service.failures.Failure;
import dev.whence.service.failures.FailureException;
import dev.whence.service.reports.Report.Clock;
import dev.whence.service.reports.Report.Extra;
import dev.whence.service.reports.Report.Split;
import dev.whence.service.store.Database;
import dev.whence.service.store.StatementBatch;
import dev.whence.service.store.StoreException;
import dev.whence.service.store.TimeOrderedId;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Counts what the views of reports hold, and finds the rows behind a figure. Thread-safe.
public final class ReportStore {
  /// What one report may take; then it is told that its period is too long.
  public static final Duration LONGEST = Duration.ofSeconds(20);

  /// Rows of the table under a figure; the rest is told as one.
  public static final int MOST_ROWS = 200;

  private static final String HURRY =
      "SET LOCAL statement_timeout = '%ds'".formatted(LONGEST.toSeconds());

  private static final String CURRENCY =
      """
      SELECT currency FROM (SELECT currency FROM report_parcels
        WHERE ordered_at >= ? AND ordered_at < ? LIMIT 10000) AS sample
      GROUP BY currency ORDER BY count(*) DESC, currency LIMIT 1
      """;

  private static final String TOTAL =
      "SELECT $bucket AS key, grouping($bucket) = 1 AS is_total, $figures FROM $view WHERE $where GROUP BY GROUPING SETS ((), ($bucket)) ORDER BY is_total, key";

  private static final String ROWS =
      "SELECT $key AS key, false AS is_total, $figures FROM $view WHERE $where GROUP BY 1 ORDER BY whole DESC, key LIMIT %d"
          .formatted(MOST_ROWS + 1);

  private static final String BEHIND =
      """
      SELECT $clock AS at, order_id, decision_id::text, $subject::text AS subject, $part AS part, $whole AS whole
      FROM $view
      WHERE $where AND (? = '' OR $key = ?) AND ($clock, $subject::text, order_id) < (?, ?, ?)
        AND ($which)
      ORDER BY $clock DESC, $subject::text DESC, order_id DESC LIMIT ?
      """;

  private final Database database;

  public ReportStore(Database database) {
    this.database = database;
  }

  /// From a moment on, up to another one, which is not in it.
  public record Period(Instant since, Instant until) {
    public Duration length() {
      return Duration.between(since, until);
    }
  }

  /// A share and what stands beside it.
  ///
  /// @param key of the row, empty of what has none
  /// @param part of `whole`
  /// @param extras by their code; null where there is nothing to say
  public record Figures(
      String key, long part, long whole, Map<String, @Nullable BigDecimal> extras) {
    /// Empty where there is nothing to share.
    public Optional<Double> share() {
      return whole == 0 ? Optional.empty() : Optional.of((double) part / whole);
    }
  }

  /// A report on a period.
  ///
  /// @param currency of money in it; empty where there is none
  /// @param trend by day or week, the earliest first, without those in which nothing happened
  /// @param rows by the split, the largest whole first
  /// @param more whether there are more rows than [#MOST_ROWS]
  public record Counted(
      Figures total, String currency, List<Figures> trend, List<Figures> rows, boolean more) {
    public Counted {
      trend = List.copyOf(trend);
      rows = List.copyOf(rows);
    }
  }

  /// @param trend [Split#DAY] or [Split#WEEK]
  /// @throws FailureException if it takes too long
  public Counted count(Report report, Period period, Split trend, Split by) {
    return hurried(() ->
        database.transact(connection -> {
          new StatementBatch().add(Database.ONE_SNAPSHOT).add(HURRY).send(connection).close();
          String currency = "";
          if (report.extras().stream().anyMatch(extra -> extra.unit() == Report.Unit.MONEY)) {
            try (StatementBatch.Answers answers =
                new StatementBatch()
                    .add(CURRENCY, period.since(), period.until())
                    .send(connection)) {
              currency =
                  answers.rows(CURRENCY, row -> row.getString(1)).stream().findFirst().orElse("");
            }
          }
          String total =
              filled(TOTAL, report, currency).replace("$bucket", trend.expression(report.clock));
          String rows =
              filled(ROWS, report, currency)
                  .replace("$key", by.expression(report.clock))
                  .replace("$view", report.view);
          if (by == Split.REASON) {
            rows = rows.replace("FROM " + report.view, "FROM " + BY_REASON);
          }
          try (StatementBatch.Answers answers =
              new StatementBatch()
                  .add(total, bounds(report, period))
                  .add(rows, bounds(report, period))
                  .send(connection)) {
            var buckets = new ArrayList<Figures>();
            Figures all = new Figures("", 0, 0, Map.of());
            for (Bucket bucket : answers.rows(total, row -> Bucket.read(row, report))) {
              if (bucket.isTotal()) {
                all = bucket.figures();
              } else {
                buckets.add(bucket.figures());
              }
            }
            List<Figures> found = answers.rows(rows, row -> Bucket.read(row, report).figures());
            if (by == Split.REASON) {
              long whole = all.whole();
              found =
                  found.stream()
                      .map(one -> new Figures(one.key(), one.part(), whole, one.extras()))
                      .toList();
            }
            boolean more = found.size() > MOST_ROWS;
            return new Counted(
                all, currency, buckets, more ? found.subList(0, MOST_ROWS) : found, more);
          }
        }));
  }

  /// Each decision once for each of its reasons.
  private static final String BY_REASON =
      "(SELECT * FROM report_decisions CROSS JOIN LATERAL unnest(fallbacks) AS reason) AS by_reason";

  /// The share of a period alone.
  public Figures total(Report report, Period period) {
    return count(report, period, Split.WEEK, report.splits().getLast()).total();
  }

  /// Which rows of a figure.
  public enum Which {
    ALL,
    /// Those of the part.
    PART,
    /// The others.
    REST
  }

  /// A row behind a figure.
  ///
  /// @param decision empty where an earlier system decided it
  /// @param subject what tells it from other rows of the order: a line, a parcel
  public record Behind(
      Instant at, String order, String decision, String subject, long part, long whole) {}

  /// Rows behind a figure, the newest first.
  ///
  /// @param key value of the split; empty for all
  /// @param before the last row of the page before
  public List<Behind> behind(
      Report report,
      Period period,
      Split by,
      String key,
      Which which,
      Optional<Behind> before,
      int limit) {
    String sql =
        filled(BEHIND, report, "")
            .replace("$view", by == Split.REASON ? BY_REASON : report.view)
            .replace("$clock", report.clock.column)
            .replace("$subject", report.subject)
            .replace("$part", "(" + report.part + ")::bigint")
            .replace("$whole", "(" + report.whole + ")::bigint")
            .replace("$key", by.expression(report.clock))
            .replace(
                "$which",
                switch (which) {
                  case ALL -> "true";
                  case PART -> report.inPart;
                  case REST -> "NOT (" + report.inPart + ")";
                });
    var parameters = new ArrayList<Object>(List.of(bounds(report, period)));
    parameters.add(key);
    parameters.add(key);
    parameters.add(before.map(Behind::at).orElse(period.until()));
    parameters.add(before.map(Behind::subject).orElse(""));
    parameters.add(before.map(Behind::order).orElse(""));
    parameters.add(limit);
    return hurried(() ->
        database.transact(connection -> {
          new StatementBatch().add(Database.ONE_SNAPSHOT).add(HURRY).send(connection).close();
          try (StatementBatch.Answers answers =
              new StatementBatch().add(sql, parameters.toArray()).send(connection)) {
            return answers.rows(sql, ReportStore::readBehind);
          }
        }));
  }

  private static Behind readBehind(ResultSet row) throws SQLException {
    return new Behind(
        row.getObject(1, OffsetDateTime.class).toInstant(),
        Optional.ofNullable(row.getString(2)).orElse(""),
        Optional.ofNullable(row.getString(3)).orElse(""),
        row.getString(4),
        row.getLong(5),
        row.getLong(6));
  }

  /// Decisions lie by their ids, which are times.
  private static Object[] bounds(Report report, Period period) {
    return report.clock == Clock.DECIDED
        ? new Object[] {TimeOrderedId.lowest(period.since()), TimeOrderedId.lowest(period.until())}
        : new Object[] {period.since(), period.until()};
  }

  private static String filled(String sql, Report report, String currency) {
    var figures = new StringBuilder();
    figures
        .append("coalesce(sum(")
        .append(report.part)
        .append("), 0)::bigint AS part, coalesce(sum(")
        .append(report.whole)
        .append("), 0)::bigint AS whole");
    for (Extra extra : report.extras()) {
      figures.append(", ").append(extra.sql()).append(" AS \"").append(extra.code()).append('"');
    }
    String column = report.clock == Clock.DECIDED ? "decision_id" : report.clock.column;
    return sql.replace("$figures", figures)
        .replace("$where", "%s >= ? AND %1$s < ? AND %s".formatted(column, report.counted))
        .replace("$currency", "'" + currency.replaceAll("[^A-Z]", "") + "'")
        .replace("$view WHERE", report.view + " WHERE");
  }

  private record Bucket(boolean isTotal, Figures figures) {
    static Bucket read(ResultSet row, Report report) throws SQLException {
      var extras = new LinkedHashMap<String, @Nullable BigDecimal>();
      for (Extra extra : report.extras()) {
        extras.put(extra.code(), row.getBigDecimal(extra.code()));
      }
      return new Bucket(
          row.getBoolean("is_total"),
          new Figures(
              Optional.ofNullable(row.getString("key")).orElse(""),
              row.getLong("part"),
              row.getLong("whole"),
              extras));
    }
  }

  /// Counts, or says that it would take too long.
  private static <T> T hurried(java.util.function.Supplier<T> work) {
    try {
      return work.get();
    } catch (StoreException e) {
      if (e.getCause() instanceof SQLException sql && "57014".equals(sql.getSQLState())) {
        throw new FailureException(new Failure.PeriodTooLong(LONGEST.toSeconds()));
      }
      throw e;
    }
  }
}
