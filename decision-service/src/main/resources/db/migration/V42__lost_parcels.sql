-- What was done about parcels that a carrier lost: their units were replaced, so that they are open
-- again for the order, or the money was given back, so that they are not.
CREATE TABLE lost_parcels (
  shipment_id text COLLATE "C" PRIMARY KEY,
  order_id    text COLLATE "C" NOT NULL,
  how         text        NOT NULL CHECK (how IN ('REPLACED', 'REFUNDED')),
  decision_id uuid,                  -- that sends the units again; null while they wait
  author      text        NOT NULL,
  reason      text        NOT NULL,
  at          timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX lost_parcels_by_order ON lost_parcels (order_id);

-- A parcel that was replaced stays as it was sent, and counts for its order no more.
ALTER TABLE shipments ADD COLUMN replaced_at timestamptz;
CREATE INDEX shipments_lost ON shipments (lost_at)
  WHERE lost_at IS NOT NULL AND decision_id IS NOT NULL AND delivered_at IS NULL;

-- As before, without the units of parcels that were replaced.
CREATE OR REPLACE VIEW report_lines AS
SELECT line.order_id, line.line_id, orders.ordered_at, last_decision AS decision_id,
  destination_region AS region, channel, service_level, line.sku,
  coalesce(items.category, '') AS category,
  line.quantity - line.cancelled AS wanted,
  least(placed.units, line.quantity - line.cancelled)::int AS placed,
  line.waiting, placed.sent::int AS sent,
  least(placed.sent, coalesce((SELECT sum(units) FROM returns
    WHERE returns.order_id = line.order_id AND returns.line_id = line.line_id AND judged), 0))::int
    AS returned
FROM orders
JOIN order_lines AS line ON line.order_id = orders.id
LEFT JOIN items ON items.sku = line.sku
CROSS JOIN LATERAL (
  SELECT coalesce(sum(part.units - part.taken_out), 0) AS units,
    coalesce(sum(part.units - part.taken_out) FILTER (WHERE left_stock), 0) AS sent
  FROM shipments JOIN shipment_lines AS part ON part.shipment_id = shipments.id
  WHERE shipments.order_id = line.order_id AND shipments.decision_id IS NOT NULL
    AND replaced_at IS NULL AND part.line_id = line.line_id AND line.goods IS NULL
  HAVING line.goods IS NULL
  UNION ALL
  SELECT min(units / needed), min(sent / needed) FROM (
    SELECT needed, coalesce(sum(part.units - part.taken_out), 0) AS units,
      coalesce(sum(part.units - part.taken_out) FILTER (WHERE left_stock), 0) AS sent
    FROM (SELECT key AS sku, value::int AS needed FROM jsonb_each_text(line.goods)) AS goods
    LEFT JOIN (shipments JOIN shipment_lines AS part ON part.shipment_id = shipments.id)
      ON shipments.order_id = line.order_id AND shipments.decision_id IS NOT NULL
        AND replaced_at IS NULL AND part.line_id = line.line_id AND part.sku = goods.sku
    GROUP BY goods.sku, needed) AS by_goods
  HAVING line.goods IS NOT NULL) AS placed;

-- As before, with parcels that were lost and that nobody has dealt with.
CREATE OR REPLACE VIEW open_exceptions AS
SELECT 'HELD' AS kind, orders.id AS order_id, last_decision AS decision_id,
  '' COLLATE "C" AS shipment_id, '' AS reservation_id, '' COLLATE "C" AS line_id,
  '' COLLATE "C" AS ship_node, '' COLLATE "C" AS sku, 0 AS units, held_at AS since,
  coalesce((SELECT unmet ->> 'reason' FROM decisions WHERE decisions.id = last_decision), '')
    AS detail, false AS has_left
FROM orders WHERE held_at IS NOT NULL
UNION ALL
SELECT 'UNFILLABLE', orders.id, decisions.id, '', '', line.line_id, '', line.sku,
  least((short ->> 'units')::int, wanted - placed - waiting), decided_at,
  code_of(short -> 'reason' ->> 'type'), false
FROM decisions
JOIN orders ON orders.id = decisions.order_id AND orders.last_decision = decisions.id
CROSS JOIN LATERAL json_array_elements(CASE WHEN json_typeof(unmet -> 'shortages') = 'array'
  THEN unmet -> 'shortages' ELSE '[]' END) AS short
JOIN report_lines AS line ON line.order_id = orders.id AND line.line_id = short ->> 'line'
WHERE outcome IN ('Unfillable', 'Backordered', 'PartlyBackordered') AND held_at IS NULL
  AND waiting = 0 AND wanted > placed
UNION ALL
SELECT 'REJECTED', line.order_id, last_decision, '', '', line_id, coalesce(last.node, ''), line.sku,
  waiting, coalesce(last.at, ordered_at), exception, false
FROM order_lines AS line JOIN orders ON orders.id = line.order_id
LEFT JOIN LATERAL (SELECT node, at FROM refusals
  WHERE refusals.order_id = line.order_id AND refusals.line_id = line.line_id
  ORDER BY id DESC LIMIT 1) AS last ON true
WHERE waiting > 0 AND exception <> ''
UNION ALL
SELECT 'SHORT', shipments.order_id, decision_id, shipments.id, coalesce(reservation_id::text, ''),
  part.line_id, shipments.node, part.sku, part.units - taken_out, stock.updated_at,
  format('%s of %s reserved, %s on hand', stock.reserved, part.sku, stock.on_hand), false
FROM stock
JOIN shipments ON shipments.node = stock.node AND NOT left_stock AND emptied_at IS NULL
  AND reservation_id IS NOT NULL
JOIN shipment_lines AS part ON part.shipment_id = shipments.id AND part.sku = stock.sku
  AND taken_out < part.units
WHERE stock.reserved > stock.on_hand AND NOT uncounted
UNION ALL
SELECT 'LATE', order_id, decision_id, id, coalesce(reservation_id::text, ''), '', node, '', units,
  (promise_date + 1)::timestamp AT TIME ZONE destination_time_zone,
  concat_ws(', ', 'promised ' || promise_date,
    CASE WHEN handed_over_at IS NULL THEN 'not handed over' ELSE 'handed over '
      || to_char(handed_over_at AT TIME ZONE 'UTC', 'YYYY-MM-DD') END,
    'expected ' || expected_day), left_stock
FROM shipments
WHERE decision_id IS NOT NULL AND delivered_at IS NULL AND lost_at IS NULL AND emptied_at IS NULL
  AND promise_date < (now() AT TIME ZONE 'UTC')::date + 1
  AND (promise_date + 1)::timestamp AT TIME ZONE destination_time_zone <= now()
UNION ALL
SELECT 'LOST', order_id, decision_id, id, coalesce(reservation_id::text, ''), '', node, '', units,
  lost_at, concat_ws(', ', 'lost by ' || carrier_service, 'promised ' || promise_date), left_stock
FROM shipments
WHERE decision_id IS NOT NULL AND lost_at IS NOT NULL AND delivered_at IS NULL
  AND emptied_at IS NULL
  AND NOT EXISTS (SELECT FROM lost_parcels WHERE shipment_id = shipments.id)
UNION ALL
SELECT 'WAITING', line.order_id, last_decision, '', '', line_id, '', line.sku, waiting, queued_since,
  coalesce(items_out_of_use(line.sku, line.goods),
    'expected ' || (SELECT min(expected_on) FROM expected_receipts
      WHERE expected_receipts.sku = line.sku AND open > 0), 'nothing is expected'), false
FROM order_lines AS line JOIN orders ON orders.id = line.order_id
WHERE waiting > 0 AND exception = ''
UNION ALL
SELECT 'UNCONFIRMED', reservations.order_id, reservations.decision_id, '', reservations.id::text, '',
  '', '', 0, reservations.created_at, 'held until '
    || to_char(expires_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI') || ' UTC', false
FROM reservations WHERE status = 'HELD';
