package dev.whence.service.history;

import dev.whence.domain.orders.OrderId;
import dev.whence.domain.orders.OrderLineId;
import dev.whence.models.returns.ReturnedShares;
import dev.whence.service.history.Doubt.Sold;
import dev.whence.service.store.Database;
import dev.whence.service.store.Outbox;
import dev.whence.service.store.StatementBatch;
import dev.whence.service.store.StatementBatch.IntArray;
import dev.whence.service.store.StatementBatch.TextArray;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.stream.Stream;

/// What came back, and the counts the next decision sees. Thread-safe.
///
/// A line that left counts as sold [ReturnedShares#COUNTED_AFTER] its order, with what has come
/// back of it by then: before that its silence says nothing. What comes back later, within its
/// return window, counts when it is known. So recent sales do not look safe, returned units never
/// outnumber sold ones, and the counts mean what return-risk models are trained on.
public final class ReturnStore {
  /// From the order to the counting, as `return_window_days` of the return-risk model's card.
  public static final Duration RETURN_WINDOW = Duration.ofDays(60);

  /// How long before the end of its window a line counts.
  private static final Duration COUNTED_BEFORE_THE_END =
      RETURN_WINDOW.minus(ReturnedShares.COUNTED_AFTER);

  /// Told of orders that were decided here.
  private static final String INSERT =
      """
      WITH added AS (
        INSERT INTO returns (return_id, order_id, line_id, units, reason, returned_at, judged)
        SELECT return_id, order_id, line_id, units, reason, returned_at::timestamptz,
          judged::boolean
        FROM unnest(?::text[], ?::text[], ?::text[], ?::int[], ?::text[], ?::text[], ?::text[])
          AS given (return_id, order_id, line_id, units, reason, returned_at, judged)
        ORDER BY return_id COLLATE "C"
        ON CONFLICT (return_id) DO NOTHING
        RETURNING return_id, order_id, line_id, units, reason, returned_at),
      told AS (
        INSERT INTO outbox (type, subject, payload, order_id)
        SELECT 'return-received', return_id, jsonb_strip_nulls(jsonb_build_object(
          'returnId', return_id, 'lineId', line_id, 'sku', sku, 'units', units,
          'reason', reason, 'returnedAt', $time)), order_id
        FROM added JOIN orders ON orders.id = order_id LEFT JOIN order_lines USING (order_id, line_id)
        ORDER BY return_id)
      SELECT order_id, line_id FROM added
      """
          .replace("$time", Outbox.time("returned_at"));

  /// Lines that are ripe, or counted before and returned since; what is locked is done the next
  /// time.
  private static final String DUE =
      """
      SELECT order_id, line_id FROM sales WHERE stale AND matures_at < ?
      ORDER BY order_id, line_id LIMIT ? FOR UPDATE SKIP LOCKED
      """;

  /// The difference between what is counted of locked lines and what should be, summed by SKU,
  /// category and customer. A statement of its own, as a statement sees what was there when it
  /// began: returns that were told while it waited for its locks it would miss for good.
  private static final String COUNT =
      """
      WITH due AS (
        SELECT order_id, line_id, sku, category, customer_id, units, counted_units, counted_returned,
          least(units, coalesce((
            SELECT sum(returns.units) FROM returns
            WHERE returns.order_id = sales.order_id AND returns.line_id = sales.line_id
              AND returned_at <= matures_at), 0))::int AS came_back
        FROM sales WHERE (order_id, line_id) IN (SELECT * FROM unnest(?::text[], ?::text[]))),
      done AS (
        UPDATE sales SET counted_units = due.units, stale = false, counted_returned = came_back
        FROM due WHERE sales.order_id = due.order_id AND sales.line_id = due.line_id),
      change AS (
        SELECT kind, key, sum(units - counted_units) AS sold,
          sum(came_back - counted_returned) AS returned
        FROM due CROSS JOIN LATERAL (
          VALUES ('SKU', sku), ('CATEGORY', category), ('CUSTOMER', customer_id)) AS k (kind, key)
        WHERE key <> '' GROUP BY kind, key)
      INSERT INTO return_counts AS counts (kind, key, sold, returned)
      SELECT kind, key, sold, returned FROM change
      ORDER BY kind COLLATE "C", key COLLATE "C"
      ON CONFLICT (kind, key) DO UPDATE SET sold = counts.sold + excluded.sold,
        returned = counts.returned + excluded.returned
      """;

