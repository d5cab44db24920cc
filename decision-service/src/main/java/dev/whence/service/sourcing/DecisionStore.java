package dev.whence.service.sourcing;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.whence.domain.orders.Order;
import dev.whence.domain.orders.OrderId;
import dev.whence.domain.orders.OrderLine;
import dev.whence.domain.orders.OrderLineId;
import dev.whence.models.attributes.AttributesJson;
import dev.whence.rules.sourcing.EstimateLog;
import dev.whence.rules.sourcing.SourcingDecision;
import dev.whence.rules.sourcing.SourcingInputs;
import dev.whence.rules.tables.UnknownId;
import dev.whence.service.failures.Failure;
import dev.whence.service.failures.FailureException;
import dev.whence.service.json.CanonicalJson;
import dev.whence.service.json.KeptNames;
import dev.whence.service.orders.OfferGroups;
import dev.whence.service.orders.OrderBasis;
import dev.whence.service.orders.OrderStates;
import dev.whence.service.records.DecisionId;
import dev.whence.service.records.DecisionRecord;
import dev.whence.service.records.PartStore;
import dev.whence.service.reservations.Hold;
import dev.whence.service.reservations.ReservationPlan;
import dev.whence.service.store.Database;
import dev.whence.service.store.Outbox;
import dev.whence.service.store.StatementBatch;
import dev.whence.service.store.StatementBatch.IntArray;
import dev.whence.service.store.StatementBatch.TextArray;
import dev.whence.service.store.StoreException;
import dev.whence.service.store.StoreUnavailableException;
import dev.whence.service.store.TimeOrderedId;
import dev.whence.service.versions.VersionStore.Numbers;
import dev.whence.text.Sha256;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Recorded decisions and the one transaction that writes them. Thread-safe.
public final class DecisionStore {
  private static final Logger LOG = System.getLogger(DecisionStore.class.getName());

  /// How a decision is recorded; what the older forms were is told in `docs/order-store.md`.
  public static final int FORMAT = 3;

  /// The form of JSON texts, which is still read.
  private static final int TEXTS = 2;

  /// Nothing where the order has changed since it was read. Its row lock makes two commits for one
  /// order take turns.
  static final String UPSERT_ORDER =
      """
      INSERT INTO orders (id, channel, customer_class, customer_id, service_level,
        destination_country, destination_region, currency, ordered_at, last_decision, standing,
        held_at, version, priority, priority_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, nullif(?, '')::json, CASE WHEN ? THEN now() END, 1,
        ?, now())
      ON CONFLICT (id) DO UPDATE SET channel = excluded.channel,
        customer_class = excluded.customer_class, customer_id = excluded.customer_id,
        service_level = excluded.service_level,
        destination_country = excluded.destination_country,
        destination_region = excluded.destination_region, currency = excluded.currency,
        ordered_at = excluded.ordered_at, last_decision = excluded.last_decision,
        standing = coalesce(excluded.standing, orders.standing), claimed_until = NULL,
        held_at = excluded.held_at, priority = excluded.priority,
        priority_at = excluded.priority_at,
        version = orders.version + 1
      WHERE orders.version = ?
      """;

  private static final String MOVE_ORDER =
      """
      UPDATE orders SET last_decision = ?, version = version + 1 WHERE id = ? AND version = ?
      """;

  private static final String UPSERT_LINES =
      """
      INSERT INTO order_lines (order_id, line_id, position, sku, quantity, unit_price_minor,
        waiting, goods, attributes, tried, queue_priority, queued_since)
      SELECT ?, line_id, position, sku, quantity, price::bigint, waiting,
        nullif(goods, '')::jsonb, nullif(attributes, ''), nullif(?, '')::pg_snapshot, ?, ?
      FROM unnest(?::text[], ?::text[], ?::int[], ?::text[], ?::int[], ?::text[], ?::text[])
        WITH ORDINALITY
        AS line (line_id, sku, quantity, price, waiting, goods, attributes, position)
      ON CONFLICT (order_id, line_id) DO UPDATE SET sku = excluded.sku,
        quantity = excluded.quantity, unit_price_minor = excluded.unit_price_minor,
        waiting = excluded.waiting, goods = excluded.goods, attributes = excluded.attributes,
        exception = '',
        tried = excluded.tried, queue_priority = excluded.queue_priority,
        queued_since = excluded.queued_since
      """;

