/// Everything that learns: trainers, calibration, evaluation, reports, publishing a bundle.
///
/// Start at [dev.whence.training.transit.TransitRun], the whole way from a history to a bundle.
@NullMarked
package dev.whence.training;

import org.jspecify.annotations.NullMarked;
