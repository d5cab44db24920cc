package dev.whence.service.events;

import dev.whence.service.events.WebhookDelivery.Status;
import dev.whence.service.store.Database;
import dev.whence.service.store.StatementBatch;
import dev.whence.service.store.StatementBatch.TextArray;
import java.net.URI;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Deliveries of events to endpoints: made from the outbox, claimed by one process for one attempt,
/// recorded. Thread-safe; any number of processes may use it at once.
///
/// Of the pending deliveries of an order to an endpoint only the first may be claimed, and a
/// claimed one is pending until its attempt is recorded or its lease runs out. So there is one
/// attempt at a time, events of an order arrive in order, and a process that dies loses nothing.
public final class WebhookDeliveryStore {
  /// Sent when somebody asks for it, whether or not the endpoint is on and wants this type.
  public static final String TEST = "webhook-test";

  /// After which an attempt of which nothing is heard counts as lost; longer than any attempt
  /// takes.
  static final Duration LEASE = Duration.ofSeconds(30);

  /// After which an endpoint that takes nothing is switched off.
  static final Duration LONGEST_FAILING = Duration.ofDays(3);

  private static final String IS_BEHIND =
      """
      SELECT EXISTS (
        SELECT FROM outbox, webhook_dispatch AS done
        WHERE (outbox.transaction, outbox.id) > (done.transaction, done.id)
          AND outbox.transaction < pg_snapshot_xmin(pg_current_snapshot()))
      """;

  private static final String MY_TURN =
      "SELECT transaction::text, id FROM webhook_dispatch FOR UPDATE SKIP LOCKED";

  /// Makes the deliveries, also those to endpoints that are off, which wait there; tells where the
  /// events that were looked at end. The cursor is locked, so ids of deliveries follow the order of
  /// events.
  private static final String FAN_OUT =
      """
      WITH next AS (
        SELECT transaction, id, type, subject, order_id, payload, created_at FROM outbox
        WHERE (transaction, id) > (?::xid8, ?)
          AND transaction < pg_snapshot_xmin(pg_current_snapshot())
        ORDER BY transaction, id LIMIT ?),
      made AS (
        INSERT INTO webhook_deliveries
          (endpoint_id, event_id, type, subject, order_id, body, happened_at, held)
        SELECT endpoint.id, 'evt_' || next.id, type, subject, order_id,
          CASE WHEN order_id IS NULL
            THEN json_build_object('id', 'evt_' || next.id, 'type', type, 'subject', subject,
              'at', $at, 'data', payload)
            ELSE json_build_object('id', 'evt_' || next.id, 'type', type, 'subject', subject,
              'orderId', order_id, 'at', $at, 'data', payload) END::text,
          next.created_at,
          order_id IS NOT NULL AND (
            row_number() OVER (
              PARTITION BY endpoint.id, order_id ORDER BY next.transaction, next.id) > 1
            OR (
              SELECT min(earlier.id) FROM webhook_deliveries AS earlier
              WHERE earlier.endpoint_id = endpoint.id AND earlier.order_id = next.order_id
                AND earlier.status = 'PENDING') IS NOT NULL)
        FROM next JOIN webhook_endpoints AS endpoint
          ON cardinality(types) = 0 OR next.type = ANY (types)
        ORDER BY next.transaction, next.id
        ON CONFLICT (endpoint_id, event_id) DO NOTHING RETURNING id)
      SELECT transaction::text, id, (SELECT count(*) FROM next),
        coalesce((SELECT min(id) FROM made), 0)
      FROM next
      ORDER BY transaction DESC, id DESC LIMIT 1
      """
          .replace(
              "$at",
              """
              to_char(next.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')\
              """);

  private static final String MOVE = "UPDATE webhook_dispatch SET transaction = ?::xid8, id = ?";

  /// The first pending one of a delivery's order. A subquery, not a join, so that the plan never
  /// looks at all that wait behind an endpoint that is down.
  private static final String FIRST_OF_ITS_ORDER =
      """
      SELECT min(earlier.id) FROM webhook_deliveries AS earlier
      WHERE earlier.endpoint_id = delivery.endpoint_id AND earlier.order_id = delivery.order_id
        AND earlier.status = 'PENDING'
      """;

