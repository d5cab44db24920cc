-- A version that is planned can be taken back before its moment: it is never in force then. Who took
-- it back, when and why stands beside who planned it.
ALTER TABLE version_activations
  ADD COLUMN taken_back_at     timestamptz,
  ADD COLUMN taken_back_by     text,
  ADD COLUMN taken_back_reason text,
  ADD CONSTRAINT taken_back_before_its_moment CHECK (taken_back_at < active_from),
  ADD CONSTRAINT taken_back_by_somebody CHECK (
    num_nonnulls(taken_back_at, taken_back_by, taken_back_reason) IN (0, 3));

DROP INDEX version_activations_by_time;
CREATE INDEX version_activations_by_time ON version_activations (kind, active_from DESC, id DESC)
  INCLUDE (number) WHERE taken_back_at IS NULL;
