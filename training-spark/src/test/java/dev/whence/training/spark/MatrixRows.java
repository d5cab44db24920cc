package dev.whence.training.spark;

import dev.whence.models.transit.TransitFeatures;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/// Reads the matrix as anybody would.
final class MatrixRows {
  private MatrixRows() {}

  /// The features of each shipment, in their order.
  static Map<String, float[]> features(Path matrix) {
    Map<String, float[]> all = new HashMap<>();
    for (Row row :
        SparkSession.active()
            .read()
            .parquet(matrix.toString())
            .select("shipment_id", "features")
            .collectAsList()) {
      Row features = row.getStruct(1);
      float[] values = new float[TransitFeatures.NAMES.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = features.getFloat(features.fieldIndex(TransitFeatures.NAMES.get(i)));
      }
      all.put(row.getString(0), values);
    }
    return all;
  }
}
