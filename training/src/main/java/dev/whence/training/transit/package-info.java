/// Learns and measures how long parcels take.
///
/// Start at [dev.whence.training.transit.TransitRun], the whole way from a history to a bundle:
/// [dev.whence.training.transit.Parcels] reads, [dev.whence.training.transit.TransitTrainer] fits,
/// [dev.whence.training.transit.TransitEvaluation] measures against
/// [dev.whence.training.transit.LateForecast]s that a merchant could have without a model.
@NullMarked
package dev.whence.training.transit;

import org.jspecify.annotations.NullMarked;
