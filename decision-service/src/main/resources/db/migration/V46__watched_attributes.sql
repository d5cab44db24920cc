-- What the caller told of the parcel or order line, as the model was asked; a JSON object.
ALTER TABLE watched_estimates ADD COLUMN attributes text;
