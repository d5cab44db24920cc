-- The units of a line may leave in several parcels, and a parcel may hold several components of one
-- bundle: a line no longer is one row of one shipment, nor is what left first all that was sold.

ALTER TABLE shipment_lines DROP CONSTRAINT shipment_lines_pkey;
ALTER TABLE shipment_lines ADD PRIMARY KEY (shipment_id, line_id, sku);

-- Units that return_counts has of the line; the rest of its parcels may leave after it was counted.
ALTER TABLE sales ADD COLUMN counted_units int NOT NULL DEFAULT 0;
UPDATE sales SET counted_units = units WHERE counted;
ALTER TABLE sales DROP COLUMN counted;
