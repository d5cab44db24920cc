package dev.whence.service.orders;

import static java.util.stream.Collectors.joining;

import dev.whence.domain.orders.OrderId;
import dev.whence.domain.orders.OrderLineId;
import dev.whence.rules.sourcing.Milestones;
import dev.whence.service.json.CanonicalJson;
import dev.whence.service.orders.OrderEvents.TakenOut;
import dev.whence.service.orders.Parcel.Stage;
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
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/// Orders as they stand, what happened to them, and their cancelling. Thread-safe.
public final class OrderLives {
  private static final String CANCEL =
      """
      UPDATE order_lines AS line SET cancelled = cancelled + given.units,
        waiting = least(waiting, greatest(0, quantity - cancelled - given.units - given.placed))
      FROM unnest(?::text[], ?::int[], ?::int[]) AS given (line_id, units, placed)
      WHERE order_id = ? AND line.line_id = given.line_id
      """;

  private static final String EVENT =
      """
      INSERT INTO order_events (order_id, kind, detail)
      VALUES (?, ?, jsonb_build_object('reason', ?::text, 'lines',
        (SELECT jsonb_agg(jsonb_build_object('lineId', line_id, 'units', units))
          FROM unnest(?::text[], ?::int[]) AS given (line_id, units))))
      """;

  private static final String NOT_HELD = "UPDATE orders SET held_at = NULL WHERE id = ?";

  private static final String HELD_LONG =
      """
      SELECT id FROM orders WHERE held_at < now() - ? * interval '1 second' ORDER BY held_at LIMIT ?
      """;

  private static final String LIST =
      """
      SELECT id, ordered_at, held_at, units, why FROM (
        SELECT orders.id, ordered_at, held_at,
          (SELECT coalesce(sum(waiting), 0) FROM order_lines WHERE order_id = orders.id)::int
            AS units,
          concat_ws('; ',
            (SELECT string_agg('line ' || line_id || ' '
                || CASE WHEN exception = '' THEN items_out_of_use(sku, goods) ELSE exception END,
                '; ' ORDER BY line_id) FROM order_lines
              WHERE order_id = orders.id AND (exception <> ''
                OR (waiting > 0 AND items_out_of_use(sku, goods) IS NOT NULL))),
            CASE WHEN ? = 'ENDANGERED' THEN
              (SELECT string_agg(DISTINCT 'parcel ' || shipment_id || ': ' || endangered.why, '; ')
                FROM endangered_units AS endangered WHERE order_id = orders.id) END) AS why
        FROM orders
        WHERE CASE ? WHEN 'HELD' THEN held_at IS NOT NULL
          WHEN 'ENDANGERED' THEN id IN (SELECT order_id FROM endangered_units)
          ELSE id IN (SELECT order_id FROM order_lines WHERE waiting > 0
            AND (exception <> '' OR items_out_of_use(sku, goods) IS NOT NULL)
              = (? = 'EXCEPTION')) END) AS found
      WHERE (ordered_at, id) > (?, ?) ORDER BY ordered_at, id LIMIT ?
      """;

  private static final String RETURNED =
      """
      SELECT line_id, least(sum(units), 2147483647)::int AS units FROM returns WHERE order_id = ? GROUP BY line_id
      """;