  private static final String STANDING =
      "SELECT standing::text FROM orders WHERE id = ? AND standing IS NOT NULL";

  private static final String TRIED =
      """
      UPDATE order_lines AS line SET tried = ?::pg_snapshot FROM orders
      WHERE orders.id = ? AND version = ? AND order_id = orders.id AND line_id = ANY (?)
      """;

  private static final String UNCLAIM = "UPDATE orders SET claimed_until = NULL WHERE id = ?";

  private static final String CANCEL_UNITS =
      """
      UPDATE order_lines AS line SET cancelled = given.units,
        waiting = CASE WHEN given.units > 0 THEN 0 ELSE waiting END
      FROM unnest(?::text[], ?::int[]) AS given (line_id, units)
      WHERE order_id = ? AND line.line_id = given.line_id
      """;

  /// Before the decision, so that its trigger, which is for older releases, finds it done.
  private static final String INSERT_WORDS =
      "INSERT INTO decision_index (decision_id, words) VALUES (?, ?)";

  private static final String INSERT_DECISION =
      """
      INSERT INTO decisions (id, order_id, outcome, path, request, unmet, record, parts, digest,
        rule_set, round, decided_at, format, approved, rule_set_version, models_version,
        reference_version, rows_fired, code)
      VALUES (?, ?, ?, ?, nullif(?, '')::json, nullif(?, '')::json, ?, ?, ?, ?, ?, ?, ?, ?,
        nullif(?, 0), nullif(?, 0), nullif(?, 0), ?::json, ?)
      """;

  /// A hold ends by itself unless confirmed; of a reservation that is, the time means nothing.
  private static final String TELL =
      """
      SELECT 'decision', ?, ?::jsonb || jsonb_build_object('reservation', (
        SELECT jsonb_build_object('reservationId', id, 'status', status,
          'expiresAt', CASE WHEN status = 'HELD' THEN $time END)
        FROM reservations WHERE id = ?)), ?
      """
          .replace("$time", Outbox.time("expires_at"));

  /// What people did, for the timeline.
  private static final String KEEP =
      """
      INSERT INTO order_events (order_id, kind, detail)
      SELECT ?, ?, jsonb_strip_nulls(jsonb_build_object(
        'decisionId', told -> 'decisionId', 'lines', told -> 'cancelled'))
      FROM (SELECT ?::jsonb) AS decision (told)
      """;

  private static final String WHEN_ORDERED = "SELECT ordered_at FROM orders WHERE id = ?";

  private static final String SELECT_DECISION = "SELECT * FROM decisions WHERE id = ?";

  private static final String LIST =
      """
      SELECT $columns
      FROM decisions
      WHERE id < ? AND id >= ? AND (? = '' OR order_id = ?) AND (? = '' OR outcome = ?)
        AND (? = '' OR path = ?) AND (? = 0 OR rule_set_version = ?)
        AND (? = 0 OR models_version = ?) AND (? = 0 OR reference_version = ?)
      ORDER BY id DESC LIMIT ?
      """;

  private static final String LIST_SUMMARIES =
      LIST.replace(
          "$columns",
          "id, order_id, outcome, path, decided_at, rule_set_version, models_version,"
              + " reference_version");

  private static final String LIST_SHOWN = LIST.replace("$columns", "*");

  /// Those that have the words, and those that nobody has read so far.
  private static final String SEARCH =
      """
      SELECT * FROM (
        ($read) UNION ALL ($unread)) AS found
      ORDER BY id DESC LIMIT ?
      """
          .replace("$read", found("words @> ?"))
          .replace("$unread", found("words IS NULL"));

  private static final String SHOWN_OF = "SELECT * FROM decisions WHERE id = ANY (?::uuid[])";

  private static final String EXPORT =
      "SELECT * FROM decisions WHERE id > ? AND id >= ? AND id < ? ORDER BY id LIMIT ?";

  private static final String NOW = "SELECT now()";

  /// Above every id.
  private static final UUID LAST = new UUID(-1, -1);

  /// Below every id.
  private static final UUID FIRST = new UUID(0, 0);

  /// Most decisions in one transaction.
  private static final int MOST_TOGETHER = 64;

  private static String found(String condition) {
    return LIST.replace("$columns", "decisions.*")
        .replace("FROM decisions", "FROM decisions JOIN decision_index ON decision_id = id")
        .replace("WHERE ", "WHERE " + condition + " AND ")
        .replace("ORDER BY id", "ORDER BY decision_id");
  }

