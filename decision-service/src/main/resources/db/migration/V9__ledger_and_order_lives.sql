-- Stock becomes a ledger, and what is planned for an order stands in one place: its parcels.

-- Every change of a position, never changed itself: stock.on_hand and stock.reserved are the sums of
-- its movements (`whence verify` adds them up).
CREATE TABLE stock_movements (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  sku         text COLLATE "C" NOT NULL,
  node        text COLLATE "C" NOT NULL,
  kind        text        NOT NULL CHECK (kind IN ('OPENING', 'COUNT', 'ADJUST', 'RESERVE', 'RELEASE',
                            'SHIP', 'RECEIVE', 'RETURN', 'WRITE_OFF')),
  on_hand     int         NOT NULL, -- units more (or fewer) on hand
  reserved    int         NOT NULL, -- units more (or fewer) reserved
  cause       text COLLATE "C" NOT NULL, -- id of the load, reservation, parcel, receipt or return
  reason      text        NOT NULL DEFAULT '',
  author      text        NOT NULL,
  occurred_at timestamptz NOT NULL DEFAULT now(), -- by the word of whoever tells
  recorded_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX stock_movements_by_position ON stock_movements (node, sku, id);
-- What comes with an id of its own moves a position once.
CREATE UNIQUE INDEX stock_movements_once ON stock_movements (cause, kind, node, sku)
  WHERE kind IN ('ADJUST', 'RECEIVE', 'RETURN', 'WRITE_OFF');

-- A count is a fact, also below what is reserved; what leaves is a fact, also when nothing was there.
ALTER TABLE stock
  DROP CONSTRAINT stock_not_oversold,
  DROP CONSTRAINT stock_on_hand_check,
  ADD COLUMN uncounted boolean NOT NULL DEFAULT false, -- never runs out: a vendor
  ADD COLUMN counted_at timestamptz, -- of the last count that says when it was taken
  -- The last transaction that made units available here: what waits is tried again when it has not
  -- seen it. Not a time: a transaction that commits late would be overlooked.
  ADD COLUMN arrived xid8 NOT NULL DEFAULT pg_current_xact_id();

-- A day on which a ship node takes fewer parcels than usual, because it said so; null is as usual.
ALTER TABLE capacity_bookings ADD COLUMN most int CHECK (most >= 0);
INSERT INTO stock_movements (sku, node, kind, on_hand, reserved, cause, author, occurred_at)
SELECT sku, node, 'OPENING', on_hand, reserved, 'V9', 'upgrade', updated_at FROM stock
ORDER BY node, sku;

-- How often what is planned for the order has changed: a decision made on an older state is made anew.
ALTER TABLE orders
  ADD COLUMN version       bigint NOT NULL DEFAULT 1,
  ADD COLUMN standing      json,        -- the order and its demands, to decide again what is open of it
  ADD COLUMN claimed_until timestamptz; -- by whoever is just sourcing what waits of it

ALTER TABLE order_lines
  ADD COLUMN cancelled int NOT NULL DEFAULT 0 CHECK (cancelled >= 0),
  ADD COLUMN waiting   int NOT NULL DEFAULT 0 CHECK (waiting >= 0), -- backordered units
  ADD COLUMN tried     pg_snapshot, -- what was visible when it was last tried to source what waits
  ADD COLUMN exception text NOT NULL DEFAULT '', -- why nobody tries any more without being told to
  ADD COLUMN goods     jsonb; -- of a bundle: sku and units of one; null when it is none
CREATE INDEX order_lines_waiting ON order_lines (sku, order_id) WHERE waiting > 0;
ALTER TABLE order_lines ADD CONSTRAINT order_lines_cancelled_no_more CHECK (cancelled <= quantity);

-- A parcel holds its units and its place of the day until it leaves or everything is taken out of it.
ALTER TABLE shipments
  ADD COLUMN handover_day date, -- local day of the node; null for parcels decided elsewhere
  ADD COLUMN emptied_at   timestamptz; -- when the last unit was taken out
ALTER TABLE shipment_lines
  ADD COLUMN taken_out int NOT NULL DEFAULT 0,
  ADD CONSTRAINT shipment_lines_taken_out CHECK (taken_out BETWEEN 0 AND units);
CREATE INDEX shipments_by_reservation ON shipments (reservation_id);

UPDATE shipments SET handover_day = (planned_handover AT TIME ZONE origin_time_zone)::date
WHERE planned_handover IS NOT NULL;
UPDATE shipments SET emptied_at = reservations.changed_at FROM reservations
WHERE reservations.id = reservation_id AND status IN ('RELEASED', 'EXPIRED') AND NOT left_stock;
UPDATE shipment_lines SET taken_out = shipment_lines.units FROM shipments
WHERE shipments.id = shipment_id AND emptied_at IS NOT NULL;

-- A parcel that left keeps its place of the day, whatever became of its reservation.
UPDATE capacity_bookings SET parcels = 0;
INSERT INTO capacity_bookings (node, day, parcels)
SELECT node, handover_day, count(*) FROM shipments
JOIN ship_nodes ON ship_nodes.id = node
WHERE reservation_id IS NOT NULL AND emptied_at IS NULL AND handover_day IS NOT NULL
GROUP BY node, handover_day
ON CONFLICT (node, day) DO UPDATE SET parcels = excluded.parcels;

DROP TABLE reservation_lines, reservation_capacity;

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
  expected_hours, shipments.decision_id
FROM shipments;

-- The parcel that a line went in last, whichever of the order's decisions planned it.
CREATE OR REPLACE VIEW history_order_lines AS
SELECT line.order_id, line.line_id, coalesce(sent.shipment_id, '') AS shipment_id, ordered_at,
  customer_id, channel, line.sku, coalesce(items.category, '') AS category, line.quantity,
  line.unit_price_minor, currency,
  sum(line.quantity) OVER whole_order AS order_units,
  count(*) OVER whole_order AS order_lines,
  sum(line.quantity) OVER (PARTITION BY line.order_id, items.category) AS same_category_units,
  line.cancelled = line.quantity AS canceled
FROM order_lines AS line
JOIN orders ON orders.id = line.order_id
LEFT JOIN items ON items.sku = line.sku
LEFT JOIN LATERAL (
  SELECT shipment_id FROM shipment_lines
  JOIN shipments ON shipments.id = shipment_id AND shipments.order_id = line.order_id
  WHERE shipment_lines.line_id = line.line_id AND shipment_lines.taken_out < shipment_lines.units
  ORDER BY shipment_id DESC LIMIT 1) AS sent ON true
WINDOW whole_order AS (PARTITION BY line.order_id);

-- What people did with an order, for its timeline: cancelled, changed, refused by a ship node.
CREATE TABLE order_events (
  id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  order_id text COLLATE "C" NOT NULL,
  kind     text        NOT NULL,
  detail   jsonb       NOT NULL,
  at       timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX order_events_by_order ON order_events (order_id, id);

-- What ship nodes refused. A node that refuses for good is not asked again for these lines.
CREATE TABLE refusals (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  order_id    text COLLATE "C" NOT NULL,
  line_id     text COLLATE "C" NOT NULL,
  shipment_id text COLLATE "C" NOT NULL,
  node        text COLLATE "C" NOT NULL,
  sku         text COLLATE "C" NOT NULL,
  units       int         NOT NULL CHECK (units > 0),
  reason      text        NOT NULL CHECK (reason IN ('SHORT', 'DAMAGED', 'BUSY', 'OTHER')),
  blocking    boolean     NOT NULL,
  note        text        NOT NULL,
  at          timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX refusals_by_order ON refusals (order_id, line_id);
CREATE INDEX refusals_by_node ON refusals (node, at);
