-- What whoever writes a draft expects of it, as JSON text; null where nothing is.
ALTER TABLE table_drafts ADD COLUMN expectation text;

-- What a draft would have done to recorded orders. A row is asked for by one process and worked off by
-- any; one that is worked off tells that it is alive, and is lost when it does not.
CREATE TABLE table_replays (
  id             int         GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  draft          int         NOT NULL REFERENCES table_drafts,
  draft_revision int         NOT NULL,
  base           int         NOT NULL, -- number of the rule set that it is compared with
  base_digest    text COLLATE "C" NOT NULL,
  tables_digest  text COLLATE "C" NOT NULL,
  expectation    text,
  most_orders    int         NOT NULL CHECK (most_orders > 0),
  state          text COLLATE "C" NOT NULL DEFAULT 'WAITING'
    CHECK (state IN ('WAITING', 'RUNNING', 'DONE', 'CANCELLED', 'LOST', 'FAILED')),
  asked_by       text        NOT NULL,
  asked_at       timestamptz NOT NULL DEFAULT now(),
  runner         uuid,
  begun_at       timestamptz,
  heard_at       timestamptz,
  ended_at       timestamptz,
  replayed       bigint      NOT NULL DEFAULT 0,
  total          bigint      NOT NULL DEFAULT 0,
  complete       boolean, -- no decision that is recorded was left out
  met            boolean,
  result         json,
  trouble        text        NOT NULL DEFAULT '',
  CHECK ((state = 'RUNNING') <= (runner IS NOT NULL AND heard_at IS NOT NULL)),
  CHECK ((state = 'DONE') = (result IS NOT NULL AND met IS NOT NULL AND complete IS NOT NULL)),
  CHECK ((state IN ('WAITING', 'RUNNING')) = (ended_at IS NULL))
);
CREATE INDEX table_replays_by_draft ON table_replays (draft, id);
CREATE UNIQUE INDEX table_replays_open ON table_replays (draft) WHERE state IN ('WAITING', 'RUNNING');
