-- Opening hours by weekday, calendars of carrier services, rate cards with weight steps, postal
-- zones and surcharges, weights below a gram. JSON here is what the service itself writes, checked
-- on the way in. What was there keeps its meaning.

ALTER TABLE ship_nodes
  ADD COLUMN week            jsonb, -- open days: day, opens, closes (00:00 is the end), cutoff
  ADD COLUMN service_cutoffs jsonb NOT NULL DEFAULT '[]';
UPDATE ship_nodes SET week = (
  SELECT jsonb_agg(jsonb_build_object(
      'day', (ARRAY['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'])[day],
      'opens', '00:00:00', 'closes', '00:00:00', 'cutoff', to_char(cutoff, 'HH24:MI:SS')) ORDER BY day)
  FROM unnest(working_days) AS day);
ALTER TABLE ship_nodes
  ALTER COLUMN week SET NOT NULL,
  DROP COLUMN working_days,
  DROP COLUMN cutoff;

ALTER TABLE carrier_services
  ADD COLUMN weight_increment_grams int NOT NULL DEFAULT 1 CHECK (weight_increment_grams >= 1),
  ADD COLUMN calendar               jsonb, -- null is the usual one
  ADD COLUMN surcharges             jsonb NOT NULL DEFAULT '[]';

-- Every price of a card is in its service's currency.
ALTER TABLE rate_zones
  ADD COLUMN origin_region      text   NOT NULL DEFAULT '', -- empty is any
  ADD COLUMN destination_region text   NOT NULL DEFAULT '', -- empty is any
  ADD COLUMN postal_prefixes    text[] NOT NULL DEFAULT '{}', -- empty is any
  ADD COLUMN valid_from         date, -- null is always
  ADD COLUMN valid_until        date, -- null is for ever
  ADD COLUMN weight_steps       jsonb  NOT NULL DEFAULT '[]',
  ADD COLUMN minimum_minor      bigint NOT NULL DEFAULT 0,
  ALTER COLUMN per_kilogram_minor TYPE numeric(19, 4),
  DROP COLUMN per_parcel_currency,
  DROP COLUMN per_kilogram_currency;

ALTER TABLE items RENAME COLUMN weight_grams TO weight_milligrams;
ALTER TABLE items
  ALTER COLUMN weight_milligrams TYPE bigint USING weight_milligrams::bigint * 1000,
  ADD COLUMN middle_side_mm   int NOT NULL DEFAULT 0 CHECK (middle_side_mm >= 0), -- 0 is unknown
  ADD COLUMN shortest_side_mm int NOT NULL DEFAULT 0 CHECK (shortest_side_mm >= 0);