  private final Database database;
  private final PartStore parts;
  private final CommitGroups groups;

  public DecisionStore(Database database) {
    this(database, MOST_TOGETHER);
  }

  /// @param mostTogether decisions in one transaction; 1 for each by itself
  DecisionStore(Database database, int mostTogether) {
    this.database = database;
    this.parts = new PartStore(database);
    this.groups = new CommitGroups(mostTogether, this::writeTogether, this::writeAlone);
  }

  /// Reserves and records a decision: all of it in one transaction, or nothing. Where several want
  /// the same rows at once, the transaction may be that of others, too.
  ///
  /// Stock and capacity are taken by guarded updates, so what the decision was made on may be stale
  /// without harm. A twin with the same key waits for the first and then gets its answer.
  ///
  /// @param claim the offer that the decision follows from, which wins only together with it
  CommitResult commit(NewDecision decision, CallerKey key, Optional<OfferClaim> claim) {
    return commit(new PendingCommit(DecisionWrite.of(decision, parts), key, claim));
  }

  /// As [#commit(NewDecision, CallerKey, Optional)], of what is ready to be written.
  CommitResult commit(PendingCommit commit) {
    return groups.commit(commit);
  }

  /// As [#commit(NewDecision, CallerKey, Optional)], of a decision that follows from no offer.
  public CommitResult commit(NewDecision decision, CallerKey key) {
    return commit(decision, key, Optional.empty());
  }

  private CommitResult writeAlone(PendingCommit commit) {
    return database.transact(connection -> write(connection, commit));
  }

  private static CommitResult write(Connection connection, PendingCommit commit)
      throws SQLException {
    DecisionWrite write = commit.write();
    CallerKey key = commit.key();
    Optional<OfferClaim> claim = commit.claim();
    NewDecision decision = write.decision();
    var first = new StatementBatch();
    // First, so that events of an order have the order in which they happened.
    if (decision.basis().version() > 0) {
      OrderStates.lock(first, List.of(decision.inputs().orderCase().order().id()));
    }
    if (key instanceof CallerKey.Given given) {
      first.add(
          CallerKeys.CLAIM_DECIDED, given.key(), given.requestSha256(), decision.id().value());
    }
    claim.ifPresentOrElse(offer -> addClaim(first, write, offer), () -> addOrder(first, write));
    // What is taken out of a parcel twice is refused by the store: first see that nobody else did.
    boolean twoSteps = !decision.basis().giveBack().nothing();
    if (twoSteps) {
      try (StatementBatch.Answers answers = first.send(connection)) {
        Optional<CommitResult> end = end(connection, answers, key, claim);
        if (end.isPresent()) {
          return end.get();
        }
      }
    }
    StatementBatch batch = twoSteps ? new StatementBatch() : first;
    addOwnRows(batch, write, claim);
    ReservationPlan.askExpiry(batch, List.of(write.plan()));
    write.plan().addGuardedUpdates(batch);

    Hold hold;
    try (StatementBatch.Answers answers = batch.send(connection)) {
      Optional<CommitResult> end =
          twoSteps ? Optional.empty() : end(connection, answers, key, claim);
      if (end.isPresent()) {
        return end.get();
      }
      hold = write.plan().hold(ReservationPlan.readExpiry(answers));
      ReservationPlan.Lost lost = write.plan().readGuardedUpdates(answers);
      if (!lost.nothing()) {
        connection.rollback();
        return lost(write.plan(), lost, connection);
      }
    }
    new StatementBatch().add("COMMIT").send(connection).close();
    return new CommitResult.Committed(decision.id(), hold);
  }

  /// Units come first: the decision must change for them anyway.
  private static CommitResult lost(
      ReservationPlan plan, ReservationPlan.Lost lost, Connection connection) throws SQLException {
    return lost.units().isEmpty()
        ? new CommitResult.CapacityLost(plan.lostCapacity(lost.parcels(), connection))
        : new CommitResult.StockLost(plan.lostUnits(lost.units(), connection));
  }

