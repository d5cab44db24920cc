-- What pages of the console and reports read: an index of what stands inside the records of
-- decisions, what waits for a person, and views behind every figure. docs/reports.md tells the
-- columns of the views for others who read them; they keep their names and meaning.

-- What a decision may be looked for by, read from its record a moment after it was written. Null
-- while nobody has read it yet.
CREATE TABLE decision_index (
  decision_id uuid PRIMARY KEY,
  words       text[] -- sku:, node:, reason:, row: and fallback: with what follows
);
CREATE INDEX decision_index_words ON decision_index USING gin (words);
CREATE INDEX decision_index_unread ON decision_index (decision_id) WHERE words IS NULL;

CREATE FUNCTION decisions_are_indexed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO decision_index (decision_id) SELECT id FROM come ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
CREATE TRIGGER decisions_are_indexed AFTER INSERT ON decisions REFERENCING NEW TABLE AS come
  FOR EACH STATEMENT EXECUTE FUNCTION decisions_are_indexed();
INSERT INTO decision_index (decision_id) SELECT id FROM decisions;

-- A day that the daily digest was told of.
CREATE TABLE daily_digests (
  day     date PRIMARY KEY,
  told_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX orders_by_time ON orders (ordered_at);
CREATE INDEX shipments_by_time ON shipments (ordered_at) WHERE decision_id IS NOT NULL;
CREATE INDEX shipments_promised ON shipments (promise_date)
  WHERE decision_id IS NOT NULL AND delivered_at IS NULL AND lost_at IS NULL AND emptied_at IS NULL;
CREATE INDEX acceptances_by_time ON acceptances (at);
CREATE INDEX refusals_by_time ON refusals (at);
CREATE INDEX decisions_unmet ON decisions (order_id)
  WHERE outcome IN ('Unfillable', 'Backordered', 'PartlyBackordered');

-- Codes as the API spells them: SHORT_OF_STOCK for ShortOfStock.
CREATE FUNCTION code_of(case_name text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT upper(regexp_replace(case_name, '([a-z])([A-Z])', '\1_\2', 'g'))
$$;

-- Order lines as they stand. Units of a bundle count when all that is in it does.
CREATE VIEW report_lines AS
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
    AND part.line_id = line.line_id AND line.goods IS NULL
  HAVING line.goods IS NULL
  UNION ALL
  SELECT min(units / needed), min(sent / needed) FROM (
    SELECT needed, coalesce(sum(part.units - part.taken_out), 0) AS units,
      coalesce(sum(part.units - part.taken_out) FILTER (WHERE left_stock), 0) AS sent
    FROM (SELECT key AS sku, value::int AS needed FROM jsonb_each_text(line.goods)) AS goods
    LEFT JOIN (shipments JOIN shipment_lines AS part ON part.shipment_id = shipments.id)
      ON shipments.order_id = line.order_id AND shipments.decision_id IS NOT NULL
        AND part.line_id = line.line_id AND part.sku = goods.sku
    GROUP BY goods.sku, needed) AS by_goods
  HAVING line.goods IS NOT NULL) AS placed;

-- Parcels that this service decided and that were not taken back. on_time is null while nobody can
-- say: nothing was promised, or the promised day is not over.
CREATE VIEW report_parcels AS
SELECT id AS shipment_id, order_id, decision_id, ordered_at, node AS ship_node, carrier_service,
  destination_region AS region, units, weight_grams, freight_minor, currency, promise_date,
  handover_day, handed_over_at, delivered_at, lost_at,
  CASE
    WHEN promise_date IS NULL THEN NULL
    WHEN delivered_at IS NOT NULL
      THEN (delivered_at AT TIME ZONE destination_time_zone)::date <= promise_date
    WHEN lost_at IS NOT NULL THEN false
    WHEN (now() AT TIME ZONE destination_time_zone)::date > promise_date THEN false
  END AS on_time,
  published_on_time,
  expected_hours,
  CASE WHEN delivered_at > handed_over_at
    THEN extract(epoch FROM delivered_at - handed_over_at) / 3600 END AS actual_hours
FROM shipments
WHERE decision_id IS NOT NULL AND (emptied_at IS NULL OR left_stock);

-- Orders of which something is planned or sent.
CREATE VIEW report_orders AS
SELECT orders.id AS order_id, ordered_at, last_decision AS decision_id,
  destination_region AS region, channel, service_level, sent.parcels, sent.nodes
FROM orders CROSS JOIN LATERAL (
  SELECT count(*)::int AS parcels, count(DISTINCT node)::int AS nodes FROM shipments
  WHERE shipments.order_id = orders.id AND shipments.decision_id IS NOT NULL
    AND (emptied_at IS NULL OR left_stock)) AS sent
WHERE sent.parcels > 0;

-- Decisions, and why a model did not answer. fallbacks is empty where every model did, and null
-- until the record was read.
CREATE VIEW report_decisions AS
SELECT decisions.id AS decision_id, decisions.order_id, decided_at, code_of(outcome) AS outcome,
  CASE path WHEN 'NoCandidate' THEN 'none' ELSE lower(path) END AS path,
  ARRAY(SELECT DISTINCT substr(word, 10) FROM unnest(words) AS word WHERE word LIKE 'fallback:%'
    ORDER BY 1) AS fallbacks,
  words IS NOT NULL AS indexed,
  coalesce(destination_region, '') AS region, coalesce(channel, '') AS channel
FROM decisions
LEFT JOIN decision_index ON decision_index.decision_id = decisions.id
LEFT JOIN orders ON orders.id = decisions.order_id;

-- What ship nodes answered to parcels: each that they accepted, and the first refusal of each.
CREATE VIEW report_answers AS
SELECT told.node AS ship_node, told.at, told.answer, told.order_id, told.shipment_id,
  shipments.decision_id, coalesce(shipments.destination_region, '') AS region
FROM (
  SELECT node, at, 'ACCEPTED' AS answer, order_id, shipment_id FROM acceptances WHERE counted
  UNION ALL
  SELECT node, at, reason, order_id, shipment_id FROM refusals
  WHERE NOT EXISTS (SELECT FROM refusals AS before WHERE before.order_id = refusals.order_id
    AND before.shipment_id = refusals.shipment_id AND before.id < refusals.id)) AS told
LEFT JOIN shipments ON shipments.id = told.shipment_id;

-- What waits for a person, or for something: one row each, with the moment it began.
CREATE VIEW open_exceptions AS
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
