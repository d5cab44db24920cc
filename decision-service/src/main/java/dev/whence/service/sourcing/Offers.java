package dev.whence.service.sourcing;

import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.orders.OrderId;
import dev.whence.service.orders.OfferGroups;
import dev.whence.service.orders.OrderState;
import dev.whence.service.orders.OrderStates;
import dev.whence.service.orders.Parcel.Stage;
import dev.whence.service.sourcing.Refusals.Reason;
import dev.whence.service.sourcing.Refusals.Refusal;
import dev.whence.service.sourcing.SourceOrder.Moved;
import dev.whence.service.store.Database;
import dev.whence.service.store.StatementBatch;
import dev.whence.service.store.StatementBatch.TextArray;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Parcels that several ship nodes compete for: the first to claim one sends it. Thread-safe.
///
/// The units of such a parcel are reserved where it is planned until another node claims it, and at
/// that node from then on, in one transaction with the claim: so they are in exactly one place at
/// any time (`docs/decisions/0018-competing-offers.md`).
public final class Offers {
  private static final String SELECT =
      """
      SELECT offers.id, group_id, order_id, node, planned_node, rank, offers.state AS state,
        offer_groups.state AS group_state, claimed_by, reason, shipment_id, open_until,
        claimed_until, changed_at,
        coalesce((SELECT node FROM offers AS won
          WHERE won.group_id = offers.group_id AND won.state IN ('CLAIMED', 'ASSIGNED')), '') AS winner,
        coalesce((SELECT claimed_by FROM offers AS won
          WHERE won.group_id = offers.group_id AND won.state = 'CLAIMED'), '') AS winner_by
      FROM offers JOIN offer_groups ON offer_groups.id = group_id
      """;

  private static final String FIND = SELECT + " WHERE offers.id = ?";

  private static final String LIST =
      SELECT
          + """
           WHERE (? = '' OR node = ?) AND (? = '' OR offers.state = ?) AND (? = '' OR order_id = ?)
            AND offers.state <> 'PLANNED' AND offers.id > ? ORDER BY offers.id LIMIT ?
          """;

  private static final String LINES =
      """
      SELECT line_id, sku, units - taken_out FROM shipment_lines
      WHERE shipment_id = ? AND taken_out < units ORDER BY line_id, sku
      """;

  private static final String OVER =
      """
      SELECT id, order_id FROM offer_groups WHERE state = 'OPEN' AND open_until <= now()
      ORDER BY open_until LIMIT ?
      """;

  private static final String LOCK_FREE_ORDERS =
      "SELECT id FROM orders WHERE id = ANY (?) ORDER BY id FOR UPDATE SKIP LOCKED";

  private static final String LAPSED =
      """
      SELECT id, shipment_id FROM offer_groups WHERE state = 'CLAIMED' AND claimed_until <= now()
      ORDER BY claimed_until LIMIT ?
      """;

  /// Below every id.
  private static final UUID FIRST = new UUID(0, 0);

  private final Database database;
  private final DecisionStore decisions;
  private final SourceOrder sourceOrder;
  private final Refusals refusals;

  public Offers(
      Database database, DecisionStore decisions, SourceOrder sourceOrder, Refusals refusals) {
    this.database = database;
    this.decisions = decisions;
    this.sourceOrder = sourceOrder;
    this.refusals = refusals;
  }

  /// How an offer stands.
  public enum State {
    /// It may be claimed.
    OPEN,
    /// It has won; the node is to accept the parcel in time.
    CLAIMED,
    /// Another ship node was first.
    LOST,
    DECLINED,
    /// Nobody claimed the parcel in time, and it is planned for this node: it has to send it.
    ASSIGNED,
    /// Nobody claimed the parcel in time, or this node did and did not accept it.
    EXPIRED,
    /// Nothing is planned in the parcel any more.
    WITHDRAWN
  }

  /// What a ship node is offered.
  ///
  /// @param group all offers of one parcel
  /// @param plannedNode who sends it when nobody claims it
  /// @param rank 1 for the planned node, then the cheapest first
  /// @param claimedBy in the words of whoever claimed it, may be empty
  /// @param reason of declining, or why it ended; may be empty
  /// @param shipment the parcel that the units are in now
  /// @param until when an open offer ends, or by when the winner has to accept; empty otherwise
  /// @param winner who has it, empty while nobody does
  /// @param winnerBy in the words of whoever claimed it, may be empty
  /// @param lines what is in the parcel
  public record Offer(
      UUID id,
      UUID group,
      OrderId order,
      ShipNodeId node,
      ShipNodeId plannedNode,
      int rank,
      State state,
      String claimedBy,
      String reason,
      String shipment,
      Optional<Instant> until,
      Optional<ShipNodeId> winner,
      String winnerBy,
      Instant changedAt,
      List<Line> lines) {
    public Offer {
      lines = List.copyOf(lines);
    }
  }

  /// Units of a line.
  public record Line(String line, String sku, int units) {}

  /// What became of a claim or of declining.
  public sealed interface Result {
    record Done(Offer offer) implements Result {}