  /// Also where the mark is set: a count that is just clearing it did not see these returns. In the
  /// order in which others lock lines.
  private static final String MARK_STALE =
      """
      WITH told AS MATERIALIZED (
        SELECT order_id, line_id FROM sales
        WHERE (order_id, line_id) IN (SELECT * FROM unnest(?::text[], ?::text[]))
        ORDER BY order_id, line_id FOR UPDATE)
      UPDATE sales SET stale = true, watched = false FROM told
      WHERE sales.order_id = told.order_id AND sales.line_id = told.line_id
      """;

  private static final String LOCK_ORDERS =
      "SELECT id FROM orders WHERE id = ANY (?) ORDER BY id FOR UPDATE";

  private static final String LOCK_SHIPMENTS =
      "SELECT id FROM shipments WHERE order_id = ANY (?) ORDER BY id FOR UPDATE";

  private static final String KNOWN =
      "SELECT return_id FROM returns WHERE return_id = ANY (?) UNION ALL " + Quarantine.HELD;

  private static final String NOW = "SELECT now()";

  /// What is known of lines. A shipment decided elsewhere has been shipped as soon as it is known;
  /// of a bundle, whose components have other SKUs than its line, as many are shipped as are
  /// complete.
  ///
  /// Parcels are found by their order before their lines are: without statistics, as in a new
  /// store, PostgreSQL would look for each line through the parcels of all orders.
  private static final String SOLD =
      """
      WITH given AS MATERIALIZED (
        SELECT * FROM unnest(?::text[], ?::text[]) AS given (order_id, line_id)),
      parcel AS MATERIALIZED (
        SELECT id, order_id, ordered_at,
          decision_id IS NULL OR handed_over_at IS NOT NULL OR delivered_at IS NOT NULL AS has_left
        FROM shipments WHERE order_id IN (SELECT order_id FROM given)),
      first_parcel AS (
        SELECT order_id, min(ordered_at) AS ordered_at FROM parcel GROUP BY order_id),
      part AS (
        SELECT order_id, line_id, sku, sum(units - taken_out) AS units
        FROM parcel JOIN shipment_lines ON shipment_id = parcel.id
        WHERE has_left GROUP BY order_id, line_id, sku),
      sent AS (
        SELECT order_id, line_id, jsonb_object_agg(sku, units) AS by_sku,
          sum(units)::bigint AS units
        FROM part GROUP BY order_id, line_id)
      SELECT given.order_id, given.line_id,
        coalesce(orders.ordered_at, first_parcel.ordered_at) AS ordered_at,
        CASE
          WHEN goods IS NOT NULL THEN (
            SELECT min(coalesce((sent.by_sku ->> component.sku)::bigint, 0) / component.units::bigint)
            FROM jsonb_each_text(goods) AS component (sku, units))
          WHEN orders.id IS NOT NULL THEN coalesce(sent.units, 0)
          ELSE sent.units END AS shipped,
        (SELECT coalesce(sum(units), 0) FROM returns
          WHERE returns.order_id = given.order_id AND returns.line_id = given.line_id AND judged)
          AS returned
      FROM given
      LEFT JOIN orders ON orders.id = given.order_id
      LEFT JOIN order_lines AS line
        ON line.order_id = given.order_id AND line.line_id = given.line_id
      LEFT JOIN first_parcel ON first_parcel.order_id = given.order_id
      LEFT JOIN sent ON sent.order_id = given.order_id AND sent.line_id = given.line_id
      """;

  /// Orders of shipments, where returns came before the order or wait for a scan.
  public static final String TO_JUDGE =
      """
      SELECT DISTINCT order_id FROM shipments
      WHERE id = ANY (?) AND (
        EXISTS (SELECT FROM returns WHERE returns.order_id = shipments.order_id AND NOT judged)
        OR EXISTS (
          SELECT FROM quarantine WHERE subject = shipments.order_id AND kind = 'RETURN'
            AND code = 'MORE_THAN_SHIPPED' AND how IS NULL))
      ORDER BY order_id
      """;

  private static final String UNJUDGED =
      """
      SELECT * FROM returns WHERE order_id = ANY (?) AND NOT judged ORDER BY created_at, return_id
      FOR UPDATE
      """;

  private static final String WAITING =
      """
      SELECT body::text FROM quarantine
      WHERE subject = ANY (?) AND kind = 'RETURN' AND code = 'MORE_THAN_SHIPPED' AND how IS NULL
      ORDER BY id FOR UPDATE
      """;

