package dev.whence.service.reports;

import dev.whence.service.json.CanonicalJson;
import dev.whence.service.orders.OpenExceptions;
import dev.whence.service.reports.ReportStore.Figures;
import dev.whence.service.reports.ReportStore.Period;
import dev.whence.service.store.Database;
import dev.whence.service.store.Outbox;
import dev.whence.service.store.StatementBatch;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Tells each day once, as the event `daily-digest`, when it is over: days are of UTC. Any number
/// of processes may try; the day and its event are written in one transaction. Thread-safe.
public final class DailyDigest {
  /// What was said late on the day may still be on its way.
  private static final Duration AFTER_MIDNIGHT = Duration.ofMinutes(5);

  /// Days that are made up for after a while without any process.
  private static final int MOST_MISSED = 7;

  private static final Duration RECENT = Duration.ofDays(28);

  private static final String LAST = "SELECT max(day) FROM daily_digests";

  private static final String TAKE =
      "INSERT INTO daily_digests (day) VALUES (?) ON CONFLICT DO NOTHING";

  private final Database database;
  private final ReportStore reports;
  private final OpenExceptions exceptions;

  public DailyDigest(Database database, ReportStore reports, OpenExceptions exceptions) {
    this.database = database;
    this.reports = reports;
    this.exceptions = exceptions;
  }

  /// Tells the days that are over and were not told. A new store begins with the day it was made:
  /// what was before is told by nobody.
  ///
  /// @return how many
  public int tell(Instant now) {
    LocalDate yesterday =
        now.minus(AFTER_MIDNIGHT).atOffset(ZoneOffset.UTC).toLocalDate().minusDays(1);
    Optional<LocalDate> last = last();
    if (last.isEmpty()) {
      take(yesterday, Optional.empty());
      return 0;
    }
    LocalDate first = last.get().plusDays(1);
    if (first.isBefore(yesterday.minusDays(MOST_MISSED - 1L))) {
      first = yesterday.minusDays(MOST_MISSED - 1L);
    }
    int told = 0;
    for (LocalDate day = first; !day.isAfter(yesterday); day = day.plusDays(1)) {
      if (take(day, Optional.of(CanonicalJson.write(digest(day))))) {
        told++;
      }
    }
    return told;
  }

  private Optional<LocalDate> last() {
    return database.run(connection -> {
      try (StatementBatch.Answers answers = new StatementBatch().add(LAST).send(connection)) {
        return answers
            .rows(LAST, row -> Optional.ofNullable(row.getObject(1, LocalDate.class)))
            .getFirst();
      }
    });
  }

  /// @return whether nobody had taken the day before
  private boolean take(LocalDate day, Optional<String> digest) {
    return database.transact(connection -> {
      try (StatementBatch.Answers answers = new StatementBatch().add(TAKE, day).send(connection)) {
        if (answers.count(TAKE) == 0) {
          return false;
        }
      }
      if (digest.isPresent()) {
        var batch = new StatementBatch();
        Outbox.add(batch, "daily-digest", day.toString(), digest.get());
        batch.send(connection).close();
      }
      return true;
    });
  }

  private Digest digest(LocalDate day) {
    Instant until = day.plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC);
    var figures = new TreeMap<String, Shares>();
    for (Report report : Report.values()) {
      figures.put(
          report.code(),
          new Shares(
              Share.of(reports.total(report, new Period(until.minus(Duration.ofDays(1)), until))),
              Share.of(reports.total(report, new Period(until.minus(RECENT), until)))));
    }
    var open = new TreeMap<String, Integer>();
    for (Map.Entry<OpenExceptions.Kind, Integer> kind : exceptions.counts().entrySet()) {
      open.put(kind.getKey().name().toLowerCase(Locale.ROOT), kind.getValue());
    }
    return new Digest(day, figures, open);
  }

  /// @param reports by their codes
  /// @param exceptions that are open when it is told, by kind
  private record Digest(
      LocalDate day, SortedMap<String, Shares> reports, SortedMap<String, Integer> exceptions) {}

  /// @param last28Days with the day as the last of them
  private record Shares(Share day, Share last28Days) {}

  private record Share(long part, long whole) {
    static Share of(Figures figures) {
      return new Share(figures.part(), figures.whole());
    }
  }
}
