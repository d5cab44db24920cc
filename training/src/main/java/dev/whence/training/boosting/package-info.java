/// Gradient boosting by XGBoost, so wrapped that the same rows, settings and seed give the same
/// trees.
///
/// Start at [dev.whence.training.boosting.Boosting]. Nothing outside this package sees the native
/// library.
@NullMarked
package dev.whence.training.boosting;

import org.jspecify.annotations.NullMarked;