  private static final String JUDGED = "UPDATE returns SET judged = true WHERE return_id = ANY (?)";

  private static final String REMOVE = "DELETE FROM returns WHERE return_id = ANY (?)";

  private final Database database;

  public ReturnStore(Database database) {
    this.database = database;
  }

  /// What came of returns; together they are as many as were given.
  ///
  /// @param held in quarantine now, as they cannot be true
  /// @param repeated known before, or earlier among those given
  public record Result(int added, Held held, int repeated) {}

  /// Adds returns, any number of times; also of orders that are not known yet. Of several with one
  /// id the first counts.
  public Result add(Collection<ReturnedUnits> returned) {
    var byId = new LinkedHashMap<String, ReturnedUnits>();
    returned.forEach(one -> byId.putIfAbsent(one.returnId(), one));
    List<ReturnedUnits> all = List.copyOf(byId.values());
    TextArray orders = TextArray.of(all.stream().map(ReturnedUnits::order).distinct().toList());
    TextArray ids = TextArray.of(byId.keySet());
    return database.transact(connection -> {
      var known = new HashSet<String>();
      var batch =
          new StatementBatch()
              .add(LOCK_ORDERS, orders)
              .add(LOCK_SHIPMENTS, orders)
              .add(KNOWN, ids, Incoming.Kind.RETURN.name(), ids);
      try (StatementBatch.Answers answers = batch.send(connection)) {
        answers.rows(KNOWN, row -> known.add(row.getString(1)));
      }
      List<ReturnedUnits> fresh =
          all.stream().filter(one -> !known.contains(one.returnId())).toList();
      Verdict verdict = judge(connection, fresh);
      hold(connection, verdict.doubts());
      int added =
          insert(connection, verdict.known(), true) + insert(connection, verdict.open(), false);
      return new Result(
          added, Held.of(verdict.doubts()), returned.size() - added - verdict.doubts().size());
    });
  }

  /// Adds returns whatever speaks against them.
  static void count(Connection connection, List<ReturnedUnits> returned) throws SQLException {
    insert(connection, returned, true);
  }

  /// Looks again at returns that came before their order or wait for a scan. The orders and their
  /// shipments are locked.
  public static void judgeAgain(Connection connection, List<String> orders) throws SQLException {
    if (orders.isEmpty()) {
      return;
    }
    var unjudged = new LinkedHashSet<ReturnedUnits>();
    var waiting = new LinkedHashSet<ReturnedUnits>();
    var batch =
        new StatementBatch()
            .add(UNJUDGED, new TextArray(orders))
            .add(WAITING, new TextArray(orders));
    try (StatementBatch.Answers answers = batch.send(connection)) {
      unjudged.addAll(answers.rows(UNJUDGED, ReturnStore::read));
      waiting.addAll(
          answers.rows(WAITING, row -> (ReturnedUnits) Quarantine.parse(row.getString(1))));
    }
    Verdict verdict =
        judge(connection, Stream.concat(unjudged.stream(), waiting.stream()).toList());
    List<ReturnedUnits> fitting = verdict.known().stream().filter(waiting::contains).toList();
    List<ReturnedUnits> stay = verdict.known().stream().filter(unjudged::contains).toList();
    var doubts = new LinkedHashMap<>(verdict.doubts());
    waiting.forEach(doubts::remove);
    if (!doubts.isEmpty()) {
      List<ReturnedUnits> doubtful = List.copyOf(doubts.keySet());
      var remove = new StatementBatch().add(REMOVE, column(doubtful, ReturnedUnits::returnId));
      markStale(remove, doubtful);
      remove.send(connection).close();
      hold(connection, doubts);
    }
    if (!fitting.isEmpty()) {
      var resolve = new StatementBatch();
      Quarantine.resolve(resolve, "FITS", fitting);
      resolve.send(connection).close();
      insert(connection, fitting, true);
    }
    new StatementBatch()
        .add(JUDGED, column(stay, ReturnedUnits::returnId))
        .send(connection)
        .close();
  }

  /// What was found of returns, each in one of the three.
  ///
  /// @param known that fit what is known of their lines
  /// @param open of lines that are not known
  private record Verdict(
      List<ReturnedUnits> known,
      List<ReturnedUnits> open,
      SequencedMap<ReturnedUnits, Doubt> doubts) {}