  /// All in one transaction, but those that do not get what they want: these are left out, and the
  /// others written anew. One try more is all that is made: then each is left to itself.
  private List<Optional<CommitResult>> writeTogether(List<PendingCommit> commits) {
    List<PendingCommit> left = commits;
    for (int attempt = 1; attempt <= 2 && left.size() > 1; attempt++) {
      var group = new GroupWrite(left);
      switch (database.transact(group::write)) {
        case GroupWrite.Outcome.Written(var results) -> {
          return commits.stream()
              .map(commit -> Optional.<CommitResult>ofNullable(results.get(commit.id())))
              .toList();
        }
        case GroupWrite.Outcome.Lost(var losers) ->
            left = left.stream().filter(commit -> !losers.contains(commit.id())).toList();
      }
    }
    return commits.stream().map(commit -> Optional.<CommitResult>empty()).toList();
  }

  /// What nobody else writes to of a decision whose order is written.
  static void addOwnRows(StatementBatch batch, DecisionWrite write, Optional<OfferClaim> claim) {
    addRecord(batch, write, claim);
    write.plan().addReservation(batch);
    write.plan().addShipments(batch);
    Outbox.addFound(
        batch,
        TELL,
        write.decision().id().toString(),
        write.event(),
        write.plan().id().value(),
        write.orderId());
    write.plan().addOffers(batch);
  }

  /// What ends the transaction before anything is taken: the key is known, the order has changed or
  /// the offer is taken; rolled back then.
  private static Optional<CommitResult> end(
      Connection connection,
      StatementBatch.Answers answers,
      CallerKey key,
      Optional<OfferClaim> claim)
      throws SQLException {
    if (key instanceof CallerKey.Given given && answers.count(CallerKeys.CLAIM_DECIDED) == 0) {
      connection.rollback();
      return Optional.of(known(CallerKeys.recorded(connection, given)));
    }
    if (answers.count(claim.isPresent() ? MOVE_ORDER : UPSERT_ORDER) == 0) {
      connection.rollback();
      return Optional.of(new CommitResult.OrderChanged());
    }
    if (claim.isPresent() && answers.count(OfferGroups.CLAIM) == 0) {
      connection.rollback();
      return Optional.of(new CommitResult.OfferTaken());
    }
    return Optional.empty();
  }

  /// A known order as its caller wants it.
  ///
  /// @return empty for an order that is not known, or that an older release recorded
  Optional<StandingOrder> findStanding(OrderId order) {
    return database.run(connection -> {
      try (StatementBatch.Answers answers =
          new StatementBatch().add(STANDING, order.value()).send(connection)) {
        return answers
            .rows(STANDING, row -> CanonicalJson.read(row.getString(1), StandingOrder.class))
            .stream()
            .findFirst();
      }
    });
  }

  /// Lets others try to source what waits of an order.
  void unclaim(OrderId order) {
    database.transact(connection -> {
      new StatementBatch().add(UNCLAIM, order.value()).send(connection).close();
      return true;
    });
  }

  /// Notes that what waits of an order could not be had from anything that was visible then.
  void tried(OrderId order, OrderBasis basis) {
    database.transact(connection -> {
      new StatementBatch()
          .add(
              TRIED,
              basis.seen(),
              order.value(),
              basis.version(),
              TextArray.of(basis.lines().stream().map(OrderLine::id).toList()))
          .add(UNCLAIM, order.value())
          .send(connection)
          .close();
      return true;
    });
  }

  /// The order itself stays as it is: some of its units move from one ship node to another.
  private static void addClaim(StatementBatch batch, DecisionWrite write, OfferClaim claim) {
    NewDecision decision = write.decision();
    batch.add(MOVE_ORDER, decision.id().value(), write.orderId(), decision.basis().version());
    OfferGroups.claim(batch, claim.offer(), decision.id().shipment(1), claim.by());
  }

  /// Writes nothing if what is planned for the order has changed since it was read.
  static void addOrder(StatementBatch batch, DecisionWrite write) {
    NewDecision decision = write.decision();
    Order order = decision.inputs().orderCase().order();
    batch.add(
        UPSERT_ORDER,
        order.id().value(),
        order.channel(),
        order.customerClass(),
        order.customerId(),
        order.serviceLevel(),
        order.destination().country(),
        order.destination().region(),
        order.currency().getCurrencyCode(),
        order.orderedAt(),
        decision.id().value(),
        write.standing(),
        decision.decision().outcome() instanceof SourcingDecision.Outcome.Held,
        decision.basis().priority(),
        decision.basis().version());
  }

