package dev.whence.pipeline.export;

import dev.whence.pipeline.history.HistoryDraft;
import dev.whence.pipeline.history.HistoryWriter;
import dev.whence.pipeline.terminal.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/// Writes what an order store knows as a canonical history. All of it is of one moment, whatever
/// the service does meanwhile, and streams: memory does not grow with the store.
///
/// Every table is read back and its rows and sums are held to those of SQL before the folder gets
/// its name, so what is there under it is whole and true.
public final class StoreExport {
  /// Rows that the server sends at once.
  private static final int FETCHED = 5_000;

  private static final long PROGRESS_ROWS = 10_000;
  private static final double SECONDS_A_ROW = 10e-6;

  private final StoreAddress store;
  private final Progress progress;
  private final ToDoubleFunction<Map<String, Long>> later;

  public StoreExport(StoreAddress store, Progress progress) {
    this(store, progress, rows -> 0);
  }

  /// @param later what is to be done with the history will cost, in seconds, by the rows of each of
  ///   its tables
  public StoreExport(
      StoreAddress store, Progress progress, ToDoubleFunction<Map<String, Long>> later) {
    this.store = store;
    this.progress = progress;
    this.later = later;
  }

  /// @param out the folder of the history; one that is there is replaced when the new one is whole
  /// @throws UnusableStore if the store cannot be read, is of a release that lacks the views, or
  ///   what was written differs from what SQL adds up
  /// @throws IOException if the folder cannot be written
  public ExportReport run(Path out) throws IOException {
    try (HistoryDraft draft = HistoryDraft.in(out)) {
      ExportReport report = write(draft.folder());
      draft.commit();
      return report;
    }
  }

  private ExportReport write(Path draft) {
    var tables = new ArrayList<ExportReport.Table>();
    try (Connection connection = store.openForReading()) {
      Instant asOf = now(connection);
      var wanted = new LinkedHashMap<ExportedTable<?>, Map<String, Long>>();
      for (ExportedTable<?> table : ExportedTable.ALL) {
        wanted.put(table, sums(table, connection));
      }
      var rows = new LinkedHashMap<String, Long>();
      wanted.forEach((table, sums) -> rows.put(table.table().name(), rows(sums)));
      progress.expect(
          wanted.values().stream().mapToDouble(StoreExport::cost).sum()
              + later.applyAsDouble(rows));
      for (Map.Entry<ExportedTable<?>, Map<String, Long>> each : wanted.entrySet()) {
        tables.add(write(each.getKey(), each.getValue(), connection, draft));
      }
      return new ExportReport(asOf, tables);
    } catch (SQLException e) {
      throw new UnusableStore(
          "The order store at %s cannot be read: %s\nMaybe its tables are of an older release: start a service of this one on it first."
              .formatted(store, e.getMessage()));
    }
  }

  private static Instant now(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet answer = statement.executeQuery("SELECT now()")) {
      answer.next();
      return answer.getObject(1, OffsetDateTime.class).toInstant();
    }
  }

  /// What writing costs, in the seconds it took somewhere: training that follows counts in them
  /// too.
  private static double cost(Map<String, Long> sums) {
    return SECONDS_A_ROW * rows(sums);
  }

  private static long rows(Map<String, Long> sums) {
    return sums.getOrDefault("rows", 0L);
  }

  private <T> ExportReport.Table write(
      ExportedTable<T> table, Map<String, Long> wanted, Connection connection, Path draft)
      throws SQLException {
    long rows = rows(wanted);
    progress.stage("Writing " + table.table().name(), " rows", Math.max(1, rows), cost(wanted));
    var months = new ArrayList<String>();
    try (Statement statement = connection.createStatement()) {
      statement.setFetchSize(FETCHED);
      try (ResultSet answer = statement.executeQuery(table.query());
          var parts = new Parts<>(table, draft, months)) {
        for (long row = 1; answer.next(); row++) {
          parts.write(row(table, answer, row));
          if (row % PROGRESS_ROWS == 0) {
            progress.at(row);
          }
        }
        parts.finish();
      }
    }
    Map<String, Long> written = sums(table, draft);
    if (!written.equals(wanted)) {
      throw new UnusableStore(
          "What was written of %s differs from the order store: %s there, %s in the files. Nothing was replaced.\nMaybe the disk is failing: this is never to happen."
              .formatted(table.view(), wanted, written));
    }
    var sums = new LinkedHashMap<>(wanted);
    sums.remove("rows");
    return new ExportReport.Table(table.table().name(), rows, ends(months), sums);
  }

  private static <T> T row(ExportedTable<T> table, ResultSet answer, long number)
      throws SQLException {
    try {
      return table.table().row(answer);
    } catch (IllegalArgumentException | NullPointerException | DateTimeException e) {
      throw new UnusableStore(
          "Row %d of %s (%s) is no row of a history: %s"
              .formatted(number, table.view(), answer.getString(1), e.getMessage()));
    }
  }

  private static <T> Map<String, Long> sums(ExportedTable<T> table, Connection connection)
      throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet answer = statement.executeQuery(table.sums())) {
      answer.next();
      var sums = new LinkedHashMap<String, Long>();
      sums.put("rows", answer.getLong(1));
      int column = 2;
      for (Measure<T> measure : table.measures()) {
        sums.put(measure.name(), answer.getLong(column));
        column++;
      }
      return sums;
    }
  }

  private static <T> Map<String, Long> sums(ExportedTable<T> table, Path draft) {
    long[] totals = new long[table.measures().size() + 1];
    try (Stream<T> rows = table.table().read(draft)) {
      rows.forEach(row -> {
        totals[0]++;
        for (int i = 1; i < totals.length; i++) {
          totals[i] += table.measures().get(i - 1).ofRow().applyAsLong(row);
        }
      });
    }
    var sums = new LinkedHashMap<String, Long>();
    sums.put("rows", totals[0]);
    for (int i = 1; i < totals.length; i++) {
      sums.put(table.measures().get(i - 1).name(), totals[i]);
    }
    return sums;
  }

  private static List<String> ends(List<String> months) {
    return months.isEmpty() ? List.of() : List.of(months.getFirst(), months.getLast());
  }

  /// The files of a table, of which one is open at a time: rows come in the order of time.
  private static final class Parts<T> implements AutoCloseable {
    private final ExportedTable<T> table;
    private final Path folder;
    private final List<String> months;
    private Optional<YearMonth> month = Optional.empty();
    private Optional<HistoryWriter<T>> writer = Optional.empty();

    Parts(ExportedTable<T> table, Path folder, List<String> months) {
      this.table = table;
      this.folder = folder;
      this.months = months;
    }

    void write(T row) {
      Optional<YearMonth> its = table.month(row);
      if (writer.isEmpty() || !its.equals(month)) {
        writer.ifPresent(HistoryWriter::commit);
        month = its;
        its.ifPresent(each -> months.add(each.toString()));
        writer = Optional.of(open());
      }
      writer.orElseThrow().write(row);
    }

    /// A table without a row is a file without one, so that readers find it.
    void finish() {
      if (writer.isEmpty()) {
        writer = Optional.of(open());
      }
      writer.orElseThrow().commit();
    }

    private HistoryWriter<T> open() {
      return month
          .map(each -> table.table().create(folder, each))
          .orElseGet(() -> table.table().create(folder));
    }

    @Override
    public void close() {
      writer.ifPresent(HistoryWriter::close);
    }
  }
}
