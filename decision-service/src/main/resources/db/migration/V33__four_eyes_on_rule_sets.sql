-- Four eyes also where no draft is used: a version of the rule tables that never was in force is put
-- in force by somebody other than whoever brought it in. Drafts have been approved by other eyes;
-- the program itself brings in the tables of its folder; and while no user is set up, nobody has a
-- name that is sure.
CREATE FUNCTION whence_needs_other_eyes(rule_set int, who text) RETURNS boolean
LANGUAGE sql STABLE AS $$
  SELECT who <> 'whence'
    AND EXISTS (SELECT FROM users)
    AND EXISTS (SELECT FROM versions WHERE kind = 'rule-set' AND number = rule_set AND author = who)
    AND NOT EXISTS (
      SELECT FROM version_activations
      WHERE kind = 'rule-set' AND number = rule_set AND active_from <= now())
    AND NOT EXISTS (SELECT FROM table_drafts WHERE published_as = rule_set)
$$;

CREATE FUNCTION whence_require_other_eyes_on_versions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF whence_needs_other_eyes(NEW.number, NEW.author) THEN
    RAISE EXCEPTION 'Rule set % was brought in by %, who cannot put it in force.',
        NEW.number, NEW.author
      USING ERRCODE = 'WH004';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER other_eyes BEFORE INSERT ON version_activations
  FOR EACH ROW WHEN (NEW.kind = 'rule-set')
  EXECUTE FUNCTION whence_require_other_eyes_on_versions();