  private static void addRecord(
      StatementBatch batch, DecisionWrite write, Optional<OfferClaim> claim) {
    NewDecision decision = write.decision();
    OrderBasis basis = decision.basis();
    Order order = decision.inputs().orderCase().order();
    // First: a smaller quantity may be less than what was cancelled of the larger one.
    if (!basis.cancelled().isEmpty()) {
      List<OrderLineId> cancelled = basis.cancelled().keySet().stream().sorted().toList();
      batch.add(
          CANCEL_UNITS,
          TextArray.of(cancelled),
          new IntArray(
              cancelled.stream().map(line -> basis.cancelled().getOrDefault(line, 0)).toList()),
          order.id().value());
    }
    if (claim.isEmpty()) {
      addLines(batch, decision);
    }
    batch.add(INSERT_WORDS, decision.id().value(), new TextArray(write.words()));
    batch.add(
        INSERT_DECISION,
        decision.id().value(),
        order.id().value(),
        outcome(decision.decision()),
        KeptNames.ofCase(decision.decision().path()),
        write.request(),
        write.unmet(),
        write.record().bytes(),
        new IntArray(write.parts()),
        Sha256.of(write.record().bytes()),
        decision.decision().grounds().ruleSet(),
        decision.round(),
        decision.decision().decidedAt(),
        FORMAT,
        basis.approved(),
        decision.versions().ruleSet(),
        decision.versions().models(),
        decision.versions().referenceData(),
        write.fired(),
        DecidingCode.digest());
    String done =
        switch (basis.occasion()) {
          case CHANGED -> "changed";
          case APPROVED -> "approved";
          case NEW, FURTHER, WAITING -> "";
        };
    if (!done.isEmpty()) {
      batch.add(KEEP, order.id().value(), done, write.event());
    }
    if (!basis.giveBack().nothing()) {
      OrderStates.takeOut(batch, basis.giveBack(), "decision", true);
    }
  }

  private static void addLines(StatementBatch batch, NewDecision decision) {
    OrderBasis basis = decision.basis();
    Order order = decision.inputs().orderCase().order();
    List<OrderLine> lines = basis.lines();
    Map<OrderLineId, Integer> waiting =
        Waiting.of(order, decision.decision().outcome(), basis.lots());
    batch.add(
        UPSERT_LINES,
        order.id().value(),
        basis.seen(),
        basis.priority(),
        order.orderedAt(),
        TextArray.of(lines.stream().map(OrderLine::id).toList()),
        TextArray.of(lines.stream().map(OrderLine::sku).toList()),
        new IntArray(lines.stream().map(OrderLine::quantity).toList()),
        TextArray.of(lines.stream().map(line -> line.unitPrice().minorUnits()).toList()),
        new IntArray(lines.stream().map(line -> waiting.getOrDefault(line.id(), 0)).toList()),
        TextArray.of(lines.stream().map(OrderStates::goodsText).toList()),
        TextArray.of(lines.stream().map(line -> attributes(order, line)).toList()));
  }

  /// What a model is asked to hear of a line, as text; empty where nothing is told.
  private static String attributes(Order order, OrderLine line) {
    return AttributesJson.text(line.attributes().over(order.attributes()));
  }

  /// The name of the case, for instance `PartlyBackordered`.
  private static String outcome(SourcingDecision decision) {
    return KeptNames.ofCase(decision.outcome());
  }

  /// What is known of a caller's key: the first answer, or a conflict if it was for another
  /// request. Nothing for a new key, and nothing while its first request is still being worked on.
  public Optional<CommitResult> findAnswer(CallerKey.Given key) {
    return database.run(connection -> CallerKeys.find(connection, key).map(DecisionStore::known));
  }

  private static CommitResult known(CallerKeys.Known known) {
    return switch (known) {
      case CallerKeys.Known.Decided(var decision) -> new CommitResult.DuplicateKey(decision);
      // By an earlier release, which answered a key with the id of its decision.
      case CallerKeys.Known.Answered(var answer) ->
          new CommitResult.DuplicateKey(DecisionId.parse(answer.body()));
      case CallerKeys.Known.Conflict(var key) -> new CommitResult.KeyConflict(key);
    };
  }

  /// When an order that is known was placed.
  public Optional<Instant> whenOrdered(OrderId order) {
    return database.run(connection -> {
      try (StatementBatch.Answers answers =
          new StatementBatch().add(WHEN_ORDERED, order.value()).send(connection)) {
        return answers
            .rows(WHEN_ORDERED, row -> row.getObject(1, OffsetDateTime.class).toInstant())
            .stream()
            .findFirst();
      }
    });
  }

