-- What was told of an order and its lines beyond what each of them has: a JSON object of numbers and
-- words, as a model was asked about it. Null where nothing was told.
ALTER TABLE shipments ADD COLUMN attributes text;
ALTER TABLE order_lines ADD COLUMN attributes text;

CREATE OR REPLACE VIEW history_shipments AS
SELECT shipments.id AS shipment_id, shipments.order_id, node AS ship_node, carrier_service,
  ordered_at, origin_country, origin_region, origin_time_zone, destination_country, destination_region,
  destination_time_zone, distance_km, published_days, published_on_time, weight_grams, units,
  freight_minor, currency, promise_date AS promised_date,
  CASE
    WHEN delivered_at IS NOT NULL THEN 'DELIVERED'
    WHEN lost_at IS NOT NULL THEN 'LOST'
    WHEN handed_over_at IS NOT NULL THEN 'IN_TRANSIT'
    WHEN emptied_at IS NOT NULL THEN 'CANCELED'
    ELSE 'AWAITING_HANDOVER'
  END AS status,
  CASE
    WHEN delivered_at IS NOT NULL
      THEN least(coalesce(handed_over_at, planned_handover), delivered_at - interval '1 second')
    WHEN lost_at IS NOT NULL
      THEN least(coalesce(handed_over_at, planned_handover), lost_at, lost_known_at)
    ELSE handed_over_at
  END AS handed_over_at,
  delivered_at,
  CASE
    WHEN delivered_at IS NOT NULL THEN greatest(delivery_known_at, delivered_at)
    WHEN lost_at IS NOT NULL THEN lost_known_at
  END AS known_at,
  expected_hours, shipments.decision_id, planned_handover, attributes
FROM shipments;

CREATE OR REPLACE VIEW history_order_lines AS
SELECT line.order_id, line.line_id, coalesce(sent.shipment_id, '') AS shipment_id, ordered_at,
  customer_id, channel, line.sku, coalesce(items.category, '') AS category, line.quantity,
  line.unit_price_minor, currency,
  sum(line.quantity) OVER whole_order AS order_units,
  count(*) OVER whole_order AS order_lines,
  sum(line.quantity) OVER (PARTITION BY line.order_id, items.category) AS same_category_units,
  line.cancelled = line.quantity AS canceled, line.attributes
FROM order_lines AS line
JOIN orders ON orders.id = line.order_id
LEFT JOIN items ON items.sku = line.sku
LEFT JOIN LATERAL (
  SELECT shipment_id FROM shipment_lines
  JOIN shipments ON shipments.id = shipment_id AND shipments.order_id = line.order_id
  WHERE shipment_lines.line_id = line.line_id AND shipment_lines.taken_out < shipment_lines.units
  ORDER BY shipment_id DESC LIMIT 1) AS sent ON true
WINDOW whole_order AS (PARTITION BY line.order_id);