  /// Everything that is known to have happened, as the database or a carrier tells the time, with
  /// the reason. What is kept in `order_events` is told in words of its own; reservations of which
  /// nothing is kept there were changed before an upgrade.
  private static final String TIMELINE =
      """
      SELECT created_at AS at, 'decided' AS kind, id::text AS subject,
        concat_ws(': ',
          $outcome || CASE request ->> 'automatic'
            WHEN 'approved' THEN ' (approved)'
            WHEN 'waiting units' THEN ' (what waited)' ELSE '' END,
          unmet ->> 'reason',
          CASE WHEN json_typeof(unmet -> 'shortages') = 'array' THEN (
            SELECT string_agg(format('%s of line %s %s', short ->> 'units', short ->> 'line',
              $shortage), ', ')
            FROM json_array_elements(unmet -> 'shortages') AS short) END) AS detail
      FROM (SELECT id, created_at, outcome, request, coalesce(unmet, decision -> 'outcome') AS unmet
        FROM decisions WHERE order_id = ?) AS decided
      UNION ALL
      SELECT created_at, 'reserved', id::text, 'decision ' || decision_id || CASE
        WHEN (SELECT outcome FROM decisions WHERE decisions.id = decision_id) = 'Held'
          THEN ', kept until a person decides'
        WHEN (SELECT request ->> 'automatic' FROM decisions WHERE decisions.id = decision_id)
          = 'waiting units' THEN ', confirmed' ELSE '' END
      FROM reservations WHERE order_id = ?
      UNION ALL
      SELECT changed_at, 'reservation-' || lower(status), id::text, ''
      FROM reservations
      WHERE order_id = ? AND status NOT IN ('HELD', 'KEPT') AND changed_at > created_at AND NOT EXISTS (
        SELECT FROM order_events
        WHERE order_events.order_id = reservations.order_id
          AND kind = 'reservation-' || lower(status)
          AND order_events.detail ->> 'reservationId' = reservations.id::text)
      UNION ALL
      SELECT created_at, 'parcel-planned', id, concat_ws(': ',
        node || ' by ' || carrier_service || coalesce(' on ' || handover_day, ''), (
          SELECT string_agg(format('%s of line %s', units, line_id), ', ' ORDER BY line_id, sku)
          FROM shipment_lines WHERE shipment_id = shipments.id))
      FROM shipments WHERE order_id = ?
      UNION ALL
      SELECT emptied_at, 'parcel-emptied', id, coalesce(
        (SELECT 'refused: ' || min(reason) FROM refusals
          WHERE refusals.order_id = shipments.order_id AND shipment_id = shipments.id
            AND refusals.at = emptied_at),
        (SELECT min(kind) FROM order_events
          WHERE order_events.order_id = shipments.order_id AND order_events.at = emptied_at
            AND kind IN ('cancelled', 'declined', 'timed-out')),
        (SELECT 'decision ' || min(id::text) FROM decisions
          WHERE decisions.order_id = shipments.order_id AND decisions.created_at = emptied_at),
        (SELECT min(kind) FROM order_events
          WHERE order_events.order_id = shipments.order_id AND order_events.at = emptied_at
            AND order_events.detail ->> 'reservationId' = reservation_id::text),
        '')
      FROM shipments WHERE order_id = ? AND emptied_at IS NOT NULL
      UNION ALL
      SELECT occurred_at, 'scan', shipment_id,
        concat_ws(' in ', scan, nullif(region, '')) || $accepted
      FROM shipment_events LEFT JOIN quarantine AS doubt
        ON doubt.kind = 'SHIPMENT_EVENT' AND doubt.event_id = shipment_events.event_id
      WHERE shipment_id IN (SELECT id FROM shipments WHERE order_id = ?)
      UNION ALL
      SELECT at, 'parcel-refused', shipment_id, format('%s: %s of line %s, %s%s', node, units,
        line_id, reason, CASE WHEN note = '' THEN '' ELSE ' (' || note || ')' END)
      FROM refusals WHERE order_id = ?
      UNION ALL
      SELECT at, 'parcel-accepted', shipment_id, format('%s%s%s', node,
        CASE how WHEN 'WORD' THEN format(' after %s minutes', minutes)
          WHEN 'SCAN' THEN ', by a scan' ELSE ', by handing it over' END,
        CASE WHEN author = '' THEN '' ELSE format(' (%s)', author) END)
      FROM acceptances WHERE order_id = ?
      UNION ALL
      SELECT returned_at, 'returned', return_id, concat_ws(': ',
        format('%s of line %s', units, line_id), nullif(returns.reason, '')) || $accepted
      FROM returns LEFT JOIN quarantine AS doubt
        ON doubt.kind = 'RETURN' AND doubt.event_id = return_id
      WHERE order_id = ?
      UNION ALL
      SELECT graded_at, 'graded', grading_id, format('%s: %s sellable and %s damaged of return %s',
        node, sellable, damaged, return_id)
      FROM gradings JOIN returns USING (return_id) WHERE order_id = ?
      UNION ALL
      SELECT at, 'quarantined', event_id, CASE kind WHEN 'RETURN' THEN 'return: ' ELSE 'scan: ' END
        || replace(reason, E'\\n', ' ')
      FROM quarantine WHERE how IS NULL AND (
        (kind = 'RETURN' AND subject = ?) OR (
          kind = 'SHIPMENT_EVENT'
          AND subject IN (SELECT id FROM shipments WHERE order_id = ?)))
      UNION ALL
      SELECT at, kind, coalesce(detail ->> 'reservationId', detail ->> 'shipmentId',
          detail ->> 'decisionId', id::text),
        CASE WHEN kind IN ('shipment-replaced', 'shipment-refunded') THEN concat_ws(': ',
            detail ->> 'author', $lines, nullif(detail ->> 'reason', ''))
          WHEN detail ->> 'shipmentId' IS NOT NULL THEN concat_ws(', ',
            'missed ' || replace(detail ->> 'missed', '_', ' '),
            'expected ' || coalesce((detail ->> 'expectedDate') || ' ('
              || (detail ->> 'expectedChance') || ')', 'on no day within two months'),
            'promised ' || (detail ->> 'promiseDate') || ' (' || (detail ->> 'promiseChance') || ')')
          ELSE concat_ws(': ',
            detail ->> 'author',
            CASE WHEN kind IN ('changed', 'approved')
              THEN 'decision ' || (detail ->> 'decisionId') END,
            CASE WHEN kind = 'changed' THEN 'cancelled ' ELSE '' END || $lines,
            'until ' || (detail ->> 'expiresAt'),
            'no longer waiting ' || $stopped,
            nullif(detail ->> 'reason', '')) END
      FROM order_events WHERE order_id = ?
      ORDER BY at, kind, subject
      """
          .replace("$outcome", code("outcome"))
          .replace("$shortage", code("short -> 'reason' ->> 'type'"))
          .replace(
              "$accepted",
              "CASE WHEN doubt.how = 'ACCEPTED'"
                  + " THEN ' (accepted from quarantine: ' || replace(doubt.reason, E'\\n', ' ') || ')' ELSE '' END")
          .replace("$lines", lines("$.lines[*], $.takenOut[*].lines[*], $.parcels[*].lines[*]"))
          .replace("$stopped", lines("$.noLongerWaiting[*]"));