    record NotFound(UUID id) implements Result {}

    /// The offer is no longer open.
    record NotOpen(Offer offer) implements Result {}

    /// The ship node cannot send the parcel any more.
    ///
    /// @param why one sentence each, without a subject; may be empty
    record Impossible(Offer offer, List<String> why) implements Result {
      public Impossible {
        why = List.copyOf(why);
      }
    }

    /// Other orders took the stock in every round.
    record StockLost(Offer offer) implements Result {}
  }

  public Optional<Offer> find(UUID id) {
    return database.run(connection -> find(connection, id));
  }

  /// Offers that were made, the oldest first.
  ///
  /// @param node empty for any
  /// @param state empty for any
  /// @param order empty for any
  /// @param after the last id of the page before
  public List<Offer> list(
      String node, Optional<State> state, String order, Optional<UUID> after, int limit) {
    String wanted = state.map(State::name).orElse("");
    return database.run(connection -> {
      List<Offer> found;
      try (StatementBatch.Answers answers =
          new StatementBatch()
              .add(LIST, node, node, wanted, wanted, order, order, after.orElse(FIRST), limit)
              .send(connection)) {
        found = answers.rows(LIST, Offers::read);
      }
      return withLines(connection, found);
    });
  }

  /// Claims an offer: the first claim wins, whatever process it comes to. Whoever claimed it may
  /// repeat the claim in the same words.
  ///
  /// @param by in the words of whoever claims, may be empty
  public Result claim(UUID id, String by) {
    Optional<Offer> found = find(id);
    if (found.isEmpty()) {
      return new Result.NotFound(id);
    }
    Offer offer = found.get();
    if (offer.state() != State.OPEN) {
      return repeated(offer, by);
    }
    if (offer.node().equals(offer.plannedNode())) {
      return claimPlanned(offer, by);
    }
    Optional<StandingOrder> standing = decisions.findStanding(offer.order());
    if (standing.isEmpty()) {
      return new Result.NotOpen(offer);
    }
    Moved moved =
        sourceOrder.move(standing.get(), offer.shipment(), offer.node(), new OfferClaim(id, by));
    Offer now = find(id).orElseThrow();
    return switch (moved) {
      case Moved.Done ignored -> new Result.Done(now);
      case Moved.Taken ignored -> repeated(now, by);
      case Moved.Lost ignored ->
          now.state() == State.OPEN ? new Result.StockLost(now) : repeated(now, by);
      case Moved.Impossible(var why) ->
          now.state() == State.OPEN ? new Result.Impossible(now, why) : repeated(now, by);
    };
  }

  private static Result repeated(Offer offer, String by) {
    return offer.state() == State.CLAIMED && !by.isEmpty() && offer.claimedBy().equals(by)
        ? new Result.Done(offer)
        : new Result.NotOpen(offer);
  }

  /// The parcel is there already.
  private Result claimPlanned(Offer offer, String by) {
    return database.transact(connection -> {
      OrderState state = OrderStates.lockAndRead(connection, offer.order());
      boolean there =
          state.planned().stream()
              .anyMatch(parcel ->
                  parcel.shipment().equals(offer.shipment()) && parcel.stage() == Stage.CONFIRMED);
      int claimed = 0;
      if (there) {
        var batch = new StatementBatch();
        OfferGroups.claim(batch, offer.id(), offer.shipment(), by);
        try (StatementBatch.Answers answers = batch.send(connection)) {
          claimed = answers.count(OfferGroups.CLAIM);
        }
      }
      Offer now = find(connection, offer.id()).orElseThrow();
      return claimed > 0 ? new Result.Done(now) : repeated(now, by);
    });
  }

  /// Declines an open offer. Declining it again changes nothing. What is planned for the node that
  /// declines is sourced from elsewhere; what all others declined falls to the planned node.
  ///
  /// @param reason what stock is corrected by where the parcel is planned for the node
  /// @param note in the words of whoever declines, may be empty
  public Result decline(UUID id, Reason reason, String note) {
    Optional<Offer> found = find(id);
    if (found.isEmpty()) {
      return new Result.NotFound(id);
    }
    Offer offer = found.get();
    if (offer.state() == State.DECLINED) {
      return new Result.Done(offer);
    }
    String told = reason.name().toLowerCase(Locale.ROOT) + (note.isEmpty() ? "" : ": " + note);
    boolean declined =
        offer.node().equals(offer.plannedNode())
            ? refusals
                .refuseIf(
                    refusal(offer.shipment(), reason, note),
                    OfferGroups.DECLINE,
                    batch -> OfferGroups.decline(batch, id, told))
                .isPresent()
            : database.transact(connection -> {
              var batch = new StatementBatch();
              OrderStates.lock(batch, List.of(offer.order()));
              OfferGroups.decline(batch, id, told);
              OfferGroups.assign(batch, List.of(offer.group()));
              try (StatementBatch.Answers answers = batch.send(connection)) {
                return answers.count(OfferGroups.DECLINE) > 0;
              }
            });
    Offer now = find(id).orElseThrow();
    return declined || now.state() == State.DECLINED
        ? new Result.Done(now)
        : new Result.NotOpen(now);
  }

