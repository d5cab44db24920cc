-- Drafts of rule tables: what analysts write before it is a version. A draft holds the tables that
-- it changes; the others are those of the rule set that it is based on.
CREATE TABLE table_drafts (
  id           int         GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  title        text        NOT NULL,
  state        text COLLATE "C" NOT NULL
    CHECK (state IN ('DRAFT', 'SUBMITTED', 'APPROVED', 'PUBLISHED', 'DISCARDED')),
  based_on     int         NOT NULL,
  revision     int         NOT NULL DEFAULT 1,
  author       text        NOT NULL,
  created_at   timestamptz NOT NULL DEFAULT now(),
  changed_at   timestamptz NOT NULL DEFAULT now(),
  submitted_by text,
  approved_by  text,
  published_as int,
  CHECK ((state IN ('SUBMITTED', 'APPROVED', 'PUBLISHED')) <= (submitted_by IS NOT NULL)),
  CHECK ((state IN ('APPROVED', 'PUBLISHED')) = (approved_by IS NOT NULL)),
  CHECK ((state = 'PUBLISHED') = (published_as IS NOT NULL))
);
CREATE INDEX table_drafts_open ON table_drafts (changed_at DESC)
  WHERE state IN ('DRAFT', 'SUBMITTED', 'APPROVED');

-- Every text of a table in a draft, as it was typed, so that who comes second can be told what
-- changed. Null where the table was taken out of the draft.
CREATE TABLE table_draft_texts (
  draft      int         NOT NULL REFERENCES table_drafts,
  table_name text COLLATE "C" NOT NULL,
  revision   int         NOT NULL CHECK (revision >= 1),
  text       text,
  author     text        NOT NULL,
  saved_at   timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (draft, table_name, revision)
);

-- What happened to a draft: who, when, with what words.
CREATE TABLE table_draft_events (
  id       bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  draft    int         NOT NULL REFERENCES table_drafts,
  kind     text COLLATE "C" NOT NULL,
  who      text        NOT NULL,
  at       timestamptz NOT NULL DEFAULT now(),
  revision int         NOT NULL,
  words    text        NOT NULL
);
CREATE INDEX table_draft_events_by_draft ON table_draft_events (draft, id);

-- Four eyes: nobody approves what they began, wrote a part of or submitted, whatever a program says.
CREATE FUNCTION whence_require_other_eyes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.approved_by = NEW.author OR NEW.approved_by = NEW.submitted_by OR EXISTS (
      SELECT FROM table_draft_texts WHERE draft = NEW.id AND author = NEW.approved_by) THEN
    RAISE EXCEPTION 'Draft % was written by %, who cannot approve it.', NEW.id, NEW.approved_by
      USING ERRCODE = 'WH004';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER other_eyes BEFORE INSERT OR UPDATE ON table_drafts
  FOR EACH ROW WHEN (NEW.approved_by IS NOT NULL) EXECUTE FUNCTION whence_require_other_eyes();
