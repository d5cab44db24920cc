package dev.whence.training.transit;

import dev.whence.domain.estimates.TransitQuery;
import dev.whence.models.bundles.Calibration;
import dev.whence.models.features.FeatureTable;
import dev.whence.training.boosting.FittedBooster;
import dev.whence.training.onnx.OnnxGraph;
import dev.whence.training.onnx.OnnxGraph.Output;
import java.time.Instant;
import java.util.List;

/// A fitted transit-time model.
///
/// @param table of the features, with the columns of the attributes that it learned from
/// @param center predicts `mu`, the middle of the logarithm of days
/// @param spread predicts `log_sigma`, blind to distance
/// @param calibration the shape of what is left
/// @param recalibrationDays how fast the shape should follow what happens; 0 not at all
/// @param learned the parcels behind both boosters
/// @param shapeFrom order time of the first parcel behind the shape
/// @param shaped parcels behind the shape
/// @param companion what may answer where the boosters cannot, learned from the same parcels
public record TransitFit(
    FeatureTable<TransitQuery> table,
    TransitCenter center,
    FittedBooster spread,
    Calibration.LogNormal calibration,
    double recalibrationDays,
    List<Parcel> learned,
    Instant shapeFrom,
    int shaped,
    TransitCompanion companion) {

  /// One graph with the outputs `mu` and `log_sigma`.
  public byte[] onnx() {
    return OnnxGraph.write(
        List.of(center.output("mu"), Output.margin("log_sigma", spread.trees())));
  }

  /// Features of each parcel.
  float[][] rows(List<Parcel> parcels) {
    return parcels.stream().map(parcel -> table.row(parcel.query())).toArray(float[][]::new);
  }

  /// What the boosters themselves answer: `mu` and `log_sigma` of each row.
  public float[][] answers(float[][] rows) {
    return new float[][] {center.answers(rows), spread.answers(rows, true)};
  }
}