  private static final String CLAIM =
      """
      WITH due AS (
        SELECT due.id FROM webhook_endpoints AS endpoint
        CROSS JOIN LATERAL (
          SELECT id FROM webhook_deliveries AS delivery
          WHERE delivery.endpoint_id = endpoint.id AND status = 'PENDING' AND NOT held
            AND next_attempt_at <= now() $which
            AND coalesce(($first), delivery.id) = delivery.id
            AND (
              SELECT count(*) FROM webhook_deliveries AS replayed_over
              WHERE replayed_over.endpoint_id = delivery.endpoint_id
                AND replayed_over.order_id = delivery.order_id AND replayed_over.lease IS NOT NULL
                AND replayed_over.id <> delivery.id AND replayed_over.next_attempt_at > now()) = 0
          ORDER BY next_attempt_at, id LIMIT ?
          FOR UPDATE SKIP LOCKED) AS due
        WHERE $active AND endpoint.id <> ALL (?::uuid[])
        LIMIT ?)
      UPDATE webhook_deliveries AS delivery
      SET lease = gen_random_uuid(), attempts = attempts + 1, last_attempt_at = now(),
        next_attempt_at = now() + ? * interval '1 second'
      FROM due, webhook_endpoints AS endpoint
      WHERE delivery.id = due.id AND endpoint.id = delivery.endpoint_id
      RETURNING delivery.id, delivery.lease, endpoint.id AS endpoint_id, endpoint.url,
        delivery.event_id, delivery.body, delivery.attempts, (
          SELECT string_agg(secret, ' ' ORDER BY valid_until DESC NULLS FIRST)
          FROM webhook_secrets
          WHERE webhook_secrets.endpoint_id = endpoint.id
            AND (valid_until IS NULL OR valid_until > now())) AS secrets
      """
          .replace("$first", FIRST_OF_ITS_ORDER);

  private static final String CLAIM_EVENTS =
      CLAIM.replace("$active", "active").replace("$which", "");

  private static final String CLAIM_TESTS =
      CLAIM.replace("$active", "NOT active").replace("$which", "AND type = 'webhook-test'");

  /// After one has ended: the next of its order.
  private static final String LET_NEXT =
      """
      UPDATE webhook_deliveries SET held = false
      WHERE held AND id = (
        SELECT min(next.id) FROM webhook_deliveries AS next
        WHERE next.endpoint_id = ? AND next.status = 'PENDING'
          AND next.order_id = (SELECT order_id FROM webhook_deliveries WHERE id = ?))
      """;

  /// Those of a batch whose forerunner ended while they were made, unseen by each other.
  private static final String LET_FIRST_SINCE =
      """
      UPDATE webhook_deliveries AS delivery SET held = false
      WHERE held AND status = 'PENDING' AND id >= ? AND id = ($first)
      """
          .replace("$first", FIRST_OF_ITS_ORDER);

  private static final String LET_EVERY_FIRST =
      """
      UPDATE webhook_deliveries SET held = false
      WHERE held AND id IN (
        SELECT min(id) FROM webhook_deliveries
        WHERE status = 'PENDING' AND order_id IS NOT NULL
          AND endpoint_id IN (SELECT id FROM webhook_endpoints WHERE active)
        GROUP BY endpoint_id, order_id)
      """;

  private static final String DELIVERED =
      """
      UPDATE webhook_deliveries
      SET status = 'DELIVERED', lease = NULL, last_status = ?, last_error = '', ended_at = now()
      WHERE id = ? AND lease = ?
      """;

  private static final String WORKS =
      "UPDATE webhook_endpoints SET failing_since = NULL WHERE id = ? AND failing_since IS NOT NULL";

  private static final String TRY_AGAIN =
      """
      UPDATE webhook_deliveries
      SET lease = NULL, last_status = nullif(?, 0), last_error = ?,
        next_attempt_at = now() + ? * interval '1 millisecond'
      WHERE id = ? AND lease = ?
      """;

  private static final String GIVE_UP =
      """
      UPDATE webhook_deliveries
      SET status = 'DEAD', lease = NULL, last_status = nullif(?, 0), last_error = ?,
        ended_at = now()
      WHERE id = ? AND lease = ?
      """;

  private static final String FAILS =
      "UPDATE webhook_endpoints SET failing_since = now() WHERE id = ? AND failing_since IS NULL";

