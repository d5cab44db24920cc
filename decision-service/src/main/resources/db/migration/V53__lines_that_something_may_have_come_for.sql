-- Of a long queue only those lines are looked at for which something may have come since they were
-- tried: what arrived before the oldest transaction of that snapshot was seen.
CREATE INDEX order_lines_untried
  ON order_lines (sku, (coalesce(pg_snapshot_xmin(tried), '0'::xid8)))
  WHERE waiting > 0 AND goods IS NULL;
