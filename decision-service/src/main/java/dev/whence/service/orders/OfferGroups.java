package dev.whence.service.orders;

import dev.whence.service.store.StatementBatch;
import dev.whence.service.store.StatementBatch.TextArray;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/// What becomes of offers, as statements of the transactions that make it so. Works on batches of
/// others.
///
/// A group is a parcel that several ship nodes compete for; an offer is what one of them is told.
/// Each change of a group is one guarded statement that changes its offers, notes it in the order's
/// timeline and tells other systems, so none of it can be without the rest.
public final class OfferGroups {
  /// Tells the nodes of changed offers. `changed` has the offers and columns of their group.
  private static final String TELL =
      """
      INSERT INTO outbox (type, subject, payload, order_id)
      SELECT 'offer-' || lower(CASE state WHEN 'OPEN' THEN 'opened' ELSE state END), id::text,
        jsonb_strip_nulls(jsonb_build_object('offerId', id, 'groupId', group_id, 'shipNode', node,
          'orderId', order_id, 'shipmentId', shipment_id, 'state', lower(state), 'until', until,
          'claimedBy', nullif(claimed_by, ''), 'reason', nullif(reason, ''), 'takenBy', taken_by,
          'lines', lines)),
        order_id
      FROM changed ORDER BY group_id, (state IN ('CLAIMED', 'ASSIGNED')) DESC, rank
      """;

  /// Whoever a parcel is planned for comes first.
  private static final String ADD =
      """
      WITH planned AS (
        INSERT INTO offer_groups (id, order_id, decision_id, reservation_id, planned_shipment,
          planned_node, shipment_id, offer_minutes, claim_minutes)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id)
      INSERT INTO offers (id, group_id, node, rank)
      SELECT offer::uuid, planned.id, node, rank
      FROM planned, unnest(?::text[], ?::text[]) WITH ORDINALITY AS given (offer, node, rank)
      """;

  private static final String OPEN =
      """
      WITH opened AS (
        UPDATE offer_groups SET state = 'OPEN',
          open_until = now() + offer_minutes * interval '1 minute'
        WHERE reservation_id = ? AND state = 'PLANNED' AND EXISTS (
          SELECT FROM reservations WHERE id = ? AND status = 'CONFIRMED')
        RETURNING *),
      changed AS (
        UPDATE offers SET state = 'OPEN', changed_at = now() FROM opened
        WHERE group_id = opened.id
        RETURNING offers.*, order_id, opened.shipment_id, open_until AS until, NULL::text AS taken_by,
          (SELECT jsonb_agg(jsonb_build_object('lineId', line_id, 'sku', sku,
              'units', units - taken_out) ORDER BY line_id, sku)
            FROM shipment_lines AS line
            WHERE line.shipment_id = opened.shipment_id AND taken_out < units) AS lines),
      noted AS (
        INSERT INTO order_events (order_id, kind, detail)
        SELECT order_id, 'offered', jsonb_build_object('groupId', group_id, 'shipmentId',
          shipment_id, 'to', jsonb_agg(node ORDER BY rank), 'until', until)
        FROM changed GROUP BY order_id, group_id, shipment_id, until ORDER BY group_id)
      """
          + TELL;

  /// The first claim wins: whoever comes later finds the group no longer open, and changes nothing.
  public static final String CLAIM =
      """
      WITH taken AS (
        UPDATE offer_groups AS parcel SET state = 'CLAIMED', shipment_id = ?,
          claimed_until = now() + claim_minutes * interval '1 minute'
        FROM offers AS offer
        WHERE offer.id = ? AND offer.group_id = parcel.id AND offer.state = 'OPEN'
          AND parcel.state = 'OPEN' AND open_until > now()
        RETURNING parcel.*, offer.id AS offer, offer.node AS winner),
      changed AS (
        UPDATE offers SET state = CASE WHEN offers.id = taken.offer THEN 'CLAIMED' ELSE 'LOST' END,
          claimed_by = CASE WHEN offers.id = taken.offer THEN ? ELSE '' END, changed_at = now()
        FROM taken WHERE group_id = taken.id AND offers.state = 'OPEN'
        RETURNING offers.*, order_id, taken.shipment_id,
          CASE WHEN offers.id = taken.offer THEN claimed_until END AS until,
          CASE WHEN offers.id <> taken.offer THEN winner END AS taken_by, NULL::jsonb AS lines),
      noted AS (
        INSERT INTO order_events (order_id, kind, detail)
        SELECT order_id, 'offer-claimed', jsonb_build_object('groupId', group_id, 'shipNode', node,
          'by', claimed_by, 'shipmentId', shipment_id, 'acceptBy', until)
        FROM changed WHERE state = 'CLAIMED')
      """
          + TELL;