  /// Ends what is over: what nobody claimed in time falls to the planned node, what was claimed and
  /// not accepted in time is sourced without the node that claimed it. Groups of orders that
  /// another process is just changing are left out.
  ///
  /// @param most how many of each at once
  /// @return how many of the more frequent kind; fewer than `most` when none is left for now
  public int end(int most) {
    int assigned = database.transact(connection -> assign(connection, most));
    List<Lapsed> lapsed =
        database.run(connection -> {
          try (StatementBatch.Answers answers =
              new StatementBatch().add(LAPSED, most).send(connection)) {
            return answers.rows(
                LAPSED, row -> new Lapsed(row.getObject(1, UUID.class), row.getString(2)));
          }
        });
    for (Lapsed group : lapsed) {
      var _ =
          refusals.refuseIf(
              refusal(group.shipment(), Reason.UNANSWERED, "claimed and not accepted in time"),
              OfferGroups.LAPSE,
              batch -> OfferGroups.lapse(batch, group.id()));
    }
    return Math.max(assigned, lapsed.size());
  }

  private static Refusal refusal(String shipment, Reason reason, String note) {
    return new Refusal(shipment, List.of(), reason, Optional.empty(), List.of(), true, note);
  }

  private static int assign(Connection connection, int most) throws SQLException {
    var groups = new ArrayList<Over>();
    try (StatementBatch.Answers answers = new StatementBatch().add(OVER, most).send(connection)) {
      groups.addAll(
          answers.rows(OVER, row -> new Over(row.getObject(1, UUID.class), row.getString(2))));
    }
    if (groups.isEmpty()) {
      return 0;
    }
    List<String> locked;
    try (StatementBatch.Answers answers =
        new StatementBatch()
            .add(
                LOCK_FREE_ORDERS,
                TextArray.of(groups.stream().map(Over::order).distinct().toList()))
            .send(connection)) {
      locked = answers.rows(LOCK_FREE_ORDERS, row -> row.getString(1));
    }
    var batch = new StatementBatch();
    OfferGroups.assign(
        batch,
        groups.stream().filter(group -> locked.contains(group.order())).map(Over::id).toList());
    batch.send(connection).close();
    return locked.size();
  }

  private record Over(UUID id, String order) {}

  private record Lapsed(UUID id, String shipment) {}

  private static Optional<Offer> find(Connection connection, UUID id) throws SQLException {
    List<Offer> found;
    try (StatementBatch.Answers answers = new StatementBatch().add(FIND, id).send(connection)) {
      found = answers.rows(FIND, Offers::read);
    }
    return withLines(connection, found).stream().findFirst();
  }

  private static List<Offer> withLines(Connection connection, List<Offer> offers)
      throws SQLException {
    if (offers.isEmpty()) {
      return List.of();
    }
    var batch = new StatementBatch();
    offers.forEach(offer -> batch.add(LINES, offer.shipment()));
    var complete = new ArrayList<Offer>();
    try (StatementBatch.Answers answers = batch.send(connection)) {
      for (Offer offer : offers) {
        complete.add(
            withLines(
                offer,
                answers.rows(
                    LINES, row -> new Line(row.getString(1), row.getString(2), row.getInt(3)))));
      }
    }
    return complete;
  }

  private static Offer withLines(Offer offer, List<Line> lines) {
    return new Offer(
        offer.id(),
        offer.group(),
        offer.order(),
        offer.node(),
        offer.plannedNode(),
        offer.rank(),
        offer.state(),
        offer.claimedBy(),
        offer.reason(),
        offer.shipment(),
        offer.until(),
        offer.winner(),
        offer.winnerBy(),
        offer.changedAt(),
        lines);
  }

  private static Offer read(ResultSet row) throws SQLException {
    State state = State.valueOf(row.getString("state"));
    String winner = row.getString("winner");
    return new Offer(
        row.getObject("id", UUID.class),
        row.getObject("group_id", UUID.class),
        new OrderId(row.getString("order_id")),
        new ShipNodeId(row.getString("node")),
        new ShipNodeId(row.getString("planned_node")),
        row.getInt("rank"),
        state,
        row.getString("claimed_by"),
        row.getString("reason"),
        row.getString("shipment_id"),
        until(row, state),
        winner.isEmpty() ? Optional.empty() : Optional.of(new ShipNodeId(winner)),
        row.getString("winner_by"),
        row.getObject("changed_at", OffsetDateTime.class).toInstant(),
        List.of());
  }

  private static Optional<Instant> until(ResultSet row, State state) throws SQLException {
    @Nullable OffsetDateTime until =
        switch (state) {
          case OPEN -> row.getObject("open_until", OffsetDateTime.class);
          case CLAIMED ->
              row.getString("group_state").equals("CLAIMED")
                  ? row.getObject("claimed_until", OffsetDateTime.class)
                  : null;
          default -> null;
        };
    return Optional.ofNullable(until).map(OffsetDateTime::toInstant);
  }
}