  private static final String DISABLE_IF_FAILING_FOR_LONG =
      """
      UPDATE webhook_endpoints
      SET active = false, updated_at = now(), disabled_reason =
        'It has taken nothing since ' || to_char(failing_since AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI')
        || ' UTC.'
      WHERE id = ? AND active AND failing_since < now() - ? * interval '1 second'
      """;

  private static final String DISABLE =
      """
      UPDATE webhook_endpoints SET active = false, updated_at = now(), disabled_reason = ?
      WHERE id = ? AND active
      """;

  private static final String COLUMNS =
      """
      id, endpoint_id, event_id, type, subject, coalesce(order_id, '') AS order_id, status, attempts,
      next_attempt_at, last_attempt_at, last_status, last_error, created_at, ended_at
      """;

  private static final String SELECT =
      "SELECT " + COLUMNS + " FROM webhook_deliveries WHERE id = ?";

  private static final String LIST =
      "SELECT "
          + COLUMNS
          + """
          FROM webhook_deliveries
          WHERE id < ? AND (? = '' OR endpoint_id::text = ?) AND (? = '' OR status = ?)
            AND (? = '' OR order_id = ?)
          ORDER BY id DESC LIMIT ?
          """;

  /// One that is pending will be sent anyhow, and may just be under way.
  private static final String REPLAY =
      """
      UPDATE webhook_deliveries
      SET status = 'PENDING', held = false, attempts = 0, next_attempt_at = now(), ended_at = NULL
      WHERE id = ? AND status <> 'PENDING'
      """;

  private static final String ADD_TEST =
      """
      INSERT INTO webhook_deliveries (endpoint_id, event_id, type, subject, body, happened_at)
      SELECT endpoint.id, test.id, 'webhook-test', endpoint.id::text,
        json_build_object('id', test.id, 'type', 'webhook-test', 'subject', endpoint.id,
          'at', to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
          'data', json_build_object('note', 'Somebody asked for a test of this endpoint.'))::text,
        now()
      FROM webhook_endpoints AS endpoint, (SELECT 'evt_test_' || ?::text AS id) AS test
      WHERE endpoint.id = ?
      RETURNING
      """
          + COLUMNS;

  private static final String BACKLOG =
      """
      SELECT
        (SELECT count(*) FROM webhook_deliveries WHERE status = 'DEAD') AS dead,
        count(*) AS pending,
        coalesce(greatest(extract(epoch FROM now() - min(happened_at)), 0), 0)::bigint AS oldest
      FROM webhook_deliveries JOIN webhook_endpoints AS endpoint ON endpoint.id = endpoint_id
      WHERE status = 'PENDING' AND active
      """;

  private static final String FORGET =
      """
      DELETE FROM webhook_deliveries
      WHERE status <> 'PENDING' AND ended_at < now() - ? * interval '1 second'
      """;

  /// Of an endpoint that stays off.
  private static final String FORGET_UNSENT =
      """
      DELETE FROM webhook_deliveries
      WHERE status = 'PENDING' AND created_at < now() - ? * interval '1 second'
        AND endpoint_id IN (SELECT id FROM webhook_endpoints WHERE NOT active)
      """;

  private static final String FORGET_SECRETS =
      "DELETE FROM webhook_secrets WHERE valid_until < now()";

  private final Database database;

  public WebhookDeliveryStore(Database database) {
    this.database = database;
  }

  /// A delivery that this process, and no other, may try once, until the lease runs out.
  ///
  /// @param attempt counted from 1
  record Claim(
      long id,
      UUID lease,
      WebhookEndpointId endpoint,
      URI url,
      String eventId,
      String body,
      int attempt,
      List<WebhookSecret> secrets) {
    Claim {
      secrets = List.copyOf(secrets);
    }
  }

  /// What is not delivered.
  ///
  /// @param pending to endpoints that are on
  /// @param oldest age of the oldest event that is pending; zero when none is
  record Backlog(long pending, long dead, Duration oldest) {}

  /// Turns events into deliveries, each event once. Leaves at once when another process is at it.
  ///
  /// @return how many events; fewer than `most` when there are no more for now
  int fanOut(int most) {
    boolean behind =
        database.run(connection -> {
          try (StatementBatch.Answers answers =
              new StatementBatch().add(IS_BEHIND).send(connection)) {
            return answers.rows(IS_BEHIND, row -> row.getBoolean(1)).getFirst();
          }
        });
    Window made =
        behind ? database.transact(connection -> fanOut(connection, most)) : Window.NOTHING;
    if (made.firstDelivery() > 0) {
      send(new StatementBatch().add(LET_FIRST_SINCE, made.firstDelivery()));
    }
    return made.events();
  }