  /// Everything that is recorded of a decision.
  ///
  /// @throws FailureException with [Failure.OlderRecord] if an older release wrote it in a form
  ///   that is no longer read
  public Optional<StoredDecision> find(DecisionId id) {
    return findRow(id).map(row -> row.stored(parts));
  }

  /// As [#find], and also empty for what an older release wrote in a form that is no longer read,
  /// and for a damaged record, which is told in the log: what goes through many decisions must not
  /// stop at one.
  public Optional<StoredDecision> findReadable(DecisionId id) {
    try {
      return find(id);
    } catch (FailureException e) {
      return Optional.empty();
    } catch (StoreException | StoreUnavailableException e) {
      throw e;
    } catch (RuntimeException e) {
      LOG.log(
          Level.WARNING,
          "The record of decision %s is damaged and left out: %s\nMaybe look for others with 'whence verify'."
              .formatted(id, e));
      return Optional.empty();
    }
  }

  /// What the caller was told of a decision.
  ///
  /// @throws FailureException as [#find]
  public Optional<ShownDecision> findShown(DecisionId id) {
    return findRow(id).map(row -> row.shown(parts));
  }

  private Optional<RecordedRow> findRow(DecisionId id) {
    return database.run(connection -> {
      try (StatementBatch.Answers answers =
          new StatementBatch().add(SELECT_DECISION, id.value()).send(connection)) {
        return answers.rows(SELECT_DECISION, DecisionStore::read).stream().findFirst();
      }
    });
  }

  /// Newest first.
  ///
  /// @param query which decisions
  /// @param before the last id of the page before; none for the first page
  public List<Summary> list(Query query, Optional<DecisionId> before, int limit) {
    return list(LIST_SUMMARIES, DecisionStore::summary, query, before, limit);
  }

  /// As [#list], with what the callers were told.
  public List<Listed> listShown(Query query, Optional<DecisionId> before, int limit) {
    return shown(list(LIST_SHOWN, ListedRow::of, query, before, limit));
  }

  private List<Listed> shown(List<ListedRow> rows) {
    // All at once, so that those that are not in memory cost one round trip.
    parts.find(rows.stream().flatMap(ListedRow::toldParts).distinct().toList());
    return rows.stream().map(row -> row.listed(parts)).toList();
  }

  /// As [#listShown(Query, Optional, int)], of the given ones, in no order.
  List<Listed> listShown(Collection<UUID> ids) {
    return shown(
        database.run(connection -> {
          try (StatementBatch.Answers answers =
              new StatementBatch().add(SHOWN_OF, TextArray.of(ids)).send(connection)) {
            return answers.rows(SHOWN_OF, ListedRow::of);
          }
        }));
  }

  /// As [#listShown(Query, Optional, int)], of those that have every word by the [DecisionIndex],
  /// and of those that it does not know yet.
  public List<Listed> search(
      Query query, List<String> words, Optional<DecisionId> before, int limit) {
    var parameters = new ArrayList<Object>();
    parameters.add(new TextArray(words));
    parameters.addAll(parameters(query, before, limit));
    parameters.addAll(parameters(query, before, limit));
    parameters.add(limit);
    return shown(
        database.run(connection -> {
          try (StatementBatch.Answers answers =
              new StatementBatch().add(SEARCH, parameters.toArray()).send(connection)) {
            return answers.rows(SEARCH, ListedRow::of);
          }
        }));
  }

  private <T> List<T> list(
      String sql,
      StatementBatch.RowReader<T> reader,
      Query query,
      Optional<DecisionId> before,
      int limit) {
    return database.run(connection -> {
      try (StatementBatch.Answers answers =
          new StatementBatch()
              .add(sql, parameters(query, before, limit).toArray())
              .send(connection)) {
        return answers.rows(sql, reader);
      }
    });
  }

  private static List<Object> parameters(Query query, Optional<DecisionId> before, int limit) {
    UUID end = query.until().equals(Query.NO_END) ? LAST : TimeOrderedId.lowest(query.until());
    return List.of(
        before.map(DecisionId::value).filter(id -> TimeOrderedId.compare(id, end) < 0).orElse(end),
        TimeOrderedId.lowest(query.since()),
        query.order(),
        query.order(),
        query.outcome(),
        query.outcome(),
        query.path(),
        query.path(),
        query.versions().ruleSet(),
        query.versions().ruleSet(),
        query.versions().models(),
        query.versions().models(),
        query.versions().referenceData(),
        query.versions().referenceData(),
        limit);
  }

