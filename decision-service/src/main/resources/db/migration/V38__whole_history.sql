-- Everything that docs/history.md lists can be read from the store.

CREATE OR REPLACE VIEW history_orders AS
SELECT orders.id AS order_id, ordered_at, channel, customer_class, customer_id, service_level,
  currency, destination_country, destination_region, last_decision AS decision_id,
  coalesce(standing -> 'order' -> 'destination' ->> 'postalCode', '') AS destination_postal_code,
  (standing -> 'order' -> 'destination' -> 'place' -> 'point' ->> 'latitude')::double precision
    AS destination_latitude,
  (standing -> 'order' -> 'destination' -> 'place' -> 'point' ->> 'longitude')::double precision
    AS destination_longitude,
  standing -> 'order' -> 'destination' ->> 'timeZone' AS destination_time_zone,
  coalesce(
    (standing -> 'order' -> 'promise' ->> 'date')::date,
    (SELECT max(promise_date) FROM shipments WHERE order_id = orders.id)) AS promised_date,
  NOT EXISTS (
    SELECT FROM order_lines WHERE order_id = orders.id AND cancelled < quantity) AS canceled
FROM orders;

-- Of a parcel that arrived or was lost the hand-over may never have been scanned: it left when it
-- was meant to, and before its end in any case.
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
  expected_hours, shipments.decision_id, planned_handover
FROM shipments;

CREATE VIEW history_ship_nodes AS
SELECT id AS ship_node, name, type, country, region, latitude, longitude, time_zone FROM ship_nodes;

CREATE VIEW history_items AS
SELECT sku, category, ((weight_milligrams + 999) / 1000)::int AS weight_grams, volume_cm3,
  longest_side_mm, hazmat
FROM items;