  /// Judges returns that do not count yet, one after the other.
  private static Verdict judge(Connection connection, List<ReturnedUnits> returned)
      throws SQLException {
    List<Line> lines = returned.stream().map(Line::of).distinct().toList();
    var sold = new HashMap<Line, Sold>();
    Instant now;
    var batch =
        new StatementBatch()
            .add(NOW)
            .add(SOLD, column(lines, Line::order), column(lines, Line::line));
    try (StatementBatch.Answers answers = batch.send(connection)) {
      now = answers.rows(NOW, row -> row.getObject(1, OffsetDateTime.class).toInstant()).getFirst();
      answers.rows(
          SOLD, row -> sold.put(new Line(row.getString(1), row.getString(2)), readSold(row)));
    }
    var verdict = new Verdict(new ArrayList<>(), new ArrayList<>(), new LinkedHashMap<>());
    for (ReturnedUnits one : returned) {
      Sold line = Objects.requireNonNull(sold.get(Line.of(one)));
      Optional<Doubt> doubt = Doubt.about(one, now, line);
      if (doubt.isPresent()) {
        verdict.doubts().put(one, doubt.get());
      } else if (line.isKnown()) {
        verdict.known().add(one);
        sold.put(Line.of(one), line.with(one.units()));
      } else {
        verdict.open().add(one);
      }
    }
    return verdict;
  }

  private static Sold readSold(ResultSet row) throws SQLException {
    OffsetDateTime orderedAt = row.getObject("ordered_at", OffsetDateTime.class);
    long shipped = row.getLong("shipped");
    return new Sold(
        orderedAt == null ? Instant.MIN : orderedAt.toInstant(),
        row.wasNull() ? Sold.UNKNOWN : shipped,
        row.getLong("returned"));
  }

  private static void hold(Connection connection, SequencedMap<ReturnedUnits, Doubt> doubts)
      throws SQLException {
    if (!doubts.isEmpty()) {
      var batch = new StatementBatch();
      Quarantine.hold(batch, doubts);
      batch.send(connection).close();
    }
  }

  /// @return how many are new
  private static int insert(Connection connection, List<ReturnedUnits> returned, boolean judged)
      throws SQLException {
    if (returned.isEmpty()) {
      return 0;
    }
    var batch =
        new StatementBatch()
            .add(
                INSERT,
                column(returned, ReturnedUnits::returnId),
                column(returned, ReturnedUnits::order),
                column(returned, ReturnedUnits::line),
                new IntArray(returned.stream().map(ReturnedUnits::units).toList()),
                column(returned, ReturnedUnits::reason),
                column(returned, ReturnedUnits::returnedAt),
                column(returned, one -> judged));
    markStale(batch, returned);
    try (StatementBatch.Answers answers = batch.send(connection)) {
      return answers.rows(INSERT, row -> row.getString(1)).size();
    }
  }

  private static void markStale(StatementBatch batch, List<ReturnedUnits> returned) {
    List<Line> lines = returned.stream().map(Line::of).distinct().toList();
    batch.add(MARK_STALE, column(lines, Line::order), column(lines, Line::line));
  }

  private static ReturnedUnits read(ResultSet row) throws SQLException {
    return new ReturnedUnits(
        row.getString("return_id"),
        new OrderId(row.getString("order_id")),
        new OrderLineId(row.getString("line_id")),
        row.getInt("units"),
        row.getString("reason"),
        row.getObject("returned_at", OffsetDateTime.class).toInstant());
  }

  /// Brings the counts up to `now` for at most `most` lines. Any number of processes may do it at
  /// once.
  ///
  /// @param now the service's clock: lines whose window ended before it
  /// @return how many lines; fewer than `most` when none is left for now
  public int count(Instant now, int most) {
    return database.transact(connection -> {
      List<Line> due;
      try (StatementBatch.Answers answers =
          new StatementBatch().add(DUE, now.plus(COUNTED_BEFORE_THE_END), most).send(connection)) {
        due = answers.rows(DUE, row -> new Line(row.getString(1), row.getString(2)));
      }
      if (!due.isEmpty()) {
        new StatementBatch()
            .add(COUNT, column(due, Line::order), column(due, Line::line))
            .send(connection)
            .close();
      }
      return due.size();
    });
  }

  private static <T> TextArray column(List<T> rows, Function<T, ?> part) {
    return TextArray.of(rows.stream().map(part).toList());
  }

  private record Line(String order, String line) {
    static Line of(ReturnedUnits returned) {
      return new Line(returned.order().value(), returned.line().value());
    }
  }
}
