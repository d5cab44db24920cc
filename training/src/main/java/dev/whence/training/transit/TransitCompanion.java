package dev.whence.training.transit;

import dev.whence.models.bundles.Calibration;
import dev.whence.models.scoring.LinearModel;
import dev.whence.models.transit.TransitFeatures;
import dev.whence.training.linear.LogLinear;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/// The second line of a transit-time model: a log-linear middle, one spread for all parcels, and
/// the shape of what that leaves. It needs no native library.
///
/// @param line predicts `mu` from all features of the table, of which it uses [#features]
/// @param logSigma the same for every parcel: logarithm of the mean absolute residual, out of fold
/// @param features that the line may use, in the table's order
public record TransitCompanion(
    LogLinear line, float logSigma, List<String> features, Calibration.LogNormal calibration) {

  public TransitCompanion {
    features = List.copyOf(features);
  }

  /// As a file.
  LinearModel model() {
    return new LinearModel(
        List.of(
            line.output("mu"),
            new LinearModel.Output("log_sigma", logSigma, new TreeMap<>(), new TreeMap<>())));
  }

  /// `mu` and `log_sigma` of each row.
  ///
  /// @param rows with all features of the table
  float[][] answers(float[][] rows) {
    return new float[][] {line.answers(rows), spread(rows.length)};
  }

  private float[] spread(int rows) {
    float[] spread = new float[rows];
    Arrays.fill(spread, logSigma);
    return spread;
  }

  /// The columns of [#features].
  ///
  /// @param rows with all features of the table
  float[][] only(float[][] rows) {
    int[] positions =
        features.stream()
            .mapToInt(name -> TransitFeatures.TABLE.findPosition(name).orElseThrow())
            .toArray();
    float[][] fewer = new float[rows.length][positions.length];
    for (int i = 0; i < rows.length; i++) {
      for (int column = 0; column < positions.length; column++) {
        fewer[i][column] = rows[i][positions[column]];
      }
    }
    return fewer;
  }
}
