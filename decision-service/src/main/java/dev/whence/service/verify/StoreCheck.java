package dev.whence.service.verify;

import dev.whence.service.store.Database;
import dev.whence.service.store.StatementBatch;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.UUID;

/// Compares movements, stock, parcels, reservations, capacity, order lines, decisions, offers, keys
/// and digests, all as of one moment. It may run beside a service at work, any number of times; it
/// changes nothing.
public final class StoreCheck {
  private static final int RECORDS_AT_ONCE = 20_000;

  /// Of the comparison of one rule: tens of millions of rows are more than a request has time for.
  public static final Duration LONGEST = Duration.ofHours(1);

  private static final String PATIENT = "SET LOCAL statement_timeout = '1h'";

  private static final String END_OF_PAGE =
      "SELECT id FROM decisions WHERE id > ? ORDER BY id OFFSET ? LIMIT 1";

  /// Below and above every id.
  private static final UUID FIRST = new UUID(0, 0);

  private static final UUID LAST = new UUID(-1, -1);

  /// Rows of one rule that are told; the others are counted.
  private static final int MOST_TOLD = 100;

  private final Database database;

  public StoreCheck(Database database) {
    this.database = database;
  }

  /// What must hold, as a query for the rows where it does not.
  private enum Rule {
    POSITION_IS_THE_SUM_OF_ITS_MOVEMENTS(
        "A position is the sum of its movements",
        """
        SELECT node, sku, on_hand, moved_on_hand, reserved, moved_reserved
        FROM stock FULL JOIN (
          SELECT node, sku, sum(on_hand) AS moved_on_hand, sum(reserved) AS moved_reserved
          FROM stock_movements GROUP BY node, sku) AS moved USING (node, sku)
        WHERE (on_hand, reserved) IS DISTINCT FROM (moved_on_hand::int, moved_reserved::int)
        ORDER BY node, sku
        """),
    POSITIONS_ARE_OF_LOADED_THINGS(
        "The ship node and the item of each position are loaded",
        """
        SELECT node, sku FROM stock
        WHERE NOT EXISTS (SELECT FROM ship_nodes WHERE id = node)
          OR NOT EXISTS (SELECT FROM items WHERE items.sku = stock.sku)
        ORDER BY node, sku
        """),
    RESERVED_IS_WHAT_PARCELS_HOLD(
        "The reserved units of a position are those in parcels that have not left",
        """
        SELECT node, sku, reserved, planned FROM stock FULL JOIN (
          SELECT node, sku, sum(shipment_lines.units - taken_out)::int AS planned
          FROM shipments JOIN shipment_lines ON shipment_id = shipments.id
          WHERE reservation_id IS NOT NULL AND NOT left_stock AND taken_out < shipment_lines.units
          GROUP BY node, sku) AS held USING (node, sku)
        WHERE coalesce(reserved, 0) <> coalesce(planned, 0) ORDER BY node, sku
        """),
    PLACES_ARE_PARCELS(
        "The places taken of a ship node's day are the parcels planned for it or sent",
        """
        SELECT node, day, booked.parcels, planned.parcels AS planned
        FROM (SELECT node, day, parcels FROM capacity_bookings) AS booked FULL JOIN (
          SELECT node, handover_day AS day, count(*)::int AS parcels FROM shipments
          WHERE reservation_id IS NOT NULL AND handover_day IS NOT NULL
            AND (emptied_at IS NULL OR left_stock)
          GROUP BY node, handover_day) AS planned USING (node, day)
        WHERE coalesce(booked.parcels, 0) <> coalesce(planned.parcels, 0) ORDER BY node, day
        """),
    EMPTY_PARCELS_ARE_EMPTY(
        "A parcel is noted as emptied exactly when nothing is left in it",
        """
        SELECT id, order_id, emptied_at, units_left FROM shipments JOIN (
          SELECT shipment_id, sum(units - taken_out) AS units_left
          FROM shipment_lines GROUP BY shipment_id) AS content ON shipment_id = id
        WHERE reservation_id IS NOT NULL AND NOT left_stock
          AND (emptied_at IS NOT NULL) <> (units_left = 0) ORDER BY id
        """),
    RESERVATIONS_STAND_AS_TOLD(
        "A reservation stands as was told of it last",
        """
        SELECT reservations.id, reservations.order_id, status, told FROM reservations JOIN (
          SELECT DISTINCT ON (detail ->> 'reservationId') detail ->> 'reservationId' AS id,
            detail ->> 'status' AS told
          FROM order_events WHERE kind LIKE 'reservation-%'
          ORDER BY detail ->> 'reservationId', order_events.id DESC) AS last
          ON last.id = reservations.id::text
        WHERE status <> told ORDER BY reservations.id
        """),
    ENDED_RESERVATIONS_HOLD_NOTHING(
        "A reservation that has ended holds nothing, and one that holds nothing has ended",
        """
        SELECT reservations.id, order_id, status, coalesce(planned, 0) AS planned,
          coalesce(parcels, 0) AS parcels
        FROM reservations LEFT JOIN (
          SELECT reservation_id, count(DISTINCT shipments.id) AS parcels,
            sum(CASE WHEN left_stock THEN 0 ELSE shipment_lines.units - taken_out END) AS planned
          FROM shipments JOIN shipment_lines ON shipment_id = shipments.id
          WHERE emptied_at IS NULL GROUP BY reservation_id) AS held
          ON reservation_id = reservations.id
        WHERE (status IN ('RELEASED', 'EXPIRED') AND planned > 0)
          OR (status IN ('KEPT', 'HELD', 'CONFIRMED') AND parcels IS NULL)
        ORDER BY reservations.id
        """),
    STOCK_IS_KEPT_FOR_HELD_ORDERS(
        "Stock that is kept while a person decides belongs to an order that waits for one",
        """
        SELECT DISTINCT reservations.id, reservations.order_id
        FROM reservations
        JOIN orders ON orders.id = reservations.order_id
        JOIN shipments ON reservation_id = reservations.id
        WHERE status = 'KEPT' AND held_at IS NULL AND NOT left_stock AND emptied_at IS NULL
        ORDER BY reservations.id
        """),
    LINES_QUEUE_AS_THEIR_ORDERS(
        "The lines of an order have its place among those that wait",
        """
        SELECT order_id, line_id, queue_priority, priority, queued_since, ordered_at
        FROM order_lines JOIN orders ON orders.id = order_id
        WHERE (queue_priority, queued_since) <> (priority, ordered_at)
        ORDER BY order_id, line_id
        """),
    NO_UNIT_IS_PLANNED_TWICE(
        "No more units of a line are planned and sent than are wanted, of a bundle no more of any component than were ordered; what was sent although it had been released does not count",
        """
        SELECT line.order_id, line.line_id, quantity, cancelled, waiting, complete, most AS begun
        FROM order_lines AS line JOIN (
          SELECT order_id, line_id, max(ceil(placed / needed::numeric))::int AS most,
            CASE WHEN count(*) < max(parts) THEN 0 ELSE min(placed / needed) END AS complete
          FROM (
            SELECT placed.*, coalesce((goods ->> placed.sku)::int, 1) AS needed,
              (SELECT count(*) FROM jsonb_object_keys(goods)) AS parts
            FROM (
              SELECT order_id, line_id, shipment_lines.sku,
                sum(shipment_lines.units - taken_out)::int AS placed
              FROM shipments JOIN shipment_lines ON shipment_id = shipments.id
              WHERE reservation_id IS NOT NULL AND emptied_at IS NULL AND replaced_at IS NULL
              GROUP BY order_id, line_id, shipment_lines.sku) AS placed
            JOIN order_lines USING (order_id, line_id)) AS goods
          GROUP BY order_id, line_id) AS planned USING (order_id, line_id)
        WHERE complete + cancelled + waiting > quantity OR most > quantity
        ORDER BY line.order_id, line.line_id
        """),
    WHAT_WAS_REPLACED_WAS_LOST(
        "A parcel whose units were replaced had left and was lost, and is noted so once",
        """
        SELECT shipments.id, shipments.order_id, replaced_at, how, left_stock
        FROM shipments LEFT JOIN lost_parcels ON shipment_id = shipments.id
        WHERE (replaced_at IS NOT NULL AND (how IS DISTINCT FROM 'REPLACED' OR NOT left_stock))
          OR (how = 'REPLACED' AND replaced_at IS NULL) ORDER BY shipments.id
        """),
    WHAT_LEFT_IS_IN_THE_LEDGER(
        "Each parcel that left moved its units once",
        """
        SELECT id, line.node, line.sku, line.units, moved
        FROM (
          SELECT shipments.id, node, sku, sum(shipment_lines.units - taken_out)::int AS units
          FROM shipments JOIN shipment_lines ON shipment_id = shipments.id
          WHERE left_stock GROUP BY shipments.id, node, sku) AS line
        JOIN stock ON stock.node = line.node AND stock.sku = line.sku
        LEFT JOIN (
          SELECT cause, node, sku, count(*) AS moved FROM stock_movements WHERE kind = 'SHIP'
          GROUP BY cause, node, sku) AS movement
          ON cause = id AND movement.node = line.node AND movement.sku = line.sku
        WHERE coalesce(moved, 0) <> 1
          AND id NOT IN (SELECT id FROM shipments WHERE left_stock AND created_at < (
            SELECT coalesce(min(recorded_at), '-infinity') FROM stock_movements
            WHERE kind = 'OPENING'))
        ORDER BY id, line.sku
        """),
    DECISIONS_ARE_THERE(
        "The decision of each reservation, of each parcel and of each order is there",
        """
        SELECT kind, id, decision_id FROM (
          SELECT 'reservation' AS kind, id::text, decision_id FROM reservations
          UNION ALL SELECT 'parcel', id, decision_id FROM shipments WHERE decision_id IS NOT NULL
          UNION ALL SELECT 'order', id, last_decision FROM orders) AS named
        WHERE NOT EXISTS (SELECT FROM decisions WHERE decisions.id = decision_id)
        ORDER BY kind, id
        """),
    WHAT_ARRIVED_IS_IN_THE_LEDGER(
        "Each receipt, and each grading of sellable units, moved its position once",
        """
        SELECT kind, id, node, sku FROM (
          SELECT 'RECEIVE' AS kind, event_id AS id, node, sku FROM receipts
          UNION ALL
          SELECT 'RETURN', grading_id, node, sku FROM gradings WHERE sellable > 0) AS told
        FULL JOIN (
          SELECT kind, cause AS id, node, sku FROM stock_movements
          WHERE kind IN ('RECEIVE', 'RETURN')) AS moved USING (kind, id, node, sku)
        WHERE told IS NULL OR moved IS NULL ORDER BY kind, id
        """),
    NO_MORE_IS_GRADED_THAN_CAME_BACK(
        "No more units of a return are graded than came back",
        """
        SELECT return_id, gradings.sku, returns.units, sum(sellable + damaged) AS graded
        FROM gradings JOIN returns USING (return_id)
        LEFT JOIN order_lines AS line USING (order_id, line_id)
        GROUP BY return_id, gradings.sku, returns.units, goods
        HAVING sum(sellable + damaged)
          > returns.units::bigint * coalesce((goods ->> gradings.sku)::int, 1)
        ORDER BY return_id, gradings.sku
        """),
    WHAT_IS_EXPECTED_HAS_NOT_ARRIVED(
        "What is open of an expected receipt is what was ordered less what was received",
        """
        SELECT receipt_id, sku, units, open, received
        FROM expected_receipts LEFT JOIN (
          SELECT receipt_id, sku, sum(units) AS received FROM receipts
          GROUP BY receipt_id, sku) AS arrived USING (receipt_id, sku)
        WHERE open <> greatest(0, units - coalesce(received, 0)) ORDER BY receipt_id
        """),
    WHAT_COUNTS_IS_NOT_IN_QUARANTINE(
        "What waits in quarantine or was discarded does not count",
        """
        SELECT kind, event_id, coalesce(how, 'WAITING') AS how FROM quarantine
        WHERE (how IS NULL OR how = 'DISCARDED') AND (
          (kind = 'RETURN' AND EXISTS (SELECT FROM returns WHERE return_id = event_id))
          OR (kind = 'SHIPMENT_EVENT' AND EXISTS (
            SELECT FROM shipment_events AS scan WHERE scan.event_id = quarantine.event_id)))
        ORDER BY kind, event_id
        """),
    OFFERS_HAVE_ONE_WINNER(
        "An offered parcel has exactly one winner once it is claimed, accepted or assigned, and none before",
        """
        SELECT parcel.id, parcel.order_id, parcel.state,
          count(*) FILTER (WHERE offers.state IN ('CLAIMED', 'ASSIGNED')) AS winners,
          count(*) FILTER (WHERE offers.state = 'OPEN') AS open
        FROM offer_groups AS parcel LEFT JOIN offers ON group_id = parcel.id
        GROUP BY parcel.id
        HAVING count(*) FILTER (WHERE offers.state IN ('CLAIMED', 'ASSIGNED'))
            <> (parcel.state IN ('CLAIMED', 'ACCEPTED', 'ASSIGNED'))::int
          OR (parcel.state <> 'OPEN' AND count(*) FILTER (WHERE offers.state = 'OPEN') > 0)
        ORDER BY parcel.id
        """),
    LOSERS_HOLD_NOTHING(
        "The units of an offered parcel are at its winner, before that where it is planned, and nowhere else",
        """
        SELECT parcel.id, parcel.order_id, parcel.state, shipment_id, held.node, planned_node,
          won.node AS winner
        FROM offer_groups AS parcel
        LEFT JOIN shipments AS held ON held.id = shipment_id
        LEFT JOIN shipments AS planned ON planned.id = planned_shipment
        LEFT JOIN offers AS won ON group_id = parcel.id AND won.state IN ('CLAIMED', 'ASSIGNED')
        WHERE held.node IS DISTINCT FROM coalesce(won.node, CASE WHEN parcel.state = 'LAPSED'
            THEN held.node ELSE planned_node END) AND parcel.state <> 'WITHDRAWN'
          OR (shipment_id <> planned_shipment AND planned.emptied_at IS NULL AND NOT planned.left_stock)
          OR (parcel.state IN ('OPEN', 'CLAIMED') AND (held.emptied_at IS NOT NULL OR held.left_stock))
        ORDER BY parcel.id
        """),
    ANSWERS_ARE_COUNTED(
        "What ship nodes are counted to have answered on a day is what they accepted and refused",
        """
        SELECT node, day, counted, answered FROM (
          SELECT node, day, ARRAY[accepted, short, damaged, busy, other, unanswered] AS counted
          FROM acceptance_days) AS sums
        FULL JOIN (
          SELECT node, (at AT TIME ZONE 'UTC')::date AS day,
            ARRAY[count(*) FILTER (WHERE kind = 'ACCEPTED'), count(*) FILTER (WHERE kind = 'SHORT'),
              count(*) FILTER (WHERE kind = 'DAMAGED'), count(*) FILTER (WHERE kind = 'BUSY'),
              count(*) FILTER (WHERE kind = 'OTHER'),
              count(*) FILTER (WHERE kind = 'UNANSWERED')]::int[] AS answered
          FROM (
            SELECT node, at, 'ACCEPTED' AS kind FROM acceptances WHERE counted
            UNION ALL
            SELECT node, at, reason FROM (
              SELECT DISTINCT ON (shipment_id) node, at, reason FROM refusals
              ORDER BY shipment_id, id) AS first) AS answers
          GROUP BY node, day) AS told USING (node, day)
        WHERE coalesce(counted, '{0,0,0,0,0,0}') <> coalesce(answered, '{0,0,0,0,0,0}')
        ORDER BY node, day
        """),
    KEYS_HAVE_ANSWERS(
        "Each key of a caller has its answer, and the decision that it names is there",
        """
        SELECT key, status, body, decision_id FROM idempotency_keys
        WHERE CASE
          WHEN decision_id IS NOT NULL
            THEN NOT EXISTS (SELECT FROM decisions WHERE decisions.id = decision_id)
          WHEN body ~ '^[0-9a-f]{8}-[0-9a-f-]{27}$'
            THEN NOT EXISTS (SELECT FROM decisions WHERE decisions.id = body::uuid)
          ELSE body IS NULL END
        ORDER BY key
        """),
    WHAT_WAS_PUBLISHED_WAS_EXPECTED(
        "A replay has shown of each published draft what was expected of it",
        """
        SELECT id, title, published_as FROM table_drafts
        WHERE state = 'PUBLISHED' AND expectation IS NOT NULL AND NOT EXISTS (
          SELECT FROM table_replays AS replay
          JOIN versions ON kind = 'rule-set' AND number = published_as AND digest = tables_digest
          WHERE draft = table_drafts.id AND replay.met
            AND replay.expectation = table_drafts.expectation)
        ORDER BY id
        """),
    RECORDS_ARE_WHOLE(
        "Each record of a decision is as it was written, and each of its parts is there",
        """
        WITH gone AS MATERIALIZED (
          SELECT part FROM (
            SELECT DISTINCT unnest(parts) AS part FROM decisions WHERE id > ? AND id <= ?) AS named
          WHERE NOT EXISTS (SELECT FROM decision_parts WHERE decision_parts.id = part))
        SELECT id, 'record' AS broken FROM decisions
        WHERE id > ? AND id <= ? AND digest <> sha256(record)
        UNION ALL
        SELECT id, 'part ' || part FROM gone JOIN decisions ON part = ANY (parts)
        WHERE id > ? AND id <= ?
        ORDER BY id
        """),
    DECISIONS_ARE_INDEXED(
        "Each decision is in the index that searches and reports ask",
        """
        SELECT id FROM decisions
        WHERE NOT EXISTS (SELECT FROM decision_index WHERE decision_id = id) ORDER BY id
        """),
    DAYS_ARE_TOLD_ONCE(
        "Each day is told by one digest at most, and only when it is noted",
        """
        SELECT subject, count(*) AS told FROM outbox WHERE type = 'daily-digest'
        GROUP BY subject
        HAVING count(*) > 1
          OR NOT EXISTS (SELECT FROM daily_digests WHERE day::text = subject)
        ORDER BY subject
        """),
    PARTS_ARE_AS_WRITTEN(
        "Each part of recorded decisions is as it was written",
        """
        SELECT id, kind FROM decision_parts
        WHERE digest <> sha256(convert_to(kind || E'\\n' || body, 'UTF8'))
        ORDER BY id
        """),
    REFERENCE_DATA_HAVE_VERSIONS(
        "The version of the reference data in force, and each that changed a row, is noted",
        """
        SELECT version FROM (
          SELECT version FROM reference_version UNION SELECT version FROM reference_changes) AS named
        WHERE NOT EXISTS (
          SELECT FROM versions WHERE kind = 'reference-data' AND number = named.version)
        ORDER BY version
        """),
    REFERENCE_DATA_ARE_AS_NOTED(
        "Each row of reference data is as the last version that changed it left it",
        """
        WITH stands AS (
          SELECT 'ship_nodes' AS source, id AS key, to_jsonb(ship_nodes) AS loaded FROM ship_nodes
          UNION ALL
          SELECT 'carrier_services', id, to_jsonb(carrier_services) FROM carrier_services
          UNION ALL
          SELECT 'rate_zones', carrier_service || ' ' || position, to_jsonb(rate_zones)
          FROM rate_zones
          UNION ALL
          SELECT 'exchange_rates', concat_ws(' ', from_currency, to_currency, date),
            to_jsonb(exchange_rates) FROM exchange_rates
          UNION ALL
          SELECT 'postal_areas', country || ' ' || prefix, to_jsonb(postal_areas) FROM postal_areas),
        noted AS (
          SELECT DISTINCT ON (source, key) source, key, version, after FROM reference_changes
          ORDER BY source, key, version DESC)
        SELECT source, key, version FROM noted LEFT JOIN stands USING (source, key)
        WHERE after IS DISTINCT FROM reference_row(loaded) ORDER BY source, key
        """),
    PUBLISHED_DRAFTS_HAVE_TESTS(
        "Each version that a draft became has the tests that it was published with",
        """
        SELECT table_drafts.id, published_as FROM table_drafts
        WHERE state = 'PUBLISHED'
          AND EXISTS (SELECT FROM table_draft_tests WHERE draft = table_drafts.id)
          AND NOT EXISTS (SELECT FROM rule_set_tests WHERE draft = table_drafts.id
            AND rule_set = published_as)
        ORDER BY id
        """),
    ROWS_ANSWERED_IN_DECISIONS(
        "No row of a rule table answered in more decisions of a day than were counted, and no more were counted than there are",
        """
        SELECT counted.rule_set, counted.day, counted.table_name, counted.rule_id,
          counted.decisions, of_day.decisions AS of_day, made.decisions AS made
        FROM rule_row_days AS counted
        LEFT JOIN rule_row_days AS of_day ON of_day.rule_set = counted.rule_set
          AND of_day.day = counted.day AND of_day.table_name = ''
        LEFT JOIN (
          SELECT rule_set_version AS rule_set, (decided_at AT TIME ZONE 'UTC')::date AS day,
            count(*) AS decisions
          FROM decisions WHERE decided_at > now() - interval '31 days' GROUP BY 1, 2) AS made
          ON made.rule_set = counted.rule_set AND made.day = counted.day
        WHERE counted.decisions > coalesce(of_day.decisions, 0)
          OR (counted.table_name = '' AND counted.day > (now() - interval '30 days')::date
            AND counted.decisions > coalesce(made.decisions, 0))
        ORDER BY 1, 2, 3, 4
        """),
    SOMEBODY_IS_OPERATOR(
        "Where there are users, a person who is active is an operator",
        """
        SELECT count(*) AS users FROM users
        HAVING count(*) > 0
          AND count(*) FILTER (WHERE active AND kind = 'PERSON' AND 'operator' = ANY (roles)) = 0
        """),
    SESSIONS_ARE_OF_ACTIVE_PERSONS(
        "Each session is of a person who is active",
        """
        SELECT sessions.id, name FROM sessions JOIN users ON users.id = user_id
        WHERE NOT active OR kind <> 'PERSON' ORDER BY sessions.id
        """),
    KEYS_HAVE_SECRETS(
        "Each API key has one present secret, and one before it at most that counts",
        """
        SELECT api_keys.id, user_id, count(key_id) AS secrets
        FROM api_keys LEFT JOIN api_key_secrets ON key_id = api_keys.id
          AND (valid_until IS NULL OR valid_until > now())
        GROUP BY api_keys.id
        HAVING count(key_id) FILTER (WHERE valid_until IS NULL) <> 1 OR count(key_id) > 2
        ORDER BY api_keys.id
        """);

