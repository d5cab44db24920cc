package dev.whence.service.shipments;

import dev.whence.domain.inventory.Acceptance;
import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.service.store.Database;
import dev.whence.service.store.StatementBatch;
import dev.whence.service.store.StatementBatch.TextArray;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;

/// How ship nodes have answered to parcels lately. Thread-safe.
///
/// Answers are counted by node and day (UTC) in the transaction that gives them; what is asked for
/// is the sum over [#DAYS] days, today among them. For decisions the sums of all nodes are kept in
/// memory for [#MOST_AGE]: a decision records what it stood on, so it replays all the same.
public final class AcceptanceStore {
  /// Over which answers count.
  public static final int DAYS = 28;

  static final Duration MOST_AGE = Duration.ofSeconds(5);

  private static final String SUMS =
      """
      SELECT node, sum(accepted)::int AS accepted, sum(short)::int AS short,
        sum(damaged)::int AS damaged, sum(busy)::int AS busy, sum(other)::int AS other,
        sum(unanswered)::int AS unanswered, ARRAY[sum(times[1]), sum(times[2]), sum(times[3]),
          sum(times[4]), sum(times[5]), sum(times[6]), sum(times[7]), sum(times[8]),
          sum(times[9])]::int[] AS times
      FROM acceptance_days WHERE day > (now() AT TIME ZONE 'UTC')::date - ?
      """;

  private static final String ALL = SUMS + " GROUP BY node";

  private static final String ONE = SUMS + " AND node = ? GROUP BY node";

  /// Parcels that were accepted without a word because they have left.
  private static final String HANDED_OVER =
      """
      WITH accepted AS (
        INSERT INTO acceptances (shipment_id, order_id, node, how, author)
        SELECT id, order_id, node, 'HANDOVER', '' FROM shipments WHERE id = ANY (?) ORDER BY id
        ON CONFLICT (shipment_id) DO NOTHING RETURNING node)
      INSERT INTO acceptance_days AS known (node, day, accepted)
      SELECT node, (now() AT TIME ZONE 'UTC')::date, count(*) FROM accepted GROUP BY node ORDER BY node
      ON CONFLICT (node, day) DO UPDATE SET accepted = known.accepted + excluded.accepted
      """;

  /// Parcels that a scan says are accepted; how long that took is not known in opening hours.
  private static final String SCANNED =
      HANDED_OVER
          .replace("'HANDOVER'", "'SCAN'")
          .replace(
              "WHERE id = ANY (?)",
              "WHERE id = ANY (?) AND accepted_at IS NOT NULL AND reservation_id IS NOT NULL"
                  + " AND emptied_at IS NULL");

  static final String ACCEPTED =
      """
      WITH accepted AS (
        INSERT INTO acceptances (shipment_id, order_id, node, how, author, minutes, time_class)
        SELECT id, order_id, node, 'WORD', ?, ?, ? FROM shipments WHERE id = ?
        ON CONFLICT (shipment_id) DO NOTHING RETURNING node)
      INSERT INTO acceptance_days AS known (node, day, accepted, times)
      SELECT node, (now() AT TIME ZONE 'UTC')::date, 1,
        array_agg((class = ?)::int ORDER BY class)
      FROM accepted CROSS JOIN generate_series(1, 9) AS class GROUP BY node
      ON CONFLICT (node, day) DO UPDATE SET accepted = known.accepted + 1,
        times = (SELECT array_agg(known.times[class] + excluded.times[class] ORDER BY class)
          FROM generate_series(1, 9) AS class)
      """;

  /// The first refusal of a parcel counts; sent before the refusal is noted.
  private static final String REFUSED =
      """
      INSERT INTO acceptance_days AS known (node, day, short, damaged, busy, other, unanswered)
      SELECT node, (now() AT TIME ZONE 'UTC')::date, (reason = 'SHORT')::int,
        (reason = 'DAMAGED')::int, (reason = 'BUSY')::int, (reason = 'OTHER')::int,
        (reason = 'UNANSWERED')::int
      FROM (SELECT ?::text AS node, ?::text AS reason) AS refusal
      WHERE NOT EXISTS (SELECT FROM refusals WHERE shipment_id = ?)
      ON CONFLICT (node, day) DO UPDATE SET short = known.short + excluded.short,
        damaged = known.damaged + excluded.damaged, busy = known.busy + excluded.busy,
        other = known.other + excluded.other, unanswered = known.unanswered + excluded.unanswered
      """;

  private static final String ACCEPTED_AFTER_ALL_NOT =
      """
      WITH taken AS (
        UPDATE acceptances SET counted = false WHERE shipment_id = ANY (?) AND counted
        RETURNING node, (at AT TIME ZONE 'UTC')::date AS day, time_class)
      UPDATE acceptance_days AS known SET accepted = accepted - 1,
        times = (SELECT array_agg(known.times[class]
            - coalesce((class = taken.time_class)::int, 0) ORDER BY class)
          FROM generate_series(1, 9) AS class)
      FROM taken WHERE known.node = taken.node AND known.day = taken.day
      """;

