-- Orders as last decided.
CREATE TABLE orders (
  id                  text COLLATE "C" PRIMARY KEY,
  channel             text        NOT NULL,
  customer_class      text        NOT NULL,
  customer_id         text        NOT NULL, -- empty when unknown
  service_level       text        NOT NULL,
  destination_country text        NOT NULL,
  destination_region  text        NOT NULL,
  currency            text        NOT NULL,
  ordered_at          timestamptz NOT NULL,
  last_decision       uuid        NOT NULL
);

CREATE TABLE order_lines (
  order_id         text COLLATE "C" NOT NULL REFERENCES orders ON DELETE CASCADE,
  line_id          text COLLATE "C" NOT NULL,
  position         int    NOT NULL,
  sku              text COLLATE "C" NOT NULL,
  quantity         int    NOT NULL CHECK (quantity >= 1),
  unit_price_minor bigint NOT NULL,
  PRIMARY KEY (order_id, line_id)
);

-- One row a decision, with everything a replay needs. Ids are UUIDv7, so a range of ids is a range
-- of time: the table is partitioned by month of the service's clock on the id alone. JSON is kept
-- as the text it came in (json, not jsonb): digests can be checked in SQL, and writing takes a third.
CREATE TABLE decisions (
  id            uuid        NOT NULL PRIMARY KEY,
  order_id      text COLLATE "C" NOT NULL,
  outcome       text        NOT NULL,
  path          text        NOT NULL,
  request       json        NOT NULL,
  inputs        json        NOT NULL,
  estimates     json        NOT NULL,
  decision      json        NOT NULL,
  inputs_sha256 text        NOT NULL,
  rule_set      text        NOT NULL,
  round         int         NOT NULL CHECK (round >= 1),
  timings       json        NOT NULL,
  decided_at    timestamptz NOT NULL, -- the service's clock
  created_at    timestamptz NOT NULL DEFAULT now()
) PARTITION BY RANGE (id);
-- Half the processor time of the default, where the server was built with it.
DO $$
BEGIN
  ALTER TABLE decisions
    ALTER COLUMN request SET COMPRESSION lz4, ALTER COLUMN inputs SET COMPRESSION lz4,
    ALTER COLUMN estimates SET COMPRESSION lz4, ALTER COLUMN decision SET COMPRESSION lz4;
EXCEPTION WHEN feature_not_supported THEN
  RAISE NOTICE 'This server compresses with its default method.';
END $$;
CREATE INDEX decisions_by_order ON decisions (order_id, id);
CREATE TABLE decisions_default PARTITION OF decisions DEFAULT;

-- Rule tables a decision may name, as canonical text, so that any decision can be replayed.
CREATE TABLE rule_sets (
  digest   text PRIMARY KEY,
  tables   text        NOT NULL,
  added_at timestamptz NOT NULL DEFAULT now()
);

-- The first answer to a caller's key, written in the transaction that did the work.
CREATE TABLE idempotency_keys (
  key            text COLLATE "C" PRIMARY KEY,
  request_sha256 text        NOT NULL,
  status         int,
  body           text,
  created_at     timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);

-- Stock and capacity held for a decision. Times here are the database's clock and no other.
CREATE TABLE reservations (
  id          uuid        PRIMARY KEY,
  decision_id uuid        NOT NULL,
  order_id    text COLLATE "C" NOT NULL,
  status      text        NOT NULL CHECK (status IN ('HELD', 'CONFIRMED', 'RELEASED', 'EXPIRED')),
  created_at  timestamptz NOT NULL DEFAULT now(),
  expires_at  timestamptz NOT NULL,
  changed_at  timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 80);
CREATE INDEX reservations_to_expire ON reservations (expires_at) WHERE status = 'HELD';
CREATE INDEX reservations_by_decision ON reservations (decision_id);
CREATE INDEX reservations_by_order ON reservations (order_id);

CREATE TABLE reservation_lines (
  reservation_id uuid NOT NULL REFERENCES reservations ON DELETE CASCADE,
  sku            text COLLATE "C" NOT NULL,
  node           text COLLATE "C" NOT NULL,
  units          int  NOT NULL CHECK (units > 0),
  PRIMARY KEY (reservation_id, sku, node)
);

CREATE TABLE reservation_capacity (
  reservation_id uuid NOT NULL REFERENCES reservations ON DELETE CASCADE,
  node           text COLLATE "C" NOT NULL,
  day            date NOT NULL,
  parcels        int  NOT NULL CHECK (parcels > 0),
  PRIMARY KEY (reservation_id, node, day)
);

-- What happened, for other systems. Identity values are not commit-ordered: a reader goes by
-- (transaction, id) and stops below the oldest transaction still running, see docs/order-store.md.
CREATE TABLE outbox (
  transaction xid8        NOT NULL DEFAULT pg_current_xact_id(),
  id          bigint      GENERATED ALWAYS AS IDENTITY,
  type        text        NOT NULL,
  subject     text        NOT NULL,
  payload     jsonb       NOT NULL,
  created_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (transaction, id)
);
