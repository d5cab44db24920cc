-- A key under which something was decided names the decision, and is written once, with it. Keys of
-- before have its id as their body.

ALTER TABLE idempotency_keys ADD COLUMN decision_id uuid;
