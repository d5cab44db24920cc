-- Returns that were told in the very moment in which their line was counted were left out for good:
-- such lines are counted again.
UPDATE sales SET stale = true
FROM (
  SELECT sales.order_id, sales.line_id,
    least(min(sales.units), sum(returns.units)) AS came_back
  FROM sales JOIN returns USING (order_id, line_id)
  WHERE NOT stale AND returned_at <= matures_at
  GROUP BY sales.order_id, sales.line_id) AS told
WHERE sales.order_id = told.order_id AND sales.line_id = told.line_id
  AND sales.counted_returned <> told.came_back;
