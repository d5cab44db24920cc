package dev.whence.service.sourcing;

import dev.whence.domain.orders.Component;
import dev.whence.domain.orders.OrderId;
import dev.whence.service.json.CanonicalJson;
import dev.whence.service.orders.GiveBack;
import dev.whence.service.orders.LineUnits;
import dev.whence.service.orders.OrderEvents;
import dev.whence.service.orders.OrderState;
import dev.whence.service.orders.OrderStates;
import dev.whence.service.orders.Parcel;
import dev.whence.service.orders.Parcel.Stage;
import dev.whence.service.store.Database;
import dev.whence.service.store.StatementBatch;
import dev.whence.service.store.StatementBatch.IntArray;
import dev.whence.service.store.StatementBatch.TextArray;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Deals with parcels that a carrier lost, once each: their units are sent again, or the customer
/// has the money back. Thread-safe.
public final class Replacements {
  private static final String FIND =
      """
      SELECT shipments.order_id, left_stock, delivered_at IS NOT NULL AS delivered,
        lost_at IS NOT NULL AS lost, emptied_at IS NOT NULL AS taken_back, last_scan,
        coalesce(how, '') AS how, author, reservation_id IS NOT NULL AS ours
      FROM shipments LEFT JOIN lost_parcels ON shipment_id = shipments.id WHERE shipments.id = ?
      """;

  private static final String NOTE =
      """
      INSERT INTO lost_parcels (shipment_id, order_id, how, author, reason) VALUES (?, ?, ?, ?, ?)
      """;

  private static final String REPLACED = "UPDATE shipments SET replaced_at = now() WHERE id = ?";

  private static final String WAIT =
      """
      UPDATE order_lines AS line SET waiting = least(quantity - cancelled, waiting + given.units),
        tried = NULL, exception = ''
      FROM unnest(?::text[], ?::int[]) AS given (line_id, units)
      WHERE order_id = ? AND line.line_id = given.line_id
      """;

  private static final String TELL = "SELECT ?, ?, ?::jsonb, ?";

  /// So that nobody else tries what waits before whoever replaces it does.
  private static final String CLAIM =
      "UPDATE orders SET claimed_until = now() + interval '30 seconds' WHERE id = ?";

  private final Database database;
  private final WaitingOrders waiting;

  public Replacements(Database database, WaitingOrders waiting) {
    this.database = database;
    this.waiting = waiting;
  }

  /// What is done about a lost parcel.
  public enum How {
    /// Its units are sent again.
    REPLACED,
    /// The customer has the money back; nothing is sent again.
    REFUNDED;

    String event() {
      return this == REPLACED ? "shipment-replaced" : "shipment-refunded";
    }
  }

  public sealed interface Result {
    /// @param units that are open again; of a parcel that is refunded, those that are not
    record Done(OrderId order, List<LineUnits> units) implements Result {
      public Done {
        units = List.copyOf(units);
      }
    }

    record NotFound(String shipment) implements Result {}

    /// Nothing was changed.
    ///
    /// @param why in a sentence, with what to do on a line of its own where there is something
    record NotLost(String shipment, String why) implements Result {}
  }

  /// Notes what is done about a lost parcel. The units of one that is replaced wait from then on,
  /// as others that wait for stock, until they are sourced; see [#source].
  ///
  /// @param reason in the words of who does it, may be empty
  public Result deal(String shipment, How how, String author, String reason) {
    return database.transact(connection -> {
      Optional<Lost> before = find(connection, shipment);
      if (before.isEmpty()) {
        return new Result.NotFound(shipment);
      }
      OrderId order = before.get().order();
      OrderState state = OrderStates.lockAndRead(connection, order);
      Lost lost = find(connection, shipment).orElseThrow();
      Optional<String> problem = problem(shipment, lost, how);
      if (problem.isPresent()) {
        return new Result.NotLost(shipment, problem.get());
      }
      List<Parcel> itself =
          state.parcels().stream()
              .filter(parcel -> parcel.shipment().equals(shipment))
              .filter(parcel -> parcel.stage() != Stage.REPLACED)
              .toList();
      OrderState without = state.without(itself.stream().flatMap(Replacements::contents).toList());
      var units = new ArrayList<LineUnits>();
      var opened = new ArrayList<LineUnits>();
      for (OrderState.Line line : state.lines()) {
        int in = units(line, itself);
        if (in > 0) {
          units.add(new LineUnits(line.id(), in));
          opened.add(new LineUnits(line.id(), state.brokenBy(without, line)));
        }
      }
      write(connection, shipment, order, how, units, opened, author, reason);
      return new Result.Done(order, units);
    });
  }

