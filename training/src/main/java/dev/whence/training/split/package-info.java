/// Cutting a history by time, so that nothing known later reaches what is learned earlier.
///
/// Start at [dev.whence.training.split.Holdout].
@NullMarked
package dev.whence.training.split;

import org.jspecify.annotations.NullMarked;
