package dev.whence.service.history;

import dev.whence.service.store.Database;
import dev.whence.service.store.StatementBatch;
import dev.whence.service.store.StatementBatch.IntArray;
import dev.whence.service.store.StatementBatch.TextArray;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;

/// What came back, and the counts the next decision sees. Thread-safe.
///
/// A line that left counts as sold only when its return window has passed, with what came back of
/// it within the window: before that its silence says nothing. So recent sales do not look safe,
/// returned units never outnumber sold ones, and the counts mean what return-risk models are
/// trained on.
public final class ReturnStore {
  /// From the order to the counting, as `return_window_days` of the return-risk model's card.
  public static final Duration RETURN_WINDOW = Duration.ofDays(60);

  private static final String INSERT =
      """
      INSERT INTO returns (return_id, order_id, line_id, units, reason, returned_at)
      SELECT return_id, order_id, line_id, units, reason, returned_at::timestamptz
      FROM unnest(?::text[], ?::text[], ?::text[], ?::int[], ?::text[], ?::text[])
        AS given (return_id, order_id, line_id, units, reason, returned_at)
      ORDER BY return_id COLLATE "C"
      ON CONFLICT (return_id) DO NOTHING RETURNING order_id, line_id
      """;

  /// Lines that are ripe, or counted before and returned since; then the difference between what is
  /// counted of them and what should be, summed by SKU, category and customer.
  private static final String COUNT =
      """
      WITH due AS (
        SELECT order_id, line_id, sku, category, customer_id, units, counted_units, counted_returned,
          least(units, coalesce((
            SELECT sum(returns.units) FROM returns
            WHERE returns.order_id = sales.order_id AND returns.line_id = sales.line_id
              AND returned_at <= matures_at), 0))::int AS came_back
        FROM sales WHERE stale AND matures_at < ?
        ORDER BY order_id, line_id LIMIT ? FOR UPDATE SKIP LOCKED),
      done AS (
        UPDATE sales SET counted_units = due.units, stale = false, counted_returned = came_back
        FROM due WHERE sales.order_id = due.order_id AND sales.line_id = due.line_id),
      change AS (
        SELECT kind, key, sum(units - counted_units) AS sold,
          sum(came_back - counted_returned) AS returned
        FROM due CROSS JOIN LATERAL (
          VALUES ('SKU', sku), ('CATEGORY', category), ('CUSTOMER', customer_id)) AS k (kind, key)
        WHERE key <> '' GROUP BY kind, key),
      summed AS (
        INSERT INTO return_counts AS counts (kind, key, sold, returned)
        SELECT kind, key, sold, returned FROM change
        ORDER BY kind COLLATE "C", key COLLATE "C"
        ON CONFLICT (kind, key) DO UPDATE SET sold = counts.sold + excluded.sold,
          returned = counts.returned + excluded.returned)
      SELECT count(*) FROM due
      """;

  /// Also where the mark is set: a count that is just clearing it did not see these returns.
  private static final String MARK_STALE =
      """
      UPDATE sales SET stale = true
      WHERE (order_id, line_id) IN (SELECT * FROM unnest(?::text[], ?::text[]))
      """;

  private final Database database;

  public ReturnStore(Database database) {
    this.database = database;
  }

  /// Adds returns, any number of times; also of orders that are not known yet.
  ///
  /// @return how many were new
  public int add(Collection<ReturnedUnits> returned) {
    var byId = new TreeMap<String, ReturnedUnits>();
    returned.forEach(one -> byId.put(one.returnId(), one));
    List<ReturnedUnits> sorted = List.copyOf(byId.values());
    var insert =
        new StatementBatch()
            .add(
                INSERT,
                column(sorted, ReturnedUnits::returnId),
                column(sorted, ReturnedUnits::order),
                column(sorted, ReturnedUnits::line),
                new IntArray(sorted.stream().map(ReturnedUnits::units).toList()),
                column(sorted, ReturnedUnits::reason),
                column(sorted, ReturnedUnits::returnedAt));
    return database.transact(connection -> {
      List<Line> lines;
      try (StatementBatch.Answers answers = insert.send(connection)) {
        lines = answers.rows(row -> new Line(row.getString(1), row.getString(2)));
      }
      new StatementBatch()
          .add(
              MARK_STALE,
              TextArray.of(lines.stream().map(Line::order).toList()),
              TextArray.of(lines.stream().map(Line::line).toList()))
          .send(connection)
          .close();
      return lines.size();
    });
  }

  /// Brings the counts up to `now` for at most `most` lines. Any number of processes may do it at
  /// once.
  ///
  /// @param now the service's clock: lines whose window ended before it
  /// @return how many lines; fewer than `most` when none is left for now
  public int count(Instant now, int most) {
    return database.transact(connection -> {
      try (StatementBatch.Answers answers =
          new StatementBatch().add(COUNT, now, most).send(connection)) {
        return answers.rows(row -> row.getInt(1)).getFirst();
      }
    });
  }

  private static TextArray column(List<ReturnedUnits> returned, Function<ReturnedUnits, ?> part) {
    return TextArray.of(returned.stream().map(part).toList());
  }

  private record Line(String order, String line) {}
}
