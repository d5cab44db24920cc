/// Learns and measures how long parcels take.
///
/// Start at [dev.whence.training.carriers.TransitRun], the whole way from a history to a bundle:
/// [dev.whence.training.carriers.Parcels] reads, [dev.whence.training.carriers.TransitTrainer]
/// fits, [dev.whence.training.carriers.TransitEvaluation] measures against
/// [dev.whence.training.carriers.LateForecast]s that a merchant could have without a model.
@NullMarked
package dev.whence.training.carriers;

import org.jspecify.annotations.NullMarked;
