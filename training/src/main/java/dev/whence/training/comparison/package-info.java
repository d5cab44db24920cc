/// Two models of one contract on the same rows: which of them is better, and how sure that is.
///
/// Start at [dev.whence.training.comparison.Comparison].
@NullMarked
package dev.whence.training.comparison;

import org.jspecify.annotations.NullMarked;
