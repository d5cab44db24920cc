-- Which chance has to be said of a day for it to be promised: a row a day (UTC) that has ended,
-- counted once by any process. The newest that is in force counts.
CREATE TABLE promise_days (
  day           date PRIMARY KEY,                   -- the last whose outcomes are counted
  number        bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  in_force_from timestamptz NOT NULL,
  parcels       integer NOT NULL                    -- of which a day may have ended
);

-- Of each carrier service, and of all others as ''.
CREATE TABLE promise_levels (
  day             date NOT NULL REFERENCES promise_days ON DELETE CASCADE,
  carrier_service text COLLATE "C" NOT NULL,
  said            double precision[],               -- to keep 80, 90 and 95 %; null: as said
  due             double precision[] NOT NULL,      -- what was counted, faded: parcels by chance
  kept            double precision[] NOT NULL,      -- whose day ended, and that were there
  heard           date,                             -- on which a delivery was told last
  PRIMARY KEY (day, carrier_service)
);

-- Days that could have been promised for a parcel whose transit a model has estimated.
CREATE TABLE promise_parcels (
  shipment_id text COLLATE "C" PRIMARY KEY,
  ordered_at  timestamptz NOT NULL,
  first_day   date NOT NULL,
  chances     real[] NOT NULL,     -- to be there by the end of each day from the first on; empty
                                   -- once all of them are counted
  promised    date[] NOT NULL,     -- with 80, 90 and 95 %, by the levels when it was decided
  as_said     date[] NOT NULL      -- the same days by what the model says
);
CREATE INDEX promise_parcels_by_time ON promise_parcels (ordered_at);
CREATE INDEX promise_parcels_to_count ON promise_parcels (shipment_id) WHERE chances <> '{}';

-- Whether it was looked at what could have been promised for it. What was decided before this
-- release is not counted.
ALTER TABLE shipments ADD COLUMN dates_noted boolean NOT NULL DEFAULT true;
ALTER TABLE shipments ALTER COLUMN dates_noted SET DEFAULT false;
CREATE INDEX shipments_to_note_dates_of ON shipments (id)
  WHERE NOT dates_noted AND decision_id IS NOT NULL;