    final String sentence;
    final String violations;

    Rule(String sentence, String violations) {
      this.sentence = sentence;
      this.violations = violations;
    }
  }

  /// What came of one rule.
  ///
  /// @param rule what must hold, in a sentence without a full stop
  /// @param violations rows that break it
  /// @param rows some of them, as `column value` pairs
  public record Finding(String rule, int violations, List<String> rows) {
    public Finding {
      rows = List.copyOf(rows);
    }

    public boolean holds() {
      return violations == 0;
    }
  }

  /// One finding a rule, all as of one moment.
  public List<Finding> run() {
    return database.transact(connection -> {
      connection.setNetworkTimeout(Runnable::run, Math.toIntExact(LONGEST.toMillis()));
      new StatementBatch().add(Database.ONE_SNAPSHOT).add(PATIENT).send(connection).close();
      var findings = new ArrayList<Finding>();
      for (Rule rule : Rule.values()) {
        findings.add(check(connection, rule));
      }
      return findings;
    });
  }

  private static Finding check(Connection connection, Rule rule) throws SQLException {
    List<String> rows =
        rule == Rule.RECORDS_ARE_WHOLE
            ? brokenRecords(connection, rule)
            : violations(connection, rule);
    return new Finding(rule.sentence, rows.size(), rows.stream().limit(MOST_TOLD).toList());
  }

