package dev.whence.training.transit;

import dev.whence.models.metrics.BinaryScores;
import dev.whence.models.metrics.Bootstrap.Interval;
import dev.whence.models.metrics.QuantileScores;
import java.util.Optional;
import java.util.OptionalDouble;

/// How one forecast did on the test part.
///
/// @param late chances of being late, over the parcels with a promise
/// @param medianError mean absolute error of the median in days, over the delivered parcels
/// @param days quantiles, over the delivered parcels
/// @param behindModel log-loss of the model less this one's, day by day; below 0 the model is
///   better
public record TransitScores(
    String subject,
    BinaryScores late,
    OptionalDouble medianError,
    Optional<QuantileScores> days,
    Interval behindModel) {}
