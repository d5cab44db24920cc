-- What the pipeline may read, and nothing else: one view a canonical data set, columns with the
-- names and meaning of docs/history.md and some more. Views keep their columns; new ones are added
-- at the end.

CREATE VIEW history_orders AS
SELECT orders.id AS order_id, ordered_at, channel, customer_class, customer_id, service_level,
  currency, destination_country, destination_region, last_decision AS decision_id
FROM orders;

CREATE VIEW history_order_lines AS
SELECT line.order_id, line.line_id, coalesce(sent.shipment_id, '') AS shipment_id, ordered_at,
  customer_id, channel, line.sku, coalesce(items.category, '') AS category, line.quantity,
  line.unit_price_minor, currency,
  sum(line.quantity) OVER whole_order AS order_units,
  count(*) OVER whole_order AS order_lines,
  sum(line.quantity) OVER (PARTITION BY line.order_id, items.category) AS same_category_units,
  false AS canceled
FROM order_lines AS line
JOIN orders ON orders.id = line.order_id
LEFT JOIN items ON items.sku = line.sku
LEFT JOIN LATERAL (
  SELECT shipment_id FROM shipment_lines
  JOIN shipments ON shipments.id = shipment_id AND shipments.order_id = line.order_id
    AND (decision_id IS NULL OR decision_id = last_decision)
  WHERE shipment_lines.line_id = line.line_id ORDER BY shipment_id DESC LIMIT 1) AS sent ON true
WINDOW whole_order AS (PARTITION BY line.order_id);

CREATE VIEW history_shipments AS
SELECT shipments.id AS shipment_id, shipments.order_id, node AS ship_node, carrier_service,
  ordered_at, origin_country, origin_region, origin_time_zone, destination_country, destination_region,
  destination_time_zone, distance_km, published_days, published_on_time, weight_grams, units,
  freight_minor, currency, promise_date AS promised_date,
  CASE
    WHEN delivered_at > handed_over_at THEN 'DELIVERED'
    WHEN lost_at IS NOT NULL THEN 'LOST'
    WHEN handed_over_at IS NOT NULL THEN 'IN_TRANSIT'
    WHEN reservations.status IN ('RELEASED', 'EXPIRED') THEN 'CANCELED'
    ELSE 'AWAITING_HANDOVER'
  END AS status,
  handed_over_at, delivered_at, coalesce(delivery_known_at, lost_known_at) AS known_at,
  expected_hours, shipments.decision_id
FROM shipments LEFT JOIN reservations ON reservations.id = reservation_id;

CREATE VIEW history_shipment_events AS
SELECT shipment_id, scan, occurred_at, recorded_at, region, event_id FROM shipment_events;

CREATE VIEW history_returns AS
SELECT order_id, line_id, returned_at, units, reason, return_id FROM returns;

CREATE VIEW history_decisions AS
SELECT id AS decision_id, order_id, outcome, path, decided_at, rule_set, inputs_sha256, round,
  request, inputs, estimates, decision
FROM decisions;

CREATE VIEW history_stock AS
SELECT node AS ship_node, sku, on_hand, reserved, safety_stock, updated_at FROM stock;
