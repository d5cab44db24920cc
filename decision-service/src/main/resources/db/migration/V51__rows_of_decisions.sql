-- Which rows of the rule tables answered when a decision was made, by table, before it was explained;
-- and a digest of the code that made it. By the same tables and the same code it need not be decided
-- again. NULL where an older release decided.
ALTER TABLE decisions ADD COLUMN rows_fired json, ADD COLUMN code bigint;
