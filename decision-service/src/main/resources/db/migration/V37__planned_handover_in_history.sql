-- When the decision meant a parcel to leave: estimates count their days from it, and training, too.
CREATE OR REPLACE VIEW history_shipments AS
SELECT shipments.id AS shipment_id, shipments.order_id, node AS ship_node, carrier_service,
  ordered_at, origin_country, origin_region, origin_time_zone, destination_country, destination_region,
  destination_time_zone, distance_km, published_days, published_on_time, weight_grams, units,
  freight_minor, currency, promise_date AS promised_date,
  CASE
    WHEN delivered_at > handed_over_at THEN 'DELIVERED'
    WHEN lost_at IS NOT NULL THEN 'LOST'
    WHEN handed_over_at IS NOT NULL THEN 'IN_TRANSIT'
    WHEN emptied_at IS NOT NULL THEN 'CANCELED'
    ELSE 'AWAITING_HANDOVER'
  END AS status,
  handed_over_at, delivered_at, coalesce(delivery_known_at, lost_known_at) AS known_at,
  expected_hours, shipments.decision_id, planned_handover
FROM shipments;
