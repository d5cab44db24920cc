/// What a training or measuring run is told, and why it cannot be done.
///
/// Start at [dev.whence.training.runs.RunOptions].
@NullMarked
package dev.whence.training.runs;

import org.jspecify.annotations.NullMarked;
