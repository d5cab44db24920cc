-- What currencies are worth in one another, and where postal codes are. Both are loaded by the
-- caller and raise reference_version.

-- One major unit of from_currency is `rate` major units of to_currency, from `date` on.
CREATE TABLE exchange_rates (
  from_currency text COLLATE "C" NOT NULL,
  to_currency   text COLLATE "C" NOT NULL CHECK (to_currency <> from_currency),
  date          date        NOT NULL,
  rate          numeric     NOT NULL CHECK (rate > 0 AND rate < 'infinity'), -- NaN is above both
  source        text        NOT NULL,
  loaded_at     timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (from_currency, to_currency, date)
);

-- All postal codes of a country that start with `prefix`.
CREATE TABLE postal_areas (
  country   text COLLATE "C" NOT NULL,
  prefix    text COLLATE "C" NOT NULL CHECK (prefix ~ '^[A-Z0-9]{1,12}$'),
  latitude  double precision NOT NULL CHECK (latitude BETWEEN -90 AND 90),
  longitude double precision NOT NULL CHECK (longitude BETWEEN -180 AND 180),
  radius_km double precision NOT NULL CHECK (radius_km BETWEEN 0 AND 20100),
  region    text             NOT NULL, -- empty is not known
  PRIMARY KEY (country, prefix)
);
