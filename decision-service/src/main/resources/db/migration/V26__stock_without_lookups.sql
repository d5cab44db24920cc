-- A load of millions of positions has looked its ship nodes and items up before it writes them, and
-- neither is ever deleted. Looked up again by the server one by one, and locked, they cost as much as
-- the positions themselves. `whence verify` sees to it that they are there.
ALTER TABLE stock
  DROP CONSTRAINT stock_sku_fkey,
  DROP CONSTRAINT stock_node_fkey;