  private final Database database;
  private final ReentrantLock reading = new ReentrantLock();
  private final AtomicReference<Known> known = new AtomicReference<>(new Known(Map.of(), 0, false));

  public AcceptanceStore(Database database) {
    this.database = database;
  }

  /// Why a parcel did not stay with its ship node.
  public enum Refused {
    SHORT,
    DAMAGED,
    BUSY,
    OTHER,
    /// It was claimed and not accepted in time.
    UNANSWERED
  }

  /// What a ship node answered in [#DAYS] days.
  ///
  /// @param accepted parcels, by a word or by handing them over
  /// @param byWord of these, those with a time
  /// @param refused parcels by the reason of their first refusal; every reason is there
  public record Answers(
      int accepted, int byWord, Map<Refused, Integer> refused, Acceptance acceptance) {
    public Answers {
      refused = Map.copyOf(refused);
    }

    static final Answers NONE =
        of(0, new EnumMap<>(Refused.class), List.of(0, 0, 0, 0, 0, 0, 0, 0, 0));

    private static Answers of(int accepted, Map<Refused, Integer> refused, List<Integer> times) {
      for (Refused reason : Refused.values()) {
        refused.putIfAbsent(reason, 0);
      }
      return new Answers(
          accepted,
          times.stream().mapToInt(Integer::intValue).sum(),
          refused,
          Acceptance.of(
              accepted, refused.values().stream().mapToInt(Integer::intValue).sum(), times));
    }
  }

  /// What a ship node answered lately, as of now.
  public Answers of(ShipNodeId node) {
    return database.run(connection -> {
      try (StatementBatch.Answers answers =
          new StatementBatch().add(ONE, DAYS, node.value()).send(connection)) {
        return answers.rows(ONE, AcceptanceStore::read).stream().findFirst().orElse(Answers.NONE);
      }
    });
  }

  /// How each ship node answered that has answered at all, at most [#MOST_AGE] ago. One caller
  /// reads anew while the others go on with what is known.
  public Map<ShipNodeId, Acceptance> lately() {
    Known last = known.get();
    if (last.isFresh()) {
      return last.byNode();
    }
    if (!last.isRead()) {
      reading.lock();
    } else if (!reading.tryLock()) {
      return last.byNode();
    }
    try {
      if (!known.get().isFresh()) {
        known.set(new Known(readAll(), System.nanoTime(), true));
      }
      return known.get().byNode();
    } finally {
      reading.unlock();
    }
  }

  private Map<ShipNodeId, Acceptance> readAll() {
    var byNode = new HashMap<ShipNodeId, Acceptance>();
    database.run(connection -> {
      try (StatementBatch.Answers answers = new StatementBatch().add(ALL, DAYS).send(connection)) {
        return answers.rows(
            ALL,
            row ->
                Optional.ofNullable(
                    byNode.put(new ShipNodeId(row.getString("node")), read(row).acceptance())));
      }
    });
    return Map.copyOf(byNode);
  }

  private static Answers read(ResultSet row) throws SQLException {
    var refused = new EnumMap<Refused, Integer>(Refused.class);
    for (Refused reason : Refused.values()) {
      refused.put(reason, row.getInt(reason.name().toLowerCase(Locale.ROOT)));
    }
    return Answers.of(
        row.getInt("accepted"),
        refused,
        new ArrayList<>(List.of((Integer[]) row.getArray("times").getArray())));
  }

  /// Counts a parcel as accepted by a word, once. It changes a row exactly when it was not accepted
  /// before.
  ///
  /// @param minutes of opening hours that it took
  public static void accepted(StatementBatch batch, String shipment, String author, long minutes) {
    int time = Acceptance.classOf(minutes) + 1;
    batch.add(ACCEPTED, author, (int) Math.min(minutes, Integer.MAX_VALUE), time, shipment, time);
  }

  /// Counts parcels as accepted that scans say are, if they were not before.
  public static void scanned(StatementBatch batch, Collection<String> shipments) {
    batch.add(SCANNED, TextArray.of(shipments));
  }

  /// Counts parcels that have left as accepted, if they were not before.
  public static void handedOver(StatementBatch batch, Collection<String> shipments) {
    batch.add(HANDED_OVER, TextArray.of(shipments));
  }

  /// Counts a refusal; to be sent before it is noted.
  ///
  /// @param emptied whether nothing is left in the parcel: then it no longer counts as accepted
  public static void refused(
      StatementBatch batch, String shipment, ShipNodeId node, Refused reason, boolean emptied) {
    batch.add(REFUSED, node.value(), reason.name(), shipment);
    batch.add(ACCEPTED_AFTER_ALL_NOT, TextArray.of(emptied ? List.of(shipment) : List.of()));
  }

  /// @param at `System.nanoTime()`
  private record Known(Map<ShipNodeId, Acceptance> byNode, long at, boolean isRead) {
    boolean isFresh() {
      return isRead && System.nanoTime() - at < MOST_AGE.toNanos();
    }
  }
}
