/// From a fitted model to a released bundle: the last checks, golden rows, all files or none.
///
/// Start at [dev.whence.training.publishing.Publisher].
@NullMarked
package dev.whence.training.publishing;

import org.jspecify.annotations.NullMarked;