  /// What nobody claimed in time falls to the ship node it is planned for; also when all others
  /// declined.
  private static final String ASSIGN =
      """
      WITH over AS (
        UPDATE offer_groups AS parcel SET state = 'ASSIGNED', ended_at = now()
        WHERE id = ANY (?::uuid[]) AND state = 'OPEN' AND (open_until <= now() OR NOT EXISTS (
          SELECT FROM offers WHERE group_id = parcel.id AND state = 'OPEN' AND node <> planned_node))
        RETURNING *),
      changed AS (
        UPDATE offers SET changed_at = now(),
          state = CASE WHEN node = planned_node THEN 'ASSIGNED' ELSE 'EXPIRED' END
        FROM over WHERE group_id = over.id AND offers.state = 'OPEN'
        RETURNING offers.*, order_id, over.shipment_id, NULL::timestamptz AS until,
          CASE WHEN node <> planned_node THEN planned_node END AS taken_by, NULL::jsonb AS lines),
      noted AS (
        INSERT INTO order_events (order_id, kind, detail)
        SELECT order_id, 'offer-assigned', jsonb_build_object('groupId', over.id, 'shipNode',
          planned_node, 'shipmentId', shipment_id, 'reason',
          CASE WHEN open_until <= now() THEN 'nobody claimed it in time' ELSE 'all others declined' END)
        FROM over)
      """
          + TELL;

  /// Changes nothing if the offer or its group is no longer open.
  public static final String DECLINE =
      """
      WITH changed AS (
        UPDATE offers SET state = 'DECLINED', reason = ?, changed_at = now() FROM offer_groups AS parcel
        WHERE offers.id = ? AND group_id = parcel.id AND offers.state = 'OPEN' AND parcel.state = 'OPEN'
        RETURNING offers.*, order_id, parcel.shipment_id, NULL::timestamptz AS until,
          NULL::text AS taken_by, NULL::jsonb AS lines),
      noted AS (
        INSERT INTO order_events (order_id, kind, detail)
        SELECT order_id, 'offer-declined', jsonb_build_object('groupId', group_id, 'shipNode', node,
          'reason', reason)
        FROM changed)
      """
          + TELL;

  private static final String ACCEPT =
      """
      UPDATE offer_groups SET state = 'ACCEPTED', ended_at = now()
      WHERE shipment_id = ANY (?) AND state = 'CLAIMED' AND EXISTS (
        SELECT FROM acceptances WHERE acceptances.shipment_id = offer_groups.shipment_id)
      """;

  /// Changes nothing if the parcel was accepted meanwhile.
  public static final String LAPSE =
      """
      WITH over AS (
        UPDATE offer_groups SET state = 'LAPSED', ended_at = now()
        WHERE id = ? AND state = 'CLAIMED' AND claimed_until <= now() RETURNING *),
      changed AS (
        UPDATE offers SET state = 'EXPIRED', reason = 'claimed and not accepted in time',
          changed_at = now()
        FROM over WHERE group_id = over.id AND offers.state = 'CLAIMED'
        RETURNING offers.*, order_id, over.shipment_id, NULL::timestamptz AS until,
          NULL::text AS taken_by, NULL::jsonb AS lines),
      noted AS (
        INSERT INTO order_events (order_id, kind, detail)
        SELECT order_id, 'offer-lapsed', jsonb_build_object('groupId', group_id, 'shipNode', node,
          'reason', reason)
        FROM changed)
      """
          + TELL;

