-- A decision is one binary record. What many records have in common (ship nodes, carrier services,
-- policies) is a part: written once, referred to by number, and never changed or taken away while a
-- decision names it.

CREATE TABLE decision_parts (
  id     int   GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  digest bytea NOT NULL UNIQUE, -- SHA-256 of kind, a line feed and body
  kind   text  NOT NULL,
  body   text  NOT NULL
);

-- Of format 3 on:
--
-- record: what is told and what a replay needs; parts: what it refers to, the shape of the record
-- first; digest: SHA-256 of the record; request: only where no caller sent one; unmet: why the order
-- is held and what does not ship, null of one that is allocated.
ALTER TABLE decisions
  ADD COLUMN record bytea,
  ADD COLUMN parts  int[],
  ADD COLUMN digest bytea,
  ADD COLUMN unmet  json,
  ALTER COLUMN record SET STORAGE EXTERNAL, -- it is deflated
  ALTER COLUMN request DROP NOT NULL,
  ALTER COLUMN inputs DROP NOT NULL,
  ALTER COLUMN estimates DROP NOT NULL,
  ALTER COLUMN decision DROP NOT NULL,
  ALTER COLUMN inputs_sha256 DROP NOT NULL,
  ALTER COLUMN timings DROP NOT NULL,
  ADD CONSTRAINT decisions_recorded CHECK (CASE WHEN format < 3
    THEN num_nulls(request, inputs, estimates, decision, inputs_sha256, timings) = 0
    ELSE num_nulls(record, parts, digest) = 0 END)
    NOT VALID; -- rows that are there fit, and there may be many
