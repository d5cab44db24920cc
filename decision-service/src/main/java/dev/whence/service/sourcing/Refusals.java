package dev.whence.service.sourcing;

import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.inventory.Sku;
import dev.whence.domain.orders.OrderId;
import dev.whence.domain.orders.OrderLineId;
import dev.whence.service.inventory.NodeDay;
import dev.whence.service.inventory.Position;
import dev.whence.service.inventory.StockLedger;
import dev.whence.service.inventory.StockLedger.Cause;
import dev.whence.service.json.CanonicalJson;
import dev.whence.service.orders.GiveBack;
import dev.whence.service.orders.GiveBack.Piece;
import dev.whence.service.orders.LineUnits;
import dev.whence.service.orders.OrderEvents.Content;
import dev.whence.service.orders.OrderEvents.Line;
import dev.whence.service.orders.OrderEvents.TakenOut;
import dev.whence.service.orders.OrderState;
import dev.whence.service.orders.OrderStates;
import dev.whence.service.orders.Parcel;
import dev.whence.service.shipments.AcceptanceStore;
import dev.whence.service.store.Database;
import dev.whence.service.store.Outbox;
import dev.whence.service.store.StatementBatch;
import dev.whence.service.store.StatementBatch.IntArray;
import dev.whence.service.store.StatementBatch.TextArray;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A ship node refuses a parcel, or a part of it: stock is corrected by the reason, and the refused
/// units wait to be sourced from elsewhere. The other parcels of the order stay as they are.
/// Thread-safe.
public final class Refusals {
  private static final String ORDER_OF = "SELECT order_id FROM shipments WHERE id = ?";

  private static final String ON_HAND = "SELECT on_hand FROM stock WHERE sku = ? AND node = ?";

  private static final String INSERT =
      """
      INSERT INTO refusals (order_id, line_id, shipment_id, node, sku, units, reason, blocking, note)
      SELECT ?, line_id, ?, ?, sku, units, ?, ?, ?
      FROM unnest(?::text[], ?::text[], ?::int[]) AS piece (line_id, sku, units)
      """;

  /// After so many refusals of a line a person has to look at it.
  private static final String WAIT =
      """
      UPDATE order_lines AS line SET waiting = least(quantity - cancelled, waiting + given.units),
        tried = NULL,
        exception = CASE WHEN refused >= ? THEN format('refused %s times, last by %s: %s', refused,
          ?::text, ?::text) ELSE '' END
      FROM (
        SELECT given.line_id, given.units,
          (SELECT count(DISTINCT refusals.shipment_id) FROM refusals
            WHERE refusals.order_id = ? AND refusals.line_id = given.line_id) AS refused
        FROM unnest(?::text[], ?::int[]) AS given (line_id, units)) AS given
      WHERE line.order_id = ? AND line.line_id = given.line_id
      """;

  private static final String TELL =
      """
      SELECT 'parcel-refused', ?, ?::jsonb || jsonb_build_object('exceptions', (
        SELECT jsonb_agg(jsonb_build_object('lineId', line_id, 'exception', exception)
          ORDER BY position)
        FROM order_lines WHERE order_id = ? AND line_id = ANY (?) AND exception <> '')), ?
      """;

  private final Database database;
  private final WaitingOrders waiting;
  private final int mostRefusals;

  /// @param mostRefusals after so many of one line it is left to a person, at least 1
  public Refusals(Database database, WaitingOrders waiting, int mostRefusals) {
    this.database = database;
    this.waiting = waiting;
    this.mostRefusals = mostRefusals;
  }

  public enum Reason {
    /// The units are not there. What was found there is all there is; without a number, what other
    /// parcels hold.
    SHORT,
    /// The units are there and cannot be sold: they are written off.
    DAMAGED,
    /// The node can pack no more on the day of the parcel: it gets no further parcels for that day.
    BUSY,
    OTHER,
    /// The node claimed the parcel and did not accept it in time; nobody refuses so by a word.
    UNANSWERED;

    /// What a node may say.
    public static List<Reason> said() {
      return List.of(SHORT, DAMAGED, BUSY, OTHER);
    }
  }

