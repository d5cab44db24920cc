/// How good estimates were: plain functions on numbers, for training and for watching alike.
///
/// Start at [dev.whence.models.metrics.BinaryScores].
@NullMarked
package dev.whence.models.metrics;

import org.jspecify.annotations.NullMarked;
