-- Stock may be kept while a person decides about an order.
ALTER TABLE reservations DROP CONSTRAINT reservations_status_check;
ALTER TABLE reservations ADD CONSTRAINT reservations_status_check
  CHECK (status IN ('KEPT', 'HELD', 'CONFIRMED', 'RELEASED', 'EXPIRED'));