  private static Summary summary(ResultSet row) throws SQLException {
    return new Summary(
        new DecisionId(row.getObject("id", UUID.class)),
        new OrderId(row.getString("order_id")),
        row.getString("outcome"),
        row.getString("path"),
        instant(row, "decided_at"),
        versions(row));
  }

  /// Everything that is recorded of decisions, the oldest first.
  ///
  /// @param span of their ids: decided in it, to the millisecond
  /// @param after the last one of the page before
  public List<Exported> export(Span span, Optional<DecisionId> after, int limit) {
    List<ExportedRow> rows =
        database.run(connection -> {
          try (StatementBatch.Answers answers =
              new StatementBatch()
                  .add(
                      EXPORT,
                      after.map(DecisionId::value).orElse(FIRST),
                      TimeOrderedId.lowest(span.since()),
                      TimeOrderedId.lowest(span.until()),
                      limit)
                  .send(connection)) {
            return answers.rows(EXPORT, ExportedRow::of);
          }
        });
    return rows.stream().map(row -> row.exported(parts)).toList();
  }

  /// The database's clock.
  public Instant now() {
    return database.run(connection -> {
      try (StatementBatch.Answers answers = new StatementBatch().add(NOW).send(connection)) {
        return answers
            .rows(NOW, row -> row.getObject(1, OffsetDateTime.class).toInstant())
            .getFirst();
      }
    });
  }

  /// From a moment on, up to another one, which is not in it; none before 1970.
  public record Span(Instant since, Instant until) {}

  /// A decision that is exported.
  public sealed interface Exported {
    DecisionId id();

    record Whole(StoredDecision decision) implements Exported {
      @Override
      public DecisionId id() {
        return decision.id();
      }
    }

    /// In a form that is no longer read.
    record Older(DecisionId id, int format) implements Exported {}
  }

  private record ExportedRow(DecisionId id, int format, Optional<RecordedRow> row) {
    static ExportedRow of(ResultSet row) throws SQLException {
      int format = row.getInt("format");
      return new ExportedRow(
          new DecisionId(row.getObject("id", UUID.class)),
          format,
          format == FORMAT || format == TEXTS ? Optional.of(read(row)) : Optional.empty());
    }

    Exported exported(PartStore parts) {
      return row.<Exported>map(recorded -> new Exported.Whole(recorded.stored(parts)))
          .orElseGet(() -> new Exported.Older(id, format));
    }
  }

  /// Which decisions to list.
  ///
  /// @param order the order's id, empty for any
  /// @param outcome the name of an outcome, for instance `Allocated`, empty for any
  /// @param path the name of a path, for instance `Rules`, empty for any
  /// @param since not decided before, to the millisecond; not before 1970
  /// @param until decided before, to the millisecond; not before 1970
  /// @param versions made with these, 0 for any
  public record Query(
      String order, String outcome, String path, Instant since, Instant until, Numbers versions) {
    /// Of a query that goes on to the newest decision.
    public static final Instant NO_END = Instant.MAX;

    public static final Query ALL = new Query("", "");

    public Query(String order, String outcome) {
      this(order, outcome, "", Instant.EPOCH, NO_END, Numbers.NONE);
    }
  }

  /// One line of a list, with what its caller was told.
  ///
  /// @param shown empty where it was recorded in a form that is no longer read
  public record Listed(Summary summary, Optional<ShownDecision> shown) {}

  private record ListedRow(Summary summary, Optional<RecordedRow> row) {
    static ListedRow of(ResultSet row) throws SQLException {
      int format = row.getInt("format");
      return new ListedRow(
          DecisionStore.summary(row),
          format == FORMAT || format == TEXTS ? Optional.of(read(row)) : Optional.empty());
    }

    Stream<Integer> toldParts() {
      return row.stream().flatMap(RecordedRow::toldParts);
    }

    Listed listed(PartStore parts) {
      return new Listed(summary, row.map(recorded -> recorded.shown(parts)));
    }
  }

  /// One line of a list.
  ///
  /// @param outcome name of the case, for instance `Allocated`
  /// @param path `Model` or `Rules`
  /// @param versions it was made with
  public record Summary(
      DecisionId id,
      OrderId order,
      String outcome,
      String path,
      Instant decidedAt,
      Numbers versions) {}

