-- Versions of what can change: rule tables and which models answer. The content of a rule set stands
-- in rule_sets, by its digest; that of an assignment of models is the digest of a bundle by model.
CREATE TABLE versions (
  kind       text COLLATE "C" NOT NULL CHECK (kind IN ('rule-set', 'models')),
  number     int         NOT NULL CHECK (number >= 1),
  digest     text        NOT NULL,
  content    json        NOT NULL,
  author     text        NOT NULL,
  note       text        NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (kind, number),
  UNIQUE (kind, digest)
);

-- Which version is in force from when on: of those that have begun, the one that began last. Who
-- decided it, when and why.
CREATE TABLE version_activations (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind        text COLLATE "C" NOT NULL,
  number      int         NOT NULL,
  active_from timestamptz NOT NULL,
  author      text        NOT NULL,
  reason      text        NOT NULL,
  decided_at  timestamptz NOT NULL DEFAULT now(),
  FOREIGN KEY (kind, number) REFERENCES versions
);
CREATE INDEX version_activations_by_time ON version_activations (kind, active_from DESC, id DESC)
  INCLUDE (number);

-- Trained models, so that a process needs no folder of them.
CREATE TABLE bundles (
  digest   text        PRIMARY KEY,
  model    text        NOT NULL,
  version  text        NOT NULL,
  card     json        NOT NULL,
  author   text        NOT NULL,
  note     text        NOT NULL,
  added_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (model, version)
);
CREATE TABLE bundle_files (
  digest  text  NOT NULL REFERENCES bundles,
  name    text  NOT NULL,
  content bytea NOT NULL,
  PRIMARY KEY (digest, name)
);
ALTER TABLE bundle_files ALTER COLUMN content SET STORAGE EXTERNAL;

-- What a decision was made with; null for one of an earlier release.
ALTER TABLE decisions ADD COLUMN rule_set_version int, ADD COLUMN models_version int;
