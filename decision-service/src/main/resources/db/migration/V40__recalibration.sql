-- How the shape of a transit-time model has moved since it was released: a row a day (UTC) that has
-- ended, counted once by any process. The newest that is in force counts.
CREATE TABLE recalibrations (
  model         text NOT NULL,
  version       text COLLATE "C" NOT NULL,
  day           date NOT NULL,                      -- the last whose outcomes are counted
  number        bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  in_force_from timestamptz NOT NULL,
  parcels       integer NOT NULL,                   -- counted on the day
  lost_share    double precision NOT NULL,
  residual_quantiles double precision[] NOT NULL,   -- at the levels of a transit distribution
  spread        double precision NOT NULL,          -- mean exp(log_sigma) of the parcels of the day
  passes        double precision[] NOT NULL,        -- what was counted, faded: parcels that passed
  arrivals      double precision[] NOT NULL,        -- and parcels that arrived in each stretch
  PRIMARY KEY (model, version, day)
);

-- Parcels that a model which recalibrates was asked about and that are not counted as arrived yet,
-- with what it said before calibration.
CREATE TABLE recalibration_parcels (
  shipment_id text COLLATE "C" PRIMARY KEY,
  model       text NOT NULL,
  version     text COLLATE "C" NOT NULL,
  mu          real NOT NULL,
  log_sigma   real NOT NULL
);
CREATE INDEX recalibration_parcels_by_version ON recalibration_parcels (model, version);

-- Whether it was looked at which model was asked about it. What was decided before this release is
-- not counted.
ALTER TABLE shipments ADD COLUMN recalibrated boolean NOT NULL DEFAULT true;
ALTER TABLE shipments ALTER COLUMN recalibrated SET DEFAULT false;
CREATE INDEX shipments_to_recalibrate ON shipments (id)
  WHERE NOT recalibrated AND decision_id IS NOT NULL;
