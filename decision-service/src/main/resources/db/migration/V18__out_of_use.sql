-- What is out of use is kept, for history and for what is planned with it, and offers nothing new.
-- Ship nodes have the column since V1.
ALTER TABLE carrier_services ADD COLUMN active boolean NOT NULL DEFAULT true;
ALTER TABLE items ADD COLUMN active boolean NOT NULL DEFAULT true;
ALTER TABLE stock ADD COLUMN active boolean NOT NULL DEFAULT true;
CREATE INDEX items_out_of_use ON items (sku) WHERE NOT active;

-- The items of a line that are out of use, in words; null when all are in use.
--
-- goods: of a bundle, as in order_lines
CREATE FUNCTION items_out_of_use(line_sku text, goods jsonb) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT 'item ' || string_agg(sku, ', ' ORDER BY sku) || ' is out of use' FROM items
  WHERE NOT active
    AND CASE WHEN goods IS NULL THEN sku = line_sku ELSE jsonb_exists(goods, sku) END
$$;

-- Units in parcels that have not left, of or from or by something out of use: they go on unless
-- somebody takes them back.
CREATE VIEW endangered_units AS
SELECT shipments.order_id, shipments.id AS shipment_id, shipments.node, carrier_service, line.sku,
  line.units - taken_out AS units,
  concat_ws(', ',
    CASE WHEN NOT nodes.active THEN 'ship node ' || shipments.node || ' is out of use' END,
    CASE WHEN NOT services.active THEN 'carrier service ' || carrier_service || ' is out of use' END,
    CASE WHEN NOT items.active THEN 'item ' || line.sku || ' is out of use' END,
    CASE WHEN NOT stock.active THEN 'stock of ' || line.sku || ' at ' || shipments.node || ' is out of use' END
  ) AS why
FROM shipments
JOIN shipment_lines AS line ON line.shipment_id = shipments.id
LEFT JOIN ship_nodes AS nodes ON nodes.id = shipments.node
LEFT JOIN carrier_services AS services ON services.id = carrier_service
LEFT JOIN items ON items.sku = line.sku
LEFT JOIN stock ON stock.sku = line.sku AND stock.node = shipments.node
WHERE reservation_id IS NOT NULL AND NOT left_stock AND emptied_at IS NULL
  AND taken_out < line.units
  AND NOT (coalesce(nodes.active, true) AND coalesce(services.active, true)
    AND coalesce(items.active, true) AND coalesce(stock.active, true));

-- Keys are answered by every route that changes something: by the id of a decision, or by the answer
-- itself.
ALTER TABLE idempotency_keys ADD COLUMN location text NOT NULL DEFAULT '';
