-- What a decision was made with; null for one of an earlier release.
ALTER TABLE decisions ADD COLUMN reference_version int;
