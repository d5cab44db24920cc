-- How `inputs`, `estimates` and `decision` are written: 1 is the form before hand-overs and parcels
-- as packed, which no release since reads. Rows written from now on name their format.

ALTER TABLE decisions ADD COLUMN format int NOT NULL DEFAULT 1;

CREATE OR REPLACE VIEW history_decisions AS
SELECT id AS decision_id, order_id, outcome, path, decided_at, rule_set, inputs_sha256, round,
  request, inputs, estimates, decision, format
FROM decisions;
