-- Tests that belong to rule sets, as JSON by the digest of their text. The last row of a rule set in
-- rule_set_tests tells with which it was published.
CREATE TABLE table_test_sets (
  digest text COLLATE "C" PRIMARY KEY,
  tests  text NOT NULL
);
CREATE TABLE rule_set_tests (
  id       bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  rule_set int         NOT NULL,
  digest   text COLLATE "C" NOT NULL REFERENCES table_test_sets,
  author   text        NOT NULL,
  draft    int         REFERENCES table_drafts,
  at       timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX rule_set_tests_by_rule_set ON rule_set_tests (rule_set, id DESC);

-- Tests that a draft adds, changes or takes away: each as it was saved. Null where it was taken away.
CREATE TABLE table_draft_tests (
  draft    int         NOT NULL REFERENCES table_drafts,
  test     text COLLATE "C" NOT NULL,
  revision int         NOT NULL CHECK (revision >= 1),
  content  text,
  author   text        NOT NULL,
  saved_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (draft, test, revision)
);

-- Whoever wrote a test of a draft does not approve it either.
CREATE OR REPLACE FUNCTION whence_require_other_eyes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.approved_by = NEW.author OR NEW.approved_by = NEW.submitted_by OR EXISTS (
      SELECT FROM table_draft_texts WHERE draft = NEW.id AND author = NEW.approved_by) OR EXISTS (
      SELECT FROM table_draft_tests WHERE draft = NEW.id AND author = NEW.approved_by) THEN
    RAISE EXCEPTION 'Draft % was written by %, who cannot approve it.', NEW.id, NEW.approved_by
      USING ERRCODE = 'WH004';
  END IF;
  RETURN NEW;
END $$;

-- In how many committed decisions of a day (UTC) each row answered something. The row with blank
-- names counts the decisions themselves.
CREATE TABLE rule_row_days (
  rule_set   int    NOT NULL,
  day        date   NOT NULL,
  table_name text COLLATE "C" NOT NULL,
  rule_id    text COLLATE "C" NOT NULL,
  decisions  bigint NOT NULL CHECK (decisions > 0),
  PRIMARY KEY (rule_set, day, table_name, rule_id)
);