  /// What is taken out of its parcel is offered no longer.
  private static final String WITHDRAW =
      """
      WITH over AS (
        UPDATE offer_groups SET state = 'WITHDRAWN', ended_at = now()
        WHERE shipment_id = ANY (?) AND state IN ('PLANNED', 'OPEN', 'CLAIMED') RETURNING *),
      gone AS (
        UPDATE offers SET state = 'WITHDRAWN', changed_at = now()
        FROM over WHERE group_id = over.id AND offers.state IN ('PLANNED', 'OPEN', 'CLAIMED')
        RETURNING offers.*, order_id, over.shipment_id, open_until),
      changed AS (
        SELECT *, NULL::timestamptz AS until, NULL::text AS taken_by, NULL::jsonb AS lines
        FROM gone WHERE open_until IS NOT NULL),
      noted AS (
        INSERT INTO order_events (order_id, kind, detail)
        SELECT order_id, 'offer-withdrawn', jsonb_build_object('groupId', id, 'shipmentId',
          shipment_id, 'reason', 'nothing is planned in the parcel any more')
        FROM over WHERE open_until IS NOT NULL)
      """
          + TELL;

  /// A parcel that leaves was taken by the ship node it leaves, whether it said so or not.
  private static final String LEAVE =
      """
      WITH over AS (
        UPDATE offer_groups SET state = 'ACCEPTED', ended_at = now()
        WHERE shipment_id = ANY (?) AND state IN ('PLANNED', 'OPEN', 'CLAIMED') RETURNING *),
      sent AS (
        UPDATE offers SET changed_at = now(), state = CASE WHEN offers.node = shipments.node
          THEN 'CLAIMED' ELSE 'LOST' END
        FROM over JOIN shipments ON shipments.id = over.shipment_id
        WHERE group_id = over.id AND offers.state IN ('PLANNED', 'OPEN')
        RETURNING offers.*, over.order_id, over.shipment_id, open_until, shipments.node AS sender),
      changed AS (
        SELECT *, NULL::timestamptz AS until, CASE WHEN node <> sender THEN sender END AS taken_by,
          NULL::jsonb AS lines
        FROM sent WHERE open_until IS NOT NULL)
      """
          + TELL;

  private OfferGroups() {}

  /// Plans an offer of a parcel to several ship nodes. Nobody is asked before [#open].
  ///
  /// @param nodes the planned one first
  /// @param offers ids, one a node
  public static void add(
      StatementBatch batch,
      UUID group,
      String order,
      UUID decision,
      UUID reservation,
      String shipment,
      List<String> nodes,
      List<UUID> offers,
      int offerMinutes,
      int claimMinutes) {
    batch.add(
        ADD,
        group,
        order,
        decision,
        reservation,
        shipment,
        nodes.getFirst(),
        shipment,
        offerMinutes,
        claimMinutes,
        TextArray.of(offers),
        new TextArray(nodes));
  }

  /// Offers the parcels of a reservation, if it is confirmed.
  public static void open(StatementBatch batch, UUID reservation) {
    batch.add(OPEN, reservation, reservation);
  }

  /// Lets an offer win. Changes nothing if its group is no longer open.
  ///
  /// @param shipment that the units are in from now on
  /// @param by in the words of whoever claims, may be empty
  public static void claim(StatementBatch batch, UUID offer, String shipment, String by) {
    batch.add(CLAIM, shipment, offer, by);
  }

  /// Gives open groups whose time is over, or that nobody else wants, to the planned ship node.
  public static void assign(StatementBatch batch, Collection<UUID> groups) {
    batch.add(ASSIGN, TextArray.of(groups));
  }

  /// Notes that an open offer is not wanted.
  public static void decline(StatementBatch batch, UUID offer, String reason) {
    batch.add(DECLINE, reason, offer);
  }

  /// Ends the groups of those parcels that were claimed and are accepted now.
  public static void accept(StatementBatch batch, Collection<String> shipments) {
    batch.add(ACCEPT, TextArray.of(shipments));
  }

  /// Ends a group that was claimed and not accepted in time. Changes nothing if it was accepted
  /// meanwhile.
  public static void lapse(StatementBatch batch, UUID group) {
    batch.add(LAPSE, group);
  }

  /// Ends the groups of parcels of which nothing is left.
  public static void withdraw(StatementBatch batch, Collection<String> shipments) {
    batch.add(WITHDRAW, TextArray.of(shipments));
  }

  /// Ends the groups of parcels that have left.
  public static void left(StatementBatch batch, Collection<String> shipments) {
    batch.add(LEAVE, TextArray.of(shipments));
  }
}