  private static Stream<GiveBack.Piece> contents(Parcel parcel) {
    return parcel.contents().stream()
        .map(content -> new GiveBack.Piece(parcel, content, content.units()));
  }

  private record Lost(
      OrderId order,
      boolean hasLeft,
      boolean isDelivered,
      boolean isLost,
      boolean isTakenBack,
      String lastScan,
      String how,
      String author,
      boolean isOurs) {}

  private static Optional<Lost> find(Connection connection, String shipment) throws SQLException {
    try (StatementBatch.Answers answers =
        new StatementBatch().add(FIND, shipment).send(connection)) {
      return answers
          .rows(
              FIND,
              row ->
                  new Lost(
                      new OrderId(row.getString("order_id")),
                      row.getBoolean("left_stock"),
                      row.getBoolean("delivered"),
                      row.getBoolean("lost"),
                      row.getBoolean("taken_back"),
                      row.getString("last_scan"),
                      row.getString("how"),
                      Optional.ofNullable(row.getString("author")).orElse(""),
                      row.getBoolean("ours")))
          .stream()
          .findFirst();
    }
  }

  private static Optional<String> problem(String shipment, Lost lost, How how) {
    if (!lost.isOurs()) {
      return Optional.of(
          "It was decided elsewhere.\nMaybe send its units by an order of their own.");
    }
    if (!lost.how().isEmpty()) {
      return Optional.of(
          lost.how().equals(How.REPLACED.name())
              ? "It was replaced already, by %s.".formatted(lost.author())
              : "It was noted as refunded already, by %s.".formatted(lost.author()));
    }
    if (lost.isDelivered()) {
      return Optional.of("It was delivered.");
    }
    if (!lost.isLost()) {
      return Optional.of(
          "It is not lost: %s.\nMaybe report it as lost first, with a scan LOST (POST /v1/shipment-events)."
              .formatted(
                  lost.lastScan().isEmpty()
                      ? "no scan of it is known"
                      : "its last scan is " + lost.lastScan()));
    }
    if (lost.isTakenBack()) {
      return Optional.of("Its units were taken back before it was sent.");
    }
    if (!lost.hasLeft() && how == How.REPLACED) {
      return Optional.of(
          "It was never handed over, so its units are still reserved at its ship node.\nMaybe refuse it (POST /v1/shipments/%s/refuse): then they are sent from elsewhere."
              .formatted(shipment));
    }
    return Optional.empty();
  }

  /// Units of a line of which at least a part is in parcels.
  private static int units(OrderState.Line line, List<Parcel> parcels) {
    int units = 0;
    for (Component goods : line.goods()) {
      int in =
          parcels.stream()
              .map(Parcel::contents)
              .flatMap(List::stream)
              .filter(
                  content -> content.line().equals(line.id()) && content.sku().equals(goods.sku()))
              .mapToInt(Parcel.Content::units)
              .sum();
      units = Math.max(units, Math.ceilDiv(in, goods.quantity()));
    }
    return units;
  }

  /// @param units in the parcel, also of a bundle of which only a part is in it
  /// @param opened units that are no longer complete without it
  private static void write(
      Connection connection,
      String shipment,
      OrderId order,
      How how,
      List<LineUnits> units,
      List<LineUnits> opened,
      String author,
      String reason)
      throws SQLException {
    var batch = new StatementBatch();
    batch.add(NOTE, shipment, order.value(), how.name(), author, reason);
    if (how == How.REPLACED) {
      batch.add(REPLACED, shipment);
      batch.add(
          WAIT,
          TextArray.of(opened.stream().map(LineUnits::line).toList()),
          new IntArray(opened.stream().map(LineUnits::units).toList()),
          order.value());
      batch.add(CLAIM, order.value());
      OrderStates.changed(batch, List.of(order));
    }
    OrderEvents.tell(
        batch,
        TELL,
        how.event(),
        shipment,
        CanonicalJson.write(
            new Told(
                shipment, author, reason.isEmpty() ? null : reason, OrderEvents.Line.of(units))),
        order.value());
    batch.send(connection).close();
  }

  /// What is told of a lost parcel that was dealt with.
  private record Told(
      String shipmentId, String author, @Nullable String reason, List<OrderEvents.Line> lines) {}

  /// Sources what waits of an order, at once; what cannot be had goes on waiting. When a process
  /// ends before it, it is made up for as soon as any process looks at what waits.
  public Optional<SourceOrder.Result> source(OrderId order) {
    return waiting.source(order);
  }
}
