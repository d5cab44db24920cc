/// The plots that every measured model has, from arrays with one entry per row: what was predicted,
/// by whom, and what happened.
///
/// Start at [dev.whence.training.plots.ChancePlots] for probabilities, and at
/// [dev.whence.training.plots.MeanPlots] for anything that has a mean by month or by group.
@NullMarked
package dev.whence.training.plots;

import org.jspecify.annotations.NullMarked;
