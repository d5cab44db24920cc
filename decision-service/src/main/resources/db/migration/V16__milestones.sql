-- When work on a parcel must be done for its promise, what was heard of that, and what is expected.

ALTER TABLE shipments
  ADD COLUMN accept_by    timestamptz,      -- null for parcels from before, or decided elsewhere
  ADD COLUMN pick_by      timestamptz,
  ADD COLUMN hand_over_by timestamptz,
  ADD COLUMN accepted_at  timestamptz,      -- as far as the ship node told
  ADD COLUMN picked_at    timestamptz,
  ADD COLUMN transit      json,             -- days from hand-over to the door, as estimated
  ADD COLUMN least_chance double precision, -- with which a promise counts as kept
  ADD COLUMN expected_day date,             -- last told; null when none can be told
  ADD COLUMN told_late    boolean NOT NULL DEFAULT false,
  ADD COLUMN look_at      timestamptz;      -- when what is expected may change; null when it is over
CREATE INDEX shipments_to_look_at ON shipments (look_at) WHERE look_at IS NOT NULL;

-- Nothing follows from the silence of a ship node that never tells.
CREATE INDEX shipments_accepted ON shipments (node, accepted_at) WHERE accepted_at IS NOT NULL;
CREATE INDEX shipments_picked ON shipments (node, picked_at) WHERE picked_at IS NOT NULL;