  /// Lets deliveries go that nothing holds back any more, though they are marked so: what [#fanOut]
  /// and the end of an attempt overlooked because they came at the same instant.
  void letGo() {
    send(new StatementBatch().add(LET_EVERY_FIRST));
  }

  private static Window fanOut(Connection connection, int most) throws SQLException {
    List<Window> cursor;
    try (StatementBatch.Answers answers = new StatementBatch().add(MY_TURN).send(connection)) {
      cursor = answers.rows(MY_TURN, row -> new Window(row.getString(1), row.getLong(2), 0, 0));
    }
    if (cursor.isEmpty()) {
      return Window.NOTHING;
    }
    Window from = cursor.getFirst();
    List<Window> looked;
    try (StatementBatch.Answers answers =
        new StatementBatch().add(FAN_OUT, from.transaction(), from.id(), most).send(connection)) {
      looked =
          answers.rows(
              FAN_OUT,
              row -> new Window(row.getString(1), row.getLong(2), row.getInt(3), row.getLong(4)));
    }
    if (looked.isEmpty()) {
      return Window.NOTHING;
    }
    Window upTo = looked.getFirst();
    new StatementBatch().add(MOVE, upTo.transaction(), upTo.id()).send(connection).close();
    return upTo;
  }

  /// @param firstDelivery that was made, 0 when none was
  private record Window(String transaction, long id, int events, long firstDelivery) {
    static final Window NOTHING = new Window("0", 0, 0, 0);
  }

  /// Takes deliveries that are due, each for one attempt.
  ///
  /// @param except endpoints that get enough for now
  /// @param mostEach for one endpoint
  List<Claim> claim(Collection<WebhookEndpointId> except, int mostEach, int most) {
    return database.run(connection -> {
      try (StatementBatch.Answers answers =
          new StatementBatch()
              .add(CLAIM_EVENTS, mostEach, TextArray.of(except), most, LEASE.toSeconds())
              .add(CLAIM_TESTS, mostEach, TextArray.of(except), mostEach, LEASE.toSeconds())
              .send(connection)) {
        List<Claim> claims = answers.rows(CLAIM_EVENTS, WebhookDeliveryStore::readClaim);
        claims.addAll(answers.rows(CLAIM_TESTS, WebhookDeliveryStore::readClaim));
        return claims;
      }
    });
  }

  private static Claim readClaim(ResultSet row) throws SQLException {
    return new Claim(
        row.getLong("id"),
        row.getObject("lease", UUID.class),
        new WebhookEndpointId(row.getObject("endpoint_id", UUID.class)),
        URI.create(row.getString("url")),
        row.getString("event_id"),
        row.getString("body"),
        row.getInt("attempts"),
        Arrays.stream(row.getString("secrets").split(" ", -1)).map(WebhookSecret::new).toList());
  }

  /// Records that the endpoint took it.
  void delivered(Claim claim, int status) {
    send(
        new StatementBatch()
            .add(DELIVERED, status, claim.id(), claim.lease())
            .add(LET_NEXT, claim.endpoint().value(), claim.id())
            .add(WORKS, claim.endpoint().value()));
  }

  /// Records a failed attempt that is not the last one.
  ///
  /// @param status of HTTP, 0 when there was no answer
  void failed(Claim claim, int status, String error, Duration pause) {
    send(
        new StatementBatch()
            .add(TRY_AGAIN, status, error, pause.toMillis(), claim.id(), claim.lease())
            .add(FAILS, claim.endpoint().value())
            .add(
                DISABLE_IF_FAILING_FOR_LONG,
                claim.endpoint().value(),
                LONGEST_FAILING.toSeconds()));
  }

  /// Records the last failed attempt.
  ///
  /// @param status of HTTP, 0 when there was no answer
  void gaveUp(Claim claim, int status, String error) {
    send(
        new StatementBatch()
            .add(GIVE_UP, status, error, claim.id(), claim.lease())
            .add(LET_NEXT, claim.endpoint().value(), claim.id())
            .add(FAILS, claim.endpoint().value())
            .add(
                DISABLE_IF_FAILING_FOR_LONG,
                claim.endpoint().value(),
                LONGEST_FAILING.toSeconds()));
  }

