/// From a fitted model to a released bundle: digests, library versions, figures, the last checks.
///
/// Start at [dev.whence.training.publishing.Publisher].
@NullMarked
package dev.whence.training.publishing;

import org.jspecify.annotations.NullMarked;
