-- What was estimated, beside what came of it: a row a parcel or an order line whose outcome is known.
CREATE TABLE watched_estimates (
  model       text NOT NULL,
  subject     text COLLATE "C" NOT NULL, -- id of the parcel; order and line, with a space between
  version     text NOT NULL,             -- of the model that answered; empty where none did
  decision_id uuid NOT NULL,
  asked_at    timestamptz NOT NULL,      -- when the order was placed
  known_at    timestamptz NOT NULL,      -- when what happened became known
  happened    boolean NOT NULL,          -- late, or came back
  chance      double precision NOT NULL, -- of that, as the decision reckoned
  plain       double precision NOT NULL, -- of that, by published figures or what was seen of the kind
  kind        text NOT NULL,             -- the carrier service; the category
  place       text NOT NULL,             -- the lane; the channel
  days        real[],                    -- estimated, at the levels 0.5, 0.8, 0.9 and 0.95
  actual_days double precision,          -- from hand-over to the door; null while it has not arrived
  features    real[] NOT NULL,           -- as the model is asked, in the order of its table
  challenger  text,                      -- the version that was asked in the shadow
  challenger_chance double precision,
  PRIMARY KEY (model, subject)
);
CREATE INDEX watched_estimates_by_time ON watched_estimates (model, asked_at);

-- 0: nothing is noted yet; 1: it is late and still underway; 2: all is noted.
ALTER TABLE shipments ADD COLUMN watched smallint NOT NULL DEFAULT 0;
CREATE INDEX shipments_ended_to_watch ON shipments (id)
  WHERE watched < 2 AND decision_id IS NOT NULL AND promise_date IS NOT NULL
    AND (delivered_at IS NOT NULL OR lost_at IS NOT NULL);
CREATE INDEX shipments_overdue_to_watch ON shipments (promise_date)
  WHERE watched = 0 AND decision_id IS NOT NULL
    AND delivered_at IS NULL AND lost_at IS NULL AND handed_over_at IS NOT NULL;

ALTER TABLE sales ADD COLUMN watched boolean NOT NULL DEFAULT false;
CREATE INDEX sales_to_watch ON sales (matures_at) WHERE NOT watched;

CREATE VIEW history_estimates AS
SELECT model, subject, version, decision_id, asked_at, known_at, happened, chance, plain, kind,
  place, days, actual_days, challenger, challenger_chance
FROM watched_estimates;
