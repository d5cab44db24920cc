-- Events leave twice over: as a feed that readers resume, and as webhooks.

-- The order an event belongs to, null for none: events of one order are delivered in order.
ALTER TABLE outbox ADD COLUMN order_id text COLLATE "C";

-- Up to where events have been forgotten: a reader who comes from before has missed some.
CREATE TABLE outbox_forgotten (
  one         boolean PRIMARY KEY DEFAULT true CHECK (one),
  transaction xid8    NOT NULL,
  id          bigint  NOT NULL
);
INSERT INTO outbox_forgotten (transaction, id) VALUES ('0', 0);

-- Up to where events have been turned into deliveries. What was there before has no takers.
CREATE TABLE webhook_dispatch (
  one         boolean PRIMARY KEY DEFAULT true CHECK (one),
  transaction xid8    NOT NULL,
  id          bigint  NOT NULL
);
INSERT INTO webhook_dispatch (transaction, id) VALUES (pg_snapshot_xmin(pg_current_snapshot()), 0);

CREATE TABLE webhook_endpoints (
  id              uuid        PRIMARY KEY,
  url             text        NOT NULL,
  types           text[]      NOT NULL, -- empty for every type
  description     text        NOT NULL,
  active          boolean     NOT NULL DEFAULT true,
  disabled_reason text        NOT NULL DEFAULT '', -- why the service switched it off
  failing_since   timestamptz, -- of the first failed attempt after the last that was taken
  created_at      timestamptz NOT NULL DEFAULT now(),
  updated_at      timestamptz NOT NULL DEFAULT now()
);

-- They sign, so they stand here as they are.
CREATE TABLE webhook_secrets (
  endpoint_id uuid        NOT NULL REFERENCES webhook_endpoints ON DELETE CASCADE,
  secret      text        NOT NULL,
  valid_until timestamptz, -- null for the present one
  PRIMARY KEY (endpoint_id, secret)
);

-- An event on its way to an endpoint. Ids follow the order of events.
CREATE TABLE webhook_deliveries (
  id              bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  endpoint_id     uuid        NOT NULL REFERENCES webhook_endpoints ON DELETE CASCADE,
  event_id        text COLLATE "C" NOT NULL, -- the webhook-id
  type            text        NOT NULL,
  subject         text        NOT NULL,
  order_id        text COLLATE "C",
  body            text        NOT NULL,
  happened_at     timestamptz NOT NULL,
  status          text        NOT NULL DEFAULT 'PENDING' CHECK (status IN ('PENDING', 'DELIVERED', 'DEAD')),
  attempts        int         NOT NULL DEFAULT 0,
  next_attempt_at timestamptz NOT NULL DEFAULT now(), -- while one is under way: when it counts as lost
  lease           uuid, -- of the attempt under way
  held            boolean     NOT NULL DEFAULT false, -- behind another of its order: not to be looked at
  last_attempt_at timestamptz,
  last_status     int, -- of HTTP, null when there was no answer
  last_error      text        NOT NULL DEFAULT '',
  created_at      timestamptz NOT NULL DEFAULT now(),
  ended_at        timestamptz, -- when it was delivered or given up
  UNIQUE (endpoint_id, event_id)
);
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (endpoint_id, next_attempt_at, id) WHERE status = 'PENDING' AND NOT held;
CREATE INDEX webhook_deliveries_tests ON webhook_deliveries (endpoint_id, next_attempt_at, id)
  WHERE status = 'PENDING' AND NOT held AND type = 'webhook-test';
CREATE INDEX webhook_deliveries_in_order ON webhook_deliveries (endpoint_id, order_id, id) WHERE status = 'PENDING';
CREATE INDEX webhook_deliveries_under_way ON webhook_deliveries (endpoint_id, order_id) WHERE lease IS NOT NULL;
CREATE INDEX webhook_deliveries_dead ON webhook_deliveries (id) WHERE status = 'DEAD';
CREATE INDEX webhook_deliveries_ended ON webhook_deliveries (ended_at) WHERE status <> 'PENDING';
