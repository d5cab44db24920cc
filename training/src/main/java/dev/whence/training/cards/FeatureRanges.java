package dev.whence.training.cards;

import dev.whence.models.bundles.ModelCard.FeatureColumn;
import dev.whence.models.features.Feature;
import dev.whence.models.features.FeatureTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The smallest and largest value of each feature in training. Missing values are passed over.
public final class FeatureRanges {
  /// Share of rows without an attribute from which on a question without it is nothing new.
  private static final double MOST_MISSING = 0.01;

  private final FeatureTable<?> table;
  private final double[] low;
  private final double[] high;
  private final int[] missing;
  private int rows;

  public FeatureRanges(FeatureTable<?> table) {
    this.table = table;
    this.low = new double[table.names().size()];
    this.high = new double[low.length];
    this.missing = new int[low.length];
    Arrays.fill(low, Double.POSITIVE_INFINITY);
    Arrays.fill(high, Double.NEGATIVE_INFINITY);
  }

  /// @param row in the table's order
  public void include(float[] row) {
    rows++;
    for (int i = 0; i < low.length; i++) {
      if (Float.isNaN(row[i])) {
        missing[i]++;
      } else {
        low[i] = Math.min(low[i], row[i]);
        high[i] = Math.max(high[i], row[i]);
      }
    }
  }

  /// For the card, in the table's order. A feature that was always missing has the range 0 to 0.
  /// None is required but an attribute that fewer than [#MOST_MISSING] of the rows lacked: what a
  /// model makes of its absence, nobody has seen.
  public List<FeatureColumn> columns() {
    List<FeatureColumn> columns = new ArrayList<>();
    for (int i = 0; i < low.length; i++) {
      Feature feature = table.feature(i);
      boolean seen = low[i] <= high[i];
      columns.add(
          new FeatureColumn(
              feature.name(),
              feature.unit(),
              seen ? low[i] : 0,
              seen ? high[i] : 0,
              feature.role() == Feature.Role.ATTRIBUTE && missing[i] < MOST_MISSING * rows));
    }
    return columns;
  }
}