  private static final String PROGRESS =
      """
      SELECT id, accept_by, pick_by, hand_over_by, accepted_at, picked_at, handed_over_at,
        delivered_at, expected_day
      FROM shipments WHERE order_id = ?
      """;

  private static final int TIMELINE_PARTS = 13;

  /// As the API spells the name of a case: `SHORT_OF_STOCK` for `ShortOfStock`.
  private static String code(String expression) {
    return "upper(regexp_replace(" + expression + ", '([a-z])([A-Z])', '\\1_\\2', 'g'))";
  }

  /// Units of lines somewhere in `detail`, in words.
  private static String lines(String paths) {
    return Arrays.stream(paths.split(", "))
        .map(path -> "SELECT line FROM jsonb_path_query(detail, '" + path + "') AS line")
        .collect(
            joining(
                " UNION ALL ",
                "(SELECT string_agg(format('%s of line %s', line ->> 'units', line ->> 'lineId'),"
                    + " ', ') FROM (",
                ") AS lines)"));
  }

  private final Database database;

  public OrderLives(Database database) {
    this.database = database;
  }

  /// An order with all that is known to have happened to it.
  ///
  /// @param returned units that came back, by line
  /// @param progress of parcels, by shipment
  /// @param timeline the earliest first
  public record Life(
      OrderId id,
      OrderState state,
      Map<OrderLineId, Integer> returned,
      Map<String, ParcelProgress> progress,
      List<Moment> timeline) {
    public Life {
      returned = Map.copyOf(returned);
      progress = Map.copyOf(progress);
      timeline = List.copyOf(timeline);
    }
  }

