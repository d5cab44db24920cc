-- Orders that wait for a person, and decisions that a person approved.

ALTER TABLE orders ADD COLUMN held_at timestamptz; -- null when nobody has to decide
CREATE INDEX orders_held ON orders (held_at) WHERE held_at IS NOT NULL;

-- A decision that the policy would have held ships what it proposed, because a person said so.
ALTER TABLE decisions ADD COLUMN approved boolean NOT NULL DEFAULT false;
