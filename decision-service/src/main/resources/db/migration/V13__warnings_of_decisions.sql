-- What the caller was warned of: ids in the rule tables that nothing was loaded for when the decision
-- was made. NULL for none.

ALTER TABLE decisions ADD COLUMN table_warnings json;
