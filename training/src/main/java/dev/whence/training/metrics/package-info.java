/// How good predictions are: probabilities against events, quantiles against amounts.
///
/// Pure functions over arrays of one length, one entry per row; nothing here knows what was
/// predicted. Start at [dev.whence.training.metrics.BinaryScores] and
/// [dev.whence.training.metrics.QuantileScores]; [dev.whence.training.metrics.Bootstrap] says how
/// sure a difference is.
@NullMarked
package dev.whence.training.metrics;

import org.jspecify.annotations.NullMarked;
