-- Each load of reference data is a version, with the number that reference_version has then: who
-- loaded it, when and why, and which rows it changed. Its number stands in place of a digest.
ALTER TABLE versions DROP CONSTRAINT versions_kind_check,
  ADD CONSTRAINT versions_kind_check CHECK (kind IN ('rule-set', 'models', 'reference-data'));

INSERT INTO versions (kind, number, digest, content, author, note)
SELECT 'reference-data', version, version::text, '{}'::json, 'whence', 'what was there before'
FROM reference_version;

-- A row as it was before the version and as it was after it; only those that differ.
--
-- source: the table; key: its primary key, in words; before: null of one that is new; after: null of
-- one that is gone
CREATE TABLE reference_changes (
  version int  NOT NULL,
  source  text COLLATE "C" NOT NULL,
  key     text COLLATE "C" NOT NULL,
  before  jsonb,
  after   jsonb,
  PRIMARY KEY (version, source, key)
);
CREATE INDEX reference_changes_by_row ON reference_changes (source, key, version);

-- When a row was loaded is no part of it.
CREATE FUNCTION reference_row(loaded jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
  SELECT loaded - 'loaded_at'
$$;

CREATE FUNCTION reference_key(loaded jsonb, columns text[]) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT string_agg(loaded ->> name, ' ' ORDER BY place)
  FROM unnest(columns) WITH ORDINALITY AS part (name, place)
$$;

-- Notes what a statement has changed, under the version of its transaction. A row that is taken out
-- and put back in one version as it was has not changed.
CREATE FUNCTION note_reference_changes() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  number int := (SELECT reference_version.version FROM reference_version);
  columns text[] := TG_ARGV;
BEGIN
  IF TG_OP = 'DELETE' THEN
    INSERT INTO reference_changes (version, source, key, before)
    SELECT number, TG_TABLE_NAME, reference_key(to_jsonb(gone), columns), reference_row(to_jsonb(gone))
    FROM gone
    ON CONFLICT (version, source, key) DO UPDATE SET after = NULL;
    DELETE FROM reference_changes AS noted USING gone
    WHERE noted.version = number AND noted.source = TG_TABLE_NAME
      AND noted.key = reference_key(to_jsonb(gone), columns) AND noted.before IS NULL AND noted.after IS NULL;
  ELSIF TG_OP = 'INSERT' THEN
    INSERT INTO reference_changes (version, source, key, after)
    SELECT number, TG_TABLE_NAME, reference_key(to_jsonb(come), columns), reference_row(to_jsonb(come))
    FROM come
    ON CONFLICT (version, source, key) DO UPDATE SET after = excluded.after;
    DELETE FROM reference_changes AS noted USING come
    WHERE noted.version = number AND noted.source = TG_TABLE_NAME
      AND noted.key = reference_key(to_jsonb(come), columns) AND noted.before = noted.after;
  ELSE
    INSERT INTO reference_changes (version, source, key, before, after)
    SELECT number, TG_TABLE_NAME, key, old_row, new_row
    FROM (SELECT reference_key(to_jsonb(gone), columns) AS key, reference_row(to_jsonb(gone)) AS old_row
      FROM gone) AS were
    JOIN (SELECT reference_key(to_jsonb(come), columns) AS key, reference_row(to_jsonb(come)) AS new_row
      FROM come) AS are USING (key)
    WHERE old_row <> new_row
    ON CONFLICT (version, source, key) DO UPDATE SET after = excluded.after;
    DELETE FROM reference_changes AS noted USING come
    WHERE noted.version = number AND noted.source = TG_TABLE_NAME
      AND noted.key = reference_key(to_jsonb(come), columns) AND noted.before = noted.after;
  END IF;
  RETURN NULL;
END
$$;

DO $$
DECLARE
  one record;
BEGIN
  FOR one IN SELECT * FROM (VALUES
    ('ship_nodes', '''id'''),
    ('carrier_services', '''id'''),
    ('rate_zones', '''carrier_service'', ''position'''),
    ('exchange_rates', '''from_currency'', ''to_currency'', ''date'''),
    ('postal_areas', '''country'', ''prefix''')) AS tables (name, key)
  LOOP
    EXECUTE format('CREATE TRIGGER noted_when_added AFTER INSERT ON %I REFERENCING NEW TABLE AS come
      FOR EACH STATEMENT EXECUTE FUNCTION note_reference_changes(%s)', one.name, one.key);
    EXECUTE format('CREATE TRIGGER noted_when_changed AFTER UPDATE ON %I
      REFERENCING OLD TABLE AS gone NEW TABLE AS come
      FOR EACH STATEMENT EXECUTE FUNCTION note_reference_changes(%s)', one.name, one.key);
    EXECUTE format('CREATE TRIGGER noted_when_removed AFTER DELETE ON %I REFERENCING OLD TABLE AS gone
      FOR EACH STATEMENT EXECUTE FUNCTION note_reference_changes(%s)', one.name, one.key);
  END LOOP;
END
$$;

-- Rows that were changed after a version, as they were with it: null of one that was not there.
CREATE FUNCTION reference_rows_at(asked int) RETURNS TABLE (source text, key text, was jsonb)
LANGUAGE sql STABLE AS $$
  SELECT DISTINCT ON (source, key) source, key, before FROM reference_changes
  WHERE version > asked ORDER BY source, key, version
$$;

-- Writes the rows of a table as they were with a version. What is in use is not changed by it, nor
-- are ship nodes and carrier services taken away: others stand on them.
CREATE FUNCTION restore_reference_rows(asked int, name text, keys text[], kept boolean) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  others text;
  own text := (SELECT string_agg(quote_ident(each), ', ') FROM unnest(keys) AS each);
BEGIN
  SELECT string_agg(format('%1$I = excluded.%1$I', attname), ', ') INTO others FROM pg_attribute
  WHERE attrelid = name::regclass AND attnum > 0 AND NOT attisdropped
    AND attname <> ALL (keys || CASE WHEN kept THEN ARRAY['active'] ELSE ARRAY[]::text[] END);
  IF NOT kept THEN
    EXECUTE format('DELETE FROM %1$I USING reference_rows_at($1) AS past
      WHERE past.source = %1$L AND past.was IS NULL AND past.key = reference_key(to_jsonb(%1$I), $2)', name)
    USING asked, keys;
  END IF;
  EXECUTE format('INSERT INTO %1$I
    SELECT (jsonb_populate_record(now_there, past.was || jsonb_build_object(''loaded_at'', now()))).*
    FROM reference_rows_at($1) AS past
    LEFT JOIN %1$I AS now_there ON past.key = reference_key(to_jsonb(now_there), $2)
    WHERE past.source = %1$L AND past.was IS NOT NULL
    ON CONFLICT (%2$s) DO UPDATE SET %3$s', name, own, others)
  USING asked, keys;
END
$$;
