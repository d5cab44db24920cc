-- What is so at a place for a time, for instance its weather in an hour: a JSON object of numbers
-- and words, which models hear of the parcels that leave it or go there.
CREATE TABLE conditions (
  country    text COLLATE "C" NOT NULL,
  region     text COLLATE "C" NOT NULL, -- may be empty
  from_at    timestamptz NOT NULL,
  until_at   timestamptz NOT NULL CHECK (until_at > from_at),
  attributes text        NOT NULL,
  loaded_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (country, region, from_at, until_at)
);
CREATE INDEX conditions_by_end ON conditions (until_at);

-- Goes up with every load of them: what is kept in memory holds while it stands.
CREATE TABLE condition_version (
  singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
  version   bigint  NOT NULL
);
INSERT INTO condition_version (version) VALUES (1);
