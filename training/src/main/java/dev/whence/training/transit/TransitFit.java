package dev.whence.training.transit;

import dev.whence.models.bundles.Calibration;
import dev.whence.training.boosting.FittedBooster;
import dev.whence.training.onnx.OnnxGraph;
import dev.whence.training.onnx.OnnxGraph.Output;
import java.util.List;

/// A fitted transit-time model.
///
/// @param center predicts `mu`, the middle of the logarithm of days
/// @param spread predicts `log_sigma`, blind to distance
public record TransitFit(
    FittedBooster center, FittedBooster spread, Calibration.LogNormal calibration) {

  /// One graph with the outputs `mu` and `log_sigma`.
  public byte[] onnx() {
    return OnnxGraph.write(
        List.of(Output.margin("mu", center.trees()), Output.margin("log_sigma", spread.trees())));
  }

  /// What the boosters themselves answer: `mu` and `log_sigma` of each row.
  public float[][] answers(float[][] rows) {
    return new float[][] {center.answers(rows, true), spread.answers(rows, true)};
  }
}
