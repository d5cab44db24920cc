-- What the caller loads: ship nodes, carrier services, items, stock. Ids compare byte by byte
-- (COLLATE "C"), as they do in Java, so ties and lock order are the same everywhere.

-- Goes up with every load of ship nodes or carrier services; a service process keeps those in
-- memory and reads this number in each snapshot to know whether they still hold.
CREATE TABLE reference_version (
  singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
  version   bigint  NOT NULL
);
INSERT INTO reference_version (version) VALUES (1);

CREATE TABLE ship_nodes (
  id                       text COLLATE "C" PRIMARY KEY,
  name                     text     NOT NULL,
  type                     text     NOT NULL,
  country                  text     NOT NULL,
  region                   text     NOT NULL,
  latitude                 double precision NOT NULL,
  longitude                double precision NOT NULL,
  active                   boolean  NOT NULL,
  handles_hazmat           boolean  NOT NULL,
  channels                 text[]   NOT NULL,
  time_zone                text     NOT NULL,
  working_days             int[]    NOT NULL CHECK (cardinality(working_days) > 0), -- ISO, 1 is Monday
  cutoff                   time     NOT NULL,
  processing_seconds       bigint   NOT NULL CHECK (processing_seconds >= 0),
  holidays                 date[]   NOT NULL,
  parcels_per_day          int      NOT NULL CHECK (parcels_per_day >= 0),
  parcel_handling_minor    bigint   NOT NULL,
  parcel_handling_currency text     NOT NULL,
  unit_handling_minor      bigint   NOT NULL,
  unit_handling_currency   text     NOT NULL
);

-- Parcels planned for one local hand-over date of a ship node.
CREATE TABLE capacity_bookings (
  node    text COLLATE "C" NOT NULL REFERENCES ship_nodes,
  day     date NOT NULL,
  parcels int  NOT NULL CHECK (parcels >= 0),
  PRIMARY KEY (node, day)
) WITH (fillfactor = 70);

CREATE TABLE carrier_services (
  id                 text COLLATE "C" PRIMARY KEY,
  carrier            text   NOT NULL,
  name               text   NOT NULL,
  currency           text   NOT NULL,
  volumetric_divisor int    NOT NULL CHECK (volumetric_divisor >= 0),
  published_on_time  double precision NOT NULL CHECK (published_on_time BETWEEN 0 AND 1)
);

CREATE TABLE rate_zones (
  carrier_service       text COLLATE "C" NOT NULL REFERENCES carrier_services ON DELETE CASCADE,
  position              int    NOT NULL,
  origin_country        text   NOT NULL, -- empty is any
  destination_country   text   NOT NULL, -- empty is any
  up_to_km              int    NOT NULL,
  per_parcel_minor      bigint NOT NULL,
  per_parcel_currency   text   NOT NULL,
  per_kilogram_minor    bigint NOT NULL,
  per_kilogram_currency text   NOT NULL,
  transit_days          int    NOT NULL,
  PRIMARY KEY (carrier_service, position)
);

CREATE TABLE items (
  sku             text COLLATE "C" PRIMARY KEY,
  category        text    NOT NULL,
  weight_grams    int     NOT NULL CHECK (weight_grams >= 0),
  volume_cm3      int     NOT NULL CHECK (volume_cm3 >= 0),
  longest_side_mm int     NOT NULL CHECK (longest_side_mm >= 0),
  hazmat          boolean NOT NULL
);

-- One row a SKU and ship node. Nothing is ever promised that is not there: every writer changes it
-- by one guarded UPDATE, and the CHECKs hold even against a writer that forgets the guard.
CREATE TABLE stock (
  sku          text COLLATE "C" NOT NULL REFERENCES items,
  node         text COLLATE "C" NOT NULL REFERENCES ship_nodes,
  on_hand      int  NOT NULL CHECK (on_hand >= 0),
  reserved     int  NOT NULL DEFAULT 0 CHECK (reserved >= 0),
  safety_stock int  NOT NULL DEFAULT 0 CHECK (safety_stock >= 0),
  updated_at   timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (sku, node),
  CONSTRAINT stock_not_oversold CHECK (on_hand - reserved >= 0)
) WITH (fillfactor = 70);
CREATE INDEX stock_by_node ON stock (node, sku);
