-- Stock may be kept while a person decides about an order.
ALTER TABLE reservations DROP CONSTRAINT reservations_status_check;
ALTER TABLE reservations ADD CONSTRAINT reservations_status_check
  CHECK (status IN ('KEPT', 'HELD', 'CONFIRMED', 'RELEASED', 'EXPIRED'));

-- Orders that nobody has spoken about yet wait for nothing.
CREATE INDEX reservations_undecided ON reservations (order_id) WHERE status IN ('KEPT', 'HELD');

-- The queue for a SKU, in its order: the place of an order is that of its lines, too, so that those
-- who are served next are found without looking at everybody who waits.
ALTER TABLE order_lines
  ADD COLUMN queue_priority int NOT NULL DEFAULT 0,
  ADD COLUMN queued_since timestamptz NOT NULL DEFAULT now();
UPDATE order_lines SET queue_priority = priority, queued_since = ordered_at
FROM orders WHERE orders.id = order_id;
CREATE INDEX order_lines_queue ON order_lines (sku, (-queue_priority), queued_since, order_id)
  WHERE waiting > 0 AND goods IS NULL;
CREATE INDEX order_lines_queued_bundles ON order_lines (order_id) WHERE waiting > 0 AND goods IS NOT NULL;
CREATE FUNCTION lines_follow_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE order_lines SET queue_priority = NEW.priority, queued_since = NEW.ordered_at
  WHERE order_id = NEW.id AND (queue_priority, queued_since) <> (NEW.priority, NEW.ordered_at);
  RETURN NULL;
END $$;
CREATE TRIGGER lines_follow_order AFTER UPDATE OF priority, ordered_at ON orders FOR EACH ROW
  WHEN ((OLD.priority, OLD.ordered_at) IS DISTINCT FROM (NEW.priority, NEW.ordered_at))
  EXECUTE FUNCTION lines_follow_order();
