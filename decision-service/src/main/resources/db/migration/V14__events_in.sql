-- What comes in is looked at before it counts, goods are expected and received, and what came back is
-- graded before it is sold again.

-- Scans and returns that cannot be true, until they fit or a person says what becomes of them.
CREATE TABLE quarantine (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind        text        NOT NULL CHECK (kind IN ('SHIPMENT_EVENT', 'RETURN')),
  event_id    text COLLATE "C" NOT NULL, -- the sender's: of the event or the return
  subject     text COLLATE "C" NOT NULL, -- its shipment or order
  body        json        NOT NULL,
  code        text        NOT NULL CHECK (code IN ('FUTURE', 'BEFORE_ORDER', 'MORE_THAN_SHIPPED')),
  reason      text        NOT NULL,
  at          timestamptz NOT NULL DEFAULT now(),
  resolved_at timestamptz,
  how         text CHECK (how IN ('ACCEPTED', 'DISCARDED', 'FITS')),
  UNIQUE (kind, event_id),
  CHECK ((resolved_at IS NULL) = (how IS NULL))
);
CREATE INDEX quarantine_open ON quarantine (subject) WHERE how IS NULL;

-- Whether it was looked at with its shipment or order known; what counted before this counts.
ALTER TABLE shipment_events ADD COLUMN judged boolean NOT NULL DEFAULT true;
ALTER TABLE shipment_events ALTER COLUMN judged SET DEFAULT false;
ALTER TABLE returns ADD COLUMN judged boolean NOT NULL DEFAULT true;
ALTER TABLE returns ALTER COLUMN judged SET DEFAULT false;

-- Lines of purchase orders. A receipt may name one before it is known.
CREATE TABLE expected_receipts (
  receipt_id  text COLLATE "C" PRIMARY KEY,
  node        text COLLATE "C" NOT NULL REFERENCES ship_nodes,
  sku         text COLLATE "C" NOT NULL REFERENCES items,
  units       int  NOT NULL CHECK (units >= 0), -- ordered; 0 when nothing is expected any more
  open        int  NOT NULL CHECK (open >= 0),  -- of these, not received yet
  expected_on date NOT NULL,
  updated_at  timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX expected_receipts_open ON expected_receipts (sku, expected_on, receipt_id)
  WHERE open > 0;

CREATE TABLE receipts (
  event_id    text COLLATE "C" PRIMARY KEY,
  receipt_id  text COLLATE "C", -- null when it belongs to no line of a purchase order
  node        text COLLATE "C" NOT NULL,
  sku         text COLLATE "C" NOT NULL,
  units       int         NOT NULL CHECK (units > 0),
  received_at timestamptz NOT NULL,
  created_at  timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX receipts_by_line ON receipts (receipt_id, sku);

-- What somebody found when looking at returned units.
CREATE TABLE gradings (
  grading_id text COLLATE "C" PRIMARY KEY,
  return_id  text COLLATE "C" NOT NULL REFERENCES returns,
  node       text COLLATE "C" NOT NULL,
  sku        text COLLATE "C" NOT NULL, -- of a bundle one of its components
  sellable   int         NOT NULL CHECK (sellable >= 0),
  damaged    int         NOT NULL CHECK (damaged >= 0),
  graded_at  timestamptz NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  CHECK (sellable + damaged > 0)
);
CREATE INDEX gradings_by_return ON gradings (return_id, sku);