  /// A refusal.
  ///
  /// @param parts one a line; empty for the whole parcel
  /// @param found units that were found of the one SKU that is short, for [Reason#SHORT]
  /// @param skus of the refused units those that are short or damaged, while the others are there;
  ///   empty for all of them
  /// @param blocking whether the node is not to be asked again for the order
  /// @param note in the words of who refused, may be empty
  public record Refusal(
      String shipment,
      List<LineUnits> parts,
      Reason reason,
      Optional<Integer> found,
      List<Sku> skus,
      boolean blocking,
      String note) {
    public Refusal {
      parts = List.copyOf(parts);
      skus = List.copyOf(skus);
    }

    /// Whether the reason holds for a SKU of the refused units.
    boolean concerns(Sku sku) {
      return skus.isEmpty() || skus.contains(sku);
    }
  }

  /// What came of it.
  public sealed interface Result {
    /// @param resourced what came of sourcing the units from elsewhere, at once; empty when it was
    ///   left to a person or to later
    record Refused(OrderId order, Optional<SourceOrder.Result> resourced) implements Result {}

    record NotFound(String shipment) implements Result {}

    /// What is said of the refused units cannot be. Nothing was changed.
    ///
    /// @param member of the refusal, as a JSON pointer
    record Untrue(String member, String problem, String value) implements Result {}

    /// The parcel has left, or holds fewer units than are refused. Nothing was changed.
    ///
    /// @param problems one sentence each
    /// @param possible what could be refused
    record NotThere(OrderId order, List<String> problems, List<LineUnits> possible)
        implements Result {
      public NotThere {
        problems = List.copyOf(problems);
        possible = List.copyOf(possible);
      }
    }
  }

  /// Takes the units out of the parcel, corrects stock, and sources them from elsewhere.
  public Result refuse(Refusal refusal) {
    return resourced(takeOut(refusal));
  }

  private Result resourced(Result result) {
    return result instanceof Result.Refused(var order, var ignored)
        ? new Result.Refused(order, sourceElsewhere(order))
        : result;
  }

  /// The first half of [#refuse]: takes the units out of the parcel and corrects stock. They wait.
  public Result takeOut(Refusal refusal) {
    return database.transact(connection -> write(connection, refusal));
  }

  /// The second half, which is made up for when a process ends before it: sources what waits.
  public Optional<SourceOrder.Result> sourceElsewhere(OrderId order) {
    return waiting.source(order);
  }

  /// The order of a parcel that is there.
  public OrderId orderOf(String shipment) {
    return database.run(connection -> orderOf(connection, shipment)).getFirst();
  }

  /// Refuses a parcel only if something else happens in the same transaction.
  ///
  /// @param guard a statement that `first` adds, made under the lock of the order; when it changes
  ///   nothing, nothing is refused
  /// @return empty if nothing was
  Optional<Result> refuseIf(Refusal refusal, String guard, Consumer<StatementBatch> first) {
    Optional<Result> result =
        database.transact(connection -> {
          var batch = new StatementBatch();
          OrderStates.lock(batch, orderOf(connection, refusal.shipment()));
          first.accept(batch);
          try (StatementBatch.Answers answers = batch.send(connection)) {
            if (answers.count(guard) == 0) {
              return Optional.empty();
            }
          }
          return Optional.of(write(connection, refusal));
        });
    return result.map(this::resourced);
  }

  private static List<OrderId> orderOf(Connection connection, String shipment) throws SQLException {
    try (StatementBatch.Answers answers =
        new StatementBatch().add(ORDER_OF, shipment).send(connection)) {
      return answers.rows(ORDER_OF, row -> new OrderId(row.getString(1)));
    }
  }

