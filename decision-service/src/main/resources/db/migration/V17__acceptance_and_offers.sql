-- Ship nodes accept parcels or refuse them, and several may compete for one.

-- A parcel that its ship node accepted, by a word of its own, by a scan or by handing it over.
CREATE TABLE acceptances (
  shipment_id text COLLATE "C" PRIMARY KEY,
  order_id    text COLLATE "C" NOT NULL,
  node        text COLLATE "C" NOT NULL,
  how         text        NOT NULL CHECK (how IN ('WORD', 'SCAN', 'HANDOVER')),
  author      text        NOT NULL, -- in the words of whoever accepts, may be empty
  minutes     int,                  -- of opening hours that it took, null for scans
  time_class  int CHECK (time_class BETWEEN 1 AND 9), -- of the minutes
  counted     boolean     NOT NULL DEFAULT true, -- false once all of it was refused after all
  at          timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX acceptances_by_order ON acceptances (order_id);

-- What a ship node answered on a day (UTC): the sums that its acceptance is worked out from. A parcel
-- counts as refused once, with its first refusal.
CREATE TABLE acceptance_days (
  node       text COLLATE "C" NOT NULL,
  day        date NOT NULL,
  accepted   int  NOT NULL DEFAULT 0,
  short      int  NOT NULL DEFAULT 0,
  damaged    int  NOT NULL DEFAULT 0,
  busy       int  NOT NULL DEFAULT 0,
  other      int  NOT NULL DEFAULT 0,
  unanswered int  NOT NULL DEFAULT 0,
  times      int[] NOT NULL DEFAULT '{0,0,0,0,0,0,0,0,0}', -- accepted within 5, 15, 30, 60, 120, 240, 480, 1440 minutes, later
  PRIMARY KEY (node, day)
) WITH (fillfactor = 70);
CREATE INDEX acceptance_days_by_day ON acceptance_days (day);

-- A parcel that was claimed and not accepted in time is taken from the node again.
ALTER TABLE refusals DROP CONSTRAINT refusals_reason_check;
ALTER TABLE refusals ADD CONSTRAINT refusals_reason_check
  CHECK (reason IN ('SHORT', 'DAMAGED', 'BUSY', 'OTHER', 'UNANSWERED'));

INSERT INTO acceptances (shipment_id, order_id, node, how, author, at)
SELECT id, order_id, node, 'HANDOVER', '', coalesce(handed_over_at, delivered_at, created_at)
FROM shipments WHERE left_stock;
INSERT INTO acceptance_days (node, day, accepted)
SELECT node, (at AT TIME ZONE 'UTC')::date, count(*) FROM acceptances GROUP BY 1, 2;
INSERT INTO acceptance_days AS known (node, day, short, damaged, busy, other)
SELECT node, (at AT TIME ZONE 'UTC')::date, count(*) FILTER (WHERE reason = 'SHORT'),
  count(*) FILTER (WHERE reason = 'DAMAGED'), count(*) FILTER (WHERE reason = 'BUSY'),
  count(*) FILTER (WHERE reason = 'OTHER')
FROM (SELECT DISTINCT ON (shipment_id) * FROM refusals ORDER BY shipment_id, id) AS first
GROUP BY 1, 2
ON CONFLICT (node, day) DO UPDATE SET short = excluded.short, damaged = excluded.damaged,
  busy = excluded.busy, other = excluded.other;

-- A planned parcel for which several ship nodes compete. Its units are reserved in exactly one place:
-- in the parcel of shipment_id, first the planned one, then that of whoever claimed it.
CREATE TABLE offer_groups (
  id               uuid PRIMARY KEY,
  order_id         text COLLATE "C" NOT NULL,
  decision_id      uuid NOT NULL,
  reservation_id   uuid NOT NULL, -- of the planned parcel: while it is only held, nobody is asked
  planned_shipment text COLLATE "C" NOT NULL,
  planned_node     text COLLATE "C" NOT NULL,
  shipment_id      text COLLATE "C" NOT NULL UNIQUE,
  state            text NOT NULL DEFAULT 'PLANNED' CHECK (state IN ('PLANNED', 'OPEN', 'CLAIMED',
                     'ACCEPTED', 'ASSIGNED', 'LAPSED', 'WITHDRAWN')),
  offer_minutes    int  NOT NULL,
  claim_minutes    int  NOT NULL,
  open_until       timestamptz, -- null before it was offered
  claimed_until    timestamptz, -- by when whoever claimed it has to accept
  created_at       timestamptz NOT NULL DEFAULT now(),
  ended_at         timestamptz
);
CREATE INDEX offer_groups_by_order ON offer_groups (order_id);
CREATE INDEX offer_groups_planned ON offer_groups (reservation_id) WHERE state = 'PLANNED';
CREATE INDEX offer_groups_open ON offer_groups (open_until) WHERE state = 'OPEN';
CREATE INDEX offer_groups_claimed ON offer_groups (claimed_until) WHERE state = 'CLAIMED';

CREATE TABLE offers (
  id         uuid PRIMARY KEY,
  group_id   uuid NOT NULL REFERENCES offer_groups ON DELETE CASCADE,
  node       text COLLATE "C" NOT NULL,
  rank       int  NOT NULL, -- 1 for the planned node, then the cheapest first
  state      text NOT NULL DEFAULT 'PLANNED' CHECK (state IN ('PLANNED', 'OPEN', 'CLAIMED', 'LOST',
               'DECLINED', 'ASSIGNED', 'EXPIRED', 'WITHDRAWN')),
  claimed_by text NOT NULL DEFAULT '', -- in the words of whoever claims
  reason     text NOT NULL DEFAULT '', -- of declining
  changed_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (group_id, node)
);
-- First claim wins, and there is no second winner.
CREATE UNIQUE INDEX offers_one_winner ON offers (group_id) WHERE state IN ('CLAIMED', 'ASSIGNED');
CREATE INDEX offers_by_node ON offers (node, state, id);
