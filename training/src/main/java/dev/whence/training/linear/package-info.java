/// Linear models that know which way a feature may only point.
///
/// Start at [dev.whence.training.linear.LogLinear].
@NullMarked
package dev.whence.training.linear;

import org.jspecify.annotations.NullMarked;
