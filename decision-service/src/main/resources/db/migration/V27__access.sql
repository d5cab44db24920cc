-- Who may do what. Nobody is deleted and no name is given twice, so a name in an audit row means one
-- user for ever.

CREATE TABLE users (
  id           uuid        PRIMARY KEY,
  name         text COLLATE "C" NOT NULL UNIQUE CHECK (name ~ '\A[a-z0-9][a-z0-9._@-]{0,62}\Z'),
  kind         text        NOT NULL CHECK (kind IN ('PERSON', 'SERVICE')),
  roles        text[]      NOT NULL,
  password     text, -- Argon2id with its parameters and salt, as PHC string; null of a service
  password_due boolean     NOT NULL DEFAULT false, -- set by somebody else: to be changed at sign-in
  active       boolean     NOT NULL DEFAULT true,
  created_at   timestamptz NOT NULL DEFAULT now(),
  created_by   text        NOT NULL,
  CONSTRAINT users_have_roles CHECK (cardinality(roles) > 0 AND roles <@ ARRAY['caller', 'analyst', 'approver', 'data-scientist', 'operator']),
  CONSTRAINT persons_have_passwords CHECK ((kind = 'PERSON') = (password IS NOT NULL)),
  -- Whoever has the keys of a service would approve in its name what is his own.
  CONSTRAINT services_approve_nothing CHECK (kind = 'PERSON' OR NOT 'approver' = ANY (roles))
);

-- Somebody who has signed in. Ended sessions are deleted.
CREATE TABLE sessions (
  id           uuid        PRIMARY KEY,
  user_id      uuid        NOT NULL REFERENCES users,
  token_sha256 bytea       NOT NULL UNIQUE CHECK (octet_length(token_sha256) = 32),
  created_at   timestamptz NOT NULL DEFAULT now(),
  last_used_at timestamptz NOT NULL DEFAULT now(), -- up to a minute late
  expires_at   timestamptz NOT NULL CHECK (expires_at > created_at)
);
CREATE INDEX sessions_by_user ON sessions (user_id);

CREATE TABLE api_keys (
  id           uuid        PRIMARY KEY,
  user_id      uuid        NOT NULL REFERENCES users,
  name         text        NOT NULL,
  roles        text[]      NOT NULL CHECK (cardinality(roles) > 0), -- those that its user has, too, count
  created_at   timestamptz NOT NULL DEFAULT now(),
  created_by   text        NOT NULL,
  expires_at   timestamptz NOT NULL CHECK (expires_at > created_at),
  revoked_at   timestamptz,
  last_used_at timestamptz -- up to a minute late
);
CREATE UNIQUE INDEX api_keys_by_name ON api_keys (user_id, name) WHERE revoked_at IS NULL;

-- One a key, and while it is rotated the one before, too.
CREATE TABLE api_key_secrets (
  prefix      text COLLATE "C" PRIMARY KEY, -- shown, to tell keys apart
  key_id      uuid        NOT NULL REFERENCES api_keys,
  sha256      bytea       NOT NULL UNIQUE CHECK (octet_length(sha256) = 32),
  created_at  timestamptz NOT NULL DEFAULT now(),
  valid_until timestamptz -- null of the present one
);
CREATE UNIQUE INDEX api_key_secrets_present ON api_key_secrets (key_id) WHERE valid_until IS NULL;
CREATE INDEX api_key_secrets_by_key ON api_key_secrets (key_id);

-- Attempts to sign in since the last that succeeded, also under names of nobody.
CREATE TABLE sign_in_attempts (
  name_sha256   bytea       PRIMARY KEY, -- people type passwords where names belong
  failures      int         NOT NULL DEFAULT 0,
  last_at       timestamptz NOT NULL DEFAULT now(),
  blocked_until timestamptz
);

-- Who did what about all of this.
CREATE TABLE access_events (
  id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at       timestamptz NOT NULL DEFAULT now(),
  actor    text        NOT NULL,
  actor_id uuid REFERENCES users, -- null of who has the order store itself
  action   text        NOT NULL,
  subject  text        NOT NULL, -- the user it is about
  detail   text        NOT NULL DEFAULT ''
);