  /// What an older release or other code noted says nothing of what this code would do.
  private static Optional<String> fired(ResultSet row) throws SQLException {
    return row.getLong("code") == DecidingCode.digest()
        ? Optional.ofNullable(row.getString("rows_fired"))
        : Optional.empty();
  }

  private static RecordedRow read(ResultSet row) throws SQLException {
    int format = row.getInt("format");
    var id = new DecisionId(row.getObject("id", UUID.class));
    boolean approved = row.getBoolean("approved");
    int round = row.getInt("round");
    Instant recordedAt = instant(row, "created_at");
    return switch (format) {
      case FORMAT ->
          new RecordedRow.Slim(
              id,
              row.getBytes("record"),
              List.of((Integer[]) row.getArray("parts").getArray()),
              approved,
              row.getString("rule_set"),
              versions(row),
              round,
              fired(row),
              recordedAt);
      case TEXTS ->
          new RecordedRow.Texts(
              new StoredDecision(
                  id,
                  row.getString("request"),
                  CanonicalJson.read(row.getString("inputs"), SourcingInputs.class),
                  CanonicalJson.read(row.getString("estimates"), EstimateLog.class),
                  CanonicalJson.read(row.getString("decision"), SourcingDecision.class),
                  approved,
                  row.getString("rule_set"),
                  versions(row),
                  round,
                  CanonicalJson.read(row.getString("timings"), Timings.class).byName(),
                  warnings(row.getString("table_warnings")),
                  Optional.empty(),
                  recordedAt));
      default -> throw new FailureException(new Failure.OlderRecord(id.toString(), format));
    };
  }

  /// A row of the table, as it was recorded.
  private sealed interface RecordedRow {
    StoredDecision stored(PartStore parts);

    ShownDecision shown(PartStore parts);

    /// Numbers of the parts that [#shown] needs.
    Stream<Integer> toldParts();

    /// JSON texts.
    record Texts(StoredDecision stored) implements RecordedRow {
      @Override
      public StoredDecision stored(PartStore parts) {
        return stored;
      }

      @Override
      public ShownDecision shown(PartStore parts) {
        return ShownDecision.of(stored);
      }

      @Override
      public Stream<Integer> toldParts() {
        return Stream.empty();
      }
    }

    /// A binary record.
    ///
    /// @param numbers of its parts
    /// @param fired JSON text, empty if other code has decided
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Slim(
        DecisionId id,
        byte[] bytes,
        List<Integer> numbers,
        boolean approved,
        String ruleSet,
        Numbers versions,
        int round,
        Optional<String> fired,
        Instant recordedAt)
        implements RecordedRow {
      @Override
      public StoredDecision stored(PartStore parts) {
        DecisionRecord.Whole whole = DecisionRecord.read(bytes, parts.find(numbers));
        return new StoredDecision(
            id,
            whole.request(),
            whole.inputs(),
            whole.estimates(),
            whole.told().decision(),
            approved,
            ruleSet,
            versions,
            round,
            whole.told().timingsByName(),
            whole.told().warnings(),
            fired.map(text -> CanonicalJson.read(text, RowsFired.class).byTable()),
            recordedAt);
      }

      @Override
      public Stream<Integer> toldParts() {
        return numbers.subList(0, DecisionRecord.toldParts(bytes)).stream();
      }

      @Override
      public ShownDecision shown(PartStore parts) {
        DecisionRecord.Told told = DecisionRecord.readTold(bytes, parts.find(toldParts().toList()));
        return new ShownDecision(
            id,
            told.order(),
            told.explain(),
            told.reference(),
            told.decision(),
            versions,
            round,
            told.timingsByName(),
            told.warnings());
      }
    }
  }

  /// As far as they were noted.
  private static Numbers versions(ResultSet row) throws SQLException {
    return new Numbers(
        row.getInt("rule_set_version"),
        row.getInt("models_version"),
        row.getInt("reference_version"));
  }

  private static List<UnknownId> warnings(@Nullable String json) {
    return json == null ? List.of() : List.of(CanonicalJson.read(json, UnknownId[].class));
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  /// Ids of rows by table, as they are noted beside a decision.
  record RowsFired(@JsonValue SortedMap<String, List<String>> byTable) {
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    RowsFired {
      byTable = Collections.unmodifiableSortedMap(new TreeMap<>(byTable));
    }
  }

  /// The timings of a decision of JSON texts.
  record Timings(SortedMap<String, Duration> byName) {
    Timings {
      byName = new TreeMap<>(byName);
    }
  }
}
