-- What happened after the decisions: it becomes the history that estimates and training stand on.

CREATE TABLE shipments (
  id                    text COLLATE "C" PRIMARY KEY,
  order_id              text COLLATE "C" NOT NULL,
  decision_id           uuid,             -- null for shipments decided elsewhere
  reservation_id        uuid,
  node                  text COLLATE "C" NOT NULL,
  carrier_service       text COLLATE "C" NOT NULL,
  ordered_at            timestamptz NOT NULL,
  origin_country        text        NOT NULL,
  origin_region         text COLLATE "C" NOT NULL,
  origin_time_zone      text        NOT NULL,
  destination_country   text        NOT NULL,
  destination_region    text COLLATE "C" NOT NULL,
  destination_time_zone text        NOT NULL,
  distance_km           double precision NOT NULL,
  published_days        int         NOT NULL,
  published_on_time     double precision NOT NULL,
  weight_grams          bigint      NOT NULL,
  units                 int         NOT NULL,
  freight_minor         bigint      NOT NULL,
  currency              text        NOT NULL,
  promise_date          date,             -- null when nothing was promised
  expected_hours        bigint      NOT NULL CHECK (expected_hours > 0),
  planned_handover      timestamptz,
  handed_over_at        timestamptz,      -- as far as scans told
  delivered_at          timestamptz,
  delivery_known_at     timestamptz,
  lost_at               timestamptz,
  lost_known_at         timestamptz,
  last_scan             text        NOT NULL DEFAULT '',
  left_stock            boolean     NOT NULL DEFAULT false,
  created_at            timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX shipments_by_order ON shipments (order_id);

CREATE TABLE shipment_lines (
  shipment_id text COLLATE "C" NOT NULL REFERENCES shipments ON DELETE CASCADE,
  line_id     text COLLATE "C" NOT NULL,
  sku         text COLLATE "C" NOT NULL,
  category    text   NOT NULL,
  customer_id text COLLATE "C" NOT NULL,
  units       int    NOT NULL CHECK (units > 0),
  PRIMARY KEY (shipment_id, line_id)
);

-- Carrier scans as they came: early, late, doubled, of shipments not known yet, of unknown kinds.
CREATE TABLE shipment_events (
  event_id    text COLLATE "C" PRIMARY KEY,
  shipment_id text COLLATE "C" NOT NULL,
  scan        text        NOT NULL,
  occurred_at timestamptz NOT NULL, -- by the carrier's word
  recorded_at timestamptz NOT NULL, -- when we got to know
  region      text        NOT NULL,
  created_at  timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX shipment_events_by_shipment ON shipment_events (shipment_id, occurred_at);

-- One row a parcel whose transit time is known: written once, never changed.
CREATE TABLE arrivals (
  shipment_id        text COLLATE "C" PRIMARY KEY,
  carrier_service    text COLLATE "C" NOT NULL,
  origin_region      text COLLATE "C" NOT NULL,
  destination_region text COLLATE "C" NOT NULL,
  known_at           timestamptz(3) NOT NULL,
  actual_hours       bigint NOT NULL CHECK (actual_hours >= 0),
  expected_hours     bigint NOT NULL CHECK (expected_hours > 0)
);
CREATE INDEX arrivals_by_destination ON arrivals (destination_region, known_at)
  INCLUDE (carrier_service, origin_region, actual_hours, expected_hours);
CREATE INDEX arrivals_by_time ON arrivals (known_at)
  INCLUDE (carrier_service, actual_hours, expected_hours);

-- Goes up with every transaction that adds arrivals: sums kept in memory hold while it stands.
CREATE TABLE arrival_version (
  singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
  version   bigint  NOT NULL
);
INSERT INTO arrival_version (version) VALUES (1);

CREATE TABLE returns (
  return_id   text COLLATE "C" PRIMARY KEY,
  order_id    text COLLATE "C" NOT NULL,
  line_id     text COLLATE "C" NOT NULL,
  units       int         NOT NULL CHECK (units > 0),
  reason      text        NOT NULL,
  returned_at timestamptz NOT NULL, -- when it became known
  created_at  timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX returns_by_line ON returns (order_id, line_id);

-- Order lines that left, on their way into return_counts: a line counts as sold once its return
-- window has passed.
CREATE TABLE sales (
  order_id    text COLLATE "C" NOT NULL,
  line_id     text COLLATE "C" NOT NULL,
  sku         text COLLATE "C" NOT NULL,
  category    text COLLATE "C" NOT NULL,
  customer_id text COLLATE "C" NOT NULL,
  units       int         NOT NULL CHECK (units > 0),
  matures_at  timestamptz NOT NULL,
  counted     boolean     NOT NULL DEFAULT false,
  counted_returned int    NOT NULL DEFAULT 0,
  stale       boolean     NOT NULL DEFAULT true, -- to be counted, or counted again
  PRIMARY KEY (order_id, line_id)
);
CREATE INDEX sales_to_count ON sales (matures_at) WHERE stale;

CREATE TABLE return_counts (
  kind     text COLLATE "C" NOT NULL CHECK (kind IN ('SKU', 'CATEGORY', 'CUSTOMER')),
  key      text COLLATE "C" NOT NULL,
  sold     bigint NOT NULL CHECK (sold >= 0),
  returned bigint NOT NULL CHECK (returned >= 0),
  PRIMARY KEY (kind, key)
) WITH (fillfactor = 70);
