-- What a challenger would have estimated for a decision, beside what was: for each question of the
-- decision's estimates, in their order.
CREATE TABLE shadow_estimates (
  decision_id uuid        NOT NULL,
  model       text        NOT NULL,
  version     text        NOT NULL,
  estimates   json        NOT NULL,
  scored_at   timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (decision_id, model, version)
);
CREATE INDEX shadow_estimates_by_age ON shadow_estimates (scored_at);