  /// When work on a parcel has to be done, when it was, and when the parcel is expected.
  ///
  /// @param milestones empty for a parcel of an earlier release
  /// @param expected the day last told, by whose end it is there with the chance asked for
  public record ParcelProgress(
      Optional<Milestones> milestones,
      Optional<Instant> accepted,
      Optional<Instant> picked,
      Optional<Instant> handedOver,
      Optional<Instant> delivered,
      Optional<LocalDate> expected) {
    public static final ParcelProgress NONE =
        new ParcelProgress(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
  }

  /// Something that happened.
  ///
  /// @param subject id of what it happened to
  /// @param detail in words, may be empty
  public record Moment(Instant at, String kind, String subject, String detail) {}

  /// What became of cancelling.
  public sealed interface Cancelled {
    /// @param state as it is now, whether this call or an earlier equal one made it so
    record Done(OrderState state) implements Cancelled {}

    record NotFound(OrderId id) implements Cancelled {}

    /// Nobody has to decide about the order.
    record NotHeld(OrderId id) implements Cancelled {}

    /// Nothing was cancelled: more is asked for than is left to cancel.
    ///
    /// @param problems one sentence each
    /// @param possible what could be cancelled
    record TooMany(List<String> problems, List<LineUnits> possible) implements Cancelled {
      public TooMany {
        problems = List.copyOf(problems);
        possible = List.copyOf(possible);
      }
    }
  }

  public Optional<Life> find(OrderId id) {
    return database.run(connection -> {
      Map<OrderId, OrderState> states = OrderStates.read(connection, List.of(id));
      OrderState state = states.get(id);
      return state == null
          ? Optional.empty()
          : Optional.of(
              new Life(
                  id,
                  state,
                  returned(connection, id),
                  progress(connection, id),
                  timeline(connection, id)));
    });
  }

  /// What orders are looked for by.
  public enum Attention {
    /// A person has to approve or decline them.
    HELD,
    /// Units of them wait for stock.
    WAITING,
    /// Nobody tries to source what is open of them without being told to.
    EXCEPTION,
    /// Parcels of them have not left and stand on something that is out of use.
    ENDANGERED
  }

  /// @param heldAt since when a person has to decide
  /// @param waiting units that wait for stock
  /// @param exception why nobody tries, may be empty
  public record Summary(
      OrderId id, Instant orderedAt, Optional<Instant> heldAt, int waiting, String exception) {}

  /// The orders placed first come first.
  ///
  /// @param afterTime with `afterId` the last order of the page before
  public List<Summary> list(Attention by, Instant afterTime, String afterId, int limit) {
    return database.run(connection -> {
      try (StatementBatch.Answers answers =
          new StatementBatch()
              .add(LIST, by.name(), by.name(), by.name(), afterTime, afterId, limit)
              .send(connection)) {
        return answers.rows(
            LIST,
            row ->
                new Summary(
                    new OrderId(row.getString("id")),
                    row.getObject("ordered_at", OffsetDateTime.class).toInstant(),
                    Optional.ofNullable(row.getObject("held_at", OffsetDateTime.class))
                        .map(OffsetDateTime::toInstant),
                    row.getInt("units"),
                    row.getString("why")));
      }
    });
  }

  /// Declines orders that nobody has decided about for too long.
  ///
  /// @param most how many at once
  /// @return how many were found
  public int timeOut(Duration heldFor, int most) {
    List<OrderId> found =
        database.run(connection -> {
          try (StatementBatch.Answers answers =
              new StatementBatch().add(HELD_LONG, heldFor.toSeconds(), most).send(connection)) {
            return answers.rows(HELD_LONG, row -> new OrderId(row.getString(1)));
          }
        });
    found.forEach(order -> decline(order, "nobody decided in time", "timed-out"));
    return found.size();
  }

  /// Cancels what is open of an order that is held; what was planned or sent before stays.
  ///
  /// @param reason in the words of who declines, may be empty
  public Cancelled decline(OrderId id, String reason) {
    return decline(id, reason, "declined");
  }

  private Cancelled decline(OrderId id, String reason, String kind) {
    return database.transact(connection -> {
      OrderState state = OrderStates.lockAndRead(connection, id);
      if (!state.isKnown()) {
        return new Cancelled.NotFound(id);
      }
      if (!state.isHeld()) {
        return new Cancelled.NotHeld(id);
      }
      List<LineUnits> open =
          state.lines().stream()
              .map(line -> new LineUnits(line.id(), state.open(line)))
              .filter(part -> part.units() > 0)
              .toList();
      write(connection, id, state, open, reason, kind);
      return new Cancelled.Done(OrderStates.lockAndRead(connection, id));
    });
  }

  /// Cancels units that nobody wants any more: first those that are open, then those in parcels
  /// that have not left, the last planned first. Their stock and their places are given back.
  /// Cancelling a whole order again changes nothing.
  ///
  /// @param reason in the words of who cancels, may be empty
  public Cancelled cancel(OrderId id, Portion portion, String reason) {
    return database.transact(connection -> {
      OrderState state = OrderStates.lockAndRead(connection, id);
      if (!state.isKnown()) {
        return new Cancelled.NotFound(id);
      }
      List<LineUnits> possible = cancellable(state);
      List<String> problems = problems(state, portion, possible);
      if (!problems.isEmpty()) {
        return new Cancelled.TooMany(problems, possible);
      }
      List<LineUnits> wanted = portion instanceof Portion.Lines(var parts) ? parts : possible;
      if (!wanted.isEmpty()) {
        write(connection, id, state, wanted, reason, "cancelled");
      }
      return new Cancelled.Done(OrderStates.lockAndRead(connection, id));
    });
  }

  private static List<LineUnits> cancellable(OrderState state) {
    return state.lines().stream()
        .map(line ->
            new LineUnits(
                line.id(), line.quantity() - line.cancelled() - state.unitsAt(line, Stage.LEFT)))
        .filter(part -> part.units() > 0)
        .toList();
  }

  private static List<String> problems(
      OrderState state, Portion portion, List<LineUnits> possible) {
    return switch (portion) {
      case Portion.Whole _ -> whatHasLeft(state);
      case Portion.Rest _ -> List.of();
      case Portion.Lines(var parts) -> tooMany(state, parts, possible);
    };
  }

  private static List<String> whatHasLeft(OrderState state) {
    var problems = new ArrayList<String>();
    for (OrderState.Line line : state.lines()) {
      int left = state.begunAt(line, Stage.LEFT);
      if (left > 0) {
        String told = new LineUnits(line.id(), left).haveLeft();
        problems.add(
            state.unitsAt(line, Stage.LEFT) < left ? told + ", at least in part." : told + ".");
      }
    }
    return problems;
  }

  private static List<String> tooMany(
      OrderState state, List<LineUnits> parts, List<LineUnits> possible) {
    var problems = new ArrayList<String>();
    for (LineUnits part : parts) {
      Optional<OrderState.Line> line = state.find(part.line());
      int most =
          possible.stream()
              .filter(one -> one.line().equals(part.line()))
              .mapToInt(LineUnits::units)
              .sum();
      if (line.isEmpty()) {
        problems.add("It has no line %s.".formatted(part.line()));
      } else if (part.units() > most) {
        int left = state.unitsAt(line.get(), Stage.LEFT);
        problems.add(
            "Line %s: to be cancelled are %d, but of %d ordered %d left and %d were cancelled."
                .formatted(
                    part.line(),
                    part.units(),
                    line.get().quantity(),
                    left,
                    line.get().cancelled()));
      }
    }
    return problems;
  }

  private static void write(
      Connection connection,
      OrderId id,
      OrderState state,
      List<LineUnits> parts,
      String reason,
      String kind)
      throws SQLException {
    // What was held and has run out counts as open: it goes back as well.
    var pieces =
        new ArrayList<>(
            GiveBack.allOf(
                    state.planned().stream()
                        .filter(parcel -> parcel.stage() == Stage.OVERDUE)
                        .toList())
                .pieces());
    var placed = new ArrayList<Integer>();
    for (LineUnits part : parts) {
      OrderState.Line line = state.find(part.line()).orElseThrow();
      int fromParcels = Math.max(0, part.units() - state.open(line));
      pieces.addAll(
          state.takeBeyond(
              line, line.quantity() - line.cancelled() - part.units(), Parcel::counts));
      pieces.addAll(takeKept(state, line, part.units() - fromParcels));
      placed.add(state.unitsAt(line, Stage.RESERVED) - fromParcels);
    }
    var batch = new StatementBatch();
    if (!pieces.isEmpty()) {
      OrderStates.giveBack(batch, new GiveBack(pieces), "cancel", true);
    }
    TextArray lines = TextArray.of(parts.stream().map(LineUnits::line).toList());
    var units = new IntArray(parts.stream().map(LineUnits::units).toList());
    batch.add(CANCEL, lines, units, new IntArray(placed), id.value());
    batch.add(EVENT, id.value(), kind, reason, lines, units);
    if (!kind.equals("cancelled") || parts.size() == cancellable(state).size()) {
      batch.add(NOT_HELD, id.value());
    }
    OrderStates.changed(batch, List.of(id));
    Outbox.add(
        batch,
        "order-" + kind,
        id.value(),
        CanonicalJson.write(
            new CancelledUnits(
                reason, OrderEvents.Line.of(parts), TakenOut.of(new GiveBack(pieces)))),
        id.value());
    batch.send(connection).close();
  }

  /// What is told of units that were cancelled, whoever did it.
  private record CancelledUnits(
      String reason, List<OrderEvents.Line> lines, List<TakenOut> takenOut) {}

  /// What has to go of the units that are kept while a person decides: they are the last of the
  /// open ones to be cancelled.
  private static List<GiveBack.Piece> takeKept(
      OrderState state, OrderState.Line line, int fromOpen) {
    Predicate<Parcel> isKept = parcel -> parcel.stage() == Stage.KEPT;
    int kept = state.planned(line, isKept);
    int keptNowhere = Math.max(0, state.open(line) - kept);
    return state.take(line, Math.min(kept, Math.max(0, fromOpen - keptNowhere)), isKept);
  }

  private static Map<OrderLineId, Integer> returned(Connection connection, OrderId id)
      throws SQLException {
    var units = new HashMap<OrderLineId, Integer>();
    try (StatementBatch.Answers answers =
        new StatementBatch().add(RETURNED, id.value()).send(connection)) {
      answers.rows(
          RETURNED,
          row -> units.merge(new OrderLineId(row.getString(1)), row.getInt(2), Math::addExact));
    }
    return new TreeMap<>(units);
  }

  private static Map<String, ParcelProgress> progress(Connection connection, OrderId id)
      throws SQLException {
    var progress = new HashMap<String, ParcelProgress>();
    try (StatementBatch.Answers answers =
        new StatementBatch().add(PROGRESS, id.value()).send(connection)) {
      answers.rows(PROGRESS, row -> progress.put(row.getString("id"), readProgress(row)) == null);
    }
    return progress;
  }

  private static ParcelProgress readProgress(ResultSet row) throws SQLException {
    Optional<Instant> handOverBy = instant(row, "hand_over_by");
    return new ParcelProgress(
        handOverBy.isEmpty()
            ? Optional.empty()
            : Optional.of(
                new Milestones(
                    instant(row, "accept_by").orElseThrow(),
                    instant(row, "pick_by").orElseThrow(),
                    handOverBy.get())),
        instant(row, "accepted_at"),
        instant(row, "picked_at"),
        instant(row, "handed_over_at"),
        instant(row, "delivered_at"),
        Optional.ofNullable(row.getObject("expected_day", LocalDate.class)));
  }

  private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }

  private static List<Moment> timeline(Connection connection, OrderId id) throws SQLException {
    var parameters = new Object[TIMELINE_PARTS];
    Arrays.fill(parameters, id.value());
    try (StatementBatch.Answers answers =
        new StatementBatch().add(TIMELINE, parameters).send(connection)) {
      return answers.rows(TIMELINE, OrderLives::readMoment);
    }
  }

  private static Moment readMoment(ResultSet row) throws SQLException {
    return new Moment(
        row.getObject("at", OffsetDateTime.class).toInstant(),
        row.getString("kind"),
        row.getString("subject"),
        row.getString("detail"));
  }
}
