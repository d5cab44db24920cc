-- When units that wait may ship, as far as receipts tell: of a bundle once the last of the components
-- that are too few is there; null where one of these is not on its way.
CREATE FUNCTION goods_expected_on(line_sku text, goods jsonb, units int) RETURNS date
LANGUAGE sql STABLE AS $$
  SELECT CASE
    WHEN goods IS NULL THEN (SELECT min(expected_on) FROM expected_receipts
      WHERE expected_receipts.sku = line_sku AND open > 0)
    ELSE (SELECT CASE WHEN bool_and(coming IS NOT NULL) THEN max(coming) END
      FROM jsonb_each_text(goods) AS part (sku, needed)
      CROSS JOIN LATERAL (SELECT min(expected_on) AS coming FROM expected_receipts
        WHERE expected_receipts.sku = part.sku AND open > 0) AS receipt
      WHERE NOT EXISTS (SELECT FROM stock WHERE stock.sku = part.sku AND active AND uncounted)
        AND coalesce((SELECT sum(greatest(0, on_hand::bigint - reserved - safety_stock))
          FROM stock WHERE stock.sku = part.sku AND active), 0) < units::bigint * needed::bigint)
  END
$$;

-- As before; what waits of a bundle is told what its components wait for.
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
    'expected ' || goods_expected_on(line.sku, line.goods, waiting), 'nothing is expected'), false
FROM order_lines AS line JOIN orders ON orders.id = line.order_id
WHERE waiting > 0 AND exception = ''
UNION ALL
SELECT 'UNCONFIRMED', reservations.order_id, reservations.decision_id, '', reservations.id::text, '',
  '', '', 0, reservations.created_at, 'held until '
    || to_char(expires_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI') || ' UTC', false
FROM reservations WHERE status = 'HELD';