  /// Records that the endpoint wants nothing more, and switches it off.
  void gone(Claim claim, int status, String error) {
    send(
        new StatementBatch()
            .add(GIVE_UP, status, error, claim.id(), claim.lease())
            .add(LET_NEXT, claim.endpoint().value(), claim.id())
            .add(DISABLE, error, claim.endpoint().value()));
  }

  private void send(StatementBatch batch) {
    database.transact(connection -> {
      batch.send(connection).close();
      return true;
    });
  }

  public Optional<WebhookDelivery> find(long id) {
    return database.run(connection -> {
      try (StatementBatch.Answers answers = new StatementBatch().add(SELECT, id).send(connection)) {
        return answers.rows(SELECT, WebhookDeliveryStore::read).stream().findFirst();
      }
    });
  }

  /// Which deliveries a list is of; an empty text does not choose.
  public record Filter(String endpoint, String status, String order) {}

  /// The newest first.
  ///
  /// @param before only ids below
  public List<WebhookDelivery> list(Filter filter, long before, int limit) {
    return database.run(connection -> {
      try (StatementBatch.Answers answers =
          new StatementBatch()
              .add(
                  LIST,
                  before,
                  filter.endpoint(),
                  filter.endpoint(),
                  filter.status(),
                  filter.status(),
                  filter.order(),
                  filter.order(),
                  limit)
              .send(connection)) {
        return answers.rows(LIST, WebhookDeliveryStore::read);
      }
    });
  }

  /// Sends one again that has ended, under the same event id and with a schedule that starts anew;
  /// one that is pending stays as it is.
  ///
  /// @return as it is now; empty when there is none
  public Optional<WebhookDelivery> replay(long id) {
    return database.transact(connection -> {
      try (StatementBatch.Answers answers =
          new StatementBatch().add(REPLAY, id).add(SELECT, id).send(connection)) {
        return answers.rows(SELECT, WebhookDeliveryStore::read).stream().findFirst();
      }
    });
  }

  /// Makes a delivery of type [#TEST].
  ///
  /// @return empty when there is no such endpoint
  public Optional<WebhookDelivery> addTest(WebhookEndpointId endpoint) {
    return database.run(connection -> {
      try (StatementBatch.Answers answers =
          new StatementBatch()
              .add(ADD_TEST, UUID.randomUUID().toString(), endpoint.value())
              .send(connection)) {
        return answers.rows(ADD_TEST, WebhookDeliveryStore::read).stream().findFirst();
      }
    });
  }

  Backlog backlog() {
    return database.run(connection -> {
      try (StatementBatch.Answers answers = new StatementBatch().add(BACKLOG).send(connection)) {
        return answers
            .rows(
                BACKLOG,
                row ->
                    new Backlog(
                        row.getLong("pending"),
                        row.getLong("dead"),
                        Duration.ofSeconds(row.getLong("oldest"))))
            .getFirst();
      }
    });
  }

  /// Deletes deliveries that ended longer ago than `age`, or wait for as long for an endpoint that
  /// is off, and secrets that have ended.
  public void forgetOlderThan(Duration age) {
    send(
        new StatementBatch()
            .add(FORGET, age.toSeconds())
            .add(FORGET_UNSENT, age.toSeconds())
            .add(FORGET_SECRETS));
  }

  private static WebhookDelivery read(ResultSet row) throws SQLException {
    return new WebhookDelivery(
        row.getLong("id"),
        new WebhookEndpointId(row.getObject("endpoint_id", UUID.class)),
        row.getString("event_id"),
        row.getString("type"),
        row.getString("subject"),
        row.getString("order_id"),
        Status.valueOf(row.getString("status")),
        row.getInt("attempts"),
        WebhookEndpointStore.instant(row, "next_attempt_at"),
        WebhookEndpointStore.findInstant(row, "last_attempt_at"),
        row.getObject("last_status", Integer.class),
        row.getString("last_error"),
        WebhookEndpointStore.instant(row, "created_at"),
        WebhookEndpointStore.findInstant(row, "ended_at"));
  }
}