  private Result write(Connection connection, Refusal refusal) throws SQLException {
    List<OrderId> orders = orderOf(connection, refusal.shipment());
    if (orders.isEmpty()) {
      return new Result.NotFound(refusal.shipment());
    }
    OrderId order = orders.getFirst();
    OrderState state = OrderStates.lockAndRead(connection, order);
    List<LineUnits> possible =
        state.lines().stream()
            .map(line ->
                new LineUnits(
                    line.id(), state.plannedInPart(line, parcel -> isIt(parcel, refusal))))
            .filter(part -> part.units() > 0)
            .toList();
    List<LineUnits> parts = refusal.parts().isEmpty() ? possible : refusal.parts();
    List<String> problems = problems(refusal, state, parts, possible);
    if (!problems.isEmpty()) {
      return new Result.NotThere(order, problems, possible);
    }
    var pieces = new ArrayList<Piece>();
    for (LineUnits part : parts) {
      pieces.addAll(
          state.take(
              state.find(part.line()).orElseThrow(),
              part.units(),
              parcel -> isIt(parcel, refusal)));
    }
    var giveBack = new GiveBack(pieces);
    Optional<Result> untrue = untrue(connection, refusal, giveBack.units().keySet());
    if (untrue.isPresent()) {
      return untrue.get();
    }
    OrderState after = state.without(giveBack.pieces());
    List<LineUnits> opened =
        parts.stream()
            .map(part -> state.find(part.line()).orElseThrow())
            .distinct()
            .map(line -> new LineUnits(line.id(), state.brokenBy(after, line)))
            .toList();
    send(connection, order, refusal, parts, opened, giveBack);
    return new Result.Refused(order, Optional.empty());
  }

  /// A SKU of which nothing is refused, or a number found that tells of several SKUs, or of more
  /// units than are on hand.
  private static Optional<Result> untrue(
      Connection connection, Refusal refusal, Set<Position> positions) throws SQLException {
    List<Sku> refused = positions.stream().map(Position::sku).distinct().sorted().toList();
    for (int i = 0; i < refusal.skus().size(); i++) {
      Sku sku = refusal.skus().get(i);
      if (!refused.contains(sku)) {
        return Optional.of(
            new Result.Untrue(
                "/skus/" + i,
                "is not among the refused units, which are of %s".formatted(names(refused)),
                sku.value()));
      }
    }
    if (refusal.found().isEmpty()) {
      return Optional.empty();
    }
    int found = refusal.found().get();
    List<Position> concerned =
        positions.stream().filter(position -> refusal.concerns(position.sku())).toList();
    if (concerned.size() > 1) {
      return Optional.of(
          new Result.Untrue(
              "/found",
              "tells of one SKU, and units of %s are refused.\nMaybe name in skus which of them is short"
                  .formatted(names(refused)),
              String.valueOf(found)));
    }
    Position position = concerned.getFirst();
    int onHand = onHand(connection, position);
    return found > onHand
        ? Optional.of(
            new Result.Untrue(
                "/found",
                "is more than the %d units of %s on hand at %s.\nMaybe count them with PUT /v1/stock, and refuse as other"
                    .formatted(onHand, position.sku(), position.node()),
                String.valueOf(found)))
        : Optional.empty();
  }

  private static String names(List<Sku> skus) {
    return skus.stream().map(Sku::value).collect(Collectors.joining(", "));
  }

  private static int onHand(Connection connection, Position position) throws SQLException {
    try (StatementBatch.Answers answers =
        new StatementBatch()
            .add(ON_HAND, position.sku().value(), position.node().value())
            .send(connection)) {
      return answers.rows(ON_HAND, row -> row.getInt(1)).stream().findFirst().orElse(0);
    }
  }

  private static boolean isIt(Parcel parcel, Refusal refusal) {
    return parcel.shipment().equals(refusal.shipment());
  }

  private static List<String> problems(
      Refusal refusal, OrderState state, List<LineUnits> parts, List<LineUnits> possible) {
    Optional<Parcel> parcel =
        state.parcels().stream().filter(one -> isIt(one, refusal)).findFirst();
    if (parcel.isEmpty()) {
      return List.of("Nothing is planned in parcel %s any more.".formatted(refusal.shipment()));
    }
    if (parcel.get().hasLeft()) {
      return List.of("Parcel %s has left.".formatted(refusal.shipment()));
    }
    return parts.stream()
        .filter(part ->
            possible.stream()
                .noneMatch(held -> held.line().equals(part.line()) && held.units() >= part.units()))
        .map(part -> "Parcel %s does not hold %s.".formatted(refusal.shipment(), part.inWords()))
        .toList();
  }

