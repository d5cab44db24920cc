-- Which waiting orders stock goes to first, by the allocation-priority table; asked anew now and
-- then, for age and promise move.
ALTER TABLE orders
  ADD COLUMN priority    int         NOT NULL DEFAULT 0,
  ADD COLUMN priority_at timestamptz NOT NULL DEFAULT 'epoch';

-- What channels hold of what lies at ship nodes.
CREATE INDEX shipments_at_node ON shipments (node)
  WHERE NOT left_stock AND emptied_at IS NULL AND reservation_id IS NOT NULL;