  private static List<String> violations(Connection connection, Rule rule, Object... parameters)
      throws SQLException {
    try (StatementBatch.Answers answers =
        new StatementBatch().add(rule.violations, parameters).send(connection)) {
      return answers.rows(rule.violations, StoreCheck::told);
    }
  }

  /// Part by part: all records together may be more than a statement has time for.
  private static List<String> brokenRecords(Connection connection, Rule rule) throws SQLException {
    var broken = new ArrayList<String>();
    UUID after = FIRST;
    while (!after.equals(LAST)) {
      UUID last = after;
      List<UUID> ends;
      try (StatementBatch.Answers answers =
          new StatementBatch().add(END_OF_PAGE, last, RECORDS_AT_ONCE - 1).send(connection)) {
        ends = answers.rows(END_OF_PAGE, row -> row.getObject(1, UUID.class));
      }
      UUID until = ends.isEmpty() ? LAST : ends.getFirst();
      broken.addAll(violations(connection, rule, last, until, last, until, last, until));
      after = until;
    }
    return broken;
  }

  private static String told(ResultSet row) throws SQLException {
    var text = new StringJoiner(", ");
    var columns = row.getMetaData();
    for (int i = 1; i <= columns.getColumnCount(); i++) {
      text.add(columns.getColumnLabel(i) + " " + row.getString(i));
    }
    return text.toString();
  }
}