  /// @param opened units by line that are no longer complete
  private void send(
      Connection connection,
      OrderId order,
      Refusal refusal,
      List<LineUnits> parts,
      List<LineUnits> opened,
      GiveBack giveBack)
      throws SQLException {
    List<Piece> pieces = giveBack.pieces();
    Parcel parcel = pieces.getFirst().parcel();
    var batch = new StatementBatch();
    OrderStates.giveBack(batch, giveBack, "refusal", true);
    correctStock(batch, refusal, parcel, giveBack);
    AcceptanceStore.refused(
        batch,
        refusal.shipment(),
        parcel.node(),
        AcceptanceStore.Refused.valueOf(refusal.reason().name()),
        !giveBack.emptied().isEmpty());
    batch.add(
        INSERT,
        order.value(),
        refusal.shipment(),
        parcel.node().value(),
        refusal.reason().name(),
        refusal.blocking(),
        refusal.note(),
        TextArray.of(pieces.stream().map(piece -> piece.content().line()).toList()),
        TextArray.of(pieces.stream().map(piece -> piece.content().sku()).toList()),
        new IntArray(pieces.stream().map(Piece::units).toList()));
    Map<OrderLineId, Integer> units = new TreeMap<>();
    opened.forEach(part -> units.merge(part.line(), part.units(), Math::addExact));
    batch.add(
        WAIT,
        mostRefusals,
        parcel.node().value(),
        refusal.reason().name(),
        order.value(),
        TextArray.of(units.keySet()),
        new IntArray(List.copyOf(units.values())),
        order.value());
    OrderStates.changed(batch, List.of(order));
    Outbox.addFound(
        batch,
        TELL,
        refusal.shipment(),
        CanonicalJson.write(RefusedUnits.of(refusal, parcel, parts, giveBack)),
        order.value(),
        TextArray.of(units.keySet()),
        order.value());
    batch.send(connection).close();
  }

  private static void correctStock(
      StatementBatch batch, Refusal refusal, Parcel parcel, GiveBack giveBack) {
    var cause = new Cause(refusal.shipment(), "refusal");
    String reason = refusal.reason().name();
    switch (refusal.reason()) {
      case SHORT ->
          giveBack.units().keySet().stream()
              .filter(position -> refusal.concerns(position.sku()))
              .forEach(position ->
                  StockLedger.found(batch, position, refusal.found().orElse(-1), cause, reason));
      case DAMAGED -> {
        for (Map.Entry<Position, Integer> units : giveBack.units().entrySet()) {
          if (refusal.concerns(units.getKey().sku())) {
            StockLedger.writeOff(batch, units.getKey(), units.getValue(), cause, reason);
          }
        }
      }
      case BUSY -> StockLedger.closeDay(batch, new NodeDay(parcel.node(), parcel.handoverDay()));
      case OTHER, UNANSWERED -> {}
    }
  }

  /// What is told of a refusal.
  ///
  /// @param found null when nobody said
  /// @param emptied whether the parcel keeps nothing: it will not be sent
  /// @param waiting to be sent from elsewhere
  private record RefusedUnits(
      String shipmentId,
      UUID reservationId,
      ShipNodeId shipNode,
      LocalDate handoverDay,
      String reason,
      @Nullable Integer found,
      boolean blocking,
      String note,
      boolean emptied,
      List<Content> lines,
      List<Line> waiting) {
    static RefusedUnits of(
        Refusal refusal, Parcel parcel, List<LineUnits> parts, GiveBack giveBack) {
      TakenOut taken = TakenOut.of(giveBack).getFirst();
      return new RefusedUnits(
          refusal.shipment(),
          taken.reservationId(),
          taken.shipNode(),
          parcel.handoverDay(),
          refusal.reason().name().toLowerCase(Locale.ROOT),
          refusal.found().orElse(null),
          refusal.blocking(),
          refusal.note(),
          taken.emptied(),
          taken.lines(),
          Line.of(parts));
    }
  }
}
